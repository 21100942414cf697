package takt.server.interest;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What one client knows of the entities of a room under interest.
///
/// Owned by the room's thread. It follows what was sent: [#look] says what becomes of it with the snapshot that is
/// written next, and that snapshot must be sent. Looking costs as much as there is to see, however much there is
/// besides.
public final class View {
  private static final double CLOSENESS_LEAST = 0.25;

  private final Cells cells;
  private final @Nullable Known[] parts;
  /// Parts of which everyone may know.
  private final boolean[] open;
  private final int dwellTicks;
  private long[] own = new long[4];
  private int[] ownParts = new int[4];
  private int ownCount;
  private double x;
  private double y;
  /// By the squares of their distances, and then by how they were found.
  private long[] entering = new long[8];
  private int enterMax = Integer.MAX_VALUE;
  private boolean isBehind;
  private final Credit credit;
  private long tick;

  /// Who may know of what apart from where it is.
  public interface Audience {
    boolean mayKnow(int part, long id);
  }

  /// @param under of each part, whether it is under interest
  /// @param open of each part, whether everyone may know of its entities who is near enough
  /// @param dwellTicks how long something that has become known is kept more readily
  /// @param credit the client's
  public View(Cells cells, boolean[] under, boolean[] open, int dwellTicks, Credit credit) {
    this.cells = cells;
    this.credit = credit;
    this.open = open;
    this.dwellTicks = dwellTicks;
    parts = new Known[under.length];
    for (int t = 0; t < under.length; t++) parts[t] = under[t] ? new Known() : null;
  }

  /// What is known of a part; null if that is not under interest.
  public @Nullable Known part(int part) {
    return parts[part];
  }

  /// The client knows nothing: whole state follows.
  public void forget() {
    for (Known known : parts) {
      if (known != null) known.forget();
    }
  }

  /// The client knows what it knew with another snapshot.
  void become(View other) {
    for (int t = 0; t < parts.length; t++) {
      Known known = parts[t];
      Known before = other.parts[t];
      if (known != null && before != null) known.become(before);
    }
  }

  /// Of the snapshot that it looked for last.
  long tick() {
    return tick;
  }

  /// Something its player owns, and so knows: told before each look.
  public void owns(int part, long id) {
    if (ownCount == own.length) {
      own = Arrays.copyOf(own, 2 * ownCount);
      ownParts = Arrays.copyOf(ownParts, 2 * ownCount);
    }
    own[ownCount] = id;
    ownParts[ownCount++] = part;
  }

  /// Looks around: who stays, who goes, who enters.
  ///
  /// @param oldest what was last seen as told before this tick must enter anew: its values are gone
  /// @param placed whether there is a place to look from; else only what is owned is known
  public void look(long tick, long oldest, boolean placed, double x, double y, Audience audience) {
    cells.look();
    for (Known known : parts) {
      if (known != null) knew(known, oldest);
    }
    int found = placed ? cells.find(x, y, cells.interest().leaveRadius()) : 0;
    find(found, audience);
    for (int i = 0; i < ownCount; i++) cells.knows(own[i], true);
    for (int t = 0; t < parts.length; t++) {
      Known known = parts[t];
      if (known == null) continue;
      sift(known, t, tick, oldest, placed, x, y, audience);
    }
    for (int i = 0; i < ownCount; i++) enter(ownParts[i], own[i], tick);
    enter(tick);
    ownCount = 0;
    this.tick = tick;
    this.x = x;
    this.y = y;
  }

  /// Those that were found enter: all, or the nearest if not all may.
  private void enter(long tick) {
    int waiting = 0;
    for (int f = 0; f < cells.freshCount(); f++) {
      int n = cells.fresh(f);
      if (isOwn(cells.foundId(n))) continue;
      if (waiting == entering.length) entering = Arrays.copyOf(entering, 2 * waiting);
      entering[waiting++] = (long) Float.floatToIntBits((float) cells.foundSquare(n)) << 32 | n;
    }
    int most = Math.min(waiting, enterMax);
    isBehind = most < waiting;
    if (isBehind) Arrays.sort(entering, 0, waiting);
    for (int e = 0; e < waiting; e++) {
      int n = (int) entering[e];
      if (e < most) enter(cells.foundPart(n), cells.foundId(n), tick);
      else cells.forgets(cells.foundId(n));
    }
  }

  private void knew(Known known, long oldest) {
    for (int i = 0; i < known.count(); i++) cells.knew(known.id(i), known.same(i) >= oldest);
  }

  /// Marks what is known of what was found.
  private void find(int found, Audience audience) {
    double near = square(cells.interest().nearRadius());
    double enter = square(cells.interest().radius());
    for (int n = 0; n < found; n++) {
      long id = cells.foundId(n);
      double square = cells.foundSquare(n);
      boolean stays = cells.mayStay(id);
      if (square > enter && !stays) continue;
      int part = cells.foundPart(n);
      if (!open[part] && !audience.mayKnow(part, id)) continue;
      cells.knows(id, square <= near);
      if (!stays) cells.enters(n);
    }
  }

  private void sift(Known known, int part, long tick, long oldest, boolean placed, double x, double y,
      Audience audience) {
    known.begin();
    for (int i = 0; i < known.count(); i++) {
      long id = known.id(i);
      if (known.same(i) < oldest) {
        known.go(i);
      } else if (cells.isKnown(id)) {
        known.stay(i, cells.isNear(id));
      } else if (placed && tick - known.since(i) < dwellTicks && isYoung(part, id, x, y, audience)) {
        cells.knows(id, false);
        known.stay(i, false);
      } else {
        known.go(i);
      }
    }
    known.settle();
  }

  /// Whether something that has only just become known stays so.
  private boolean isYoung(int part, long id, double x, double y, Audience audience) {
    return cells.isHere(id) && cells.squareTo(id, x, y) <= square(cells.interest().leaveYoungRadius())
        && (open[part] || audience.mayKnow(part, id));
  }

  private boolean isOwn(long id) {
    for (int i = 0; i < ownCount; i++) {
      if (own[i] == id) return true;
    }
    return false;
  }

  private void enter(int part, long id, long tick) {
    Known known = parts[part];
    if (known != null && !cells.mayStay(id)) known.enter(id, tick, cells.isNear(id));
  }

  private static double square(double length) {
    return length * length;
  }

  // ---- how much may be told

  /// What its client may be told, where there is a budget.
  public Credit credit() {
    return credit;
  }

  /// Not all of what was looked at is told.
  public void fallBehind() {
    isBehind = true;
  }

  /// Whether something has to wait for its credit.
  public boolean isBehind() {
    return isBehind;
  }

  /// How many may enter with the next look, beside what its player owns.
  public void enterMax(int most) {
    enterMax = most;
  }

  /// How close to the centre an entity is that is known: 1 there, ¼ where things become known and beyond.
  public double closeness(long id) {
    if (!cells.isHere(id)) return CLOSENESS_LEAST;
    double part = Math.sqrt(cells.squareTo(id, x, y)) / cells.interest().radius();
    return 1 - (1 - CLOSENESS_LEAST) * Math.min(1, part);
  }

  /// Whether the client knows of an entity with the snapshot that is written now.
  public boolean knows(long id) {
    return cells.isKnown(id);
  }

  /// Whether it knew of it with the one before.
  public boolean knew(long id) {
    return cells.isKnew(id);
  }
}

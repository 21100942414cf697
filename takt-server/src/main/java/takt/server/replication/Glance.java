package takt.server.replication;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;
import takt.schema.Audience;
import takt.server.interest.View;

/// One viewer's look at a snapshot: what they may see of it, and what of that is news to them.
///
/// Owned by the room's thread; reusable. This is where both codecs learn who sees what: they only write. Visibility is
/// judged in each snapshot by that snapshot alone, so what is news depends on nothing but the two snapshots and the
/// viewer. Nothing is allocated, but where records or collections refer to entities.
final class Glance implements View.Audience {
  private Snapshot now;
  private @Nullable Snapshot base;
  private int viewer;
  private @Nullable View view;
  private int teamNow;
  private int teamThen;
  private int[] gone = new int[8];
  private int[] moved = new int[8];
  private int[] movedFrom = new int[8];
  private int[] entered = new int[8];
  private int goneCount;
  private int movedCount;
  private int enteredCount;

  Glance(Snapshot first) {
    now = first;
  }

  /// @param base the snapshot the viewer has, null for none
  /// @param viewer their number
  void look(Snapshot now, @Nullable Snapshot base, int viewer) {
    look(now, base, viewer, null);
  }

  /// @param view what they know of by where it is, null where there is no interest
  void look(Snapshot now, @Nullable Snapshot base, int viewer, @Nullable View view) {
    this.now = now;
    this.base = base;
    this.viewer = viewer;
    this.view = view;
    teamNow = now.teamOf(viewer);
    teamThen = base == null ? 0 : base.teamOf(viewer);
  }

  // ---- the room and its people

  /// Whether a column of the room's own row is to be told.
  boolean roomDiffers(int c) {
    Rows rows = now.room();
    if (rows.table().columns()[c].to() != Audience.EVERYONE) return false;
    return base == null || valueDiffers(rows, 0, base.room(), 0, c);
  }

  boolean alarmDiffers(int alarm) {
    return base == null || base.alarms()[alarm] != now.alarms()[alarm];
  }

  /// Whether the `i`-th player is to be told.
  boolean isNews(int i) {
    Snapshot.PlayerRow player = now.players().get(i);
    // Rows that did not change are taken over, and people seldom come and go: this is nearly always so.
    if (base != null && i < base.players().size() && base.players().get(i) == player) return false;
    return !player.equals(before(player));
  }

  /// Whether the `i`-th player of the base is there no more.
  boolean hasLeft(Snapshot base, int i) {
    int number = base.players().get(i).number();
    if (i < now.players().size() && now.players().get(i).number() == number) return false;
    return now.player(number) == null;
  }

  /// The player as the viewer has them, null if they are new.
  Snapshot.@Nullable PlayerRow before(Snapshot.PlayerRow player) {
    return base == null ? null : base.player(player.number());
  }

  // ---- a part's entities

  /// Sorts the entities of a part into gone, moved and entered, each in the order of birth.
  ///
  /// Rows keep that order, so those of two snapshots pair up in one walk: what the base has more was removed, and what
  /// is new stands at the end.
  void part(int t) {
    part(t, null);
  }

  /// The same, but of entities that everyone knows only those of which some columns are to be told: all as moved, those
  /// of which the base has nothing from −1.
  ///
  /// @param only these columns; null for all of a part that not everyone knows
  void part(int t, boolean @Nullable [] only) {
    goneCount = 0;
    movedCount = 0;
    enteredCount = 0;
    Rows rows = now.entities().get(t);
    Rows old = base == null ? null : base.entities().get(t);
    Audience existence = rows.table().existence();
    int o = 0;
    for (int row = 0; row < rows.count(); row++) {
      int before = -1;
      if (old != null) {
        for (; o < old.count() && old.id(o) != rows.id(row); o++) removed(old, o);
        if (o < old.count()) before = o++;
      }
      if (only != null) {
        if (differs(rows, row, old, before, only)) move(row, before);
        continue;
      }
      boolean sees = seesNow(rows, row, existence);
      boolean saw = old != null && before >= 0 && sawThen(old, before, existence);
      if (sees && !saw) enter(row);
      else if (saw && !sees) go(before);
      else if (saw && old != null && differs(rows, row, old, before)) move(row, before);
    }
    if (old != null) for (; o < old.count(); o++) removed(old, o);
    if (only != null) goneCount = 0; // everyone is told of those
  }

  private void removed(Rows old, int row) {
    if (sawThen(old, row, old.table().existence())) go(row);
  }

  private void go(int row) {
    if (goneCount == gone.length) gone = Arrays.copyOf(gone, goneCount * 2);
    gone[goneCount++] = row;
  }

  private void enter(int row) {
    if (enteredCount == entered.length) entered = Arrays.copyOf(entered, enteredCount * 2);
    entered[enteredCount++] = row;
  }

  private void move(int row, int from) {
    if (movedCount == moved.length) {
      moved = Arrays.copyOf(moved, movedCount * 2);
      movedFrom = Arrays.copyOf(movedFrom, movedCount * 2);
    }
    moved[movedCount] = row;
    movedFrom[movedCount++] = from;
  }

  int goneCount() {
    return goneCount;
  }

  /// The row in the base of the `i`-th that is gone.
  int gone(int i) {
    return gone[i];
  }

  int movedCount() {
    return movedCount;
  }

  int moved(int i) {
    return moved[i];
  }

  /// The row in the base of the `i`-th that moved.
  int movedFrom(int i) {
    return movedFrom[i];
  }

  int enteredCount() {
    return enteredCount;
  }

  int entered(int i) {
    return entered[i];
  }

  // ---- fields

  private boolean differs(Rows rows, int row, Rows old, int before) {
    if (rows.owner(row) != old.owner(before) || rows.jumpTick(row) != old.jumpTick(before)) return true;
    for (int c = 0; c < rows.table().columns().length; c++) {
      if (differs(rows, row, old, before, c)) return true;
    }
    return false;
  }

  private boolean differs(Rows rows, int row, @Nullable Rows old, int before, boolean[] only) {
    for (int c = 0; c < only.length; c++) {
      if (!only[c]) continue;
      boolean differs = old != null && before >= 0
          ? differs(rows, row, old, before, c)
          : seesNow(rows, row, rows.table().columns()[c].to());
      if (differs) return true;
    }
    return false;
  }

  /// Whether a column of an entity that the viewer knows is to be told.
  boolean differs(Rows rows, int row, Rows old, int before, int c) {
    Audience to = rows.table().columns()[c].to();
    if (to == Audience.EVERYONE) return valueDiffers(rows, row, old, before, c);
    boolean sees = seesNow(rows, row, to);
    if (sees != sawThen(old, before, to)) return true;
    return sees && valueDiffers(rows, row, old, before, c);
  }

  /// Whether a column that is seen in both snapshots looks different to the viewer.
  private boolean valueDiffers(Rows rows, int row, Rows old, int before, int c) {
    Column column = rows.table().columns()[c];
    if (column.isRef()) return refNow(rows, row, c) != known(then(), old.whole(before, c));
    if (column.holdsRefs()) return !jsonNow(rows, row, c).equals(json(then(), old, before, c));
    return !Rows.same(rows, row, old, before, c);
  }

  private Snapshot then() {
    return base == null ? now : base;
  }

  /// A value that is kept as a `long`, as the viewer may know it.
  long wholeNow(Rows rows, int row, int c) {
    return rows.table().columns()[c].isRef() ? refNow(rows, row, c) : rows.whole(row, c);
  }

  /// The id referred to, or 0 where the viewer may not know of it.
  private long refNow(Rows rows, int row, int c) {
    return known(now, rows.whole(row, c));
  }

  /// Any other value, as the viewer may know it.
  Json jsonNow(Rows rows, int row, int c) {
    return json(now, rows, row, c);
  }

  private Json json(Snapshot snapshot, Rows rows, int row, int c) {
    Column column = rows.table().columns()[c];
    Json json = rows.json(row, c);
    return column.holdsRefs() ? KnownRefs.only(column.as(), json, id -> known(snapshot, id) != 0) : json;
  }

  private long known(Snapshot snapshot, long id) {
    Rows rows = id == 0 ? null : snapshot.rowsOf(id);
    if (rows == null || !sees(snapshot, rows, snapshot.rowOf(id), rows.table().existence())) return 0;
    if (view == null || view.part(rows.part()) == null) return id;
    return (snapshot == now ? view.knows(id) : view.knew(id)) ? id : 0;
  }

  // ---- who sees what

  /// Whether the viewer may know of an entity of now, wherever it is.
  @Override public boolean mayKnow(int part, long id) {
    Rows rows = now.entities().get(part);
    Audience existence = rows.table().existence();
    return existence == Audience.EVERYONE || sees(now, rows, now.rowOf(id), existence);
  }

  boolean seesNow(Rows rows, int row, Audience to) {
    return sees(now, rows, row, to);
  }

  boolean sawThen(Rows old, int row, Audience to) {
    return sees(then(), old, row, to);
  }

  private boolean sees(Snapshot snapshot, Rows rows, int row, Audience to) {
    return switch (to) {
      case EVERYONE -> true;
      case OWNER -> rows.owner(row) == viewer;
      case TEAM -> rows.owner(row) == viewer || isSameTeam(snapshot, rows.owner(row));
      case SHOWN -> rows.owner(row) == viewer || rows.isShown(row, viewer);
    };
  }

  private boolean isSameTeam(Snapshot snapshot, int owner) {
    int mine = snapshot == now ? teamNow : teamThen;
    return mine != 0 && snapshot.teamOf(owner) == mine;
  }
}

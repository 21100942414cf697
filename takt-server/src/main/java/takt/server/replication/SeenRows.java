package takt.server.replication;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;
import takt.protocol.delta.MovedRows;
import takt.protocol.wire.BitWriter;
import takt.server.interest.Known;
import takt.server.interest.View;

/// Writes the entities of one part that a client knows by where they are: each from what that client was last told of
/// it.
///
/// Owned by the room's thread; allocates nothing once it has grown, but for what enters with fields that only some may
/// see.
/// ```
/// seen  | turnover u(1) | turnover: c gone, gone × slot | rows, if any is left |
///       |              turnover: c own, own × { slot, row } | c entered, entered × { slot, c uses, row } |
/// rows  | every u(1), if any is awake | of each awake row: told u(1), if not every | told: chunk |
///       |                       c asleep rows told, if any is asleep, each: | c rows passed | chunk |
/// chunk | of an awake row: foreseen u(1), no more if it is | stream | note, values of what the stream says is told |
/// ```
/// A **chunk** hangs on nothing but the entity and the ticks it builds on, so it is coded once for all who are told of
/// it by the same ([Chunks]): what a client costs is then to look who it sees, and to copy. What the entity is guessed
/// by is what the layout says at first; nothing is learned here, for what is learned would tell of what others see.
final class SeenRows {
  /// What waited so long is told whatever it takes: its values will not be kept much longer.
  private static final int WAIT_TICKS_MAX = 40;
  /// What has come to rest is told sooner, or it would seem to go on.
  private static final double REST_BOOST = 4;

  private final Chunks chunks;
  private final Glance glance;
  private final RowBits put;
  private final int farEveryTicks;
  private final double weight;
  private final OwnColumns own;
  private int[] rowAt = new int[16];
  private boolean[] told = new boolean[16];
  private int[] owed = new int[8];
  private int owedCount;
  private int awakeCount;
  private int awakeTold;
  private int asleepTold;

  SeenRows(Capture capture, Rows first, int t, Glance glance, RowBits put, MovedRows moved) {
    this.glance = glance;
    this.put = put;
    farEveryTicks = capture.farEveryTicks();
    weight = capture.weight(t);
    own = first.table().own();
    chunks = new Chunks(capture.ring(), t, capture.shapes().get(t), own, moved, put);
  }

  Chunks chunks() {
    return chunks;
  }

  /// Decides what is told; answers whether there is anything to say.
  ///
  /// @param known what the client knows, as it looked just now
  boolean choose(Snapshot now, Rows rows, Known known) {
    if (rowAt.length < known.keptCount()) {
      rowAt = new int[known.keptCount() * 2];
      told = new boolean[rowAt.length];
    }
    awakeCount = 0;
    awakeTold = 0;
    asleepTold = 0;
    owedCount = 0;
    for (int i = 0; i < known.keptCount(); i++) {
      int row = now.rowOf(known.id(i));
      rowAt[i] = row;
      boolean due = known.isDue(i, now.tick(), farEveryTicks);
      if (known.isAwake(i)) {
        awakeCount++;
        told[i] = due;
        if (due) awakeTold++;
      } else {
        boolean changed = rows.changeTick(row) > known.told(i);
        told[i] = due && changed;
        if (told[i]) asleepTold++;
        else if (!changed) known.same(i, now.tick());
      }
      if (own.isAny() && own.differ(glance, rows, row, (ToldOwn) known.note(i))) owe(i);
    }
    return hasAny(known);
  }

  /// Whether there is anything to say.
  boolean hasAny(Known known) {
    return known.goneCount() + awakeTold + asleepTold + owedCount + known.count() - known.keptCount() > 0;
  }

  // ---- if not all that should be told fits

  /// The bits of what was decided, without what enters and what is for few eyes.
  long bits(Snapshot now, Known known) {
    long bits = 0;
    for (int i = 0; i < known.keptCount(); i++) {
      if (told[i]) bits += chunks.bits(now, rowAt[i], known, i);
    }
    return bits;
  }

  /// Hands over what was decided to whoever decides anew by [#allow].
  void ask(Snapshot now, View view, Known known, int t, Rations rations) {
    for (int i = 0; i < known.keptCount(); i++) {
      if (!told[i]) continue;
      told[i] = false;
      long waited = now.tick() - known.told(i);
      double urgency = waited >= WAIT_TICKS_MAX
          ? Double.POSITIVE_INFINITY
          : weight * waited * view.closeness(known.id(i));
      boolean rests = known.isAwake(i) && now.entities().get(t).changeTick(rowAt[i]) < now.tick();
      rations.ask(t, i, rests ? urgency * REST_BOOST : urgency, chunks.bits(now, rowAt[i], known, i));
    }
    awakeTold = 0;
    asleepTold = 0;
  }

  void allow(Known known, int i) {
    told[i] = true;
    if (known.isAwake(i)) awakeTold++;
    else asleepTold++;
  }

  // ---- writing

  /// Writes what was decided.
  void write(Snapshot now, Rows rows, Known known, BitWriter out) {
    boolean turnover = known.goneCount() + owedCount + known.count() - known.keptCount() > 0;
    out.flag(turnover);
    if (turnover) put.list(known.goneCount());
    for (int i = 0; i < known.goneCount(); i++) put.slot(known.gone(i));
    rows(now, known, out);
    if (!turnover) return;
    put.list(owedCount);
    for (int n = 0; n < owedCount; n++) {
      put.slot(known.id(owed[n]));
      out.flag(false); // what there is to note, everyone who knows of it is told
      own(rows, rowAt[owed[n]], (ToldOwn) known.note(owed[n]));
    }
    put.list(known.count() - known.keptCount());
    for (int i = known.keptCount(); i < known.count(); i++) entered(now, rows, known, i);
  }

  private void rows(Snapshot now, Known known, BitWriter out) {
    if (known.keptCount() == 0) return;
    boolean every = awakeTold == awakeCount;
    if (awakeCount > 0) out.flag(every);
    for (int i = 0; i < known.keptCount(); i++) {
      if (!known.isAwake(i)) continue;
      if (!every) out.flag(told[i]);
      if (told[i]) chunks.tell(now, rowAt[i], known, i, out);
    }
    if (awakeCount == known.keptCount()) return;
    out.count(asleepTold);
    int passed = 0;
    for (int i = 0, left = asleepTold; left > 0; i++) {
      if (known.told(i) == now.tick() || known.isAwake(i)) continue;
      if (!told[i]) {
        passed++;
        continue;
      }
      out.count(passed);
      passed = 0;
      left--;
      chunks.tell(now, rowAt[i], known, i, out);
    }
  }

  private void owe(int i) {
    if (owedCount == owed.length) owed = Arrays.copyOf(owed, 2 * owedCount);
    owed[owedCount++] = i;
  }

  // ---- fields that not everyone sees alike

  private void own(Rows rows, int row, @Nullable ToldOwn was) {
    if (was == null) throw new AssertionError("owed to nobody");
    int columns = rows.table().columns().length;
    boolean[] differs = put.told(columns);
    for (int c = 0; c < columns; c++) differs[c] = own.has(c) && was.differs(glance, rows, row, c);
    put.mask(differs, columns);
    for (int c = 0; c < columns; c++) {
      if (differs[c]) own(rows, row, c, was);
    }
  }

  private void own(Rows rows, int row, int c, ToldOwn was) {
    Column column = rows.table().columns()[c];
    boolean had = was.isSeen(c);
    long before = was.whole(c);
    Json jsonBefore = had ? was.json(c) : null;
    if (!was.take(glance, rows, row, c)) put.none(column);
    else if (column.isLong()) put.whole(column, was.whole(c), had, before);
    else put.json(column, was.json(c), jsonBefore);
  }

  // ---- those that enter

  private void entered(Snapshot now, Rows rows, Known known, int i) {
    int row = now.rowOf(known.id(i));
    put.id(known.id(i));
    put.noted(now.tick(), rows, row, 0, 0);
    int columns = rows.table().columns().length;
    boolean[] seen = put.told(columns);
    for (int c = 0; c < columns; c++) seen[c] = glance.seesNow(rows, row, rows.table().columns()[c].to());
    put.mask(seen, columns);
    ToldOwn note = own.isAny() ? new ToldOwn(columns) : null;
    if (note != null) known.note(i, note);
    for (int c = 0; c < columns; c++) {
      if (!seen[c]) continue;
      if (note != null && own.has(c)) own(rows, row, c, note);
      else put.value(rows, row, null, -1, c);
    }
  }
}

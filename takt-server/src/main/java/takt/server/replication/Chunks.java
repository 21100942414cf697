package takt.server.replication;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import takt.protocol.delta.Gaps;
import takt.protocol.delta.Habit;
import takt.protocol.delta.MovedRow;
import takt.protocol.delta.MovedRows;
import takt.protocol.delta.PartShape;
import takt.protocol.delta.RangeWriter;
import takt.protocol.wire.BitWriter;
import takt.server.interest.Known;

/// Entities of one part as they are told in one tick, each coded once for all who were last told of it by the same.
///
/// Owned by the room's thread; allocates nothing once it has grown. A chunk ends at a whole bit and hangs on nothing
/// that was coded before it, so it can be copied anywhere.
final class Chunks {
  /// Older snapshots that an entity is guessed by, and the most ticks between two that count.
  static final int DEPTH_MAX = 2;
  private static final int GAP_MAX = 16;
  private static final int NOT_YET = -1;
  /// Kept in a tick; those of clients that were told at odder times are coded for each of them.
  private static final int SAME_MAX = 64;

  private final SnapshotRing ring;
  private final int t;
  private final int[] stepped;
  private final int[] others;
  private final Habit habit;
  private final Gaps gaps = new Gaps();
  private final MovedRows moved;
  private final RowBits put;
  private final RangeWriter coder = new RangeWriter();
  private final BitWriter chunk = new BitWriter(64);
  private final List<Same> spares = new ArrayList<>();
  /// The chunk of a client that was told at odder times: nothing in it is kept.
  private @Nullable Same odd;
  private int used;
  private long tick = -1;
  private byte[] bytes = new byte[1024];
  private int length;
  private long codedCount;
  private long toldCount;

  /// The chunks of those that build on the same ticks.
  private static final class Same {
    private long base;
    private int gap;
    private int depth;
    private boolean isAwake;
    private Snapshot baseThen;
    private final Snapshot[] older = new Snapshot[DEPTH_MAX];
    private int[] at = new int[16];
    private int[] bits = new int[16];
    private boolean[] moves = new boolean[16];

    private Same(Snapshot then) {
      baseThen = then;
    }

    private boolean is(long otherBase, int otherGap, int otherDepth, boolean awake) {
      return base == otherBase && gap == otherGap && depth == otherDepth && isAwake == awake;
    }
  }

  /// @param own the columns that are not in chunks
  Chunks(SnapshotRing ring, int t, PartShape shape, OwnColumns own, MovedRows moved, RowBits put) {
    this.ring = ring;
    this.t = t;
    this.moved = moved;
    this.put = put;
    stepped = shape.stepped().stream().mapToInt(i -> i).toArray();
    others = shape.others().stream().mapToInt(i -> own.has(i) ? -1 : i).toArray();
    habit = shape.first();
  }

  /// Chunks coded, ever.
  long codedCount() {
    return codedCount;
  }

  /// Chunks told, ever.
  long toldCount() {
    return toldCount;
  }

  /// The bits that telling of an entity takes.
  int bits(Snapshot now, int row, Known known, int i) {
    return coded(now, row, known, i).bits[row];
  }

  /// The chunk of an entity, coded if it was not yet.
  private Same coded(Snapshot now, int row, Known known, int i) {
    Same same = same(now, known, i);
    if (same == odd || same.bits[row] == NOT_YET) code(now, row, known.id(i), same);
    return same;
  }

  /// Tells of an entity.
  void tell(Snapshot now, int row, Known known, int i, BitWriter out) {
    toldCount++;
    Same same = coded(now, row, known, i);
    out.append(bytes, same.at[row], same.bits[row]);
    long dt = now.tick() - known.told(i);
    boolean goesOn = dt <= GAP_MAX && known.depth(i) > 0 && known.gap(i) == dt;
    int depth = dt > GAP_MAX ? 0 : goesOn ? Math.min(known.depth(i) + 1, DEPTH_MAX) : 1;
    known.tell(i, now.tick(), depth == 0 ? 0 : (int) dt, depth, same.moves[row]);
  }

  private Same same(Snapshot now, Known known, int i) {
    if (!known.isAwake(i)) return same(now, known.same(i), 0, 0, false);
    int depth = now.tick() - known.told(i) <= GAP_MAX ? known.depth(i) : 0;
    return same(now, known.told(i), depth == 0 ? 0 : known.gap(i), depth, true);
  }

  /// The chunks of those that build on these ticks; made when somebody first asks in a tick.
  private Same same(Snapshot now, long base, int gap, int depth, boolean isAwake) {
    if (tick != now.tick()) {
      tick = now.tick();
      used = 0;
      length = 0;
    }
    for (int s = 0; s < used; s++) {
      if (spares.get(s).is(base, gap, depth, isAwake)) return spares.get(s);
    }
    Same made = next(now);
    made.base = base;
    made.gap = gap;
    made.depth = depth;
    made.isAwake = isAwake;
    made.baseThen = then(base);
    for (int k = 0; k < depth; k++) made.older[k] = then(base - (k + 1L) * gap);
    int rows = now.entities().get(t).count();
    if (made.bits.length < rows) {
      made.at = new int[rows * 2];
      made.bits = new int[rows * 2];
      made.moves = new boolean[rows * 2];
    }
    // Not of the odd one: whoever sends at odd rates would have that done for each row they are told.
    if (made != odd) Arrays.fill(made.bits, 0, rows, NOT_YET);
    return made;
  }

  private Same next(Snapshot now) {
    if (used < SAME_MAX) {
      if (used == spares.size()) spares.add(new Same(now));
      return spares.get(used++);
    }
    Same last = odd;
    if (last == null) odd = last = new Same(now);
    return last;
  }

  private Snapshot then(long at) {
    Snapshot then = ring.at(at);
    if (then == null) throw new AssertionError("tick " + at + " was told and is no longer kept");
    return then;
  }

  private void code(Snapshot now, int row, long id, Same same) {
    codedCount++;
    Rows rows = now.entities().get(t);
    Rows old = same.baseThen.entities().get(t);
    int before = rowOf(same.baseThen, id);
    boolean more = load(moved.row(), rows, row, old, before, same, id);
    same.moves[row] = hasMoved(moved.row());
    gaps.begin(same.isAwake ? now.tick() - same.base : 1);
    if (!same.isAwake) gaps.add(1);
    for (int k = 0; k < same.depth; k++) gaps.add(same.gap);
    moved.alone(habit, gaps);
    chunk.clear();
    boolean foreseen = same.isAwake && moved.isAloneForeseen();
    if (same.isAwake) chunk.flag(foreseen);
    if (!foreseen) {
      coder.begin();
      moved.codeAlone(coder);
      coder.end(chunk);
      if (more) said(now.tick(), rows, row, old, before);
    }
    keep(row, same);
  }

  /// Fills in the row; answers whether more is to be said of it than numbers.
  private boolean load(MovedRow into, Rows rows, int row, Rows old, int before, Same same, long id) {
    into.older = same.isAwake ? same.depth : 1;
    for (int s = 0; s < stepped.length; s++) {
      into.now[s] = rows.whole(row, stepped[s]);
      into.history[s][0] = old.whole(before, stepped[s]);
      if (!same.isAwake) into.history[s][1] = into.history[s][0];
    }
    for (int k = 0; k < same.depth; k++) points(into, k + 1, same.older[k], id);
    into.noted = RowBits.isNoted(rows, row, old.owner(before), old.jumpTick(before));
    boolean more = into.noted;
    for (int o = 0; o < others.length; o++) {
      into.told[o] = others[o] >= 0 && !Rows.same(rows, row, old, before, others[o]);
      more |= into.told[o];
    }
    return more;
  }

  private void points(MovedRow into, int k, Snapshot then, long id) {
    Rows rows = then.entities().get(t);
    int row = rowOf(then, id);
    for (int s = 0; s < stepped.length; s++) into.history[s][k] = rows.whole(row, stepped[s]);
  }

  private static int rowOf(Snapshot then, long id) {
    if (then.rowsOf(id) == null) throw new AssertionError("entity " + id + " was told and was not there");
    return then.rowOf(id);
  }

  private static boolean hasMoved(MovedRow row) {
    for (int s = 0; s < row.now.length; s++) {
      if (row.now[s] != row.history[s][0]) return true;
    }
    return false;
  }

  private void said(long tick, Rows rows, int row, Rows old, int before) {
    BitWriter elsewhere = put.to(chunk);
    if (moved.row().noted) put.note(tick, rows, row, old.owner(before), old.jumpTick(before));
    for (int o = 0; o < others.length; o++) {
      if (moved.row().told[o]) put.value(rows, row, old, before, others[o]);
    }
    put.to(elsewhere);
  }

  private void keep(int row, Same same) {
    int end = length + chunk.byteCount();
    if (end + BitWriter.SLACK > bytes.length) bytes = Arrays.copyOf(bytes, (end + BitWriter.SLACK) * 2);
    chunk.copyTo(bytes, length);
    same.at[row] = length;
    same.bits[row] = chunk.bitCount();
    length = end;
  }
}

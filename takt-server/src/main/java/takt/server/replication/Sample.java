package takt.server.replication;

import takt.protocol.delta.MovedRow;
import takt.protocol.delta.MovedRows;
import takt.protocol.delta.PartShape;

/// A few rows of a part, with what they were: what [Habits] learns from.
///
/// Owned by who learns; allocates nothing.
final class Sample implements MovedRows.Rows {
  /// The most rows of a tick.
  static final int ROWS_MAX = 64;

  private final int[] stepped;
  private final int[] others;
  private final int older;
  private final int[] rowNow = new int[ROWS_MAX];
  private final int[][] rowPast;
  private final int[] known = new int[ROWS_MAX];
  private final boolean[] awake = new boolean[ROWS_MAX];
  private final boolean[] moved = new boolean[ROWS_MAX];
  private Rows now;
  private Rows[] past = {};
  private int count;
  private int next;

  Sample(PartShape shape, Rows nobody, boolean[] hidden, int older) {
    now = nobody;
    stepped = shape.stepped().stream().mapToInt(i -> i).toArray();
    others = shape.others().stream().mapToInt(i -> hidden[i] ? -1 : i).toArray();
    this.older = older;
    rowPast = new int[ROWS_MAX][1 + older];
  }

  void take(Rows now, Rows[] past, int rows) {
    this.now = now;
    this.past = past;
    count = 0;
    for (int i = 0; i < Math.min(rows, now.count()); i++) {
      next = next + 1 < now.count() ? next + 1 : 0;
      add(next);
    }
  }

  /// Those before it in the order of birth may have died since, so it stood there or behind.
  private void add(int n) {
    int[] at = rowPast[count];
    int found = 0;
    for (int row = n; found <= older; found++) {
      Rows rows = past[found];
      while (row < rows.count() && rows.id(row) != now.id(n)) row++;
      if (row >= rows.count()) break;
      at[found] = row;
    }
    if (found == 0) return;
    rowNow[count] = n;
    known[count] = found - 1;
    awake[count] = found == 1 || hasMoved(past[0], at[0], past[1], at[1]);
    moved[count] = hasMoved(now, n, past[0], at[0]) || isNoted(n, at[0]);
    count++;
  }

  private boolean hasMoved(Rows a, int rowA, Rows b, int rowB) {
    for (int c : stepped) {
      if (a.whole(rowA, c) != b.whole(rowB, c)) return true;
    }
    return false;
  }

  private boolean isNoted(int n, int base) {
    return now.owner(n) != past[0].owner(base) || now.jumpTick(n) != past[0].jumpTick(base);
  }

  /// Whether it moves, was there all the time, and does not jump: what there is to learn from.
  boolean isUsual(int i) {
    return known[i] == older && (awake[i] || moved[i])
        && now.jumpTick(rowNow[i]) == past[0].jumpTick(rowPast[i][0]);
  }

  @Override public int count() {
    return count;
  }

  @Override public boolean isAwake(int i) {
    return awake[i];
  }

  @Override public boolean hasMoved(int i) {
    return moved[i];
  }

  @Override public void load(int i, MovedRow row) {
    int[] at = rowPast[i];
    row.older = known[i];
    for (int s = 0; s < stepped.length; s++) {
      int c = stepped[s];
      row.now[s] = now.whole(rowNow[i], c);
      int depth = Math.min(row.depths[s], 1 + row.older);
      for (int k = 0; k < depth; k++) row.history[s][k] = past[k].whole(at[k], c);
    }
    row.noted = isNoted(rowNow[i], at[0]);
    for (int o = 0; o < others.length; o++) {
      row.told[o] = others[o] >= 0 && !Rows.same(now, rowNow[i], past[0], at[0], others[o]);
    }
  }

  @Override public void store(int i, MovedRow row) {
    throw new AssertionError("nothing is read here");
  }
}

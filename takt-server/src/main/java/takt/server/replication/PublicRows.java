package takt.server.replication;

import java.util.Arrays;
import takt.protocol.delta.Gaps;
import takt.protocol.delta.MovedRow;
import takt.protocol.delta.MovedRows;
import takt.protocol.delta.PartShape;

/// The rows of a part that everyone may know, paired with what they were: what [MovedRows] writes from.
///
/// Owned by the room's thread; reusable; allocates nothing once it has grown. Rows keep the order of birth in every
/// snapshot, so those of all of them pair up in one walk.
final class PublicRows implements MovedRows.Rows {
  private final int[] stepped;
  private final int[] others;
  private Rows now;
  private Rows base;
  /// The part in older snapshots, and where the rows of each that was paired stand in it; −1 from the first on that
  /// has not got the entity.
  private final Rows[] older = new Rows[Gaps.OLDER_MAX];
  private final int[][] rowOlder = new int[Gaps.OLDER_MAX][8];
  private final int[] next = new int[Gaps.OLDER_MAX];
  private int olderCount;
  private int count;
  private int[] rowNow = new int[8];
  private int[] rowBase = new int[8];
  private boolean[] awake = new boolean[8];
  private boolean[] moved = new boolean[8];
  private int[] gone = new int[8];
  private int goneCount;
  private int firstNew;
  /// In the order they were coded: pairs of which more is to be said than numbers.
  private int[] said = new int[8];
  private int saidCount;
  private int movedCount;

  /// @param hidden columns that are not for everyone's eyes for another reason than their audience
  PublicRows(PartShape shape, Rows first, boolean[] hidden) {
    now = first;
    base = first;
    Arrays.fill(older, first);
    stepped = shape.stepped().stream().mapToInt(i -> i).toArray();
    others = shape.others().stream().mapToInt(i -> hidden[i] ? -1 : i).toArray();
  }

  /// Pairs the rows up.
  ///
  /// @param t which part it is
  void pair(Rows now, Rows base, Baselines bases, int t) {
    this.now = now;
    this.base = base;
    olderCount = bases.older();
    for (int k = 0; k < olderCount; k++) {
      older[k] = bases.older(k).entities().get(t);
      next[k] = 0;
    }
    count = 0;
    goneCount = 0;
    saidCount = 0;
    movedCount = 0;
    int n = 0;
    for (int b = 0; b < base.count(); b++) {
      if (n == now.count() || now.id(n) != base.id(b)) go(b);
      else add(n++, b);
    }
    firstNew = n;
  }

  private void go(int row) {
    if (goneCount == gone.length) gone = Arrays.copyOf(gone, goneCount * 2);
    gone[goneCount++] = row;
  }

  private void add(int n, int b) {
    if (count == rowNow.length) grow();
    rowNow[count] = n;
    rowBase[count] = b;
    int f = 0;
    for (int k = 0; k < olderCount; k++) {
      if (f >= 0) f = find(k, base.id(b));
      rowOlder[k][count] = f;
    }
    int before = olderCount == 0 ? -1 : rowOlder[0][count];
    awake[count] = before < 0 || hasMoved(base, b, older[0], before);
    moved[count] = hasMoved(now, n, base, b) || hasMore(n, b);
    if (moved[count]) movedCount++;
    count++;
  }

  /// Rows the older one has more died since; those it has less were born since, as were all behind them.
  private int find(int k, long id) {
    Rows rows = older[k];
    int at = next[k];
    while (at < rows.count() && rows.id(at) != id) at++;
    next[k] = at + 1;
    return at < rows.count() ? at : -1;
  }

  private void grow() {
    int size = count * 2;
    rowNow = Arrays.copyOf(rowNow, size);
    rowBase = Arrays.copyOf(rowBase, size);
    for (int k = 0; k < rowOlder.length; k++) rowOlder[k] = Arrays.copyOf(rowOlder[k], size);
    awake = Arrays.copyOf(awake, size);
    moved = Arrays.copyOf(moved, size);
  }

  private boolean hasMoved(Rows a, int rowA, Rows b, int rowB) {
    for (int c : stepped) {
      if (a.whole(rowA, c) != b.whole(rowB, c)) return true;
    }
    return false;
  }

  /// Whether anything but numbers changed.
  private boolean hasMore(int n, int b) {
    if (isNoted(n, b)) return true;
    for (int c : others) {
      if (c >= 0 && !Rows.same(now, n, base, b, c)) return true;
    }
    return false;
  }

  private boolean isNoted(int n, int b) {
    return now.owner(n) != base.owner(b) || now.jumpTick(n) != base.jumpTick(b);
  }

  // ---- what came of it

  /// Rows of the base that are no more.
  int goneCount() {
    return goneCount;
  }

  int gone(int i) {
    return gone[i];
  }

  /// The first row of now that the base has not; all behind it are new too.
  int firstNew() {
    return firstNew;
  }

  /// How many rows are not what they were.
  int movedCount() {
    return movedCount;
  }

  /// How many rows were coded of which more is to be said.
  int saidCount() {
    return saidCount;
  }

  int saidNow(int i) {
    return rowNow[said[i]];
  }

  int saidBase(int i) {
    return rowBase[said[i]];
  }

  // ---- as MovedRows asks

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
    row.older = 0;
    while (row.older < olderCount && rowOlder[row.older][i] >= 0) row.older++;
    for (int s = 0; s < stepped.length; s++) {
      int c = stepped[s];
      row.now[s] = now.whole(rowNow[i], c);
      long[] h = row.history[s];
      h[0] = base.whole(rowBase[i], c);
      int depth = Math.min(row.depths[s], row.older + 1);
      for (int k = 1; k < depth; k++) h[k] = older[k - 1].whole(rowOlder[k - 1][i], c);
    }
    row.noted = isNoted(rowNow[i], rowBase[i]);
    boolean more = row.noted;
    for (int o = 0; o < others.length; o++) {
      row.told[o] = others[o] >= 0 && !Rows.same(now, rowNow[i], base, rowBase[i], others[o]);
      more |= row.told[o];
    }
    if (more) say(i);
  }

  private void say(int i) {
    if (saidCount == said.length) said = Arrays.copyOf(said, saidCount * 2);
    said[saidCount++] = i;
  }

  @Override public void store(int i, MovedRow row) {
    throw new AssertionError("nothing is read here");
  }
}

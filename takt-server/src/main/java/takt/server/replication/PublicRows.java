package takt.server.replication;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import takt.protocol.delta.MovedRow;
import takt.protocol.delta.MovedRows;
import takt.protocol.delta.PartShape;

/// The rows of a part that everyone may know, paired with what they were: what [MovedRows] writes from.
///
/// Owned by the room's thread; reusable; allocates nothing once it has grown. Rows keep the order of birth in every
/// snapshot, so those of four pair up in one walk.
final class PublicRows implements MovedRows.Rows {
  private final int[] stepped;
  private final int[] others;
  private Rows now;
  private Rows base;
  private @Nullable Rows before;
  private @Nullable Rows earlier;
  private int count;
  private int[] rowNow = new int[8];
  private int[] rowBase = new int[8];
  private int[] rowBefore = new int[8];
  private int[] rowEarlier = new int[8];
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
    stepped = shape.stepped().stream().mapToInt(i -> i).toArray();
    others = shape.others().stream().mapToInt(i -> hidden[i] ? -1 : i).toArray();
  }

  /// Pairs the rows up.
  void pair(Rows now, Rows base, @Nullable Rows before, @Nullable Rows earlier) {
    this.now = now;
    this.base = base;
    this.before = before;
    this.earlier = earlier;
    count = 0;
    goneCount = 0;
    saidCount = 0;
    movedCount = 0;
    int n = 0;
    int f = 0;
    int e = 0;
    for (int b = 0; b < base.count(); b++) {
      long id = base.id(b);
      if (n == now.count() || now.id(n) != id) {
        go(b);
        continue;
      }
      f = find(before, f, id);
      e = find(earlier, e, id);
      add(n++, b, isAt(before, f, id) ? f : -1, isAt(earlier, e, id) ? e : -1);
    }
    firstNew = n;
  }

  /// Rows the older one has more died since; those it has less were born since, as were all behind them.
  private static int find(@Nullable Rows rows, int from, long id) {
    if (rows == null) return from;
    int at = from;
    while (at < rows.count() && rows.id(at) != id) at++;
    return at;
  }

  private static boolean isAt(@Nullable Rows rows, int row, long id) {
    return rows != null && row < rows.count() && rows.id(row) == id;
  }

  private void go(int row) {
    if (goneCount == gone.length) gone = Arrays.copyOf(gone, goneCount * 2);
    gone[goneCount++] = row;
  }

  private void add(int n, int b, int f, int e) {
    if (count == rowNow.length) grow();
    rowNow[count] = n;
    rowBase[count] = b;
    rowBefore[count] = f;
    rowEarlier[count] = e;
    awake[count] = before == null || f < 0 || hasMoved(base, b, before, f);
    moved[count] = hasMoved(now, n, base, b) || hasMore(n, b);
    if (moved[count]) movedCount++;
    count++;
  }

  private void grow() {
    int size = count * 2;
    rowNow = Arrays.copyOf(rowNow, size);
    rowBase = Arrays.copyOf(rowBase, size);
    rowBefore = Arrays.copyOf(rowBefore, size);
    rowEarlier = Arrays.copyOf(rowEarlier, size);
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
    row.hasBefore = rowBefore[i] >= 0;
    row.hasEarlier = rowEarlier[i] >= 0;
    for (int s = 0; s < stepped.length; s++) {
      int c = stepped[s];
      row.now[s] = now.whole(rowNow[i], c);
      row.base[s] = base.whole(rowBase[i], c);
      if (before != null && row.hasBefore) row.before[s] = before.whole(rowBefore[i], c);
      if (earlier != null && row.hasEarlier) row.earlier[s] = earlier.whole(rowEarlier[i], c);
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

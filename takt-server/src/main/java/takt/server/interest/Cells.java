package takt.server.interest;

import java.util.Arrays;
import takt.server.Interest;

/// Where entities are in one tick, sorted into cells: who is near is found without looking at everybody.
///
/// Owned by the room's thread; allocates nothing once it has grown. Filled anew in each tick by a counting sort, so
/// that the entities of neighbouring cells in a line lie side by side in memory. Beside that it has, by slot, who
/// stands there and what the view that looks now knows: see [View#look].
public final class Cells {
  private static final int CELLS_MAX = 1 << 14;
  private static final int SLOT_MASK = 0xffff;
  /// Ids have 48 bits.
  private static final int MARK_BITS = 16;

  private final Interest interest;
  private final double minX;
  private final double minY;
  private final double cell;
  private final int columns;
  private final int lines;
  private int count;
  private long[] ids = new long[64];
  private int[] parts = new int[64];
  private double[] xs = new double[64];
  private double[] ys = new double[64];
  private int[] cells = new int[64];
  // the same, sorted by cell
  private final int[] begins;
  private long[] sortedIds = new long[64];
  private int[] sortedParts = new int[64];
  private double[] sortedXs = new double[64];
  private double[] sortedYs = new double[64];
  // what was found
  private int[] found = new int[64];
  private double[] foundSquares = new double[64];
  /// Of these, what the view did not know.
  private int[] fresh = new int[64];
  private int freshCount;
  // by slot
  private int[] placeOf = new int[64];
  /// Of each slot what the view knew and what it knows, side by side.
  private long[] marks = new long[2 * 64];
  /// Of the view that looks now, even; with it an id becomes what stands in its slot if that view knows it.
  private int mark;

  /// @param minX of all places, as the others
  public Cells(Interest interest, double minX, double minY, double maxX, double maxY) {
    this.interest = interest;
    this.minX = minX;
    this.minY = minY;
    double size = Math.max(interest.leaveRadius() / 2, Double.MIN_NORMAL); // half of the least number is 0
    while (cellsOf(maxX - minX, size) * cellsOf(maxY - minY, size) > CELLS_MAX) size *= 2;
    cell = size;
    columns = (int) cellsOf(maxX - minX, size);
    lines = (int) cellsOf(maxY - minY, size);
    begins = new int[columns * lines + 1];
  }

  private static double cellsOf(double length, double size) {
    return Math.floor(length / size) + 1;
  }

  Interest interest() {
    return interest;
  }

  // ---- filling

  /// Forgets the tick before.
  public void clear() {
    for (int i = 0; i < count; i++) placeOf[slot(ids[i])] = 0;
    count = 0;
  }

  /// @param part the number of its part
  public void add(long id, int part, double x, double y) {
    if (count == ids.length) grow();
    if (slot(id) >= placeOf.length) reserve(slot(id));
    ids[count] = id;
    parts[count] = part;
    xs[count] = x;
    ys[count] = y;
    cells[count] = line(y) * columns + column(x);
    placeOf[slot(id)] = ++count;
  }

  private void grow() {
    int size = count * 2;
    ids = Arrays.copyOf(ids, size);
    parts = Arrays.copyOf(parts, size);
    xs = Arrays.copyOf(xs, size);
    ys = Arrays.copyOf(ys, size);
    cells = Arrays.copyOf(cells, size);
    sortedIds = new long[size];
    sortedParts = new int[size];
    sortedXs = new double[size];
    sortedYs = new double[size];
  }

  private void reserve(int slot) {
    int size = Math.max(slot + 1, placeOf.length * 2);
    placeOf = Arrays.copyOf(placeOf, size);
    marks = Arrays.copyOf(marks, 2 * size);
  }

  /// All are there.
  public void sort() {
    Arrays.fill(begins, 0);
    for (int i = 0; i < count; i++) begins[cells[i] + 1]++;
    for (int c = 1; c < begins.length; c++) begins[c] += begins[c - 1];
    // From the last to the first, so that each cell's end comes to be its begin.
    for (int i = count - 1; i >= 0; i--) {
      int to = --begins[cells[i] + 1];
      sortedIds[to] = ids[i];
      sortedParts[to] = parts[i];
      sortedXs[to] = xs[i];
      sortedYs[to] = ys[i];
    }
    // Each stands one too far to the right now.
    System.arraycopy(begins, 1, begins, 0, begins.length - 1);
    begins[begins.length - 1] = count;
  }

  private int column(double x) {
    return Math.clamp((long) Math.floor((x - minX) / cell), 0, columns - 1);
  }

  private int line(double y) {
    return Math.clamp((long) Math.floor((y - minY) / cell), 0, lines - 1);
  }

  // ---- finding

  /// Finds all within a radius; answers how many. They are good until the next search.
  int find(double x, double y, double radius) {
    int left = column(x - radius);
    int right = column(x + radius);
    int n = 0;
    for (int line = line(y - radius), last = line(y + radius); line <= last; line++) {
      int end = begins[line * columns + right + 1];
      for (int i = begins[line * columns + left]; i < end; i++) {
        double square = square(sortedXs[i] - x, sortedYs[i] - y);
        if (square > radius * radius) continue;
        if (n == found.length) growFound();
        found[n] = i;
        foundSquares[n++] = square;
      }
    }
    return n;
  }

  private void growFound() {
    found = Arrays.copyOf(found, found.length * 2);
    foundSquares = Arrays.copyOf(foundSquares, found.length);
    fresh = Arrays.copyOf(fresh, found.length);
  }

  private static double square(double dx, double dy) {
    return dx * dx + dy * dy;
  }

  /// Of the `n`-th that was found.
  long foundId(int n) {
    return sortedIds[found[n]];
  }

  int foundPart(int n) {
    return sortedParts[found[n]];
  }

  /// The square of its distance.
  double foundSquare(int n) {
    return foundSquares[n];
  }

  /// The `n`-th that was found becomes known to the view that looks.
  void enters(int n) {
    fresh[freshCount++] = n;
  }

  int freshCount() {
    return freshCount;
  }

  /// Which of those found is the `n`-th of these.
  int fresh(int n) {
    return fresh[n];
  }

  /// Whether that very entity is there.
  boolean isHere(long id) {
    int slot = slot(id);
    return slot < placeOf.length && placeOf[slot] > 0 && ids[placeOf[slot] - 1] == id;
  }

  /// The square of the distance of one that is there.
  double squareTo(long id, double x, double y) {
    int place = placeOf[slot(id)] - 1;
    return square(xs[place] - x, ys[place] - y);
  }

  // ---- what the view that looks now knows

  /// Another view looks: nothing is marked.
  void look() {
    freshCount = 0;
    mark += 2;
    if (mark < 1 << MARK_BITS) return;
    Arrays.fill(marks, 0);
    mark = 2;
  }

  private long marked(long id) {
    return id << MARK_BITS | mark;
  }

  /// @param mayStay whether it may stay known; else it enters anew or goes
  void knew(long id, boolean mayStay) {
    marks[2 * slot(id)] = marked(id) | (mayStay ? 0 : 1);
  }

  void knows(long id, boolean isNear) {
    marks[2 * slot(id) + 1] = marked(id) | (isNear ? 1 : 0);
  }

  /// It has to wait.
  void forgets(long id) {
    marks[2 * slot(id) + 1] = 0;
  }

  /// Whether the view knew of it in its last snapshot.
  boolean isKnew(long id) {
    int at = 2 * slot(id);
    return at < marks.length && (marks[at] & ~1L) == marked(id);
  }

  /// Whether the view knew of it, and it may stay so.
  boolean mayStay(long id) {
    int at = 2 * slot(id);
    return at < marks.length && marks[at] == marked(id);
  }

  /// Whether the view knows of it now.
  boolean isKnown(long id) {
    int at = 2 * slot(id) + 1;
    return at < marks.length && (marks[at] & ~1L) == marked(id);
  }

  /// Whether one that is known is near.
  boolean isNear(long id) {
    return (marks[2 * slot(id) + 1] & 1) != 0;
  }

  static int slot(long id) {
    return (int) id & SLOT_MASK;
  }
}

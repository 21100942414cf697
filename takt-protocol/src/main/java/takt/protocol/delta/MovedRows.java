package takt.protocol.delta;

import static takt.protocol.delta.Places.CONTEXTS;
import static takt.protocol.delta.Places.LEVELS;
import static takt.protocol.delta.Places.OF_FIELD;
import static takt.protocol.delta.Places.SIGN;
import static takt.protocol.delta.Places.SIGNS;
import static takt.protocol.delta.Places.SIZE;
import static takt.protocol.delta.Places.TOP;
import static takt.protocol.delta.Places.TOPS;
import static takt.protocol.delta.Places.UNARY;
import static takt.protocol.delta.Places.ZERO;

import java.util.Arrays;
import takt.protocol.layout.Points;

/// Codes the rows of a part that are not what they were: one stream for all who build on the same snapshots.
///
/// One thread at a time; allocates nothing. A row is **awake** if it moved from the snapshot before the base to the
/// base, or is new since then: of each of those a bit says whether it is as foreseen. Of the others, those that moved
/// are counted and their distances told: what sleeps costs nothing. How wrong the same guess was one snapshot ago is
/// the context of each number, and how much more wrong than that the fields before it in the row are is its level:
/// *Delta compression*, R. Maxwell and F. Giesen on the networked physics data, 2015.
/// ```
/// rows      | of each awake row: foreseen | not: row | then: n asleep that moved, n × { rows passed, row } |
/// row       | noted | of each stepped field: residual | of each other field: told |
/// residual  | zero? | bits of the magnitude − 1 in unary | negative? | the bit below the highest | the others |
/// ```
public final class MovedRows {
  private static final int UNKNOWN = 2;
  private static final int BITS_MAX = 52;

  private final PartShape shape;
  private final Points[] points;
  private final Guesses guesses;
  private final Odds odds;
  private final MovedRow row;
  private final int others;
  private Habit habit;
  /// Where each field is expected, how wrong the same guess was at the base, and how large that is.
  private final long[] expected;
  private final long[] errors;
  private final int[] contexts;
  private boolean lied;

  /// The rows of whoever codes, in the order in which they entered.
  public interface Rows {
    /// How many there are, without those that are gone.
    int count();

    boolean isAwake(int i);

    /// To write: whether one that is not awake is to be told.
    boolean hasMoved(int i);

    /// Fills in a row; what it is now only to write.
    void load(int i, MovedRow row);

    /// Reading: takes what was read.
    void store(int i, MovedRow row);
  }

  /// @param tickRateHz of the room, 0 for one that ticks on demand
  public MovedRows(PartShape shape, int tickRateHz) {
    this.shape = shape;
    int stepped = shape.stepped().size();
    points = new Points[stepped];
    for (int f = 0; f < stepped; f++) points[f] = shape.types().get(f).points();
    guesses = new Guesses(shape, tickRateHz);
    habit = shape.first();
    odds = new Odds(habit.places());
    row = new MovedRow(shape);
    others = Places.others(stepped);
    expected = new long[stepped];
    errors = new long[stepped];
    contexts = new int[stepped];
  }

  public PartShape shape() {
    return shape;
  }

  /// Codes the rows.
  ///
  /// @return whether what was read can be
  public boolean code(BitCoder coder, Rows rows, Habit habit, Gaps gaps) {
    begin(habit, gaps);
    int asleep = 0;
    int moved = 0;
    int count = rows.count();
    for (int i = 0; i < count && !lied; i++) {
      if (rows.isAwake(i)) {
        rows.load(i, row);
        awake(coder);
        if (coder.isReading()) rows.store(i, row);
      } else {
        asleep++;
        if (!coder.isReading() && rows.hasMoved(i)) moved++;
      }
    }
    moved = size(coder, Places.COUNT, moved);
    if (moved > asleep) return false;
    return (moved == 0 || sleepers(coder, rows, moved)) && !lied;
  }

  private void begin(Habit habit, Gaps gaps) {
    this.habit = habit;
    guesses.at(gaps);
    for (int f = 0; f < points.length; f++) {
      int order = habit.foresight(f).order();
      row.depths[f] = Math.min(order + 2, 1 + Gaps.OLDER_MAX);
    }
    lied = false;
    odds.begin(habit.odds());
  }

  private boolean sleepers(BitCoder coder, Rows rows, int moved) {
    int count = rows.count();
    int i = 0;
    for (int left = moved; left > 0 && !lied; left--) {
      int next = coder.isReading() ? 0 : nextMoved(rows, i);
      int passed = size(coder, Places.PASSED, coder.isReading() ? 0 : sleepersBetween(rows, i, next));
      for (; i < count && (rows.isAwake(i) || passed > 0); i++) {
        if (!rows.isAwake(i)) passed--;
      }
      if (i == count) return false;
      rows.load(i, row);
      contexts();
      told(coder);
      if (coder.isReading()) rows.store(i, row);
      i++;
    }
    return true;
  }

  private static int nextMoved(Rows rows, int from) {
    int i = from;
    while (rows.isAwake(i) || !rows.hasMoved(i)) i++;
    return i;
  }

  private static int sleepersBetween(Rows rows, int from, int to) {
    int asleep = 0;
    for (int i = from; i < to; i++) {
      if (!rows.isAwake(i)) asleep++;
    }
    return asleep;
  }

  // ---- a row alone

  /// The row that is coded alone: filled in to write, and what was read.
  public MovedRow row() {
    return row;
  }

  /// Where it stands: to be said once the row's history is filled in, before it is coded alone.
  public void alone(Habit habit, Gaps gaps) {
    begin(habit, gaps);
    contexts();
  }

  /// To write: whether the row is as foreseen, and nothing else is to be told of it.
  public boolean isAloneForeseen() {
    return isForeseen();
  }

  /// To read: makes the row what was foreseen.
  public void foreseeAlone() {
    foresee();
  }

  /// Codes one row that is not as foreseen; answers whether what was read can be.
  public boolean codeAlone(BitCoder coder) {
    told(coder);
    return !lied;
  }

  // ---- a row

  private void awake(BitCoder coder) {
    int context = contexts();
    if (!coder.bit(odds, Places.FORESEEN + context, !coder.isReading() && isForeseen())) told(coder);
    else if (coder.isReading()) foresee();
  }

  private boolean isForeseen() {
    if (row.noted) return false;
    for (boolean told : row.told) {
      if (told) return false;
    }
    for (int f = 0; f < points.length; f++) {
      if (row.now[f] != expected(f)) return false;
    }
    return true;
  }

  /// Reading: the row is as was guessed, and nothing else is said of it.
  private void foresee() {
    Arrays.fill(row.told, false);
    row.noted = false;
    for (int f : habit.order()) row.now[f] = expected(f);
  }

  private void told(BitCoder coder) {
    row.noted = coder.bit(odds, Places.NOTED, row.noted);
    int worse = Integer.MIN_VALUE;
    for (int f : habit.order()) {
      long residual = field(coder, f, level(worse));
      if (residual != 0) worse = Math.max(worse, bits(residual) - bits(errors[f]));
    }
    for (int o = 0; o < row.told.length; o++) row.told[o] = coder.bit(odds, others + o, row.told[o]);
  }

  /// @param worse how many bits more wrong the worst guess of this row was than one snapshot ago
  private static int level(int worse) {
    return worse == Integer.MIN_VALUE ? 0 : worse <= 0 ? 1 : worse <= 2 ? 2 : 3;
  }

  /// Codes a field; answers how far it is from where it was expected.
  private long field(BitCoder coder, int f, int level) {
    long guess = expected(f);
    long residual = residual(coder, f, level, coder.isReading() ? 0 : points[f].apart(guess, row.now[f]));
    if (coder.isReading()) {
      long now = points[f].isRound() ? points[f].nearest(guess + residual) : guess + residual;
      if (!points[f].contains(now)) lied = true;
      row.now[f] = lied ? guess : now;
    }
    return residual;
  }

  private long residual(BitCoder coder, int f, int level, long value) {
    int at = Places.FIELDS + f * OF_FIELD;
    int which = contexts[f] * LEVELS + level;
    if (coder.bit(odds, at + ZERO + which, value == 0)) return 0;
    long size = Math.abs(value);
    int bits = unary(coder, at + SIZE + which * UNARY, bits(value) - 1, BITS_MAX);
    int sign = at + SIGN + 3 * Math.min(bits, SIGNS - 1) + 1 + Long.signum(errors[f]);
    boolean negative = coder.bit(odds, sign, value < 0);
    long magnitude = 1;
    if (bits > 0) {
      boolean high = (size >>> bits - 1 & 1) != 0;
      magnitude = coder.bit(odds, at + TOP + Math.min(bits, TOPS) - 1, high) ? 3 : 2;
      magnitude = rest(coder, magnitude, size, bits - 1);
    }
    return negative ? -magnitude : magnitude;
  }

  /// A number of at least 0, by its bits like a residual's.
  private int size(BitCoder coder, int at, int value) {
    int bits = unary(coder, at, bits(value + 1L) - 1, 30);
    return (int) rest(coder, 1, value + 1L, bits) - 1;
  }

  private int unary(BitCoder coder, int at, int bits, int most) {
    int more = 0;
    while (more < most && coder.bit(odds, at + Math.min(more, UNARY - 1), more < bits)) more++;
    return more;
  }

  /// What is known of a number, high bits first, with the last ones behind it.
  private static long rest(BitCoder coder, long known, long value, int bits) {
    long rest = known;
    for (int left = bits; left > 0;) {
      int width = Math.min(left, BitCoder.RAW_MAX);
      left -= width;
      rest = rest << width | coder.raw((int) (value >>> left & (1 << width) - 1), width);
    }
    return rest;
  }

  // ---- guesses

  /// Finds what is expected of each field and how wrong that was at the base; answers the context of the worst.
  private int contexts() {
    int worst = 0;
    for (int f = 0; f < points.length; f++) {
      Foresight how = habit.foresight(f);
      if (!how.isByField()) expected[f] = guesses.of(row, f, how);
      errors[f] = guesses.error(row, f, how);
      contexts[f] = row.older == 0 ? UNKNOWN : context(bits(errors[f]));
      worst = Math.max(worst, contexts[f]);
    }
    return worst;
  }

  /// What a field is expected to be; of one that is guessed by another, as soon as that one is known.
  private long expected(int f) {
    Foresight how = habit.foresight(f);
    return how.isByField() ? guesses.of(row, f, how) : expected[f];
  }

  private static int bits(long value) {
    return 64 - Long.numberOfLeadingZeros(Math.abs(value));
  }

  private static int context(int bits) {
    return bits <= 2 ? bits : bits <= 4 ? 3 : bits <= 7 ? 4 : CONTEXTS - 1;
  }
}

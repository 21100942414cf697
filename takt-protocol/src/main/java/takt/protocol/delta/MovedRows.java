package takt.protocol.delta;

import java.util.Arrays;
import takt.protocol.layout.Points;

/// Codes the rows of a part that are not what they were: one stream for all who build on the same snapshots.
///
/// One thread at a time; allocates nothing. A row is **awake** if it moved from the snapshot before the base to the
/// base, or is new since then: of each of those a bit says whether it is as foreseen. Of the others, those that moved
/// are counted and their distances told: what sleeps costs nothing. How wrong the same guess was one snapshot ago is
/// the context of each number: *Delta compression*, R. Maxwell and F. Giesen on the networked physics data, 2015.
/// ```
/// rows      | of each awake row: foreseen | not: row | then: n asleep that moved, n × { rows passed, row } |
/// row       | noted | of each stepped field: residual | of each other field: told |
/// residual  | zero? | negative? | bits of the magnitude − 1 in unary | those bits, without the first |
/// ```
public final class MovedRows {
  private static final int CONTEXTS = 6;
  private static final int UNKNOWN = 2;
  private static final int UNARY = 14;
  private static final int BITS_MAX = 52;

  private static final int FORESEEN = 0;
  private static final int NOTED = FORESEEN + CONTEXTS;
  private static final int COUNT = NOTED + 1;
  private static final int PASSED = COUNT + UNARY;
  private static final int FIELDS = PASSED + UNARY;
  // of each stepped field
  private static final int ZERO = 0;
  private static final int SIGN = ZERO + 2 * CONTEXTS;
  private static final int SIZE = SIGN + 3;
  private static final int OF_FIELD = SIZE + CONTEXTS * UNARY;

  private final PartShape shape;
  private final Points[] points;
  private final Guesses guesses;
  private final Odds odds;
  private final MovedRow row;
  private int[] foresights;
  /// How wrong the guess of each field was at the base, and how large that is.
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
    odds = new Odds(firstOdds(stepped, shape.others().size()));
    row = new MovedRow(shape);
    foresights = new int[stepped];
    errors = new long[stepped];
    contexts = new int[stepped];
  }

  public PartShape shape() {
    return shape;
  }

  /// Codes the rows.
  ///
  /// @param foresights of the stepped fields, checked by [PartShape#isForesight(int[])]
  /// @param dt ticks from the base to now, at least 1, as the others
  /// @param gap ticks from the snapshot before to the base
  /// @param gapBefore ticks from the one before that
  /// @return whether what was read can be
  public boolean code(BitCoder coder, Rows rows, int[] foresights, int dt, int gap, int gapBefore) {
    this.foresights = foresights;
    guesses.at(dt, gap, gapBefore);
    lied = false;
    odds.begin();
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
    moved = size(coder, COUNT, moved);
    if (moved > asleep) return false;
    return (moved == 0 || sleepers(coder, rows, moved)) && !lied;
  }

  private boolean sleepers(BitCoder coder, Rows rows, int moved) {
    int count = rows.count();
    int i = 0;
    for (int left = moved; left > 0 && !lied; left--) {
      int next = coder.isReading() ? 0 : nextMoved(rows, i);
      int passed = size(coder, PASSED, coder.isReading() ? 0 : sleepersBetween(rows, i, next));
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

  // ---- a row

  private void awake(BitCoder coder) {
    int context = contexts();
    if (!coder.bit(odds, FORESEEN + context, !coder.isReading() && isForeseen())) told(coder);
    else if (coder.isReading()) foresee();
  }

  private boolean isForeseen() {
    if (row.noted) return false;
    for (boolean told : row.told) {
      if (told) return false;
    }
    for (int f = 0; f < points.length; f++) {
      if (row.now[f] != guess(f)) return false;
    }
    return true;
  }

  /// Reading: the row is as was guessed, and nothing else is said of it.
  private void foresee() {
    Arrays.fill(row.told, false);
    row.noted = false;
    for (int f = 0; f < points.length; f++) {
      if (!Foresight.isByField(foresights[f])) row.now[f] = guess(f);
    }
    for (int f = 0; f < points.length; f++) {
      if (Foresight.isByField(foresights[f])) row.now[f] = guess(f);
    }
  }

  private void told(BitCoder coder) {
    row.noted = coder.bit(odds, NOTED, row.noted);
    boolean surprised = false;
    for (int f = 0; f < points.length; f++) {
      if (!Foresight.isByField(foresights[f])) surprised |= field(coder, f, surprised);
    }
    for (int f = 0; f < points.length; f++) {
      if (Foresight.isByField(foresights[f])) surprised |= field(coder, f, surprised);
    }
    int others = FIELDS + points.length * OF_FIELD;
    for (int o = 0; o < row.told.length; o++) row.told[o] = coder.bit(odds, others + o, row.told[o]);
  }

  /// Codes a field; answers whether it was not as foreseen.
  private boolean field(BitCoder coder, int f, boolean surprised) {
    long guess = guess(f);
    long residual = residual(coder, f, surprised, coder.isReading() ? 0 : points[f].apart(guess, row.now[f]));
    if (coder.isReading()) {
      long now = points[f].isRound() ? points[f].nearest(guess + residual) : guess + residual;
      if (!points[f].contains(now)) lied = true;
      row.now[f] = lied ? guess : now;
    }
    return residual != 0;
  }

  private long residual(BitCoder coder, int f, boolean surprised, long value) {
    int at = FIELDS + f * OF_FIELD;
    int context = contexts[f];
    if (coder.bit(odds, at + ZERO + (surprised ? CONTEXTS : 0) + context, value == 0)) return 0;
    boolean negative = coder.bit(odds, at + SIGN + 1 + Long.signum(errors[f]), value < 0);
    int bits = Math.max(0, 63 - Long.numberOfLeadingZeros(Math.abs(value)));
    int unary = at + SIZE + context * UNARY;
    int more = 0;
    while (more < BITS_MAX && coder.bit(odds, unary + Math.min(more, UNARY - 1), more < bits)) more++;
    long magnitude = 1L << more | rest(coder, Math.abs(value), more);
    return negative ? -magnitude : magnitude;
  }

  /// A number of at least 0, by its bits like a residual's.
  private int size(BitCoder coder, int at, int value) {
    int bits = 31 - Integer.numberOfLeadingZeros(value + 1);
    int more = 0;
    while (more < 30 && coder.bit(odds, at + Math.min(more, UNARY - 1), more < bits)) more++;
    return (int) (1L << more | rest(coder, value + 1L, more)) - 1;
  }

  /// The bits of a number below its highest.
  private static long rest(BitCoder coder, long value, int bits) {
    long rest = 0;
    for (int left = bits; left > 0;) {
      int width = Math.min(left, BitCoder.RAW_MAX);
      left -= width;
      rest = rest << width | coder.raw((int) (value >>> left & (1 << width) - 1), width);
    }
    return rest;
  }

  // ---- contexts

  /// Finds how wrong each field's guess was at the base; answers the context of the worst.
  private int contexts() {
    int worst = 0;
    for (int f = 0; f < points.length; f++) {
      errors[f] = guesses.error(row, f, foresights[f]);
      contexts[f] = row.hasBefore ? context(Math.abs(errors[f])) : UNKNOWN;
      worst = Math.max(worst, contexts[f]);
    }
    return worst;
  }

  private long guess(int f) {
    return guesses.of(row, f, foresights[f]);
  }

  private static int context(long error) {
    int bits = 64 - Long.numberOfLeadingZeros(error);
    return bits <= 2 ? bits : bits <= 4 ? 3 : bits <= 7 ? 4 : 5;
  }

  // ---- odds of rows nobody has seen yet

  private static char[] firstOdds(int stepped, int others) {
    char[] odds = Odds.even(FIELDS + stepped * OF_FIELD + others);
    set(odds, FORESEEN, .95, .7, .5, .25, .15, .1);
    set(odds, NOTED, 1 / 256.0);
    fill(odds, PASSED, UNARY, .75);
    for (int f = 0; f < stepped; f++) {
      int at = FIELDS + f * OF_FIELD;
      set(odds, at + ZERO, .85, .5, .3, .2, .12, .08);
      set(odds, at + ZERO + CONTEXTS, .7, .35, .2, .12, .08, .05);
      for (int c = 0; c < CONTEXTS; c++) sizes(odds, at + SIZE + c * UNARY, c);
    }
    fill(odds, FIELDS + stepped * OF_FIELD, others, 1 / 16.0);
    return odds;
  }

  /// Something that was foreseen until now may be off by anything; else it is about as wrong as last time.
  private static void sizes(char[] odds, int at, int context) {
    int usual = new int[]{UNARY, 0, 1, 3, 5, 8}[context];
    fill(odds, at, UNARY, .35);
    fill(odds, at, Math.min(usual, UNARY), context == 0 ? .75 : .85);
  }

  private static void fill(char[] odds, int at, int count, double yes) {
    Arrays.fill(odds, at, at + count, (char) (yes * (1 << 16)));
  }

  private static void set(char[] odds, int at, double... yes) {
    for (int i = 0; i < yes.length; i++) fill(odds, at + i, 1, yes[i]);
  }
}

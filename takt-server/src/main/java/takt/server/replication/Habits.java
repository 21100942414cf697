package takt.server.replication;

import java.util.Arrays;
import takt.protocol.delta.Foresight;
import takt.protocol.delta.Gaps;
import takt.protocol.delta.Guesses;
import takt.protocol.delta.Habit;
import takt.protocol.delta.MovedRow;
import takt.protocol.delta.MovedRows;
import takt.protocol.delta.PartShape;
import takt.protocol.delta.Tally;
import takt.protocol.layout.LayoutType;
import takt.protocol.layout.Points;

/// Learns how the entities of a part use to move: by which guess each field comes nearest, and with which odds.
///
/// Owned by the room's thread; allocates only when it changes its mind. A few rows a tick are enough. Every guess there
/// is pays for them what its residual would take, and after [#WINDOW] rows the cheapest is taken if it is clearly so.
/// Some guesses are always the same; others are fitted to the rows of the last windows by least squares, in which what
/// was far off counts little. How often each bit of a stream is a yes is counted by coding the rows once more, and told
/// where it is worth its bits. It knows only what everyone is sent, and snapshots alone, so what it chooses tells
/// nobody anything, and a replay chooses the same.
final class Habits {
  /// Rows between two looks at the costs.
  static final int WINDOW = 128;
  /// Seconds between two looks at the odds, and captures of a room that ticks on demand.
  private static final int ODDS_S = 2;
  private static final int ODDS_CAPTURES = 40;
  private static final int ROWS_A_TICK = 4;
  /// Bits that another guess must save in a window, and of all bits the share.
  private static final int WORTH = 16;
  private static final double WORTH_SHARE = 0.02;
  /// What is left of the least squares' sums after a window, and of the counted bits after a look.
  private static final double KEPT = 0.5;
  private static final float COUNTED_KEPT = 0.8f;
  /// Odds of bits seen less often are not told.
  private static final int SEEN_LEAST = 4;
  /// Bits that told odds must save of those that were counted.
  private static final double TOLD_WORTH = 12;
  private static final int[] ORDERS = {1, 2, 3, 5, 7};
  /// Keeps what cannot be told apart from being divided by nothing.
  private static final double RIDGE = 1e-6;

  private final Gaps gaps = new Gaps();
  private final Guesses guesses;
  private final MovedRows coding;
  private final Sample sample;
  private final Tally tally;
  private final MovedRow row;
  private final Field[] fields;
  private final double[][] solving = new double[Foresight.ORDER_MAX][Foresight.ORDER_MAX + 1];
  private final int lookEvery;
  private Habit chosen;
  private int seen;
  private int captures;

  /// What is known of a field.
  private static final class Field {
    private final Points points;
    /// Guesses that are always the same; the first two are all that counters and the like are worth.
    private final Foresight[] usual;
    private final long[] usualCosts;
    private final boolean isFitted;
    private final double[][] weights = new double[ORDERS.length][];
    private final boolean[] isKnown = new boolean[ORDERS.length];
    private final long[] costs = new long[ORDERS.length];
    /// Sums of products of the differences, with that of the next one behind them.
    private final double[][] sums = new double[Foresight.ORDER_MAX][Foresight.ORDER_MAX + 1];
    private long cost;

    private Field(PartShape shape, int f) {
      LayoutType.Stepped type = shape.types().get(f);
      points = type.points();
      isFitted = !(type instanceof LayoutType.Whole);
      usual = usual(shape, f);
      usualCosts = new long[usual.length];
      for (int i = 0; i < weights.length; i++) weights[i] = new double[ORDERS[i]];
    }

    /// By another field only coordinates and angles are tried: so what a row takes grows with its fields, and not with
    /// their square.
    private static Foresight[] usual(PartShape shape, int f) {
      if (shape.types().get(f) instanceof LayoutType.Whole) return new Foresight[]{Foresight.HOLD, Foresight.LINEAR};
      int others = shape.guessed().get(f).order() == 0 ? 0 : shape.types().size();
      Foresight[] all = new Foresight[4 + 2 * others];
      int n = 0;
      all[n++] = Foresight.HOLD;
      all[n++] = Foresight.LINEAR;
      all[n++] = Foresight.MEAN;
      all[n++] = Foresight.CURVE;
      for (int g = 0; g < others; g++) {
        if (g == f || !(shape.types().get(g) instanceof LayoutType.Real)) continue;
        all[n++] = Foresight.by(g, false);
        all[n++] = Foresight.by(g, true);
      }
      return Arrays.copyOf(all, n);
    }
  }

  /// @param spacing ticks between two snapshots, as the room usually sends them
  /// @param nobody of the part
  /// @param hidden columns that are not for everyone's eyes
  Habits(PartShape shape, Rows nobody, boolean[] hidden, int tickRateHz, int spacing) {
    int older = olderOf(spacing);
    gaps.begin(spacing);
    for (int k = 0; k < older; k++) gaps.add(spacing);
    guesses = new Guesses(shape, tickRateHz);
    guesses.at(gaps);
    coding = new MovedRows(shape, tickRateHz);
    sample = new Sample(shape, nobody, hidden, older);
    row = new MovedRow(shape);
    fields = new Field[shape.stepped().size()];
    for (int f = 0; f < fields.length; f++) fields[f] = new Field(shape, f);
    chosen = shape.first();
    tally = new Tally(chosen.places());
    lookEvery = tickRateHz == 0 ? ODDS_CAPTURES : ODDS_S * tickRateHz;
  }

  /// How many snapshots behind the base a ring holds of a room that sends every so many ticks.
  static int olderOf(int spacing) {
    return Math.clamp((SnapshotRing.SIZE - 1) / spacing - 1, 0, Gaps.OLDER_MAX);
  }

  /// What is known. Never changed: other habits are another object.
  Habit chosen() {
    return chosen;
  }

  /// Looks at a few rows of a tick and of those before it.
  ///
  /// @param past the base and [#olderOf(int)] older ones
  void learn(Rows now, Rows[] past) {
    if (now.count() == 0 || fields.length == 0) return;
    sample.take(now, past, Math.min(ROWS_A_TICK, now.count()));
    for (int i = 0; i < sample.count(); i++) {
      if (sample.isUsual(i)) learn(i);
    }
    coding.code(tally, sample, chosen, gaps);
    if (seen >= WINDOW) look();
    if (++captures >= lookEvery) lookAtOdds();
  }

  private void learn(int i) {
    sample.load(i, row);
    seen++;
    for (int f = 0; f < fields.length; f++) {
      Field field = fields[f];
      long error = residual(f, guesses.of(row, f, chosen.foresight(f)));
      field.cost += bits(error);
      for (int c = 0; c < field.usual.length; c++) {
        field.usualCosts[c] += bits(residual(f, guesses.of(row, f, field.usual[c])));
      }
      if (!field.isFitted) continue;
      for (int c = 0; c < ORDERS.length; c++) {
        if (!field.isKnown[c]) continue;
        long fitted = residual(f, guesses.of(row, f, field.weights[c]));
        field.costs[c] += bits(fitted);
        if (chosen.foresight(f).order() == 0) error = fitted;
      }
      sum(field, row.history[f], row.now[f], Math.abs(error));
    }
  }

  private long residual(int f, long guess) {
    return fields[f].points.apart(guess, row.now[f]);
  }

  private static int bits(long residual) {
    return residual == 0 ? 0 : 65 - Long.numberOfLeadingZeros(Math.abs(residual));
  }

  /// @param error of the guess that is used: what it does not see is not to be learned from
  private void sum(Field field, long[] h, long now, long error) {
    double far = 0.5 + error;
    double weight = 1 / (far * StrictMath.sqrt(far));
    int n = Math.min(Foresight.ORDER_MAX, gaps.older());
    long next = field.points.apart(h[0], now);
    for (int p = 0; p < n; p++) {
      double[] sums = field.sums[p];
      double by = weight * field.points.apart(h[p + 1], h[p]);
      for (int q = 0; q <= p; q++) sums[q] += by * field.points.apart(h[q + 1], h[q]);
      sums[Foresight.ORDER_MAX] += by * next;
    }
  }

  // ---- guesses

  private void look() {
    seen = 0;
    for (int f = 0; f < fields.length; f++) {
      choose(f);
      Field field = fields[f];
      Arrays.fill(field.usualCosts, 0);
      Arrays.fill(field.costs, 0);
      field.cost = 0;
      if (field.isFitted) fit(field);
    }
  }

  private void choose(int f) {
    Field field = fields[f];
    long least = field.cost - WORTH - (long) (field.cost * WORTH_SHARE);
    Foresight best = null;
    for (int c = 0; c < field.usual.length; c++) {
      if (field.usualCosts[c] >= least || !isPossible(f, field.usual[c])) continue;
      best = field.usual[c];
      least = field.usualCosts[c];
    }
    int fitted = -1;
    for (int c = 0; c < ORDERS.length; c++) {
      if (!field.isKnown[c] || field.costs[c] >= least) continue;
      fitted = c;
      least = field.costs[c];
    }
    if (fitted >= 0) best = foresight(field.weights[fitted]);
    if (best == null) return;
    Foresight[] all = new Foresight[fields.length];
    for (int g = 0; g < all.length; g++) all[g] = g == f ? best : chosen.foresight(g);
    chosen = chosen.with(all, odds());
  }

  private boolean isPossible(int f, Foresight how) {
    if (!how.isByField()) return true;
    if (chosen.foresight(how.field()).isByField()) return false;
    for (int g = 0; g < fields.length; g++) {
      Foresight other = chosen.foresight(g);
      if (other.isByField() && other.field() == f) return false;
    }
    return true;
  }

  private static Foresight foresight(double[] weights) {
    int[] told = new int[weights.length];
    for (int k = 0; k < told.length; k++) told[k] = (int) (weights[k] * Foresight.ONE);
    return Foresight.of(told);
  }

  private void fit(Field field) {
    for (int c = 0; c < ORDERS.length; c++) {
      field.isKnown[c] = ORDERS[c] <= gaps.older() && solve(field.sums, ORDERS[c], field.weights[c]);
    }
    for (double[] sums : field.sums) for (int q = 0; q < sums.length; q++) sums[q] *= KEPT;
  }

  /// Gauss and Jordan; false if no weights come of it that can be told.
  private boolean solve(double[][] sums, int n, double[] weights) {
    double[][] a = solving;
    for (int p = 0; p < n; p++) {
      for (int q = 0; q < n; q++) a[p][q] = q <= p ? sums[p][q] : sums[q][p];
      a[p][n] = sums[p][Foresight.ORDER_MAX];
      a[p][p] += RIDGE + RIDGE * a[p][p];
    }
    for (int p = 0; p < n; p++) {
      if (!(a[p][p] > RIDGE * RIDGE)) return false;
      for (int q = 0; q < n; q++) {
        if (q == p) continue;
        double times = a[q][p] / a[p][p];
        for (int z = p; z <= n; z++) a[q][z] -= times * a[p][z];
      }
    }
    for (int p = 0; p < n; p++) {
      double told = Math.rint(a[p][n] / a[p][p] * Foresight.ONE);
      if (!(Math.abs(told) <= Foresight.WEIGHT_MAX)) return false;
      weights[p] = told / Foresight.ONE;
    }
    return true;
  }

  // ---- odds

  private char[] odds() {
    char[] odds = new char[chosen.places()];
    for (int i = 0; i < odds.length; i++) odds[i] = (char) chosen.odds(i);
    return odds;
  }

  private void lookAtOdds() {
    captures = 0;
    char[] told = null;
    for (int i = 0; i < chosen.places(); i++) {
      float yes = tally.yes(i);
      float no = tally.no(i);
      if (yes + no < SEEN_LEAST) continue;
      int best = Chances.nearest(yes, no);
      if (Chances.bits(chosen.odds(i), yes, no) - Chances.bits(best, yes, no) <= TOLD_WORTH) continue;
      if (told == null) told = odds();
      told[i] = (char) best;
    }
    tally.fade(COUNTED_KEPT);
    if (told == null) return;
    Foresight[] all = new Foresight[fields.length];
    for (int f = 0; f < all.length; f++) all[f] = chosen.foresight(f);
    chosen = chosen.with(all, told);
  }

  /// What bits cost, by tables: no logarithm in a tick.
  private static final class Chances {
    private static final int ONE = 1 << 16;
    private static final int MIDDLE = Habit.TOLD / 2;
    private static final int STEP_BITS = 5;
    private static final int STEPS = ONE >> STEP_BITS;
    private static final float[] BITS = new float[STEPS];
    /// Chances half way between those that can be told.
    private static final double[] ENDS = new double[Habit.TOLD - 1];

    static {
      for (int i = 0; i < STEPS; i++) BITS[i] = (float) (-StrictMath.log((i + 0.5) / STEPS) / StrictMath.log(2));
      for (int i = 0; i < ENDS.length; i++) ENDS[i] = 1 / (1 + StrictMath.exp(MIDDLE - 0.5 - i));
    }

    private Chances() {}

    /// The odds that can be told and fit best.
    private static int nearest(float yes, float no) {
      double chance = (yes + 0.5) / (yes + no + 1);
      int z = 0;
      while (z < ENDS.length && chance > ENDS[z]) z++;
      return Habit.told(z - MIDDLE);
    }

    /// What so many yes and no take.
    private static double bits(int odds, float yes, float no) {
      return yes * BITS[odds >> STEP_BITS] + no * BITS[ONE - odds >> STEP_BITS];
    }
  }

  // ---- rows

  /// A few rows, with what they were.
  private static final class Sample implements MovedRows.Rows {
    private final int[] stepped;
    private final int[] others;
    private final int older;
    private final int[] rowNow = new int[ROWS_A_TICK];
    private final int[][] rowPast;
    private final int[] known = new int[ROWS_A_TICK];
    private final boolean[] awake = new boolean[ROWS_A_TICK];
    private final boolean[] moved = new boolean[ROWS_A_TICK];
    private Rows now;
    private Rows[] past = {};
    private int count;
    private int next;

    private Sample(PartShape shape, Rows nobody, boolean[] hidden, int older) {
      now = nobody;
      stepped = shape.stepped().stream().mapToInt(i -> i).toArray();
      others = shape.others().stream().mapToInt(i -> hidden[i] ? -1 : i).toArray();
      this.older = older;
      rowPast = new int[ROWS_A_TICK][1 + older];
    }

    private void take(Rows now, Rows[] past, int rows) {
      this.now = now;
      this.past = past;
      count = 0;
      for (int i = 0; i < rows; i++) {
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
    private boolean isUsual(int i) {
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
}

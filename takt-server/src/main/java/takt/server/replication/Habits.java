package takt.server.replication;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
  /// Rows between two looks at the costs; while training many more, for all of a game counts, not its last seconds.
  private static final int WINDOW = 128;
  private static final int TRAINING_WINDOW = 4096;
  /// Seconds between two looks at the odds, and captures of a room that ticks on demand.
  private static final int ODDS_S = 2;
  private static final int ODDS_CAPTURES = 40;
  /// Rows that are learned from in a tick; and counted, of many this part of them.
  private static final int ROWS_A_TICK = 4;
  private static final int COUNTED_PART = 16;
  /// Bits that another guess must save in a window, and of all bits the share.
  private static final int WORTH = 16;
  private static final double WORTH_SHARE = 0.02;
  /// What is left of the least squares' sums after a window, and of the counted bits after a look.
  private static final double KEPT = 0.5;
  private static final float COUNTED_KEPT = 0.9f;
  /// Odds of bits seen less often are not told.
  private static final int SEEN_LEAST = 4;
  /// Bits that told odds must save of those that were counted; while training, of each row.
  private static final double TOLD_WORTH = 6;
  private static final double TRAINING_WORTH = 0.01;
  private static final int ORDER_MAX = Foresight.ORDER_MAX;
  private static final Foresight[] USUAL = {Foresight.HOLD, Foresight.LINEAR, Foresight.MEAN, Foresight.CURVE};
  private static final int[] ORDERS = {1, 2, 3, 5, ORDER_MAX};
  /// Keeps what cannot be told apart from being divided by nothing.
  private static final double RIDGE = 1e-6;

  private final Gaps gaps = new Gaps();
  private final Guesses guesses;
  private final MovedRows coding;
  private final Sample sample;
  private final MovedRow row;
  private final Field[] fields;
  private final double[][] solving = new double[ORDER_MAX][ORDER_MAX + 1];
  private final int lookEvery;
  private final int window;
  private final double kept;
  private Tally tally;
  private Habit chosen;
  private int seen;
  private int captures;

  /// What is known of a field.
  private static final class Field {
    private final Points points;
    /// Counters and the like are worth the first two guesses that are always the same, and no fitted one.
    private final int usual;
    private final int orders;
    /// The weights of those that are always the same, then of the fitted ones, and whether there are any.
    private final double[][] weights = new double[USUAL.length + ORDERS.length][];
    private final boolean[] isKnown = new boolean[weights.length];
    private final long[] costs = new long[weights.length];
    /// Other fields it may be guessed by: one at a time is tried, by rate and by step. By them only coordinates and
    /// angles are guessed, so that what a row takes grows with its fields, and not with their square.
    private final Foresight[] others;
    private final long[] otherCosts = new long[2];
    private int tried;
    /// What is chosen, and what it costs.
    private double[] chosen;
    private long cost;
    /// Sums of products of the differences, and of each with what came next.
    private final double[] sums = new double[ORDER_MAX * (ORDER_MAX + 1) / 2 + ORDER_MAX];
    private final double[] d = new double[ORDER_MAX];

    private Field(PartShape shape, int f, int older) {
      LayoutType.Stepped type = shape.types().get(f);
      points = type.points();
      boolean counts = type instanceof LayoutType.Whole;
      usual = counts ? 2 : USUAL.length;
      orders = counts ? 0 : ORDERS.length;
      for (int c = 0; c < weights.length; c++) {
        int order = c < USUAL.length ? USUAL[c].order() : ORDERS[c - USUAL.length];
        weights[c] = new double[order];
        isKnown[c] = c < usual && order <= older;
        for (int k = 0; c < usual && k < order; k++) weights[c][k] = USUAL[c].weight(k) / (double) Foresight.ONE;
      }
      chosen = weights(shape.first().foresight(f), older);
      others = shape.untrained().foresight(f).order() == 0 || counts ? new Foresight[0] : others(shape, f);
    }

    /// Those that a guess comes to: with less of a past than it asks for, it goes on as it went.
    private static double[] weights(Foresight how, int older) {
      Foresight by = how.order() <= older ? how : Foresight.LINEAR;
      double[] weights = new double[Math.min(by.order(), older)];
      for (int k = 0; k < weights.length; k++) weights[k] = by.weight(k) / (double) Foresight.ONE;
      return weights;
    }

    private static Foresight[] others(PartShape shape, int f) {
      List<Foresight> all = new ArrayList<>();
      for (int g = 0; g < shape.types().size(); g++) {
        if (g == f || !(shape.types().get(g) instanceof LayoutType.Real)) continue;
        all.add(Foresight.by(g, false));
        all.add(Foresight.by(g, true));
      }
      return all.toArray(Foresight[]::new);
    }

    /// How far a guess is off.
    private double miss(double[] by, double next) {
      double sum = 0;
      for (int k = 0; k < by.length; k++) sum += by[k] * d[k];
      return next - Math.floor(sum + 0.5);
    }

    /// @param error of the guess that is used: what it does not see is not to be learned from
    private void sum(double next, double error) {
      double far = 0.5 + error;
      double weight = 1 / (far * StrictMath.sqrt(far));
      int at = 0;
      for (int p = 0; p < ORDER_MAX; p++) {
        double by = weight * d[p];
        for (int q = 0; q <= p; q++) sums[at++] += by * d[q];
        sums[at++] += by * next;
      }
    }
  }

  /// @param spacing ticks between two snapshots, as the room usually sends them
  /// @param nobody of the part
  /// @param hidden columns that are not for everyone's eyes
  Habits(PartShape shape, Rows nobody, boolean[] hidden, int tickRateHz, int spacing) {
    this(shape, nobody, hidden, tickRateHz, spacing, olderOf(spacing), false);
  }

  /// @param older snapshots behind the base that rows are guessed by
  /// @param isTraining whether all that is seen counts alike: then it is looked at twice, see [#beginCounting]
  Habits(PartShape shape, Rows nobody, boolean[] hidden, int tickRateHz, int spacing, int older, boolean isTraining) {
    window = isTraining ? TRAINING_WINDOW : WINDOW;
    kept = isTraining ? 1 : KEPT;
    gaps.begin(spacing);
    for (int k = 0; k < older; k++) gaps.add(spacing);
    guesses = new Guesses(shape, tickRateHz);
    guesses.at(gaps);
    coding = new MovedRows(shape, tickRateHz);
    sample = new Sample(shape, nobody, hidden, older);
    row = new MovedRow(shape);
    fields = new Field[shape.stepped().size()];
    for (int f = 0; f < fields.length; f++) fields[f] = new Field(shape, f, older);
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
    sample.take(now, past, Math.clamp(now.count() / COUNTED_PART, ROWS_A_TICK, Sample.ROWS_MAX));
    for (int i = 0; i < Math.min(ROWS_A_TICK, sample.count()); i++) {
      if (sample.isUsual(i)) learn(i);
    }
    coding.code(tally, sample, chosen, gaps);
    if (seen >= window) look();
    if (++captures >= lookEvery) lookAtOdds();
  }

  private void learn(int i) {
    sample.load(i, row);
    seen++;
    for (int f = 0; f < fields.length; f++) learn(fields[f], f);
  }

  private void learn(Field field, int f) {
    long[] h = row.history[f];
    double next = field.points.apart(h[0], row.now[f]);
    int known = field.orders == 0 ? 1 : Math.min(ORDER_MAX, row.older);
    for (int k = 0; k < known; k++) field.d[k] = field.points.apart(h[k + 1], h[k]);
    Foresight now = chosen.foresight(f);
    double error = now.isByField() ? residual(f, now) : Math.abs(field.miss(field.chosen, next));
    field.cost += bits(error);
    for (int c = 0; c < field.usual; c++) {
      if (field.isKnown[c]) field.costs[c] += bits(Math.abs(field.miss(field.weights[c], next)));
    }
    if (field.orders == 0) return;
    for (int c = USUAL.length; c < field.weights.length; c++) {
      if (!field.isKnown[c]) continue;
      double missed = Math.abs(field.miss(field.weights[c], next));
      field.costs[c] += bits(missed);
      if (now.order() == 0) error = missed;
    }
    for (int o = 0; o < 2 && field.others.length > 0; o++) {
      field.otherCosts[o] += bits(residual(f, field.others[field.tried + o]));
    }
    field.sum(next, error);
  }

  private double residual(int f, Foresight how) {
    return Math.abs((double) fields[f].points.apart(guesses.of(row, f, how), row.now[f]));
  }

  private static int bits(double residual) {
    return residual == 0 ? 0 : 65 - Long.numberOfLeadingZeros((long) residual);
  }

  // ---- guesses

  private void look() {
    seen = 0;
    for (int f = 0; f < fields.length; f++) {
      Field field = fields[f];
      choose(field, f);
      Arrays.fill(field.costs, 0);
      Arrays.fill(field.otherCosts, 0);
      field.cost = 0;
      if (field.others.length > 0) field.tried = (field.tried + 2) % field.others.length;
      if (field.orders > 0) fit(field);
    }
  }

  private void choose(Field field, int f) {
    long least = field.cost - WORTH - (long) (field.cost * WORTH_SHARE);
    Foresight best = null;
    for (int o = 0; o < 2 && field.others.length > 0; o++) {
      Foresight other = field.others[field.tried + o];
      if (field.otherCosts[o] >= least || !isPossible(f, other)) continue;
      best = other;
      least = field.otherCosts[o];
    }
    int which = -1;
    for (int c = 0; c < field.weights.length; c++) {
      if (!field.isKnown[c] || field.costs[c] >= least) continue;
      which = c;
      least = field.costs[c];
    }
    if (which >= 0) best = foresight(field.weights[which]);
    if (best == null) return;
    field.chosen = which < 0 ? field.weights[0] : field.weights[which].clone();
    Foresight[] all = guesses(chosen);
    all[f] = best;
    chosen = chosen.with(all, odds(chosen));
  }

  private boolean isPossible(int f, Foresight how) {
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
      field.isKnown[USUAL.length + c] = ORDERS[c] <= gaps.older()
          && solve(field.sums, ORDERS[c], field.weights[USUAL.length + c]);
    }
    for (int i = 0; i < field.sums.length; i++) field.sums[i] *= kept;
  }

  /// Gauss and Jordan; false if no weights come of it that can be told.
  private boolean solve(double[] sums, int n, double[] weights) {
    double[][] a = solving;
    int at = 0;
    for (int p = 0; p < n; p++) {
      for (int q = 0; q <= p; q++) {
        a[p][q] = sums[at];
        a[q][p] = sums[at++];
      }
      a[p][n] = sums[at++];
    }
    for (int p = 0; p < n; p++) a[p][p] += RIDGE + RIDGE * a[p][p];
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

  private static char[] odds(Habit habit) {
    char[] odds = new char[habit.places()];
    for (int i = 0; i < odds.length; i++) odds[i] = (char) habit.odds(i);
    return odds;
  }

  private void lookAtOdds() {
    captures = 0;
    tell(TOLD_WORTH);
    tally.fade(COUNTED_KEPT);
  }

  private void tell(double worth) {
    char[] told = null;
    for (int i = 0; i < chosen.places(); i++) {
      float yes = tally.yes(i);
      float no = tally.no(i);
      if (yes + no < SEEN_LEAST) continue;
      int best = Chances.nearest(yes, no);
      if (Chances.bits(chosen.odds(i), yes, no) - Chances.bits(best, yes, no) <= worth) continue;
      if (told == null) told = odds(chosen);
      told[i] = (char) best;
    }
    if (told != null) chosen = chosen.with(guesses(chosen), told);
  }

  private static Foresight[] guesses(Habit habit) {
    Foresight[] all = new Foresight[habit.foresights()];
    for (int f = 0; f < all.length; f++) all[f] = habit.foresight(f);
    return all;
  }

  // ---- training: once to learn how to guess, then once more to count how well that goes

  /// Nothing more is learned of guesses.
  ///
  /// @param untrained the odds to begin with again
  void beginCounting(Habit untrained) {
    chosen = untrained.with(guesses(chosen), odds(untrained));
    tally = new Tally(chosen.places());
    seen = 0;
  }

  /// Looks at rows of a tick and of those before it.
  void count(Rows now, Rows[] past) {
    sample.take(now, past, Sample.ROWS_MAX);
    seen += sample.count();
    coding.code(tally, sample, chosen, gaps);
  }

  /// What was found out.
  Habit counted() {
    tell(TRAINING_WORTH * seen);
    return chosen;
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
}

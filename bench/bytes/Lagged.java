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
import takt.protocol.delta.RangeReader;
import takt.protocol.delta.RangeWriter;
import takt.protocol.delta.Tally;
import takt.protocol.layout.LayoutType;
import takt.protocol.wire.BitReader;
import takt.protocol.wire.BitWriter;

/// A trace coded tick by tick by [MovedRows], each against older ticks that were acknowledged; all of it is read again
/// and compared.
///
/// One thread.
final class Lagged implements MovedRows.Rows {
  private static final int[] ORDERS = {1, 2, 3, 5, 7};
  /// Bits seen less often keep the odds that streams begin with untold.
  private static final int SEEN_LEAST = 4;

  private final Trace trace;
  private final PartShape shape;
  /// How far back the base is, and each older one behind it.
  private final int lag;
  private final int spacing;
  private final Gaps gaps = new Gaps();
  private final MovedRows writing;
  private final MovedRows reading;
  private final RangeWriter writer = new RangeWriter();
  private final RangeReader reader = new RangeReader();
  private int tick;
  private long[][] read = new long[0][];

  Lagged(Trace trace, int lag, int spacing) {
    this.trace = trace;
    this.lag = lag;
    this.spacing = spacing;
    shape = trace.shape();
    gaps.begin(lag);
    for (int k = 0; k < Gaps.OLDER_MAX; k++) gaps.add(spacing);
    writing = new MovedRows(shape, trace.tickRateHz());
    reading = new MovedRows(shape, trace.tickRateHz());
  }

  /// The first tick that has all the older ones.
  int first() {
    return lag + Gaps.OLDER_MAX * spacing;
  }

  /// The bits of each tick.
  ///
  /// @param from the first tick
  /// @throws AssertionError if what is read is not what was written
  int[] bits(Habit habit, int from) {
    int[] bits = new int[trace.ticks().size() - from];
    for (tick = from; tick < trace.ticks().size(); tick++) {
      BitWriter out = new BitWriter(1024);
      writing.code(writer.begin(), this, habit, gaps);
      writer.end(out);
      bits[tick - from] = out.bitCount();
      check(habit, out);
    }
    return bits;
  }

  private void check(Habit habit, BitWriter out) {
    long[][] truth = trace.ticks().get(tick);
    read = new long[truth.length][];
    BitReader in = new BitReader().reset(out.toBytes());
    boolean can = reading.code(reader.begin(in), this, habit, gaps);
    reader.end();
    for (int r = 0; r < truth.length; r++) {
      long[] row = read[r] == null ? at(lag)[r] : read[r];
      if (!can || !in.ok() || !Arrays.equals(row, truth[r])) {
        throw new AssertionError("tick " + tick + ", row " + r + " was read otherwise");
      }
    }
  }

  private long[][] at(int back) {
    return trace.ticks().get(tick - back);
  }

  @Override public int count() {
    return at(0).length;
  }

  @Override public boolean isAwake(int i) {
    return !Arrays.equals(at(lag)[i], at(lag + spacing)[i]);
  }

  @Override public boolean hasMoved(int i) {
    return !Arrays.equals(at(0)[i], at(lag)[i]);
  }

  @Override public void load(int i, MovedRow row) {
    row.older = Gaps.OLDER_MAX;
    System.arraycopy(at(0)[i], 0, row.now, 0, row.now.length);
    for (int k = 0; k <= Gaps.OLDER_MAX; k++) {
      long[] was = at(lag + k * spacing)[i];
      for (int f = 0; f < was.length; f++) row.history[f][k] = was[f];
    }
  }

  @Override public void store(int i, MovedRow row) {
    read[i] = row.now.clone();
  }

  // ---- learned from another trace

  /// The habit that costs least on a trace: guesses by the rule of the server, over all of it at once, and odds as they
  /// were counted.
  static Habit learned(Trace trace, int lag, int spacing) {
    // A guess goes in steps as long as the spacing, so it is learned one step ahead.
    Lagged step = new Lagged(trace, spacing, spacing);
    Foresight[] best = new Foresight[trace.shape().stepped().size()];
    for (int f = 0; f < best.length; f++) best[f] = step.best(f);
    Habit habit = trace.shape().first();
    char[] odds = new char[habit.places()];
    for (int i = 0; i < odds.length; i++) odds[i] = (char) habit.odds(i);
    Lagged counted = new Lagged(trace, lag, spacing);
    Tally tally = new Tally(odds.length);
    for (counted.tick = counted.first(); counted.tick < trace.ticks().size(); counted.tick++) {
      counted.writing.code(tally, counted, habit.with(best, odds), counted.gaps);
    }
    for (int i = 0; i < odds.length; i++) {
      double yes = tally.yes(i);
      double no = tally.no(i);
      if (yes + no < SEEN_LEAST) continue;
      long z = Math.round(StrictMath.log((yes + 0.5) / (no + 0.5)));
      odds[i] = (char) Habit.told((int) Math.clamp(z, -(Habit.TOLD / 2), Habit.TOLD / 2));
    }
    return habit.with(best, odds);
  }

  private Foresight best(int f) {
    List<Foresight> all = new ArrayList<>(List.of(Foresight.HOLD, Foresight.LINEAR));
    if (!(shape.types().get(f) instanceof LayoutType.Whole)) {
      all.addAll(List.of(Foresight.MEAN, Foresight.CURVE));
      for (int order : ORDERS) all.add(fitted(f, order));
    }
    Guesses guesses = new Guesses(shape, trace.tickRateHz());
    guesses.at(gaps);
    long[] costs = new long[all.size()];
    each(f, (row, _) -> {
      for (int c = 0; c < costs.length; c++) {
        long residual = shape.types().get(f).points().apart(guesses.of(row, f, all.get(c)), row.now[f]);
        costs[c] += residual == 0 ? 0 : 65 - Long.numberOfLeadingZeros(Math.abs(residual));
      }
    });
    int best = 0;
    for (int c = 1; c < costs.length; c++) if (costs[c] < costs[best]) best = c;
    return all.get(best);
  }

  private interface Each {
    void of(MovedRow row, double[] differences);
  }

  /// The rows that move, and the differences of a field, the one to come last.
  private void each(int f, Each each) {
    MovedRow row = new MovedRow(shape);
    double[] d = new double[Foresight.ORDER_MAX + 1];
    for (tick = first(); tick < trace.ticks().size(); tick++) {
      for (int i = 0; i < count(); i++) {
        if (!isAwake(i) && !hasMoved(i)) continue;
        load(i, row);
        long[] h = row.history[f];
        for (int k = 0; k < Foresight.ORDER_MAX; k++) d[k] = shape.types().get(f).points().apart(h[k + 1], h[k]);
        d[Foresight.ORDER_MAX] = shape.types().get(f).points().apart(h[0], row.now[f]);
        each.of(row, d);
      }
    }
  }

  /// Least squares, in which what is far from going on as it went counts little.
  private Foresight fitted(int f, int order) {
    double[][] a = new double[order][order + 1];
    each(f, (_, d) -> {
      double far = 0.5 + Math.abs(d[Foresight.ORDER_MAX] - d[0]);
      double weight = 1 / (far * Math.sqrt(far));
      for (int p = 0; p < order; p++) {
        for (int q = 0; q < order; q++) a[p][q] += weight * d[p] * d[q];
        a[p][order] += weight * d[p] * d[Foresight.ORDER_MAX];
      }
    });
    for (int p = 0; p < order; p++) {
      a[p][p] += 1e-6 + 1e-6 * a[p][p];
      for (int q = 0; q < order; q++) {
        if (q == p) continue;
        double times = a[q][p] / a[p][p];
        for (int z = p; z <= order; z++) a[q][z] -= times * a[p][z];
      }
    }
    int[] weights = new int[order];
    for (int p = 0; p < order; p++) {
      double told = Math.rint(a[p][order] / a[p][p] * Foresight.ONE);
      weights[p] = (int) Math.clamp(told, -Foresight.WEIGHT_MAX, Foresight.WEIGHT_MAX);
    }
    return Foresight.of(weights);
  }
}

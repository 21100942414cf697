package takt.protocol.delta;

import takt.protocol.layout.LayoutType;
import takt.protocol.layout.Points;

/// What fields are expected to be, by [Foresight].
///
/// One thread at a time; allocates nothing. All sums are doubles, in the order written, so that every language agrees.
/// A guess goes `m` steps, as many as the last gap goes into the ticks ahead, at least 1 and at most 8. A difference
/// counts as what it would be in a step; each step's length becomes the newest difference of the next:
/// ```
/// m     = clamp(floor(dt / gap[0] + 0.5), 1, 8)
/// d[k]  = apart(h[k + 1], h[k]) · (dt / m / gap[k])        h[0] the base, h[1] the snapshot before…
/// m ×   | x = w[0]·d[0] + w[1]·d[1] + … ;  s += x;  d = x, d[0], d[1]… |
/// guess = near(h[0] + floor(s + 0.5))
/// ```
public final class Guesses {
  private static final int STEPS_MAX = 8;

  private final LayoutType.Stepped[] types;
  private final Points[] points;
  private final int tickRateHz;
  /// Of guesses at now, and at the base: the ticks ahead, the steps, and what a difference of each gap is in a step.
  private final int[] ticks = {1, 1};
  private final int[] steps = {1, 1};
  private final double[][] scales = new double[2][Gaps.OLDER_MAX];
  private final double[] d = new double[Foresight.ORDER_MAX];

  /// @param tickRateHz of the room, 0 for one that ticks on demand
  public Guesses(PartShape shape, int tickRateHz) {
    this.tickRateHz = tickRateHz;
    types = shape.types().toArray(LayoutType.Stepped[]::new);
    points = new Points[types.length];
    for (int f = 0; f < types.length; f++) points[f] = types[f].points();
  }

  public void at(Gaps gaps) {
    at(0, gaps.dt(), gaps);
    if (gaps.older() > 0) at(1, gaps.gap(0), gaps);
  }

  private void at(int back, int ahead, Gaps gaps) {
    ticks[back] = ahead;
    if (gaps.older() == back) return;
    steps[back] = (int) Math.clamp(Math.floor(ahead / (double) gaps.gap(back) + 0.5), 1, STEPS_MAX);
    double step = ahead / (double) steps[back];
    for (int k = back; k < gaps.older(); k++) scales[back][k] = step / gaps.gap(k);
  }

  /// The point a field is expected at. One that is guessed by another field needs that one's point of now.
  public long of(MovedRow row, int f, Foresight how) {
    return of(row, f, how, 0);
  }

  /// The same by so many differences, which there must be.
  public long of(MovedRow row, int f, double[] weights) {
    return onward(points[f], row.history[f], 0, weights);
  }

  /// How far the base is from where the same guess would have had it, 0 if there is nothing to guess from.
  long error(MovedRow row, int f, Foresight how) {
    return row.older == 0 ? 0 : points[f].apart(of(row, f, how, 1), row.history[f][0]);
  }

  /// @param back 0 for a guess at now, 1 for one at the base
  private long of(MovedRow row, int f, Foresight how, int back) {
    long[] h = row.history[f];
    if (how.isByField()) {
      int by = how.field();
      return byField(f, how, h[back], back == 0 ? row.now[by] : row.history[by][0], ticks[back]);
    }
    int known = row.older - back;
    if (how.order() == 0 || known <= 0) return h[back];
    return onward(points[f], h, back, known < how.order() ? Foresight.LINEAR.weights : how.weights);
  }

  private long onward(Points p, long[] h, int back, double[] weights) {
    double[] scale = scales[back];
    int n = weights.length;
    for (int k = 0; k < n; k++) d[k] = p.apart(h[back + k + 1], h[back + k]) * scale[back + k];
    double sum = 0;
    for (int left = steps[back]; left > 0; left--) {
      double x = weights[0] * d[0];
      for (int k = 1; k < n; k++) x += weights[k] * d[k];
      sum += x;
      if (left == 1) break;
      for (int k = n - 1; k > 0; k--) d[k] = d[k - 1];
      d[0] = x;
    }
    return Math.abs(sum) < Foresight.FAR ? p.nearest(h[back] + (long) Math.floor(sum + 0.5)) : h[back];
  }

  private long byField(int f, Foresight how, long from, long rate, int ahead) {
    double value = Foresight.value(types[how.field()], rate);
    double times = how.isPerTick() ? ahead : tickRateHz == 0 ? 0 : ahead / (double) tickRateHz;
    return Foresight.atRate(types[f], from, value, times);
  }
}

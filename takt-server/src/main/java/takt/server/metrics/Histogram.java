package takt.server.metrics;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/// How often a value fell between which bounds.
///
/// Any thread. Bounds grow by √2 from the first to the last, so any quantile is known within some 20 %, from a
/// microsecond to minutes in fifty numbers. Values are whole: nanoseconds, bytes, pieces; [Metrics] knows the unit.
public final class Histogram {
  private static final double STEP = Math.sqrt(2);

  private final long[] bounds;
  private final AtomicLongArray counts;
  private final LongAdder sum = new LongAdder();

  /// @param least the first upper bound, at least 1
  /// @param most the last is this or a little more; beyond it lies one more bucket
  public Histogram(long least, long most) {
    if (least < 1 || most <= least) {
      throw new IllegalArgumentException("least=" + least + " most=" + most + ", expected 1 <= least < most");
    }
    int steps = (int) Math.ceil(Math.log((double) most / least) / Math.log(STEP));
    bounds = new long[steps + 1];
    for (int i = 0; i <= steps; i++)
      bounds[i] = Math.max(i == 0 ? 0 : bounds[i - 1] + 1, Math.round(least * Math.pow(STEP, i)));
    counts = new AtomicLongArray(bounds.length + 1);
  }

  /// From a microsecond to a minute, in nanoseconds.
  public static Histogram ofNanos() {
    return new Histogram(1_000, 60_000_000_000L);
  }

  /// Counts one more. A negative value, as of a clock that went back, counts as 0: sums only grow, or readers take them
  /// for those of a server that began anew.
  public void record(long value) {
    counts.incrementAndGet(bucket(value));
    sum.add(Math.max(0, value));
  }

  private int bucket(long value) {
    int low = 0;
    int high = bounds.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (value <= bounds[middle]) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /// The upper bounds, each included in its bucket; one bucket more lies beyond the last.
  public long[] bounds() {
    return bounds.clone();
  }

  /// How many values each bucket holds, one more than there are bounds.
  public long[] counts() {
    long[] copy = new long[counts.length()];
    for (int i = 0; i < copy.length; i++) copy[i] = counts.get(i);
    return copy;
  }

  public long sum() {
    return sum.sum();
  }

  public long count() {
    long all = 0;
    for (int i = 0; i < counts.length(); i++) all += counts.get(i);
    return all;
  }

  /// The bound that this share of the values lies at or below: `quantile(0.99)` is the p99, a little high.
  public long quantile(double share) {
    long wanted = (long) Math.ceil(share * count());
    long seen = 0;
    for (int i = 0; i < bounds.length; i++) {
      seen += counts.get(i);
      if (seen >= wanted && seen > 0) return bounds[i];
    }
    return bounds[bounds.length - 1];
  }
}

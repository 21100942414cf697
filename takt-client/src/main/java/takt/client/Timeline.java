package takt.client;

import java.util.Arrays;

/// When to draw what: maps a monotonic clock to the room's ticks, a little in the past.
///
/// One thread. Each snapshot tells `arrival − tick · period`. The smallest of the last [#WINDOW] is when tick 0 would
/// have arrived on a free line; how much later the others came is the jitter. What is drawn lags by the interval
/// between snapshots, so that there is one on either side, and by nearly all of the jitter. The drawn time never jumps
/// for that: it runs up to a tenth faster or slower until it is where it should be, and never backwards. As in the
/// JavaScript SDK, after Mirror's snapshot interpolation.
final class Timeline {
  /// Snapshots looked back on: three seconds at 20 Hz.
  private static final int WINDOW = 64;
  /// The share of snapshots that should be there when they are drawn.
  private static final double MOST = 0.95;
  /// Less certain lines are drawn with gaps rather than later still.
  private static final double JITTER_MAX_MS = 250;
  /// The grain of loops and frames.
  private static final double MARGIN_MS = 4;
  /// How much faster or slower drawn time may run: nobody sees a tenth.
  private static final double SLEW_MAX = 0.1;
  /// Beyond this the drawn time goes there at once, or stands until it is true.
  private static final double SNAP_MS = 500;
  private static final double INTERVAL_GAIN = 0.1;

  private final double periodMs;
  /// When tick 0 would have come, by each of the last snapshots; the oldest is overwritten.
  private final double[] originsMs = new double[WINDOW];
  private int count;
  private long lastTick;
  private double intervalMs;
  private double originMs;
  private double jitterMs;
  private double delayMs;
  private double lastMs;
  private double drawn = -1;

  Timeline(double periodMs) {
    this.periodMs = periodMs;
  }

  /// A snapshot came. Answers whether that was too late for it to be drawn in time.
  boolean arrived(long tick, double nowMs) {
    double gapMs = (tick - lastTick) * periodMs;
    if (count == 1) intervalMs = gapMs;
    else if (count > 1) intervalMs += (gapMs - intervalMs) * INTERVAL_GAIN;
    boolean late = count > 1 && (nowMs - originMs - delayMs) / periodMs > tick;
    lastTick = tick;
    originsMs[count++ % WINDOW] = nowMs - tick * periodMs;
    double[] sorted = Arrays.copyOf(originsMs, Math.min(count, WINDOW));
    Arrays.sort(sorted);
    originMs = sorted[0];
    jitterMs = sorted[(int) ((sorted.length - 1) * MOST)] - sorted[0];
    delayMs = Math.max(intervalMs, periodMs) + Math.min(jitterMs, JITTER_MAX_MS) + MARGIN_MS;
    return late;
  }

  /// The server dropped ticks from wall time: from now on each comes that much later.
  void dropped(long ticks) {
    for (int i = 0; i < originsMs.length; i++) originsMs[i] += ticks * periodMs;
    originMs += ticks * periodMs;
  }

  /// The tick to draw now, with its fraction; −1 before the first snapshot.
  double advance(double nowMs) {
    if (count == 0) return drawn;
    double aim = (nowMs - originMs - delayMs) / periodMs;
    double passedMs = Math.max(0, nowMs - lastMs);
    lastMs = nowMs;
    if (drawn < 0 || passedMs > SNAP_MS) {
      drawn = Math.max(Math.max(aim, drawn), 0);
      return drawn;
    }
    double lagMs = (aim - drawn - passedMs / periodMs) * periodMs;
    if (lagMs > SNAP_MS) drawn = aim;
    else if (lagMs > -SNAP_MS) drawn += passedMs / periodMs * (1 + Math.clamp(lagMs / 1000, -SLEW_MAX, SLEW_MAX));
    return drawn;
  }

  int jitterMs() {
    return (int) Math.round(jitterMs);
  }

  int delayMs() {
    return (int) Math.round(delayMs);
  }
}

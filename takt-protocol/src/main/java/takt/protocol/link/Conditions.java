package takt.protocol.link;

/// How bad one direction of a [BadNetwork] is.
///
/// Immutable; any thread. Times in milliseconds, ratios from 0 to 1.
///
/// @param latencyMs the least one-way delay
/// @param jitterMs mean of the exponential delay on top
/// @param lossRatio share of frames lost, in the long run
/// @param lossBurst how many frames a loss takes on average, from 1: losses come in bursts (Gilbert–Elliott). Where the
///   ratio cannot be had with bursts so short (0.9 with bursts of 2 would need more bursts than gaps), they are longer
/// @param duplicateRatio share of datagrams that arrive twice
/// @param reorderRatio share of datagrams held back past their followers
/// @param stallRatio chance that a frame begins a stall, during which nothing leaves
/// @param stallMs how long a stall lasts
/// @param resetRatio chance that a frame breaks the connection instead of arriving
/// @param bytesPerSecond bandwidth, 0 for no bound
/// @param bufferBytes what waits for bandwidth without the sender seeing it, as in a kernel or a router
public record Conditions(double latencyMs, double jitterMs, double lossRatio, double lossBurst, double duplicateRatio,
    double reorderRatio, double stallRatio, double stallMs, double resetRatio, double bytesPerSecond,
    double bufferBytes) {
  /// Nothing is late and nothing is lost: a loopback.
  public static final Conditions PERFECT = new Conditions(0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0);

  public Conditions {
    check("latencyMs", latencyMs, 60_000);
    check("jitterMs", jitterMs, 60_000);
    check("lossRatio", lossRatio, 0.95);
    check("duplicateRatio", duplicateRatio, 1);
    check("reorderRatio", reorderRatio, 1);
    check("stallRatio", stallRatio, 1);
    check("stallMs", stallMs, 600_000);
    check("resetRatio", resetRatio, 1);
    check("bytesPerSecond", bytesPerSecond, 1e12);
    check("bufferBytes", bufferBytes, 1e12);
    if (!(lossBurst >= 1 && lossBurst <= 1000)) {
      throw new IllegalArgumentException("lossBurst=" + lossBurst + ", expected 1..1000");
    }
  }

  /// A link of that delay, jitter and loss, in bursts of two.
  public static Conditions of(double latencyMs, double jitterMs, double lossRatio) {
    return PERFECT.withLatency(latencyMs, jitterMs).withLoss(lossRatio, 2);
  }

  public Conditions withLatency(double latencyMs, double jitterMs) {
    return new Conditions(latencyMs, jitterMs, lossRatio, lossBurst, duplicateRatio, reorderRatio, stallRatio, stallMs,
        resetRatio, bytesPerSecond, bufferBytes);
  }

  public Conditions withLoss(double lossRatio, double lossBurst) {
    return new Conditions(latencyMs, jitterMs, lossRatio, lossBurst, duplicateRatio, reorderRatio, stallRatio, stallMs,
        resetRatio, bytesPerSecond, bufferBytes);
  }

  public Conditions withDuplicates(double duplicateRatio) {
    return new Conditions(latencyMs, jitterMs, lossRatio, lossBurst, duplicateRatio, reorderRatio, stallRatio, stallMs,
        resetRatio, bytesPerSecond, bufferBytes);
  }

  public Conditions withReordering(double reorderRatio) {
    return new Conditions(latencyMs, jitterMs, lossRatio, lossBurst, duplicateRatio, reorderRatio, stallRatio, stallMs,
        resetRatio, bytesPerSecond, bufferBytes);
  }

  public Conditions withStalls(double stallRatio, double stallMs) {
    return new Conditions(latencyMs, jitterMs, lossRatio, lossBurst, duplicateRatio, reorderRatio, stallRatio, stallMs,
        resetRatio, bytesPerSecond, bufferBytes);
  }

  public Conditions withResets(double resetRatio) {
    return new Conditions(latencyMs, jitterMs, lossRatio, lossBurst, duplicateRatio, reorderRatio, stallRatio, stallMs,
        resetRatio, bytesPerSecond, bufferBytes);
  }

  public Conditions withBandwidth(double bytesPerSecond) {
    return new Conditions(latencyMs, jitterMs, lossRatio, lossBurst, duplicateRatio, reorderRatio, stallRatio, stallMs,
        resetRatio, bytesPerSecond, bufferBytes);
  }

  public Conditions withBuffer(double bufferBytes) {
    return new Conditions(latencyMs, jitterMs, lossRatio, lossBurst, duplicateRatio, reorderRatio, stallRatio, stallMs,
        resetRatio, bytesPerSecond, bufferBytes);
  }

  private static void check(String name, double value, double max) {
    if (!(value >= 0 && value <= max)) throw new IllegalArgumentException(name + "=" + value + ", expected 0.." + max);
  }
}

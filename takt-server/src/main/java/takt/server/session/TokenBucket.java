package takt.server.session;

/// Lets through so much a second and a burst of as much again.
///
/// Owned by one thread. Two numbers, no allocation.
final class TokenBucket {
  private static final double SECOND_NS = 1e9;

  private final double perSecond;
  private final double burst;
  private double tokens;
  private long lastNs;

  TokenBucket(double perSecond, double burst, long nowNs) {
    this.perSecond = perSecond;
    this.burst = burst;
    tokens = burst;
    lastNs = nowNs;
  }

  boolean take(long nowNs) {
    tokens = Math.min(burst, tokens + (nowNs - lastNs) * perSecond / SECOND_NS);
    lastNs = nowNs;
    if (tokens < 1) return false;
    tokens--;
    return true;
  }
}

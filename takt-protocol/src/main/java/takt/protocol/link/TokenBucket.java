package takt.protocol.link;

/// Lets through so many a second, and a burst after a silence.
///
/// Owned by one thread. Two numbers, no allocation. Both ends of a link have them: a server holds clients to its rates,
/// a client keeps to them by itself.
public final class TokenBucket {
  private static final double SECOND_NS = 1e9;

  private final double perSecond;
  private final double burst;
  private double tokens;
  private long lastNs;

  /// @param burst what may come at once after a silence
  public TokenBucket(double perSecond, double burst, long nowNs) {
    this.perSecond = perSecond;
    this.burst = burst;
    tokens = burst;
    lastNs = nowNs;
  }

  /// Takes one; false if there is none.
  public boolean take(long nowNs) {
    refill(nowNs);
    if (tokens < 1) return false;
    tokens--;
    return true;
  }

  /// Whether it is as good as a new one.
  public boolean isFull(long nowNs) {
    refill(nowNs);
    return tokens >= burst;
  }

  private void refill(long nowNs) {
    tokens = Math.min(burst, tokens + (nowNs - lastNs) * perSecond / SECOND_NS);
    lastNs = nowNs;
  }
}

package takt.netty.pages;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import takt.netty.loop.Timed;
import takt.protocol.link.TokenBucket;

/// How often each address may ask.
///
/// Any thread; [#onTimer] now and then, to forget who has been quiet.
final class AddressRates implements Timed {
  /// Addresses remembered; all others share one rate, so that a flood from everywhere costs no memory.
  private static final int ADDRESSES_MAX = 65_536;
  private static final String OTHERS = "others";

  private final double perSecond;
  private final double burst;
  private final Map<String, TokenBucket> buckets = new ConcurrentHashMap<>();

  AddressRates(double perSecond, double burst) {
    this.perSecond = perSecond;
    this.burst = burst;
  }

  /// Whether an address may ask once more.
  boolean take(String key, long nowNs) {
    boolean known = buckets.size() < ADDRESSES_MAX || buckets.containsKey(key);
    boolean[] taken = {false};
    buckets.compute(known ? key : OTHERS, (_, bucket) -> {
      TokenBucket b = bucket == null ? new TokenBucket(perSecond, burst, nowNs) : bucket;
      taken[0] = b.take(nowNs);
      return b;
    });
    return taken[0];
  }

  @Override public void onTimer(long nowNs) {
    for (String key : buckets.keySet()) {
      buckets.computeIfPresent(key, (_, bucket) -> bucket.isFull(nowNs) ? null : bucket);
    }
  }
}

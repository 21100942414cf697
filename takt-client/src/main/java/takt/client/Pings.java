package takt.client;

import java.util.ArrayDeque;

/// The round trips of a session: how long they take, and how many are lost.
///
/// One thread.
final class Pings {
  /// Pings looked back on for the share of lost ones.
  private static final int MOST = 32;
  /// What is answered later than this counts as lost.
  private static final long LOST_NS = 2_000_000_000L;
  private static final int MS_NS = 1_000_000;

  private final ArrayDeque<Ping> pings = new ArrayDeque<>();
  private long lastId;
  private int rttMs;

  private static final class Ping {
    private final long id;
    private final long sentNs;
    private boolean answered;

    private Ping(long id, long sentNs) {
      this.id = id;
      this.sentNs = sentNs;
    }
  }

  /// The id of the next ping, which is sent now.
  long next(long nowNs) {
    pings.add(new Ping(++lastId, nowNs));
    if (pings.size() > MOST) pings.remove();
    return lastId;
  }

  /// A pong came; answers whether it is that of the last ping.
  boolean answered(long id, long nowNs) {
    for (Ping ping : pings) {
      if (ping.id != id || ping.answered || nowNs - ping.sentNs > LOST_NS) continue;
      ping.answered = true;
      rttMs = (int) Math.max(1, (nowNs - ping.sentNs) / MS_NS);
    }
    return id == lastId;
  }

  /// The round trip last measured, 0 for unknown.
  int rttMs() {
    return rttMs;
  }

  int lossPermille(long nowNs) {
    int known = 0;
    int lost = 0;
    for (Ping ping : pings) {
      boolean late = !ping.answered && nowNs - ping.sentNs > LOST_NS;
      if (ping.answered || late) known++;
      if (late) lost++;
    }
    return known == 0 ? 0 : lost * 1000 / known;
  }
}

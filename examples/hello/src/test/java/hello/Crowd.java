package hello;

import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/// Bots that come and go: whoever goes is followed by another one a little later.
///
/// One thread, the one that calls [#play].
final class Crowd implements AutoCloseable {
  private static final long MS_NS = 1_000_000;
  private static final long BREATH_NS = 2 * MS_NS;
  private static final long PAUSE_NS = 5_000 * MS_NS;

  final URI server;
  final HttpClient http;
  final ConcurrentLinkedQueue<Runnable> fromNetwork = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final SplittableRandom random;
  private final Map<String, Long> tally = new TreeMap<>();
  private final List<Bot> present = new ArrayList<>();
  private final List<Long> comingNs = new ArrayList<>();
  private long born;
  private long lastNs;
  private long slowestNs;

  Crowd(URI server, long seed) {
    this.server = server;
    random = new SplittableRandom(seed);
    http = HttpClient.newBuilder().executor(threads).build();
  }

  /// One more of something that happened.
  void tally(String what) {
    tally.merge(what, 1L, Long::sum);
  }

  /// How often it happened.
  long count(String what) {
    return tally.getOrDefault(what, 0L);
  }

  /// All that happened, by its name.
  Map<String, Long> tally() {
    return tally;
  }

  int size() {
    return present.size();
  }

  /// So many come, spread over a few seconds.
  void invite(int bots, long nowNs) {
    for (int i = 0; i < bots; i++) comingNs.add(nowNs + random.nextLong(PAUSE_NS));
  }

  /// Lets them play, come and go until then.
  void play(long untilNs) {
    for (long nowNs = System.nanoTime(); nowNs < untilNs; nowNs = System.nanoTime()) {
      turn(nowNs, true);
      LockSupport.parkNanos(BREATH_NS);
    }
  }

  /// Everyone goes, in their own ways, and nobody comes.
  void sendAway() {
    comingNs.clear();
    present.forEach(bot -> bot.sendAway(System.nanoTime()));
    while (!present.isEmpty()) {
      turn(System.nanoTime(), false);
      LockSupport.parkNanos(BREATH_NS);
    }
  }

  /// The longest time between two turns since this was last asked: how much a bot may have been late by itself.
  long slowestTurnNs() {
    long slowest = slowestNs;
    slowestNs = 0;
    lastNs = 0;
    return slowest;
  }

  private void turn(long nowNs, boolean replace) {
    if (lastNs != 0) slowestNs = Math.max(slowestNs, nowNs - lastNs);
    lastNs = nowNs;
    for (Runnable what = fromNetwork.poll(); what != null; what = fromNetwork.poll()) what.run();
    for (int i = comingNs.size() - 1; i >= 0; i--) {
      if (nowNs < comingNs.get(i)) continue;
      comingNs.remove(i);
      present.add(new Bot(this, "bot " + ++born, random.nextLong(), nowNs));
    }
    for (int i = present.size() - 1; i >= 0; i--) {
      Bot bot = present.get(i);
      bot.update(nowNs);
      if (!bot.isGone()) continue;
      present.remove(i);
      if (replace) comingNs.add(nowNs + random.nextLong(PAUSE_NS));
    }
  }

  @Override public void close() {
    http.shutdownNow();
    threads.shutdownNow();
  }
}

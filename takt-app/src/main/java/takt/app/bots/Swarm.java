package takt.app.bots;

import java.io.PrintStream;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// All bots, kept going by one thread, and a line about them each second.
///
/// [#run] on one thread, [#stop] on any. Bots come at [#PER_SECOND] and while at most [#JOINING_MAX] wait for their
/// seats: a server has limits for who comes all at once.
final class Swarm {
  static final int PER_SECOND = 50;
  static final int JOINING_MAX = 64;
  private static final long SECOND_NS = 1_000_000_000;
  private static final long BREATH_NS = 4_000_000;
  /// After that long without one that was let in, none will be.
  private static final long HOPE_NS = 12 * SECOND_NS;
  /// How long goodbyes may take.
  private static final long GOODBYE_NS = 500_000_000;

  private final List<Bot> bots = new ArrayList<>();
  private final List<Bot> all;
  private final PrintStream out;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean stopped;
  private boolean everIn;
  private boolean hinted;
  private String lastProblem = "";
  private long framesBefore;
  private long bytesBefore;
  private long snapshotsBefore;

  Swarm(Target target, int count, long seed, HttpClient http, PrintStream out) {
    this.out = out;
    all = new ArrayList<>(count);
    for (int i = 0; i < count; i++) all.add(new Bot(target, http, "Bot " + (i + 1), seed * 1_000_003 + i));
  }

  /// Keeps them going until they are stopped, or for that long.
  ///
  /// @return empty if any of them was let in, else why none was, for people
  String run(long forNs) {
    try {
      long startNs = System.nanoTime();
      long lineNs = startNs;
      long nowNs = startNs;
      while (!stopped && nowNs - startNs < forNs && (everIn || nowNs - startNs < HOPE_NS)) {
        start(nowNs - startNs);
        for (Bot bot : bots) bot.update(nowNs);
        if (nowNs - lineNs >= SECOND_NS) {
          line(nowNs - startNs, nowNs - lineNs);
          lineNs = nowNs;
        }
        long usedNs = System.nanoTime() - nowNs;
        if (usedNs < BREATH_NS) LockSupport.parkNanos(BREATH_NS - usedNs);
        nowNs = System.nanoTime();
      }
      if (!everIn && !stopped) for (Bot bot : bots) problem(bot);
      leave();
      if (everIn) {
        total(nowNs - startNs);
        return "";
      }
      return stopped ? "" : "no bot was let in" + (lastProblem.isEmpty() ? " in time" : ": " + lastProblem);
    } finally {
      ended.countDown();
    }
  }

  private void start(long sinceNs) {
    long due = Math.min(all.size(), 1 + sinceNs * PER_SECOND / SECOND_NS);
    int joining = 0;
    for (Bot bot : bots) {
      joining += bot.isJoining() ? 1 : 0;
      everIn |= bot.isIn();
    }
    while (bots.size() < due && joining++ < JOINING_MAX) bots.add(all.get(bots.size()));
  }

  /// They leave as people do; the server need not wait for who does not come back.
  private void leave() {
    for (Bot bot : bots) bot.leave();
    LockSupport.parkNanos(bots.isEmpty() ? 0 : GOODBYE_NS);
  }

  /// Ends it and waits until the bots have left.
  void stop() {
    stopped = true;
    try {
      boolean _ = ended.await(5, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  // ---- what is said

  private void line(long sinceNs, long passedNs) {
    int in = 0;
    int cannot = 0;
    int resumes = 0;
    int errors = 0;
    long frames = 0;
    long bytes = 0;
    long snapshots = 0;
    int[] rtts = new int[bots.size()];
    int known = 0;
    for (Bot bot : bots) {
      in += bot.isIn() ? 1 : 0;
      cannot += bot.cannotConnect() ? 1 : 0;
      resumes += bot.resumes();
      errors += bot.errors();
      frames += bot.framesIn();
      bytes += bot.bytesIn();
      snapshots += bot.snapshots();
      if (bot.rttMs() > 0) rtts[known++] = bot.rttMs();
      problem(bot);
    }
    double seconds = passedNs / 1e9;
    Arrays.sort(rtts, 0, known);
    out.printf(Locale.ROOT, "%4d s  joined %d of %d  in %,.0f frames/s %,.1f kB/s  rtt p50 %s p99 %s  %.1f snapshots/s"
        + " a bot  resumed %d  errors %d%n", sinceNs / SECOND_NS, in, all.size(), (frames - framesBefore) / seconds,
        (bytes - bytesBefore) / seconds / 1000, rtt(rtts, known, 0.5), rtt(rtts, known, 0.99),
        in == 0 ? 0 : (snapshots - snapshotsBefore) / seconds / in, resumes, errors);
    framesBefore = frames;
    bytesBefore = bytes;
    snapshotsBefore = snapshots;
    if (cannot > 0 && in > 0 && !hinted) hint(cannot);
  }

  /// The smallest figure that this share of bots has or stays below.
  private static String rtt(int[] sorted, int known, double share) {
    return known == 0 ? "–" : sorted[(int) Math.ceil(share * known) - 1] + " ms";
  }

  private void problem(Bot bot) {
    String problem = bot.cannotConnect() ? "connections break or are refused" : bot.problem();
    if (problem.isEmpty() || problem.equals(lastProblem)) return;
    lastProblem = problem;
    out.println("        " + problem);
  }

  private void hint(int cannot) {
    hinted = true;
    out.printf("        %d of them cannot connect while others are in: a server takes 256 connections from one address"
        + " unless it is started with a larger TAKT_CONNECTIONS_PER_ADDRESS_MAX; see also TAKT_CONNECTIONS_MAX,"
        + " TAKT_SESSIONS_MAX and the limit of open files (ulimit -n), here and there%n", cannot);
  }

  private void total(long sinceNs) {
    long frames = 0;
    long bytes = 0;
    for (Bot bot : all) {
      frames += bot.framesIn();
      bytes += bot.bytesIn();
    }
    out.printf(Locale.ROOT, "left after %.1f s: %,d frames, %,.1f MB in%n", sinceNs / 1e9, frames, bytes / 1e6);
  }
}

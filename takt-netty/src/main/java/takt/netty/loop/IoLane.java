package takt.netty.loop;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import takt.server.metrics.Counter;
import takt.server.metrics.Histogram;
import takt.server.metrics.Metrics;
import takt.server.session.Lane;

/// One event loop as those see it who own something on it.
///
/// [#post] and [#beatNs] from any thread, the rest on the loop's own. Its one timer serves every connection on it: a
/// timer each would cost as much as the connections.
public final class IoLane implements Lane {
  private static final System.Logger LOG = System.getLogger("takt.io");
  /// The longest beat: how finely lag is seen.
  private static final long BEAT_MAX_NS = 250_000_000;

  private final EventLoop loop;
  private final long timerNs;
  private final long beatEveryNs;
  private final Histogram lag;
  private final Counter late;
  private final Set<Timed> timed = Collections.newSetFromMap(new IdentityHashMap<>());
  private final ArrayDeque<Flushed> unflushed = new ArrayDeque<>();
  private final Runnable flushAll = this::flushAll;
  private byte[] scratch = new byte[0];
  private boolean flushing;
  private long nextTimerNs;
  private volatile long beatNs = System.nanoTime();

  IoLane(EventLoop loop, long timerNs, Metrics metrics) {
    this.loop = loop;
    this.timerNs = timerNs;
    beatEveryNs = Math.min(timerNs, BEAT_MAX_NS);
    lag = metrics.seconds("takt_event_loop_lag_seconds", "How late a timer of an event loop ran.");
    late = metrics.counter("takt_drops_total", "Frames dropped, by reason.", "reason", "loop-stopped");
    beatIn(beatEveryNs);
  }

  // ---- any thread

  @Override public void post(Runnable what) {
    try {
      loop.execute(what);
    } catch (RejectedExecutionException _) {
      // The server is stopping and the connections are gone; rooms that still talk to them must not fail of it.
      late.add(1);
    }
  }

  /// When it last came round to its timer, by [System#nanoTime()].
  public long beatNs() {
    return beatNs;
  }

  public EventLoop loop() {
    return loop;
  }

  // ---- the loop's thread

  /// Calls it about once a second from now on.
  public void watch(Timed who) {
    timed.add(who);
  }

  public void unwatch(Timed who) {
    timed.remove(who);
  }

  /// Flushes it once, after everything else that is waiting on this loop: a room's frames for all its connections
  /// here are one task, and a client's answers to one read are one task too.
  public void flushSoon(Flushed who) {
    unflushed.add(who);
    if (flushing) return;
    flushing = true;
    loop.execute(flushAll);
  }

  private void flushAll() {
    flushing = false;
    for (Flushed who = unflushed.poll(); who != null; who = unflushed.poll()) who.flush();
  }

  /// Bytes to use until the caller returns to the loop.
  public byte[] scratch(int length) {
    if (scratch.length < length) scratch = new byte[length];
    return scratch;
  }

  private void beatIn(long delayNs) {
    long dueNs = System.nanoTime() + delayNs;
    loop.schedule(() -> beat(dueNs), delayNs, TimeUnit.NANOSECONDS);
  }

  private void beat(long dueNs) {
    long nowNs = System.nanoTime();
    lag.record(Math.max(0, nowNs - dueNs));
    beatNs = nowNs;
    // First, so that nobody's failure ends the beat.
    beatIn(beatEveryNs);
    if (nowNs - nextTimerNs < 0) return;
    nextTimerNs = nowNs + timerNs;
    for (Timed who : timed.toArray(Timed[]::new)) call(who, nowNs);
  }

  /// One whose timer fails must not cost all others theirs.
  private static void call(Timed who, long nowNs) {
    try {
      who.onTimer(nowNs);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a timer of " + who + " failed", e);
    }
  }
}

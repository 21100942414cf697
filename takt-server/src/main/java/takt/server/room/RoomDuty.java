package takt.server.room;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import takt.server.CloseReason;

/// Runs a room whenever it is due, and measures how well that goes.
///
/// Owned by the room's thread. A room that ticks on demand is due when something waits in its inbox, an alarm is due,
/// or a slow client may take what it could not before.
public final class RoomDuty {
  private static final long MS_NS = 1_000_000;

  private final RoomLoop loop;
  private final Inbox inbox;
  private final @Nullable Beat beat;
  private final long originNs;
  private boolean failed;

  /// @param firstNs when its first tick is due
  public RoomDuty(RoomLoop loop, Inbox inbox, long firstNs) {
    this.loop = loop;
    this.inbox = inbox;
    RoomBody body = loop.body();
    beat = body.clock().isOnDemand() ? null : new Beat(body.config().tickRateHz(), firstNs, body.tick());
    originNs = firstNs - body.clock().roomMs() * MS_NS;
  }

  /// When it is due next; in the past if it is due now.
  public long nextNs(long nowNs) {
    if (beat != null) return beat.deadlineNs(loop.body().tick() + 1);
    if (!inbox.isEmpty() || loop.body().tick() == 0) return nowNs;
    long due = loop.body().nextDue();
    return Math.min(loop.retryNs(), due == Timed.NEVER ? Long.MAX_VALUE : originNs + due * MS_NS);
  }

  /// Runs what is due now.
  ///
  /// @param clockNs the monotonic clock, to measure by
  /// @param wallMs the time of day
  public void run(LongSupplier clockNs, long wallMs) {
    try {
      long nowNs = clockNs.getAsLong();
      int ticks = due(nowNs);
      for (int i = 0; i < ticks && !loop.isOver(); i++) nowNs = tick(nowNs, clockNs, wallMs);
    } catch (Throwable e) {
      // A mistake of ours: this room ends, no other notices.
      failed = true;
      loop.body().fault("room loop", e);
      loop.body().desk().closed(CloseReason.FAILED);
      loop.body().desk().flush();
    }
  }

  private int due(long nowNs) {
    if (beat == null) return nextNs(nowNs) <= nowNs ? 1 : 0;
    long dropped = beat.droppedTicks();
    int due = beat.due(loop.body().tick(), nowNs, loop.body().config().catchUpTicksMax());
    loop.body().metrics().ticksDropped.add(beat.droppedTicks() - dropped);
    loop.body().droppedTicks(beat.droppedTicks());
    return due;
  }

  private long tick(long nowNs, LongSupplier clockNs, long wallMs) {
    RoomMetrics metrics = loop.body().metrics();
    if (beat != null) metrics.lateness.record(nowNs - beat.deadlineNs(loop.body().tick() + 1));
    loop.tick(nowNs, wallMs, Math.max(0, (nowNs - originNs) / MS_NS));
    long doneNs = clockNs.getAsLong();
    metrics.duration.record(doneNs - nowNs);
    metrics.ticks.add(1);
    return doneNs;
  }

  /// Whether the room is over: take it off the list.
  public boolean isOver() {
    return failed || loop.isOver();
  }

  public RoomLoop loop() {
    return loop;
  }
}

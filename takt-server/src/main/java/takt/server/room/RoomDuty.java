package takt.server.room;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;
import takt.server.CloseReason;
import takt.server.room.RoomMessage.RoomOrder;

/// Runs a room whenever it is due, and measures how well that goes.
///
/// Owned by the room's thread. A room that ticks on demand is due when something waits in its inbox, an alarm is due,
/// or a slow client may take what it could not before. One that stands still, or goes slowly, comes round all the same
/// to hear orders: see [Pace].
public final class RoomDuty {
  /// How often a room that stands still or goes slowly hears orders.
  static final long HEARS_NS = 50_000_000;
  /// How long figures are kept after somebody looked.
  static final long LOOKED_NS = 5_000_000_000L;

  private final RoomLoop loop;
  private final Inbox inbox;
  private final Pace pace;
  private @Nullable TickFigures figures;
  private long lookedNs;
  private long heardNs;
  private boolean failed;

  /// @param firstNs when its first tick is due
  public RoomDuty(RoomLoop loop, Inbox inbox, long firstNs) {
    this.loop = loop;
    this.inbox = inbox;
    pace = new Pace(loop.body(), firstNs);
  }

  /// When it is due next; in the past if it is due now.
  public long nextNs(long nowNs) {
    if (pace.isStill()) return pace.hasSteps() ? nowNs : heardNs + HEARS_NS;
    Beat beat = pace.beat();
    if (beat != null) {
      long tickNs = beat.deadlineNs(loop.body().tick() + 1);
      return pace.slow() == 1 ? tickNs : Math.min(tickNs, heardNs + HEARS_NS);
    }
    if (!inbox.isEmpty() || loop.holds() || loop.body().tick() == 0) return nowNs;
    return Math.min(loop.retryNs(), pace.atNs(loop.body().nextDue()));
  }

  /// Runs what is due now.
  ///
  /// @param clockNs the monotonic clock, to measure by
  /// @param wallMs the time of day
  public void run(LongSupplier clockNs, long wallMs) {
    try {
      long nowNs = clockNs.getAsLong();
      int ticks = due(nowNs);
      if (ticks == 0 && (pace.isStill() || pace.slow() > 1)) loop.hold(pace.isStill());
      for (int i = 0; i < ticks && !loop.isOver(); i++) nowNs = tick(nowNs, clockNs, wallMs);
      heardNs = nowNs;
      for (RoomOrder order = inbox.pollOrder(); order != null; order = inbox.pollOrder()) obey(order, nowNs);
    } catch (Throwable e) {
      // A mistake of ours: this room ends, no other notices.
      failed = true;
      loop.body().fault("room loop", e);
      loop.body().desk().closed(CloseReason.FAILED);
      loop.body().desk().flush();
    }
  }

  private int due(long nowNs) {
    if (pace.isStill()) {
      if (!pace.hasSteps()) return 0;
      pace.takeStep(loop.holds() || !inbox.isEmpty());
      return 1;
    }
    Beat beat = pace.beat();
    if (beat == null) return nextNs(nowNs) <= nowNs ? 1 : 0;
    long dropped = beat.droppedTicks();
    int due = beat.due(loop.body().tick(), nowNs, loop.body().config().catchUpTicksMax());
    loop.body().metrics().ticksDropped.add(beat.droppedTicks() - dropped);
    loop.body().droppedTicks(beat.droppedTicks());
    return due;
  }

  private long tick(long nowNs, LongSupplier clockNs, long wallMs) {
    RoomMetrics metrics = loop.body().metrics();
    Beat beat = pace.beat();
    long latenessNs = 0;
    if (beat != null && !pace.isStill()) {
      latenessNs = nowNs - beat.deadlineNs(loop.body().tick() + 1);
      metrics.lateness.record(latenessNs);
    }
    loop.tick(nowNs, wallMs, pace.roomMs(nowNs));
    long doneNs = clockNs.getAsLong();
    metrics.duration.record(doneNs - nowNs);
    metrics.ticks.add(1);
    if (figures != null) measure(latenessNs, nowNs, doneNs);
    return doneNs;
  }

  private void obey(RoomOrder order, long nowNs) {
    switch (order) {
      case RoomMessage.Go o -> pace.go(o.slow(), nowNs);
      case RoomMessage.StepOnce _ -> pace.step(nowNs);
      case RoomMessage.Look o -> {
        lookedNs = nowNs;
        if (figures == null) figures = new TickFigures();
        o.answer().accept(view(figures, o.rowsMax()));
      }
    }
  }

  /// A room must not end because it could not be described.
  private Json view(TickFigures looked, int rowsMax) {
    try {
      return RoomPortrait.of(loop.body(), pace, looked, rowsMax);
    } catch (RuntimeException e) {
      loop.body().log().log(System.Logger.Level.WARNING, "room " + loop.body().id() + " could not be described", e);
      return Json.Null.VALUE;
    }
  }

  private void measure(long latenessNs, long nowNs, long doneNs) {
    if (nowNs - lookedNs > LOOKED_NS) figures = null;
    else if (figures != null) figures.record(latenessNs, doneNs - nowNs);
  }

  /// Whether the room is over: take it off the list.
  public boolean isOver() {
    return failed || loop.isOver();
  }

  public RoomLoop loop() {
    return loop;
  }
}

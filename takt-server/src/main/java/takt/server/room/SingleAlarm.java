package takt.server.room;

import java.time.Duration;
import takt.schema.spi.RoomCode;
import takt.server.Alarm;

/// The part [Alarm].
///
/// Owned by the room's thread; saved.
public final class SingleAlarm implements Alarm, Part, Timed {
  private final RoomBody body;
  private final Runnable what;
  private String name = "";
  private long due = NEVER;
  private long period;

  SingleAlarm(RoomBody body, Runnable what) {
    this.body = body;
    this.what = what;
  }

  @Override public void bind(RoomCode.Part part) {
    name = part.name();
  }

  public String name() {
    return name;
  }

  @Override public void start(Duration after) {
    if (after.isNegative()) throw new IllegalArgumentException("after=" + after + ", expected 0 or more");
    due = body.clock().due(after);
    period = 0;
  }

  @Override public void every(Duration period) {
    if (!period.isPositive()) throw new IllegalArgumentException("period=" + period + ", expected more than 0");
    due = body.clock().due(period);
    this.period = Math.max(1, body.clock().units(period));
  }

  @Override public void stop() {
    due = NEVER;
  }

  @Override public boolean isRunning() {
    return due != NEVER;
  }

  @Override public Duration left() {
    return isRunning() ? body.clock().duration(Math.max(0, due - body.clock().now())) : Duration.ZERO;
  }

  @Override public void ring() {
    if (due > body.clock().now()) return;
    due = period == 0 ? NEVER : due + period;
    body.calls().alarm(name, what);
  }

  @Override public long nextDue() {
    return due;
  }

  /// Its period in units, 0 if it rings once.
  public long period() {
    return period;
  }

  public void restore(long due, long period) {
    this.due = due;
    this.period = period;
  }
}

package takt.server.room;

import java.time.Duration;

/// The room's own time, which stands still while the room does.
///
/// Owned by the room's thread. Counted in *units*: ticks where the room ticks on a beat, milliseconds where it ticks on
/// demand. Everything that is due in a room (alarms, held seats, open questions) is due at a unit, so a replay that is
/// given the same ticks has the same dues.
public final class RoomClock {
  private static final long SECOND_NS = 1_000_000_000;

  private final int rateHz;
  private long tick;
  private long roomMs;
  private double stepSeconds;

  /// @param rateHz 0 for a room that ticks on demand
  RoomClock(int rateHz) {
    this.rateHz = rateHz;
    stepSeconds = rateHz == 0 ? 0 : 1.0 / rateHz;
  }

  /// Begins the next tick.
  ///
  /// @param roomMs milliseconds the room has lived, not counting gaps; used on demand only
  void advance(long roomMs) {
    tick++;
    if (rateHz != 0) return;
    long passedMs = Math.max(0, roomMs - this.roomMs);
    this.roomMs += passedMs;
    stepSeconds = passedMs / 1000.0;
  }

  /// Takes up a saved time.
  void restore(long tick, long roomMs) {
    this.tick = tick;
    this.roomMs = roomMs;
  }

  public long tick() {
    return tick;
  }

  public long roomMs() {
    return roomMs;
  }

  double stepSeconds() {
    return stepSeconds;
  }

  public boolean isOnDemand() {
    return rateHz == 0;
  }

  /// Now, in units.
  public long now() {
    return rateHz == 0 ? roomMs : tick;
  }

  /// The unit at which something `after` from now is due: rounded up, at least one ahead.
  long due(Duration after) {
    return now() + Math.max(1, units(after));
  }

  /// A duration in units, rounded up; as much as fits for what is longer than 100 years.
  long units(Duration time) {
    long seconds = Math.min(time.toSeconds(), 100L * 366 * 86_400);
    int nanos = time.toNanosPart();
    if (rateHz == 0) return seconds * 1000 + (nanos + 999_999) / 1_000_000;
    return seconds * rateHz + (nanos * (long) rateHz + SECOND_NS - 1) / SECOND_NS;
  }

  /// Units as a duration, rounded down to a nanosecond.
  Duration duration(long units) {
    if (rateHz == 0) return Duration.ofMillis(units);
    return Duration.ofSeconds(units / rateHz, units % rateHz * SECOND_NS / rateHz);
  }

  /// Units as milliseconds, rounded up.
  public long millis(long units) {
    return rateHz == 0 ? units : (units * 1000 + rateHz - 1) / rateHz;
  }
}

package takt.server;

import java.time.Duration;

/// A part of a room: code declared once, run at a time yet to be said.
///
/// Owned by the room's thread. It counts the room's own time, in ticks, and stands still while the room does; what is
/// due is saved with the room. A [takt.schema.Sync] one shows clients the time left.
public interface Alarm {
  /// Runs once, after that long; starting again replaces it. Less than a tick means the next tick.
  ///
  /// @throws IllegalArgumentException if `after` is negative
  void start(Duration after);

  /// Runs again and again, first after that long.
  ///
  /// @throws IllegalArgumentException if `period` is not positive
  void every(Duration period);

  /// Runs no more; nothing if it did not run.
  void stop();

  boolean isRunning();

  /// Time left, zero if it does not run.
  Duration left();
}

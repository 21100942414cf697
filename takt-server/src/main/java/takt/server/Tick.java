package takt.server;

import java.time.Instant;

/// One step of a room.
///
/// Room's thread. A room has one object of it, which says something else in the next step: keep what it says, not it.
public final class Tick {
  private long number;
  private double stepSeconds;
  private long wallMs;

  private Tick() {}

  /// Makes and rewrites ticks: the loop's.
  public abstract static class Control {
    protected Control() {}

    protected static Tick make() {
      return new Tick();
    }

    protected static Tick rewrite(Tick tick, long number, double stepSeconds, long wallMs) {
      tick.number = number;
      tick.stepSeconds = stepSeconds;
      tick.wallMs = wallMs;
      return tick;
    }
  }

  /// Counted from the room's birth, 1 for the first; never skipped.
  public long number() {
    return number;
  }

  /// How much time the step is: `1 / rate`; in a room that ticks on demand, since the last one.
  public double stepSeconds() {
    return stepSeconds;
  }

  /// The time of day, as journalled: a replay sees the same.
  public Instant wallTime() {
    return Instant.ofEpochMilli(wallMs);
  }

  @Override public String toString() {
    return "tick " + number;
  }
}

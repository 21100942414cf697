package takt.server.room;

import org.jspecify.annotations.Nullable;

/// How a room's time goes: on its beat, slower, or tick by tick as somebody says.
///
/// Owned by the room's thread; monotonic time comes in. Slower means that ticks are due later, never that a step is of
/// another length, and a room that stands still has no ticks due: nothing is caught up afterwards and nothing counts as
/// dropped. Its time goes on at a point of the grid it was born with, so rooms keep their phases. None of this is seen
/// by the simulation: a replay has the same ticks.
final class Pace {
  /// Steps that may wait: somebody leans on the key.
  static final int STEPS_MAX = 32;
  private static final long MS_NS = 1_000_000;

  private final RoomBody body;
  private final @Nullable Beat grid;
  private @Nullable Beat beat;
  private int slow = 1;
  private boolean still;
  private int steps;
  /// On demand: at which time of the clock the room's own time was `sinceRoomNs`.
  private long sinceNs;
  private long sinceRoomNs;

  /// @param firstNs when the first tick is due
  Pace(RoomBody body, long firstNs) {
    this.body = body;
    grid = body.clock().isOnDemand() ? null : new Beat(body.config().tickRateHz(), firstNs, body.tick());
    beat = grid;
    sinceNs = firstNs - body.clock().roomMs() * MS_NS;
  }

  // ---- what is said

  /// @param slow as in [RoomMessage.Go]
  void go(int slow, long nowNs) {
    if (slow == 0) {
      stand(nowNs);
    } else if (still || slow != this.slow) {
      settle(nowNs);
      if (beat != null && grid != null) beat = beat.from(grid.pointNs(nowNs), body.tick(), slow);
      this.slow = slow;
      still = false;
      steps = 0;
    }
  }

  void step(long nowNs) {
    if (!still) stand(nowNs);
    else steps = Math.min(steps + 1, STEPS_MAX);
  }

  private void stand(long nowNs) {
    settle(nowNs);
    still = true;
  }

  /// From here on the room's own time is counted from now.
  private void settle(long nowNs) {
    sinceRoomNs = roomNs(nowNs);
    sinceNs = nowNs;
  }

  // ---- what is so

  boolean isStill() {
    return still;
  }

  /// How many times longer a tick takes than it should; what it goes on with, while it stands still.
  int slow() {
    return slow;
  }

  boolean hasSteps() {
    return steps > 0;
  }

  /// A step is about to run. On demand, if nothing waits, the room's time goes to what is due next.
  void takeStep(boolean waits) {
    steps--;
    long due = body.nextDue();
    if (beat == null && !waits && due != Timed.NEVER) sinceRoomNs = Math.max(sinceRoomNs, due * MS_NS);
  }

  /// The beat, null on demand.
  @Nullable Beat beat() {
    return beat;
  }

  /// How long the room has lived without gaps; looked at on demand only.
  long roomMs(long nowNs) {
    return Math.max(0, roomNs(nowNs) / MS_NS);
  }

  private long roomNs(long nowNs) {
    return still ? sinceRoomNs : sinceRoomNs + (nowNs - sinceNs) / slow;
  }

  /// On demand: when the room's own time is that; never while it stands still.
  long atNs(long roomMs) {
    return still || roomMs == Timed.NEVER ? Long.MAX_VALUE : sinceNs + (roomMs * MS_NS - sinceRoomNs) * slow;
  }
}

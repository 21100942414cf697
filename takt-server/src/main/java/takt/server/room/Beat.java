package takt.server.room;

/// When each tick of a room is due.
///
/// Owned by the thread that runs the room. Tick `n` is due at `anchor + ⌊(n − anchorTick) · 10⁹ / rateHz⌋` nanoseconds:
/// computed from the anchor every time, never added up, so nothing drifts. Whoever comes late catches up a few ticks;
/// what is missing beyond is dropped from wall time by moving the anchor a whole number of periods, so the phase stays
/// and at any moment `ticks run + ticks dropped = grid points passed`, exactly.
public final class Beat {
  private static final long SECOND_NS = 1_000_000_000;

  private final int rateHz;
  private final int slow;
  private final long anchorNs;
  private long anchorTick;
  private long droppedTicks;

  /// @param rateHz 1 to 128
  /// @param anchorNs when the tick after `lastTick` is due
  public Beat(int rateHz, long anchorNs, long lastTick) {
    this(rateHz, 1, anchorNs, lastTick, 0);
  }

  private Beat(int rateHz, int slow, long anchorNs, long lastTick, long droppedTicks) {
    if (rateHz < 1 || rateHz > 128) throw new IllegalArgumentException("rateHz=" + rateHz + ", expected 1..128");
    this.rateHz = rateHz;
    this.slow = slow;
    this.anchorNs = anchorNs;
    this.anchorTick = lastTick + 1;
    this.droppedTicks = droppedTicks;
  }

  /// The beat from another anchor on, `slow` times slower than its rate: time that is let pass so, or stood still until
  /// then, is nobody's lateness, and no tick counts as dropped for it.
  ///
  /// @param anchorNs when the tick after `lastTick` is due
  Beat from(long anchorNs, long lastTick, int slow) {
    return new Beat(rateHz, slow, anchorNs, lastTick, droppedTicks);
  }

  /// When a tick is due; it must be the anchor's or later.
  public long deadlineNs(long tick) {
    long ticks = (tick - anchorTick) * slow;
    return anchorNs + ticks / rateHz * SECOND_NS + ticks % rateHz * SECOND_NS / rateHz;
  }

  /// How many ticks to run now, at most `most`; what is due beyond is dropped.
  ///
  /// @param lastTick the newest tick that ran
  public int due(long lastTick, long nowNs, int most) {
    long missing = newestDue(nowNs) - lastTick;
    if (missing <= most) return (int) Math.max(0, missing);
    long drop = missing - most;
    droppedTicks += drop;
    anchorTick -= drop;
    return most;
  }

  /// Ticks dropped from wall time so far.
  public long droppedTicks() {
    return droppedTicks;
  }

  public int rateHz() {
    return rateHz;
  }

  /// The first of the points that ticks may be due at, not before `nowNs`.
  long pointNs(long nowNs) {
    return deadlineNs(newestDue(nowNs - 1) + 1);
  }

  /// The largest `n` with `deadlineNs(n) ≤ nowNs`.
  private long newestDue(long nowNs) {
    long sinceNs = nowNs - anchorNs;
    if (sinceNs < 0) return anchorTick - 1;
    long after = sinceNs + 1;
    long seconds = after / SECOND_NS;
    long rest = after % SECOND_NS;
    long points = seconds * rateHz + (rest * rateHz + SECOND_NS - 1) / SECOND_NS;
    return anchorTick + (points + slow - 1) / slow - 1;
  }
}

package takt.server.interest;

/// How much more one client may be told of what it knows by where it is, where there is a budget.
///
/// Owned by the room's thread. More may be told with each tick, but not more than [#TICKS_MAX] ticks' worth at once.
public final class Credit {
  private static final int TICKS_MAX = 8;

  private long bits;
  private long tick;

  /// @param perTick bits
  public void earn(long tick, long perTick) {
    bits = Math.min(bits + (tick - this.tick) * perTick, TICKS_MAX * perTick);
    this.tick = tick;
  }

  /// Less than 0 if more was told than was earned.
  public long bits() {
    return bits;
  }

  public void spend(long told) {
    bits -= told;
  }
}

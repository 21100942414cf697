package takt.protocol.delta;

/// Writes nothing, and counts how often each bit was a yes and how often a no.
///
/// One thread at a time; allocates nothing. How many sleepers moved is not counted: who counts does so in a few rows.
public final class Tally implements BitCoder {
  private final float[] yes;
  private final float[] no;

  /// @param places how many bits there are
  public Tally(int places) {
    yes = new float[places];
    no = new float[places];
  }

  @Override public boolean isReading() {
    return false;
  }

  @Override public boolean bit(Odds odds, int at, boolean is) {
    if (at >= Places.COUNT && at < Places.FIELDS) return is;
    if (is) yes[at]++;
    else no[at]++;
    return is;
  }

  @Override public int raw(int value, int width) {
    return value;
  }

  public float yes(int at) {
    return yes[at];
  }

  public float no(int at) {
    return no[at];
  }

  /// Makes what was counted until now count less.
  public void fade(float times) {
    for (int i = 0; i < yes.length; i++) {
      yes[i] *= times;
      no[i] *= times;
    }
  }
}

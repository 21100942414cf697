package takt.protocol.delta;

import java.util.Arrays;

/// How likely each of many bits is a 1: what a stream begins with, and what it learned since.
///
/// One thread at a time. Odds are 16-bit fractions, 1 to 65535. Each bit that is coded moves its odds by a 64th of the
/// way, so a stream fits itself to what it carries; the next one begins with the first odds again, for it must be
/// readable alone.
public final class Odds {
  private static final int ONE = 1 << 16;
  private static final int SPEED = 6;

  private final char[] now;

  /// @param count how many bits there are
  public Odds(int count) {
    now = new char[count];
    Arrays.fill(now, (char) (ONE / 2));
  }

  /// Forgets what was learned.
  ///
  /// @param first the odds to begin with, each from 1 to 65535
  public Odds begin(char[] first) {
    System.arraycopy(first, 0, now, 0, now.length);
    return this;
  }

  int of(int at) {
    return now[at];
  }

  void learn(int at, boolean yes) {
    int odds = now[at];
    now[at] = (char) (yes ? odds + (ONE - odds >> SPEED) : odds - (odds >> SPEED));
  }
}

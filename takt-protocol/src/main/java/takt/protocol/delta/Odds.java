package takt.protocol.delta;

import java.util.Arrays;

/// How likely each of many bits is a 1: what a stream begins with, and what it learned since.
///
/// One thread at a time. Odds are 16-bit fractions, 1 to 65535. Each bit that is coded moves its odds by a 32nd of the
/// way, so a stream fits itself to what it carries; the next one begins with the first odds again, for it must be
/// readable alone.
public final class Odds {
  private static final int ONE = 1 << 16;
  private static final int SPEED = 5;

  private final char[] first;
  private final char[] now;

  /// @param first the odds to begin with, each from 1 to 65535
  public Odds(char[] first) {
    this.first = first.clone();
    now = first.clone();
  }

  /// Forgets what was learned.
  public void begin() {
    System.arraycopy(first, 0, now, 0, now.length);
  }

  int of(int at) {
    return now[at];
  }

  void learn(int at, boolean yes) {
    int odds = now[at];
    now[at] = (char) (yes ? odds + (ONE - odds >> SPEED) : odds - (odds >> SPEED));
  }

  /// Odds of so many bits, all as likely as not.
  static char[] even(int count) {
    char[] odds = new char[count];
    Arrays.fill(odds, (char) (ONE / 2));
    return odds;
  }
}

package takt.protocol.layout;

/// Rounds angles to the directions they travel as.
///
/// Immutable; any thread. Direction `n` of `2^bits` is `n · 2π / 2^bits` radians.
///
/// @param bits 4 to 24
public record Compass(int bits) {
  public Compass {
    if (bits < 4 || bits > 24) throw new IllegalArgumentException("bits=" + bits + ", expected 4..24");
  }

  /// The direction nearest to an angle, `0 .. 2^bits − 1`; of no number, 0.
  public long point(double angle) {
    double rounds = angle / (2 * Math.PI);
    double part = (rounds - Math.floor(rounds)) * (1 << bits);
    return Double.isFinite(part) ? (long) Math.floor(part + 0.5) & (1L << bits) - 1 : 0;
  }

  public double value(long point) {
    return point * (2 * Math.PI) / (1 << bits);
  }
}

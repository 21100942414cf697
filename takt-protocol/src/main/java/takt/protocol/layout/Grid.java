package takt.protocol.layout;

/// Rounds numbers with a fraction to the grid they travel on.
///
/// Immutable; any thread. Point `n` of the grid is `n · step`. The nearest point to `x` is `floor(x / step + 0.5)`, in
/// double arithmetic. Where `1 / step` is whole (0.01, 0.25, 1/64…) both ends multiply and divide by that whole number
/// instead: so 0.57 is the double next to 0.57 in every language, not `57 · 0.01 = 0.5700000000000001`.
///
/// @param min the smallest value, itself rounded to the grid
/// @param max the largest
/// @param step the distance of neighbouring values
public record Grid(double min, double max, double step) {
  /// More points than this are refused: a point's number must stay exact in a JavaScript number.
  public static final double POINTS_MAX = 1L << 52;

  public Grid {
    if (!(step > 0) || !(min <= max) || !Double.isFinite(min) || !Double.isFinite(max)) {
      throw new IllegalArgumentException("grid min=" + min + " max=" + max + " step=" + step
          + ", expected finite min <= max and step > 0");
    }
    if (Math.max(Math.abs(min), Math.abs(max)) / step > POINTS_MAX) {
      throw new IllegalArgumentException("grid of step=" + step + " up to " + max + " has more than 2^52 points");
    }
  }

  /// The number of the grid point nearest to `value`; what lies outside is moved to the edge, NaN to `min`.
  public long point(double value) {
    double clamped = value >= min ? Math.min(value, max) : min;
    return (long) Math.floor(scale(clamped) + 0.5);
  }

  /// The value of a grid point.
  public double value(long point) {
    double inverse = inverse();
    return inverse == 0 ? point * step : point / inverse;
  }

  /// The value as the other end will know it.
  public double round(double value) {
    return value(point(value));
  }

  private double scale(double value) {
    double inverse = inverse();
    return inverse == 0 ? value / step : value * inverse;
  }

  /// `1 / step` where that is whole, else 0.
  private double inverse() {
    double inverse = Math.rint(1 / step);
    return inverse >= 1 && Math.abs(inverse * step - 1) < 1e-12 ? inverse : 0;
  }
}

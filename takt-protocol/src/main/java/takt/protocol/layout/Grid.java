package takt.protocol.layout;

/// Rounds numbers with a fraction to the grid they travel on.
///
/// Immutable; any thread. Point `n` of the grid is `n · step`. The nearest point to `x` is `floor(x / step + 0.5)`, in
/// double arithmetic. Where `1 / step` is whole (0.01, 0.25, 1/64…) both ends multiply and divide by that whole number
/// instead: so 0.57 is the double next to 0.57 in every language, not `57 · 0.01 = 0.5700000000000001`.
///
/// @param min the smallest value; the constructor rounds it to the grid
/// @param max the largest value; the constructor rounds it to the grid, which may be up to half a step further out
/// @param step the distance of neighbouring values
public record Grid(double min, double max, double step) {
  /// Points further from 0 than this are refused: up to here a value stays within an eighth of a point of its own
  /// point's number through one division or multiplication each way, and so rounds back to it. (At 2⁵² some do not.)
  public static final double POINTS_MAX = 1L << 50;

  public Grid {
    if (!(step > 0 && step <= Double.MAX_VALUE) || !(min <= max) || !Double.isFinite(min) || !Double.isFinite(max)) {
      throw new IllegalArgumentException("grid min=" + min + " max=" + max + " step=" + step
          + ", expected finite min <= max and finite step > 0");
    }
    if (Math.max(Math.abs(min), Math.abs(max)) / step > POINTS_MAX) {
      throw new IllegalArgumentException("grid min=" + min + " max=" + max + " step=" + step
          + ", expected at most 2^50 points on either side of 0");
    }
    min = value(nearest(min, step), step);
    max = value(nearest(max, step), step);
  }

  /// The number of the grid point nearest to `value`; what lies outside is moved to the edge, NaN to `min`.
  public long point(double value) {
    return nearest(value >= min ? Math.min(value, max) : min, step);
  }

  /// The value of a grid point. A point from the wire is the reader's to check: it must not lie outside of `point(min)`
  /// and `point(max)`.
  public double value(long point) {
    return value(point, step);
  }

  /// The value as the other end will know it.
  public double round(double value) {
    return value(point(value));
  }

  private static long nearest(double value, double step) {
    double inverse = inverse(step);
    return (long) Math.floor((inverse == 0 ? value / step : value * inverse) + 0.5);
  }

  private static double value(long point, double step) {
    double inverse = inverse(step);
    return inverse == 0 ? point * step : point / inverse;
  }

  /// `1 / step` where that is whole, else 0.
  private static double inverse(double step) {
    double inverse = Math.rint(1 / step);
    return inverse >= 1 && Math.abs(inverse * step - 1) < 1e-12 ? inverse : 0;
  }
}

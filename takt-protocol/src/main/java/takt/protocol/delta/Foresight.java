package takt.protocol.delta;

import takt.protocol.layout.LayoutType;
import takt.protocol.layout.Points;

/// How a field that travels as a whole number is guessed from older snapshots that both ends have.
///
/// Stateless; any thread. Sums are double arithmetic, spelled out, so that every language agrees. With `b`, `r`, `q`
/// the points in the base and in the two snapshots before it, `dt` from the base to now and `gap` from one to the next
/// in ticks:
/// ```
/// 0 HOLD          b
/// 1 LINEAR        b + floor((b − r) · dt / gap + 0.5)
/// 2 MEAN          b + floor((b − q) · dt / (gap + gap before) + 0.5)
/// 3 CURVE         LINEAR + (b − r) − (r − q)
/// 4 + 2g BY_RATE  point(value(b) + value(field g, now) · dt / ticks a second)
/// 5 + 2g BY_STEP  point(value(b) + value(field g, now) · dt)
/// ```
/// What is added to `b` is at most 2⁵² points either way. A guess outside the field's bounds is moved to the edge; an
/// angle's goes round, and its differences go the shorter way. Where a snapshot is missing, the guess is the next
/// simpler one.
public final class Foresight {
  public static final int HOLD = 0;
  public static final int LINEAR = 1;
  public static final int MEAN = 2;
  public static final int CURVE = 3;
  /// The first of those by another field.
  public static final int BY_RATE = 4;
  /// Snapshots further apart than this say nothing of one another's motion, in ticks.
  public static final int GAP_MAX = 64;

  /// No guess goes further, in points: it would be at the edge anyway, and a script's sums stay exact.
  private static final double FAR = 1L << 52;

  private Foresight() {}

  /// Whether it guesses by another field, which must be known before.
  public static boolean isByField(int foresight) {
    return foresight >= BY_RATE;
  }

  /// The field it guesses by.
  public static int field(int foresight) {
    return foresight - BY_RATE >> 1;
  }

  /// Whether that field says how far it goes in a tick, not in a second.
  static boolean isPerTick(int foresight) {
    return (foresight - BY_RATE & 1) != 0;
  }

  /// The foresight by a field's value a second, or a tick.
  public static int by(int field, boolean perTick) {
    return BY_RATE + 2 * field + (perTick ? 1 : 0);
  }

  /// What a field is guessed by as long as nothing better is known.
  public static int first(LayoutType.Stepped type, boolean isPosition) {
    return isPosition || type instanceof LayoutType.Angle ? LINEAR : HOLD;
  }

  /// `from` moved on by so much of what lies between two points.
  static long onward(Points points, long from, long by, double times) {
    return points.nearest(from + rounded(by * times));
  }

  /// `from` moved on at a rate.
  static long atRate(LayoutType.Stepped type, long from, double rate, double times) {
    return switch (type) {
      case LayoutType.Whole(Points points) -> points.nearest(from + rounded(rate * times));
      case LayoutType.Real real -> real.grid().point(real.grid().value(from) + rate * times);
      case LayoutType.Angle angle -> angle.compass().point(angle.compass().value(from) + rate * times);
    };
  }

  private static long rounded(double value) {
    return (long) Math.clamp(Math.floor(value + 0.5), -FAR, FAR);
  }

  static double value(LayoutType.Stepped type, long point) {
    return switch (type) {
      case LayoutType.Whole _ -> point;
      case LayoutType.Real real -> real.grid().value(point);
      case LayoutType.Angle angle -> angle.compass().value(point);
    };
  }
}

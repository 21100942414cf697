package takt.protocol.delta;

import java.util.Arrays;
import takt.protocol.layout.LayoutType;
import takt.protocol.layout.Points;

/// How a field that travels as a whole number is guessed from older snapshots that both ends have.
///
/// Immutable; any thread. `how` is a number:
/// ```
/// n = 0 … 7   goes on by n of its last differences, each so many 1024ths: 0 stays, [1024] goes on as it went
/// 8 + 2g      BY_RATE  point(value(b) + value(field g, now) · dt / ticks a second)
/// 9 + 2g      BY_STEP  point(value(b) + value(field g, now) · dt)
/// ```
/// What is added to the base is less than 2⁵² points either way. A guess outside the field's bounds is moved to the
/// edge; an angle's goes round, and its differences go the shorter way. See [Guesses].
public final class Foresight {
  /// The most differences a guess is made of.
  public static final int ORDER_MAX = 7;
  /// The first of those by another field.
  public static final int BY_RATE = ORDER_MAX + 1;
  /// What a weight is told in.
  public static final int ONE = 1024;
  /// The largest weight, either way, in 1024ths.
  public static final int WEIGHT_MAX = 8 * ONE;
  /// Stays where it was.
  public static final Foresight HOLD = new Foresight(0);
  /// Goes on as it went.
  public static final Foresight LINEAR = of(ONE);
  /// Goes on as it went on average.
  public static final Foresight MEAN = of(ONE / 2, ONE / 2);
  /// Goes on as its going changed.
  public static final Foresight CURVE = of(2 * ONE, -ONE);

  /// No guess goes that far, in points: a script's sums stay exact.
  static final double FAR = 1L << 52;

  private final int how;
  private final int[] told;
  final double[] weights;

  private Foresight(int how, int... told) {
    this.how = how;
    this.told = told;
    weights = new double[told.length];
    for (int k = 0; k < told.length; k++) weights[k] = told[k] / (double) ONE;
  }

  /// By its last differences, the newest first.
  ///
  /// @param weights in 1024ths, at most [#ORDER_MAX], each at most [#WEIGHT_MAX] either way
  public static Foresight of(int... weights) {
    if (weights.length > ORDER_MAX) throw new IllegalArgumentException("weights=" + weights.length + ", expected <= 7");
    for (int weight : weights) {
      if (Math.abs(weight) > WEIGHT_MAX) throw new IllegalArgumentException("weight=" + weight + ", expected <= 8192");
    }
    return new Foresight(weights.length, weights.clone());
  }

  /// By another field's value a second, or a tick.
  public static Foresight by(int field, boolean perTick) {
    return new Foresight(BY_RATE + 2 * field + (perTick ? 1 : 0));
  }

  /// What a field is guessed by as long as nothing better is known.
  public static Foresight first(LayoutType.Stepped type, boolean isPosition) {
    return isPosition || type instanceof LayoutType.Angle ? LINEAR : HOLD;
  }

  /// The number it is told as.
  public int how() {
    return how;
  }

  /// How many differences it is made of.
  public int order() {
    return told.length;
  }

  /// Of a difference, in 1024ths.
  public int weight(int k) {
    return told[k];
  }

  /// Whether it guesses by another field, which must be known before.
  public boolean isByField() {
    return how >= BY_RATE;
  }

  /// The field it guesses by.
  public int field() {
    return how - BY_RATE >> 1;
  }

  /// Whether that field says how far it goes in a tick, not in a second.
  boolean isPerTick() {
    return (how - BY_RATE & 1) != 0;
  }

  @Override public boolean equals(Object other) {
    return other instanceof Foresight f && how == f.how && Arrays.equals(told, f.told);
  }

  @Override public int hashCode() {
    return how * 31 + Arrays.hashCode(told);
  }

  @Override public String toString() {
    return isByField() ? "by " + field() + (isPerTick() ? " a tick" : " a second") : Arrays.toString(told);
  }

  /// `from` moved on at a rate.
  static long atRate(LayoutType.Stepped type, long from, double rate, double times) {
    return switch (type) {
      case LayoutType.Whole(Points points) -> points
          .nearest(from + (long) Math.clamp(Math.floor(rate * times + 0.5), -FAR, FAR));
      case LayoutType.Real real -> real.grid().point(real.grid().value(from) + rate * times);
      case LayoutType.Angle angle -> angle.compass().point(angle.compass().value(from) + rate * times);
    };
  }

  static double value(LayoutType.Stepped type, long point) {
    return switch (type) {
      case LayoutType.Whole _ -> point;
      case LayoutType.Real real -> real.grid().value(point);
      case LayoutType.Angle angle -> angle.compass().value(point);
    };
  }
}

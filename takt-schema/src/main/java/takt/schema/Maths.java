package takt.schema;

/// Arithmetic that gives the same bits on every JVM and in every browser.
///
/// Stateless; any thread. Only `+ − × ÷`, `sqrt` and rounding are used, which IEEE 754 fixes to the last bit (Java
/// since JEP 306, JavaScript always); `Math.sin` and its like are not fixed and differ. Sine, cosine and arc tangent
/// are the polynomials of fdlibm (Sun Microsystems, 1993), good to the last digit or two. Angles are in radians.
public final class Maths {
  public static final double PI = Math.PI;
  public static final double TAU = 2 * Math.PI;

  /// π/2 in two parts: the first has 33 bits, so that small multiples of it are exact.
  private static final double HALF_PI_HIGH = 1.5707963267341256;
  private static final double HALF_PI_LOW = 6.077100506506192E-11;
  /// Beyond this the remainder loses digits; the angle is first brought near by plain remainder.
  private static final double NEAR = 1e5;

  private Maths() {}

  /// `value` moved into `[min, max]`; NaN becomes `min`.
  public static double clamp(double value, double min, double max) {
    return value >= min ? value <= max ? value : max : min;
  }

  public static int clamp(int value, int min, int max) {
    return value >= min ? value <= max ? value : max : min;
  }

  /// The point `t` of the way from `a` to `b`.
  public static double lerp(double a, double b, double t) {
    return a + (b - a) * t;
  }

  public static double sqrt(double x) {
    return Math.sqrt(x);
  }

  public static double hypot(double x, double y) {
    return Math.sqrt(x * x + y * y);
  }

  public static double abs(double x) {
    return Math.abs(x);
  }

  public static double floor(double x) {
    return Math.floor(x);
  }

  public static double min(double a, double b) {
    return Math.min(a, b);
  }

  public static double max(double a, double b) {
    return Math.max(a, b);
  }

  /// `value` moved by whole rounds of `size` into `[0, size)`: a position on a torus.
  public static double wrap(double value, double size) {
    double wrapped = value - Math.floor(value / size) * size;
    return wrapped >= 0 && wrapped < size ? wrapped : 0;
  }

  /// The same angle in `[0, 2π)`.
  public static double wrapAngle(double angle) {
    return wrap(angle, TAU);
  }

  /// How to turn from one angle to another by the shorter way, in `[−π, π)`.
  public static double turn(double from, double to) {
    return wrap(to - from + PI, TAU) - PI;
  }

  public static double sin(double x) {
    double near = Math.abs(x) <= NEAR ? x : wrapAngle(x);
    double quarters = Math.floor(near / (PI / 2) + 0.5);
    double rest = near - quarters * HALF_PI_HIGH - quarters * HALF_PI_LOW;
    double quadrant = quarters - Math.floor(quarters / 4) * 4;
    if (quadrant == 0) return sinNear(rest);
    if (quadrant == 1) return cosNear(rest);
    if (quadrant == 2) return -sinNear(rest);
    return -cosNear(rest);
  }

  public static double cos(double x) {
    double near = Math.abs(x) <= NEAR ? x : wrapAngle(x);
    double quarters = Math.floor(near / (PI / 2) + 0.5);
    double rest = near - quarters * HALF_PI_HIGH - quarters * HALF_PI_LOW;
    double quadrant = quarters - Math.floor(quarters / 4) * 4;
    if (quadrant == 0) return cosNear(rest);
    if (quadrant == 1) return -sinNear(rest);
    if (quadrant == 2) return -cosNear(rest);
    return sinNear(rest);
  }

  /// The angle of the direction `(x, y)`, in `[−π, π]`; 0 for no direction.
  public static double atan2(double y, double x) {
    if (x == 0 && y == 0) return 0;
    double steep = Math.abs(y) > Math.abs(x) ? 1 : 0;
    double slope = steep == 1 ? Math.abs(x) / Math.abs(y) : Math.abs(y) / Math.abs(x);
    double angle = atanUpTo1(slope);
    if (steep == 1) angle = PI / 2 - angle;
    if (x < 0) angle = PI - angle;
    return y < 0 ? -angle : angle;
  }

  /// fdlibm's k_sin, for |x| ≤ π/4.
  private static double sinNear(double x) {
    double z = x * x;
    double r = 0.00833333333332249 + z * (-0.0001984126982985795 + z * (2.7557313707070068E-06
        + z * (-2.5050760253406863E-08 + z * 1.58969099521155E-10)));
    return x + z * x * (-0.16666666666666632 + z * r);
  }

  /// fdlibm's k_cos, for |x| ≤ π/4.
  private static double cosNear(double x) {
    double z = x * x;
    double r = z * (0.0416666666666666 + z * (-0.001388888888887411 + z * (2.480158728947673E-05
        + z * (-2.7557314351390663E-07 + z * (2.087572321298175E-09 + z * -1.1359647557788195E-11)))));
    return 1 - (0.5 * z - z * r);
  }

  /// fdlibm's s_atan for 0 ≤ x ≤ 1: brought below 7/16 by atan(x) = π/4 + atan((x − 1) / (1 + x)) or its like for 1/2.
  private static double atanUpTo1(double x) {
    if (x < 0.4375) return atanNear(x);
    if (x < 0.6875) return 0.4636476090008061 + atanNear((2 * x - 1) / (2 + x));
    return PI / 4 + atanNear((x - 1) / (x + 1));
  }

  private static double atanNear(double x) {
    double z = x * x;
    double w = z * z;
    double odd = z * (0.3333333333333293 + w * (0.14285714272503466 + w * (0.09090887133436507
        + w * (0.06661073137387531 + w * (0.049768779946159324 + w * 0.016285820115365782)))));
    double even = w * (-0.19999999999876483 + w * (-0.11111110405462356 + w * (-0.0769187620504483
        + w * (-0.058335701337905735 + w * -0.036531572744216916))));
    return x - x * (odd + even);
  }
}

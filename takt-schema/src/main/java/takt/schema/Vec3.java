package takt.schema;

/// A place, direction or speed in space: three numbers that change in place.
///
/// Owned by whoever owns the object it is a field of, on its thread. Held, saved and sent as a [Vec2] is: `velocity` is
/// `velocityX`, `velocityY` and `velocityZ` on the wire, and whatever is marked [Position] is `x`, `y` and `z`.
public final class Vec3 {
  public double x;
  public double y;
  public double z;

  public Vec3() {}

  public Vec3(double x, double y, double z) {
    this.x = x;
    this.y = y;
    this.z = z;
  }

  public Vec3 set(double x, double y, double z) {
    this.x = x;
    this.y = y;
    this.z = z;
    return this;
  }

  public Vec3 set(Vec3 other) {
    return set(other.x, other.y, other.z);
  }

  public Vec3 add(double dx, double dy, double dz) {
    return set(x + dx, y + dy, z + dz);
  }

  /// Adds `other · times`: a speed over seconds.
  public Vec3 add(Vec3 other, double times) {
    return set(x + other.x * times, y + other.y * times, z + other.z * times);
  }

  public Vec3 scale(double by) {
    return set(x * by, y * by, z * by);
  }

  /// Shortens it to `max` if it is longer.
  public Vec3 limit(double max) {
    double length = length();
    return length > max ? scale(max / length) : this;
  }

  public double dot(Vec3 other) {
    return x * other.x + y * other.y + z * other.z;
  }

  public double length() {
    return Maths.sqrt(dot(this));
  }

  public double distance(Vec3 other) {
    double dx = x - other.x;
    double dy = y - other.y;
    double dz = z - other.z;
    return Maths.sqrt(dx * dx + dy * dy + dz * dz);
  }

  @Override public String toString() {
    return "(" + x + ", " + y + ", " + z + ")";
  }
}

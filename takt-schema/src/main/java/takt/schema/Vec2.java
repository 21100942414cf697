package takt.schema;

/// A place, direction or speed in the plane: two numbers that change in place.
///
/// Owned by whoever owns the object it is a field of, on its thread. It is held in a final field of a room, entity,
/// input or [Saved] class, and nothing is allocated when it changes. What is saved and sent are its numbers, each by
/// the bounds of the field's mark; on the wire they are fields of their own: `velocity` is `velocityX` and
/// `velocityY`, and whatever is marked [Position] is `x` and `y`. Arithmetic is that of [Maths]: the same bits
/// everywhere.
public final class Vec2 {
  public double x;
  public double y;

  public Vec2() {}

  public Vec2(double x, double y) {
    this.x = x;
    this.y = y;
  }

  public Vec2 set(double x, double y) {
    this.x = x;
    this.y = y;
    return this;
  }

  public Vec2 set(Vec2 other) {
    return set(other.x, other.y);
  }

  public Vec2 add(double dx, double dy) {
    return set(x + dx, y + dy);
  }

  /// Adds `other · times`: a speed over seconds.
  public Vec2 add(Vec2 other, double times) {
    return set(x + other.x * times, y + other.y * times);
  }

  public Vec2 scale(double by) {
    return set(x * by, y * by);
  }

  /// Shortens it to `max` if it is longer.
  public Vec2 limit(double max) {
    double length = length();
    return length > max ? scale(max / length) : this;
  }

  public double dot(Vec2 other) {
    return x * other.x + y * other.y;
  }

  public double length() {
    return Maths.hypot(x, y);
  }

  public double distance(Vec2 other) {
    return Maths.hypot(x - other.x, y - other.y);
  }

  /// Its direction in radians, in `[−π, π]`; 0 for no direction.
  public double angle() {
    return Maths.atan2(y, x);
  }

  @Override public String toString() {
    return "(" + x + ", " + y + ")";
  }
}

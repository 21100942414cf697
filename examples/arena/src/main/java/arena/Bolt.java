package arena;

import takt.schema.*;

/// A shot on its way: slow enough to be dodged.
final class Bolt extends Entity {
  static final double SPEED = 760;
  static final double RADIUS = 5;
  static final int LIFE_TICKS = 28;

  @Position(max = Arena.WIDTH) double x;
  @Position(max = Arena.HEIGHT) double y;
  @Angle double heading;
  int damage;
  int ticksLeft;

  @Predict void step(double seconds) {
    x += Maths.cos(heading) * SPEED * seconds;
    y += Maths.sin(heading) * SPEED * seconds;
    ticksLeft--;
  }

  boolean isOut() {
    return x < 0 || y < 0 || x > Arena.WIDTH || y > Arena.HEIGHT;
  }
}

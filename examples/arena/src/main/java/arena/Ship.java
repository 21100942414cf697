package arena;

import static takt.schema.Audience.OWNER;

import org.jspecify.annotations.Nullable;
import takt.schema.*;

/// A ship: it is pushed, it slides, and it points where its pilot aims.
final class Ship extends Entity {
  static final double RADIUS = 18;
  static final int HEALTH_MAX = 100;
  /// What the engine adds to the speed each second; with [#DRAG] it makes 380 units a second at most.
  static final double THRUST = 760;
  /// The share of the speed that is lost each second.
  static final double DRAG = 2;
  private static final double SPEED_MAX = 900;

  @Position(max = Arena.WIDTH) double x;
  @Position(max = Arena.HEIGHT) double y;
  @Sync(min = -SPEED_MAX, max = SPEED_MAX, step = 0.1, to = OWNER) double vx, vy;
  @Angle double heading;
  @Sync(max = HEALTH_MAX) int health = HEALTH_MAX;
  @Sync(max = 63, to = OWNER) int reloadTicks;
  @Sync(max = 63, to = OWNER) int shieldTicks;
  /// Nothing hurts it yet: it has just been launched. The first shot ends it.
  @Sync boolean shielded;
  @Sync Supply.@Nullable Kind power;

  /// Flies for a tick. Whether it fires.
  @Predict boolean step(Steer in, double seconds) {
    double pull = Maths.max(1, Maths.hypot(in.dx, in.dy)); // a corner of the stick is no faster than its edge
    vx += (in.dx / pull * THRUST - vx * DRAG) * seconds;
    vy += (in.dy / pull * THRUST - vy * DRAG) * seconds;
    x = Maths.clamp(x + vx * seconds, RADIUS, Arena.WIDTH - RADIUS);
    y = Maths.clamp(y + vy * seconds, RADIUS, Arena.HEIGHT - RADIUS);
    heading = in.aim;
    if (shieldTicks > 0) shieldTicks--;
    shielded = shieldTicks > 0;
    if (reloadTicks > 0) reloadTicks--;
    return in.fire && reloadTicks == 0;
  }

  boolean isFriendOf(Ship other) {
    return this == other || team() != 0 && team() == other.team();
  }
}

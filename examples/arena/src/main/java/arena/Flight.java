package arena;

import org.jspecify.annotations.Nullable;
import takt.schema.Maths;

/// What ships bump into: rocks, and each other.
final class Flight {
  private static final int ROCKS = 13;
  /// Between any two rocks, and to the walls: enough for two ships.
  private static final double LANE = 110;
  private static final int TRIES = 400;
  /// How much speed a bump leaves.
  private static final double BOUNCE = 0.6;

  private final Arena room;

  Flight(Arena room) {
    this.room = room;
  }

  /// Puts rocks wherever there is space.
  void scatterRocks() {
    for (int i = 0; i < TRIES && room.rocks.size() < ROCKS; i++) {
      Rock rock = new Rock();
      rock.radius = room.dice().between(Rock.RADIUS_MIN, Rock.RADIUS_MAX);
      double edge = rock.radius + LANE;
      rock.x = room.dice().between(edge, Arena.WIDTH - edge);
      rock.y = room.dice().between(edge, Arena.HEIGHT - edge);
      if (rockAt(rock.x, rock.y, edge) == null) room.rocks.add(rock);
    }
  }

  void collide() {
    for (Ship ship : room.ships) {
      Rock rock = rockAt(ship.x, ship.y, Ship.RADIUS);
      if (rock != null) bounce(ship, rock);
      for (Ship other : room.ships) if (other.id() > ship.id()) bump(ship, other);
    }
  }

  /// The rock within that reach of a place, null for none.
  @Nullable Rock rockAt(double x, double y, double reach) {
    for (Rock rock : room.rocks) if (Maths.hypot(x - rock.x, y - rock.y) < rock.radius + reach) return rock;
    return null;
  }

  /// The first rock on the way from one place to another that is nearer to it than `margin`, null for none.
  @Nullable Rock rockBetween(double fromX, double fromY, double toX, double toY, double margin) {
    Rock first = null;
    double least = Double.POSITIVE_INFINITY;
    for (Rock rock : room.rocks) {
      double distance = Maths.hypot(rock.x - fromX, rock.y - fromY) - rock.radius;
      boolean ahead = (toX - fromX) * (rock.x - fromX) + (toY - fromY) * (rock.y - fromY) > 0;
      if (!ahead || distance >= least) continue;
      if (distance(rock.x, rock.y, fromX, fromY, toX, toY) >= rock.radius + margin) continue;
      least = distance;
      first = rock;
    }
    return first;
  }

  /// How far a point is from the line between two others.
  static double distance(double x, double y, double fromX, double fromY, double toX, double toY) {
    double wayX = toX - fromX;
    double wayY = toY - fromY;
    double length = wayX * wayX + wayY * wayY;
    double share = length == 0 ? 0 : Maths.clamp(((x - fromX) * wayX + (y - fromY) * wayY) / length, 0, 1);
    return Maths.hypot(fromX + wayX * share - x, fromY + wayY * share - y);
  }

  private static void bounce(Ship ship, Rock rock) {
    double angle = Maths.atan2(ship.y - rock.y, ship.x - rock.x);
    double outX = Maths.cos(angle);
    double outY = Maths.sin(angle);
    ship.x = rock.x + outX * (rock.radius + Ship.RADIUS);
    ship.y = rock.y + outY * (rock.radius + Ship.RADIUS);
    double into = ship.vx * outX + ship.vy * outY;
    if (into < 0) push(ship, outX, outY, -into * (1 + BOUNCE));
  }

  private static void bump(Ship one, Ship two) {
    double apart = Maths.hypot(two.x - one.x, two.y - one.y);
    double overlap = 2 * Ship.RADIUS - apart;
    if (overlap <= 0) return;
    double angle = Maths.atan2(two.y - one.y, two.x - one.x);
    double outX = Maths.cos(angle);
    double outY = Maths.sin(angle);
    double closing = (one.vx - two.vx) * outX + (one.vy - two.vy) * outY;
    move(one, -outX * overlap / 2, -outY * overlap / 2);
    move(two, outX * overlap / 2, outY * overlap / 2);
    if (closing <= 0) return;
    push(one, -outX, -outY, closing * (1 + BOUNCE) / 2);
    push(two, outX, outY, closing * (1 + BOUNCE) / 2);
  }

  private static void move(Ship ship, double dx, double dy) {
    ship.x = Maths.clamp(ship.x + dx, Ship.RADIUS, Arena.WIDTH - Ship.RADIUS);
    ship.y = Maths.clamp(ship.y + dy, Ship.RADIUS, Arena.HEIGHT - Ship.RADIUS);
  }

  private static void push(Ship ship, double outX, double outY, double speed) {
    ship.vx += outX * speed;
    ship.vy += outY * speed;
  }
}

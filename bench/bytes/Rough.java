import takt.schema.Angle;
import takt.schema.Entity;
import takt.schema.Input;
import takt.schema.Limit;
import takt.schema.Player;
import takt.schema.Position;
import takt.schema.Sync;
import takt.server.Entities;
import takt.server.Inputs;
import takt.server.Room;
import takt.server.RoomConfig;
import takt.server.Tick;

/// The arena's fields in a world with inertia and collisions: nothing moves just as its velocity said.
///
/// Bodies are driven towards the velocity that is asked for, and bounce off one another. Places and velocities are
/// full doubles between ticks; sent as the arena's are.
class Rough extends Room {
  static final double SIZE = 1000;
  static final double SPEED = 100;
  static final double RADIUS = 25;
  /// Seconds in which a body comes 63 % nearer to the velocity asked for.
  static final double INERTIA_S = 0.25;
  static final double RESTITUTION = 0.6;

  static class Body extends Entity {
    @Position(max = SIZE) double x, y;
    @Sync(min = -2 * SPEED, max = 2 * SPEED) double vx, vy;
    @Angle(bits = 10) double heading;
    @Sync(min = 1, max = 100) int hp = 100;
    @Sync(max = 65_535) int score;
  }

  /// `dx` and `dy` in hundredths.
  static class Steer extends Input {
    @Limit(min = -100, max = 100) int dx, dy;
    @Angle(bits = 10) double aim;
  }

  final Entities<Body> bodies = entities();
  final Inputs<Steer> steer = inputs();

  @Override protected void configure(RoomConfig c) {
    c.tickRateHz(Integer.getInteger("arena.hz", 20)).seatsMax(20).inputsRepeatTicks(1000);
  }

  @Override protected void onJoin(Player p) {
    Body b = bodies.add(p, new Body());
    b.x = random().between(0, SIZE);
    b.y = random().between(0, SIZE);
  }

  @Override protected void onTick(Tick t) {
    double nearer = 1 - Math.exp(-t.stepSeconds() / INERTIA_S);
    for (Body b : bodies) {
      Steer in = steer.of(b);
      b.vx += (in.dx / 100.0 * SPEED - b.vx) * nearer;
      b.vy += (in.dy / 100.0 * SPEED - b.vy) * nearer;
      b.heading = in.aim;
      b.x = wrap(b.x + b.vx * t.stepSeconds());
      b.y = wrap(b.y + b.vy * t.stepSeconds());
      if (random().chance(0.25 * t.stepSeconds())) b.hp = random().between(1, 100);
      if (random().chance(0.20 * t.stepSeconds())) b.score += random().between(1, 10);
    }
    for (Body a : bodies) {
      for (Body b : bodies) {
        if (a.id() < b.id()) bounce(a, b);
      }
    }
  }

  private static void bounce(Body a, Body b) {
    double dx = apart(a.x, b.x);
    double dy = apart(a.y, b.y);
    double distance = Math.hypot(dx, dy);
    if (distance == 0 || distance >= 2 * RADIUS) return;
    double nx = dx / distance;
    double ny = dy / distance;
    double deep = (2 * RADIUS - distance) / 2;
    a.x = wrap(a.x - nx * deep);
    a.y = wrap(a.y - ny * deep);
    b.x = wrap(b.x + nx * deep);
    b.y = wrap(b.y + ny * deep);
    double closing = (b.vx - a.vx) * nx + (b.vy - a.vy) * ny;
    if (closing >= 0) return;
    double push = -(1 + RESTITUTION) * closing / 2;
    a.vx -= push * nx;
    a.vy -= push * ny;
    b.vx += push * nx;
    b.vy += push * ny;
  }

  /// The shorter way round.
  private static double apart(double from, double to) {
    double way = to - from;
    return way > SIZE / 2 ? way - SIZE : way < -SIZE / 2 ? way + SIZE : way;
  }

  private static double wrap(double v) { return v < 0 ? v + SIZE : v >= SIZE ? v - SIZE : v; }
}

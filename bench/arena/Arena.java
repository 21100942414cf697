import takt.Takt;
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

/// The workload "arena" on Takt: twenty move about on a torus, and everyone sees everyone.
///
/// Precision: x, y, vx, vy in hundredths, heading in 1024ths of a turn (0.006 rad). Names are the players' own, which
/// Takt tells by itself. The rate is the room's default, or `-Darena.hz`. With `-Darena.idle=true` no step runs. With
/// `-Darena.spin=MICROS` each step does so much busy work for each player who holds button 8.
class Arena extends Room {
  static final double SIZE = 1000;
  static final int WORK_BUTTON = 8;
  static final boolean IDLE = Boolean.getBoolean("arena.idle");
  static final Work WORK = Work.ofMicros(Integer.getInteger("arena.spin", 0));

  static class Body extends Entity {
    @Position(max = SIZE) double x, y;
    @Sync(min = -100, max = 100) double vx, vy;
    @Angle(bits = 10) double heading;
    @Sync(min = 1, max = 100) int hp = 100;
    @Sync(max = 65_535) int score;
  }

  /// `dx` and `dy` in hundredths.
  static class Steer extends Input {
    @Limit(min = -100, max = 100) int dx, dy;
    @Angle(bits = 10) double aim;
    @Limit(max = 15) int buttons;
  }

  final Entities<Body> bodies = entities();
  final Inputs<Steer> steer = inputs();
  /// What the busy work came to: a compiler leaves out what nobody looks at.
  transient int worked;

  @Override protected void configure(RoomConfig c) {
    c.tickRateHz(Integer.getInteger("arena.hz", 20)).seatsMax(20).inputsRepeatTicks(1000);
    if (IDLE) c.tickOnDemand();
  }

  @Override protected void onJoin(Player p) {
    Body b = bodies.add(p, new Body());
    b.x = hundredths(random().between(0, SIZE));
    b.y = hundredths(random().between(0, SIZE));
  }

  @Override protected void onTick(Tick t) {
    if (IDLE) return;
    for (Body b : bodies) {
      Steer in = steer.of(b);
      if ((in.buttons & WORK_BUTTON) != 0) worked ^= WORK.run();
      b.vx = in.dx;
      b.vy = in.dy;
      b.heading = hundredths(in.aim);
      b.x = hundredths(wrap(b.x + b.vx * t.stepSeconds()));
      b.y = hundredths(wrap(b.y + b.vy * t.stepSeconds()));
      if (random().chance(0.25 * t.stepSeconds())) b.hp = random().between(1, 100);
      if (random().chance(0.20 * t.stepSeconds())) b.score += random().between(1, 10);
    }
  }

  static double hundredths(double v) { return Math.floor(v * 100 + 0.5) / 100; }

  static double wrap(double v) { return v < 0 ? v + SIZE : v >= SIZE ? v - SIZE : v; }

  static void main() { Takt.serve(Arena::new); }
}

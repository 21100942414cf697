package arena;

import static java.time.Duration.ofSeconds;
import static takt.schema.Audience.OWNER;

import takt.schema.*;
import takt.server.*;

class Arena extends Room {
  static final double SIZE = 1000;
  static final double SHIP_RADIUS = 14;
  static final double LASER_RANGE = 700;

  enum Kind { SHIELD, ROCKETS }

  enum Shot { NONE, LASER, ROCKET }

  static final class Ship extends Entity {
    @Position(max = SIZE) double x, y;
    @Angle double heading;
    @Sync(max = 100) int hp = 100;
    @Sync(max = 31, to = OWNER) int reloadTicks;
    @Sync boolean shielded;
    int streak;

    @Predict Shot step(Steer in, double seconds) {
      heading = in.aim;
      x = Maths.clamp(x + in.dx * 200 * seconds, 0, SIZE);
      y = Maths.clamp(y + in.dy * 200 * seconds, 0, SIZE);
      if (reloadTicks > 0) reloadTicks--;
      else if (in.rocket) { reloadTicks = 30; return Shot.ROCKET; }
      else if (in.fire) { reloadTicks = 10; return Shot.LASER; }
      return Shot.NONE;
    }
  }

  static final class Rocket extends Entity {
    @Position(max = SIZE) double x, y;
    @Angle double heading;
    int ticksLeft = 60;

    @Predict void step(double seconds) {
      x += Maths.cos(heading) * 420 * seconds;
      y += Maths.sin(heading) * 420 * seconds;
    }
  }

  static final class Pickup extends Entity {
    @Position(max = SIZE) double x, y;
    @Sync Kind kind = Kind.SHIELD;
  }

  static final class Pilot extends Entity { @Sync(max = 9999) int kills, deaths; }

  static class Steer extends Input {
    @Axis double dx, dy;
    @Angle double aim;
    boolean fire;
    @Press boolean rocket;
  }

  @Portable static final class Walls {
    private static final double[] XS = {200, 500, 800};

    static double clip(double x, double y, double heading, double reach) {
      return x < XS[0] ? reach : reach / 2;
    }
  }

  @Rate(perSecond = 1) record Say(@Limit(max = 200) String text) implements Command {}

  record Switch() implements Command {}

  record Said(Player who, String text) implements Event {}

  record Fell(Ship who, Player by) implements Event {}

  @Lossy record Beam(@Angle double heading, @Limit(max = 700) int length) implements Event {}

  final Entities<Ship> ships = entities();
  final Entities<Rocket> rockets = entities();
  final Entities<Pickup> pickups = entities();
  final Entities<Pilot> pilots = entities();
  final Inputs<Steer> steer = inputs();
  final Alarms<Player> respawn = alarms(this::spawn);
  final Alarms<Kind> restock = alarms(this::drop);
  @Sync final Alarm round = alarm(this::roundOver);
  final Bots bots = bots(me -> steer.of(me).dx = 1);
  @Sync(max = 999) int kills;
  @Option @Listed @Limit(min = 1, max = 3) int map = 1;

  @Override protected void configure(RoomConfig c) { c.tickRateHz(30).seatsMax(64); }

  @Override protected void onCreate() {
    bots.fill(8);
    round.start(ofSeconds(300));
  }

  @Override protected void onJoin(Player p) {
    pilots.add(p, new Pilot());
    spawn(p);
  }

  @Override protected void onTick(Tick t) {
    for (Ship s : ships) if (s.step(steer.of(s), t.stepSeconds()) == Shot.LASER) laser(s.owner(), s);
    for (Rocket r : rockets) {
      r.step(t.stepSeconds());
      if (--r.ticksLeft == 0) rockets.remove(r);
    }
  }

  void on(Player p, Say say) { broadcast(new Said(p, say.text())); }

  void on(Player p, Switch s) {
    int other = 3 - p.team();
    Refusal.unless(team(other).size() <= team(p.team()).size(), "that team is full");
    team(p, other);
  }

  void laser(Player p, Ship s) {
    double reach = Walls.clip(s.x, s.y, s.heading, LASER_RANGE);
    broadcastAt(s.x, s.y, new Beam(s.heading, (int) reach));
    Ship hit = ships.nearest(s.x, s.y, reach, o -> o != s);
    if (hit == null || (hit.hp -= 20) > 0) return;
    kills++;
    respawn.start(hit.owner(), ofSeconds(3));
    broadcast(new Fell(hit, p));
    ships.remove(hit);
  }

  void spawn(Player p) { ships.add(p, new Ship()).x = random().between(0, SIZE); }

  void drop(Kind kind) { pickups.add(new Pickup()).kind = kind; }

  void roundOver() { close(); }
}

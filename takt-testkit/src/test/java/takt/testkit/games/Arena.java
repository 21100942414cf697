package takt.testkit.games;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static takt.schema.Audience.OWNER;

import org.jspecify.annotations.Nullable;
import takt.schema.*;
import takt.server.*;

/// A shooter: inertia-free ships, beams, respawn, pickups, teams, bots.
class Arena extends Room {
  static final double SIZE = 1000;
  static final double RADIUS = 14;

  enum Kind { SHIELD, REPAIR }

  static class Ship extends Entity {
    @Position(max = SIZE) double x, y;
    @Angle double heading;
    @Sync(max = 100) int hp = 100;
    @Sync(max = 31, to = OWNER) int reloadTicks;
    int streak;

    @Predict boolean step(Steer in, double seconds) {
      heading = in.aim;
      x = Maths.clamp(x + in.dx * 200 * seconds, 0, SIZE);
      y = Maths.clamp(y + in.dy * 200 * seconds, 0, SIZE);
      if (reloadTicks > 0) reloadTicks--;
      else if (in.fire) {
        reloadTicks = 10;
        return true;
      }
      return false;
    }
  }
  static final class Pilot extends Entity { @Sync(max = 9999) int kills, deaths; }
  static final class Pickup extends Entity {
    @Position(max = SIZE) double x, y;
    @Sync Kind kind = Kind.REPAIR;
  }
  static class Steer extends Input {
    @Axis double dx, dy;
    @Angle double aim;
    boolean fire;
  }

  @Rate(perSecond = 1) record Say(@Limit(max = 200) String text) implements Command {}
  record Switch() implements Command {}
  record Said(Player who, String text) implements Event {}
  record Announced(String text) implements Event {}
  record Announce(@Limit(max = 200) String text) implements Command {}
  @Lossy record Beam(@Angle double heading, @Limit(max = 700) int length) implements Event {}

  final Entities<Ship> ships = entities();
  final Entities<Pilot> pilots = entities();
  final Entities<Pickup> pickups = entities();
  final Inputs<Steer> steer = inputs();
  final Alarms<Player> respawn = alarms(this::spawn);
  final Alarms<Kind> restock = alarms(this::drop);
  @Sync final Alarm round = alarm(this::roundOver);
  final Bots bots = bots(me -> steer.of(me).dx = 1);
  @Sync(max = 999) int kills;
  @Option
  @Listed
  @Limit(min = 1, max = 3) int map = 1;

  @Override protected void configure(RoomConfig c) { c.tickRateHz(30).seatsMax(64); }

  @Override protected void onCreate() {
    bots.fill(8);
    round.every(ofMinutes(2));
    for (Kind kind : Kind.values()) restock.start(kind, ofSeconds(2));
  }

  @Override protected void onJoin(Player p) {
    if (p.isSpectator()) return;
    team(p, 1 + (team(1).size() > team(2).size() ? 1 : 0));
    pilots.add(p, new Pilot());
    spawn(p);
  }

  @Override protected void onTick(Tick t) {
    for (Ship s : ships) if (s.step(steer.of(s), t.stepSeconds())) shoot(s);
    for (Pickup pickup : pickups) {
      Ship taker = ships.nearest(pickup.x, pickup.y, s -> Maths.hypot(s.x - pickup.x, s.y - pickup.y) < 2 * RADIUS);
      if (taker != null) take(taker, pickup);
    }
  }

  void on(Player p, Say say) { broadcast(new Said(p, say.text())); }

  void on(Player p, Switch s) {
    int other = 3 - p.team();
    Refusal.unless(team(other).size() <= team(p.team()).size(), "that team is full");
    team(p, other);
  }

  void on(Announce a) { broadcast(new Announced(a.text())); }

  void spawn(Player p) {
    Ship ship = ships.add(p, new Ship());
    ship.x = random().between(0, SIZE);
    ship.y = random().between(0, SIZE);
  }

  void drop(Kind kind) {
    Pickup pickup = pickups.add(new Pickup());
    pickup.kind = kind;
    pickup.x = random().between(0, SIZE);
    pickup.y = random().between(0, SIZE);
  }

  void take(Ship taker, Pickup pickup) {
    taker.hp = Math.min(100, taker.hp + 25);
    pickups.remove(pickup);
    restock.start(pickup.kind, ofSeconds(5));
  }

  void shoot(Ship s) {
    broadcastAt(s.x, s.y, new Beam(s.heading, 700));
    Ship hit = firstHit(s);
    if (hit == null || (hit.hp -= 20) > 0) return;
    kills++;
    Player victim = hit.owner();
    Pilot killer = s.owner() == null ? null : pilots.of(s.owner());
    if (killer != null) killer.kills++;
    if (victim != null) respawn.start(victim, ofSeconds(3));
    ships.remove(hit);
  }

  private @Nullable Ship firstHit(Ship s) {
    double dx = Maths.cos(s.heading);
    double dy = Maths.sin(s.heading);
    Ship first = null;
    double least = 700;
    for (Ship o : ships) {
      double along = (o.x - s.x) * dx + (o.y - s.y) * dy;
      double across = Maths.abs((o.x - s.x) * dy - (o.y - s.y) * dx);
      if (o == s || o.team() == s.team() || along < 0 || along > least || across > RADIUS) continue;
      first = o;
      least = along;
    }
    return first;
  }

  void roundOver() {
    for (Pilot pilot : pilots) pilot.kills = pilot.deaths = 0;
    kills = 0;
  }
}

package arena;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import takt.schema.Maths;
import takt.schema.Player;

/// Shots, what they hit, and what comes of it. They are judged by where everything is now.
final class Gunnery {
  static final int RELOAD_TICKS = 7;
  static final int RAPID_RELOAD_TICKS = 4;
  static final int DAMAGE = 17;
  /// Of each of three.
  static final int SPREAD_DAMAGE = 11;
  private static final double SPREAD_ANGLE = 0.15;

  private final Arena room;
  /// Shots that are over, to be fired again: of nothing else are so many made.
  private final List<Bolt> spent = new ArrayList<>();

  Gunnery(Arena room) {
    this.room = room;
  }

  void fire(Ship ship) {
    Player by = ship.owner();
    if (by == null) return;
    ship.shieldTicks = 0;
    ship.reloadTicks = ship.power == Supply.Kind.RAPID ? RAPID_RELOAD_TICKS : RELOAD_TICKS;
    boolean spread = ship.power == Supply.Kind.SPREAD;
    int damage = spread ? SPREAD_DAMAGE : DAMAGE;
    bolt(by, ship, ship.heading, damage);
    if (!spread) return;
    bolt(by, ship, ship.heading - SPREAD_ANGLE, damage);
    bolt(by, ship, ship.heading + SPREAD_ANGLE, damage);
  }

  private void bolt(Player by, Ship ship, double heading, int damage) {
    Bolt bolt = spent.isEmpty() ? new Bolt() : spent.removeLast();
    bolt.x = Maths.clamp(ship.x + Maths.cos(heading) * Ship.RADIUS, 0, Arena.WIDTH);
    bolt.y = Maths.clamp(ship.y + Maths.sin(heading) * Ship.RADIUS, 0, Arena.HEIGHT);
    bolt.heading = Maths.wrapAngle(heading);
    bolt.damage = damage;
    bolt.ticksLeft = Bolt.LIFE_TICKS;
    room.bolts.add(by, bolt);
  }

  void fly(double seconds) {
    for (Bolt bolt : room.bolts) {
      double fromX = bolt.x;
      double fromY = bolt.y;
      bolt.step(seconds);
      Ship struck = shipOn(bolt, fromX, fromY);
      if (struck != null) strike(struck, bolt);
      else if (room.flight.rockAt(bolt.x, bolt.y, 0) != null) chip(bolt);
      else if (bolt.ticksLeft == 0 || bolt.isOut()) spend(bolt);
    }
  }

  private void spend(Bolt bolt) {
    room.bolts.remove(bolt);
    spent.add(bolt);
  }

  /// The ship that a shot met in this tick: the first on its way.
  private @Nullable Ship shipOn(Bolt bolt, double fromX, double fromY) {
    Ship first = null;
    double least = Double.POSITIVE_INFINITY;
    for (Ship ship : room.ships) {
      if (ship.owner() == bolt.owner() || bolt.team() != 0 && bolt.team() == ship.team()) continue;
      double reach = Ship.RADIUS + Bolt.RADIUS;
      if (Flight.distance(ship.x, ship.y, fromX, fromY, bolt.x, bolt.y) > reach) continue;
      double distance = Maths.hypot(ship.x - fromX, ship.y - fromY);
      if (distance >= least) continue;
      least = distance;
      first = ship;
    }
    return first;
  }

  private void chip(Bolt bolt) {
    room.tellAt(bolt.x, bolt.y, new Arena.Chipped());
    spend(bolt);
  }

  private void strike(Ship ship, Bolt bolt) {
    Player who = ship.owner();
    Player by = bolt.owner();
    spend(bolt);
    if (who == null || by == null) return;
    int damage = ship.shieldTicks > 0 ? 0 : bolt.damage;
    room.tellAt(bolt.x, bolt.y, new Arena.Struck(who, by, damage));
    ship.health = Math.max(0, ship.health - damage);
    if (ship.health == 0) down(ship, who, by);
  }

  private void down(Ship ship, Player who, Player by) {
    room.tellAt(ship.x, ship.y, new Arena.Burst(who));
    room.tell(new Arena.Downed(who, by));
    Pilot winner = room.pilots.of(by);
    Pilot loser = room.pilots.of(who);
    if (winner != null) {
      winner.kills++;
      winner.streak++;
    }
    if (loser != null) {
      loser.deaths++;
      room.hangar.again(loser, who);
    }
    room.ships.remove(ship);
  }
}

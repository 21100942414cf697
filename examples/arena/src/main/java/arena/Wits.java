package arena;

import org.jspecify.annotations.Nullable;
import takt.schema.Maths;
import takt.schema.Player;

/// How bots play: by the same input as everyone, with what anyone could see.
///
/// Two or three times a second a bot decides whom to hunt, what to fetch and how well it aims; in every tick it steers
/// by a sum of pulls and pushes. It shoots where its prey will be, as good as it is, and slips away from shots that
/// come at it.
final class Wits {
  private static final double SIGHT = 900;
  private static final double RANGE = 600;
  private static final double DETOUR = 420;
  private static final double DETOUR_WHEN_HURT = 1000;
  private static final int HURT = 45;
  private static final double DODGE = 240;
  private static final double WORST_AIM = 0.3;
  /// How near to its prey it likes to be.
  private static final double CLOSE = 230;
  private static final double FAR = 400;
  /// The fewest and most ticks between two decisions.
  private static final int THINK_MIN = 8;
  private static final int THINK_MAX = 18;

  private final Arena room;

  Wits(Arena room) {
    this.room = room;
  }

  void drive(Player me) {
    Ship ship = room.ships.of(me);
    Pilot pilot = room.pilots.of(me);
    if (ship == null || pilot == null) return;
    if (--pilot.mind.thinkTicks <= 0) decide(ship, pilot.mind);
    Steer in = room.steer.of(me);
    aim(ship, pilot.mind, in);
    steer(ship, pilot.mind, in);
  }

  // ---- deciding

  private void decide(Ship ship, Pilot.Mind mind) {
    mind.thinkTicks = room.dice().between(THINK_MIN, THINK_MAX);
    mind.prey = prey(ship, mind);
    mind.errand = errand(ship);
    mind.aimError = room.dice().between(-1.0, 1.0) * (1 - mind.skill) * WORST_AIM;
    mind.trigger = room.dice().chance(0.5 + mind.skill / 2);
    if (room.dice().chance(0.3)) mind.swerve = -mind.swerve;
    boolean there = Maths.hypot(mind.roamX - ship.x, mind.roamY - ship.y) < 200;
    if (there || mind.roamX == 0) {
      mind.roamX = room.dice().between(200, Arena.WIDTH - 200);
      mind.roamY = room.dice().between(200, Arena.HEIGHT - 200);
    }
  }

  /// The one that is easiest to get, with a weakness for whom it hunts already.
  private @Nullable Ship prey(Ship ship, Pilot.Mind mind) {
    Ship best = null;
    double least = SIGHT;
    for (Ship other : room.ships) {
      if (other.isFriendOf(ship)) continue;
      double cost = Maths.hypot(other.x - ship.x, other.y - ship.y) + 2 * other.health;
      if (other == mind.prey) cost -= 150;
      if (room.flight.rockBetween(ship.x, ship.y, other.x, other.y) != null) cost += 250;
      if (cost >= least) continue;
      least = cost;
      best = other;
    }
    return best;
  }

  private @Nullable Supply errand(Ship ship) {
    boolean hurt = ship.health < HURT;
    return nearer(room.supplies.nearest(ship.x, ship.y, supply -> hurt
        ? supply.kind == Supply.Kind.REPAIR
        : supply.kind != Supply.Kind.REPAIR && ship.power == null), ship, hurt ? DETOUR_WHEN_HURT : DETOUR);
  }

  private static @Nullable Supply nearer(@Nullable Supply supply, Ship ship, double reach) {
    if (supply == null) return null;
    return Maths.hypot(supply.x - ship.x, supply.y - ship.y) < reach ? supply : null;
  }

  // ---- aiming

  private void aim(Ship ship, Pilot.Mind mind, Steer in) {
    Ship prey = mind.prey != null && mind.prey.isPresent() ? mind.prey : null;
    double want = prey == null ? Maths.atan2(ship.vy, ship.vx) : lead(ship, prey, mind) + mind.aimError;
    double turn = Maths.turn(ship.heading, want);
    double most = (4 + 6 * mind.skill) / Arena.TICK_RATE_HZ;
    in.aim = Maths.wrapAngle(ship.heading + Maths.clamp(turn, -most, most));
    in.fire = prey != null && mind.trigger && Maths.abs(turn) < 0.25 && isInReach(ship, prey);
  }

  private boolean isInReach(Ship ship, Ship prey) {
    return prey.shieldTicks == 0 && Maths.hypot(prey.x - ship.x, prey.y - ship.y) < RANGE
        && room.flight.rockBetween(ship.x, ship.y, prey.x, prey.y) == null;
  }

  /// Where to aim at what moves: where it will be when the shot is there, if it goes on so.
  private static double lead(Ship ship, Ship prey, Pilot.Mind mind) {
    double seconds = Maths.hypot(prey.x - ship.x, prey.y - ship.y) / Bolt.SPEED * mind.skill;
    return Maths.atan2(prey.y + prey.vy * seconds - ship.y, prey.x + prey.vx * seconds - ship.x);
  }

  // ---- steering

  private void steer(Ship ship, Pilot.Mind mind, Steer in) {
    in.dx = 0;
    in.dy = 0;
    if (mind.errand != null && mind.errand.isPresent()) {
      pull(in, mind.errand.x - ship.x, mind.errand.y - ship.y, 1);
    } else if (mind.prey != null && mind.prey.isPresent()) {
      circle(ship, mind.prey, mind, in);
    } else {
      pull(in, mind.roamX - ship.x, mind.roamY - ship.y, 1);
    }
    dodge(ship, mind, in);
    avoidRocks(ship, mind, in);
    avoidWalls(ship, in);
    double length = Maths.hypot(in.dx, in.dy);
    if (length <= 1) return;
    in.dx /= length;
    in.dy /= length;
  }

  private static void circle(Ship ship, Ship prey, Pilot.Mind mind, Steer in) {
    double toX = prey.x - ship.x;
    double toY = prey.y - ship.y;
    double distance = Maths.hypot(toX, toY);
    boolean flees = ship.health < HURT && prey.health > ship.health;
    if (distance > FAR && !flees) pull(in, toX, toY, 1);
    if (distance < CLOSE || flees) pull(in, -toX, -toY, 1);
    pull(in, -toY * mind.swerve, toX * mind.swerve, 0.8);
  }

  /// Aside from each shot that would come by.
  private void dodge(Ship ship, Pilot.Mind mind, Steer in) {
    for (Bolt bolt : room.bolts.near(ship.x, ship.y, DODGE)) {
      if (bolt.owner() == ship.owner() || bolt.team() != 0 && bolt.team() == ship.team()) continue;
      double aheadX = Maths.cos(bolt.heading);
      double aheadY = Maths.sin(bolt.heading);
      double toX = ship.x - bolt.x;
      double toY = ship.y - bolt.y;
      double aside = aheadX * toY - aheadY * toX;
      if (aheadX * toX + aheadY * toY < 0 || Maths.abs(aside) > 3 * Ship.RADIUS) continue;
      double side = aside >= 0 ? 1 : -1;
      pull(in, -aheadY * side, aheadX * side, 1.6 * mind.skill);
    }
  }

  private void avoidRocks(Ship ship, Pilot.Mind mind, Steer in) {
    Rock rock = room.flight.rockAt(ship.x, ship.y, 3.5 * Ship.RADIUS);
    if (rock == null) return;
    double outX = ship.x - rock.x;
    double outY = ship.y - rock.y;
    pull(in, outX, outY, 0.9);
    pull(in, -outY * mind.swerve, outX * mind.swerve, 1.2);
  }

  private static void avoidWalls(Ship ship, Steer in) {
    double margin = 5 * Ship.RADIUS;
    if (ship.x < margin) in.dx += 1.5;
    if (ship.x > Arena.WIDTH - margin) in.dx -= 1.5;
    if (ship.y < margin) in.dy += 1.5;
    if (ship.y > Arena.HEIGHT - margin) in.dy -= 1.5;
  }

  private static void pull(Steer in, double x, double y, double weight) {
    double length = Maths.hypot(x, y);
    if (length == 0) return;
    in.dx += x / length * weight;
    in.dy += y / length * weight;
  }
}

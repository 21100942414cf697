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
  /// How much of their skill bots show while there are newcomers, and how long they do that for one.
  private static final double EASE = 0.1;
  private static final int EASY_TICKS = 45 * Arena.TICK_RATE_HZ;
  private static final double WORST_AIM = 0.3;
  /// How near to its prey it likes to be.
  private static final double CLOSE = 230;
  private static final double FAR = 400;
  /// Who gets no further than this for so long is stuck.
  private static final double SOMEWHERE = 5 * Ship.RADIUS;
  private static final int PATIENCE_TICKS = 2 * Arena.TICK_RATE_HZ;
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
    boolean stuck = isStuck(ship, mind);
    mind.form = anyNewcomer() ? mind.skill * EASE : mind.skill;
    mind.prey = stuck ? null : prey(ship, mind);
    mind.errand = stuck ? null : errand(ship);
    mind.aimError = room.dice().between(-1.0, 1.0) * (1 - mind.form) * WORST_AIM;
    mind.trigger = room.dice().chance(0.4 + mind.form / 2);
    if (room.dice().chance(0.15)) mind.swerve = -mind.swerve;
    boolean there = Maths.hypot(mind.roamX - ship.x, mind.roamY - ship.y) < 200;
    if (there || mind.roamX == 0 || stuck && room.dice().chance(0.3)) {
      mind.roamX = room.dice().between(200, Arena.WIDTH - 200);
      mind.roamY = room.dice().between(200, Arena.HEIGHT - 200);
    }
  }

  /// Whether it has got nowhere for a while: then it leaves be what it is at, and roams.
  private boolean isStuck(Ship ship, Pilot.Mind mind) {
    if (Maths.hypot(ship.x - mind.wasX, ship.y - mind.wasY) > SOMEWHERE) {
      mind.wasX = ship.x;
      mind.wasY = ship.y;
      mind.wasTick = room.now();
    }
    return room.now() - mind.wasTick > PATIENCE_TICKS;
  }

  /// Whether a person is here who has not shot anybody down yet: bots go easy then, for a while.
  private boolean anyNewcomer() {
    for (Pilot pilot : room.pilots) if (isNewcomer(pilot.owner())) return true;
    return false;
  }

  private boolean isNewcomer(@Nullable Player p) {
    Pilot pilot = p == null || p.isBot() ? null : room.pilots.of(p);
    return pilot != null && pilot.kills == 0 && room.now() - pilot.sinceTick < EASY_TICKS;
  }

  /// The one that is easiest to get, with a weakness for whom it hunts already.
  private @Nullable Ship prey(Ship ship, Pilot.Mind mind) {
    Ship best = null;
    double least = SIGHT;
    for (Ship other : room.ships) {
      if (other.isFriendOf(ship)) continue;
      double cost = Maths.hypot(other.x - ship.x, other.y - ship.y) + 2 * other.health;
      if (other == mind.prey) cost -= 150;
      if (isNewcomer(other.owner())) cost += 300;
      if (room.flight.rockBetween(ship.x, ship.y, other.x, other.y, 0) != null) cost += 250;
      if (cost >= least) continue;
      least = cost;
      best = other;
    }
    return best;
  }

  private @Nullable Supply errand(Ship ship) {
    boolean hurt = ship.health < HURT;
    Supply nearest = null;
    double least = hurt ? DETOUR_WHEN_HURT : DETOUR;
    for (Supply supply : room.supplies) {
      boolean isOfUse = hurt
          ? supply.kind == Supply.Kind.REPAIR
          : supply.kind != Supply.Kind.REPAIR && ship.power == null;
      double distance = Maths.hypot(supply.x - ship.x, supply.y - ship.y);
      if (!isOfUse || distance >= least) continue;
      least = distance;
      nearest = supply;
    }
    return nearest;
  }

  // ---- aiming

  private void aim(Ship ship, Pilot.Mind mind, Steer in) {
    Ship prey = mind.prey != null && mind.prey.isPresent() ? mind.prey : null;
    double want = prey == null ? Maths.atan2(ship.vy, ship.vx) : lead(ship, prey, mind) + mind.aimError;
    double turn = Maths.turn(ship.heading, want);
    double most = (4 + 6 * mind.form) / Arena.TICK_RATE_HZ;
    in.aim = Maths.wrapAngle(ship.heading + Maths.clamp(turn, -most, most));
    in.fire = prey != null && mind.trigger && Maths.abs(turn) < 0.25 && isInReach(ship, prey);
  }

  private boolean isInReach(Ship ship, Ship prey) {
    return prey.shieldTicks == 0 && Maths.hypot(prey.x - ship.x, prey.y - ship.y) < RANGE
        && room.flight.rockBetween(ship.x, ship.y, prey.x, prey.y, 0) == null;
  }

  /// Where to aim at what moves: where it will be when the shot is there, if it goes on so.
  private static double lead(Ship ship, Ship prey, Pilot.Mind mind) {
    double seconds = Maths.hypot(prey.x - ship.x, prey.y - ship.y) / Bolt.SPEED * mind.form;
    return Maths.atan2(prey.y + prey.vy * seconds - ship.y, prey.x + prey.vx * seconds - ship.x);
  }

  // ---- steering

  private void steer(Ship ship, Pilot.Mind mind, Steer in) {
    in.dx = 0;
    in.dy = 0;
    if (mind.errand != null && mind.errand.isPresent()) {
      head(ship, mind.errand.x, mind.errand.y, in);
    } else if (mind.prey != null && mind.prey.isPresent()) {
      circle(ship, mind.prey, mind, in);
    } else {
      head(ship, mind.roamX, mind.roamY, in);
    }
    dodge(ship, mind, in);
    avoidRocks(ship, in);
    avoidWalls(ship, in);
    double length = Maths.hypot(in.dx, in.dy);
    double most = 0.6 + 0.4 * mind.form;
    if (length <= most) return;
    in.dx *= most / length;
    in.dy *= most / length;
  }

  private void circle(Ship ship, Ship prey, Pilot.Mind mind, Steer in) {
    double toX = prey.x - ship.x;
    double toY = prey.y - ship.y;
    double distance = Maths.hypot(toX, toY);
    boolean flees = ship.health < HURT && prey.health > ship.health;
    if (distance > FAR && !flees) head(ship, prey.x, prey.y, in);
    if (distance < CLOSE || flees) pull(in, -toX, -toY, 1);
    pull(in, -toY * mind.swerve, toX * mind.swerve, 0.5 + 0.4 * mind.form);
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
      pull(in, -aheadY * side, aheadX * side, 1.6 * mind.form);
    }
  }

  /// Towards a place, past the rock that is in the way: on the side where it is less of a detour.
  private void head(Ship ship, double x, double y, Steer in) {
    Rock rock = room.flight.rockBetween(ship.x, ship.y, x, y, 1.5 * Ship.RADIUS);
    if (rock == null) {
      pull(in, x - ship.x, y - ship.y, 1);
      return;
    }
    double toX = rock.x - ship.x;
    double toY = rock.y - ship.y;
    double distance = Maths.max(1, Maths.hypot(toX, toY));
    double side = toX * (y - ship.y) - toY * (x - ship.x) >= 0 ? 1 : -1;
    double aside = (rock.radius + 4 * Ship.RADIUS) / distance * side;
    pull(in, toX - toY * aside, toY + toX * aside, 1);
  }

  private void avoidRocks(Ship ship, Steer in) {
    Rock rock = room.flight.rockAt(ship.x, ship.y, 2.5 * Ship.RADIUS);
    if (rock != null) pull(in, ship.x - rock.x, ship.y - rock.y, 0.8);
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

package arena;

import takt.schema.Maths;
import takt.schema.Player;

/// How pilots and their ships appear.
final class Hangar {
  static final int SHIELD_TICKS = 45;
  /// Places looked at before the best of them is taken.
  private static final int LOOKS = 12;
  /// A person is set down where a fight is near, not in it.
  private static final double NEAR_A_FIGHT = 360;
  private static final double CLEAR_OF_ROCKS = 60;

  private final Arena room;

  Hangar(Arena room) {
    this.room = room;
  }

  /// Someone enters.
  void pilot(Player p) {
    Pilot pilot = room.pilots.add(p, new Pilot());
    pilot.sinceTick = room.now();
    pilot.colour = freeColour(pilot);
    pilot.mind.skill = room.dice().between(0.15, 0.8);
    if (room.teams) room.joinTeam(p, smallerTeam(p));
  }

  /// A pilot gets a ship. Bots even out the teams as they do.
  void ship(Player p) {
    Pilot pilot = room.pilots.of(p);
    if (pilot == null) return;
    if (room.teams && p.isBot()) room.joinTeam(p, smallerTeam(p));
    pilot.streak = 0;
    pilot.launchTick = 0;
    pilot.mind.prey = null;
    Ship ship = new Ship();
    ship.shieldTicks = SHIELD_TICKS;
    room.ships.add(p, ship);
    place(ship);
  }

  /// A ship is lost, and the next one made ready.
  void again(Pilot pilot, Player p) {
    pilot.launchTick = (int) (room.now() + Arena.RESPAWN.toMillis() * Arena.TICK_RATE_HZ / 1000);
    room.respawn.start(p, Arena.RESPAWN);
  }

  private void place(Ship ship) {
    double best = Double.NEGATIVE_INFINITY;
    double bestX = 0;
    double bestY = 0;
    for (int i = 0; i < LOOKS; i++) {
      double x = room.dice().between(100, Arena.WIDTH - 100);
      double y = room.dice().between(100, Arena.HEIGHT - 100);
      double good = worth(ship, x, y);
      if (good <= best) continue;
      best = good;
      bestX = x;
      bestY = y;
    }
    room.ships.teleport(ship, bestX, bestY);
    ship.heading = Maths.atan2(Arena.HEIGHT / 2 - bestY, Arena.WIDTH / 2 - bestX);
  }

  private double worth(Ship ship, double x, double y) {
    if (room.flight.rockAt(x, y, CLEAR_OF_ROCKS) != null) return -Arena.WIDTH;
    double distance = Arena.WIDTH;
    for (Ship other : room.ships) {
      if (!other.isFriendOf(ship)) distance = Math.min(distance, Maths.hypot(other.x - x, other.y - y));
    }
    Player owner = ship.owner();
    return owner != null && owner.isBot() ? distance : -Maths.abs(distance - NEAR_A_FIGHT);
  }

  private int freeColour(Pilot own) {
    boolean[] taken = new boolean[Pilot.COLOURS];
    for (Pilot other : room.pilots) if (other != own) taken[other.colour] = true;
    for (int colour = 0; colour < taken.length; colour++) if (!taken[colour]) return colour;
    return room.dice().nextInt(Pilot.COLOURS);
  }

  private int smallerTeam(Player p) {
    int ones = 0;
    int twos = 0;
    for (Pilot other : room.pilots) {
      if (other.owner() == p) continue;
      if (other.team() == 1) ones++;
      if (other.team() == 2) twos++;
    }
    if (ones == twos) return p.team() == 0 ? 1 : p.team();
    return ones < twos ? 1 : 2;
  }
}

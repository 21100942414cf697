package arena;

import takt.schema.*;

/// An arena that is empty but for its players, in which a test says where things are.
class Drill extends Arena {
  record Place(int who, double x, double y, int health) implements Command {}
  record Drop(Supply.Kind kind, double x, double y) implements Command {}
  record Stone(double x, double y, int radius) implements Command {}
  record Crowd(int seats) implements Command {}

  @Override protected void onCreate() {}

  void on(Place place) {
    for (Ship ship : ships) {
      Player owner = ship.owner();
      if (owner == null || owner.number() != place.who) continue;
      ships.teleport(ship, place.x, place.y);
      ship.vx = 0;
      ship.vy = 0;
      ship.health = place.health;
      ship.shieldTicks = 0;
    }
  }

  void on(Drop drop) {
    depot.put(drop.kind, drop.x, drop.y);
  }

  void on(Stone stone) {
    Rock rock = new Rock();
    rock.x = stone.x;
    rock.y = stone.y;
    rock.radius = stone.radius;
    rocks.add(rock);
  }

  void on(Crowd crowd) {
    bots.fill(crowd.seats);
  }
}

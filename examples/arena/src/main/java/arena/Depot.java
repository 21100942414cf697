package arena;

import static java.time.Duration.ofSeconds;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import takt.schema.Maths;
import takt.schema.Player;

/// Supplies: they appear, are fetched, and wear off.
final class Depot {
  static final int REPAIR = 50;
  static final int OF_A_KIND_MAX = 2;
  static final Duration RESTOCK = ofSeconds(5);
  static final Duration POWER = ofSeconds(9);
  private static final int TRIES = 20;

  private final Arena room;

  Depot(Arena room) {
    this.room = room;
  }

  void open() {
    for (Supply.Kind kind : Supply.Kind.values()) {
      restock(kind);
      room.restock.every(kind, RESTOCK);
    }
  }

  void restock(Supply.Kind kind) {
    int there = 0;
    for (Supply supply : room.supplies) if (supply.kind == kind) there++;
    for (int i = 0; i < TRIES && there < OF_A_KIND_MAX; i++) {
      double x = room.dice().between(120, Arena.WIDTH - 120);
      double y = room.dice().between(120, Arena.HEIGHT - 120);
      if (room.flight.rockAt(x, y, 2 * Supply.RADIUS) != null) continue;
      put(kind, x, y);
      return;
    }
  }

  Supply put(Supply.Kind kind, double x, double y) {
    Supply supply = room.supplies.add(new Supply());
    supply.kind = kind;
    supply.x = x;
    supply.y = y;
    return supply;
  }

  void handOut() {
    for (Supply supply : room.supplies) {
      Ship ship = shipAt(supply);
      Player by = ship == null ? null : ship.owner();
      if (ship == null || by == null) continue;
      room.tellAt(supply.x, supply.y, new Arena.Fetched(by, supply.kind));
      room.supplies.remove(supply);
      take(ship, supply.kind);
    }
  }

  /// A ship that is not in need of a repair leaves it for one that is.
  private @Nullable Ship shipAt(Supply supply) {
    for (Ship ship : room.ships) {
      if (supply.kind == Supply.Kind.REPAIR && ship.health == Ship.HEALTH_MAX) continue;
      double reach = Ship.RADIUS + Supply.RADIUS;
      if (Maths.hypot(ship.x - supply.x, ship.y - supply.y) < reach) return ship;
    }
    return null;
  }

  private void take(Ship ship, Supply.Kind kind) {
    if (kind == Supply.Kind.REPAIR) {
      ship.health = Math.min(Ship.HEALTH_MAX, ship.health + REPAIR);
    } else {
      ship.power = kind;
      room.fade.start(ship, POWER);
    }
  }

  void fade(Ship ship) {
    ship.power = null;
  }
}

package arena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import takt.schema.Maths;

/// Ships are pushed and slide; rocks, walls and other ships stop them.
class FlightTest {
  @Test void shipsTakeTimeToStartAndToStop() {
    try (Duel duel = new Duel(1)) {
      duel.ann.network(80, 20, 0.02).input(Steer.class, hands -> hands.dy = 1);
      duel.room.ticks(15);
      double early = duel.ship(duel.ann).vy;
      duel.room.ticks(60).crash().ticks(30);
      double top = duel.ship(duel.ann).vy;
      assertTrue(early > 50 && early < top - 50 && top < 381, early + " and then " + top);
      duel.ann.input(Steer.class, hands -> hands.dy = 0);
      duel.room.ticks(20);
      double slow = duel.ship(duel.ann).vy;
      assertTrue(slow > 5 && slow < top / 2, () -> "slides at " + slow);
    }
  }

  @Test void theCornerOfAStickIsNoFasterThanItsEdge() {
    try (Duel duel = new Duel(2)) {
      duel.bob.input(Steer.class, hands -> hands.dx = hands.dy = 1);
      duel.room.ticks(60);
      Ship ship = duel.ship(duel.bob);
      assertTrue(Maths.hypot(ship.vx, ship.vy) <= 380, ship.vx + ", " + ship.vy);
    }
  }

  @Test void wallsHold() {
    try (Duel duel = new Duel(3)) {
      duel.place(duel.ann, 60, 800, 100);
      duel.ann.input(Steer.class, hands -> hands.dx = -1);
      duel.room.ticks(60);
      assertEquals(Ship.RADIUS, duel.ship(duel.ann).x);
    }
  }

  @Test void rocksAndShipsAreHard() {
    try (Duel duel = new Duel(4)) {
      duel.room.tell(new Drill.Stone(1000, 500, 80));
      duel.ann.input(Steer.class, hands -> hands.dy = -1);
      for (int i = 0; i < 90; i++) {
        duel.room.ticks(1);
        Ship ship = duel.ship(duel.ann);
        assertTrue(Maths.hypot(ship.x - 1000, ship.y - 500) >= 80 + Ship.RADIUS - 0.1, "in the rock");
      }
      duel.place(duel.ann, 1000, 800, 100);
      duel.ann.input(Steer.class, hands -> {
        hands.dx = 1;
        hands.dy = 0;
      });
      duel.room.ticks(60);
      assertTrue(duel.ship(duel.bob).x > 1210, "bob was not pushed");
      Ship ann = duel.ship(duel.ann);
      Ship bob = duel.ship(duel.bob);
      assertTrue(Maths.hypot(bob.x - ann.x, bob.y - ann.y) > 2 * Ship.RADIUS - 1, "ships are in each other");
    }
  }
}

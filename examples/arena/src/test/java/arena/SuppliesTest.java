package arena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import takt.testkit.RoomTest;

/// Supplies: fetched by flying over them.
class SuppliesTest {
  @Test void repairsMendAndAreLeftByTheHale() {
    try (Duel duel = new Duel(1)) {
      duel.room.tell(new Drill.Drop(Supply.Kind.REPAIR, 1010, 800)).ticks(3);
      assertEquals(1, duel.room.room().supplies.size());
      duel.place(duel.ann, 1000, 800, 30);
      duel.room.ticks(1);
      assertEquals(30 + Depot.REPAIR, duel.ship(duel.ann).health);
      assertTrue(duel.room.room().supplies.isEmpty());
    }
  }

  @Test void powerWearsOff() {
    try (Duel duel = new Duel(2)) {
      duel.room.tell(new Drill.Drop(Supply.Kind.SPREAD, 1010, 800)).ticks(3);
      assertEquals(Supply.Kind.SPREAD, duel.seen(duel.bob, duel.ann).power);
      duel.shoot(duel.ann, 3);
      assertEquals(3, duel.room.room().bolts.size());
      duel.room.crash().pass(Depot.POWER);
      assertNull(duel.ship(duel.ann).power);
    }
  }

  @Test void thereIsMostlySomethingToFetch() {
    try (var room = RoomTest.of(Arena::new).seed(3)) {
      room.join("ann");
      int stocked = 0;
      for (int i = 0; i < 20; i++) {
        room.ticks(60);
        if (!room.room().supplies.isEmpty()) stocked++;
        assertTrue(room.room().supplies.size() <= 3 * Depot.OF_A_KIND_MAX);
        for (Supply supply : room.room().supplies) {
          assertNull(room.room().flight.rockAt(supply.x, supply.y, Supply.RADIUS), "out of reach");
        }
      }
      assertTrue(stocked > 10, "something at " + stocked + " of 20 looks");
    }
  }
}

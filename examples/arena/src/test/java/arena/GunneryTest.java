package arena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import takt.protocol.json.Json;

/// Who shoots whom, and what comes of it.
class GunneryTest {
  @Test void aShotTakesHealthWhenItArrives() {
    try (Duel duel = new Duel(1)) {
      duel.shoot(duel.ann, 3);
      assertEquals(1, duel.room.room().bolts.size());
      assertEquals(100, duel.ship(duel.bob).health, "it is on its way");
      duel.room.ticks(12);
      assertEquals(100 - Gunnery.DAMAGE, duel.ship(duel.bob).health);
      assertEquals(duel.ship(duel.bob).health, duel.seen(duel.ann, duel.bob).health);
      assertTrue(duel.room.room().bolts.isEmpty());
    }
  }

  @Test void whoHoldsTheTriggerShootsNoFasterThanTheGun() {
    try (Duel duel = new Duel(2)) {
      duel.place(duel.bob, 1000, 100, 100);
      duel.ann.input(Steer.class, hands -> hands.fire = true);
      duel.room.ticks(2 + 3 * Gunnery.RELOAD_TICKS);
      int bolts = duel.room.room().bolts.size();
      assertTrue(bolts >= 3 && bolts <= 4, () -> bolts + " shots");
    }
  }

  @Test void theLastShotBringsDownAndCountsAndTheLoserIsBackWithinThreeSeconds() {
    try (Duel duel = new Duel(3)) {
      List<Arena.Downed> news = new ArrayList<>();
      duel.bob.on(Arena.Downed.class, news::add);
      duel.place(duel.bob, 1200, 800, 10);
      duel.shoot(duel.ann, 3);
      duel.room.ticks(12);
      assertFalse(duel.flies(duel.bob));
      assertEquals(1, duel.pilot(duel.ann).kills);
      assertEquals(1, duel.pilot(duel.bob).deaths);
      assertEquals(1, news.size());
      assertEquals("ann", news.getFirst().by().name());

      long lost = duel.room.tick();
      duel.room.ticks(20).crash();
      while (!duel.flies(duel.bob) && duel.room.tick() < lost + 100) duel.room.ticks(1);
      assertTrue(duel.room.tick() - lost <= 3 * Arena.TICK_RATE_HZ,
          () -> "after " + (duel.room.tick() - lost) + " ticks");
      assertEquals(100, duel.ship(duel.bob).health);
      assertEquals(0, duel.pilot(duel.bob).launchTick);
    }
  }

  @Test void whoHasJustBeenLaunchedIsShieldedUntilTheyShoot() {
    try (Duel duel = new Duel(4)) {
      duel.place(duel.bob, 1200, 800, 10);
      duel.shoot(duel.ann, 3);
      duel.room.ticks(85);
      Ship bob = duel.ship(duel.bob);
      assertTrue(bob.shielded && bob.shieldTicks > 0, "no shield");
      duel.shoot(duel.bob, 3);
      assertFalse(duel.ship(duel.bob).shielded);
    }
  }

  @Test void rocksStopShots() {
    try (Duel duel = new Duel(5)) {
      duel.room.tell(new Drill.Stone(1100, 800, 50));
      duel.shoot(duel.ann, 30);
      assertEquals(100, duel.ship(duel.bob).health);
      assertTrue(duel.bob.heard().contains("chipped"), () -> duel.bob.heard().toString());
    }
  }

  @Test void whatClientsSendIsInputOnly() {
    try (Duel duel = new Duel(6)) {
      var cheat = duel.ann.send("place", new Json.Obj(Map.of()));
      duel.room.ticks(5);
      assertTrue(cheat.isRefused());
      assertEquals(100, duel.ship(duel.bob).health);
    }
  }
}

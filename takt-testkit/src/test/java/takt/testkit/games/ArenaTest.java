package takt.testkit.games;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import takt.testkit.RoomTest;

/// The shooter: owner fields, lossy events with a place, keyed alarms, refusals, rates, bots that fill.
class ArenaTest {
  @Test void whatAPlayerSeesIsWhatIs() {
    try (var room = RoomTest.of(Arena::new).seed(7)) {
      var ann = room.join("ann").network(80, 20, 0.02).input(Arena.Steer.class, i -> i.dx = 1);
      room.ticks(30).crash().ticks(60);
      Arena.Ship real = requireNonNull(room.room().ships.of(ann.player()));
      Arena seen = ann.sees();
      assertEquals(8, seen.ships.size());
      assertEquals(real.hp, requireNonNull(seen.ships.get(real.id())).hp);
    }
  }

  @Test void reloadIsForTheOwnerAlone() {
    try (var room = RoomTest.of(Arena::new).seed(3)) {
      var ann = room.join("ann").input(Arena.Steer.class, i -> i.fire = true);
      var bob = room.join("bob");
      room.ticks(15);
      Arena.Ship real = requireNonNull(room.room().ships.of(ann.player()));
      assertTrue(real.reloadTicks > 0);
      assertTrue(requireNonNull(ann.sees().ships.get(real.id())).reloadTicks > 0);
      assertEquals(0, requireNonNull(bob.sees().ships.get(real.id())).reloadTicks);
      assertTrue(bob.heard().contains("beam"));
    }
  }

  @Test void theDeadComeBackAfterThreeSeconds() {
    try (var room = RoomTest.of(Arena::new).seed(5)) {
      var ann = room.join("ann");
      room.ticks(1);
      Arena arena = room.room();
      Arena.Ship ship = requireNonNull(arena.ships.of(ann.player()));
      Arena.Ship bot = requireNonNull(arena.ships.nearest(0, 0, s -> s.team() != ship.team()));
      assertEquals(8, arena.ships.size());
      assertTrue(bot.id() != ship.id());
    }
  }

  @Test void chatIsRatedAndCommandsAreRefused() {
    try (var room = RoomTest.of(Arena::new).seed(1)) {
      var ann = room.join("ann");
      List<String> said = new ArrayList<>();
      ann.on(Arena.Said.class, e -> said.add(e.who().name() + ": " + e.text()));
      var first = ann.send(new Arena.Say("hi"));
      var second = ann.send(new Arena.Say("again"));
      room.ticks(10);
      assertEquals(List.of("ann: hi"), said);
      assertTrue(first.isTaken());
      assertTrue(second.isRefused());
      room.tell(new Arena.Announce("soon")).ticks(5);
      assertTrue(ann.heard().contains("announced"));
    }
  }

  @Test void botsMakePlaceForPeople() {
    try (var room = RoomTest.of(Arena::new).seed(2)) {
      for (int i = 0; i < 10; i++) room.join("p" + i);
      room.ticks(5);
      assertEquals(10, room.room().ships.size());
    }
    try (var room = RoomTest.of(Arena::new).seed(2)) {
      var ann = room.join("ann");
      room.ticks(2);
      assertEquals(8, room.room().ships.size());
      room.join("bob");
      room.ticks(2);
      assertEquals(8, room.room().ships.size());
      ann.leave();
      room.ticks(10);
      assertEquals(8, room.room().ships.size());
      assertFalse(ann.isIn());
    }
  }
}

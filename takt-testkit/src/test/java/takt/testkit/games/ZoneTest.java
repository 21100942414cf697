package takt.testkit.games;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import takt.protocol.json.Json;
import takt.testkit.RoomTest;

/// The zone: tasks that ask, tasks that compute, saved helpers that know each other, references in commands.
class ZoneTest {
  private static Zone zone() {
    return new Zone(who -> new Zone.Loaded("the brave", 42));
  }

  @Test void theHeroAppearsWhenTheDatabaseHasAnswered() {
    try (var room = RoomTest.of(ZoneTest::zone).seed(7)) {
      var ann = room.join("ann").input(Zone.Walk.class, i -> i.dx = 0.5);
      room.ticks(20).crash().ticks(20);
      Zone.Hero hero = requireNonNull(room.room().heroes.of(ann.player()));
      assertEquals("the brave", hero.title);
      assertEquals(hero.inventory, hero.inventory.lent);
      Zone.Hero seen = ann.sees().heroes.iterator().next();
      assertEquals(42, seen.gold);
    }
  }

  @Test void aDoorIsOpenedByReference() {
    try (var room = RoomTest.of(ZoneTest::zone).seed(7)) {
      var ann = room.join("ann");
      room.ticks(5);
      Zone.Door door = ann.sees().doors.iterator().next();
      var opened = ann.send("open", json("door", door.id()));
      var bought = ann.send(new Zone.Buy("apple", 3));
      var dear = ann.send(new Zone.Buy("gold", 9));
      room.ticks(5);
      assertTrue(opened.isTaken());
      assertTrue(room.room().doors.iterator().next().open);
      assertEquals(3, bought.answer(Zone.Bought.class).have());
      assertTrue(dear.isAnswered());
      room.tell(new Zone.Announce("night falls")).ticks(3);
      assertTrue(ann.heard().contains("told"));
    }
  }

  private static Json json(String name, long value) {
    return new Json.Obj(Map.of(name, Json.of(value)));
  }

  @Test void aTaskThatFailsIsTold() {
    try (var room = RoomTest.of(() -> new Zone(who -> {
      throw new IOException("the database is away");
    })).seed(1)) {
      room.join("ann");
      room.ticks(5);
      assertEquals(1, room.room().failures);
    }
  }

  @Test void plansAreTheSameEveryTime() {
    try (var room = RoomTest.of(ZoneTest::zone).seed(3)) {
      room.join("ann");
      room.ticks(50);
      Zone.Npc npc = room.room().npcs.iterator().next();
      assertTrue(npc.y > 0);
    }
  }
}

package takt.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import takt.protocol.json.Json;
import takt.protocol.json.JsonWriter;
import takt.schema.Entity;
import takt.schema.Player;
import takt.schema.PlayerId;
import takt.schema.Saved;
import takt.server.Alarms;
import takt.server.Entities;
import takt.server.Room;
import takt.server.RoomConfig;
import takt.server.room.RoomMessage;

/// What a room says of itself to whoever develops it: everything it may hold, as it is, within bounds.
class RoomPortraitTest {
  enum Mood {
    CALM, CROSS
  }

  record Deal(int card, String to) {}

  sealed interface Move {}

  record Walk(int steps) implements Move {}

  record Wait() implements Move {}

  @Saved static class Branch {
    String name = "";
    @Nullable Branch next;
  }

  static class Box extends Room {
    static class Thing extends Entity {
      int a, b, c;
      @Nullable Entity friend;
    }

    final Entities<Thing> things = entities();
    final Alarms<Player> due = alarms(_ -> {});
    double nothing = Double.NaN;
    double far = Double.NEGATIVE_INFINITY;
    float half = 0.5f;
    char letter = 'x';
    @Nullable Integer boxed;
    Mood mood = Mood.CROSS;
    Deal deal = new Deal(7, "ann");
    Move move = new Walk(3);
    Branch ring = new Branch();
    final List<Deal> deals = new ArrayList<>();
    final Set<Integer> numbers = new LinkedHashSet<>();
    final Deque<String> queue = new ArrayDeque<>();
    final Map<String, Integer> score = new LinkedHashMap<>();
    final int[] grid = new int[400];
    @Nullable Player leader;
    PlayerId owner = new PlayerId("boss");
    String novel = "x".repeat(5_000);

    @Override protected void configure(RoomConfig c) {
      c.entitiesMax(5_000);
    }

    @Override protected void onJoin(Player p) {
      leader = p;
      Branch other = new Branch();
      other.next = ring;
      ring.next = other;
      deals.add(deal);
      for (int i = 0; i < 40; i++) numbers.add(i);
      queue.add("first");
      score.put("red", 3);
      due.start(p, Duration.ofSeconds(5));
      Thing before = null;
      for (int i = 0; i < 4_000; i++) {
        Thing thing = things.add(new Thing());
        thing.friend = before;
        before = thing;
      }
    }
  }

  private static Json look(RoomTest<?> room, int rowsMax) {
    CompletableFuture<Json> seen = new CompletableFuture<>();
    room.simulation().desk().tell(room.simulated().body().id(), new RoomMessage.Look(rowsMax, seen::complete),
        new CompletableFuture<>());
    room.pass(Duration.ofMillis(100));
    return seen.join();
  }

  private static Json at(Json json, String... path) {
    Json found = json;
    for (String name : path) {
      Json next = name.matches("\\d+") ? found.items().get(Integer.parseInt(name)) : found.get(name);
      if (next == null) throw new AssertionError("no " + name + " in " + found);
      found = next;
    }
    return found;
  }

  @Test void everyKindOfValueIsShownAsItIs() {
    try (var room = RoomTest.of(Box::new)) {
      room.join("ann");
      room.ticks(2);
      Json view = look(room, 10);
      assertEquals("NaN", at(view, "room", "nothing").text(""));
      assertEquals("-Infinity", at(view, "room", "far").text(""));
      assertEquals(0.5, at(view, "room", "half").number(0));
      assertEquals('x', at(view, "room", "letter").whole(0));
      assertEquals(Json.Null.VALUE, at(view, "room", "boxed"));
      assertEquals("CROSS", at(view, "room", "mood").text(""));
      assertEquals(7, at(view, "room", "deal", "card").whole(0));
      assertEquals(3, at(view, "room", "move", "steps").whole(0));
      assertEquals("ann", at(view, "room", "deals", "0", "to").text(""));
      assertEquals("first", at(view, "room", "queue", "0").text(""));
      assertEquals(3, at(view, "room", "score", "0", "1").whole(0));
      assertEquals("player 1", at(view, "room", "leader").text(""));
      assertEquals("boss", at(view, "room", "owner").text(""));
      assertEquals("player 1", at(view, "alarms", "0", "key").text(""));
      assertTrue(at(view, "alarms", "0", "leftMs").whole(0) > 4_000);
      assertTrue(at(view, "parts", "0", "rows", "1", "fields", "friend").text("").startsWith("entity "));
    }
  }

  @Test void whateverItHoldsTheViewIsBounded() {
    try (var room = RoomTest.of(Box::new)) {
      room.join("ann");
      room.ticks(2);
      Json view = look(room, Integer.MAX_VALUE);
      assertEquals(33, at(view, "room", "numbers").items().size());
      assertEquals("… 8 more", at(view, "room", "numbers", "32").text(""));
      assertEquals("… 368 more", at(view, "room", "grid", "32").text(""));
      assertEquals(201, at(view, "room", "novel").text("").length());
      assertInstanceOf(Json.Obj.class, at(view, "room", "ring", "next", "next"), "round in a ring, and out of it");
      assertEquals(4_000, at(view, "parts", "0", "count").whole(0));
      assertTrue(at(view, "parts", "0", "rows").items().size() < 2_600);
      assertTrue(at(view, "cut").flag(false));
      assertTrue(new JsonWriter().value(view).length() < 500_000);
    }
  }

  /// The figures alone cost no more in a room full of things.
  @Test void theFiguresAloneAreFew() {
    try (var room = RoomTest.of(Box::new)) {
      room.join("ann");
      room.ticks(2);
      look(room, 0);
      room.ticks(20);
      Json view = look(room, 0);
      assertEquals(4_000, at(view, "entities").whole(0));
      assertTrue(at(view, "figures", "durationUs").whole(-1) >= 0);
      assertTrue(new JsonWriter().value(view).length() < 600);
    }
  }
}

package arena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import takt.client.Joined;
import takt.protocol.json.Json;
import takt.schema.Player;
import takt.testkit.RoomTest;
import takt.testkit.TestPlayer;

/// Who is here: people, bots in the seats they leave, teams, and what people say.
class CrewTest {
  private static int bots(RoomTest<? extends Arena> room) {
    int bots = 0;
    for (Pilot pilot : room.room().pilots) if (Objects.requireNonNull(pilot.owner()).isBot()) bots++;
    return bots;
  }

  @Test void botsFillSeatsAndMakePlace() {
    try (var room = RoomTest.of(Arena::new).seed(1)) {
      room.join("ann");
      room.ticks(2);
      assertEquals(Arena.CROWD - 1, bots(room));
      List<TestPlayer<Arena>> people = new ArrayList<>();
      for (int i = 2; i <= Arena.SEATS; i++) people.add(room.join("p" + i));
      room.ticks(2);
      assertEquals(0, bots(room));
      assertInstanceOf(Joined.Full.class, room.tryJoin("one too many"));
      for (TestPlayer<Arena> one : people) one.leave();
      room.ticks(10).crash().ticks(10);
      assertEquals(Arena.CROWD - 1, bots(room));
    }
  }

  @Test void whoLeavesTakesEverythingAlong() {
    try (Duel duel = new Duel(2)) {
      duel.shoot(duel.ann, 3);
      duel.ann.leave();
      duel.room.ticks(5);
      assertEquals(1, duel.room.room().ships.size());
      assertEquals(1, duel.room.room().pilots.size());
      assertTrue(duel.room.room().bolts.isEmpty());
      assertEquals(1, duel.bob.sees().ships.size());
    }
  }

  @Test void whoseLineIsCutFindsTheirSeatAndScore() {
    try (Duel duel = new Duel(3)) {
      duel.place(duel.bob, 1200, 800, 10);
      duel.shoot(duel.ann, 3);
      duel.room.ticks(12);
      Player before = duel.ann.player();
      duel.ann.cut();
      duel.room.ticks(90);
      assertEquals(1, duel.ann.resumes());
      assertEquals(before, duel.ann.player());
      assertEquals(1, duel.pilot(duel.ann).kills);
    }
  }

  @Test void coloursDiffer() {
    try (var room = RoomTest.of(Arena::new).seed(4)) {
      room.join("ann");
      room.ticks(2);
      Set<Integer> colours = new HashSet<>();
      for (Pilot pilot : room.room().pilots) colours.add(pilot.colour);
      assertEquals(Arena.CROWD, colours.size());
    }
  }

  @Test void teamsAreEvenAndShootOnlyTheOthers() {
    try (Duel duel = new Duel(5, true)) {
      assertNotEquals(duel.ann.player().team(), duel.bob.player().team());
      TestPlayer<Drill> cid = duel.room.join("cid");
      boolean withAnn = cid.player().team() == duel.ann.player().team();
      TestPlayer<Drill> friend = withAnn ? duel.ann : duel.bob;
      TestPlayer<Drill> other = withAnn ? duel.bob : duel.ann;
      duel.place(other, 1000, 200, 100);
      duel.place(friend, 1100, 800, 100);
      duel.place(cid, 900, 800, 100);
      duel.shoot(cid, 20);
      assertEquals(100, duel.ship(friend).health);
      duel.place(other, 1100, 800, 100);
      duel.place(friend, 1000, 200, 100);
      duel.shoot(cid, 20);
      assertTrue(duel.ship(other).health < 100, "not hit");
    }
  }

  @Test void botsEvenOutTheTeams() {
    try (var room = RoomTest.of(Arena::new).seed(6).option("teams", Json.of(true))) {
      for (int i = 0; i < 5; i++) room.join("p" + i);
      room.ticks(20 * Arena.TICK_RATE_HZ);
      int ones = 0;
      for (Pilot pilot : room.room().pilots) if (pilot.team() == 1) ones++;
      assertTrue(ones >= 4 && ones <= 6, ones + " of " + Arena.CROWD);
    }
  }

  @Test void whatIsSaidIsHeardAndBounded() {
    try (Duel duel = new Duel(7)) {
      List<String> heard = new ArrayList<>();
      duel.bob.on(Arena.Said.class, said -> heard.add(said.who().name() + ": " + said.text()));
      duel.ann.send(new Arena.Say("  hello  "));
      duel.room.ticks(5);
      assertEquals(List.of("ann: hello"), heard);

      var blank = duel.ann.send(new Arena.Say("   "));
      duel.room.ticks(30);
      var noise = duel.ann.send(new Arena.Say("ding\u0007dong"));
      duel.room.ticks(30);
      var long121 = duel.ann.send("say", new Json.Obj(Map.of("text", Json.of("x".repeat(121)))));
      duel.room.ticks(30);
      assertTrue(blank.isRefused() && noise.isRefused() && long121.isRefused());

      int refused = 0;
      for (int i = 0; i < 10; i++) {
        var sent = duel.ann.send(new Arena.Say("spam"));
        duel.room.ticks(2);
        if (sent.isRefused()) refused++;
      }
      assertTrue(refused >= 7, refused + " of 10 refused");
      assertEquals(1 + 10 - refused, heard.size());
    }
  }
}

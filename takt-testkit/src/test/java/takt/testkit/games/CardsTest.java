package takt.testkit.games;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import takt.protocol.json.Json;
import takt.testkit.RoomTest;

/// The card game: hidden hands, shown secrets, clocks, leavers, ticks on demand.
class CardsTest {
  @Test void nobodySeesAnothersHand() {
    try (var room = RoomTest.of(Cards::new).seed(7)) {
      var ann = room.join("ann");
      var bob = room.join("bob");
      ann.send(new Cards.Ready());
      bob.send(new Cards.Ready());
      room.pass(ofSeconds(1));
      Cards seen = ann.sees();
      assertEquals(Cards.Phase.PLAYING, seen.phase);
      assertEquals(5, requireNonNull(seen.hands.of(requireNonNull(seen.turn))).cards.size());
      int known = 0;
      for (Cards.Hand hand : seen.hands) known += hand.cards.size();
      assertEquals(5, known);
      bob.leave();
      room.pass(ofMinutes(1)).crash().pass(ofMinutes(1));
      assertEquals(2, ann.sees().hands.size());
    }
  }

  @Test void anIdleRoomDoesNotTick() {
    try (var room = RoomTest.of(Cards::new).seed(7)) {
      room.join("ann");
      room.pass(ofSeconds(1));
      long tick = room.tick();
      room.pass(ofMinutes(5));
      assertEquals(tick, room.tick());
    }
  }

  @Test void theClockMovesForWhoSleeps() {
    try (var room = RoomTest.of(Cards::new).seed(9).option("turnSeconds", Json.of(5L))) {
      var ann = room.join("ann");
      var bob = room.join("bob");
      ann.send(new Cards.Ready());
      bob.send(new Cards.Ready());
      room.pass(ofSeconds(1));
      assertEquals(ann.player(), room.room().turn);
      room.pass(ofSeconds(5));
      assertEquals(bob.player(), room.room().turn);
      assertEquals(6, requireNonNull(room.room().hands.of(ann.player())).count);
      var notTheirs = ann.send(new Cards.Draw());
      room.pass(ofSeconds(1));
      assertTrue(notTheirs.isRefused());
    }
  }

  @Test void aSecretIsThereForWhoWasShownIt() {
    try (var room = RoomTest.of(Cards::new).seed(4)) {
      var ann = room.join("ann");
      var bob = room.join("bob");
      room.pass(ofSeconds(1));
      Cards.Secret secret = room.room().secrets.iterator().next();
      assertEquals(0, ann.sees().secrets.size());
      var blind = ann.send("peek", new Json.Obj(Map.of("secret", Json.of(secret.id()))));
      room.pass(ofSeconds(1));
      assertTrue(blind.isRefused(), "what nobody showed her does not decode");
      room.tell(new Cards.Reveal()).pass(ofSeconds(1));
      assertEquals(secret.card, ann.sees().secrets.iterator().next().card);
      assertEquals(0, bob.sees().secrets.size());
      var seen = ann.send("peek", new Json.Obj(Map.of("secret", Json.of(secret.id()))));
      room.pass(ofSeconds(1));
      assertEquals(secret.card, seen.answer(Cards.Seen.class).card());
    }
  }

  @Test void aReplyMayComeMuchLater() {
    try (var room = RoomTest.of(Cards::new).seed(11)) {
      var ann = room.join("ann");
      var bob = room.join("bob");
      var asked = ann.send(new Cards.Ask());
      ann.send(new Cards.Ready());
      bob.send(new Cards.Ready());
      room.pass(ofSeconds(1)).crash().pass(ofSeconds(1));
      assertFalse(asked.isAnswered());
      bob.cut();
      assertNotNull(room.room().turn);
      ann.leave();
      bob.leave();
      room.pass(ofSeconds(200));
      assertTrue(asked.isAnswered());
      assertNull(room.room().turn);
    }
  }
}

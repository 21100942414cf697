package takt.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import takt.client.ClientRoom;
import takt.client.ClientSession;
import takt.client.JoinRequest;
import takt.client.Joined;
import takt.protocol.frame.DownFrame;
import takt.schema.Command;
import takt.schema.Player;
import takt.server.Room;
import takt.server.RoomConfig;

/// A server goes: it is not ready any more, opens nothing new, tells everybody, lets rooms end, and ends those that do
/// not.
class DrainTest {
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final String HELLO = "{'type':'hello','min':1,'max':1,'capabilities':3,'name':'Ann'}";

  static class Game extends Room {
    record Finish() implements Command {}

    void on(Player p, Finish finish) {
      close();
    }
  }

  static class Slow extends Room {
    @Override protected void configure(RoomConfig c) {
      c.tickRateHz(1);
    }
  }

  private static SimulatedServer server() {
    return SimulatedServer.builder().room("game", Game::new).start();
  }

  @Test void everybodyIsToldAndTheGameGoesOn() {
    try (var server = server()) {
      RawClient ann = RawClient.connect(server).say(HELLO);
      ann.next(DownFrame.Welcome.class);
      ann.say("{'type':'join','request':1,'room':'game'}");
      ann.next(DownFrame.Joined.class);
      server.desk().drain(GRACE);
      assertEquals(GRACE.toMillis(), ann.next(DownFrame.Draining.class).graceMs());
      assertTrue(server.desk().isDraining());
      ann.say("{'type':'command','room':1,'epoch':1,'seq':1,'name':'nothing'}");
      assertEquals("command-unknown", ann.next(DownFrame.Reply.class).code());
      assertEquals(0, server.drains());
      ann.next(DownFrame.Snapshot.class);
    }
  }

  @Test void nothingNewIsOpened() {
    try (var server = server()) {
      SimulatedClient ann = server.client(ClientSession.Hello.guest("ann"));
      String id = ann.join("game").id();
      server.desk().drain(GRACE);
      server.advance(Duration.ofMillis(10));
      assertEquals("stopping", assertInstanceOf(Joined.Refused.class, ann.join(JoinRequest.create("game"))).code());
      RawClient bob = RawClient.connect(server).say(HELLO);
      DownFrame.Problem no = bob.next(DownFrame.Problem.class);
      assertEquals("stopping", no.code());
      assertTrue(no.fatal());
      assertEquals(List.of(id), server.rooms().stream().map(room -> room.body().id()).toList());
    }
  }

  @Test void whoBreaksOffMayComeBack() {
    try (var server = server()) {
      SimulatedClient ann = server.client(ClientSession.Hello.guest("ann"));
      ClientRoom room = ann.join("game");
      server.desk().drain(GRACE);
      server.advance(Duration.ofMillis(100));
      ann.cut();
      server.advance(Duration.ofSeconds(2));
      assertEquals(1, ann.session().resumes());
      assertTrue(room.isIn());
    }
  }

  @Test void whoComesBackWhenTimeIsUpHearsSo() {
    try (var server = SimulatedServer.builder().room("slow", Slow::new).start()) {
      RawClient ann = RawClient.connect(server).say(HELLO);
      String resume = ann.next(DownFrame.Welcome.class).resume();
      ann.say("{'type':'join','request':1,'room':'slow'}");
      ann.next(DownFrame.Joined.class);
      server.advance(Duration.ofMillis(300));
      server.desk().drain(GRACE);
      server.advance(GRACE.plusMillis(500));
      assertEquals(1, server.rooms().size(), "the room hears at its next tick that it must end");
      RawClient again = RawClient.connect(server).say(
          "{'type':'hello','min':1,'max':1,'capabilities':3,'resume':'" + resume + "'}");
      assertEquals(0, again.next(DownFrame.Draining.class).graceMs());
    }
  }

  @Test void itIsOverWhenTheLastRoomHasEnded() {
    try (var server = server()) {
      SimulatedClient ann = server.client(ClientSession.Hello.guest("ann"));
      ClientRoom room = ann.join("game");
      server.desk().drain(GRACE);
      server.advance(Duration.ofSeconds(2));
      assertEquals(0, server.drains());
      var _ = room.send(new Game.Finish());
      server.advance(Duration.ofMillis(500));
      assertEquals("room-closed", room.leftReason());
      assertEquals(1, server.drains());
      assertFalse(ann.session().isOpen());
    }
  }

  @Test void roomsThatDoNotEndAreEnded() {
    try (var server = server()) {
      SimulatedClient ann = server.client(ClientSession.Hello.guest("ann"));
      ClientRoom room = ann.join("game");
      server.desk().drain(GRACE);
      server.advance(GRACE.minusMillis(100));
      assertTrue(room.isIn());
      assertEquals(0, server.drains());
      server.advance(Duration.ofMillis(1200));
      assertEquals("server-stopping", room.leftReason());
      assertEquals(List.of(), server.rooms());
      assertEquals(1, server.drains());
    }
  }

  @Test void aServerWithoutRoomsIsDoneAtOnce() {
    try (var server = server()) {
      RawClient ann = RawClient.connect(server).say(HELLO);
      ann.next(DownFrame.Welcome.class);
      server.desk().drain(GRACE);
      assertEquals("stopping", ann.next(DownFrame.Problem.class).code());
      server.advance(Duration.ofMillis(100));
      assertEquals(4504, ann.closeCode());
      assertEquals(1, server.drains());
      // Asked again, it stays over.
      server.desk().drain(GRACE);
      server.advance(GRACE.multipliedBy(2));
      assertEquals(1, server.drains());
    }
  }
}

package takt.netty;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import takt.netty.files.FileMount;
import takt.netty.visit.VisitLimits;
import takt.protocol.json.Json;

/// The end of a server: nobody is let in, players are told, rooms end, and what was said is waited for.
class StopTest {
  private static final String JSON = "takt.json.v1";
  private static final String HELLO = "{\"type\":\"hello\",\"min\":1,\"max\":1,\"name\":\"Ann\"}";
  private static final VisitLimits BRIEF = VisitLimits.DEFAULTS.withTimer(Duration.ofMillis(20),
      Duration.ofMillis(300));

  @Test void aStopTellsPlayersAndWaitsUntilTheyHaveHeard() {
    try (Doors doors = Doors.open(); JsonPlayer ann = JsonPlayer.at(doors.socket())) {
      ann.hello("Ann");
      ann.say("{\"type\":\"join\",\"request\":1,\"room\":\"yard\"}").next("snapshot");
      doors.node.drain(Duration.ofMillis(100)).join();
      doors.doors.close();
      ann.next("draining");
      assertEquals("server-stopping", text(ann.next("left"), "reason"));
      assertEquals("stopping", text(ann.next("error"), "code"));
      assertEquals(4504, requireNonNull(ann.next("closed").get("code")).whole(0));
      assertEquals(0, doors.node.desk().roomCount());
    }
  }

  @Test void whileItDrainsRoomsGoOnAndNobodyNewComesIn() {
    try (Doors doors = Doors.open(); JsonPlayer ann = JsonPlayer.at(doors.socket())) {
      ann.hello("Ann");
      ann.say("{\"type\":\"join\",\"request\":1,\"room\":\"yard\"}").next("snapshot");
      CompletableFuture<Void> drained = doors.node.drain(Duration.ofMinutes(1));
      ann.next("draining");
      try (RawClient late = RawClient.to(doors.port()).upgrade(JSON)) {
        assertTrue(late.text(HELLO).next("error").contains("\"code\":\"stopping\""));
        assertEquals(4504, late.next(8).closeCode());
      }
      try (RawClient late = RawClient.to(doors.port())) {
        String answer = late.say("POST /takt/join HTTP/1.1\nHost: localhost\nContent-Type: application/json\n"
            + "Content-Length: 15\n\n{\"room\":\"yard\"}").answer();
        assertTrue(answer.startsWith("HTTP/1.1 503 ") && answer.contains("\"code\":\"stopping\""), answer);
      }
      ann.say("{\"type\":\"command\",\"room\":1,\"seq\":1,\"name\":\"say\",\"fields\":{\"text\":\"hi\"}}")
          .next("event");
      assertTrue(!drained.isDone());
    }
  }

  @Test void doorsThatCloseWithoutADrainSayGoodbyeToo() {
    try (Doors doors = Doors.open(); JsonPlayer ann = JsonPlayer.at(doors.socket())) {
      ann.hello("Ann");
      doors.doors.close();
      assertEquals("stopping", text(ann.next("error"), "code"));
      assertEquals(4504, requireNonNull(ann.next("closed").get("code")).whole(0));
    }
  }

  @Test void whoIsToldFindsTheDoorShutAndWhoDoesNotAnswerIsNotWaitedForLong() {
    try (Doors doors = Doors.open(b -> b.limits(BRIEF));
        RawClient stuck = RawClient.to(doors.port()).upgrade(JSON);
        RawClient idle = RawClient.to(doors.port());
        RawClient silent = RawClient.to(doors.port())) {
      stuck.text(HELLO).next("welcome");
      assertTrue(idle.say("GET /takt/rooms?room=yard HTTP/1.1\nHost: localhost\n\n").answer().contains(" 200 "));
      doors.awaitConnections(3);
      CompletableFuture<Void> closed = CompletableFuture.runAsync(doors.doors::close);
      assertEquals(4504, stuck.next(8).closeCode());
      assertThrows(UncheckedIOException.class, () -> RawClient.to(doors.port()), "players");
      assertThrows(UncheckedIOException.class, () -> RawClient.to(doors.doors.adminPort()), "operators");
      assertEquals("", idle.toEnd());
      assertEquals("", silent.toEnd());
      stuck.toEnd();
      closed.join();
      assertEquals(0, doors.doors.connections());
    }
  }

  @Test void anAnswerThatIsOnItsWayIsFinished(@TempDir Path folder) throws Exception {
    byte[] large = new byte[3_000_000];
    Files.write(folder.resolve("large.bin"), large);
    try (Doors doors = Doors.open(b -> b.files(FileMount.folder("/", folder)));
        RawClient client = RawClient.from("127.0.0.1", doors.port(), 4096)) {
      client.say("GET /large.bin HTTP/1.1\nHost: localhost\n\n");
      int got = client.bytes(1000).length;
      CompletableFuture<Void> closed = CompletableFuture.runAsync(doors.doors::close);
      got += client.toEnd().length();
      assertTrue(got > large.length, "got " + got);
      closed.join();
    }
  }

  @Test void aSecondCloseDoesNothing() {
    try (Doors doors = Doors.open()) {
      doors.doors.close();
      doors.doors.close();
      assertEquals(0, doors.doors.connections());
    }
  }

  private static String text(Json json, String name) {
    Json value = json.get(name);
    return value == null ? "" : value.text("");
  }
}

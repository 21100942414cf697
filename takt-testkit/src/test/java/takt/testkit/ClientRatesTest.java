package takt.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import takt.client.ClientRoom;
import takt.client.ClientSession;
import takt.client.JoinRequest;
import takt.client.Joined;
import takt.client.Listing;
import takt.client.Refused;
import takt.protocol.json.Json;
import takt.protocol.link.Conditions;
import takt.schema.Command;
import takt.schema.Limit;
import takt.schema.Player;
import takt.schema.Refusal;
import takt.server.Room;
import takt.server.RoomConfig;

/// The Java client keeps to a server's rates by itself, however much is asked of it at once.
class ClientRatesTest {
  /// Counts what comes, and refuses what is not the next.
  static class Turnstile extends Room {
    record Pass(@Limit(max = 100_000) int number) implements Command {}
    record Note(@Limit(max = 4000) String text) implements Command {}

    int passed;

    @Override protected void configure(RoomConfig c) {
      c.closeWhenEmptyFor(Duration.ofHours(1));
    }

    void on(Player p, Pass pass) {
      Refusal.unless(pass.number() == passed + 1, "out of turn");
      passed++;
    }

    void on(Player p, Note note) {}
  }

  private static SimulatedServer server() {
    return SimulatedServer.builder().seed(3).room("turnstile", Turnstile::new).start();
  }

  private static List<CompletableFuture<Json>> pass(ClientRoom room, int from, int count) {
    List<CompletableFuture<Json>> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) answers.add(room.send(new Turnstile.Pass(from + i)));
    return answers;
  }

  private static String refusal(CompletableFuture<?> answer) {
    assertTrue(answer.isCompletedExceptionally());
    return assertInstanceOf(Refused.class, answer.exceptionNow()).code();
  }

  @Test void manyCommandsAtOnceAreAllTakenInOrder() {
    try (var server = server()) {
      SimulatedClient ann = server.client(ClientSession.Hello.guest("ann"));
      ClientRoom room = ann.join("turnstile");
      List<CompletableFuture<Json>> answers = pass(room, 1, 250);
      server.advance(Duration.ofSeconds(8));
      for (CompletableFuture<Json> answer : answers) assertEquals(CompletableFuture.State.SUCCESS, answer.state());
      assertTrue(room.isIn());
      assertEquals(0, ann.session().resumes());
    }
  }

  @Test void whatWaitedThroughABreakIsSentNoFaster() {
    try (var server = server()) {
      SimulatedClient ann = server.client(ClientSession.Hello.guest("ann"));
      ClientRoom room = ann.join("turnstile");
      List<CompletableFuture<Json>> answers = pass(room, 1, 10);
      ann.cut();
      server.advance(Duration.ofMillis(10));
      answers.addAll(pass(room, 11, 240));
      server.advance(Duration.ofSeconds(8));
      for (CompletableFuture<Json> answer : answers) assertEquals(CompletableFuture.State.SUCCESS, answer.state());
      assertEquals(1, ann.session().resumes());
    }
  }

  @Test void noMoreWaitThanFit() {
    try (var server = server()) {
      ClientRoom room = server.client(ClientSession.Hello.guest("ann")).join("turnstile");
      List<CompletableFuture<Json>> answers = pass(room, 1, 257);
      assertFalse(answers.get(255).isDone());
      assertEquals("pending", refusal(answers.get(256)));
    }
  }

  @Test void aCommandBeyondAFrameIsRefusedHere() {
    try (var server = server()) {
      SimulatedClient ann = server.client(ClientSession.Hello.guest("ann"));
      ClientRoom room = ann.join("turnstile");
      // 18,000 bytes in UTF-8, more than a frame up may have.
      CompletableFuture<Json> large = room.send("note", new Json.Obj(Map.of("text", Json.of("€".repeat(6000)))));
      assertEquals("too-large", refusal(large));
      CompletableFuture<Json> next = room.send(new Turnstile.Pass(1));
      server.advance(Duration.ofSeconds(1));
      assertEquals(CompletableFuture.State.SUCCESS, next.state());
      assertEquals(0, ann.session().resumes());
    }
  }

  @Test void manyRequestsAtOnceAreAllAnswered() {
    try (var server = server()) {
      SimulatedClient ann = server.client(ClientSession.Hello.guest("ann"));
      ann.join("turnstile");
      List<CompletableFuture<List<Listing>>> lists = new ArrayList<>();
      for (int i = 0; i < 60; i++) lists.add(ann.session().rooms("turnstile", Map.of()));
      server.advance(Duration.ofSeconds(6));
      for (CompletableFuture<List<Listing>> list : lists) assertEquals(1, list.getNow(List.of()).size());
      assertEquals(0, ann.session().resumes());
    }
  }

  @Test void noMoreJoinsAreUnderWayThanAServerHasWait() {
    try (var server = server()) {
      SimulatedClient ann = server.client(ClientSession.Hello.guest("ann")).network(
          Conditions.of(50, 0, 0), Conditions.of(50, 0, 0));
      List<Joined> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) ann.session().join(JoinRequest.create("turnstile"), answers::add);
      server.advance(Duration.ofSeconds(3));
      assertEquals(8, answers.size());
      for (Joined answer : answers) assertInstanceOf(Joined.Ok.class, answer);
    }
  }

  @Test void aJoinThatIsGivenUpLeavesNoSeatTaken() {
    try (var server = server()) {
      SimulatedClient ann = server.client(ClientSession.Hello.guest("ann"));
      ann.join("turnstile").leave();
      server.advance(Duration.ofSeconds(1));
      List<Joined> answers = new ArrayList<>();
      Runnable giveUp = ann.session().join(JoinRequest.any("turnstile"), answers::add);
      giveUp.run();
      server.advance(Duration.ofSeconds(1));
      assertEquals(List.of(), answers);
      assertEquals(List.of(), server.rooms().getFirst().body().everyone());
    }
  }
}

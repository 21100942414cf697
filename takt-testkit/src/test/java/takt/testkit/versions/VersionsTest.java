package takt.testkit.versions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import takt.client.ClientRoom;
import takt.client.ClientSession;
import takt.client.Codec;
import takt.client.Incompatible;
import takt.client.Refused;
import takt.protocol.json.Json;
import takt.testkit.SimulatedServer;

/// Clients from the shop are older than the server, and canaries newer: what both know works, the rest is as if it were
/// not there, and what cannot be bridged is refused by name.
class VersionsTest {
  /// A server of today's game with one client in it.
  private static final class Scene implements AutoCloseable {
    private final SimulatedServer server = SimulatedServer.builder().room("game", Now::new).start();
    private final ClientRoom room;

    private Scene(Codec codec) {
      room = server.client(ClientSession.Hello.guest("ann"), codec).join("game");
      advance();
    }

    private void advance() {
      server.advance(Duration.ofMillis(300));
    }

    private Json answer(CompletableFuture<Json> reply) {
      server.advanceUntil(reply::isDone);
      return reply.join();
    }

    @Override public void close() {
      server.close();
    }
  }

  @ParameterizedTest
  @EnumSource void anOlderClientPlays(Codec codec) {
    try (Scene scene = new Scene(codec)) {
      ClientRoom room = scene.room;
      List<Before.Told> heard = new ArrayList<>();
      room.on(Before.Told.class, heard::add);
      Before.Unit unit = room.entities(Before.Unit.class).iterator().next();
      assertEquals(50, unit.hp, "100 of at most 50");
      assertEquals(Before.Mood.CALM, unit.mood, "a mood not known here is the first");
      room.input(Before.Keys.class).dx = 1;
      double y = unit.y;
      scene.advance();
      assertTrue(unit.x > 0 && unit.y > y, "dy, which is not known here, is 0");
      assertEquals(Json.of(7), scene.answer(room.send(new Before.Order(Before.Mood.CALM, 7))).get("amount"));
      scene.advance();
      assertEquals(List.of(new Before.Told("told", 7)), heard);
    }
  }

  @ParameterizedTest
  @EnumSource void aNewerClientPlays(Codec codec) {
    try (Scene scene = new Scene(codec)) {
      ClientRoom room = scene.room;
      List<Next.Told> heard = new ArrayList<>();
      room.on(Next.Told.class, heard::add);
      Next.Unit unit = room.entities(Next.Unit.class).iterator().next();
      assertEquals(5, unit.armour, "what the server does not know stays as the class has it");
      assertEquals(100, unit.hp);
      assertEquals(3, unit.level);
      assertEquals(Next.Mood.WILD, unit.mood);
      Next.Keys keys = room.input(Next.Keys.class);
      keys.dx = 1;
      keys.jump = true;
      keys.fire = true;
      scene.advance();
      assertTrue(unit.x > 0);
      assertEquals(99, unit.hp, "a press, once");
      Json filled = scene.answer(room.send(new Next.Order(true, 300, "now", Next.Mood.WILD)));
      assertEquals(Json.of(100), filled.get("amount"), "moved to the server's edge");
      assertEquals(Json.of("WILD"), filled.get("mood"));
      scene.advance();
      assertEquals(1, heard.size());
      assertEquals(100, heard.getFirst().amount());
      assertEquals(room.me(), heard.getFirst().who());
    }
  }

  @ParameterizedTest
  @EnumSource void whatTheServerCannotTakeIsRefused(Codec codec) {
    try (Scene scene = new Scene(codec)) {
      CompletableFuture<Json> shout = scene.room.send(new Next.Shout(3));
      scene.advance();
      assertEquals("command-unknown", code(shout));
      CompletableFuture<Json> drowsy = scene.room.send(new Next.Order(false, 1, "", Next.Mood.DROWSY));
      scene.advance();
      assertEquals("command-invalid", code(drowsy));
    }
  }

  private static String code(CompletableFuture<Json> refused) {
    assertTrue(refused.isCompletedExceptionally());
    return refused.exceptionNow() instanceof Refused why ? why.code() : "";
  }

  @ParameterizedTest
  @EnumSource void fieldsOfAnotherKindAreRefusedByName(Codec codec) {
    try (Scene scene = new Scene(codec)) {
      ClientRoom room = scene.room;
      assertEquals("unit.hp", assertThrows(Incompatible.class, () -> room.entities(Apart.Unit.class)).field());
      assertEquals("keys.dx", assertThrows(Incompatible.class, () -> room.input(Apart.Keys.class)).field());
      assertEquals("order.amount", assertThrows(Incompatible.class, () -> room.send(new Apart.Order("7"))).field());
      Incompatible told = assertThrows(Incompatible.class, () -> room.on(Apart.Told.class, _ -> {}));
      assertEquals("'told.who' is a flag in this build and a player at the server: update this client, or give the"
          + " changed field another name", told.getMessage());
      assertNotNull(room.entities(Now.Unit.class), "the room itself is well");
    }
  }
}

package takt.app.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import takt.App;
import takt.Server;
import takt.Takt;
import takt.client.ClientRoom;
import takt.client.JoinRequest;
import takt.client.Joined;
import takt.client.TaktClient;
import takt.protocol.json.Json;

/// [Takt#start]: servers inside of another program, here this one.
class ServersTest {
  private static Server serve(Consumer<App> game, String... more) throws IOException {
    Map<String, String> settings = new HashMap<>(Map.of("TAKT_PORT", "0", "TAKT_ADMIN_PORT", "0"));
    for (int i = 0; i < more.length; i += 2) settings.put(more[i], more[i + 1]);
    return Takt.start(settings, game);
  }

  private static String metric(Server server, String name) throws Exception {
    return Web.get(server.adminPort(), "/metrics").body().lines().filter(line -> line.startsWith(name + " "))
        .findFirst().orElse(name + " is missing");
  }

  private static int rooms(Server server, String type) throws Exception {
    return server.rooms().list(type).get(20, TimeUnit.SECONDS).size();
  }

  @SuppressWarnings("try") // closing one before the end is the test
  @Test void twoServersInOneJvmShareNothing() throws Exception {
    try (Server first = serve(app -> app.room(Yard::new)); Server second = serve(app -> app.room(Yard::new))) {
      assertEquals(4, List.of(first.port(), first.adminPort(), second.port(), second.adminPort()).stream().distinct()
          .count());
      try (TaktClient ann = Web.guest(first.port(), "ann")) {
        ClientRoom room = ann.joinAndWait(JoinRequest.any("yard")).orThrow();
        assertEquals(1, rooms(first, "yard"));
        assertEquals(0, rooms(second, "yard"));
        assertEquals("takt_sessions 1", metric(first, "takt_sessions"));
        assertEquals("takt_sessions 0", metric(second, "takt_sessions"));
        try (TaktClient bob = Web.guest(second.port(), "bob")) {
          Joined no = bob.joinAndWait(JoinRequest.id(room.id()));
          assertEquals("room-unknown", assertInstanceOf(Joined.Refused.class, no).code());
        }
        // One stops, the other goes on.
        second.close();
        assertThrows(ConnectException.class, () -> Web.get(second.port(), "/"));
        long tick = room.tick();
        Web.until(ann, "ticks after the other server stopped", () -> room.tick() > tick + 10);
        assertTrue(room.isIn());
      }
    }
  }

  @Test void twoGamesInOneServer() throws Exception {
    try (Server server = serve(app -> app.room(Yard::new).room("chat", TalkRoom::new));
        TaktClient ann = Web.guest(server.port(), "ann");
        TaktClient bob = Web.guest(server.port(), "bob")) {
      ClientRoom yard = ann.joinAndWait(JoinRequest.any("yard")).orThrow();
      var walkers = yard.entities(Yard.Walker.class);
      Yard.Feet feet = yard.input(Yard.Feet.class);
      feet.forward = 1;
      Web.until(ann, "steps", () -> {
        Yard.Walker mine = walkers.of(yard.me());
        return mine != null && mine.steps > 3;
      });

      ClientRoom chat = bob.joinAndWait(JoinRequest.any("chat")).orThrow();
      assertNotEquals(yard.id(), chat.id());
      List<String> heard = new ArrayList<>();
      chat.on(TalkRoom.Said.class, said -> heard.add(said.who().name() + ": " + said.text()));
      var answer = chat.send(new TalkRoom.Say("hello"));
      Web.until(bob, "an echo", () -> !heard.isEmpty() && answer.isDone());
      assertEquals(List.of("bob: hello"), heard);

      Joined no = bob.joinAndWait(JoinRequest.any("chess"));
      assertNotNull(assertInstanceOf(Joined.Refused.class, no).text());
    }
  }

  @Test void theEnvironmentSaysHowManySeats() throws Exception {
    try (Server server = serve(app -> app.room("my-yard", Yard::new), "TAKT_ROOM_MY_YARD_SEATS_MAX", "1");
        TaktClient ann = Web.guest(server.port(), "ann");
        TaktClient bob = Web.guest(server.port(), "bob")) {
      ClientRoom room = ann.joinAndWait(JoinRequest.any("my-yard")).orThrow();
      assertInstanceOf(Joined.Full.class, bob.joinAndWait(JoinRequest.id(room.id())));
    }
  }

  @Test void portIsHonoured() throws Exception {
    try (Server server = Takt.start(Map.of("PORT", "0", "TAKT_ADMIN_PORT", "0"), app -> app.room(Yard::new))) {
      assertNotEquals(7777, server.port());
      assertEquals(200, Web.get(server.port(), "/").statusCode());
    }
  }

  @Test void aTakenPortIsSaidByTheNameOfItsSetting() throws Exception {
    try (Server server = serve(app -> app.room(Yard::new))) {
      String port = String.valueOf(server.port());
      IOException taken = assertThrows(IOException.class, () -> serve(app -> app.room(Yard::new), "TAKT_PORT", port));
      assertTrue(String.valueOf(taken.getMessage()).startsWith("TAKT_PORT=" + port + " is taken: "), taken::toString);
      String admin = String.valueOf(server.adminPort());
      taken = assertThrows(IOException.class, () -> serve(app -> app.room(Yard::new), "TAKT_ADMIN_PORT", admin));
      assertTrue(String.valueOf(taken.getMessage()).startsWith("TAKT_ADMIN_PORT=" + admin + " is taken: "),
          taken::toString);
    }
  }

  @Test void settingsThatWillNotDoAreSaidByAnException() {
    Map<String, String> settings = Map.of("TAKT_PORT", "x", "TAKT_MODE", "production");
    IllegalArgumentException error = assertThrows(IllegalArgumentException.class,
        () -> Takt.start(settings, app -> app.room(Yard::new)).close());
    for (String part : List.of("TAKT_PORT=x: ", "TAKT_SECRET", "TAKT_JWT_ISSUER")) {
      assertTrue(String.valueOf(error.getMessage()).contains(part), error::toString);
    }
  }

  /// The game's own authenticator is enough of one.
  @Test void productionRunsWithAnAuthenticatorAndASecret() throws Exception {
    try (Server server = serve(app -> app.room(Yard::new).authenticator(_ -> {
      throw new takt.schema.Refusal("nobody today");
    }), "TAKT_MODE", "production", "TAKT_SECRET", "long enough, and guessed by nobody at all");
        TaktClient ann = Web
            .guest(server.port(), "ann")) {
      assertEquals("unauthenticated", assertInstanceOf(Joined.Refused.class, ann.joinAndWait(JoinRequest.any("yard")))
          .code());
    }
  }

  @Test void twoRoomsOfOneNameAreRefused() {
    for (Consumer<App> game : List.<Consumer<App>>of(app -> app.room(Yard::new).room("yard", TalkRoom::new),
        app -> app.room("chat", Yard::new).room("chat", TalkRoom::new))) {
      IllegalArgumentException error = assertThrows(IllegalArgumentException.class, () -> serve(game).close());
      assertTrue(String.valueOf(error.getMessage()).startsWith("two rooms named '"), error::toString);
    }
  }

  /// Two rooms, each under the name of its class.
  @Test void namesComeFromClasses() throws Exception {
    try (Server server = serve(app -> app.room(Yard::new).room(TalkRoom::new))) {
      assertEquals(0, rooms(server, "yard") + rooms(server, "talk-room"));
    }
  }

  /// What a game does when it starts may fail: nothing is left behind then, the port least of all.
  @Test void aFailureAtTheStartLeavesNothingBehind() throws Exception {
    int port;
    try (Server server = serve(app -> app.room(Yard::new))) {
      port = server.port();
    }
    String taken = String.valueOf(port);
    assertThrows(IllegalStateException.class, () -> serve(app -> app.room(Yard::new).onStart(_ -> {
      throw new IllegalStateException("no database");
    }), "TAKT_PORT", taken).close());
    try (Server again = serve(app -> app.room(Yard::new), "TAKT_PORT", taken)) {
      assertEquals(port, again.port());
    }
  }

  @SuppressWarnings("try") // closing it twice more is the test
  @Test void aGamesOwnCodeOpensRooms() throws Exception {
    List<String> ids = new ArrayList<>();
    try (Server server = serve(app -> app.room(Yard::new).onStart(rooms -> rooms.create("yard", new Json.Obj(Map.of()))
        .thenAccept(room -> ids.add(room.id())).join())); TaktClient ann = Web.guest(server.port(), "ann")) {
      assertEquals(ids, List.of(ann.joinAndWait(JoinRequest.any("yard")).orThrow().id()));
      server.close();
      server.close(); // again: at once
    }
    assertFalse(ids.isEmpty());
  }
}

package takt.app.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import takt.Server;
import takt.Takt;
import takt.app.launch.Checkout;
import takt.client.ClientEntities;
import takt.client.ClientRoom;
import takt.client.ClientSession;
import takt.client.Codec;
import takt.client.Incompatible;
import takt.client.JoinRequest;
import takt.client.Joined;
import takt.client.Listing;
import takt.client.Net;
import takt.client.Refused;
import takt.client.RoomView;
import takt.client.TaktClient;
import takt.client.Watcher;
import takt.protocol.json.Json;
import takt.schema.Player;

/// `docs/java-client.md`: what it shows is in this file, which compiles, and does what the page says, against a server.
class JavaClientPageTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Pattern SNIPPET = Pattern.compile("(?s)```java\n(.*?)```");

  private final Server pond = Takt.start(Map.of("TAKT_PORT", "0", "TAKT_ADMIN_PORT", "0"), app -> app.room(Pond::new));
  private final URI server = URI.create("ws://localhost:" + pond.port() + "/takt");
  private final List<String> logged = new ArrayList<>();

  JavaClientPageTest() throws IOException {}

  @AfterEach void close() {
    pond.close();
  }

  private void log(String line) {
    logged.add(line);
  }

  private static void breathe() {
    LockSupport.parkNanos(1_000_000);
  }

  private static boolean enough(Pond.@Nullable Duck duck) {
    return duck != null && duck.x > 10 && duck.quacks > 0;
  }

  private static void until(TaktClient client, String what, BooleanSupplier happened) {
    long endNs = System.nanoTime() + LIMIT.toNanos();
    while (!happened.getAsBoolean()) {
      if (System.nanoTime() > endNs) fail("did not come to pass within " + LIMIT + ": " + what);
      client.update();
      breathe();
    }
  }

  @Test void everySnippetIsInThisFile() throws IOException {
    String source = plain(Files.readString(Checkout.project().resolve(
        "takt-app/src/test/java/takt/app/sdk/JavaClientPageTest.java")));
    Matcher snippet = SNIPPET.matcher(Files.readString(Checkout.project().resolve("docs/java-client.md")));
    int found = 0;
    for (; snippet.find(); found++) {
      assertTrue(source.contains(plain(snippet.group(1))), "not compiled by a test:\n" + snippet.group(1));
    }
    assertTrue(found > 7, "snippets: " + found);
  }

  /// Without what the formatter decides, and comments.
  private static String plain(String source) {
    return source.replaceAll("//[^\n]*", "").replaceAll("\\s+", "");
  }

  @Test void plays() {
    try (TaktClient takt = TaktClient.guest(server, "Ann")) {
      ClientRoom room = takt.joinAndWait(JoinRequest.any("pond")).orThrow();
      Pond.Paddle paddle = room.input(Pond.Paddle.class);
      ClientEntities<Pond.Duck> ducks = room.entities(Pond.Duck.class);
      while (room.isIn() && !enough(ducks.of(room.me()))) {
        takt.update();
        paddle.dx = 1;
        paddle.quack = true;
        breathe();
      }
    }
  }

  @Test void findsRooms() {
    try (TaktClient takt = TaktClient.guest(server, "Ann")) {
      CompletableFuture<Joined> any = takt.join("pond");
      CompletableFuture<Joined> own = takt.create("pond");
      CompletableFuture<Joined> secret = takt.join(JoinRequest.create("pond").hidden());
      CompletableFuture<List<Listing>> open = takt.rooms("pond");
      Runnable stop = takt.watch("pond", list -> log(list.size() + " rooms"));
      until(takt, "answers", () -> any.isDone() && own.isDone() && secret.isDone() && open.isDone()
          && logged.contains("2 rooms"));
      assertTrue(open.join().size() <= 2 && open.join().stream().allMatch(room -> room.type().equals("pond")));
      ClientRoom hidden = secret.join().orThrow();
      assertTrue(any.join().orThrow() != own.join().orThrow() && !hidden.code().isEmpty());
      stop.run();
      try (TaktClient bob = TaktClient.guest(server, "Bob")) {
        CompletableFuture<Joined> found = bob.joinByCode(hidden.code());
        until(bob, "a hidden room", found::isDone);
        assertEquals(hidden.id(), found.join().orThrow().id());
      }
    }
  }

  @Test void showsState() {
    try (TaktClient takt = TaktClient.guest(server, "Ann"); TaktClient bob = TaktClient.guest(server, "Bob")) {
      ClientRoom room = takt.joinAndWait(JoinRequest.any("pond")).orThrow();
      until(takt, "a duck", () -> room.entities(Pond.Duck.class).size() == 1);
      for (Pond.Duck duck : room.entities(Pond.Duck.class)) log(duck.owner() + " is at " + duck.x);
      if (Json.of(true).equals(room.state().room().get("isFrozen"))) log("skates on");

      room.watch(Pond.Duck.class, new Watcher<Pond.Duck>() {
        @Override public void add(Pond.Duck duck) {
          log("a duck comes");
        }

        @Override public void change(Pond.Duck duck) {
          log("it swims to " + duck.x);
        }

        @Override public void remove(Pond.Duck duck) {
          log("it is gone");
        }
      });
      room.watchPlayers(new Watcher<Player>() {
        @Override public void add(Player player) {
          log(player.name() + " is here");
        }
      });
      assertEquals(List.of("a duck comes", "Ann is here"), logged.subList(1, 3));
      ClientRoom his = bob.joinAndWait(JoinRequest.any("pond")).orThrow();
      until(takt, "another duck", () -> logged.contains("Bob is here"));
      his.input(Pond.Paddle.class).dx = 1;
      until(bob, "a swim", () -> {
        Pond.Duck duck = his.entities(Pond.Duck.class).of(his.me());
        return duck != null && duck.x > 2;
      });
      until(takt, "news", () -> logged.contains("it swims to 1.0"));
      his.leave();
      until(bob, "the way out", () -> !his.isIn());
      until(takt, "the end of a duck", () -> logged.contains("it is gone"));
    }
  }

  @Test void draws() {
    try (TaktClient takt = TaktClient.guest(server, "Ann")) {
      ClientRoom room = takt.joinAndWait(JoinRequest.any("pond")).orThrow();
      room.input(Pond.Paddle.class).dx = 1;
      List<Double> drawn = new ArrayList<>();
      until(takt, "a duck between two ticks", () -> {
        RoomView view = room.frame();
        for (Pond.Duck duck : view.entities(Pond.Duck.class)) draw(duck.x, duck.heading);
        drawn.addAll(drawnNow);
        return drawn.stream().anyMatch(x -> x > 0 && x < 100 && x != Math.rint(x));
      });
      assertEquals(drawn.stream().sorted().toList(), drawn, "it never goes back");
    }
  }

  private List<Double> drawnNow = List.of();

  private void draw(double x, double heading) {
    assertEquals(0, heading);
    drawnNow = List.of(x);
  }

  // As the page shows it: what becomes of the answer is told to the console.
  @SuppressWarnings("FutureReturnValueIgnored")
  @Test void speaks() {
    try (TaktClient takt = TaktClient.guest(server, "Ann")) {
      ClientRoom room = takt.joinAndWait(JoinRequest.any("pond")).orThrow();
      until(takt, "myself", () -> room.me() != null);
      room.on(Pond.Said.class, said -> log(said.who() + ": " + said.text()));

      CompletableFuture<Json> answer = room.send(new Pond.Say("hi"));
      answer.whenComplete((_, no) -> {
        if (no instanceof Refused refused) log(refused.code() + ": " + refused.reason());
      });
      until(takt, "an answer", answer::isDone);
      until(takt, "an event", () -> logged.contains("player 1 'Ann': hi"));
      room.send(new Pond.Count(), Pond.Counted.class).thenAccept(counted -> log(counted.ducks() + " ducks"));
      until(takt, "ducks", () -> logged.contains("1 ducks"));
      CompletableFuture<Json> silence = room.send(new Pond.Say(""));
      until(takt, "a no", silence::isDone);
      assertTrue(silence.exceptionNow() instanceof Refused no && no.reason().equals("say something"));
    }
  }

  @Test void measures() {
    try (TaktClient takt = TaktClient.guest(server, "Ann")) {
      ClientRoom room = takt.joinAndWait(JoinRequest.any("pond")).orThrow();
      until(takt, "figures", () -> room.net().rttMs() > 0 && room.net().snapshots() > 9);
      Net net = room.net();
      log(net.rttMs() + " ms, " + net.snapshotBytes() / Math.max(1, net.snapshots()) + " bytes a snapshot, "
          + net.late()
          + " of " + net.snapshots() + " late");
      assertTrue(net.receivedBytes() > net.snapshotBytes() && net.receivedFrames() > net.snapshots());
    }
  }

  @Test void refusesAnotherGame() {
    try (TaktClient takt = TaktClient.guest(server, "Ann")) {
      ClientRoom room = takt.joinAndWait(JoinRequest.any("pond")).orThrow();
      try {
        room.entities(Sea.Duck.class);
      } catch (Incompatible e) {
        log(e.field());
      }
      assertEquals(List.of("duck.heading"), logged);
    }
  }

  @Test void speaksInText() {
    TaktClient readable = TaktClient.of(server, ClientSession.Hello.guest("Ann"), Codec.JSON);
    try (readable) {
      assertTrue(readable.joinAndWait(JoinRequest.any("pond")).orThrow().isIn());
    }
  }
}

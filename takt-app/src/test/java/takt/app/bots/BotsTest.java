package takt.app.bots;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import takt.Server;
import takt.Takt;
import takt.protocol.json.Json;

/// `takt bots` against servers in this process.
class BotsTest {
  private static final long SEED = 5;
  /// Bytes that nobody asked for.
  private static final long ENDLESS = 64 << 20;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);

  private static Server serve(String... more) throws IOException {
    Map<String, String> settings = new HashMap<>(Map.of("TAKT_PORT", "0", "TAKT_ADMIN_PORT", "0", "TAKT_DRAIN_SECONDS",
        "0"));
    for (int i = 0; i < more.length; i += 2) settings.put(more[i], more[i + 1]);
    return Takt.start(settings, app -> app.room(Toys::new));
  }

  private static long metric(HttpClient http, Server server, String name) throws Exception {
    String metrics = http.send(HttpRequest.newBuilder(URI.create("http://localhost:" + server.adminPort() + "/metrics"))
        .build(), HttpResponse.BodyHandlers.ofString()).body();
    return metrics.lines().filter(line -> line.startsWith(name + " ")).mapToLong(line -> Long.parseLong(line.substring(
        name.length() + 1))).sum();
  }

  private void until(String what, BooleanSupplier so) {
    long endNs = System.nanoTime() + 20_000_000_000L;
    while (!so.getAsBoolean()) {
      assertTrue(System.nanoTime() < endNs, () -> "not within 20 s: " + what + "; said so far:\n" + said);
      LockSupport.parkNanos(20_000_000);
    }
  }

  private boolean says(String pattern) {
    return said.toString(StandardCharsets.UTF_8).lines().anyMatch(line -> line.matches(".*" + pattern + ".*"));
  }

  private Swarm swarm(int port, int count, HttpClient http) throws Exception {
    return new Swarm(Target.of("ws://localhost:" + port, "toys", http), count, SEED, http, out);
  }

  /// On a thread of its own: the JDK's client needs those that all share.
  private static CompletableFuture<String> run(Swarm swarm) {
    CompletableFuture<String> ran = new CompletableFuture<>();
    Thread.ofPlatform().daemon().start(() -> ran.complete(swarm.run(Long.MAX_VALUE)));
    return ran;
  }

  @Test void theyPlayByTheSchemaAloneAndLeaveNothingBehind() throws Exception {
    try (Server server = serve(); HttpClient http = HttpClient.newHttpClient()) {
      Swarm swarm = swarm(server.port(), 6, http);
      var ran = run(swarm);
      until("all in", () -> says("joined 6 of 6 .* errors 0"));
      until("snapshots",
          () -> says("joined 6 of 6  in [1-9][\\d,]* frames/s .* rtt p50 \\d+ ms .*[1-9][.\\d]* snapshots/s.*"));
      assertEquals(2, server.rooms().list("toys").get(20, TimeUnit.SECONDS).size(), "4 seats each");
      Json played = object("moved", Json.of(true), "pressed", Json.of(true), "shifted", Json.of(true));
      until("all they can do",
          () -> server.rooms().list("toys").join().stream().anyMatch(room -> played.equals(room.get(
              "listed"))));
      swarm.stop();
      assertEquals("", ran.get(20, TimeUnit.SECONDS));
      assertTrue(says("left after [\\d.]+ s: [\\d,]+ frames, .*"));
      assertEquals(0, metric(http, server, "takt_players"), "they said goodbye: no seat is held for them");
      assertEquals(0, metric(http, server, "takt_sessions"), "nor anything else: each had one session");
      assertEquals(0, metric(http, server, "takt_room_drops_total{room=\"toys\",reason=\"input-invalid\"}"));
      assertEquals(0, metric(http, server, "takt_faults_total{room=\"toys\"}"));
    }
  }

  /// A break of every connection: each bot has its seat again.
  @Test void theyComeBackAfterABreak() throws Exception {
    try (Server server = serve();
        CuttableLine line = new CuttableLine(server.port());
        HttpClient http = HttpClient.newHttpClient()) {
      Swarm swarm = swarm(line.port(), 3, http);
      var ran = run(swarm);
      until("all in", () -> says("joined 3 of 3 .*"));
      line.cut();
      until("resumed", () -> says("joined 3 of 3 .* resumed 3  errors 0"));
      assertEquals(3, metric(http, server, "takt_players"));
      swarm.stop();
      assertEquals("", ran.get(20, TimeUnit.SECONDS));
    }
  }

  @Test void theBoundOfAnAddressIsSaidWithItsSetting() throws Exception {
    try (Server server = serve("TAKT_CONNECTIONS_PER_ADDRESS_MAX", "3");
        HttpClient http = HttpClient.newHttpClient()) {
      // The question about the schema is a connection too: another client's, and over by then.
      Target target;
      try (HttpClient other = HttpClient.newHttpClient()) {
        target = Target.of("http://localhost:" + server.port(), "toys", other);
      }
      Swarm swarm = new Swarm(target, 5, SEED, http, out);
      var ran = run(swarm);
      until("the hint", () -> says("cannot connect while others are in: .*TAKT_CONNECTIONS_PER_ADDRESS_MAX.*"));
      swarm.stop();
      assertEquals("", ran.get(20, TimeUnit.SECONDS));
    }
  }

  @SuppressWarnings("try") // closing it before the end is the test
  @Test void whatIsWrongIsSaidAtTheStart() throws Exception {
    try (Server server = serve(); HttpClient http = HttpClient.newHttpClient()) {
      String here = "ws://localhost:" + server.port();
      assertEquals("no rooms named 'chess' there, expected one of toys", why(here, "chess", http));
      assertTrue(why(here, "../x", http).contains("no rooms named") || why(here, "../x", http).contains("no Takt"));
      assertTrue(why(here, "a b", http).contains("cannot be a room's name"));
      assertTrue(why("http://localhost:" + server.adminPort(), "toys", http).contains("is no Takt server"));
      for (String url : List.of("localhost:7777", "ftp://x", "ws://", "", "::")) {
        assertTrue(why(url, "toys", http).contains("is no address of a server"), url);
      }
      server.close();
      assertTrue(why(here, "toys", http).contains("no server answers at " + here + "/takt"), () -> "gone");
    }
  }

  private static String why(String url, String room, HttpClient http) {
    return String.valueOf(assertThrows(Target.UnreachableException.class, () -> Target.of(url, room, http))
        .getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--count=0", "--count=10001", "--count=-1", "--count=many", "--for=-1",
      "--for=86401"}) void wrongNumbersAreArgumentsThatAreWrong(String argument) {
    StringWriter err = new StringWriter();
    int code = new CommandLine(new BotsCommand()).setErr(new PrintWriter(err)).execute("--room", "toys", argument);
    assertEquals(2, code);
    assertTrue(err.toString().contains(argument.substring(0, argument.indexOf('='))), err::toString);
  }

  @Test void aRoomMustBeNamed() {
    StringWriter err = new StringWriter();
    assertEquals(2, new CommandLine(new BotsCommand()).setErr(new PrintWriter(err)).execute());
    assertTrue(err.toString().contains("--room"), err::toString);
  }

  // ---- what they hold

  private static Json object(Object... namesAndValues) {
    Map<String, Json> members = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object value = namesAndValues[i + 1];
      members.put((String) namesAndValues[i], switch (value) {
        case Json json -> json;
        case String text -> Json.of(text);
        case Double real -> Json.of(real);
        case Integer whole -> Json.of((long) whole);
        default -> throw new IllegalArgumentException("value=" + value);
      });
    }
    return new Json.Obj(members);
  }

  private static Json schema(Json... fields) {
    return object("inputs", new Json.Arr(List.of(object("fields", new Json.Arr(List.of(fields))))));
  }

  @Test void theSameSeedHoldsTheSame() {
    Json schema = schema(object("name", "dx", "type", "real", "min", -1.0, "max", 1.0, "step", 0.01));
    Whim one = new Whim(schema, 20, 7);
    Whim same = new Whim(schema, 20, 7);
    Whim other = new Whim(schema, 20, 8);
    List<Json> first = held(one);
    assertEquals(first, held(same));
    assertNotEquals(first, held(other));
  }

  private static List<Json> held(Whim whim) {
    return IntStream.range(0, 500).mapToObj(_ -> whim.next()).toList();
  }

  /// Smoothly, within bounds, and there and back.
  @Test void axesWanderWithinTheirBounds() {
    Whim whim = new Whim(schema(object("name", "dx", "type", "real", "min", -1.0, "max", 1.0, "step", 0.01)), 20, SEED);
    double before = -1;
    double least = 1;
    double most = -1;
    for (Json held : held(whim)) {
      double dx = Objects.requireNonNull(held.get("dx")).number(9);
      assertTrue(dx >= -1 && dx <= 1 && Math.abs(dx - before) < 0.45, "from " + before + " to " + dx);
      before = dx;
      least = Math.min(least, dx);
      most = Math.max(most, dx);
    }
    assertTrue(least < -0.5 && most > 0.5, least + " to " + most);
  }

  /// What a server of another version, or none at all, may answer.
  @Test void oddSchemasHoldNothing() {
    for (Json odd : List.of(Json.Null.VALUE, object(), object("inputs", "x"), object("inputs", new Json.Arr(List.of())),
        schema(), object("inputs", new Json.Arr(List.of(Json.Null.VALUE))))) {
      assertEquals(Json.Obj.EMPTY, new Whim(odd, 0, SEED).next());
    }
    Json field = object("name", "a", "type", "hologram");
    assertEquals(Json.Obj.EMPTY, new Whim(schema(field), 20, SEED).next());
    Json narrow = object("name", "a", "type", "whole", "min", 5_000, "max", 6_000);
    assertEquals(5_000, Objects.requireNonNull(new Whim(schema(narrow), 20, SEED).next().get("a")).whole(0));
  }

  /// It may be a radio station.
  @Test void anAnswerWithoutEndIsGivenUp() throws Exception {
    try (ServerSocket endless = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HttpClient http = HttpClient.newHttpClient()) {
      CompletableFuture<Long> sent = new CompletableFuture<>();
      Thread.ofVirtual().start(() -> sent.complete(answerWithoutEnd(endless)));
      var thrown = assertThrows(Target.UnreachableException.class,
          () -> Target.of("ws://localhost:" + endless.getLocalPort(), "toys", http));
      assertTrue(String.valueOf(thrown.getMessage()).contains("no server answers at"), thrown::getMessage);
      long bytes = sent.get(20, TimeUnit.SECONDS);
      assertTrue(bytes < ENDLESS, () -> bytes + " bytes were taken");
    }
  }

  /// Says it until nobody listens; how much that was.
  private static long answerWithoutEnd(ServerSocket server) {
    long sent = 0;
    byte[] piece = new byte[1 << 16];
    try (Socket client = server.accept()) {
      OutputStream to = client.getOutputStream();
      to.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      for (; sent < ENDLESS; sent += piece.length) to.write(piece);
    } catch (IOException _) {
      // They have hung up.
    }
    return sent;
  }
}

package hello;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import browser.Browser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import takt.Server;
import takt.Takt;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonReader;

/// Clients that know of Takt no more than `docs/PROTOCOL.md` says join over a real socket, and move.
class ByHandTest {
  private static final Pattern BLOCK = Pattern.compile("(?s)```walkthrough\n(.*?)```");
  /// What comes by itself, between the lines of the page.
  private static final Pattern UNASKED = Pattern.compile("\\{\"type\":\"(snapshot|alive)\".*|Received p[io]ng.*");
  private static final Pattern PROMPTS = Pattern.compile("^(> )+");
  private static final int CONNECT_TRIES = 100;

  private Server server;
  private NodeProgram terminal;

  @BeforeEach void serve() throws IOException {
    server = Takt.start(Map.of("TAKT_PORT", "0", "TAKT_ADMIN_PORT", "0"), app -> app.room(Hello::new));
  }

  @AfterEach void stop() {
    if (terminal != null) terminal.close();
    server.close();
  }

  /// The page's walkthrough, typed into the program it names. Only the tick to acknowledge is that of this run.
  @Test void wscatPlaysTheWalkthrough() throws Exception {
    connect();
    double x = -1;
    long tick = 0;
    boolean moved = false;
    Matcher block = BLOCK.matcher(Files.readString(Browser.root().resolve("docs/PROTOCOL.md")));
    while (block.find()) {
      for (String line : block.group(1).lines().toList()) {
        String text = line.substring(2);
        if (line.startsWith("< ")) {
          Json heard = hear(text);
          if (!heard.get("type").text("").equals("snapshot")) continue;
          double now = squareX(heard);
          moved |= x >= 0 && now > x;
          x = now;
          tick = heard.get("tick").whole(0);
        } else {
          if (text.contains("\"leave\"")) ping();
          terminal.say(text.replace("\"seen\": 9", "\"seen\": " + tick));
        }
      }
    }
    assertTrue(moved, "the square stayed at x=" + x);
    assertEquals(0, terminal.end());
  }

  private void ping() throws Exception {
    terminal.say("{\"type\": \"ping\", \"id\": 12}");
    assertEquals(12, hear("{\"type\":\"ponged\",…}").get("id").whole(0));
  }

  /// The `ws` package and a script: it moves a square by differences, loses its network, and moves the same one on.
  @Test void aScriptPlaysByDifferencesAndResumes() throws Exception {
    try (NodeProgram script = NodeProgram.ofScript("player.mjs", url())) {
      Json told = read(script.next());
      assertTrue(told.get("deltas").whole(0) > 0, told::toString);
      assertTrue(Math.abs(told.get("there").number(0) - told.get("start").number(0)) >= 100, told::toString);
      assertTrue(Math.abs(told.get("back").number(0) - told.get("there").number(0)) >= 100, told::toString);
      assertEquals(1000, told.get("closed").whole(0));
      assertEquals(0, script.end());
    }
  }

  @Test void aSeatPromisedOverHttpIsTakenOnce() throws Exception {
    URI page = URI.create("http://localhost:" + server.port() + "/takt/join");
    Json promise;
    try (HttpClient http = HttpClient.newHttpClient()) {
      promise = read(http.send(HttpRequest.newBuilder(page).header("Content-Type", "application/json")
          .POST(BodyPublishers.ofString("{\"room\": \"hello\", \"name\": \"Ann\"}")).build(), BodyHandlers.ofString())
          .body());
    }
    assertEquals(url(), promise.get("url").text(""));
    String reservation = promise.get("reservation").text("");
    String room = promise.get("room").text("");
    String hello = "{\"type\": \"hello\", \"min\": 1, \"max\": 1, \"reservation\": \"" + reservation + "\"}";
    String join = "{\"type\": \"join\", \"request\": 1, \"reservation\": \"" + reservation + "\"}";

    connect();
    terminal.say(hello);
    assertEquals("Ann", hear("{\"type\":\"welcome\",…}").get("name").text(""));
    terminal.say(join);
    assertEquals(room, hear("{\"type\":\"joined\",…}").get("id").text(""));

    // It is no seat any more.
    terminal.say("{\"type\": \"leave\", \"room\": 1}");
    hear("{\"type\":\"left\",\"room\":1,\"reason\":\"left\"}");
    terminal.say(join.replace("1,", "2,"));
    assertEquals("reservation-used", hear("{\"type\":\"error\",…}").get("code").text(""));
    terminal.close();

    // It never was one for somebody else, and nobody becomes Ann by it.
    connect();
    terminal.say(hello);
    assertEquals("unauthenticated", hear("{\"type\":\"error\",…}").get("code").text(""));
    assertEquals(0, terminal.end());
    connect();
    terminal.say("{\"type\": \"hello\", \"min\": 1, \"max\": 1, \"name\": \"Eve\"}");
    hear("{\"type\":\"welcome\",…}");
    terminal.say(join);
    assertEquals("reservation-invalid", hear("{\"type\":\"error\",…}").get("code").text(""));
  }

  // ---- the terminal

  private String url() {
    return "ws://localhost:" + server.port() + "/takt";
  }

  /// Starts wscat as the page says, and types pings of the transport until one is answered: what is typed before it is
  /// connected it throws away.
  private void connect() throws Exception {
    terminal = NodeProgram.ofPackage("wscat/bin/wscat", "--connect", url(), "--subprotocol", "takt.json.v1",
        "--slash", "--show-ping-pong");
    for (int i = 0; i < CONNECT_TRIES; i++) {
      terminal.say("/ping");
      if (terminal.poll(200) != null) return;
    }
    throw new AssertionError("wscat does not connect");
  }

  /// The line that the page shows, or one that differs where it has a …; only what comes unasked may stand before it.
  private Json hear(String shown) throws InterruptedException {
    Pattern expected = Pattern.compile(("\\Q" + shown + "\\E").replace("…", "\\E.*\\Q"));
    while (true) {
      String line = PROMPTS.matcher(terminal.next()).replaceFirst("");
      if (expected.matcher(line).matches()) return read(line);
      assertTrue(UNASKED.matcher(line).matches(), () -> "heard " + line + "\nbut the page shows " + shown);
    }
  }

  private static Json read(String line) {
    JsonReader reader = new JsonReader(JsonLimits.OWN);
    return Objects.requireNonNull(reader.read(line), () -> reader.error() + ": " + line);
  }

  /// Where the only square is.
  private static double squareX(Json snapshot) {
    Json squares = snapshot.get("state").get("entities").get("squares");
    assertEquals(1, squares.members().size());
    return squares.members().values().iterator().next().get("x").number(-1);
  }
}

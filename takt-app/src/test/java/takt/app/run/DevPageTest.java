package takt.app.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import takt.Server;
import takt.Takt;
import takt.client.ClientRoom;
import takt.client.JoinRequest;
import takt.client.TaktClient;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonReader;

/// The developers' page: what it shows, what it orders, and whom it does not let near.
class DevPageTest {
  private static Server serve(String... more) throws IOException {
    Map<String, String> settings = new HashMap<>(Map.of("TAKT_PORT", "0", "TAKT_ADMIN_PORT", "0", "TAKT_DRAIN_SECONDS",
        "0"));
    for (int i = 0; i < more.length; i += 2) settings.put(more[i], more[i + 1]);
    return Takt.start(settings, app -> app.room(Zoo::new).room(Yard::new));
  }

  // ---- HTTP by hand: a browser's headers are what is tested

  private record Answer(int status, String head, String body) {}

  private static Answer ask(InetAddress to, int port, String line, String body, String... headers) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(20_000);
      socket.connect(new InetSocketAddress(to, port));
      StringBuilder request = new StringBuilder(line).append(" HTTP/1.1\r\nConnection: close\r\n");
      for (String header : headers) request.append(header).append("\r\n");
      request.append("Content-Length: ").append(body.length()).append("\r\n\r\n").append(body);
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      socket.getInputStream().transferTo(all);
      String text = all.toString(StandardCharsets.UTF_8);
      int end = text.indexOf("\r\n\r\n");
      return new Answer(Integer.parseInt(text.substring(9, 12)), text.substring(0, end), text.substring(end + 4));
    }
  }

  private static Answer get(Server server, String path, String... headers) throws IOException {
    return ask(InetAddress.getLoopbackAddress(), server.adminPort(), "GET " + path, "", headers.length > 0
        ? headers
        : new String[]{"Host: localhost:" + server.adminPort()});
  }

  private static Answer order(Server server, String body, String... headers) throws IOException {
    String[] all = new String[headers.length + 2];
    all[0] = "Host: localhost:" + server.adminPort();
    all[1] = "Content-Type: application/json";
    System.arraycopy(headers, 0, all, 2, headers.length);
    return ask(InetAddress.getLoopbackAddress(), server.adminPort(), "POST /dev/order", body, all);
  }

  private static Json now(Server server, String room) throws IOException {
    byte[] body = get(server, "/dev/now?room=" + room).body().getBytes(StandardCharsets.UTF_8);
    JsonReader reader = new JsonReader(JsonLimits.OWN);
    Json json = reader.read(body, 0, body.length);
    if (json == null) throw new AssertionError(reader.error());
    return json;
  }

  private static Json at(Json json, String... path) {
    Json found = json;
    for (String name : path) {
      Json next = name.matches("\\d+") ? found.items().get(Integer.parseInt(name)) : found.get(name);
      if (next == null) throw new AssertionError("no " + name + " in " + found);
      found = next;
    }
    return found;
  }

  /// Waits for something to be seen on the page.
  private static Json until(Server server, TaktClient client, String room, Function<Json, Boolean> seen)
      throws IOException {
    long endNs = System.nanoTime() + 20_000_000_000L;
    while (System.nanoTime() < endNs) {
      client.update();
      Json now = now(server, room);
      if (at(now, "room") instanceof Json.Obj && seen.apply(now)) return now;
      LockSupport.parkNanos(20_000_000);
    }
    return fail("was not to be seen within 20 s");
  }

  // ---- what it shows

  @Test void showsRoomsAndAllThatIsInOne() throws Exception {
    try (Server server = serve(); TaktClient ann = Web.guest(server.port(), "<b>ann</b>")) {
      ClientRoom room = ann.joinAndWait(JoinRequest.any("zoo")).orThrow();
      Json now = until(server, ann, room.id(), n -> at(n, "room", "figures").get("durationUs") != null);
      assertEquals(room.id(), at(now, "rooms", "0", "id").text(""));
      assertEquals(20, at(now, "rooms", "0", "now", "rateHz").whole(0));
      assertEquals("<b>ann</b>", at(now, "room", "who", "0", "name").text(""), "as it is: the page sets text");
      assertTrue(at(now, "room", "who", "0", "connected").flag(false));
      assertEquals(42, at(now, "room", "parts", "0", "rows", "0", "fields", "neverSent").whole(0));
      assertEquals(1, at(now, "room", "parts", "0", "rows", "0", "owner").whole(0));
      assertEquals("feeding", at(now, "room", "alarms", "0", "name").text(""));
      long tick = at(now, "room", "tick").whole(0);
      until(server, ann, room.id(), n -> at(n, "room", "tick").whole(0) > tick);
      assertTrue(get(server, "/dev").head().contains("Content-Security-Policy: default-src 'none'"));
    }
  }

  @Test void timeIsInItsHands() throws Exception {
    try (Server server = serve(); TaktClient ann = Web.guest(server.port(), "ann")) {
      ClientRoom room = ann.joinAndWait(JoinRequest.any("zoo")).orThrow();
      String id = "{\"room\":\"" + room.id() + "\",\"type\":\"zoo\",\"order\":";
      assertEquals(200, order(server, id + "\"pause\"}").status());
      long tick = at(until(server, ann, room.id(), n -> at(n, "room", "still").flag(false)), "room", "tick").whole(0);
      assertEquals(200, order(server, id + "\"step\"}").status());
      until(server, ann, room.id(), n -> at(n, "room", "tick").whole(0) == tick + 1);
      assertEquals(200, order(server, id + "\"bot\"}").status());
      assertEquals(200, order(server, id + "\"step\"}").status());
      Json now = until(server, ann, room.id(), n -> at(n, "room", "tick").whole(0) == tick + 2);
      assertEquals("bot", at(now, "room", "who", "1", "kind").text(""));
      assertEquals(200, order(server, id + "\"go\",\"slow\":10}").status());
      until(server, ann, room.id(), n -> at(n, "room", "slow").whole(0) == 10);
      assertEquals(200, order(server, id + "\"go\",\"slow\":1}").status());
      until(server, ann, room.id(), n -> at(n, "room", "tick").whole(0) > tick + 20);
      assertEquals(0, at(now(server, room.id()), "room", "droppedTicks").whole(-1));
      assertTrue(room.isIn());
    }
  }

  @Test void ordersThatAreNoneAreRefused() throws Exception {
    try (Server server = serve(); TaktClient ann = Web.guest(server.port(), "ann")) {
      String yard = "{\"room\":\"" + ann.joinAndWait(JoinRequest.any("yard")).orThrow().id() + "\",\"type\":\"yard\",";
      assertEquals(409, order(server, yard + "\"order\":\"bot\"}").status());
      for (String slow : List.of("0", "-1", "101", "1e99", "\"x\"", "null")) {
        assertEquals(400, order(server, yard + "\"order\":\"go\",\"slow\":" + slow + "}").status(), slow);
      }
      for (String body : List.of("", "{}", "[]", "{\"order\":{}}", yard + "\"order\":\"eat\"}", "{\"order\":\"pau")) {
        assertEquals(400, order(server, body).status(), body);
      }
      assertEquals(404, order(server, "{\"room\":\"none\",\"order\":\"pause\"}").status());
      assertEquals(413, order(server, " ".repeat(20_000)).status());
    }
  }

  /// What a room's code throws is there with its stack and a count, however often it is thrown.
  @Test void faultsAreCounted() throws Exception {
    try (Server server = serve(); TaktClient ann = Web.guest(server.port(), "ann")) {
      ClientRoom room = ann.joinAndWait(JoinRequest.any("zoo")).orThrow();
      for (int i = 0; i < 5; i++) {
        var _ = room.send(new Zoo.Fail("</script><script>alert(1)</script>"));
      }
      Json now = until(server, ann, room.id(), n -> !at(n, "faults").items().isEmpty()
          && at(n, "faults", "0", "count").whole(0) == 5);
      assertEquals(1, at(now, "faults").items().size());
      assertEquals(room.id(), at(now, "faults", "0", "room").text(""));
      assertTrue(at(now, "faults", "0", "tick").whole(0) > 0);
      assertTrue(at(now, "faults", "0", "stack").text("").contains("takt.app.run.Zoo.on(Zoo.java:"));
    }
  }

  /// However much is in a room, the answer is bounded, and the room is asked no more often for many who look.
  @Test void aHugeRoomIsDescribedInPart() throws Exception {
    try (Server server = serve(); TaktClient ann = Web.guest(server.port(), "ann")) {
      ClientRoom room = ann.joinAndWait(JoinRequest.any("zoo")).orThrow();
      var _ = room.send(new Zoo.Fill(15_000));
      Json now = until(server, ann, room.id(), n -> at(n, "room", "entities").whole(0) > 15_000);
      assertEquals(100, at(now, "room", "parts", "0", "rows").items().size());
      assertEquals(15_001, at(now, "room", "parts", "0", "count").whole(0));
      assertEquals(33, at(now, "room", "parts", "0", "rows", "50", "fields", "meals").items().size());
      int bytes = get(server, "/dev/now?room=" + room.id()).body().length();
      assertTrue(bytes < 300_000, bytes + " bytes");
    }
  }

  // ---- whom it does not let near

  @Test void otherNamesOriginsAndProxiesAreRefused() throws Exception {
    try (Server server = serve("TAKT_ADMIN_NAMES", "*", "TAKT_ORIGINS", "*")) {
      String here = "Host: localhost:" + server.adminPort();
      String own = "http://localhost:" + server.adminPort();
      assertEquals(200, get(server, "/dev").status());
      assertEquals(200, get(server, "/dev", "Host: 127.0.0.1:" + server.adminPort()).status());
      assertEquals(200, get(server, "/dev/now", here, "Origin: " + own, "Sec-Fetch-Site: same-origin").status());
      for (String host : List.of("evil.example", "evil.example:" + server.adminPort(), "localhost.evil.example",
          "127.0.0.1.nip.io", "0.0.0.0", "[::]")) {
        assertEquals(403, get(server, "/dev/now", "Host: " + host).status(), host);
      }
      for (String header : List.of("Origin: https://evil.example", "Origin: null", "Origin: http://localhost:1",
          "Origin: https://localhost:" + server.adminPort(), "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site",
          "X-Forwarded-For: 127.0.0.1", "Forwarded: for=127.0.0.1", "Via: 1.1 somebody")) {
        assertEquals(403, get(server, "/dev/now", here, header).status(), header);
        assertEquals(403, order(server, "{}", header).status(), header);
      }
      // What a form of another site can send without asking.
      for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")) {
        assertEquals(403, ask(InetAddress.getLoopbackAddress(), server.adminPort(), "POST /dev/order", "{}", here,
            "Content-Type: " + type).status(), type);
      }
      for (String method : List.of("PUT", "DELETE", "OPTIONS", "HEAD")) {
        assertEquals(403, ask(InetAddress.getLoopbackAddress(), server.adminPort(), method + " /dev/order", "", here)
            .status(), method);
      }
      for (String path : List.of("/dev/", "/dev/../dev", "/dev/index.html", "/dev/order", "/dev/dev.js/x")) {
        assertEquals(404, get(server, path).status(), path);
      }
      assertTrue(metric(server, "403") >= 30, "counted");
    }
  }

  /// Whatever the listener is bound to: who comes by the network stays outside. Where this machine has none, the door's
  /// own test stands alone.
  @Test void otherMachinesAreRefused() throws Exception {
    List<InetAddress> network = NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
        .filter(a -> !a.isLoopbackAddress() && !a.isLinkLocalAddress() && a.getAddress().length == 4).toList();
    try (Server server = serve("TAKT_ADMIN_HOST", "0.0.0.0")) {
      assertEquals(200, get(server, "/dev").status());
      for (InetAddress address : network) {
        Answer answer = ask(address, server.adminPort(), "GET /dev", "", "Host: localhost");
        assertEquals(403, answer.status());
        assertTrue(answer.body().contains("this machine alone"), answer.body());
        assertEquals(200, ask(address, server.adminPort(), "GET /livez", "", "Host: localhost").status());
      }
    }
  }

  @Test void inProductionThereIsNone() throws Exception {
    try (Server server = serve("TAKT_MODE", "production", "TAKT_GUESTS", "true", "TAKT_SECRET",
        "long enough, and guessed by nobody at all")) {
      for (String path : List.of("/dev", "/dev/now", "/dev/dev.js")) assertEquals(404, get(server, path).status());
      assertEquals(404, order(server, "{}").status());
      assertEquals(4, metric(server, "404"));
      assertFalse(Web.get(server.port(), "/dev").body().contains("dev.js"));
    }
  }

  /// Players' port serves none of it.
  @Test void playersDoNotSeeIt() throws Exception {
    try (Server server = serve()) {
      assertEquals(404, Web.get(server.port(), "/dev/now").statusCode());
    }
  }

  private static long metric(Server server, String status) throws Exception {
    String name = "takt_http_requests_total{listener=\"admin\",status=\"" + status + "\"} ";
    return Web.get(server.adminPort(), "/metrics").body().lines().filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.substring(name.length()))).sum();
  }
}

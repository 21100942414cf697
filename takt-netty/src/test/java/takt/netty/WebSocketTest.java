package takt.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import takt.netty.visit.VisitLimits;
import takt.protocol.frame.BinaryFrames;
import takt.protocol.frame.DownFrame;
import takt.protocol.frame.UpFrame;
import takt.protocol.json.JsonLimits;
import takt.server.session.SessionLimits;

/// WebSockets of well and badly meaning clients: the handshake, types, sizes, control frames, closing.
class WebSocketTest {
  private static final String HELLO = "{\"type\":\"hello\",\"min\":1,\"max\":1,\"name\":\"Ann\"}";
  private static final String JSON = "takt.json.v1";

  // ---- the handshake

  @Test void anUpgradeWithoutACommonSubprotocolIsToldWhatIsSpoken() {
    try (Doors doors = Doors.open(); RawClient client = RawClient.to(doors.port())) {
      String answer = client.say(RawClient.handshake("Sec-WebSocket-Protocol: chat, takt.json.v2\n")).answer();
      assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
      assertTrue(answer.contains("{\"code\":\"subprotocol-unknown\",\"params\":{},\"text\":\"expected"
          + " Sec-WebSocket-Protocol: takt.v1 or takt.json.v1\"}"), answer);
      assertEquals(1, doors.metric("takt_upgrades_refused_total"));
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "takt.json.v1 | takt.json.v1",
      "takt.v1 | takt.v1",
      "chat,takt.json.v1 ,takt.v1 | takt.json.v1",
      "takt.v1, takt.json.v1 | takt.v1",
  }) void theFirstSubprotocolTheClientNamesThatIsSpokenIsTaken(String offered, String taken) {
    try (Doors doors = Doors.open(); RawClient client = RawClient.to(doors.port())) {
      String answer = client.say(RawClient.handshake("Sec-WebSocket-Protocol: " + offered + "\n")).answer();
      assertTrue(answer.startsWith("HTTP/1.1 101 "), answer);
      assertTrue(answer.contains("\r\nsec-websocket-protocol: " + taken + "\r\n"), answer);
      // The accept value of a key of 16 zero bytes, by RFC 6455.
      assertTrue(answer.contains("\r\nsec-websocket-accept: ICX+Yqv66kxgM0FcWaLWlFLwTAI=\r\n"), answer);
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "Upgrade: websocket | Upgrade: h2c | 426",
      "Connection: Upgrade | Connection: close | 426",
      "Sec-WebSocket-Version: 13 | Sec-WebSocket-Version: 8 | 426",
      "Sec-WebSocket-Key: | Sec-WebSocket-Key: AA | 400",
      "Sec-WebSocket-Key: | X: | 400",
      "GET /takt | POST /takt | 405",
      "GET /takt | GET /takt/ws | 404",
  }) void aHandshakeThatIsNoneGetsNoSocket(String part, String instead, int status) {
    try (Doors doors = Doors.open(); RawClient client = RawClient.to(doors.port())) {
      String handshake = RawClient.handshake("Sec-WebSocket-Protocol: " + JSON + "\n").replace(part, instead);
      String answer = client.say(handshake).answer();
      assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
    }
  }

  @Test void whatCameRightBehindTheHandshakeIsNotLost() {
    try (Doors doors = Doors.open(); RawClient client = RawClient.to(doors.port())) {
      byte[] handshake = RawClient.handshake("Sec-WebSocket-Protocol: " + JSON + "\n").replace("\n", "\r\n").getBytes(
          UTF_8);
      byte[] hello = RawClient.framed(0x81, HELLO.getBytes(UTF_8));
      byte[] both = Arrays.copyOf(handshake, handshake.length + hello.length);
      System.arraycopy(hello, 0, both, handshake.length, hello.length);
      assertTrue(client.send(both).answer().startsWith("HTTP/1.1 101 "));
      client.next("welcome");
    }
  }

  @Test void anUpgradeThatStopsHalfWayIsEnded() {
    try (Doors doors = Doors.open(b -> b.limits(Doors.SHORT)); RawClient client = RawClient.to(doors.port())) {
      String handshake = RawClient.handshake("Sec-WebSocket-Protocol: " + JSON + "\n");
      assertEquals("", client.say(handshake.substring(0, handshake.length() - 1)).toEnd());
    }
  }

  @Test void aSocketWithoutAHelloIsToldAndEnded() {
    SessionLimits d = SessionLimits.DEFAULTS;
    SessionLimits soon = new SessionLimits(Duration.ofMillis(300), d.alive(), d.silent(), d.controlPerSecond(), d
        .inputsPerSecond(), d.commandsPerSecond(), d.badFramesMax(), d.sessionsMax(), d.roomsMax(), d.joinsPendingMax(),
        d.watchesMax(), d.roomsCreatedPerMinute(), d.heldFor());
    try (Doors doors = Doors.open(soon, b -> b.limits(Doors.SHORT), java.util.Map.of());
        RawClient client = RawClient.to(doors.port()).upgrade(JSON)) {
      assertTrue(client.next("error").contains("\"code\":\"handshake-timeout\""));
      assertEquals(4408, client.next(8).closeCode());
    }
  }

  // ---- messages

  @Test void theBinaryProtocolIsSpokenToo() {
    try (Doors doors = Doors.open(); RawClient client = RawClient.to(doors.port()).upgrade("takt.v1")) {
      BinaryFrames codec = new BinaryFrames(JsonLimits.OWN);
      client.frame(0x82, codec.encode(new UpFrame.Hello(1, 1, 0, "", "Ann", "", "", "")));
      RawClient.ServerFrame frame = client.frame();
      assertEquals(2, frame.opcode());
      assertTrue(codec.decodeDown(frame.payload(), 0, frame.payload().length) instanceof DownFrame.Welcome);
    }
  }

  @Test void aMessageOfTheWrongTypeIsToldAndAPatientServerGoesOn() {
    try (Doors doors = Doors.open(); RawClient client = RawClient.to(doors.port()).upgrade(JSON)) {
      client.text(HELLO).next("welcome");
      client.frame(0x82, new byte[]{1, 2, 3});
      assertTrue(client.next("error").contains("a binary message, expected text"));
      client.frame(0x02, new byte[]{1}).frame(0x80, new byte[]{2});
      assertTrue(client.next("error").contains("a binary message, expected text"));
      client.text("{\"type\":\"ping\",\"id\":7}");
      assertTrue(client.next("ponged").contains("\"id\":7"));
    }
  }

  @Test void theFirstMessageOfTheWrongTypeEndsWhoHasNotSaidHello() {
    try (Doors doors = Doors.open(); RawClient client = RawClient.to(doors.port()).upgrade(JSON)) {
      client.frame(0x82, new byte[]{1, 2, 3});
      assertEquals(4400, client.next(8).closeCode());
    }
    try (Doors doors = Doors.open(); RawClient client = RawClient.to(doors.port()).upgrade("takt.v1")) {
      client.text(HELLO);
      assertEquals(4400, client.next(8).closeCode());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 50, 128}) void aMessageMayComeInPieces(int pieces) {
    try (Doors doors = Doors.open(); RawClient client = RawClient.to(doors.port()).upgrade(JSON)) {
      byte[] hello = (HELLO.substring(0, HELLO.length() - 1) + " ".repeat(200) + "}").getBytes(UTF_8);
      for (int i = 0; i < pieces; i++) {
        int first = (i == 0 ? 1 : 0) | (i == pieces - 1 ? 0x80 : 0);
        client.frame(first, Arrays.copyOfRange(hello, hello.length * i / pieces, hello.length * (i + 1) / pieces));
      }
      client.next("welcome");
    }
  }

  @Test void moreThanSoManyPiecesAreTooMany() {
    try (Doors doors = Doors.open(); RawClient client = RawClient.to(doors.port()).upgrade(JSON)) {
      client.frame(1, new byte[0]);
      for (int i = 0; i < 200; i++) if (!client.trySend(RawClient.framed(0, new byte[0]))) break;
      assertTrue(client.next("error").contains("\"code\":\"too-large\""));
      assertEquals(4413, client.next(8).closeCode());
    }
  }

  @ParameterizedTest
  @CsvSource({"4096, 4400", "4097, 4413", "16384, 4413", "16385, 4413",
      "70000, 4413"}) void littleIsTakenOfWhoHasNotSaidHello(int length, int code) {
    try (Doors doors = Doors.open(b -> b.limits(Doors.SHORT));
        RawClient client = RawClient.to(doors.port()).upgrade(JSON)) {
      client.text("x".repeat(length));
      client.next("error");
      assertEquals(code, client.next(8).closeCode());
      client.toEnd();
    }
  }

  @ParameterizedTest
  @CsvSource({"16384, false", "16385, true", "1000000, true"}) void moreIsTakenOfWhoHas(int length, boolean tooLarge) {
    try (Doors doors = Doors.open(); RawClient client = RawClient.to(doors.port()).upgrade(JSON)) {
      client.text(HELLO).next("welcome");
      client.trySend(RawClient.framed(0x81, "x".repeat(length).getBytes(UTF_8)));
      assertTrue(client.next("error").contains(tooLarge ? "\"code\":\"too-large\"" : "\"code\":\"bad-frame\""));
      if (tooLarge) assertEquals(4413, client.next(8).closeCode());
    }
  }

  @Test void piecesCountTogether() {
    try (Doors doors = Doors.open(); RawClient client = RawClient.to(doors.port()).upgrade(JSON)) {
      client.text(HELLO).next("welcome");
      client.frame(1, new byte[10_000]).frame(0, new byte[10_000]);
      assertTrue(client.next("error").contains("\"code\":\"too-large\""));
      assertEquals(4413, client.next(8).closeCode());
    }
  }

  /// What RFC 6455 forbids, with the code it says.
  @ParameterizedTest
  @CsvSource({
      "0xc1, 1002", // a reserved bit
      "0x83, 1002", // a reserved opcode
      "0x80, 1002", // a piece of nothing
      "0x09, 1002", // a ping in pieces
  }) void whatTheRfcForbidsClosesWithItsCode(String first, int code) {
    try (Doors doors = Doors.open(); RawClient client = RawClient.to(doors.port()).upgrade(JSON)) {
      client.text(HELLO).next("welcome");
      client.frame(Integer.decode(first), "x".getBytes(UTF_8));
      assertEquals(code, client.next(8).closeCode());
      client.toEnd();
      assertEquals(1, doors.metric("takt_websocket_violations_total"));
    }
  }

  @Test void anUnmaskedFrameAndTextThatIsNoneCloseTheSocket() {
    try (Doors doors = Doors.open(); RawClient client = RawClient.to(doors.port()).upgrade(JSON)) {
      client.send(new byte[]{(byte) 0x81, 1, 'x'});
      assertEquals(1002, client.next(8).closeCode());
    }
    try (Doors doors = Doors.open(); RawClient client = RawClient.to(doors.port()).upgrade(JSON)) {
      client.frame(0x81, new byte[]{(byte) 0xff});
      assertEquals(1007, client.next(8).closeCode());
    }
  }

  // ---- signs of life

  @Test void aPingIsAnsweredWithWhatItHolds() {
    try (Doors doors = Doors.open(); RawClient client = RawClient.to(doors.port()).upgrade(JSON)) {
      assertEquals("here", client.frame(0x89, "here".getBytes(UTF_8)).next(10).text());
    }
  }

  @Test void aFloodOfPingsIsEnded() {
    try (Doors doors = Doors.open(); RawClient client = RawClient.to(doors.port()).upgrade(JSON)) {
      for (int i = 0; i < 1000; i++) if (!client.trySend(RawClient.framed(0x89, new byte[0]))) break;
      assertTrue(client.next("error").contains("\"code\":\"too-fast\""));
      assertEquals(4429, client.next(8).closeCode());
    }
  }

  @Test void whoIsSilentIsProbedAndAPongKeepsThem() {
    try (Doors doors = Doors.open(lively(), b -> b.limits(Doors.SHORT), java.util.Map.of());
        RawClient client = RawClient.to(doors.port()).upgrade(JSON)) {
      client.text(HELLO).next("welcome");
      // For twice the silence that ends a connection.
      for (int i = 0; i < 10; i++) client.frame(0x8a, client.next(9).payload());
      client.text("{\"type\":\"ping\",\"id\":7}").next("ponged");
    }
  }

  @Test void whoAnswersNothingIsEnded() {
    try (Doors doors = Doors.open(lively(), b -> b.limits(Doors.SHORT), java.util.Map.of());
        RawClient client = RawClient.to(doors.port()).upgrade(JSON)) {
      client.text(HELLO).next("welcome");
      assertTrue(client.next("error").contains("\"code\":\"silent\""));
      assertEquals(4430, client.next(8).closeCode());
    }
  }

  /// Limits under which a connection is probed after 200 ms and dead after 1 s.
  static SessionLimits lively() {
    SessionLimits d = SessionLimits.DEFAULTS;
    return new SessionLimits(d.helloWithin(), Duration.ofMillis(200), Duration.ofSeconds(1), d.controlPerSecond(), d
        .inputsPerSecond(), d.commandsPerSecond(), d.badFramesMax(), d.sessionsMax(), d.roomsMax(), d.joinsPendingMax(),
        d.watchesMax(), d.roomsCreatedPerMinute(), d.heldFor());
  }

  // ---- the end

  @ParameterizedTest
  @ValueSource(ints = {1000, 1001, 3000, 4999}) void aCloseIsAnsweredWithItsCodeAndTheServerEndsFirst(int code) {
    try (Doors doors = Doors.open(); RawClient client = RawClient.to(doors.port()).upgrade(JSON)) {
      client.text(HELLO).next("welcome");
      client.frame(0x88, new byte[]{(byte) (code >> 8), (byte) code, 'b', 'y', 'e'});
      assertEquals(code, client.next(8).closeCode());
      assertEquals("", client.toEnd());
      doors.awaitConnections(0);
    }
  }

  @Test void aByeIsAnsweredWithACloseAndTheAnswerToItIsWaitedFor() {
    try (Doors doors = Doors.open(b -> b.limits(Doors.SHORT));
        RawClient client = RawClient.to(doors.port()).upgrade(JSON)) {
      client.text(HELLO).next("welcome");
      RawClient.ServerFrame close = client.text("{\"type\":\"bye\"}").next(8);
      assertEquals(1000, close.closeCode());
      client.frame(0x88, close.payload());
      assertEquals("", client.toEnd());
      assertEquals(0, doors.metric("takt_connections_evicted_total", "reason", "leave"));
    }
  }

  @Test void whoDoesNotAnswerAGoodbyeIsEndedAllTheSame() {
    try (Doors doors = Doors.open(b -> b.limits(Doors.SHORT));
        RawClient client = RawClient.to(doors.port()).upgrade(JSON)) {
      client.text(HELLO).next("welcome");
      client.text("{\"type\":\"bye\"}").next(8);
      client.toEnd();
      assertEquals(1, doors.metric("takt_connections_evicted_total", "reason", "leave"));
    }
  }

  @Test void aResetEndsTheSessionsConnection() {
    try (Doors doors = Doors.open(); RawClient client = RawClient.to(doors.port()).upgrade(JSON)) {
      client.text(HELLO).next("welcome");
      client.reset();
      doors.awaitConnections(0);
    }
  }

  @Test void whoNeverReadsIsEndedAndOthersPlayOn() {
    VisitLimits small = Doors.SHORT.withQueues(16 * 1024, 4 * 1024);
    try (Doors doors = Doors.open(b -> b.limits(small));
        JsonPlayer ann = JsonPlayer.at(doors.socket());
        RawClient stuck = RawClient.from("127.0.0.1", doors.port(), 4096)) {
      ann.hello("Ann");
      ann.say("{\"type\":\"join\",\"request\":1,\"room\":\"yard\",\"options\":{\"dust\":1000}}");
      ann.next("joined");
      stuck.upgrade(JSON).text(HELLO).next("welcome");
      stuck.text("{\"type\":\"join\",\"request\":1,\"room\":\"yard\"}");
      // It reads nothing from now on: a few snapshots of some 40 KB are on their way.
      while (doors.metric("takt_errors_total", "code", "too-slow") == 0) ann.next();
      while (doors.metric("takt_connections", "listener", "public") > 1) ann.next();
      ann.next("snapshot");
      ann.next("snapshot");
    }
  }
}

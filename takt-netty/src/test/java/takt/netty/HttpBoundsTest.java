package takt.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import takt.netty.files.FileMount;

/// What a client over HTTP may send, how much of it, and how slowly.
class HttpBoundsTest {
  private static final String GET = "GET /takt/rooms?room=yard HTTP/1.1\nHost: localhost\n";

  @ParameterizedTest
  @CsvSource({"4000, 200", "4200, 414"}) void aRequestLineHasABound(int length, int status) {
    String line = "GET /takt/rooms?room=yard&x=" + "x".repeat(length - 40) + " HTTP/1.1\nHost: localhost\n\n";
    assertStatus(status, line);
  }

  @ParameterizedTest
  @CsvSource({"7000, 200", "9000, 431"}) void headersHaveABound(int length, int status) {
    assertStatus(status, GET + "X: " + "x".repeat(length) + "\n\n");
  }

  @ParameterizedTest
  @CsvSource({"200, 100", "431, 2100"}) void soDoManySmallOnes(int status, int headers) {
    assertStatus(status, GET + "A: b\n".repeat(headers) + "\n");
  }

  @ParameterizedTest
  @CsvSource({"16384, 400", "16385, 413", "9000000000000, 413"}) void aBodyHasABound(long length, int status) {
    String post = "POST /takt/join HTTP/1.1\nHost: localhost\nContent-Type: application/json\nContent-Length: " + length
        + "\n\n";
    assertStatus(status, post + " ".repeat((int) Math.min(length, 16_384)));
  }

  @Test void aBodyInChunksHasTheSameBound() {
    String post = "POST /takt/join HTTP/1.1\nHost: localhost\nContent-Type: application/json\nTransfer-Encoding:"
        + " chunked\n\n";
    String chunk = "1000\n" + " ".repeat(0x1000) + "\n";
    assertStatus(400, post + chunk.repeat(4) + "0\n\n");
    assertStatus(413, post + chunk.repeat(5));
  }

  /// Requests that two readers may take for two different ones: behind a proxy that reads them the other way, the
  /// second half of one is another's request.
  @ParameterizedTest
  @ValueSource(strings = {
      "Content-Length: 5\nContent-Length: 6\n\n",
      "Content-Length: 5, 6\n\n",
      "Content-Length: 5\nContent-Length: 5\n\n",
      "Content-Length: +5\n\n",
      "Content-Length: -1\n\n",
      "Content-Length: 5x\n\n",
      "Content-Length: 5\nTransfer-Encoding: chunked\n\n0\n\n",
      "Transfer-Encoding: chunked\nContent-Length: 5\n\n0\n\n",
      "Transfer-Encoding: identity\n\n",
      "Transfer-Encoding: chunked, identity\n\n",
      "Transfer-Encoding: chunked\nTransfer-Encoding: chunked\n\n",
      "Transfer-Encoding : chunked\n\n",
      "Transfer-Encoding: chunked\n\nx\n\n",
      " Folded: yes\n\n",
      "X: a\u0000b\n\n",
      "No colon\n\n",
  }) void whatCanBeReadInTwoWaysIsRefusedAndEndsTheConnection(String rest) {
    String hidden = "GET /hidden HTTP/1.1\nHost: localhost\n\n";
    try (Doors doors = Doors.open(); RawClient client = RawClient.to(doors.port())) {
      String all = client.say("POST /takt/join HTTP/1.1\nHost: localhost\n" + rest + hidden).toEnd();
      assertTrue(all.startsWith("HTTP/1.1 400 "), all);
      assertEquals(1, all.split("HTTP/1\\.1 ", -1).length - 1, all);
    }
  }

  @Test void bareLineFeedsAreNoLineEnds() {
    try (Doors doors = Doors.open(); RawClient client = RawClient.to(doors.port())) {
      String all = client.send((GET + "\n").getBytes(US_ASCII)).toEnd();
      assertTrue(all.startsWith("HTTP/1.1 400 "), all);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "GET /takt HTTP/1.1\n\n",
      "GET /takt HTTP/1.1\nHost: a\nHost: b\n\n",
      "GET /takt HTTP/1.1\nHost: a b\n\n",
      "GET /takt HTTP/1.1\nHost: evil\"><x\n\n",
      "GET takt HTTP/1.1\nHost: localhost\n\n",
      "GET http://localhost HTTP/1.1\nHost: localhost\n\n",
      "nonsense\n\n",
      "\u0016\u0003\u0001\u0002\u0000\n\n",
  }) void whatIsNoRequestIsToldSo(String request) {
    assertStatus(400, request);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /takt HTTP/2.0\nHost: localhost\n\n",
      "PRI * HTTP/2.0\n\nSM\n\n"}) void otherVersionsAreNotSpoken(String request) {
    assertStatus(505, request);
  }

  @Test void theAbsoluteFormAndTheOldVersionAreUnderstood() {
    assertStatus(200, "GET http://localhost/takt/rooms?room=yard HTTP/1.1\nHost: localhost\n\n");
    try (Doors doors = Doors.open(); RawClient client = RawClient.to(doors.port())) {
      String all = client.say("GET /takt/rooms?room=yard HTTP/1.0\n\n").toEnd();
      assertTrue(all.startsWith("HTTP/1.1 200 "), all);
    }
  }

  @Test void aConnectionServesOneRequestAfterTheOther() {
    try (Doors doors = Doors.open(); RawClient client = RawClient.to(doors.port())) {
      for (int i = 0; i < 20; i++) assertTrue(client.say(GET + "\n").answer().startsWith("HTTP/1.1 200 "));
      String last = client.say(GET + "Connection: close\n\n").toEnd();
      assertTrue(last.startsWith("HTTP/1.1 200 "), last);
      assertEquals(21, doors.metric("takt_http_requests_total", "listener", "public", "status", "200"));
    }
  }

  @Test void whoAsksOnBeforeTheAnswerGetsOneAnswerAndTheEnd() {
    try (Doors doors = Doors.open(); RawClient client = RawClient.to(doors.port())) {
      String all = client.say((GET + "\n").repeat(50)).toEnd();
      assertEquals(1, all.split("HTTP/1\\.1 200", -1).length - 1, all);
    }
  }

  // ---- slowly

  @Test void silenceIsEndedAtTheHandshakeDeadline() {
    try (Doors doors = Doors.open(b -> b.limits(Doors.SHORT)); RawClient client = RawClient.to(doors.port())) {
      assertEquals("", client.toEnd());
      assertEquals(1, doors.metric("takt_connections_evicted_total", "reason", "handshake"));
    }
  }

  @Test void aHeaderThatDripsIsEndedThoughItNeverRests() {
    try (Doors doors = Doors.open(b -> b.limits(Doors.SHORT)); RawClient client = RawClient.to(doors.port())) {
      client.say("GET / HTTP/1.1\n");
      int drops = 0;
      while (client.trySend("X: y\r\n".getBytes(US_ASCII))) {
        drops++;
        // One in a while is enough to look alive, and this is no flood.
        LockSupport.parkNanos(10_000_000);
      }
      assertTrue(drops > 0);
      assertEquals(1, doors.metric("takt_connections_evicted_total", "reason", "handshake"));
    }
  }

  @Test void theHeaderOfALaterRequestHasItsOwnDeadline() {
    try (Doors doors = Doors.open(b -> b.limits(Doors.SHORT)); RawClient client = RawClient.to(doors.port())) {
      assertTrue(client.say(GET + "\n").answer().startsWith("HTTP/1.1 200 "));
      assertEquals("", client.say("GET /").toEnd());
      assertEquals(1, doors.metric("takt_connections_evicted_total", "reason", "head"));
    }
  }

  @Test void aBodyThatDoesNotComeIsEnded() {
    try (Doors doors = Doors.open(b -> b.limits(Doors.SHORT)); RawClient client = RawClient.to(doors.port())) {
      String all = client.say("POST /takt/join HTTP/1.1\nHost: localhost\nContent-Length: 10\n\n{").toEnd();
      assertEquals("", all);
      assertEquals(1, doors.metric("takt_connections_evicted_total", "reason", "body"));
    }
  }

  /// Who does it a thousand times a second would fill the disk, and hide what matters.
  @ParameterizedTest
  @ValueSource(booleans = {true, false}) void whoEndsInTheMiddleOfABodyIsNotWorthALineOfLog(boolean hangsUp) {
    Queue<String> log = new ConcurrentLinkedQueue<>();
    Logger logger = Logger.getLogger("takt.http");
    Handler handler = TlsTest.noting(log);
    logger.addHandler(handler);
    try {
      try (Doors doors = Doors.open(b -> b.limits(Doors.SHORT))) {
        try (RawClient client = RawClient.to(doors.port())) {
          client.say("POST /takt/join HTTP/1.1\nHost: localhost\nContent-Length: 10\n\n{");
          doors.awaitConnections(1);
          if (!hangsUp) assertEquals("", client.toEnd());
        }
        doors.awaitConnections(0);
      }
      // Its event loops have ended: what they had to say is said.
      assertEquals(List.of(), List.copyOf(log));
    } finally {
      logger.removeHandler(handler);
    }
  }

  @Test void anIdleConnectionIsEndedWithoutAFuss() {
    try (Doors doors = Doors.open(b -> b.limits(Doors.SHORT)); RawClient client = RawClient.to(doors.port())) {
      assertTrue(client.say(GET + "\n").answer().startsWith("HTTP/1.1 200 "));
      assertEquals("", client.toEnd());
      for (String reason : List.of("handshake", "head", "body", "answer", "leave")) {
        assertEquals(0, doors.metric("takt_connections_evicted_total", "reason", reason), reason);
      }
    }
  }

  @Test void whoTakesNothingOfAFileIsEndedAndOthersAreServed(@TempDir Path folder) throws Exception {
    byte[] large = new byte[20_000_000];
    Files.write(folder.resolve("large.bin"), large);
    Files.writeString(folder.resolve("small.txt"), "here");
    try (Doors doors = Doors.open(b -> b.limits(Doors.SHORT).files(FileMount.folder("/", folder)));
        RawClient stuck = RawClient.from("127.0.0.1", doors.port(), 4096);
        RawClient other = RawClient.to(doors.port())) {
      stuck.say("GET /large.bin HTTP/1.1\nHost: localhost\n\n");
      assertTrue(other.say("GET /small.txt HTTP/1.1\nHost: localhost\n\n").answer().endsWith("here"));
      doors.awaitMetric(1, "takt_connections_evicted_total", "reason", "answer");
      assertTrue(stuck.toEnd().length() < large.length);
    }
  }

  @Test void whoTakesAFileSlowlyGetsAllOfIt(@TempDir Path folder) throws Exception {
    byte[] large = new byte[3_000_000];
    Files.write(folder.resolve("large.bin"), large);
    try (Doors doors = Doors.open(b -> b.limits(Doors.SHORT).files(FileMount.folder("/", folder)));
        RawClient client = RawClient.from("127.0.0.1", doors.port(), 4096)) {
      client.say("GET /large.bin HTTP/1.1\nHost: localhost\nConnection: close\n\n");
      int got = 0;
      for (int i = 0; i < 60; i++) {
        got += client.bytes(25_000).length;
        LockSupport.parkNanos(20_000_000);
      }
      got += client.toEnd().length();
      assertTrue(got > large.length, "got " + got);
      assertEquals(0, doors.metric("takt_connections_evicted_total", "reason", "answer"));
    }
  }

  private static void assertStatus(int status, String request) {
    try (Doors doors = Doors.open(); RawClient client = RawClient.to(doors.port())) {
      String answer = client.say(request).answer();
      assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
      boolean refused = status >= 400 && status != 404;
      if (refused && status != 400) assertFalse(client.toEnd().contains("HTTP/1.1"), "one answer");
    }
  }
}

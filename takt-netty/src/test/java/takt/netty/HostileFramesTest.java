package takt.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import takt.netty.visit.VisitLimits;

/// Frames of those who mean harm, or have a bug: each gets a typed answer and is counted, and whoever plays beside them
/// notices nothing.
class HostileFramesTest {
  private static final String JSON = "takt.json.v1";
  private static final String HELLO = "{\"type\":\"hello\",\"min\":1,\"max\":1,\"name\":\"Ann\"}";
  private static final int FLOOD = 3_000;

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "{'type':'hello','min':2,'max':9} | version | 4426",
      "{'type':'hello','min':0,'max':0} | version | 4426",
      "{'type':'hello','min':1,'max':1,'token':7} | bad-frame | 4400",
      "{'type':'hello','min':1,'max':1,'min':1} | bad-frame | 4400",
      "{'type':'hello','min':-1,'max':1} | bad-frame | 4400",
      "{'type':'join','request':1,'room':'yard'} | bad-frame | 4400",
      "{'type':'dance'} | bad-frame | 4400",
      "{'type':'hello' | bad-frame | 4400",
      "hello | bad-frame | 4400",
      "[] | bad-frame | 4400",
      "{'type':'hello','min':1,'max':1,'resume':'forged.token'} | session-unknown | 4404",
      "{'type':'hello','min':1,'max':1,'reservation':'forged.token'} | unauthenticated | 4401",
  }) void whoIsNotWelcomeYetGetsOneAnswerAndTheEnd(String frame, String code, int close) {
    try (Doors doors = Doors.open();
        JsonPlayer ann = JsonPlayer.playing(doors.socket());
        RawClient client = RawClient.to(doors.port()).upgrade(JSON)) {
      client.text(frame.replace('\'', '"'));
      String error = client.next("error");
      assertTrue(error.contains("\"code\":\"" + code + "\"") && error.contains("\"fatal\":true"), error);
      assertEquals(close, client.next(8).closeCode());
      assertEquals(1, doors.metric("takt_errors_total", "code", code));
      ann.assertPlays();
    }
  }

  @Test void whoDoesNotWaitForTheWelcomeIsEnded() {
    try (Doors doors = Doors.open(); RawClient client = RawClient.to(doors.port()).upgrade(JSON)) {
      byte[] hello = RawClient.framed(0x81, HELLO.getBytes(UTF_8));
      byte[] twice = java.util.Arrays.copyOf(hello, 2 * hello.length);
      System.arraycopy(hello, 0, twice, hello.length, hello.length);
      client.send(twice);
      assertTrue(client.next("error").contains("its welcome must be waited for"));
      assertEquals(4400, client.next(8).closeCode());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "{'type':'dance'}", "{'type':7}", "{}", "null", "'", "{'type':'ping','id':1e400}", "{'type':'ping','id':-1}",
      "{'type':'ping','id':1.5}", "{'type':'ping','id':9007199254740993}", "{'type':'ping','id':NaN}",
      "{'type':'ping','id':Infinity}", "{'type':'ping','id':'7'}", "{'type':'ping','id':[]}",
      "{'type':'input','room':1,'seq':1,'values':7}", "{'type':'input','room':-1,'seq':1,'values':{}}",
      "{'type':'input','room':1,'seq':1,'values':{'dx':NaN}}",
      "{'type':'input','room':1,'seq':1,'values':{'dx':1e999}}",
      "{'type':'command','room':1,'seq':1,'name':'say','fields':[]}", "{'type':'join','request':1,'room':{}}",
      "{'type':'ping','id':1}{}", "{'type':'ping','id':1,}", "{'type':'ping','id':01}", "{'type':'ping'/**/}",
      "{'type':'p\\ud800'}", "{'type':'ping','x':'\\x'}", "\u0000", "\ufeff{'type':'ping'}",
  }) void nonsenseOfAPlayerIsAnsweredForgivenAndThenNotAnyMore(String frame) {
    try (Doors doors = Doors.open();
        JsonPlayer ann = JsonPlayer.playing(doors.socket());
        RawClient client = RawClient.to(doors.port()).upgrade(JSON)) {
      client.text(HELLO).next("welcome");
      for (int i = 0; i < 8; i++) {
        String error = client.text(frame.replace('\'', '"')).next("error");
        assertTrue(error.contains("\"code\":\"bad-frame\"") && !error.contains("fatal"), error);
      }
      assertTrue(client.text("{\"type\":\"ping\",\"id\":7}").next("ponged").contains("\"id\":7"));
      assertTrue(client.text(frame.replace('\'', '"')).next("error").contains("\"fatal\":true"));
      assertEquals(4400, client.next(8).closeCode());
      assertEquals(9, doors.metric("takt_errors_total", "code", "bad-frame"));
      ann.assertPlays();
    }
  }

  @Test void deepAndWideJsonIsNoFrame() {
    try (Doors doors = Doors.open();
        JsonPlayer ann = JsonPlayer.playing(doors.socket());
        RawClient client = RawClient.to(doors.port()).upgrade(JSON)) {
      client.text(HELLO).next("welcome");
      for (String hostile : new String[]{"[".repeat(16_000), "{\"a\":".repeat(3_000), "[" + "0,".repeat(8_000) + "0]",
          "\"" + "x".repeat(16_000) + "\"", "1" + "0".repeat(16_000), "{\"type\":\"join\",\"options\":{\"a\":"
              + "[".repeat(100) + "]".repeat(100) + "}}"}) {
        assertTrue(client.text(hostile).next("error").contains("\"code\":\"bad-frame\""));
      }
      client.text("{\"type\":\"ping\",\"id\":7}").next("ponged");
      ann.assertPlays();
    }
  }

  @Test void aKindThatMayBeSkippedIsSkippedAndCounted() {
    try (Doors doors = Doors.open(); RawClient client = RawClient.to(doors.port()).upgrade(JSON)) {
      client.text(HELLO).next("welcome");
      client.text("{\"type\":\"dance\",\"skip\":true}").text("{\"type\":\"ping\",\"id\":7}");
      assertTrue(client.frame().text().contains("ponged"), "and nothing is said of it");
      assertEquals(1, doors.metric("takt_drops_total", "reason", "skipped-kind"));
    }
  }

  @Test void whatIsForARoomOneIsNotInIsDroppedAndCounted() {
    try (Doors doors = Doors.open();
        JsonPlayer ann = JsonPlayer.playing(doors.socket());
        RawClient client = RawClient.to(doors.port()).upgrade(JSON)) {
      client.text(HELLO).next("welcome");
      client.text("{\"type\":\"input\",\"room\":1,\"seq\":1,\"values\":{\"dx\":1}}");
      client.text("{\"type\":\"command\",\"room\":8,\"seq\":1,\"name\":\"say\",\"fields\":{\"text\":\"boo\"}}");
      client.text("{\"type\":\"ping\",\"id\":7}").next("ponged");
      assertEquals(2, doors.metric("takt_drops_total", "reason", "of-no-room"));
      ann.assertPlays();
    }
  }

  /// Every kind of frame, sent as fast as the socket takes it.
  @ParameterizedTest
  @ValueSource(strings = {
      "{'type':'ping','id':1}", "{'type':'pong','id':1}",
      "{'type':'join','request':1,'room':'nothing'}", "{'type':'list','request':1,'room':'yard'}",
      "{'type':'watch','request':1,'room':'yard'}", "{'type':'unwatch','request':1}", "{'type':'leave','room':7}",
      "{'type':'input','room':1,'seq':%d,'values':{'dx':1}}", "{'type':'ack','room':1,'epoch':1,'seen':%d,'heard':1}",
      "{'type':'command','room':1,'seq':%d,'name':'say','fields':{'text':'spam'}}", "{'type':'dance','skip':true}",
  }) void aFloodIsEndedAndNobodyElseNotices(String frame) {
    // The flooder does not answer the goodbye, and is not waited for long.
    VisitLimits brief = VisitLimits.DEFAULTS.withTimer(Duration.ofMillis(20), Duration.ofMillis(100));
    try (Doors doors = Doors.open(b -> b.limits(brief));
        JsonPlayer ann = JsonPlayer.playing(doors.socket());
        RawClient client = RawClient.to(doors.port()).upgrade(JSON)) {
      client.text(HELLO).next("welcome");
      client.text("{\"type\":\"join\",\"request\":1,\"room\":\"yard\"}").next("joined");
      int sent = 0;
      while (sent < FLOOD && client.trySend(RawClient.framed(0x81, frame.replace('\'', '"').formatted(++sent).getBytes(
          UTF_8)))) {
        // as fast as it goes
      }
      String error = client.next("error");
      while (!error.contains("fatal")) error = client.next("error");
      assertTrue(error.contains("\"code\":\"too-fast\""), error);
      assertEquals(4429, client.next(8).closeCode());
      assertTrue(doors.metric("takt_errors_total", "code", "too-fast") >= 1);
      doors.awaitConnections(1);
      ann.assertPlays();
    }
  }
}

package takt.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import takt.netty.visit.VisitLimits;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonReader;

/// Clients that do not read, on real sockets: what they cost is bounded, others get everything, and who reads again is
/// in the present at once.
class SlowReaderTest {
  private static final String JSON = "takt.json.v1";
  private static final String HELLO = "{\"type\":\"hello\",\"min\":1,\"max\":1,\"name\":\"Stuck\"}";
  /// Snapshots of some 10 KB.
  private static final String JOIN = "{\"type\":\"join\",\"request\":1,\"room\":\"yard\",\"options\":{\"dust\":300}}";
  /// Small buffers in the kernel, so that little is on the way.
  private static final VisitLimits SMALL = VisitLimits.DEFAULTS.withQueues(VisitLimits.DEFAULTS.queuedMax(), 4096);

  @Test void whoStopsReadingHoldsLittleMemoryAndCatchesUpInOneSnapshot() {
    try (Doors doors = Doors.open(b -> b.limits(SMALL));
        JsonPlayer ann = JsonPlayer.at(doors.socket());
        RawClient stuck = RawClient.from("127.0.0.1", doors.port(), 4096)) {
      ann.hello("Ann");
      ann.say(JOIN).next("joined");
      stuck.upgrade(JSON).text(HELLO).next("welcome");
      stuck.text(JOIN).next("joined");
      long stopped = tick(stuck.next("snapshot"));

      // It reads nothing for three seconds of the room's, in which another player gets every snapshot there is.
      long most = 0;
      long first = tick(acked(ann));
      long last = first;
      int got = 0;
      while (last < first + 60) {
        last = tick(acked(ann));
        got++;
        most = Math.max(most, doors.metric("takt_queued_bytes", "listener", "public"));
        stuck.frame(0x8a, new byte[0]);
      }
      assertTrue(got >= 40, "another player got " + got + " snapshots in 60 ticks");
      assertTrue(most < 64 * 1024 + 32 * 1024, "queued for the one who does not read: " + most);
      assertEquals(2, doors.doors.connections(), "nobody was cut off");

      long before = stopped;
      long now = stopped;
      int old = 0;
      while (now < last) {
        old++;
        before = now;
        now = tick(stuck.next("snapshot"));
      }
      assertTrue(old <= 12, "stale snapshots that were on the way: " + old);
      assertTrue(before < first + 40, "the last of the stale ones is of tick " + before + ", reading began at " + last);
    }
  }

  @Test void whoReadsNothingForGoodIsEndedForItsSilence() {
    try (Doors doors = Doors.open(WebSocketTest.lively(), b -> b.limits(Doors.SHORT.withQueues(1 << 20, 4096)),
        java.util.Map.of());
        JsonPlayer ann = JsonPlayer.at(doors.socket());
        RawClient stuck = RawClient.from("127.0.0.1", doors.port(), 4096)) {
      ann.hello("Ann");
      ann.say(JOIN).next("joined");
      stuck.upgrade(JSON).text(HELLO).next("welcome");
      stuck.text(JOIN);
      while (doors.metric("takt_errors_total", "code", "silent") == 0) acked(ann);
      while (doors.doors.connections() > 1) acked(ann);
      assertEquals(1, doors.metric("takt_connections_evicted_total", "reason", "leave"), "it did not read the goodbye");
      while (doors.metric("takt_queued_bytes", "listener", "public") > 0) acked(ann);
    }
  }

  /// Pongs are the one thing a client can make us queue by itself.
  @Test void whoAsksForAnswersAndTakesNoneIsEnded() {
    VisitLimits chatty = Doors.SHORT.withQueues(16 * 1024, 4096).withRates(100_000, 200, 10);
    try (Doors doors = Doors.open(b -> b.limits(chatty));
        RawClient stuck = RawClient.from("127.0.0.1", doors.port(),
            4096)) {
      stuck.upgrade(JSON).text(HELLO).next("welcome");
      byte[] ping = RawClient.framed(0x89, "x".repeat(125).getBytes(UTF_8));
      for (int i = 0; i < 10_000 && stuck.trySend(ping); i++) {
        if (doors.metric("takt_errors_total", "code", "too-slow") > 0) break;
      }
      doors.awaitMetric(1, "takt_errors_total", "code", "too-slow");
      doors.awaitConnections(0);
      assertEquals(1, doors.metric("takt_errors_total", "code", "too-slow"), "counted once");
      assertEquals(0, doors.metric("takt_queued_bytes", "listener", "public"));
    }
  }

  /// The next snapshot, acknowledged.
  private static Json acked(JsonPlayer player) {
    Json snapshot = player.next("snapshot");
    player.say("{\"type\":\"ack\",\"room\":1,\"epoch\":" + requireNonNull(snapshot.get("epoch")).whole(0) + ",\"seen\":"
        + tick(snapshot) + ",\"heard\":0}");
    return snapshot;
  }

  private static long tick(Json snapshot) {
    return requireNonNull(snapshot.get("tick")).whole(-1);
  }

  private static long tick(String snapshot) {
    return tick(requireNonNull(new JsonReader(JsonLimits.OWN).read(snapshot)));
  }
}

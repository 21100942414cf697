package takt.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import takt.client.ClientRoom;
import takt.client.ClientSession;
import takt.client.Codec;
import takt.protocol.link.Conditions;
import takt.schema.Entity;
import takt.schema.Position;
import takt.server.Entities;
import takt.server.Room;
import takt.server.Tick;

/// Somebody whose line takes 2 KB a second sees a picture that is never old, and nobody else notices.
class SlowReaderTest {
  private static final int RATE_HZ = 20;
  private static final int MINUTES = 2;
  private static final long BEHIND_TICKS_MAX = 2 * RATE_HZ;
  private static final Conditions THIN = Conditions.PERFECT.withLatency(40, 0).withBandwidth(2 * 1024);

  /// Twenty things that all move in every tick: some 15 KB a second as JSON.
  static class Crowd extends Room {
    static class Thing extends Entity {
      @Position(max = 1000) double x, y;
    }

    final Entities<Thing> things = entities();

    @Override protected void onCreate() {
      for (int i = 0; i < 20; i++) things.add(new Thing());
    }

    @Override protected void onTick(Tick t) {
      for (Thing thing : things) {
        thing.x = random().between(0, 1000);
        thing.y = random().between(0, 1000);
      }
    }
  }

  /// What happened to the slow one, and every frame that came to the other.
  ///
  /// @param ticksToHear ticks from when the line was good again until a picture made since then came
  /// @param toCatchUp pictures that came after that one until it was the present
  /// @param snapshotsASecond pictures that came on the thin line
  private record Run(long worstBehind, long bytesASecond, double snapshotsASecond, long ticksToHear, long toCatchUp,
      List<String> others) {}

  private static Run run(Conditions slowly) {
    List<String> others = new ArrayList<>();
    long[] toSlow = new long[2];
    Tap tap = (link, up, nowNs, frame, offset, length) -> {
      if (up) return;
      String text = new String(frame, offset, length, StandardCharsets.UTF_8);
      if (link == 1) others.add(nowNs + " " + text);
      if (link == 0) toSlow[0] += length;
      if (link == 0 && text.startsWith("{\"type\":\"snapshot\"")) toSlow[1]++;
    };
    try (var server = SimulatedServer.builder().codec(Codec.JSON).seed(3).room("crowd", Crowd::new).recorded(false)
        .tap(tap).start()) {
      SimulatedClient slow = server.client(ClientSession.Hello.guest("slow"));
      ClientRoom slowRoom = slow.join("crowd");
      ClientRoom other = server.client(ClientSession.Hello.guest("other")).join("crowd");
      server.advance(Duration.ofSeconds(2));
      slow.network(Conditions.PERFECT, slowly);
      long worst = 0;
      long bytes = toSlow[0];
      long snapshots = toSlow[1];
      for (int second = 0; second < MINUTES * 60; second++) {
        for (int i = 0; i < RATE_HZ; i++) {
          server.advance(Duration.ofMillis(50));
          worst = Math.max(worst, server.rooms().getFirst().body().tick() - slowRoom.tick());
        }
        assertTrue(server.rooms().getFirst().body().tick() - other.tick() <= 1);
      }
      long bytesASecond = (toSlow[0] - bytes) / (MINUTES * 60);
      double snapshotsASecond = (toSlow[1] - snapshots) / (MINUTES * 60.0);
      List<String> othersTillThen = List.copyOf(others);
      slow.network(Conditions.PERFECT, Conditions.PERFECT);
      long sinceTick = other.tick();
      while (slowRoom.tick() <= sinceTick && other.tick() - sinceTick < 10 * RATE_HZ) {
        server.advance(Duration.ofMillis(10));
      }
      long heardTick = other.tick();
      long heard = toSlow[1];
      server.advanceUntil(() -> other.tick() - slowRoom.tick() <= 1);
      Run run = new Run(worst, bytesASecond, snapshotsASecond, heardTick - sinceTick, toSlow[1] - heard,
          othersTillThen);
      // What it sees then is what the other sees.
      server.advance(Duration.ofSeconds(5));
      assertTrue(slow.session().resumes() == 0 && slowRoom.isIn());
      assertEquals(other.tick(), slowRoom.tick());
      assertEquals(other.state().entities(), slowRoom.state().entities());
      return run;
    }
  }

  @Test void staysCloseThenCatchesUpAtOnce() {
    Run slow = run(THIN);
    assertTrue(slow.bytesASecond <= 2100, "bytes a second=" + slow.bytesASecond + ": the line is not thin");
    assertTrue(slow.worstBehind > RATE_HZ / 4 && slow.worstBehind <= BEHIND_TICKS_MAX, "behind=" + slow.worstBehind);
    assertTrue(slow.snapshotsASecond < RATE_HZ / 4.0, "snapshots a second=" + slow.snapshotsASecond);
    // What was on the thin line comes as slowly as before, and with it what was made behind it; the next is the
    // present.
    assertTrue(slow.ticksToHear <= BEHIND_TICKS_MAX, "ticks to hear=" + slow.ticksToHear);
    assertTrue(slow.toCatchUp <= 1, "pictures to catch up=" + slow.toCatchUp);
  }

  @Test void nobodyElseGetsAnotherByte() {
    Run slow = run(THIN);
    Run fast = run(Conditions.PERFECT);
    assertTrue(fast.worstBehind <= 1 && fast.bytesASecond > 10_000, fast.bytesASecond + " bytes a second");
    assertTrue(fast.others.size() > MINUTES * 60 * RATE_HZ, "frames=" + fast.others.size());
    assertEquals(fast.others.size(), slow.others.size());
    for (int i = 0; i < fast.others.size(); i++) assertEquals(fast.others.get(i), slow.others.get(i));
  }
}

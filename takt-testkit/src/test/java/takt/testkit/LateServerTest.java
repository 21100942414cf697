package takt.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import takt.client.ClientRoom;
import takt.client.ClientSession;
import takt.protocol.json.Json;
import takt.server.Room;
import takt.server.RoomConfig;
import takt.server.journal.CommandLog;
import takt.server.metrics.Metrics;
import takt.server.room.FaultLog;
import takt.server.room.Inbox;
import takt.server.room.RoomBody;
import takt.server.room.RoomContext;
import takt.server.room.RoomDesk;
import takt.server.room.RoomDuty;
import takt.server.room.RoomLoop;
import takt.server.room.RoomType;
import takt.server.room.TaskRunner;

/// A room that is run late: it catches up a few ticks, drops the rest, counts them, and tells its players.
class LateServerTest {
  private static final long SECOND_NS = 1_000_000_000;
  private static final long START_NS = 77_000_000_007L;

  static class Twenty extends Room {
    @Override protected void configure(RoomConfig c) {
      c.closeWhenEmptyFor(Duration.ofHours(24)).tickRateHz(20).catchUpTicksMax(3);
    }
  }

  static class Sixty extends Room {
    @Override protected void configure(RoomConfig c) {
      c.closeWhenEmptyFor(Duration.ofHours(24)).tickRateHz(60).catchUpTicksMax(3);
    }
  }

  /// A clock that the room's own work moves on.
  private static final class BusyClock implements LongSupplier {
    private final SplittableRandom random;
    private final long periodNs;
    private long nowNs = START_NS;
    private boolean ticking;

    private BusyClock(long seed, int rateHz) {
      random = new SplittableRandom(seed);
      periodNs = SECOND_NS / rateHz;
    }

    /// First asked when the room is run, then after each of its ticks.
    @Override public long getAsLong() {
      if (ticking) nowNs += random.nextInt(500) == 0 ? random.nextLong(30 * periodNs) : random.nextLong(periodNs);
      ticking = true;
      return nowNs;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 60}) void tenHoursAddUp(int rateHz) {
    long seed = 11;
    Metrics metrics = new Metrics();
    RoomType type = new RoomType("late", rateHz == 20 ? Twenty::new : Sixty::new, metrics, _ -> {});
    Inbox inbox = new Inbox(() -> {});
    RoomBody body = RoomBody.body(type,
        new RoomContext(inbox, RoomDesk.NOBODY, TaskRunner.inline(true), new FaultLog(), false),
        new RoomBody.Birth("r", "", 1, seed, Json.Obj.EMPTY));
    RoomDuty duty = new RoomDuty(new RoomLoop(body, inbox, CommandLog.NONE), inbox, START_NS);
    BusyClock clock = new BusyClock(seed, rateHz);
    long lastNs = START_NS + 10 * 3600 * SECOND_NS - 1;
    long dueNs = duty.nextNs(START_NS);
    while (dueNs <= lastNs) {
      clock.nowNs = Math.min(lastNs, Math.max(clock.nowNs, dueNs));
      long atNs = clock.nowNs;
      clock.ticking = false;
      duty.run(clock, 0);
      assertTrue(duty.nextNs(clock.nowNs) > dueNs, "seed " + seed + ": two ticks for one deadline");
      dueNs = duty.nextNs(clock.nowNs);
      assertTrue(dueNs > atNs, "seed " + seed + ": what was due was not run");
    }
    long dropped = metrics.counter("takt_ticks_dropped_total", "", "room", "late").count();
    assertEquals(10L * 3600 * rateHz, body.tick() + dropped, "seed " + seed);
    assertEquals(body.tick(), metrics.counter("takt_ticks_total", "", "room", "late").count());
    assertTrue(dropped > 1000, "dropped=" + dropped + ": no load to speak of");
  }

  @Test void playersAreToldOfEveryTickThatWasDropped() {
    SplittableRandom random = new SplittableRandom(5);
    try (var server = SimulatedServer.builder().seed(5).room("twenty", Twenty::new).start()) {
      ClientRoom early = server.client(ClientSession.Hello.guest("early")).join("twenty");
      long startNs = server.nowNs();
      long startTick = server.rooms().getFirst().body().tick();
      for (int i = 0; i < 100; i++) {
        server.stall(Duration.ofMillis(random.nextInt(1000)));
        server.advance(Duration.ofMillis(500));
        long ticks = server.rooms().getFirst().body().tick() - startTick;
        long dropped = server.metrics().counter("takt_ticks_dropped_total", "", "room", "twenty").count();
        assertEquals(dropped, early.droppedTicks());
        long points = (server.nowNs() - startNs) * 20 / SECOND_NS;
        assertTrue(Math.abs(points - ticks - dropped) <= 1,
            points + " points, " + ticks + " ticks, " + dropped + " dropped");
      }
      assertTrue(early.droppedTicks() > 300, "dropped=" + early.droppedTicks());
      // Who comes later counts on from there.
      ClientRoom late = server.client(ClientSession.Hello.guest("late")).join("twenty");
      server.stall(Duration.ofSeconds(2));
      server.advance(Duration.ofSeconds(1));
      long dropped = server.metrics().counter("takt_ticks_dropped_total", "", "room", "twenty").count();
      assertEquals(dropped, early.droppedTicks());
      assertEquals(dropped, late.droppedTicks());
    }
  }

  @Test void aPauseWithinTheBoundDropsNothing() {
    try (var server = SimulatedServer.builder().room("twenty", Twenty::new).start()) {
      server.client(ClientSession.Hello.guest("ann")).join("twenty");
      long tick = server.rooms().getFirst().body().tick();
      server.stall(Duration.ofMillis(149));
      server.advance(Duration.ofMillis(1));
      assertEquals(tick + 3, server.rooms().getFirst().body().tick());
      assertEquals(0, server.metrics().counter("takt_ticks_dropped_total", "", "room", "twenty").count());
    }
  }
}

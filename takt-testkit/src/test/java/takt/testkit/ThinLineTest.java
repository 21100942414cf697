package takt.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import takt.client.ClientRoom;
import takt.client.ClientSession;
import takt.client.JoinRequest;
import takt.protocol.link.Conditions;
import takt.schema.Entity;
import takt.schema.Position;
import takt.server.Entities;
import takt.server.Room;
import takt.server.RoomConfig;
import takt.server.Tick;
import takt.server.metrics.Metrics;

/// On a line of 30 kB a second and 300 ms there and back, which once stands still for a second, the picture is as new
/// as such a line lets it be; and nobody else is sent another byte.
///
/// *Age* is the time since the tick of the newest snapshot that the client has, looked at every millisecond of a minute
/// but for the first five seconds, in which the server gets to know the line. *Outside the stall* is before it begins,
/// and from when all that was sent before its end is there. The server hears of that half a round trip later, and what
/// it sends then takes another half: that time counts.
class ThinLineTest {
  private static final long SEED = 11;
  private static final int BYTES_PER_SECOND = 30_000;
  private static final int RTT_MS = 300;
  private static final int SETTLES_MS = 5_000;
  private static final int STALL_AT_MS = 30_000;
  private static final int STALL_MS = 1_000;
  private static final int RUNS_MS = 60_000;
  private static final Conditions UP = Conditions.PERFECT.withLatency(RTT_MS / 2.0, 0);
  private static final Conditions THIN = UP
      .withBandwidth(BYTES_PER_SECOND);

  /// Things that are somewhere else in every tick: nothing can be foreseen, each takes some four bytes.
  static class Noise extends Room {
    static class Thing extends Entity {
      @Position(max = 1000) double x, y;
    }

    final Entities<Thing> things = entities();
    private final transient int rateHz;
    private final transient int count;

    Noise(int rateHz, int count) {
      this.rateHz = rateHz;
      this.count = count;
    }

    @Override protected void configure(RoomConfig c) {
      c.tickRateHz(rateHz).sendRateHz(rateHz);
    }

    @Override protected void onCreate() {
      for (int i = 0; i < count; i++) things.add(new Thing());
    }

    @Override protected void onTick(Tick t) {
      for (Thing thing : things) {
        thing.x = random().between(0, 1000);
        thing.y = random().between(0, 1000);
      }
    }
  }

  /// What the one on the thin line had at each millisecond, and every frame that came to the others.
  private static final class Run {
    private final long[] ticks = new long[RUNS_MS];
    private final Map<Long, Integer> tickedMs = new HashMap<>();
    private final List<String> others = new ArrayList<>();
    private int stallsFromMs;
    private long bytesASecond;
    private double snapshotsASecond;

    private void ticksAt(long tick, int ms) {
      tickedMs.putIfAbsent(tick, ms);
    }

    private int ageMs(int ms) {
      return ms - Objects.requireNonNull(tickedMs.get(ticks[ms]));
    }

    private boolean isNews(int ms) {
      return ticks[ms] != ticks[ms - 1];
    }

    /// When the line was free again: the first snapshot after the stall came half a round trip later.
    private int stallsToMs() {
      int ms = stallsFromMs + STALL_MS;
      while (!isNews(ms)) ms++;
      return ms - RTT_MS / 2;
    }

    /// When the last that was sent before the end of the stall was there.
    private int drainedMs() {
      int drained = stallsToMs();
      for (int ms = drained; ms - ageMs(ms) <= stallsToMs(); ms++) {
        if (isNews(ms)) drained = ms;
      }
      return drained;
    }

    /// All ages before the stall and from then on, in order.
    private int[] agesOutside(int fromMs) {
      return IntStream.range(SETTLES_MS, RUNS_MS).filter(ms -> ms < stallsFromMs || ms >= fromMs).map(this::ageMs)
          .sorted().toArray();
    }
  }

  private static long snapshots(SimulatedServer server) {
    return server.metrics().all().stream().filter(m -> m.name().equals("takt_snapshots_total"))
        .mapToLong(m -> m instanceof Metrics.Count c ? c.counter().count() : 0).sum();
  }

  /// @param down the spectator's way from the server
  private static Run run(int rateHz, int things, Conditions down, boolean keepsFrames) {
    Run run = new Run();
    Tap tap = (link, up, nowNs, frame, offset, length) -> {
      if (!up && link < 2 && keepsFrames) {
        run.others.add(link + " " + nowNs + " " + HexFormat.of().formatHex(frame, offset, offset + length));
      }
    };
    try (var server = SimulatedServer.builder().seed(SEED).room("noise", () -> new Noise(rateHz, things))
        .recorded(false).tap(tap).start()) {
      ClientRoom ann = server.client(ClientSession.Hello.guest("ann")).join("noise");
      server.client(ClientSession.Hello.guest("bob")).network(Conditions.of(20, 10, 0), Conditions.of(20, 10, 0))
          .join("noise");
      server.advance(Duration.ofSeconds(1));
      SimulatedClient thin = server.client(ClientSession.Hello.guest("thin"));
      // Everybody is told when somebody comes, so what comes after is compared: the line is good until then.
      if (!keepsFrames) thin.network(UP, down);
      ClientRoom room = thin.join(JoinRequest.any("noise").asSpectator()).orThrow();
      if (keepsFrames) thin.network(UP, down);
      watch(run, server, thin, room);
      run.bytesASecond = ann.net().snapshotBytes() / server.rooms().getFirst().body().tick() * rateHz;
      assertEquals(0, thin.session().resumes());
    }
    return run;
  }

  private static void watch(Run run, SimulatedServer server, SimulatedClient thin, ClientRoom room) {
    Conditions down = thin.down();
    run.ticksAt(server.rooms().getFirst().body().tick(), 0);
    for (int ms = 0; ms < RUNS_MS; ms++) {
      long sent = snapshots(server);
      server.advance(Duration.ofMillis(1));
      run.ticksAt(server.rooms().getFirst().body().tick(), ms);
      run.ticks[ms] = room.tick();
      // One snapshot begins the stall, and no other: the two who are not thin get one in every tick.
      if (ms == STALL_AT_MS) thin.network(thin.up(), down.withStalls(1, STALL_MS));
      if (ms <= STALL_AT_MS || run.stallsFromMs > 0 || snapshots(server) - sent < 3) continue;
      run.stallsFromMs = ms;
      thin.network(thin.up(), down);
    }
    run.snapshotsASecond = room.net().snapshots() * 1000.0 / RUNS_MS;
  }

  /// @param bufferBytes what waits for bandwidth without the server seeing it: nothing, or all
  @ParameterizedTest
  @CsvSource({"20, 520, 0", "20, 520, 1e9", "20, 320, 1e9", "60, 173, 0", "60, 173, 1e9", "60, 107, 1e9"}) //
  void thePictureIsAsNewAsTheLineLetsItBe(int rateHz, int things, double bufferBytes) {
    Run run = run(rateHz, things, THIN.withBuffer(bufferBytes), false);
    int barMs = RTT_MS + 2000 / rateHz;
    int[] ages = run.agesOutside(run.drainedMs());
    int p99 = ages[ages.length * 99 / 100];
    System.out.printf("%d Hz, %,d B/s, %s: %.1f snapshots/s, age p50 %d ms, p99 %d of at most %d ms, seed %d%n", rateHz,
        run.bytesASecond, bufferBytes == 0 ? "queue seen" : "queue unseen", run.snapshotsASecond,
        ages[ages.length / 2], p99, barMs, SEED);
    assertTrue(p99 <= barMs, "p99=" + p99);
    // What fits is sent as often as the room ticks; of what does not, as much as the line takes.
    double fits = Math.min(1, BYTES_PER_SECOND / (double) run.bytesASecond);
    assertTrue(run.snapshotsASecond > 0.7 * fits * rateHz, "snapshots a second=" + run.snapshotsASecond);
    assertTrue(run.stallsToMs() - run.stallsFromMs >= STALL_MS && ages[ages.length - 1] >= RTT_MS / 2);
  }

  @Test void nobodyElseGetsAnotherByte() {
    Run thin = run(60, 173, THIN.withBuffer(1e9), true);
    Run perfect = run(60, 173, Conditions.PERFECT, true);
    assertTrue(thin.snapshotsASecond < 50 && perfect.snapshotsASecond > 55);
    assertTrue(thin.others.size() > 2 * 60 * RUNS_MS / 1000, "frames=" + thin.others.size());
    for (int i = 0; i < perfect.others.size(); i++) assertEquals(perfect.others.get(i), thin.others.get(i));
    assertEquals(perfect.others.size(), thin.others.size());
  }
}

package takt.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import takt.client.ClientRoom;
import takt.protocol.json.Json;
import takt.protocol.link.Conditions;
import takt.schema.Angle;
import takt.schema.Entity;
import takt.schema.Limit;
import takt.schema.Option;
import takt.schema.Position;
import takt.schema.Sync;
import takt.server.Entities;
import takt.server.Room;
import takt.server.RoomConfig;
import takt.server.Tick;

/// What a room learns of how its entities move makes them cheap, and nothing but cheap: whatever each client was sent,
/// how often, and since when, it has the room's points.
class HabitsTest {
  private static final long SEED = 41;

  /// Flies that swing, sleep, wake, jump, die and are born; what they do is a matter of their phase.
  static class Swarm extends Room {
    static class Fly extends Entity {
      @Position(max = 1000) double x, y;
      @Sync(min = -500, max = 500, step = 0.25) double vx;
      @Angle(bits = 12) double heading;
      @Sync(max = 100) int hp = 100;
      @Sync(max = 9) String name = "";
      double phase, speed;
      int sleeps;
    }

    @Option
    @Limit(min = 1, max = 128) int hz = 20;
    @Option
    @Limit(min = 1, max = 128) int sendHz = 128;
    @Option boolean comeAndGo = true;
    final Entities<Fly> flies = entities();

    @Override protected void configure(RoomConfig c) { c.tickRateHz(hz).sendRateHz(sendHz).seatsMax(8); }

    @Override protected void onCreate() {
      for (int i = 0; i < 24; i++) hatch();
    }

    private void hatch() {
      Fly fly = flies.add(new Fly());
      fly.phase = random().between(0, 6.0);
      fly.speed = random().between(0.5, 2.0);
      fly.y = random().between(100.0, 900.0);
    }

    @Override protected void onTick(Tick t) {
      for (Fly fly : flies) if (fly.sleeps == 0) move(fly, t.stepSeconds());
      if (!comeAndGo) return;
      for (Fly fly : flies) {
        if (fly.sleeps > 0) fly.sleeps--;
        else if (random().chance(0.01)) fly.sleeps = random().between(1, 40);
        if (random().chance(0.002)) flies.teleport(fly, random().between(0, 1000.0), random().between(0, 1000.0));
        if (random().chance(0.004)) fly.name = "n" + random().between(0, 99);
        if (random().chance(0.01)) fly.hp = random().between(0, 100);
        if (random().chance(0.002)) flies.remove(fly);
      }
      if (random().chance(0.05)) hatch();
    }

    private static void move(Fly fly, double seconds) {
      fly.phase += fly.speed * seconds;
      double x = 500 + 400 * Math.sin(fly.phase);
      fly.vx = Math.clamp((x - fly.x) / seconds, -500, 500);
      fly.x = x;
      fly.y = Math.clamp(fly.y + 30 * Math.cos(1.7 * fly.phase) * seconds, 0, 1000);
      fly.heading = fly.phase * 0.8 % (2 * Math.PI);
    }
  }

  /// What a fly is, as it travels: by the step of its fields, all told as whole numbers.
  private static List<Long> points(double x, double y, double vx, double heading, long hp) {
    return List.of(Math.round(x * 100), Math.round(y * 100), Math.round(vx * 4),
        Math.round(heading / (2 * Math.PI) * 4096) % 4096, hp);
  }

  private static Map<Long, List<Long>> truth(Swarm room) {
    Map<Long, List<Long>> all = new HashMap<>();
    for (Swarm.Fly fly : room.flies) all.put(fly.id(), points(fly.x, fly.y, fly.vx, fly.heading, fly.hp));
    return all;
  }

  private static Map<Long, List<Long>> seen(ClientRoom client) {
    Map<Long, List<Long>> all = new HashMap<>();
    client.state().entities("flies").forEach((id, row) -> all.put(id, points(number(row, "x"), number(row, "y"),
        number(row, "vx"), number(row, "heading"), Math.round(number(row, "hp")))));
    return all;
  }

  private static double number(Map<String, Json> row, String name) {
    return row.getOrDefault(name, Json.Null.VALUE).number(Double.NaN);
  }

  private static RoomTest<Swarm> swarm(int hz, int sendHz, boolean comeAndGo) {
    return RoomTest.of(Swarm::new).seed(SEED).option("hz", Json.of(hz)).option("sendHz", Json.of(sendHz))
        .option("comeAndGo", Json.of(comeAndGo));
  }

  /// Plays on, and compares all that anyone was sent with what the room was then.
  private static void play(RoomTest<Swarm> room, int ticks, List<TestPlayer<Swarm>> players) {
    Map<Long, Map<Long, List<Long>>> truth = new HashMap<>();
    Map<TestPlayer<Swarm>, Long> last = new HashMap<>();
    int compared = 0;
    for (int i = 0; i < ticks; i++) {
      room.ticks(1);
      truth.put(room.tick(), truth(room.room()));
      for (TestPlayer<Swarm> player : players) {
        long tick = player.client().tick();
        if (!truth.containsKey(tick) || last.getOrDefault(player, 0L) == tick) continue;
        assertEquals(truth.get(tick), seen(player.client()), () -> "tick " + tick + ", seed " + SEED);
        last.put(player, tick);
        compared++;
      }
    }
    int least = ticks * Math.min(room.room().hz, room.room().sendHz) / room.room().hz / 2;
    assertTrue(compared > least, compared + " states compared, of more than " + least);
  }

  @ParameterizedTest
  @CsvSource({"20, 128", "60, 60", "60, 20", "30, 20", "64, 3", "100, 1"}) void everyoneHasTheRoomsPoints(int hz,
      int sendHz) {
    try (var room = swarm(hz, sendHz, true)) {
      List<TestPlayer<Swarm>> players = new ArrayList<>();
      players.add(room.join("near"));
      players.add(room.join("far").network(Conditions.PERFECT.withLatency(90, 40), Conditions.of(90, 40, 0)));
      players.add(room.join("thin").network(Conditions.PERFECT, Conditions.PERFECT.withLatency(40, 0)
          .withBandwidth(1024)));
      play(room, 8 * hz, players);
      // Whole state, with all that was told until now; then one that comes back to it, too.
      players.add(room.join("late"));
      play(room, 4 * hz, players);
      players.getFirst().cut();
      play(room, 4 * hz, players);
    }
  }

  /// How many bytes a snapshot takes in some seconds of play.
  private static double bytes(RoomTest<Swarm> room, TestPlayer<Swarm> player, int ticks) {
    long snapshots = player.client().net().snapshots();
    long bytes = player.client().net().snapshotBytes();
    room.ticks(ticks);
    return (player.client().net().snapshotBytes() - bytes) / (double) (player.client().net().snapshots() - snapshots);
  }

  @ParameterizedTest
  @CsvSource({"20, 128", "60, 20", "60, 60"}) void whatIsLearnedMakesThemCheap(int hz, int sendHz) {
    try (var room = swarm(hz, sendHz, false)) {
      TestPlayer<Swarm> player = room.join("ann");
      room.ticks(10);
      double first = bytes(room, player, hz);
      room.ticks(15 * hz);
      double then = bytes(room, player, 5 * hz);
      System.out.printf("%d Hz, sent at %d: %.1f bytes a snapshot in the first second, %.1f later%n", hz,
          Math.min(hz, sendHz), first, then);
      assertTrue(then < first * 0.6, first + " bytes, then " + then);
    }
  }

  @Test void theSameRoomTellsTheSameBytes() {
    List<Long> all = new ArrayList<>();
    for (int again = 0; again < 2; again++) {
      try (var room = swarm(60, 20, true)) {
        TestPlayer<Swarm> player = room.join("ann");
        room.ticks(600);
        all.add(player.client().net().snapshotBytes());
      }
    }
    assertEquals(all.getFirst(), all.getLast());
  }
}

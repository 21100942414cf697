package takt.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static takt.server.Interest.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import takt.client.ClientRoom;
import takt.client.ClientSession;
import takt.client.ClientState;
import takt.client.Codec;
import takt.client.JoinRequest;
import takt.protocol.json.Json;
import takt.protocol.link.Conditions;
import takt.schema.Audience;
import takt.schema.Axis;
import takt.schema.Command;
import takt.schema.Entity;
import takt.schema.Input;
import takt.schema.Player;
import takt.schema.Position;
import takt.schema.Sync;
import takt.server.Entities;
import takt.server.Inputs;
import takt.server.Interest;
import takt.server.Room;
import takt.server.RoomConfig;
import takt.server.Tick;

/// However seldom a client looks, and however long its line stands still, it has all that is near and the truth of it:
/// in rooms of any rate, with what is far told as seldom as can be.
class InterestRatesTest {
  private static final double SIDE = 400;
  private static final double NEAR = 60;
  private static final double FAR = 110;
  private static final int BUGS = 90;
  private static final int PLAYERS = 10;
  private static final int CROWD = 100;
  private static final int[] RATES = {0, 1, 2, 3, 7, 11, 20, 60, 100, 128};
  private static final Duration STEP = Duration.ofMillis(5);
  private static final int STEPS = 10 * 200;
  private static final int REMEMBERED = 128 * 12;
  private static final double ROUNDING = 0.1;

  record Bug(double x, double y, int hue, int purse, int owner, long mate) {}

  record Truth(Map<Long, Bug> bugs, Map<Integer, double[]> centres) {}

  /// Things move, rest, are carried away, die and are born; all of it is written down.
  static class Garden extends Room {
    static class Beetle extends Entity {
      @Position(max = SIDE) double x, y;
      @Sync(max = 255) int hue;
      @Sync(max = 99, to = Audience.OWNER) int purse;
      @Sync
      @Nullable Beetle mate;
      double dx, dy;
    }
    static class Legs extends Input {
      @Axis double dx, dy;
    }
    record Poke(int by) implements Command {}

    final Entities<Beetle> beetles = entities();
    final Inputs<Legs> legs = inputs();
    final transient TreeMap<Long, Truth> truths = new TreeMap<>();
    final transient int rateHz;
    final transient int everyTicks;

    Garden(int rateHz, int everyTicks) {
      this.rateHz = rateHz;
      this.everyTicks = everyTicks;
    }

    @Override protected void configure(RoomConfig c) {
      Interest interest = within(NEAR);
      c.seatsMax(CROWD).interest(everyTicks > 1 ? interest.far(FAR, everyTicks) : interest);
      if (rateHz == 0) c.tickOnDemand();
      else c.tickRateHz(rateHz);
    }

    @Override protected void onJoin(Player p) {
      place(beetles.add(p, new Beetle()));
    }

    void on(Player p, Poke poke) {}

    private void place(Beetle beetle) {
      beetle.x = random().between(0, SIDE);
      beetle.y = random().between(0, SIDE);
    }

    @Override protected void onTick(Tick t) {
      while (beetles.size() < BUGS) place(beetles.add(new Beetle()));
      for (Beetle beetle : beetles) act(beetle);
      writeDown(t.number());
    }

    private void act(Beetle beetle) {
      if (beetle.owner() != null) {
        beetle.dx = 3 * legs.of(beetle).dx;
        beetle.dy = 3 * legs.of(beetle).dy;
        beetle.purse = (beetle.purse + 1) % 100;
      }
      beetle.x = Math.clamp(beetle.x + beetle.dx, 0, SIDE);
      beetle.y = Math.clamp(beetle.y + beetle.dy, 0, SIDE);
      switch (random().nextInt(300)) {
        case 0, 1 -> beetle.dx = random().between(-2, 2.0);
        case 2, 3, 4 -> beetle.dx = beetle.dy = 0;
        case 5 -> beetle.hue = random().nextInt(256);
        case 6 -> beetles.teleport(beetle, random().between(0, SIDE), random().between(0, SIDE));
        case 7 -> beetle.mate = beetles.iterator().next();
        case 8 -> {
          // Its slot may be taken again in the same tick.
          if (beetle.owner() == null) beetles.remove(beetle);
        }
        default -> {
          // Nothing special happens to most.
        }
      }
    }

    private void writeDown(long tick) {
      Map<Long, Bug> bugs = new HashMap<>();
      Map<Integer, double[]> centres = new HashMap<>();
      for (Beetle b : beetles) {
        Player owner = b.owner();
        Beetle mate = b.mate;
        bugs.put(b.id(), new Bug(round(b.x), round(b.y), b.hue, b.purse, owner == null ? 0 : owner.number(),
            mate != null && mate.isPresent() ? mate.id() : 0));
        if (owner != null) centres.put(owner.number(), new double[]{b.x, b.y});
      }
      truths.put(tick, new Truth(bugs, centres));
      if (truths.size() > REMEMBERED) truths.pollFirstEntry();
    }

    private static double round(double value) {
      return Math.floor(value * 100 + 0.5) / 100;
    }
  }

  /// What a client has to have, and what it has.
  record Look(Garden garden, ClientRoom room, ClientState state) {
    private @Nullable String wrong() {
      Truth truth = garden.truths.get(state.tick());
      if (truth == null) return null; // it is older than what was written down
      double[] centre = truth.centres.get(room.myNumber());
      if (centre == null) return null;
      Map<Long, Map<String, Json>> has = state.entities("beetles");
      double radius = garden.everyTicks > 1 ? FAR : NEAR;
      for (Long id : has.keySet()) {
        if (!truth.bugs.containsKey(id)) return id + " is known and not there";
      }
      for (Map.Entry<Long, Bug> entry : truth.bugs.entrySet()) {
        Bug bug = entry.getValue();
        double distance = Math.hypot(bug.x - centre[0], bug.y - centre[1]);
        Map<String, Json> row = has.get(entry.getKey());
        if (row == null) {
          if (distance < radius - ROUNDING) return entry.getKey() + " is missing at " + distance;
        } else if (distance > 1.5 * radius + ROUNDING) {
          return entry.getKey() + " is known at " + distance;
        } else if (!isTrue(entry.getKey(), bug, row, distance < NEAR - ROUNDING ? 1 : garden.everyTicks, has)) {
          return entry.getKey() + " is " + row + " at " + distance + ", expected " + bug;
        }
      }
      return null;
    }

    /// Whether it was so in one of the last ticks; what not everyone is told alike is always as it is.
    private boolean isTrue(long id, Bug now, Map<String, Json> row, int ticks, Map<Long, Map<String, Json>> has) {
      long mate = has.containsKey(now.mate) ? now.mate : 0;
      if (row.getOrDefault("mate", Json.Null.VALUE).whole(0) != mate) return false;
      long purse = now.owner == room.myNumber() ? now.purse : -1;
      if (row.getOrDefault("purse", Json.Null.VALUE).whole(-1) != purse) return false;
      for (int back = 0; back < ticks; back++) {
        Truth then = garden.truths.get(state.tick() - back);
        Bug bug = then == null ? null : then.bugs.get(id);
        if (bug == null) continue;
        if (row.getOrDefault("x", Json.of(0)).number(-1) == bug.x
            && row.getOrDefault("y", Json.of(0)).number(-1) == bug.y
            && row.getOrDefault("hue", Json.of(0)).whole(-1) == bug.hue
            && row.getOrDefault("owner", Json.of(0)).whole(-1) == bug.owner)
          return true;
      }
      return false;
    }
  }

  /// Somebody who steers, stalls, comes back and changes how often they want to be told.
  private static final class Someone {
    private final SimulatedClient client;
    private final ClientRoom room;
    private final Codec codec;
    private long looked;
    private int looks;
    private final List<Object> pokes = new ArrayList<>();

    private Someone(SimulatedServer server, SplittableRandom random, int i, int sendRateHz) {
      codec = i % 4 == 3 ? Codec.JSON : Codec.BINARY;
      client = server.client(ClientSession.Hello.guest("p" + i), codec);
      if (i > 2) client.network(Conditions.of(random.nextInt(80), random.nextInt(10), 0.01), Conditions.PERFECT);
      room = client.join(JoinRequest.any("garden").sendRateHz(sendRateHz)).orThrow();
      Garden.Legs legs = room.input(Garden.Legs.class);
      client.beforeUpdate(() -> {
        if (random.nextInt(100) > 0) return;
        legs.dx = random.nextDouble(-1, 1);
        legs.dy = random.nextDouble(-1, 1);
      });
    }

    private void live(SplittableRandom random, boolean poke) {
      if (poke && random.nextInt(20) == 0) pokes.add(room.send(new Garden.Poke(1)));
      switch (random.nextInt(3000)) {
        case 0, 1 -> stall(random, true, false);
        case 2, 3 -> stall(random, false, true);
        case 4 -> stall(random, true, true);
        case 5 -> client.cut();
        case 6, 7 -> room.sendRateHz(RATES[random.nextInt(RATES.length)]);
        case 8 -> client.network(Conditions.PERFECT, Conditions.PERFECT);
        default -> {
          // Most of the time nothing happens.
        }
      }
    }

    /// Compares what they have with what is.
    private void look(Garden garden, long seed) {
      ClientState state = room.state();
      if (state.tick() == looked) return;
      looked = state.tick();
      looks++;
      String wrong = new Look(garden, room, state).wrong();
      if (wrong != null) {
        throw new AssertionError("in " + codec + " to player " + room.myNumber() + " at tick " + state.tick() + ": "
            + wrong + "; seed " + seed);
      }
    }

    private void stall(SplittableRandom random, boolean up, boolean down) {
      Conditions bad = Conditions.of(random.nextInt(100), 5, 0.01).withStalls(0.02, random.nextInt(100, 5000));
      Conditions good = Conditions.of(10, 2, 0);
      client.network(up ? bad : good, down ? bad : good);
    }
  }

  @ParameterizedTest
  @CsvSource({"20,1,1", "20,16,2", "60,16,3", "128,16,4", "128,5,5", "2,16,6", "0,16,7",
      "0,3,8"}) void whoLooksSeldomSeesTheTruth(int rateHz, int everyTicks, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    try (SimulatedServer server = SimulatedServer.builder().seed(seed).recorded(false)
        .room("garden", () -> new Garden(rateHz, everyTicks)).start()) {
      List<Someone> all = new ArrayList<>();
      for (int i = 0; i < PLAYERS; i++) all.add(new Someone(server, random, i, RATES[i]));
      SimulatedServer.SimulatedRoom room = server.rooms().getFirst();
      Garden garden = (Garden) room.body().room();
      for (int step = 0; step < STEPS; step++) {
        server.advance(STEP);
        for (Someone one : all) {
          one.live(random, rateHz == 0);
          one.look(garden, seed);
        }
        assertEquals(List.of(), server.faults().all().stream().map(fault -> fault.thrown()).toList(), "seed " + seed);
      }
      for (Someone one : all) assertTrue(one.looks > 5, "looks=" + one.looks + ", seed " + seed);
    }
  }

  /// More ways in which things are to be told in a tick than are kept for others to be told by.
  @Test void aCrowdOfWhichEachLooksAtARateOfTheirOwnSeesTheTruth() {
    long seed = 9;
    SplittableRandom random = new SplittableRandom(seed);
    try (SimulatedServer server = SimulatedServer.builder().seed(seed).recorded(false)
        .room("garden", () -> new Garden(128, 16)).start()) {
      List<Someone> all = new ArrayList<>();
      for (int i = 0; i < CROWD; i++) all.add(new Someone(server, random, i, 1 + i));
      Garden garden = (Garden) server.rooms().getFirst().body().room();
      for (int step = 0; step < 200; step++) {
        server.advance(STEP);
        for (Someone one : all) {
          if (random.nextInt(20) == 0) one.room.sendRateHz(1 + random.nextInt(128));
          one.look(garden, seed);
        }
      }
      assertEquals(List.of(), server.faults().all().stream().map(fault -> fault.thrown()).toList());
    }
  }
}

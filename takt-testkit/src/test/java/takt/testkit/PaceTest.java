package takt.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import takt.protocol.json.Json;
import takt.schema.Axis;
import takt.schema.Command;
import takt.schema.Entity;
import takt.schema.Input;
import takt.schema.Player;
import takt.schema.Press;
import takt.schema.Sync;
import takt.server.Alarm;
import takt.server.Bots;
import takt.server.Entities;
import takt.server.Inputs;
import takt.server.Room;
import takt.server.RoomConfig;
import takt.server.Tick;
import takt.server.journal.CommandLog;
import takt.server.metrics.Metrics;
import takt.server.room.FaultLog;
import takt.server.room.Inbox;
import takt.server.room.RoomBody;
import takt.server.room.RoomContext;
import takt.server.room.RoomDesk;
import takt.server.room.RoomDuty;
import takt.server.room.RoomLoop;
import takt.server.room.RoomMessage;
import takt.server.room.RoomType;
import takt.server.room.TaskRunner;

/// A developer stops a room's time, lets it go tick by tick, or slowly: exactly, and nobody in it is thrown out.
class PaceTest {
  private static final long MS_NS = 1_000_000;
  private static final long START_NS = 7_000 * MS_NS;

  static class Walk extends Room {
    static class Walker extends Entity {
      @Sync(max = 1_000_000) int steps;
      @Sync(max = 1_000_000) int jumps;
    }

    static class Feet extends Input {
      @Axis double forward;
      @Press boolean jump;
    }

    record Say(int what) implements Command {}

    final Entities<Walker> walkers = entities();
    final Inputs<Feet> feet = inputs();
    final Bots bots = bots(me -> feet.of(me).forward = 1);
    final Alarm bell = alarm(() -> rung = tick());
    final List<Integer> said = new ArrayList<>();
    long rung;
    double seconds;
    int ticks;

    @Override protected void configure(RoomConfig c) {
      c.tickRateHz(20).catchUpTicksMax(3).closeWhenEmptyFor(Duration.ofHours(24));
    }

    @Override protected void onJoin(Player p) {
      walkers.add(p, new Walker());
    }

    @Override protected void onTick(Tick t) {
      ticks++;
      seconds += t.stepSeconds();
      assertEquals(0.05, t.stepSeconds(), "a step is a step at any pace");
      for (Walker w : walkers) {
        if (feet.of(w).forward > 0) w.steps++;
        if (feet.of(w).jump) w.jumps++;
      }
    }

    void on(Player p, Say say) {
      if (said.size() < 1000) said.add(say.what());
    }
  }

  static class Cards extends Room {
    int rung;
    final Alarm bell = alarm(() -> rung++);

    @Override protected void configure(RoomConfig c) {
      c.tickOnDemand().closeWhenEmptyFor(Duration.ofHours(24));
    }
  }

  private static void order(RoomTest<?> room, RoomMessage order) {
    CompletableFuture<Boolean> taken = new CompletableFuture<>();
    room.simulation().desk().tell(room.simulated().body().id(), order, taken);
    room.pass(Duration.ofMillis(100));
    assertTrue(taken.join());
  }

  private static Json look(RoomTest<?> room) {
    AtomicReference<Json> seen = new AtomicReference<>(Json.Null.VALUE);
    order(room, new RoomMessage.Look(10, seen::set));
    return seen.get();
  }

  private static Walk.Walker walker(RoomTest<Walk> room, TestPlayer<Walk> player) {
    return Objects.requireNonNull(room.room().walkers.of(player.player()));
  }

  private static long at(Json json, String name) {
    Json found = json.get(name);
    return found == null ? -1 : found.whole(-1);
  }

  // ---- a room alone, on a clock turned by hand: exact

  /// Runs a room whenever it is due and writes down at which millisecond after the start each tick ran.
  private static final class Bench {
    private final Inbox inbox = new Inbox(() -> {});
    private final Metrics metrics = new Metrics();
    private final RoomBody body;
    private final RoomDuty duty;
    private final Map<Long, Long> ranMs = new TreeMap<>();
    private long nowNs = START_NS;

    private Bench(Supplier<? extends Room> factory) {
      body = RoomBody.body(new RoomType("bench", factory, metrics, _ -> {}),
          new RoomContext(inbox, RoomDesk.NOBODY, TaskRunner.inline(true), new FaultLog(), false),
          new RoomBody.Birth("r", "", 1, 5, Json.Obj.EMPTY));
      duty = new RoomDuty(new RoomLoop(body, inbox, CommandLog.NONE), inbox, START_NS);
    }

    private void until(long ms) {
      long endNs = START_NS + ms * MS_NS;
      for (long dueNs = duty.nextNs(nowNs); dueNs <= endNs; dueNs = duty.nextNs(nowNs)) {
        nowNs = Math.max(nowNs, dueNs);
        long before = body.tick();
        duty.run(() -> nowNs, 0);
        for (long tick = before + 1; tick <= body.tick(); tick++) ranMs.put(tick, (nowNs - START_NS) / MS_NS);
      }
      nowNs = endNs;
    }

    private void order(RoomMessage order, long ms) {
      until(ms);
      inbox.offer(order);
    }

    /// When the order that waits is heard.
    private long heardMs() {
      while (!inbox.isEmpty()) until((duty.nextNs(nowNs) - START_NS) / MS_NS);
      return (nowNs - START_NS) / MS_NS;
    }

    private List<Long> ranBetween(long fromMs, long toMs) {
      return ranMs.values().stream().filter(ms -> ms > fromMs && ms <= toMs).toList();
    }

    private long count(String name) {
      return metrics.all().stream().filter(m -> m.name().equals(name))
          .mapToLong(m -> m instanceof Metrics.Count c ? c.counter().count() : 0).sum();
    }
  }

  @Test void standsStillAndGoesOnAtItsOldPhaseAndDropsNothing() {
    Bench bench = new Bench(Walk::new);
    bench.order(new RoomMessage.Go(0), 520); // heard with the tick at 550
    bench.order(new RoomMessage.Go(1), 60_020); // heard within 50 ms
    bench.until(60_500);
    assertEquals(List.of(), bench.ranBetween(550, 60_020));
    assertEquals(List.of(60_050L, 60_100L, 60_150L), bench.ranBetween(550, 60_150));
    assertEquals(12 + 10, bench.body.tick());
    assertEquals(0, bench.count("takt_ticks_dropped_total"));
  }

  @Test void aStepIsOneTick() {
    Bench bench = new Bench(Walk::new);
    bench.order(new RoomMessage.Go(0), 500);
    bench.until(1_000);
    long tick = bench.body.tick();
    for (int i = 1; i <= 3; i++) {
      bench.order(new RoomMessage.StepOnce(), 1_000 * i + 20);
      bench.until(1_000 * i + 900);
      assertEquals(tick + i, bench.body.tick());
    }
    Walk room = (Walk) bench.body.room();
    assertEquals(room.ticks, bench.body.tick());
    assertEquals(0.05 * room.ticks, room.seconds, 1e-9);
    bench.order(new RoomMessage.Go(1), 5_000);
    bench.until(6_000);
    // The order is heard at 5,000 or 5,050: the beat goes on, nothing is caught up.
    assertEquals(tick + 3 + bench.ranBetween(5_000, 6_000).size(), bench.body.tick());
    assertTrue(bench.ranBetween(5_000, 6_000).size() <= 20);
    assertEquals(0, bench.count("takt_ticks_dropped_total"));
  }

  @Test void aStepOfARoomThatRunsStopsIt() {
    Bench bench = new Bench(Walk::new);
    bench.order(new RoomMessage.StepOnce(), 520);
    bench.until(10_000);
    assertEquals(List.of(550L), bench.ranBetween(520, 10_000));
  }

  /// A step is of the same length, only later.
  @ParameterizedTest
  @ValueSource(ints = {2, 4, 10, 100}) void slowlyTicksAreFurtherApartAndStepsAsLong(int slow) {
    Bench bench = new Bench(Walk::new);
    bench.order(new RoomMessage.Go(slow), 1_020);
    bench.until(1_050 + 10L * slow * 50);
    List<Long> ran = bench.ranBetween(1_050, Long.MAX_VALUE);
    for (int i = 0; i < ran.size(); i++) assertEquals(ran.getFirst() + 50L * slow * i, ran.get(i));
    assertEquals(10, ran.size(), ran::toString);
    long end = 1_050 + 10L * slow * 50;
    bench.order(new RoomMessage.Go(1), end);
    bench.until(end + 2_000);
    List<Long> after = bench.ranBetween(end + 100, end + 2_000);
    for (long ms : after) assertEquals(0, ms % 50, "its old phase");
    assertEquals(38, after.size());
    assertEquals(0, bench.count("takt_ticks_dropped_total"));
  }

  /// Late for another reason, it drops ticks as ever, at its slow pace.
  @Test void slownessHidesNoLateness() {
    Bench bench = new Bench(Walk::new);
    bench.order(new RoomMessage.Go(4), 1_020);
    bench.until(2_000);
    bench.nowNs += 4_000 * MS_NS; // 20 periods of 200 ms; 3 are caught up
    long tick = bench.body.tick();
    bench.until(6_000);
    assertEquals(tick + 3, bench.body.tick());
    assertEquals(17, bench.count("takt_ticks_dropped_total"));
  }

  @Test void onDemandTheRoomsOwnTimeStandsStillGoesSlowlyAndSteps() {
    Bench bench = new Bench(Cards::new);
    Cards room = (Cards) bench.body.room();
    bench.until(0);
    room.bell.start(Duration.ofSeconds(10)); // its own time is 0
    bench.order(new RoomMessage.Go(0), 4_000); // 6 s of its own time are left
    bench.until(100_000);
    assertEquals(0, room.rung);
    bench.order(new RoomMessage.Go(10), 100_000);
    long heardMs = bench.heardMs();
    bench.until(heardMs + 59_999);
    assertEquals(0, room.rung);
    bench.until(heardMs + 60_000);
    assertEquals(1, room.rung);
    // A step takes it to what is due next.
    room.bell.start(Duration.ofHours(1));
    bench.order(new RoomMessage.Go(0), 200_000);
    bench.order(new RoomMessage.StepOnce(), 201_000);
    bench.until(202_000);
    assertEquals(2, room.rung);
  }

  // ---- with people in it

  @Test void whoeverIsThereStays() {
    try (var room = RoomTest.of(Walk::new).seed(3)) {
      var ann = room.join("ann").input(Walk.Feet.class, i -> i.forward = 1);
      room.ticks(10);
      order(room, new RoomMessage.Go(0));
      long tick = room.tick();
      int steps = walker(room, ann).steps;
      room.pass(Duration.ofMinutes(2)); // eight times the patience of sessions
      assertEquals(tick, room.tick());
      assertTrue(ann.client().isIn());
      assertEquals(1, at(look(room), "people"));
      order(room, new RoomMessage.Go(1));
      room.ticks(20);
      assertTrue(ann.client().isIn());
      assertEquals(0, ann.client().droppedTicks());
      assertTrue(walker(room, ann).steps >= steps + 19);
    }
  }

  /// What was said while it stood still is heard with the next tick, in order; of what was held, the last counts.
  @Test void whatComesMeanwhileWaits() {
    try (var room = RoomTest.of(Walk::new).seed(4)) {
      var ann = room.join("ann");
      room.ticks(5);
      order(room, new RoomMessage.Go(0));
      for (int i = 1; i <= 20; i++) ann.send(new Walk.Say(i));
      room.pass(Duration.ofSeconds(5));
      assertEquals(List.of(), room.room().said);
      ann.input(Walk.Feet.class, i -> i.forward = 1);
      room.pass(Duration.ofSeconds(30));
      order(room, new RoomMessage.StepOnce());
      assertEquals(IntStream.rangeClosed(1, 20).boxed().toList(), room.room().said);
      assertEquals(1, walker(room, ann).steps);
    }
  }

  /// Slowly, a press is not lost between two inputs.
  @Test void slowlyPressesCount() {
    try (var room = RoomTest.of(Walk::new).seed(5)) {
      var ann = room.join("ann");
      ann.input(Walk.Feet.class, _ -> {});
      room.ticks(5);
      order(room, new RoomMessage.Go(10));
      ann.press(Walk.Feet.class, i -> i.jump = true);
      room.ticks(4);
      assertEquals(1, walker(room, ann).jumps);
    }
  }

  @Test void manyWhoKnockAtARoomThatStandsStillAreBounded() {
    try (var room = RoomTest.of(Walk::new).seed(6)) {
      // A client has 256 commands wait: together they have more than a room holds.
      List<TestPlayer<Walk>> crowd = new ArrayList<>();
      for (int n = 0; n < 12; n++) crowd.add(room.join("walker " + n));
      room.ticks(5);
      order(room, new RoomMessage.Go(0));
      for (int s = 0; s < 60; s++) {
        for (int i = 0; i < 10; i++) crowd.forEach(walker -> walker.send(new Walk.Say(1)));
        room.pass(Duration.ofSeconds(1));
      }
      crowd.forEach(walker -> assertTrue(walker.client().isIn()));
      order(room, new RoomMessage.Go(1));
      room.ticks(20);
      crowd.forEach(walker -> assertTrue(walker.client().isIn()));
      assertTrue(room.room().said.size() >= 900, () -> "heard " + room.room().said.size());
    }
  }

  /// The server stops: a room that stands still ends as others do.
  @Test void aRoomThatIsToEndGoesOn() {
    try (var room = RoomTest.of(Walk::new).seed(7)) {
      room.join("ann");
      room.ticks(5);
      order(room, new RoomMessage.Go(0));
      room.simulation().desk().drain(Duration.ofSeconds(1));
      room.pass(Duration.ofSeconds(3));
      assertFalse(room.isOpen());
    }
  }

  /// A bot comes by the room's own means, as a command: closing the test replays it.
  @Test void aBotJoinsAndIsDriven() {
    try (var room = RoomTest.of(Walk::new).seed(8)) {
      room.join("ann");
      room.ticks(5);
      order(room, new RoomMessage.AddBot());
      room.ticks(20);
      Json view = look(room);
      assertEquals(2, at(view, "people"));
      assertEquals(2, at(view, "seatsTaken"));
      int steps = 0;
      for (Walk.Walker w : room.room().walkers) steps += w.steps;
      assertTrue(steps >= 18, "the bot walks: " + steps);
    }
  }
}

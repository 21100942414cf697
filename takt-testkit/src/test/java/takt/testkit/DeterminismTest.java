package takt.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import takt.client.ClientSession;
import takt.schema.Axis;
import takt.schema.Command;
import takt.schema.Entity;
import takt.schema.Input;
import takt.schema.Limit;
import takt.schema.Player;
import takt.schema.Position;
import takt.server.Alarms;
import takt.server.Bots;
import takt.server.Entities;
import takt.server.Inputs;
import takt.server.Room;
import takt.server.Tick;
import takt.server.journal.Checkpoint;
import takt.server.journal.MemoryLog.LoggedTick;
import takt.server.journal.Replay;
import takt.server.metrics.Metrics;
import takt.server.room.RoomType;
import takt.testkit.SimulatedServer.SimulatedRoom;

/// A room is its birth and its commands, or a checkpoint and the commands since; and whoever smuggles in anything else
/// is caught by the kit.
class DeterminismTest {
  /// A little of everything that can be saved.
  static class Mill extends Room {
    static class Grain extends Entity {
      @Position(max = 1000) double x, y;
      int age;
    }
    static class Hands extends Input {
      @Axis double dx;
    }
    record Sow(@Limit(max = 9) int grains) implements Command {}

    final Entities<Grain> grains = entities();
    final Inputs<Hands> hands = inputs();
    final Alarms<Grain> ripe = alarms(grain -> {
      grain.age = 0;
      grain.x = random().between(0, 1000);
    });
    final Bots bots = bots(bot -> hands.of(bot).dx = random().between(-1, 1));

    @Override protected void onCreate() {
      bots.fill(3);
    }

    @Override protected void onJoin(Player p) {
      grains.add(p, new Grain()).x = random().between(0, 1000);
    }

    @Override protected void onTick(Tick t) {
      for (Grain grain : grains) {
        grain.age++;
        grain.x = Math.clamp(grain.x + hands.of(grain).dx, 0, 1000);
      }
    }

    void on(Player p, Sow sow) {
      for (int i = 0; i < sow.grains(); i++) {
        Grain grain = new Grain();
        if (grains.size() < 40) ripe.start(grains.add(grain), Duration.ofMillis(random().nextInt(3000)));
      }
    }
  }

  /// Plays a room for a while, with people who come, act, break off and go.
  private static SimulatedRoom played(SimulatedServer server) {
    SimulatedClient ann = server.client(ClientSession.Hello.guest("ann"));
    var annsRoom = ann.join("mill");
    Mill.Hands hands = annsRoom.input(Mill.Hands.class);
    ann.beforeUpdate(() -> hands.dx = 0.7);
    for (int i = 0; i < 6; i++) {
      var bob = server.client(ClientSession.Hello.guest("bob" + i)).join("mill");
      var _ = bob.send(new Mill.Sow(i));
      server.advance(Duration.ofMillis(700));
      var _ = annsRoom.send(new Mill.Sow(2));
      if (i % 2 == 0) bob.leave();
      ann.cut();
    }
    server.advance(Duration.ofSeconds(5));
    return server.rooms().getFirst();
  }

  private static SimulatedServer server() {
    return SimulatedServer.builder().seed(4).room("mill", Mill::new).start();
  }

  @Test void theRecordedCommandsLeadToTheSameStates() {
    try (var server = server()) {
      SimulatedRoom room = played(server);
      Replay replay = Replay.of(room.type(), room.log().birth());
      List<LoggedTick> ticks = room.log().ticks();
      for (int i = 0; i < ticks.size(); i++) {
        replay.tick(ticks.get(i));
        assertEquals(room.hashes().get(i), Checkpoint.hash(replay.body()), "tick " + ticks.get(i).tick());
      }
      assertTrue(ticks.size() > 150 && room.hashes().stream().distinct().count() == ticks.size());
    }
  }

  @Test void aRoomGoesOnFromACheckpointOfAnyTick() {
    try (var server = server()) {
      SimulatedRoom room = played(server);
      List<LoggedTick> ticks = room.log().ticks();
      for (int at = 0; at < ticks.size(); at += 9) {
        Replay first = Replay.of(room.type(), room.log().birth());
        for (int i = 0; i <= at; i++) first.tick(ticks.get(i));
        byte[] checkpoint = Checkpoint.save(first.body());
        Replay second = Replay.of(room.type(), room.log().birth(), checkpoint);
        assertTrue(Arrays.equals(checkpoint, Checkpoint.save(second.body())), "checkpoint of tick " + (at + 1));
        for (int i = at + 1; i < ticks.size(); i++) second.tick(ticks.get(i));
        assertEquals(room.hashes().getLast(), Checkpoint.hash(second.body()), "from tick " + (at + 1));
      }
    }
  }

  @Test void anotherCommandLeadsElsewhere() {
    try (var server = server()) {
      SimulatedRoom room = played(server);
      Replay replay = Replay.of(room.type(), room.log().birth());
      for (LoggedTick tick : room.log().ticks()) {
        boolean last = tick == room.log().ticks().getLast();
        replay.tick(last || tick.commands().isEmpty()
            ? tick
            : new LoggedTick(tick.tick(), tick.wallMs(), tick.roomMs(),
                tick.commands().subList(0, tick.commands().size() - 1)));
      }
      assertNotEquals(room.hashes().getLast(), Checkpoint.hash(replay.body()));
    }
  }

  @Test void aCheckpointThatWasTamperedWithIsRefused() {
    try (var server = server()) {
      SimulatedRoom room = played(server);
      byte[] checkpoint = Checkpoint.save(room.body());
      RoomType type = new RoomType("mill", Mill::new, new Metrics(), _ -> {});
      for (int at = 0; at < checkpoint.length; at += 13) {
        byte[] wrong = checkpoint.clone();
        wrong[at] ^= 0x10;
        assertThrows(IllegalArgumentException.class, () -> Replay.of(type, room.log().birth(), wrong));
        byte[] cut = Arrays.copyOf(checkpoint, at);
        assertThrows(IllegalArgumentException.class, () -> Replay.of(type, room.log().birth(), cut));
      }
    }
  }

  // ---- smuggled in

  /// What a room must not look at, handed to it so that no look at its code can tell.
  static class Smuggler extends Room {
    final transient Supplier<Integer> source;
    int value;

    Smuggler(Supplier<Integer> source) {
      this.source = source;
    }

    @Override protected void onTick(Tick t) {
      value = source.get();
    }
  }

  private static void assertCaught(Supplier<Integer> source) {
    var server = SimulatedServer.builder().room("smuggler", () -> new Smuggler(source)).start();
    server.client(ClientSession.Hello.guest("ann")).join("smuggler");
    server.advance(Duration.ofSeconds(1));
    AssertionError caught = assertThrows(AssertionError.class, server::close);
    assertTrue(
        String.valueOf(caught.getMessage())
            .contains("room 'smuggler', run again from its birth, has another state after tick 1"),
        caught.getMessage());
  }

  @Test void aClockIsCaught() {
    assertCaught(() -> (int) System.nanoTime());
  }

  @Test void identityHashesAreCaught() {
    assertCaught(() -> System.identityHashCode(new Object()));
  }

  @Test void whatAnotherRoomCountsIsCaught() {
    AtomicInteger shared = new AtomicInteger();
    assertCaught(shared::incrementAndGet);
  }

  /// What is not saved, and should be.
  static class Forgetful extends Room {
    transient int steps;
    int shown;

    @Override protected void onTick(Tick t) {
      if (++steps % 10 == 0) shown = steps;
    }
  }

  @Test void whatIsNotSavedIsCaught() {
    var server = SimulatedServer.builder().seed(3).room("forgetful", Forgetful::new).start();
    server.client(ClientSession.Hello.guest("ann")).join("forgetful");
    server.advance(Duration.ofSeconds(5));
    AssertionError caught = assertThrows(AssertionError.class, server::close);
    assertTrue(String.valueOf(caught.getMessage()).contains("restored from a checkpoint of tick"), caught.getMessage());
  }
}

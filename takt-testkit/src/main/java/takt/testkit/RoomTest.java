package takt.testkit;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import takt.client.ClientSession;
import takt.client.Codec;
import takt.client.JoinRequest;
import takt.client.Joined;
import takt.protocol.json.Json;
import takt.schema.Command;
import takt.server.Room;
import takt.server.room.FaultLog;
import takt.server.room.RoomMessage;
import takt.server.scan.ClassScan;

/// A test of one room: players join it, time passes by hand, and what is and what they see can be compared.
///
/// One thread. Closing it checks that the room can be replayed and restored (see [SimulatedServer]), that its code
/// reads no clock and rolls no dice but its own (see [ClassScan]), and that it never failed, unless [#faultsExpected()]
/// was said.
/// ```java
/// try (var room = RoomTest.of(Arena::new).seed(7)) {
///   var ann = room.join("ann").network(80, 20, 0.02).input(Steer.class, i -> i.dx = 1);
///   room.ticks(30).crash().ticks(30);
///   assertEquals(room.room().ships.of(ann.player()).hp, ann.sees().ships.of(ann.player()).hp);
/// }
/// ```
///
/// @param <R> the room class
public final class RoomTest<R extends Room> implements AutoCloseable {
  private static final String NAME = "room";

  private final Supplier<R> factory;
  private long seed = 1;
  private JoinRequest first = JoinRequest.any(NAME);
  private @Nullable SimulatedServer server;
  private SimulatedServer.@Nullable SimulatedRoom simulated;
  private boolean faultsExpected;

  private RoomTest(Supplier<R> factory) {
    this.factory = factory;
  }

  public static <R extends Room> RoomTest<R> of(Supplier<R> factory) {
    return new RoomTest<>(factory);
  }

  /// Everything left to chance comes from this; 1 at first. Before the first player joins.
  public RoomTest<R> seed(long seed) {
    if (server != null) throw new IllegalStateException("seed after the first join, expected before");
    this.seed = seed;
    return this;
  }

  /// Sets an option of the room. Before the first player joins.
  public RoomTest<R> option(String name, Json value) {
    var options = new LinkedHashMap<>(first.options());
    options.put(name, value);
    first = first.options(options);
    return this;
  }

  private SimulatedServer server() {
    SimulatedServer started = server;
    if (started == null) {
      // Players speak bits, as players do; in every fourth seed JSON, so that a room's tests see both.
      Codec codec = seed % 4 == 0 ? Codec.JSON : Codec.BINARY;
      started = SimulatedServer.builder().seed(seed).codec(codec).room(NAME, factory).start();
      server = started;
    }
    return started;
  }

  // ---- people

  /// A player joins over a perfect network.
  public TestPlayer<R> join(String name) {
    return player(name, tryJoin(name, false));
  }

  /// A spectator joins over a perfect network.
  public TestPlayer<R> spectate(String name) {
    return player(name, tryJoin(name, true));
  }

  /// What somebody hears who may not get in.
  public Joined tryJoin(String name) {
    return tryJoin(name, false).answer;
  }

  private record Try(SimulatedClient client, Joined answer) {}

  private Try tryJoin(String name, boolean spectate) {
    SimulatedClient client = server().client(ClientSession.Hello.guest(name));
    JoinRequest request = simulated == null ? first : JoinRequest.id(simulated.body().id());
    Joined answer = client.join(spectate ? request.asSpectator() : request);
    if (simulated == null) {
      Iterator<SimulatedServer.SimulatedRoom> all = server().rooms().iterator();
      if (all.hasNext()) simulated = all.next();
    }
    return new Try(client, answer);
  }

  private TestPlayer<R> player(String name, Try tried) {
    if (tried.answer instanceof Joined.Ok ok) return new TestPlayer<>(this, server(), tried.client, ok.room());
    throw new AssertionError(name + " was not let in: " + tried.answer + "; use tryJoin where that is expected");
  }

  // ---- time

  /// Lets the room run that many ticks.
  public RoomTest<R> ticks(int ticks) {
    long until = simulated().body().tick() + ticks;
    for (int tries = 0; simulated().body().tick() < until; tries++) {
      if (tries > ticks + 100 || server().rooms().isEmpty()) {
        throw new AssertionError("the room ran to tick " + simulated().body().tick() + ", expected " + until
            + ": it has closed, or ticks on demand and has nothing to do (use pass)");
      }
      long before = simulated().body().tick();
      server().advanceUntil(() -> simulated().body().tick() > before || server().rooms().isEmpty());
    }
    return this;
  }

  /// Lets time pass.
  public RoomTest<R> pass(Duration time) {
    server().advance(time);
    return this;
  }

  /// The machine dies, and the room goes on from a checkpoint of this tick on another: a new object of its class.
  public RoomTest<R> crash() {
    server().crash(simulated());
    return this;
  }

  // ---- looking

  /// The room itself. After a [#crash] it is another object.
  @SuppressWarnings("unchecked") public R room() {
    return (R) simulated().body().room();
  }

  /// Whether the room still runs.
  public boolean isOpen() {
    return server().rooms().contains(simulated());
  }

  /// The tick that ran last.
  public long tick() {
    return simulated().body().tick();
  }

  /// Sends a command as a server would.
  public RoomTest<R> tell(Command command) {
    simulated().inbox().offer(new RoomMessage.ServerCommand(command));
    return this;
  }

  SimulatedServer.SimulatedRoom simulated() {
    if (simulated == null) throw new IllegalStateException("nobody has joined yet: the first join opens the room");
    return simulated;
  }

  /// This test makes the room's code fail on purpose.
  public RoomTest<R> faultsExpected() {
    faultsExpected = true;
    return this;
  }

  /// How often the room's code failed so far.
  public long faults() {
    return server().faults().all().stream().mapToLong(fault -> fault.count().sum()).sum();
  }

  /// The server the room is on.
  public SimulatedServer simulation() {
    return server();
  }

  @Override public void close() {
    if (server == null) return;
    List<ClassScan.Finding> sins = simulated == null ? List.of() : ClassScan.of(room().getClass());
    if (!sins.isEmpty()) {
      throw new AssertionError("the room's code does what a replay cannot repeat:\n  "
          + String.join("\n  ", sins.stream().map(Object::toString).toList()));
    }
    if (!faultsExpected) {
      for (FaultLog.Fault fault : server.faults().all()) {
        throw new AssertionError(fault.callback() + " of the room failed in tick " + fault.firstTick() + ", "
            + fault.count().sum() + " time(s), seed " + seed, fault.thrown());
      }
    }
    server.close();
  }
}

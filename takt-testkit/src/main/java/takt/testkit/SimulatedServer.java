package takt.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import takt.client.ClientSession;
import takt.client.Codec;
import takt.protocol.link.BadNetwork;
import takt.protocol.link.Conditions;
import takt.protocol.link.Link;
import takt.protocol.link.LinkEnd;
import takt.server.Authenticator;
import takt.server.CloseReason;
import takt.server.Room;
import takt.server.journal.Checkpoint;
import takt.server.journal.CommandLog;
import takt.server.journal.MemoryLog;
import takt.server.metrics.Metrics;
import takt.server.room.FaultLog;
import takt.server.room.Inbox;
import takt.server.room.RoomBody;
import takt.server.room.RoomContext;
import takt.server.room.RoomDesk;
import takt.server.room.RoomDuty;
import takt.server.room.RoomLoop;
import takt.server.room.RoomMessage.RoomCommand;
import takt.server.room.RoomType;
import takt.server.room.TaskRunner;
import takt.server.session.Connection;
import takt.server.session.FrontDesk;
import takt.server.session.SessionLimits;
import takt.server.session.SessionMetrics;
import takt.server.session.Tokens;

/// A whole server, its rooms, its players and the network between them, in one thread on a virtual clock.
///
/// One thread. Nothing happens but in [#advance] and what calls it. The same seed and the same calls give the same
/// bytes at the same nanoseconds.
public final class SimulatedServer implements AutoCloseable {
  private static final long MS_NS = 1_000_000;
  private static final long START_NS = 1_000 * MS_NS;
  /// The first moment of every simulation: 2026-01-01.
  private static final long START_WALL_MS = 1_767_225_600_000L;
  private static final long CLIENT_STEP_NS = 5 * MS_NS;
  private static final long TIMER_STEP_NS = 500 * MS_NS;
  private static final int ID_BITS_A_LETTER = 5;
  /// How long the server may take with anything.
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private final SplittableRandom seeds;
  private final long seed;
  private final BadNetwork network;
  private final Metrics metrics = new Metrics();
  private final Map<String, RoomType> types = new LinkedHashMap<>();
  private final Map<String, SimulatedRoom> rooms = new LinkedHashMap<>();
  private final List<SimulatedRoom> everyRoom = new ArrayList<>();
  private final List<Connection> connections = new ArrayList<>();
  private final List<SimulatedClient> clients = new ArrayList<>();
  private final FaultLog faults = new FaultLog();
  private final FrontDesk desk;
  private long nowNs = START_NS;
  private long nextTimerNs = START_NS;
  private long nextClientNs = START_NS;
  private final PriorityQueue<Later> later = new PriorityQueue<>();
  private final boolean recorded;
  private final Codec codec;
  private final Tap tap;
  private long sequence;
  private int links;
  private int drains;

  /// Something that takes its time outside of the server.
  private record Later(long atNs, long sequence, Runnable what) implements Comparable<Later> {
    @Override public int compareTo(Later other) {
      int byTime = Long.compare(atNs, other.atNs);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }

  private SimulatedServer(Builder builder) {
    seed = builder.seed;
    recorded = builder.recorded;
    codec = builder.codec;
    tap = builder.tap;
    seeds = new SplittableRandom(builder.seed);
    network = new BadNetwork(seeds.nextLong());
    builder.rooms.forEach((name, factory) -> types.put(name, new RoomType(name, factory, metrics, _ -> {})));
    SplittableRandom idRandom = seeds.split();
    byte[] secret = new byte[Tokens.SECRET_MIN];
    seeds.split().nextBytes(secret);
    desk = new FrontDesk(types, builder.limits, new SessionMetrics(metrics), new Tokens(secret),
        bits -> id(idRandom, bits), this::open,
        new FrontDesk.AuthDoor(builder.authenticator, builder.guests, check -> later(builder.checksTake, check)),
        this::wallMs, () -> {}, () -> drains++);
  }

  /// How to build one.
  public static final class Builder {
    private final Map<String, Supplier<? extends Room>> rooms = new LinkedHashMap<>();
    private long seed = 1;
    private SessionLimits limits = SessionLimits.DEFAULTS;
    private @Nullable Authenticator authenticator;
    private boolean guests = true;
    private Duration checksTake = Duration.ZERO;
    private boolean recorded = true;
    private Codec codec = Codec.BINARY;
    private Tap tap = (_, _, _, _, _, _) -> {};

    private Builder() {}

    /// Everything that is left to chance comes from this; 1 at first.
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /// Offers rooms under a name.
    public Builder room(String name, Supplier<? extends Room> factory) {
      rooms.put(name, factory);
      return this;
    }

    public Builder limits(SessionLimits limits) {
      this.limits = limits;
      return this;
    }

    /// Checks tokens; guests come in only if they still may.
    public Builder authenticator(Authenticator authenticator, boolean guests) {
      this.authenticator = authenticator;
      this.guests = guests;
      return this;
    }

    /// How long the check of a token takes.
    public Builder checksTake(Duration time) {
      checksTake = time;
      return this;
    }

    /// Whether rooms' commands are recorded, run again and compared at the end; they are at first. Hours of simulated
    /// time are better without.
    public Builder recorded(boolean recorded) {
      this.recorded = recorded;
      return this;
    }

    /// What clients speak unless they say otherwise; bits at first.
    public Builder codec(Codec codec) {
      this.codec = codec;
      return this;
    }

    /// Hears every frame.
    public Builder tap(Tap tap) {
      this.tap = tap;
      return this;
    }

    public SimulatedServer start() {
      return new SimulatedServer(this);
    }
  }

  public static Builder builder() {
    return new Builder();
  }

  private static String id(SplittableRandom random, int bits) {
    StringBuilder id = new StringBuilder();
    for (int i = 0; i < bits; i += ID_BITS_A_LETTER)
      id.append("abcdefghijklmnopqrstuvwxyz234567".charAt(random.nextInt(32)));
    return id.toString();
  }

  // ---- rooms

  /// A room and all that a test wants to know of it.
  static final class SimulatedRoom {
    private final RoomType type;
    private final RoomDesk desk;
    private final MemoryLog log = new MemoryLog();
    private final List<Long> hashes = new ArrayList<>();
    private final List<Long> crashTicks = new ArrayList<>();
    private RoomDuty duty;
    private Inbox inbox;

    private SimulatedRoom(RoomType type, RoomDesk desk, RoomDuty duty, Inbox inbox) {
      this.type = type;
      this.desk = desk;
      this.duty = duty;
      this.inbox = inbox;
    }

    RoomType type() {
      return type;
    }

    RoomBody body() {
      return duty.loop().body();
    }

    Inbox inbox() {
      return inbox;
    }

    MemoryLog log() {
      return log;
    }

    /// The state hash after each tick.
    List<Long> hashes() {
      return hashes;
    }

    /// Ticks after which it died and went on from a checkpoint.
    List<Long> crashTicks() {
      return crashTicks;
    }
  }

  private Inbox open(RoomType type, RoomBody.Birth birth, RoomDesk roomDesk) {
    Inbox inbox = new Inbox(() -> {});
    SimulatedRoom[] room = new SimulatedRoom[1];
    RoomBody body;
    try {
      body = RoomBody.body(type, context(inbox, roomDesk), birth);
    } catch (RuntimeException _) {
      // It is among the faults; the desk hears what it hears of a room on a thread of its own.
      roomDesk.closed(CloseReason.FAILED);
      return inbox;
    }
    RoomLoop loop = new RoomLoop(body, inbox, log(() -> room[0]));
    room[0] = new SimulatedRoom(type, roomDesk, new RoomDuty(loop, inbox, nowNs), inbox);
    room[0].log.birth(birth);
    rooms.put(birth.id(), room[0]);
    if (recorded) everyRoom.add(room[0]);
    return inbox;
  }

  private CommandLog log(Supplier<SimulatedRoom> room) {
    return recorded ? new HashingLog(room) : CommandLog.NONE;
  }

  private RoomContext context(Inbox inbox, RoomDesk roomDesk) {
    return new RoomContext(inbox, roomDesk, TaskRunner.inline(true), faults, false);
  }

  /// The room dies now and goes on from a checkpoint of this tick: a new object of its class, a new epoch.
  void crash(SimulatedRoom room) {
    byte[] checkpoint = Checkpoint.save(room.body());
    RoomBody.Birth old = room.body().birth();
    Inbox inbox = new Inbox(() -> {});
    RoomBody body = RoomBody.body(room.type, context(inbox, room.desk),
        new RoomBody.Birth(old.id(), old.code(), old.epoch() + 1, old.seed(), old.options()));
    Checkpoint.load(body, checkpoint);
    RoomLoop loop = new RoomLoop(body, inbox, log(() -> room));
    long roomNextNs = Math.max(nowNs, room.duty.nextNs(nowNs));
    room.crashTicks.add(body.tick());
    room.duty = new RoomDuty(loop, inbox, roomNextNs);
    room.inbox = inbox;
    body.restored();
    desk.reopened(old.id(), inbox);
  }

  /// Rooms that are open.
  List<SimulatedRoom> rooms() {
    return List.copyOf(rooms.values());
  }

  /// Rooms that were ever open.
  List<SimulatedRoom> everyRoom() {
    return everyRoom;
  }

  // ---- clients

  /// A client that knows nothing of the server yet, over a perfect network.
  public SimulatedClient client(ClientSession.Hello hello) {
    return client(hello, codec);
  }

  /// A client that knows nothing of the server yet and speaks that codec, over a perfect network.
  public SimulatedClient client(ClientSession.Hello hello, Codec codec) {
    SimulatedClient[] made = new SimulatedClient[1];
    ClientSession session = new ClientSession(hello, codec, _ -> connect(made[0]), seeds.nextLong());
    made[0] = new SimulatedClient(this, session);
    clients.add(made[0]);
    return made[0];
  }

  private void connect(SimulatedClient client) {
    BadNetwork.Pipe pipe = client.hasDatagrams()
        ? network.connectWithDatagrams(client.up(), client.down())
        : network.connect(client.up(), client.down());
    client.pipe(pipe);
    boolean binary = client.session().codec() == Codec.BINARY;
    Connection connection = new Connection(pipe.second(), Runnable::run, desk, binary, client.address(), () -> nowNs);
    connections.add(connection);
    attach(pipe, client.session(), connection);
    client.session().onOpen(pipe.first());
  }

  /// A bare way to the server, for whoever speaks the protocol by hand, or badly.
  ///
  /// @param binary whether it speaks the binary protocol
  /// @param receiver hears what the server says
  /// @return the link to send into
  public Link link(boolean binary, Conditions up, Conditions down, LinkEnd receiver) {
    BadNetwork.Pipe pipe = network.connect(up, down);
    Connection connection = new Connection(pipe.second(), Runnable::run, desk, binary, "127.0.0.1", () -> nowNs);
    connections.add(connection);
    attach(pipe, receiver, connection);
    return pipe.first();
  }

  private void attach(BadNetwork.Pipe pipe, LinkEnd client, Connection connection) {
    int link = links++;
    pipe.attach(new TappedEnd(client, link, false), new TappedEnd(connection, link, true));
  }

  /// An end of a link on which the tap hears first.
  private final class TappedEnd implements LinkEnd {
    private final LinkEnd end;
    private final int link;
    private final boolean up;

    private TappedEnd(LinkEnd end, int link, boolean up) {
      this.end = end;
      this.link = link;
      this.up = up;
    }

    @Override public void onFrame(byte[] bytes, int offset, int length) {
      tap.heard(link, up, network.nowNs(), bytes, offset, length);
      end.onFrame(bytes, offset, length);
    }

    @Override public void onAlive() {
      end.onAlive();
    }

    @Override public void onClosed(int code, String reason) {
      end.onClosed(code, reason);
    }
  }

  // ---- time

  /// Lets that much time pass.
  public void advance(Duration time) {
    long untilNs = nowNs + time.toNanos();
    boolean more = true;
    while (more) more = step(untilNs);
  }

  /// The whole server stands still for that long, as when its machine is suspended or its collector stops the world.
  /// What is due meanwhile happens late, in the next [#advance].
  public void stall(Duration time) {
    nowNs += time.toNanos();
  }

  /// Lets time pass until something is so; false if it is not within ten seconds.
  public boolean advanceUntil(BooleanSupplier done) {
    long untilNs = nowNs + PATIENCE.toNanos();
    while (!done.getAsBoolean()) {
      if (!step(untilNs)) return done.getAsBoolean();
    }
    return true;
  }

  /// Does what is due next, if that is before then; else moves the clock there.
  private boolean step(long untilNs) {
    long nextNs = Math.min(Math.min(nextTimerNs, clients.isEmpty() ? Long.MAX_VALUE : nextClientNs), network.nextNs());
    if (!later.isEmpty()) nextNs = Math.min(nextNs, later.peek().atNs);
    for (SimulatedRoom room : rooms.values()) nextNs = Math.min(nextNs, room.duty.nextNs(nowNs));
    if (nextNs > untilNs) {
      nowNs = untilNs;
      network.advanceTo(nowNs);
      return false;
    }
    nowNs = Math.max(nowNs, nextNs);
    network.advanceTo(nowNs);
    while (!later.isEmpty() && later.peek().atNs <= nowNs) later.remove().what.run();
    if (nowNs >= nextClientNs) updateClients();
    if (nowNs >= nextTimerNs) fireTimers();
    desk.turn(nowNs);
    runRooms();
    desk.turn(nowNs);
    return true;
  }

  private void updateClients() {
    nextClientNs = nowNs + CLIENT_STEP_NS;
    for (SimulatedClient client : List.copyOf(clients)) client.update(nowNs);
    clients.removeIf(client -> client.session().isClosed());
  }

  private void fireTimers() {
    nextTimerNs = nowNs + TIMER_STEP_NS;
    for (Connection connection : List.copyOf(connections)) connection.onTimer();
    connections.removeIf(Connection::isClosed);
  }

  private void later(Duration after, Runnable what) {
    if (after.isZero()) what.run();
    else later.add(new Later(nowNs + after.toNanos(), sequence++, what));
  }

  private void runRooms() {
    for (SimulatedRoom room : List.copyOf(rooms.values())) {
      if (room.duty.nextNs(nowNs) <= nowNs) room.duty.run(() -> nowNs, wallMs());
      if (room.duty.isOver()) rooms.values().remove(room);
    }
  }

  /// Keeps a room's commands and, after every tick, its hash.
  private record HashingLog(Supplier<SimulatedRoom> room) implements CommandLog {
    @Override public void birth(RoomBody.Birth birth) {}

    @Override public void tick(long tick, long wallMs, long roomMs, List<RoomCommand> commands) {
      SimulatedRoom r = room.get();
      r.log.tick(tick, wallMs, roomMs, commands);
      r.hashes.add(Checkpoint.hash(r.body()));
    }
  }

  public long nowNs() {
    return nowNs;
  }

  private long wallMs() {
    return START_WALL_MS + (nowNs - START_NS) / MS_NS;
  }

  public long seed() {
    return seed;
  }

  /// What the server counted.
  public Metrics metrics() {
    return metrics;
  }

  /// The network all clients come over.
  public BadNetwork network() {
    return network;
  }

  /// The front desk, to be spoken to as HTTP would.
  public FrontDesk desk() {
    return desk;
  }

  /// How often the server said that a drain is over.
  public int drains() {
    return drains;
  }

  /// Faults of rooms' own code.
  FaultLog faults() {
    return faults;
  }

  /// Runs every room's past again: see [Replays].
  @Override public void close() {
    for (SimulatedRoom room : everyRoom) Replays.check(room, seed);
  }
}

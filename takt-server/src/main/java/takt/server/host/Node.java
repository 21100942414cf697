package takt.server.host;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;
import takt.protocol.link.Link;
import takt.schema.Command;
import takt.server.Authenticator;
import takt.server.Room;
import takt.server.RoomConfig;
import takt.server.RoomRef;
import takt.server.Rooms;
import takt.server.metrics.Metrics;
import takt.server.room.FaultLog;
import takt.server.room.Inbox;
import takt.server.room.RoomBody;
import takt.server.room.RoomDesk;
import takt.server.room.RoomType;
import takt.server.session.Connection;
import takt.server.session.FrontDesk;
import takt.server.session.Lane;
import takt.server.session.SessionLimits;
import takt.server.session.SessionMetrics;
import takt.server.session.Tokens;

/// One server process: its rooms, its front desk and the threads that run them.
///
/// Any thread. It opens no socket: transports bring connections by [#connect]. Two nodes in one JVM share nothing.
public final class Node implements Rooms, AutoCloseable {
  /// A tick that takes this long is reported, with what it is doing.
  private static final long SLOW_NS = 1_000_000_000;
  /// A tick that takes this long means the process is beyond help: [#isAlive] says no.
  private static final long STUCK_NS = 10_000_000_000L;

  private final Metrics metrics;
  private final Map<String, RoomType> types = new LinkedHashMap<>();
  private final FaultLog faults = new FaultLog();
  private final BackgroundTasks tasks;
  private final List<TickWorker> workers = new ArrayList<>();
  private final List<TickWorker> pinned = new CopyOnWriteArrayList<>();
  private final AtomicInteger pinnedCount = new AtomicInteger();
  private final List<Watched> watched = new CopyOnWriteArrayList<>();
  private final FrontDesk desk;
  private final Thread control;
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private volatile boolean stopped;
  private volatile long lastTurnNs = System.nanoTime();

  private Node(Builder builder) {
    metrics = builder.metrics;
    tasks = new BackgroundTasks(builder.computeThreads);
    builder.rooms.forEach((name, factory) -> types.put(name,
        new RoomType(name, factory, metrics, config -> builder.overrides.apply(name, config))));
    for (int i = 0; i < builder.workers; i++) workers.add(worker("takt-tick-" + i, false));
    control = Thread.ofPlatform().name("takt-control").unstarted(this::runControl);
    byte[] secret = builder.secret;
    if (secret == null) {
      secret = new byte[Tokens.SECRET_MIN];
      new SecureRandom().nextBytes(secret);
    }
    desk = new FrontDesk(types, builder.limits, new SessionMetrics(metrics), new Tokens(secret), new SecureIds(),
        this::open,
        new FrontDesk.AuthDoor(builder.authenticator, builder.guests, tasks::execute), System::currentTimeMillis,
        () -> LockSupport.unpark(control), () -> drained.complete(null));
    metrics.gauge("takt_rooms", "Rooms open.", desk::roomCount);
    metrics.gauge("takt_players", "Places people have or are promised.", desk::playerCount);
    metrics.gauge("takt_sessions", "Sessions, connected or not.", desk::sessionCount);
    for (TickWorker worker : workers) worker.start();
    control.start();
    Thread.ofPlatform().daemon().name("takt-watchdog").start(this::watch);
  }

  /// What a node is made of.
  public static final class Builder {
    private final Map<String, Supplier<? extends Room>> rooms = new LinkedHashMap<>();
    private Metrics metrics = new Metrics();
    private SessionLimits limits = SessionLimits.DEFAULTS;
    private @Nullable Authenticator authenticator;
    private boolean guests;
    private byte @Nullable [] secret;
    private int workers = 1;
    private int computeThreads = 1;
    private Overrides overrides = (_, _) -> {};

    private Builder() {}

    /// Offers rooms under a name.
    public Builder room(String name, Supplier<? extends Room> factory) {
      if (rooms.put(name, factory) != null) throw new IllegalArgumentException("two rooms named '" + name + "'");
      return this;
    }

    /// Where to count; one of its own at first.
    public Builder metrics(Metrics metrics) {
      this.metrics = metrics;
      return this;
    }

    public Builder limits(SessionLimits limits) {
      this.limits = limits;
      return this;
    }

    /// Who checks tokens; nobody at first.
    public Builder authenticator(@Nullable Authenticator authenticator) {
      this.authenticator = authenticator;
      return this;
    }

    /// Whether people may come in without a token; no at first.
    public Builder guests(boolean guests) {
      this.guests = guests;
      return this;
    }

    /// What tokens are signed with, at least 32 bytes; random at first, so that no other process knows them.
    public Builder secret(byte @Nullable [] secret) {
      this.secret = secret;
      return this;
    }

    /// Threads that rooms run on, 1 to 256; 1 at first.
    public Builder workers(int workers) {
      if (workers < 1 || workers > 256) throw new IllegalArgumentException("workers=" + workers + ", expected 1..256");
      this.workers = workers;
      return this;
    }

    /// Threads that pure tasks are computed on, 1 to 256; 1 at first.
    public Builder computeThreads(int threads) {
      if (threads < 1 || threads > 256) throw new IllegalArgumentException("threads=" + threads + ", expected 1..256");
      computeThreads = threads;
      return this;
    }

    /// What the environment says about rooms' configuration.
    public Builder overrides(Overrides overrides) {
      this.overrides = overrides;
      return this;
    }

    /// Starts it.
    ///
    /// @throws IllegalStateException if a room cannot be made; the message says why
    public Node start() {
      if (rooms.isEmpty()) throw new IllegalStateException("a server without rooms, expected at least one");
      return new Node(this);
    }
  }

  /// Changes a room's configuration after its own code has.
  @FunctionalInterface public interface Overrides {
    void apply(String room, RoomConfig config);
  }

  public static Builder builder() {
    return new Builder();
  }

  // ---- rooms

  /// On the control thread: where a new room lives.
  private Inbox open(RoomType type, RoomBody.Birth birth, RoomDesk roomDesk) {
    if (type.isPinned()) {
      TickWorker own = worker("takt-pinned-" + pinnedCount.getAndIncrement(), true);
      own.start();
      pinned.removeIf(TickWorker::isStopped);
      pinned.add(own);
      return own.adopt(type, birth, roomDesk);
    }
    TickWorker least = workers.getFirst();
    for (TickWorker worker : workers) {
      if (worker.rooms() < least.rooms()) least = worker;
    }
    return least.adopt(type, birth, roomDesk);
  }

  private TickWorker worker(String name, boolean spins) {
    return new TickWorker(name, System::currentTimeMillis, tasks, faults, spins);
  }

  @Override public CompletableFuture<RoomRef> create(String type, Json options) {
    CompletableFuture<RoomRef> answer = new CompletableFuture<>();
    desk.create(type, options, answer);
    return answer;
  }

  @Override public CompletableFuture<List<Json>> list(String type) {
    CompletableFuture<List<Json>> answer = new CompletableFuture<>();
    if (!desk.list(type, Json.Obj.EMPTY, answer::complete))
      answer.completeExceptionally(new IllegalStateException("busy"));
    return answer;
  }

  @Override public CompletableFuture<Boolean> tell(RoomRef room, Command command) {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    desk.tell(room.id(), command, answer);
    return answer;
  }

  // ---- transports

  /// Takes a connection that a transport has accepted.
  ///
  /// @param lane the thread that owns it; this and everything on the connection is called there
  /// @param binary whether it speaks the binary protocol; else the JSON twin
  /// @param address the client's, as far as trusted proxies say
  public Connection connect(Link link, Lane lane, boolean binary, String address) {
    return new Connection(link, lane, desk, binary, address, System::nanoTime);
  }

  /// The front desk, for transports that speak to it other than by frames.
  public FrontDesk desk() {
    return desk;
  }

  public Metrics metrics() {
    return metrics;
  }

  /// The rooms on offer.
  public Map<String, RoomType> types() {
    return Map.copyOf(types);
  }

  /// Distinct faults of rooms' own code.
  public List<FaultLog.Fault> faults() {
    return faults.all();
  }

  /// What a page for developers asks and orders; nothing else may hold it.
  public DevDesk devDesk() {
    return new DevDesk(desk, Map.copyOf(types), faults);
  }

  // ---- health

  /// Whether every thread that matters has come round lately: if not, only a restart helps.
  public boolean isAlive() {
    return stuck() == null;
  }

  /// What has not come round lately, in words; null for nothing.
  public @Nullable String stuck() {
    for (TickWorker worker : allWorkers()) {
      String room = worker.busyRoom();
      long busyNs = worker.busyNs();
      if (room != null && busyNs > STUCK_NS)
        return "a tick of room " + room + " has taken " + seconds(busyNs) + " so far";
    }
    long silentNs = System.nanoTime() - lastTurnNs;
    if (silentNs > STUCK_NS) return "the front desk has not come round for " + seconds(silentNs);
    for (Watched other : watched) {
      String stuck = other.stuck();
      if (stuck != null) return stuck;
    }
    return null;
  }

  /// Asks this too, from now on, when it is asked what is stuck: a transport has threads of its own.
  public void watch(Watched who) {
    watched.add(who);
  }

  public void unwatch(Watched who) {
    watched.remove(who);
  }

  private static String seconds(long ns) {
    return ns / 1_000_000_000 + " s";
  }

  /// Whether new players may be sent here.
  public boolean isReady() {
    return !stopped && !desk.isDraining();
  }

  /// Whether it is on its way out: rooms may end, and nobody comes in.
  public boolean isDraining() {
    return desk.isDraining();
  }

  private List<TickWorker> allWorkers() {
    List<TickWorker> all = new ArrayList<>(workers);
    all.addAll(pinned);
    return all;
  }

  private void runControl() {
    while (!stopped) {
      long nextNs;
      try {
        nextNs = desk.turn(System.nanoTime());
      } catch (Throwable e) {
        // One bad message must not end the desk: it is dropped, we hear of it, and the desk takes a breath.
        System.getLogger("takt.desk").log(System.Logger.Level.ERROR, "the front desk failed at a message", e);
        LockSupport.parkNanos(this, 1_000_000);
        continue;
      }
      lastTurnNs = System.nanoTime();
      if (!desk.hasWork()) LockSupport.parkNanos(this, nextNs - System.nanoTime());
    }
  }

  /// Reports ticks that take too long, with what they are doing.
  private void watch() {
    Map<TickWorker, String> reported = new LinkedHashMap<>();
    while (!stopped) {
      LockSupport.parkNanos(this, SLOW_NS / 2);
      for (TickWorker worker : allWorkers()) {
        String room = worker.busyRoom();
        if (room == null || worker.busyNs() < SLOW_NS) reported.remove(worker);
        else if (!room.equals(reported.put(worker, room))) report(worker, room);
      }
    }
  }

  private static void report(TickWorker worker, String room) {
    StringBuilder text = new StringBuilder("a tick of room " + room + " has taken " + worker.busyNs() / 1_000_000
        + " ms so far; rooms must not block or loop. It is at");
    for (StackTraceElement frame : worker.stack()) text.append("\n    ").append(frame);
    System.getLogger("takt.room").log(System.Logger.Level.WARNING, text.toString());
  }

  // ---- the end

  /// Lets rooms end: takes nobody in, tells everybody, and after `grace` closes what is left.
  ///
  /// @return done when the last room and session are gone
  public CompletableFuture<Void> drain(Duration grace) {
    desk.drain(grace);
    return drained;
  }

  /// Stops at once. Rooms that still run are not told.
  @Override public void close() {
    stopped = true;
    LockSupport.unpark(control);
    allWorkers().forEach(TickWorker::stop);
    tasks.close();
    try {
      for (TickWorker worker : allWorkers()) worker.join();
      control.join(5_000);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}

package takt.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import takt.App;
import takt.Server;
import takt.auth.JwtAuthenticator;
import takt.netty.DoorsConfig;
import takt.netty.NettyDoors;
import takt.netty.files.FileMount;
import takt.netty.http.Answer;
import takt.netty.loop.IoKind;
import takt.netty.pages.Origins;
import takt.netty.tls.TlsFiles;
import takt.netty.visit.VisitLimits;
import takt.ops.OpsPages;
import takt.ops.Page;
import takt.server.Authenticator;
import takt.server.Room;
import takt.server.Rooms;
import takt.server.host.Node;
import takt.server.metrics.Metrics;
import takt.server.room.RoomType;
import takt.server.scan.ClassScan;
import takt.server.session.SessionLimits;

/// A server put together from its parts: a node, its doors, its pages.
///
/// Started on one thread; any thread closes it.
public final class Launch implements Server {
  /// What is done with a game instead of serving it, where something else was asked for.
  static final ScopedValue<Consumer<App>> INSTEAD = ScopedValue.newInstance();

  /// How much longer than the rooms the rest may take to end.
  private static final long LAST_WORDS_MS = 2_000;

  /// Not static: the first logger reads how to log, and what it reads is set in [#serve].
  private final System.Logger log = System.getLogger("takt");
  private final Settings settings;
  private final boolean guests;
  private final Node node;
  private final OpsPages ops;
  private final NettyDoors doors;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final CountDownLatch stopped = new CountDownLatch(1);

  private Launch(App app, Settings settings) throws IOException {
    this.settings = settings;
    Map<String, Supplier<? extends Room>> rooms = app.rooms();
    Metrics metrics = new Metrics();
    Authenticator authenticator = app.authenticator();
    if (authenticator == null) authenticator = JwtAuthenticator.from(settings.jwt(), metrics);
    check(rooms);
    guests = settings.get(Settings.GUESTS) || !settings.isProduction() && authenticator == null;
    node = node(rooms, authenticator, metrics);
    ops = OpsPages.of(node);
    try {
      doors = NettyDoors.open(node, doorsConfig(rooms), adminPages(ops),
          settings.isProduction() ? null : new DevPage(node));
    } catch (IOException e) {
      closeRooms();
      throw new IOException(inSettings(e), e);
    } catch (RuntimeException e) {
      closeRooms();
      throw e;
    }
    try {
      app.started().accept(node);
    } catch (RuntimeException | Error e) {
      doors.close();
      closeRooms();
      throw e;
    }
  }

  private void closeRooms() {
    node.close();
    ops.close();
  }

  /// What the doors say, with the names that people know.
  private static String inSettings(IOException e) {
    return String.valueOf(e.getMessage()).replace("publicPort=", Settings.PORT.name() + "=")
        .replace("adminPort=", Settings.ADMIN_PORT.name() + "=");
  }

  /// Starts a server that hears no signals.
  ///
  /// @throws IllegalArgumentException for settings that cannot be run with
  public static Server start(App app, Map<String, String> environment) throws IOException {
    try {
      return new Launch(app, settings(environment, app));
    } catch (SettingsError e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /// Serves until the process is told to stop; ends the process if it cannot start.
  public static void serve(App app) {
    if (INSTEAD.isBound()) {
      INSTEAD.get().accept(app);
      return;
    }
    try {
      Settings settings = settings(environment(), app);
      System.setProperty("takt.log", settings.get(Settings.LOG)); // logback.xml reads it
      Launch launch = new Launch(app, settings);
      Runtime.getRuntime().addShutdownHook(new Thread(launch::stopProcess, "takt-stop"));
      Banner.print(System.out, settings, launch);
      launch.stopped.await();
    } catch (SettingsError e) {
      refuse("the settings are wrong:", String.valueOf(e.getMessage()));
    } catch (IOException | IllegalStateException | IllegalArgumentException e) {
      refuse("the server could not start:", String.valueOf(e.getMessage()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static Settings settings(Map<String, String> environment, App app) throws SettingsError {
    return Settings.read(environment, Path.of(""), app.authenticator() != null);
  }

  /// The environment, with what the command line sets over it.
  static Map<String, String> environment() {
    Map<String, String> all = new LinkedHashMap<>(System.getenv());
    System.getProperties().forEach((name, value) -> {
      if (name instanceof String n && n.startsWith("TAKT_")) all.put(n, (String) value);
    });
    return all;
  }

  private static void refuse(String what, String why) {
    System.err.println("takt: " + what);
    why.lines().forEach(line -> System.err.println("  " + line));
    System.exit(1);
  }

  // ---- the parts

  private void check(Map<String, Supplier<? extends Room>> rooms) {
    for (String name : settings.roomNames()) {
      if (rooms.keySet().stream().noneMatch(room -> room.toUpperCase(Locale.ROOT).replace('-', '_').equals(name))) {
        log.log(System.Logger.Level.WARNING, "TAKT_ROOM_" + name + "_... is set, but the rooms are " + rooms.keySet());
      }
    }
    settings.remarks().forEach(remark -> log.log(System.Logger.Level.WARNING, remark));
    if (!settings.isProduction()) {
      rooms.values().forEach(room -> ClassScan.of(RoomType.classOf(room))
          .forEach(finding -> log.log(System.Logger.Level.WARNING, finding.toString())));
    }
  }

  private Node node(Map<String, Supplier<? extends Room>> rooms, @Nullable Authenticator authenticator,
      Metrics metrics) {
    String secret = settings.get(Settings.SECRET);
    Node.Builder builder = Node.builder()
        .metrics(metrics)
        .limits(sessionLimits())
        .authenticator(authenticator)
        .guests(guests)
        .secret(secret.isEmpty() ? null : secret.getBytes(StandardCharsets.UTF_8))
        .workers(settings.get(Settings.WORKERS))
        .overrides(settings::override);
    rooms.forEach(builder::room);
    return builder.start();
  }

  private SessionLimits sessionLimits() {
    SessionLimits d = SessionLimits.DEFAULTS;
    return new SessionLimits(d.helloWithin(), d.alive(), d.silent(), d.controlPerSecond(), d.inputsPerSecond(),
        d.commandsPerSecond(), d.badFramesMax(), settings.get(Settings.SESSIONS_MAX), settings.get(Settings.ROOMS_MAX),
        d.joinsPendingMax(), d.watchesMax(), d.roomsCreatedPerMinute(), d.heldFor());
  }

  private DoorsConfig doorsConfig(Map<String, Supplier<? extends Room>> rooms) {
    VisitLimits limits = VisitLimits.DEFAULTS;
    int connections = settings.get(Settings.CONNECTIONS_MAX);
    String host = settings.get(Settings.HOST);
    DoorsConfig.Builder config = DoorsConfig.builder()
        .publicHost(host.equals("::") ? "" : host)
        .publicPort(settings.get(Settings.PORT))
        .adminHost(settings.get(Settings.ADMIN_HOST))
        .adminPort(settings.get(Settings.ADMIN_PORT))
        .adminNames(settings.get(Settings.ADMIN_NAMES))
        .origins(origins())
        .trustedProxies(settings.get(Settings.TRUSTED_PROXIES))
        .proxyProtocol(settings.get(Settings.PROXY_PROTOCOL))
        .io(IoKind.valueOf(settings.get(Settings.IO).toUpperCase(Locale.ROOT)))
        .ioThreads(settings.get(Settings.IO_THREADS))
        .limits(limits.withConnections(connections, settings.get(Settings.CONNECTIONS_PER_ADDRESS_MAX),
            Math.min(connections, limits.handshakesMax())));
    if (!settings.get(Settings.TLS_CERT).isEmpty()) {
      config.tls(new TlsFiles(Path.of(settings.get(Settings.TLS_CERT)), Path.of(settings.get(Settings.TLS_KEY))));
    }
    ClassLoader own = Launch.class.getClassLoader();
    config.files(FileMount.resources("/takt/", own, "takt/web/sdk"));
    config.files(FileMount.resources("/play/", own, "takt/web/playground"));
    FileMount page = page(rooms);
    return config.files(page == null ? FileMount.resources("/", own, "takt/web/playground") : page).build();
  }

  private static Map<String, Supplier<Answer>> adminPages(OpsPages ops) {
    Map<String, Supplier<Answer>> pages = new LinkedHashMap<>();
    ops.byPath().forEach((path, page) -> pages.put(path, () -> {
      Page made = page.get();
      return Answer.bytes(made.status(), made.type(), made.text().getBytes(StandardCharsets.UTF_8));
    }));
    return pages;
  }

  boolean takesGuests() {
    return guests;
  }

  List<String> origins() {
    List<String> said = settings.get(Settings.ORIGINS);
    if (!said.isEmpty()) return said;
    return List.of(settings.isProduction() ? Origins.SELF : Origins.ANY);
  }

  /// Of several games in one server the first that has a page of its own shows it.
  private static @Nullable FileMount page(Map<String, Supplier<? extends Room>> rooms) {
    for (Supplier<? extends Room> room : rooms.values()) {
      FileMount page = GamePage.of(RoomType.classOf(room));
      if (page != null) return page;
    }
    return null;
  }

  // ---- running

  @Override public int port() {
    return doors.publicPort();
  }

  @Override public int adminPort() {
    return doors.adminPort();
  }

  @Override public Rooms rooms() {
    return node;
  }

  List<String> roomNames() {
    return node.types().keySet().stream().sorted().toList();
  }

  // ---- the end

  /// On the way out of the process: ends it with exit code 0, which a signal would not.
  private void stopProcess() {
    close();
    Runtime.getRuntime().halt(0);
  }

  @Override public void close() {
    if (!stopping.compareAndSet(false, true)) {
      awaitStopped();
      return;
    }
    long graceMs = settings.get(Settings.DRAIN).toMillis();
    log.log(System.Logger.Level.INFO, "stopping: nobody new comes in, rooms have " + graceMs / 1000 + " s to end");
    try {
      node.drain(settings.get(Settings.DRAIN)).get(graceMs + LAST_WORDS_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | ExecutionException _) {
      log.log(System.Logger.Level.WARNING, "rooms did not end in time; they end now");
    }
    doors.close();
    closeRooms();
    log.log(System.Logger.Level.INFO, "stopped");
    stopped.countDown();
  }

  private void awaitStopped() {
    try {
      stopped.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}

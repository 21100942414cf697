package takt.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import takt.netty.address.TrustedProxies;
import takt.netty.files.StaticFiles;
import takt.netty.http.Answer;
import takt.netty.loop.EventLoops;
import takt.netty.loop.IoKind;
import takt.netty.loop.IoLane;
import takt.netty.pages.AdminPages;
import takt.netty.pages.DevDoor;
import takt.netty.pages.Origins;
import takt.netty.pages.PublicPages;
import takt.netty.tls.TlsKeys;
import takt.netty.visit.Gate;
import takt.netty.visit.VisitLimits;
import takt.netty.websocket.ConnectionEnd;
import takt.netty.websocket.Upgrade;
import takt.server.host.Node;
import takt.server.host.Watched;
import takt.server.metrics.Metrics;

/// The two listeners of a node: players' and operators'.
///
/// Any thread. Two of them in one JVM share nothing. A stop goes: [Node#drain], which tells players and ends rooms,
/// then [#close], which waits a moment for the last words to be read, then [Node#close].
public final class NettyDoors implements AutoCloseable {
  /// An event loop that has not come round for this long is beyond help.
  private static final long STUCK_NS = 10_000_000_000L;
  private static final int ADMIN_CONNECTIONS_MAX = 64;
  /// Below the first a connection takes writes again, above the second it does not: for files, which wait. Rooms go by
  /// bytes queued.
  private static final WriteBufferWaterMark WATER_MARKS = new WriteBufferWaterMark(32 * 1024, 64 * 1024);
  /// Memory for one read: most frames of players are small, and thousands of connections are read at once.
  private static final int READ_LEAST = 64;
  private static final int READ_FIRST = 512;
  private static final int READ_MOST = 16 * 1024;

  private final Node node;
  private final Watched watched = this::stuck;
  private final EventLoops loops;
  private final EventLoops adminLoops;
  private final ExecutorService blocking = Executors.newThreadPerTaskExecutor(
      Thread.ofVirtual().name("takt-http-", 0).factory());
  private final @Nullable TlsKeys keys;
  private final Gate gate;
  private final Gate adminGate;
  private final VisitLimits limits;
  private final Channel listener;
  private final Channel adminListener;

  private NettyDoors(Node node, DoorsConfig config, Map<String, Supplier<Answer>> adminPages,
      DevDoor.@Nullable Page devPage, @Nullable TlsKeys keys) throws IOException {
    Metrics metrics = node.metrics();
    this.node = node;
    this.keys = keys;
    limits = config.limits();
    loops = EventLoops.open(config.io(), config.ioThreads(), "takt-io", limits.timer(), metrics);
    // Its lag is nobody's: it counts into metrics of its own.
    adminLoops = EventLoops.open(IoKind.NIO, 1, "takt-admin", limits.timer(), new Metrics());
    gate = new Gate("public", limits, new TrustedProxies(config.trustedProxies()), teller(loops), metrics);
    adminGate = new Gate("admin", limits.withConnections(ADMIN_CONNECTIONS_MAX, ADMIN_CONNECTIONS_MAX,
        ADMIN_CONNECTIONS_MAX), new TrustedProxies(List.of()), teller(adminLoops), metrics);
    metrics.gauge("takt_direct_memory_bytes", "Memory outside the heap held for buffers of connections.",
        loops::directBytes);
    try {
      PublicPages pages = publicPages(node, config);
      IoLane first = loops.lanes().getFirst();
      first.post(() -> first.watch(pages));
      listener = bindPublic(config, players(new DoorPipeline(loops, gate, config.proxyProtocol(), keys, blocking, pages,
          metrics)));
      adminListener = bind("adminPort",
          adminLoops.bootstrap().childHandler(new DoorPipeline(adminLoops, adminGate, false,
              null, blocking, new AdminPages(adminPages, devPage == null ? null : new DevDoor(devPage, blocking),
                  config.adminNames(), blocking),
              metrics)),
          config.adminHost(),
          config.adminPort());
    } catch (IOException | RuntimeException e) {
      closeThreads();
      throw e;
    }
    node.watch(watched);
  }

  /// Opens both listeners.
  ///
  /// @param adminPages what operators may ask for, by path: `/metrics`. Made on virtual threads
  /// @throws IOException if a port is taken or a key pair does not load; the message says why and what to do
  /// @throws IllegalStateException if the machine has not the I/O that is asked for
  public static NettyDoors open(Node node, DoorsConfig config, Map<String, Supplier<Answer>> adminPages)
      throws IOException {
    return open(node, config, adminPages, null);
  }

  /// Opens both listeners, with a page for developers behind the operators'.
  ///
  /// @param devPage null for none: in production
  public static NettyDoors open(Node node, DoorsConfig config, Map<String, Supplier<Answer>> adminPages,
      DevDoor.@Nullable Page devPage) throws IOException {
    EventLoops.resolve(config.io());
    TlsKeys keys = config.tls() == null ? null : new TlsKeys(config.tls(), config.tlsCheck(), node.metrics());
    try {
      return new NettyDoors(node, config, adminPages, devPage, keys);
    } catch (IOException | RuntimeException e) {
      if (keys != null) keys.close();
      throw e;
    }
  }

  private PublicPages publicPages(Node node, DoorsConfig config) {
    Upgrade upgrade = Upgrade.ofProtocol((link, visit, client, binary) -> new ConnectionEnd(node.connect(link, visit
        .lane(), binary, client.text())), node.metrics());
    return new PublicPages(node, upgrade, new Origins(config.origins()), new StaticFiles(config.files()),
        config.contentSecurityPolicy(), limits, blocking);
  }

  private static io.netty.util.concurrent.EventExecutor teller(EventLoops loops) {
    return loops.lanes().getFirst().loop();
  }

  // ---- listening

  private ServerBootstrap players(DoorPipeline door) {
    return loops.bootstrap().childHandler(door)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.SO_SNDBUF, limits.sendBufferBytes())
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARKS)
        .childOption(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(READ_LEAST, READ_FIRST,
            READ_MOST));
  }

  /// All addresses, of both families if the machine has both.
  private static Channel bindPublic(DoorsConfig config, ServerBootstrap bootstrap) throws IOException {
    if (!config.publicHost().isEmpty()) return bind("publicPort", bootstrap, config.publicHost(), config.publicPort());
    try {
      return bind("publicPort", bootstrap, "::", config.publicPort());
    } catch (TakenException e) {
      throw e;
    } catch (IOException _) {
      return bind("publicPort", bootstrap, "0.0.0.0", config.publicPort());
    }
  }

  private static Channel bind(String name, ServerBootstrap bootstrap, String host, int port) throws IOException {
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new IOException("host=" + host + " is no address of this machine, expected one like 0.0.0.0 or 127.0.0.1");
    }
    var bound = bootstrap.bind(address).awaitUninterruptibly();
    if (bound.isSuccess()) return bound.channel();
    Throwable cause = bound.cause();
    String why = String.valueOf(cause.getMessage());
    if (why.contains("in use")) {
      throw new TakenException(name + "=" + port + " is taken: something else listens there, perhaps this server"
          + " started twice; stop it or choose another port, 0 for any that is free", cause);
    }
    throw new IOException(name + "=" + port + " on " + host + " cannot be listened to (" + why
        + "); is it an address of this machine, and may this user use the port?", cause);
  }

  /// The port is another's: trying elsewhere would only hide it.
  private static final class TakenException extends IOException {
    private static final long serialVersionUID = 1;

    private TakenException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// Where players come.
  public int publicPort() {
    return port(listener);
  }

  /// Where operators come.
  public int adminPort() {
    return port(adminListener);
  }

  private static int port(Channel channel) {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  // ---- health

  /// Whether every event loop has come round lately: if not, only a restart helps. The node knows it too.
  public boolean isAlive() {
    return stuck() == null;
  }

  private @Nullable String stuck() {
    long silentNs = Math.max(loops.silentNs(), adminLoops.silentNs());
    return silentNs < STUCK_NS ? null : "an event loop has not come round for " + silentNs / 1_000_000_000 + " s";
  }

  /// Players' connections that are open.
  public int connections() {
    return gate.open();
  }

  // ---- the end

  /// Takes nobody in any more, says goodbye, waits until it is read, at most [VisitLimits#leaveWithin()], and ends.
  @Override public void close() {
    listener.close().awaitUninterruptibly();
    adminListener.close().awaitUninterruptibly();
    var gone = gate.stop();
    var adminGone = adminGate.stop();
    // Twice as long as each connection has: it begins when its lane comes round to it.
    long waitMs = 2 * limits.leaveWithin().toMillis();
    gone.awaitUninterruptibly(waitMs, TimeUnit.MILLISECONDS);
    adminGone.awaitUninterruptibly(waitMs, TimeUnit.MILLISECONDS);
    node.unwatch(watched);
    closeThreads();
    if (keys != null) keys.close();
  }

  private void closeThreads() {
    blocking.shutdownNow();
    loops.close();
    adminLoops.close();
  }
}

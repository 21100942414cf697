package takt.netty.visit;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.ChannelGroupFuture;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import takt.netty.address.ClientAddress;
import takt.netty.address.TrustedProxies;
import takt.netty.loop.IoLane;
import takt.server.metrics.Counter;
import takt.server.metrics.Metrics;
import takt.server.session.AddressLimits;

/// Lets connections in and counts them, of one listener.
///
/// Any thread. Whoever is refused is closed at once, without a word: at that point words are what an attacker wants us
/// to spend.
public final class Gate {
  private final String listener;
  private final VisitLimits limits;
  private final TrustedProxies proxies;
  private final AddressLimits addresses;
  private final ChannelGroup channels;
  private final AtomicInteger open = new AtomicInteger();
  private final Handshakes handshakes;
  private final VisitMetrics metrics;
  private final Counter refusedFull;
  private final Counter refusedHandshakes;
  private final Counter refusedAddress;

  /// @param listener `public` or `admin`
  /// @param teller the thread that says when all are gone
  public Gate(String listener, VisitLimits limits, TrustedProxies proxies, EventExecutor teller, Metrics metrics) {
    channels = new DefaultChannelGroup(teller);
    this.listener = listener;
    this.limits = limits;
    handshakes = new Handshakes(limits.handshakesMax());
    this.proxies = proxies;
    this.metrics = new VisitMetrics(metrics);
    addresses = new AddressLimits(limits.connectionsPerAddress(), metrics);
    refusedFull = refused(metrics, "connections");
    refusedHandshakes = refused(metrics, "handshakes");
    refusedAddress = refused(metrics, "connections-of-address");
    metrics.gauge("takt_connections", "Connections open.", open::get, "listener", listener);
    metrics.gauge("takt_queued_bytes", "Bytes that wait for clients to take them.", this::queuedBytes, "listener",
        listener);
    metrics.gauge("takt_handshakes", "Connections that have not asked for anything yet.", handshakes::open, "listener",
        listener);
  }

  private static Counter refused(Metrics metrics, String reason) {
    return metrics.counter("takt_connections_refused_total", "Connections closed at the door, by the limit they met.",
        "reason", reason);
  }

  /// Lets a connection in; null, counted, if it has to go. On the connection's lane.
  public @Nullable Visit admit(Channel channel, IoLane lane) {
    if (open.incrementAndGet() > limits.connectionsMax()) {
      open.decrementAndGet();
      refusedFull.add(1);
      return null;
    }
    ClientAddress peer = ClientAddress.of(channel.remoteAddress());
    String shared = proxies.isTrusted(peer) ? null : peer.key();
    if (!handshakes.begin(shared)) {
      open.decrementAndGet();
      refusedHandshakes.add(1);
      return null;
    }
    Visit visit = new Visit(this, channel, lane, peer, shared);
    // Whom a trusted proxy forwards is not known yet: the client is counted when it is.
    if (!visit.isForwarded() && !visit.count(visit.peer())) {
      visit.end();
      return null;
    }
    channels.add(channel);
    lane.watch(visit);
    return visit;
  }

  /// Counts a connection to an address; false, counted, if it has enough.
  boolean enter(ClientAddress client) {
    boolean in = addresses.enter(client.key());
    if (!in) refusedAddress.add(1);
    return in;
  }

  void leave(@Nullable ClientAddress counted) {
    if (counted != null) addresses.leave(counted.key());
    open.decrementAndGet();
  }

  /// A connection has asked for something, or will not any more.
  ///
  /// @param shared the address whose share of the handshakes it took, null for none
  void greeted(@Nullable String shared) {
    handshakes.end(shared);
  }

  /// Tells every connection to end: see [Stop].
  ///
  /// @return done when all are gone
  public ChannelGroupFuture stop() {
    for (Channel channel : channels) channel.pipeline().fireUserEventTriggered(Stop.STOP);
    return channels.newCloseFuture();
  }

  String listener() {
    return listener;
  }

  VisitLimits limits() {
    return limits;
  }

  TrustedProxies proxies() {
    return proxies;
  }

  VisitMetrics metrics() {
    return metrics;
  }

  private long queuedBytes() {
    long all = 0;
    for (Channel channel : channels) all += Visit.queuedBytes(channel);
    return all;
  }

  /// Connections open now.
  public int open() {
    return open.get();
  }

  /// Connections that have not asked for anything yet.
  public int greeting() {
    return handshakes.open();
  }
}

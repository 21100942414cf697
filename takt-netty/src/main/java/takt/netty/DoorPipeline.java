package takt.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import takt.netty.http.HttpBounds;
import takt.netty.http.Router;
import takt.netty.loop.EventLoops;
import takt.netty.tls.TlsDoor;
import takt.netty.tls.TlsKeys;
import takt.netty.visit.Gate;
import takt.netty.visit.ProxyHeader;
import takt.netty.visit.Visit;
import takt.server.metrics.Metrics;

/// Builds the pipeline of each connection of a listener.
///
/// On the connection's lane.
/// ```
/// socket ─ visit ─ [proxy header] ─ [tls] ─ http ─ pieces ─ bodies ─ talk ──► Router ─► pages, files
///            │                                                         │
///            │ who, how much, how long                                 └─ GET /takt, a WebSocket from then on:
///            │
/// socket ─ visit ─ [tls] ─ frames ─ utf8 ─ socket ──► SocketEnd ─► Connection
///            ▲                                ▲
///            └────────── bytes ◄── WebSocketLink ◄── frames of rooms
/// ```
final class DoorPipeline extends ChannelInitializer<Channel> {
  /// A PROXY header of version 2 with what clouds add to it.
  private static final int PROXY_TLV_MAX = 1024;

  private final EventLoops loops;
  private final Gate gate;
  private final boolean proxyProtocol;
  private final @Nullable TlsKeys keys;
  private final Executor blocking;
  private final Router router;
  private final Metrics metrics;

  /// @param keys null for no TLS
  DoorPipeline(EventLoops loops, Gate gate, boolean proxyProtocol, @Nullable TlsKeys keys, Executor blocking,
      Router router, Metrics metrics) {
    this.loops = loops;
    this.gate = gate;
    this.proxyProtocol = proxyProtocol;
    this.keys = keys;
    this.blocking = blocking;
    this.router = router;
    this.metrics = metrics;
  }

  @Override protected void initChannel(Channel channel) {
    Visit visit = gate.admit(channel, loops.lane(channel));
    if (visit == null) {
      channel.close();
      return;
    }
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addLast("visit", visit);
    if (proxyProtocol && visit.isForwarded()) {
      pipeline.addLast("proxy", new HAProxyMessageDecoder(PROXY_TLV_MAX));
      pipeline.addLast("proxied", new ProxyHeader(visit));
    }
    if (keys != null) {
      pipeline.addLast("tls", new TlsDoor(visit, keys, blocking, visit.limits().handshakeWithin()));
    }
    HttpBounds.add(pipeline, visit, keys != null, router, metrics);
  }
}

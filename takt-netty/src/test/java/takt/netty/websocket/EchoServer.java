package takt.netty.websocket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import takt.netty.address.TrustedProxies;
import takt.netty.http.HttpBounds;
import takt.netty.loop.EventLoops;
import takt.netty.loop.IoKind;
import takt.netty.visit.Gate;
import takt.netty.visit.Visit;
import takt.netty.visit.VisitLimits;
import takt.server.metrics.Metrics;

/// A WebSocket that says what it is told, made of the very handlers that players meet.
///
/// Any thread.
final class EchoServer implements AutoCloseable {
  /// The largest messages of the conformance suite are 16 MiB.
  private static final int MESSAGE_MAX = 16 << 20;

  private final Metrics metrics = new Metrics();
  private final EventLoops loops;
  private final Channel listener;

  EchoServer() {
    VisitLimits d = VisitLimits.DEFAULTS;
    VisitLimits wide = new VisitLimits(d.connectionsMax(), d.connectionsPerAddress(), d.handshakesMax(), d
        .handshakeWithin(), d.headWithin(), d.bodyWithin(), d.idleWithin(), d.answerWithin(), d.leaveWithin(),
        d
            .timer(),
        2 * MESSAGE_MAX, d.sendBufferBytes(), 1_000_000, 10_000, d.requestsPerSecond(), d
            .joinsPerSecond());
    loops = EventLoops.open(IoKind.AUTO, 1, "echo", Duration.ofMillis(100), metrics);
    Gate gate = new Gate("public", wide, new TrustedProxies(List.of()), loops.lanes().getFirst().loop(), metrics);
    ChannelInitializer<Channel> door = new ChannelInitializer<>() {
      @Override protected void initChannel(Channel channel) {
        Visit visit = gate.admit(channel, loops.lane(channel));
        if (visit == null) throw new IllegalStateException("more connections than the suite makes");
        channel.pipeline().addLast("visit", visit);
        Upgrade upgrade = Upgrade.ofAnything(MESSAGE_MAX, (link, _, _, _) -> echo(link, channel), metrics);
        HttpBounds.add(channel.pipeline(), visit, false, exchange -> upgrade.onRequest(exchange, exchange::answer),
            metrics);
      }
    };
    listener = loops.bootstrap().childHandler(door).bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .syncUninterruptibly()
        .channel();
  }

  /// What comes is looked at on its way to the handler, for that one does not tell one type of message from the other.
  private static EchoEnd echo(WebSocketLink link, Channel channel) {
    TypeNote note = new TypeNote();
    channel.eventLoop().execute(() -> channel.pipeline().addBefore("socket", "note", note));
    return new EchoEnd(link, note);
  }

  int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  @Override public void close() {
    listener.close().syncUninterruptibly();
    loops.close();
  }

  /// Notes of which type the message is that comes: binary, unless a frame of text begins it.
  private static final class TypeNote extends ChannelInboundHandlerAdapter {
    private int opcode = WebSocketLink.BINARY;

    @Override public void channelRead(ChannelHandlerContext ctx, Object msg) {
      if (msg instanceof TextWebSocketFrame) opcode = WebSocketLink.TEXT;
      ctx.fireChannelRead(msg);
    }
  }

  private record EchoEnd(WebSocketLink link, TypeNote note) implements SocketEnd {
    @Override public int frameMax() {
      return MESSAGE_MAX;
    }

    @Override public void onFrame(byte[] bytes, int offset, int length) {
      link.send(note.opcode, bytes, offset, length);
      note.opcode = WebSocketLink.BINARY;
    }

    @Override public void onAlive() {
      // That it is there is all it says.
    }

    @Override public void onClosed(int code, String reason) {
      // The link has answered.
    }

    @Override public void onWrongType(String why) {
      throw new IllegalStateException("both types are spoken here");
    }

    @Override public void onBroken(Limit limit, String why) {
      link.close(1009, why);
    }

    @Override public void onStop() {
      link.close(1001, "");
    }

    @Override public void onTimer() {
      // No deadlines.
    }
  }
}

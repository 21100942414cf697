package takt.netty.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import takt.netty.visit.Visit;

/// Begins TLS on a connection, or tells whoever speaks plain HTTP to it.
///
/// Owned by its connection's lane; goes when it has seen the first byte. The costly part of a handshake, signing, runs
/// elsewhere: a flood of handshakes must not hold up the connections of a whole event loop.
public final class TlsDoor extends ByteToMessageDecoder {
  /// The first byte of a TLS handshake.
  private static final int HANDSHAKE = 22;
  private static final String TEXT = "This port speaks TLS: use https:// and wss://\n";
  private static final byte[] PLAIN = ("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: "
      + TEXT.length() + "\r\nConnection: close\r\n\r\n" + TEXT).getBytes(US_ASCII);

  private final Visit visit;
  private final TlsKeys keys;
  private final Executor elsewhere;
  private final Duration within;

  /// @param elsewhere runs the costly parts
  /// @param within how long the handshake may take
  public TlsDoor(Visit visit, TlsKeys keys, Executor elsewhere, Duration within) {
    this.visit = visit;
    this.keys = keys;
    this.elsewhere = elsewhere;
    this.within = within;
  }

  @Override protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (in.getUnsignedByte(in.readerIndex()) != HANDSHAKE) {
      in.skipBytes(in.readableBytes());
      keys.plain.add(1);
      visit.leave(ctx.writeAndFlush(Unpooled.wrappedBuffer(PLAIN)));
      return;
    }
    SslHandler tls = keys.context().newHandler(ctx.alloc(), elsewhere);
    tls.setHandshakeTimeoutMillis(within.toMillis());
    tls.setCloseNotifyFlushTimeoutMillis(visit.limits().leaveWithin().toMillis());
    tls.handshakeFuture().addListener(done -> {
      if (!done.isSuccess()) keys.broken.add(1);
    });
    ctx.pipeline().replace(this, "tls", tls);
  }
}

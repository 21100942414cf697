package takt.netty.visit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProtocolException;
import org.jspecify.annotations.Nullable;
import takt.netty.address.ClientAddress;

/// Takes the PROXY header with which a trusted proxy says who is behind it.
///
/// Owned by its connection's lane. Placed behind Netty's decoder, on connections of trusted proxies only; what is no
/// header closes the connection.
public final class ProxyHeader extends SimpleChannelInboundHandler<HAProxyMessage> {
  private final Visit visit;

  public ProxyHeader(Visit visit) {
    this.visit = visit;
  }

  @Override protected void channelRead0(ChannelHandlerContext ctx, HAProxyMessage header) {
    ClientAddress client = source(header);
    if (client != null) visit.proxied(client);
    // The proxy itself, looking whether we are well, counts for nobody.
    if (client != null && !visit.isForwarded() && !visit.count(client)) ctx.close();
    else ctx.pipeline().remove(this);
  }

  private static @Nullable ClientAddress source(HAProxyMessage header) {
    String address = header.sourceAddress();
    return header.command() == HAProxyCommand.LOCAL || address == null ? null : ClientAddress.parse(address);
  }

  @Override public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof HAProxyProtocolException) ctx.close();
    else ctx.fireExceptionCaught(cause);
  }
}

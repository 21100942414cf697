package takt.netty.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import takt.netty.visit.Visit;

/// Makes whole requests out of their pieces, and tells the visit how far they are.
///
/// Owned by its connection's lane.
final class HttpBodies extends HttpObjectAggregator {
  private final Visit visit;
  private final HttpTalk talk;

  HttpBodies(Visit visit, HttpTalk talk) {
    super(HttpBounds.BODY_MAX);
    this.visit = visit;
    this.talk = talk;
  }

  @Override public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
    if (msg instanceof HttpRequest) visit.head();
    if (msg instanceof LastHttpContent) visit.body();
    super.channelRead(ctx, msg);
  }

  @Override protected void handleOversizedMessage(ChannelHandlerContext ctx, HttpMessage oversized) {
    talk.refuse(Answer.problem(413, "too-large", "a body of more than " + HttpBounds.BODY_MAX + " bytes"));
  }
}

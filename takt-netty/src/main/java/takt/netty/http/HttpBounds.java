package takt.netty.http;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.stream.ChunkedWriteHandler;
import takt.netty.visit.Visit;
import takt.server.metrics.Metrics;

/// The handlers that speak HTTP/1.1 on a connection, and their bounds.
///
/// Stateless; on the connection's lane. Two requests that could be read in two ways (two lengths, a length and chunks,
/// bare line feeds) are refused by the codec: behind a proxy that reads them the other way they smuggle requests.
public final class HttpBounds {
  /// Path and query of a request; then 414.
  static final int LINE_MAX = 4 * 1024;
  /// All headers of a request, a token among them; then 431.
  static final int HEADERS_MAX = 8 * 1024;
  /// The body of a request; then 413. A join with options fits.
  static final int BODY_MAX = 16 * 1024;
  /// Requests that may come before the first is answered: one. Browsers do not send more, and who does could make us
  /// hold as many answers.
  private static final int PIPELINED_MAX = 1;

  static final String PIECES = "pieces";

  private HttpBounds() {}

  /// Adds them.
  public static void add(ChannelPipeline pipeline, Visit visit, boolean tls, Router router, Metrics metrics) {
    HttpDecoderConfig bounds = new HttpDecoderConfig().setMaxInitialLineLength(LINE_MAX).setMaxHeaderSize(HEADERS_MAX)
        .setMaxChunkSize(BODY_MAX);
    HttpTalk talk = new HttpTalk(visit, tls, router, metrics);
    pipeline.addLast("http", new HttpServerCodec(bounds, PIPELINED_MAX));
    pipeline.addLast(PIECES, new ChunkedWriteHandler());
    pipeline.addLast("bodies", new HttpBodies(visit, talk));
    pipeline.addLast("talk", talk);
  }

  /// Takes them away again; what came after the last request goes to whatever stands behind them now.
  static void remove(ChannelPipeline pipeline) {
    pipeline.remove("talk");
    pipeline.remove("bodies");
    pipeline.remove(PIECES);
    pipeline.remove("http");
  }
}

package takt.netty.http;

import static io.netty.handler.codec.http.HttpHeaderNames.CONNECTION;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;
import static io.netty.handler.codec.http.HttpHeaderNames.DATE;
import static io.netty.handler.codec.http.HttpHeaderNames.HOST;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import takt.netty.visit.Stop;
import takt.netty.visit.Visit;
import takt.server.metrics.Metrics;

/// The last handler of a connection that speaks HTTP: one request, its answer, the next.
///
/// Owned by its connection's lane.
final class HttpTalk extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final System.Logger LOG = System.getLogger("takt.http");
  private static final int QUERIES_MAX = 16;
  private static final int AUTHORITY_MAX = 255;

  private final Visit visit;
  private final boolean tls;
  private final Router router;
  private final Metrics metrics;
  private @Nullable ChannelHandlerContext context;
  private boolean busy;
  private boolean keepAlive;
  private boolean stopping;
  private boolean refused;

  /// @param tls whether the connection itself is TLS
  HttpTalk(Visit visit, boolean tls, Router router, Metrics metrics) {
    this.visit = visit;
    this.tls = tls;
    this.router = router;
    this.metrics = metrics;
  }

  @Override public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  // ---- requests

  @Override protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest http) {
    if (busy) {
      // Somebody who asks on before the answer is taken: every answer is memory, or an open file, of ours.
      keepAlive = false;
      refused = true;
    }
    if (refused) return;
    Answer wrong = wrong(http);
    if (wrong != null) {
      refuse(wrong);
      return;
    }
    busy = true;
    keepAlive = HttpUtil.isKeepAlive(http) && !stopping;
    router.onRequest(new Exchange(this, visit, request(http)));
  }

  /// What makes a request none, null if nothing does.
  private static @Nullable Answer wrong(FullHttpRequest http) {
    if (!http.decoderResult().isSuccess()) {
      return switch (http.decoderResult().cause()) {
        case TooLongHttpLineException _ ->
          Answer.problem(414, "too-large", "a request line of more than " + HttpBounds.LINE_MAX + " bytes");
        case TooLongHttpHeaderException _ ->
          Answer.problem(431, "too-large", "headers of more than " + HttpBounds.HEADERS_MAX + " bytes");
        default -> Answer.problem(400, "bad-request", "that is no request of HTTP/1.1");
      };
    }
    HttpVersion version = http.protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      return Answer.problem(505, "bad-request", "HTTP/1.1 is spoken here");
    }
    List<String> hosts = http.headers().getAll(HOST);
    boolean hostless = hosts.isEmpty() && version.equals(HttpVersion.HTTP_1_0);
    if (!hostless && (hosts.size() != 1 || !isAuthority(hosts.getFirst()))) {
      return Answer.problem(400, "bad-request", "expected one Host header with a host in it");
    }
    if (path(http.uri()) == null) return Answer.problem(400, "bad-request", "expected a path that begins with '/'");
    return null;
  }

  private static boolean isAuthority(String text) {
    return text.length() <= AUTHORITY_MAX && text.matches("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(:\\d{1,5})?");
  }

  /// The path and query of a request, also of one in absolute form; null if there is none.
  private static @Nullable String path(String uri) {
    if (uri.startsWith("/")) return uri;
    int host = uri.startsWith("http://") ? 7 : uri.startsWith("https://") ? 8 : -1;
    int slash = host < 0 ? -1 : uri.indexOf('/', host);
    return slash < 0 ? null : uri.substring(slash);
  }

  private Request request(FullHttpRequest http) {
    HttpHeaders headers = http.headers();
    String uri = path(http.uri());
    if (uri == null) throw new IllegalArgumentException("uri=" + http.uri() + ", expected a path");
    int question = uri.indexOf('?');
    String rawPath = question < 0 ? uri : uri.substring(0, question);
    String host = headers.get(HOST, "localhost");
    boolean believed = visit.isForwarded();
    String forwardedHost = believed ? headers.get("X-Forwarded-Host") : null;
    String forwardedProto = believed ? headers.get("X-Forwarded-Proto") : null;
    boolean secure = forwardedProto == null ? tls : forwardedProto.equalsIgnoreCase("https");
    String authority = forwardedHost != null && isAuthority(forwardedHost) ? forwardedHost : host;
    return new Request(http.method().name(), rawPath, query(uri, question), headers, ByteBufUtil.getBytes(http
        .content()), visit.client(headers.getAll("X-Forwarded-For")), secure, authority);
  }

  private static Map<String, String> query(String uri, int question) {
    if (question < 0) return Map.of();
    Map<String, String> first = new HashMap<>();
    try {
      new QueryStringDecoder(uri.substring(question + 1), UTF_8, false, QUERIES_MAX).parameters()
          .forEach((name, values) -> first.put(name, values.getFirst()));
    } catch (IllegalArgumentException _) {
      // A query that is none asks for nothing.
      return Map.of();
    }
    return first;
  }

  // ---- answers

  /// Refuses what came and ends the connection: nobody knows where the next request would begin.
  void refuse(Answer answer) {
    if (refused) return;
    refused = true;
    keepAlive = false;
    write(null, answer);
  }

  /// Writes an answer.
  ///
  /// @param request null if there was none that could be read
  void write(@Nullable Request request, Answer answer) {
    ChannelHandlerContext ctx = context;
    if (ctx == null || !ctx.channel().isActive()) return;
    boolean head = request != null && request.isHead();
    ChannelFuture last;
    try {
      last = switch (answer.body()) {
        case Answer.Bytes body -> write(ctx, answer, body, head);
        case Answer.FileBody body -> write(ctx, answer, body, head);
      };
    } catch (IOException _) {
      // It was there a moment ago.
      write(request, Answer.text(404, "404: there is no such page here\n"));
      return;
    }
    count(answer.status());
    last.addListener(_ -> written(last));
  }

  /// The network has taken an answer.
  private void written(ChannelFuture last) {
    busy = false;
    if (keepAlive) visit.answered();
    else visit.leave(last);
  }

  private ChannelFuture write(ChannelHandlerContext ctx, Answer answer, Answer.Bytes body, boolean head) {
    DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
        HttpResponseStatus.valueOf(answer.status()), head
            ? Unpooled.EMPTY_BUFFER
            : Unpooled.wrappedBuffer(body
                .bytes()));
    headers(response, answer, body.type(), body.bytes().length);
    return ctx.writeAndFlush(response);
  }

  private ChannelFuture write(ChannelHandlerContext ctx, Answer answer, Answer.FileBody body, boolean head)
      throws IOException {
    HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()));
    headers(response, answer, body.type(), body.length());
    if (!head && body.length() > 0) {
      FileChannel file = FileChannel.open(body.path());
      ctx.write(response);
      ctx.write(new FilePieces(file, body.length())).addListener(sent -> {
        // Less than was announced: the client must not take what comes next for the rest of it.
        if (!sent.isSuccess()) ctx.close();
      });
    } else {
      ctx.write(response);
    }
    return ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
  }

  private void headers(HttpResponse response, Answer answer, String type, long length) {
    HttpHeaders headers = response.headers();
    headers.set(DATE, HttpDates.format(Instant.now()));
    for (Answer.Header header : answer.headers()) headers.add(header.name(), header.value());
    if (!type.isEmpty()) headers.set(CONTENT_TYPE, type);
    if (answer.status() != 204 && answer.status() != 304) headers.set(CONTENT_LENGTH, length);
    if (!keepAlive) headers.set(CONNECTION, "close");
  }

  private void count(int status) {
    metrics.counter("takt_http_requests_total", "Requests answered, by status.", "listener", visit.listener(), "status",
        String.valueOf(status)).add(1);
  }

  /// Writes a 101 and hands the connection over.
  void upgrade(Answer answer, Consumer<ChannelPipeline> then) {
    ChannelHandlerContext ctx = context;
    if (ctx == null || !ctx.channel().isActive()) return;
    count(answer.status());
    DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
        HttpResponseStatus.valueOf(answer.status()), Unpooled.EMPTY_BUFFER);
    for (Answer.Header header : answer.headers()) response.headers().add(header.name(), header.value());
    ChannelPipeline pipeline = ctx.pipeline();
    // Past the handler that waits until the channel takes more: it goes in a moment.
    pipeline.context(HttpBounds.PIECES).writeAndFlush(response);
    visit.upgraded();
    then.accept(pipeline);
    HttpBounds.remove(pipeline);
  }

  // ---- the end

  @Override public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event != Stop.STOP) {
      ctx.fireUserEventTriggered(event);
    } else if (visit.isIdle()) {
      ctx.close();
    } else {
      stopping = true;
      keepAlive = false;
    }
  }

  @Override public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof DecoderException && cause.getCause() instanceof IllegalStateException) {
      // The codec has met a request before the last was answered, and takes no more: the answer ends it.
      keepAlive = false;
      refused = true;
      return;
    }
    // Somebody who hangs up in the middle of a body is no fault of ours either, and must not fill the log.
    boolean theirs = cause instanceof IOException || cause instanceof DecoderException
        || cause instanceof PrematureChannelClosureException;
    if (!theirs) {
      LOG.log(System.Logger.Level.ERROR, "answering a request failed, the connection is closed", cause);
    }
    ctx.close();
  }
}

package takt.netty.websocket;

import static io.netty.handler.codec.http.HttpHeaderNames.CONNECTION;
import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_ACCEPT;
import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_KEY;
import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL;
import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_VERSION;
import static io.netty.handler.codec.http.HttpHeaderNames.UPGRADE;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import takt.netty.address.ClientAddress;
import takt.netty.http.Answer;
import takt.netty.http.Exchange;
import takt.netty.http.Request;
import takt.netty.visit.Visit;
import takt.netty.websocket.WebSocketHandler.Messages;
import takt.protocol.Protocol;
import takt.server.metrics.Counter;
import takt.server.metrics.Metrics;

/// Makes a WebSocket out of a request, by RFC 6455.
///
/// Immutable; on each connection's lane. No extension is spoken: deflate costs memory for each connection, gains little
/// on small frames, and a bomb is a small frame too.
public final class Upgrade {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final String VERSION = "13";
  private static final int KEY_BYTES = 16;

  private final List<Subprotocol> subprotocols;
  private final boolean bare;
  private final int messageMax;
  private final Ends ends;
  private final Counter refused;
  private final Counter violations;

  /// Makes what a new WebSocket is joined to.
  @FunctionalInterface public interface Ends {
    /// @param binary whether the binary protocol is spoken; else the JSON twin
    SocketEnd end(WebSocketLink link, Visit visit, ClientAddress client, boolean binary);
  }

  /// A subprotocol, by the name clients ask for it.
  private record Subprotocol(String name, Messages messages) {}

  private Upgrade(List<Subprotocol> subprotocols, boolean bare, int messageMax, Ends ends, Metrics metrics) {
    this.subprotocols = subprotocols;
    this.bare = bare;
    this.messageMax = messageMax;
    this.ends = ends;
    refused = metrics.counter("takt_upgrades_refused_total", "Requests for a WebSocket that did not get one.");
    violations = metrics.counter("takt_websocket_violations_total",
        "WebSockets closed for bytes that break RFC 6455, or frames beyond its limits here.");
  }

  /// What players speak: both codecs, a subprotocol asked for.
  public static Upgrade ofProtocol(Ends ends, Metrics metrics) {
    return new Upgrade(List.of(new Subprotocol(Protocol.BINARY, Messages.BINARY),
        new Subprotocol(Protocol.JSON, Messages.TEXT)), false, Protocol.FRAME_MAX_UP, ends, metrics);
  }

  /// The same pipeline for messages of both types and no subprotocol: what a conformance suite talks to.
  static Upgrade ofAnything(int messageMax, Ends ends, Metrics metrics) {
    return new Upgrade(List.of(), true, messageMax, ends, metrics);
  }

  /// Hands the connection over, or says why not.
  public void onRequest(Exchange exchange, Consumer<Answer> no) {
    Request request = exchange.request();
    Answer wrong = wrong(request);
    Subprotocol chosen = choose(request);
    if (wrong == null && chosen == null) wrong = unspoken();
    if (wrong == null && !exchange.visit().count(request.client())) {
      wrong = Answer.problem(429, "too-many-connections", "your address has all the connections it may have")
          .with("Retry-After", "1");
    }
    if (wrong != null || chosen == null) {
      refused.add(1);
      no.accept(wrong == null ? unspoken() : wrong);
      return;
    }
    exchange.upgrade(switching(request, chosen), pipeline -> build(pipeline, exchange, chosen));
  }

  // ---- the handshake

  private static @Nullable Answer wrong(Request request) {
    if (!request.method().equals("GET")) {
      return Answer.problem(405, "method-not-allowed", "expected GET").with("Allow", "GET");
    }
    boolean asks = request.headers().containsValue(CONNECTION, HttpHeaderValues.UPGRADE, true)
        && request.headers().containsValue(UPGRADE, HttpHeaderValues.WEBSOCKET, true);
    if (!asks) {
      return Answer.problem(426, "upgrade-required", "this is a WebSocket; connect to it with ws:// or wss://")
          .with("Upgrade", "websocket").with("Connection", "Upgrade");
    }
    if (!VERSION.equals(request.header(SEC_WEBSOCKET_VERSION))) {
      return Answer.problem(426, "upgrade-required", "expected Sec-WebSocket-Version: " + VERSION)
          .with("Sec-WebSocket-Version", VERSION);
    }
    if (!isKey(request.header(SEC_WEBSOCKET_KEY))) {
      return Answer.problem(400, "bad-request", "expected a Sec-WebSocket-Key of 16 bytes in base64");
    }
    return request.body().length == 0 ? null : Answer.problem(400, "bad-request", "a handshake has no body");
  }

  private static boolean isKey(@Nullable String key) {
    try {
      return key != null && Base64.getDecoder().decode(key).length == KEY_BYTES;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /// The first subprotocol the client names that is spoken here: the order is its wish. Null for none.
  private @Nullable Subprotocol choose(Request request) {
    if (bare) return new Subprotocol("", Messages.BOTH);
    for (String header : request.headers().getAll(SEC_WEBSOCKET_PROTOCOL)) {
      for (String name : header.split(",", -1)) {
        for (Subprotocol spoken : subprotocols) {
          if (spoken.name.equals(name.strip())) return spoken;
        }
      }
    }
    return null;
  }

  private Answer unspoken() {
    return Answer.problem(400, "subprotocol-unknown", "expected Sec-WebSocket-Protocol: "
        + String.join(" or ", subprotocols.stream().map(Subprotocol::name).toList()));
  }

  private static Answer switching(Request request, Subprotocol chosen) {
    String key = request.header(SEC_WEBSOCKET_KEY);
    Answer answer = Answer.empty(101).with(UPGRADE.toString(), "websocket").with(CONNECTION.toString(), "Upgrade")
        .with(SEC_WEBSOCKET_ACCEPT.toString(), accept(key == null ? "" : key));
    return chosen.name.isEmpty() ? answer : answer.with(SEC_WEBSOCKET_PROTOCOL.toString(), chosen.name);
  }

  private static String accept(String key) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      return Base64.getEncoder().encodeToString(sha1.digest((key + GUID).getBytes(US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-1", e);
    }
  }

  // ---- the pipeline

  private void build(ChannelPipeline pipeline, Exchange exchange, Subprotocol chosen) {
    Visit visit = exchange.visit();
    boolean binary = chosen.messages == Messages.BINARY;
    WebSocketLink link = new WebSocketLink(visit, binary);
    SocketEnd end = ends.end(link, visit, exchange.request().client(), binary);
    WebSocketHandler handler = new WebSocketHandler(visit, link, end, chosen.messages, violations);
    // Decoder and validator leave closing to us: they would close with a code and no word, before what we have to say.
    WebSocketDecoderConfig strict = WebSocketDecoderConfig.newBuilder()
        .maxFramePayloadLength(messageMax)
        .expectMaskedFrames(true)
        .allowMaskMismatch(false)
        .allowExtensions(false)
        .closeOnProtocolViolation(false)
        .build();
    boolean text = chosen.messages == Messages.TEXT;
    pipeline.addLast("frames", text ? new WebSocket13FrameDecoder(strict) : new ShortMessages(strict, handler));
    if (!binary) pipeline.addLast("utf8", new Utf8FrameValidator(false));
    pipeline.addLast("socket", handler);
  }
}

package takt.netty.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Arrays;
import takt.netty.loop.Timed;
import takt.netty.visit.Stop;
import takt.netty.visit.Visit;
import takt.protocol.link.TokenBucket;
import takt.server.metrics.Counter;

/// Receives on a WebSocket: makes messages out of frames and answers control frames.
///
/// Owned by its lane. The decoder before it has seen to masks, reserved bits, lengths and the order of fragments, the
/// validator to UTF-8; what they refuse comes here as an exception and leaves as a close code. What is short and binary
/// comes without a frame around it, from [ShortMessages].
final class WebSocketHandler extends ChannelInboundHandlerAdapter implements Timed, ShortMessages.Taker {
  private static final System.Logger LOG = System.getLogger("takt.websocket");
  private static final int NO_CODE = 1005;
  private static final int ABNORMAL = 1006;
  private static final int STARTED = 256;

  private final Visit visit;
  private final WebSocketLink link;
  private final SocketEnd end;
  private final Messages messages;
  private final Counter violations;
  private final TokenBucket pings;
  private byte[] message = new byte[0];
  private int length;
  private int fragments;
  private boolean wrong;
  private boolean told;

  /// Which messages are taken.
  enum Messages {
    TEXT, BINARY, BOTH
  }

  WebSocketHandler(Visit visit, WebSocketLink link, SocketEnd end, Messages messages, Counter violations) {
    this.violations = violations;
    this.visit = visit;
    this.link = link;
    this.end = end;
    this.messages = messages;
    int perSecond = visit.limits().controlPerSecond();
    pings = new TokenBucket(perSecond, 2.0 * perSecond, System.nanoTime());
  }

  @Override public void handlerAdded(ChannelHandlerContext ctx) {
    link.attach(ctx, end);
    visit.lane().watch(this);
  }

  // ---- frames

  @Override public void channelRead(ChannelHandlerContext ctx, Object msg) {
    try {
      if (msg instanceof WebSocketFrame frame) onFrame(frame);
    } finally {
      ReferenceCountUtil.release(msg);
    }
  }

  private void onFrame(WebSocketFrame frame) {
    switch (frame) {
      case CloseWebSocketFrame close -> onClose(close);
      case PongWebSocketFrame _ -> end.onAlive();
      case PingWebSocketFrame ping -> onPing(ping.content());
      case TextWebSocketFrame text -> onData(text, messages == Messages.BINARY);
      case BinaryWebSocketFrame binary -> onData(binary, messages == Messages.TEXT);
      case ContinuationWebSocketFrame more -> onData(more, wrong);
      default -> throw new IllegalStateException("frame=" + frame + ", expected one of RFC 6455");
    }
  }

  private void onPing(ByteBuf payload) {
    end.onAlive();
    if (link.isClosing()) return;
    if (!pings.take(System.nanoTime())) {
      link.deaf();
      end.onBroken(SocketEnd.Limit.TOO_FAST, "too many pings");
      return;
    }
    int size = payload.readableBytes();
    byte[] bytes = visit.lane().scratch(size);
    payload.getBytes(payload.readerIndex(), bytes, 0, size);
    link.pong(bytes, size);
  }

  /// A message or a piece of one.
  private void onData(WebSocketFrame frame, boolean isWrong) {
    if (link.isClosing()) return;
    wrong = isWrong;
    ByteBuf payload = frame.content();
    if (isWrong) {
      if (frame.isFinalFragment()) onWrong();
    } else if (length == 0 && fragments == 0 && frame.isFinalFragment()) {
      deliver(payload);
    } else {
      gather(payload, frame.isFinalFragment());
    }
  }

  private void onWrong() {
    wrong = false;
    end.onWrongType(messages == Messages.TEXT
        ? "a binary message, expected text: this connection speaks the JSON twin"
        : "a text message, expected binary: this connection speaks the binary protocol");
  }

  @Override public byte[] scratch(int length) {
    return visit.lane().scratch(length);
  }

  @Override public void onShort(byte[] bytes, int length) {
    if (!link.isClosing()) end.onFrame(bytes, 0, length);
  }

  /// A message in one frame: handed on without keeping a copy.
  private void deliver(ByteBuf payload) {
    int size = payload.readableBytes();
    if (payload.hasArray()) {
      end.onFrame(payload.array(), payload.arrayOffset() + payload.readerIndex(), size);
      return;
    }
    byte[] bytes = visit.lane().scratch(size);
    payload.getBytes(payload.readerIndex(), bytes, 0, size);
    end.onFrame(bytes, 0, size);
  }

  private void gather(ByteBuf payload, boolean last) {
    int size = payload.readableBytes();
    if (length + size > end.frameMax() || ++fragments > visit.limits().fragmentsMax()) {
      forget();
      link.deaf();
      end.onBroken(SocketEnd.Limit.TOO_LARGE, "a message of more than " + end.frameMax() + " bytes or "
          + visit.limits().fragmentsMax() + " pieces");
      return;
    }
    if (length + size > message.length) message = Arrays.copyOf(message, Math.max(STARTED, 2 * (length + size)));
    payload.getBytes(payload.readerIndex(), message, length, size);
    length += size;
    if (!last) return;
    byte[] whole = message;
    int wholeLength = length;
    forget();
    end.onFrame(whole, 0, wholeLength);
  }

  private void forget() {
    message = new byte[0];
    length = 0;
    fragments = 0;
  }

  // ---- the end

  private void onClose(CloseWebSocketFrame close) {
    int code = close.statusCode() < 0 ? NO_CODE : close.statusCode();
    String reason = close.reasonText() == null ? "" : close.reasonText();
    tell(code == NO_CODE ? ABNORMAL : code, reason);
    link.closed(code, "");
  }

  private void tell(int code, String reason) {
    if (told) return;
    told = true;
    visit.lane().unwatch(this);
    end.onClosed(code, reason);
  }

  @Override public void channelInactive(ChannelHandlerContext ctx) {
    tell(ABNORMAL, "");
    ctx.fireChannelInactive();
  }

  @Override public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof CorruptedWebSocketFrameException corrupted) {
      onCorrupted(corrupted);
      return;
    }
    if (!(cause instanceof IOException)) {
      LOG.log(System.Logger.Level.ERROR, "a WebSocket failed, it is closed", cause);
    }
    ctx.close();
  }

  private void onCorrupted(CorruptedWebSocketFrameException corrupted) {
    violations.add(1);
    link.deaf();
    WebSocketCloseStatus status = corrupted.closeStatus();
    if (status.code() == WebSocketCloseStatus.MESSAGE_TOO_BIG.code()) {
      end.onBroken(SocketEnd.Limit.TOO_LARGE, "a message of more than " + end.frameMax() + " bytes");
      return;
    }
    String why = corrupted.getMessage();
    link.close(status.code(), why == null ? status.reasonText() : why);
    tell(ABNORMAL, "");
  }

  @Override public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == Stop.STOP) end.onStop();
    else ctx.fireUserEventTriggered(event);
  }

  @Override public void onTimer(long nowNs) {
    end.onTimer();
  }
}

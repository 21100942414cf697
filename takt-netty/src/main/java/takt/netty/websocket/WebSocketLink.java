package takt.netty.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import takt.netty.loop.Flushed;
import takt.netty.visit.Visit;
import takt.protocol.link.Link;

/// Sends on a WebSocket.
///
/// Owned by its lane; [#queuedBytes()] for any thread. A frame is copied once, behind its header, into memory the
/// kernel reads; nothing is written to the socket before everything that is sent in the same breath is there. Nobody
/// waits for a frame to be written; if one cannot be, the [WebSocketHandler] hears of it and ends the connection.
/// ```
///  0                1                2 … 9            then
/// +----------------+----------------+----------------+---------+
/// | FIN, opcode    | 0, length 0…125| 126: 2 bytes   | payload |   from a server: never masked
/// |                | or 126, 127    | 127: 8 bytes   |         |
/// +----------------+----------------+----------------+---------+
/// ```
public final class WebSocketLink implements Link, Flushed {
  static final int TEXT = 1;
  static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int FINAL = 0x80;
  private static final int HEADER_MAX = 10;
  private static final int SHORT = 126;
  private static final int LONG = 127;
  /// What fits into a close frame beside the code.
  private static final int REASON_MAX = 123;

  private final Visit visit;
  private final int opcode;
  private final int queuedMax;
  private @Nullable ChannelHandlerContext context;
  private @Nullable SocketEnd end;
  private boolean dirty;
  private boolean closing;
  private boolean slow;
  private boolean deaf;

  /// @param binary whether messages are binary; else text
  WebSocketLink(Visit visit, boolean binary) {
    this.visit = visit;
    opcode = binary ? BINARY : TEXT;
    queuedMax = visit.limits().queuedMax();
  }

  void attach(ChannelHandlerContext context, SocketEnd end) {
    this.context = context;
    this.end = end;
  }

  // ---- any thread

  @Override public long queuedBytes() {
    return visit.queuedBytes();
  }

  // ---- the lane

  @Override public void send(byte[] frame) {
    send(opcode, frame, 0, frame.length);
  }

  @Override public void send(byte[] bytes, int offset, int length) {
    send(opcode, bytes, offset, length);
  }

  @Override public void probe() {
    send(PING, new byte[0], 0, 0);
  }

  /// Answers a ping.
  void pong(byte[] bytes, int length) {
    send(PONG, bytes, 0, length);
  }

  void send(int opcode, byte[] bytes, int offset, int length) {
    if (closing) return;
    // By what is there already: one frame alone, a full state, may be larger than the bound.
    if (visit.queuedBytes() > queuedMax && !slow) tooSlow();
    ChannelHandlerContext ctx = context;
    if (!closing && ctx != null) write(ctx, opcode, bytes, offset, length, ctx.voidPromise());
  }

  /// The client takes nothing, or less than it is sent: what waits for it is thrown away with it.
  private void tooSlow() {
    slow = true;
    if (end != null) {
      end.onBroken(SocketEnd.Limit.TOO_SLOW, "more than " + queuedMax + " bytes wait for you to read them");
    }
  }

  @Override public void close(int code, String reason) {
    ChannelFuture written = writeClose(code, reason);
    if (written == null) return;
    // The other end answers with its own close, unless nothing it says can be understood any more.
    if (deaf) visit.leave(written);
    else visit.leaving();
  }

  /// Answers the other end's close, and ends the connection: the server does it first, so that waiting for late
  /// segments is ours to do.
  void closed(int code, String reason) {
    ChannelHandlerContext ctx = context;
    if (ctx == null) return;
    ChannelFuture written = writeClose(code, reason);
    visit.leaving();
    if (written == null) ctx.close();
    else written.addListener(_ -> ctx.close());
  }

  /// Nothing the other end sends can be understood from now on.
  void deaf() {
    deaf = true;
  }

  boolean isClosing() {
    return closing;
  }

  /// @param code 1005 for a close without one
  private @Nullable ChannelFuture writeClose(int code, String reason) {
    ChannelHandlerContext ctx = context;
    if (closing || ctx == null) return null;
    closing = true;
    byte[] text = fit(reason);
    boolean bare = code == 1005;
    byte[] payload = new byte[bare ? 0 : 2 + text.length];
    if (!bare) {
      payload[0] = (byte) (code >> 8);
      payload[1] = (byte) code;
      System.arraycopy(text, 0, payload, 2, text.length);
    }
    return write(ctx, CLOSE, payload, 0, payload.length, ctx.newPromise());
  }

  /// As much of a text as fits, whole characters.
  private static byte[] fit(String reason) {
    byte[] bytes = reason.getBytes(UTF_8);
    if (bytes.length <= REASON_MAX) return bytes;
    int length = REASON_MAX;
    while ((bytes[length] & 0xc0) == 0x80) length--;
    return Arrays.copyOf(bytes, length);
  }

  private @Nullable ChannelFuture write(ChannelHandlerContext ctx, int opcode, byte[] payload, int offset, int length,
      ChannelPromise written) {
    if (!ctx.channel().isActive()) return null;
    ByteBuf out = ctx.alloc().directBuffer(HEADER_MAX + length);
    out.writeByte(FINAL | opcode);
    if (length < SHORT) out.writeByte(length);
    else if (length <= 0xffff) out.writeByte(SHORT).writeShort(length);
    else out.writeByte(LONG).writeLong(length);
    out.writeBytes(payload, offset, length);
    ctx.write(out, written);
    if (!dirty) {
      dirty = true;
      visit.lane().flushSoon(this);
    }
    return written;
  }

  @Override public void flush() {
    dirty = false;
    if (context != null) context.flush();
  }
}

package takt.netty.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.List;

/// Netty's decoder, but for what nearly everything is: a whole, short, binary message in one frame. That is handed on
/// without an object and a buffer of its own: there is one for each player and tick.
///
/// Owned by its connection's lane. Only between two messages, where Netty's decoder would begin a frame, and only if
/// all of it is there; whatever else comes, right or wrong, is Netty's to judge.
/// ```
///  0        1            2 … 5   then
/// +--------+------------+------+------------------+
/// | 0x82   | 0x80 | 0…125| mask | payload ⊕ mask   |   FIN and binary; masked, as all that a client sends
/// +--------+------------+------+------------------+
/// ```
final class ShortMessages extends WebSocket13FrameDecoder {
  private static final int BINARY = 0x82;
  private static final int MASKED = 0x80;
  private static final int LENGTH_MAX = 125;
  private static final int HEADER = 6;

  private final Taker taker;
  /// Whether a fragmented message has begun and not ended.
  private boolean inMessage;
  private boolean closed;
  private boolean between = true;

  /// Takes short messages, in their order among the frames that come down the pipeline.
  interface Taker {
    /// Where to put so many bytes.
    byte[] scratch(int length);

    /// A message is there.
    void onShort(byte[] bytes, int length);
  }

  /// @param config as for Netty's, with masks expected and frames of [#LENGTH_MAX] allowed
  ShortMessages(WebSocketDecoderConfig config, Taker taker) {
    super(config);
    this.taker = taker;
  }

  @Override protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    if (between && isShort(in)) {
      deliver(in);
      return;
    }
    between = false;
    int before = out.size();
    super.decode(ctx, in, out);
    if (out.size() > before) decoded((WebSocketFrame) out.getLast());
  }

  private static boolean isShort(ByteBuf in) {
    int size = in.readableBytes();
    int at = in.readerIndex();
    if (size < HEADER || in.getUnsignedByte(at) != BINARY) return false;
    int length = in.getUnsignedByte(at + 1) - MASKED;
    return length >= 0 && length <= LENGTH_MAX && length <= size - HEADER;
  }

  private void deliver(ByteBuf in) {
    int at = in.readerIndex() + HEADER;
    int length = in.getUnsignedByte(at - HEADER + 1) - MASKED;
    int mask = in.getInt(at - 4);
    byte[] bytes = taker.scratch(length);
    // One by one: to copy many at once Netty makes an object.
    for (int i = 0; i < length; i++) bytes[i] = (byte) (in.getByte(at + i) ^ mask >> 24 - 8 * (i & 3));
    in.readerIndex(at + length);
    taker.onShort(bytes, length);
  }

  private void decoded(WebSocketFrame frame) {
    switch (frame) {
      case CloseWebSocketFrame _ -> closed = true;
      case PingWebSocketFrame _,PongWebSocketFrame _ -> {
        // Allowed between two fragments.
      }
      default -> inMessage = !frame.isFinalFragment();
    }
    between = !inMessage && !closed;
  }
}

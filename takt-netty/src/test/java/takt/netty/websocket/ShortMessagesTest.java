package takt.netty.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What comes of any bytes, cut anywhere, is what Netty's own decoder makes of them: the same messages, controls and
/// refusals in the same order.
class ShortMessagesTest {
  private static final long SEED = Long.getLong("takt.seed", 20_261_122);
  private static final int STREAMS = 5_000;
  private static final WebSocketDecoderConfig STRICT = WebSocketDecoderConfig.newBuilder()
      .maxFramePayloadLength(300)
      .expectMaskedFrames(true)
      .allowMaskMismatch(false)
      .allowExtensions(false)
      .closeOnProtocolViolation(false)
      .build();

  private static final byte[] CLOSE = {0, 0, 0, 0, 3, (byte) 0xe8};

  private final SplittableRandom random = new SplittableRandom(SEED);
  private int inPlace;

  @Test void anyBytesSayWhatTheySayToNetty() {
    System.out.printf("ShortMessagesTest: seed %d (again: ./mvnw -pl takt-netty test -Dtest=ShortMessagesTest"
        + " -Dtakt.seed=%d)%n", SEED, SEED);
    int refused = 0;
    for (int i = 0; i < STREAMS; i++) {
      List<byte[]> pieces = cut(stream());
      List<String> netty = heard(pieces, new ArrayList<>(), false);
      assertEquals(netty, heard(pieces, new ArrayList<>(), true), "stream " + i);
      if (netty.toString().contains("refused")) refused++;
    }
    assertTrue(inPlace > STREAMS && refused > STREAMS / 20, inPlace + " in place, " + refused + " refused");
  }

  /// Frames as a client sends them, most of them short and binary; in every second stream a bit near its beginning is
  /// another.
  private byte[] stream() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean open = false;
    for (int frames = random.nextInt(1, 12); frames > 0; frames--) {
      int kind = random.nextInt(12);
      boolean last = random.nextBoolean();
      if (kind == 0) {
        frame(out, 0x80 | random.nextInt(8, 11), random.nextInt(2, 126));
      } else if (open || kind == 1) {
        frame(out, (last ? 0x80 : 0) | (open ? 0 : random.nextInt(1, 3)), random.nextInt(300));
        open = !last;
      } else {
        frame(out, 0x82, random.nextInt(kind == 2 ? 300 : 126));
      }
    }
    byte[] bytes = out.toByteArray();
    if (random.nextBoolean()) bytes[random.nextInt(Math.min(bytes.length, 8))] ^= (byte) (1 << random.nextInt(8));
    return bytes;
  }

  private void frame(ByteArrayOutputStream out, int first, int length) {
    out.write(first);
    out.write(0x80 | Math.min(length, 126));
    if (length >= 126) {
      out.write(length >> 8);
      out.write(length);
    }
    byte[] rest = new byte[4 + length];
    // A close has a code and text in it; a mask of zeros leaves them as they are.
    if (first == 0x88) System.arraycopy(CLOSE, 0, rest, 0, CLOSE.length);
    else random.nextBytes(rest);
    out.writeBytes(rest);
  }

  private List<byte[]> cut(byte[] stream) {
    List<byte[]> pieces = new ArrayList<>();
    int most = random.nextBoolean() ? stream.length : 12;
    for (int at = 0; at < stream.length;) {
      int size = Math.min(stream.length - at, random.nextInt(1, most + 1));
      pieces.add(Arrays.copyOfRange(stream, at, at + size));
      at += size;
    }
    return pieces;
  }

  private List<String> heard(List<byte[]> pieces, List<String> heard, boolean ours) {
    WebSocket13FrameDecoder decoder = ours
        ? new ShortMessages(STRICT, taker(heard))
        : new WebSocket13FrameDecoder(
            STRICT);
    EmbeddedChannel channel = new EmbeddedChannel(decoder, new ChannelInboundHandlerAdapter() {
      @Override public void channelRead(ChannelHandlerContext ctx, Object msg) {
        WebSocketFrame frame = (WebSocketFrame) msg;
        heard.add(frame.getClass().getSimpleName().charAt(0) + (frame.isFinalFragment() ? " " : "… ")
            + hex(frame.content()));
        ReferenceCountUtil.release(msg);
      }

      @Override public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        heard.add("refused " + cause.getMessage());
      }
    });
    for (byte[] piece : pieces) channel.writeInbound(Unpooled.directBuffer().writeBytes(piece));
    channel.finishAndReleaseAll();
    return heard;
  }

  private ShortMessages.Taker taker(List<String> heard) {
    return new ShortMessages.Taker() {
      @Override public byte[] scratch(int length) {
        return new byte[length];
      }

      @Override public void onShort(byte[] bytes, int length) {
        heard.add("B " + HexFormat.of().formatHex(bytes, 0, length));
        inPlace++;
      }
    };
  }

  private static String hex(ByteBuf bytes) {
    byte[] copy = new byte[bytes.readableBytes()];
    bytes.getBytes(bytes.readerIndex(), copy);
    return HexFormat.of().formatHex(copy);
  }
}

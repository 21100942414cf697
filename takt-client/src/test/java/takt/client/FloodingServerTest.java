package takt.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A server that sends without end to a client that does not come round to read, over a real socket: it is made to
/// wait, and nothing of it is lost.
class FloodingServerTest {
  /// Far beyond what two kernels and two libraries hold of a connection.
  private static final long FAR_TOO_MUCH = 96L << 20;
  /// A server that cannot write for so long is held up. That is nearly at once; longer is patience with the machine.
  private static final long HELD_UP_MS = 2_000;
  private static final long PATIENCE_MS = 20_000;

  /// @param bytes of a message: the largest that is taken, and one of those of which very many go into a megabyte
  @ParameterizedTest
  @ValueSource(ints = {1_000_000, 10}) void isMadeToWait(int bytes) throws Exception {
    try (ServerSocketChannel door = ServerSocketChannel.open()
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        TaktClient client = TaktClient.of(URI.create("ws://localhost:" + door.socket().getLocalPort() + "/takt"),
            ClientSession.Hello.guest("Ann"), Codec.BINARY)) {
      CompletableFuture<?> _ = client.join("any");
      try (SocketChannel to = accept(door, client); Selector selector = Selector.open()) {
        shakeHands(to);
        to.configureBlocking(false).register(selector, SelectionKey.OP_WRITE);
        ByteBuffer frames = frames(bytes);
        long sent = 0;
        while (sent < FAR_TOO_MUCH && writable(selector, HELD_UP_MS)) sent += write(to, frames);
        long taken = sent;
        assertTrue(taken < FAR_TOO_MUCH, () -> taken + " bytes were taken from a server that nobody reads");
        long again = 0;
        for (long beganNs = System.nanoTime(); again < 1 << 20
            && System.nanoTime() - beganNs < PATIENCE_MS * 1_000_000;) {
          client.update();
          if (writable(selector, 10)) again += write(to, frames);
        }
        assertTrue(again >= 1 << 20, "it is read again when the client comes round");
      }
    }
  }

  private static SocketChannel accept(ServerSocketChannel door, TaktClient client) throws IOException {
    door.configureBlocking(false);
    for (long beganNs = System.nanoTime(); System.nanoTime() - beganNs < PATIENCE_MS * 1_000_000;) {
      client.update();
      SocketChannel accepted = door.accept();
      if (accepted != null) return accepted;
      LockSupport.parkNanos(1_000_000);
    }
    throw new AssertionError("the client does not connect");
  }

  private static boolean writable(Selector selector, long withinMs) throws IOException {
    selector.selectedKeys().clear();
    return selector.select(withinMs) > 0;
  }

  private static int write(SocketChannel to, ByteBuffer frames) throws IOException {
    if (!frames.hasRemaining()) frames.rewind();
    return to.write(frames);
  }

  /// About two megabytes of frames of a kind to come, which a client skips.
  private static ByteBuffer frames(int bytes) {
    ByteBuffer frames = ByteBuffer.allocate(2_100_000);
    while (frames.remaining() > bytes + 10) {
      frames.put((byte) 0x82);
      if (bytes < 126) frames.put((byte) bytes);
      else frames.put((byte) 127).putLong(bytes);
      int end = frames.position() + bytes;
      frames.put((byte) 0xfe).position(end);
    }
    return frames.flip();
  }

  private static void shakeHands(SocketChannel with) throws Exception {
    ByteBuffer asked = ByteBuffer.allocate(4096);
    String request = "";
    while (!request.contains("\r\n\r\n") && with.read(asked) >= 0) {
      request = new String(asked.array(), 0, asked.position(), ISO_8859_1);
    }
    Matcher key = Pattern.compile("(?i)Sec-WebSocket-Key: (\\S+)").matcher(request);
    assertTrue(key.find(), request);
    byte[] accept = MessageDigest.getInstance("SHA-1")
        .digest((key.group(1) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(ISO_8859_1));
    with.write(ByteBuffer.wrap(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Protocol: takt.v1\r\nSec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(accept)
        + "\r\n\r\n").getBytes(ISO_8859_1)));
  }
}

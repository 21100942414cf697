package takt.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Base64;

/// A TCP connection that says exactly what a test says.
///
/// One thread. Reads end by what comes; one that nothing ends fails after a time no healthy run needs.
final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MS = 20_000;

  private final Socket socket;

  private RawClient(Socket socket) {
    this.socket = socket;
  }

  static RawClient to(int port) {
    return from("127.0.0.1", port);
  }

  /// @param source the address it comes from, one of this machine's
  static RawClient from(String source, int port) {
    return from(source, port, 0);
  }

  /// @param receiveBytes what its kernel takes for it before it reads, 0 for the usual
  static RawClient from(String source, int port, int receiveBytes) {
    try {
      Socket socket = new Socket();
      if (receiveBytes > 0) socket.setReceiveBufferSize(receiveBytes);
      socket.bind(new InetSocketAddress(InetAddress.getByName(source), 0));
      socket.connect(new InetSocketAddress(InetAddress.getByName(source.contains(":") ? "::1" : "127.0.0.1"), port),
          PATIENCE_MS);
      socket.setSoTimeout(PATIENCE_MS);
      socket.setTcpNoDelay(true);
      return new RawClient(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static RawClient over(Socket socket) {
    return new RawClient(socket);
  }

  /// Sends a text, `\n` as the line end of HTTP.
  RawClient say(String text) {
    return send(text.replace("\n", "\r\n").getBytes(ISO_8859_1));
  }

  RawClient send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /// Sends what there is left to send as far as the other end takes it.
  boolean trySend(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /// Everything up to the end the other side makes, by closing or by a reset.
  String toEnd() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    try {
      InputStream in = socket.getInputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) all.write(buffer, 0, n);
    } catch (java.net.SocketTimeoutException e) {
      throw new AssertionError("the server did not end the connection; it said: " + all.toString(ISO_8859_1), e);
    } catch (IOException _) {
      // A reset ends it too.
    }
    return all.toString(ISO_8859_1);
  }

  /// One answer of HTTP, header and body.
  String answer() {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) head.append((char) read());
    int at = head.toString().toLowerCase(java.util.Locale.ROOT).indexOf("\r\ncontent-length: ");
    if (at < 0 || head.toString().startsWith("HTTP/1.1 304")) return head.toString();
    int length = Integer.parseInt(head.substring(at + 18, head.indexOf("\r\n", at + 18)));
    return head + new String(bytes(length), ISO_8859_1);
  }

  int read() {
    try {
      int b = socket.getInputStream().read();
      if (b < 0) throw new AssertionError("the server ended the connection");
      return b;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] bytes(int length) {
    try {
      byte[] bytes = socket.getInputStream().readNBytes(length);
      if (bytes.length < length) throw new AssertionError("the server ended the connection");
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- WebSocket, by hand

  /// Asks for a WebSocket and takes the answer.
  RawClient upgrade(String subprotocol) {
    say(handshake("Sec-WebSocket-Protocol: " + subprotocol + "\n"));
    String answer = answer();
    if (!answer.startsWith("HTTP/1.1 101 ")) throw new AssertionError(answer);
    return this;
  }

  /// @param more further headers, each with its line end
  static String handshake(String more) {
    return "GET /takt HTTP/1.1\nHost: localhost\nConnection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\n"
        + "Sec-WebSocket-Key: " + Base64.getEncoder().encodeToString(new byte[16]) + "\n" + more + "\n";
  }

  /// One masked frame.
  ///
  /// @param first FIN, reserved bits and opcode
  RawClient frame(int first, byte[] payload) {
    return send(framed(first, payload));
  }

  static byte[] framed(int first, byte[] payload) {
    int extra = payload.length < 126 ? 0 : payload.length < 65_536 ? 2 : 8;
    byte[] frame = new byte[6 + extra + payload.length];
    frame[0] = (byte) first;
    frame[1] = (byte) (0x80 | (extra == 0 ? payload.length : extra == 2 ? 126 : 127));
    for (int i = 0; i < extra; i++) frame[2 + i] = (byte) (payload.length >> 8 * (extra - 1 - i));
    byte[] mask = {1, 2, 3, 4};
    System.arraycopy(mask, 0, frame, 2 + extra, 4);
    for (int i = 0; i < payload.length; i++) frame[6 + extra + i] = (byte) (payload[i] ^ mask[i & 3]);
    return frame;
  }

  RawClient text(String text) {
    return frame(0x81, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /// A frame of the server.
  ///
  /// @param opcode 1 text, 2 binary, 8 close, 9 ping, 10 pong
  @SuppressWarnings("ArrayRecordComponent") record ServerFrame(int opcode, byte[] payload) {
    String text() {
      return new String(payload, java.nio.charset.StandardCharsets.UTF_8);
    }

    int closeCode() {
      return (payload[0] & 0xff) << 8 | payload[1] & 0xff;
    }
  }

  ServerFrame frame() {
    int first = read();
    int length = read();
    if (length == 126) length = read() << 8 | read();
    else if (length == 127) length = (int) Long.parseLong(java.util.HexFormat.of().formatHex(bytes(8)), 16);
    return new ServerFrame(first & 15, bytes(length));
  }

  /// The next frame of that opcode; others are passed over.
  ServerFrame next(int opcode) {
    while (true) {
      ServerFrame frame = frame();
      if (frame.opcode == opcode) return frame;
    }
  }

  /// The next text of that type; other frames are passed over.
  String next(String type) {
    while (true) {
      String text = next(1).text();
      if (text.contains("\"type\":\"" + type + "\"")) return text;
    }
  }

  /// Closes with a reset, as a crash or a pulled cable does.
  void reset() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override public String toString() {
    return "RawClient" + Arrays.asList(socket.getLocalSocketAddress());
  }
}

package takt.client;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import takt.protocol.Protocol;
import takt.protocol.link.Link;

/// One WebSocket of the JDK's own client, as a [Link].
///
/// Sent into by the session's thread; what the JDK's threads bring is put into that thread's queue, and while that is
/// full the server is read no further. The JDK wants one send at a time: what comes meanwhile waits here.
final class WebSocketLink implements Link, WebSocket.Listener {
  /// Bytes that may wait before the link gives up: the server reads nothing any more.
  private static final long WAITING_MAX = 1 << 20;
  /// Bytes that may wait for the session before the server is asked for no more: it may send faster than we read, and
  /// a game that stands still reads nothing. The largest frame fits, and so do seconds of a room's.
  private static final long HEARD_MAX = 2L * Protocol.FRAME_MAX_DOWN;
  /// What one that waits costs beside its bytes, about.
  private static final int HEARD_EACH = 128;
  private static final int ABNORMAL = 1006;

  private final ClientSession session;
  private final Queue<Runnable> toSession;
  private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
  private final AtomicLong queuedBytes = new AtomicLong();
  private final AtomicLong heardBytes = new AtomicLong();
  /// Whether the server waits to be asked for more.
  private final AtomicBoolean paused = new AtomicBoolean();
  private final StringBuilder part = new StringBuilder();
  private final ByteArrayOutputStream bits = new ByteArrayOutputStream();
  private @Nullable WebSocket socket;
  /// What was said last is on its way, or was.
  private CompletableFuture<?> said = CompletableFuture.completedFuture(null);
  private boolean sending;
  private boolean told;

  private WebSocketLink(ClientSession session, Queue<Runnable> toSession) {
    this.session = session;
    this.toSession = toSession;
  }

  /// Begins to connect; the session hears of it in its own thread.
  static WebSocketLink open(HttpClient http, URI server, ClientSession session,
      ConcurrentLinkedQueue<Runnable> toSession) {
    WebSocketLink link = new WebSocketLink(session, toSession);
    CompletableFuture<?> _ = http.newWebSocketBuilder().subprotocols(session.codec().subprotocol())
        .connectTimeout(Duration.ofSeconds(10))
        .buildAsync(server, link)
        .whenComplete((socket, thrown) -> toSession.add(() -> {
          if (socket == null) {
            link.closed(ABNORMAL, String.valueOf(thrown));
          } else {
            link.socket = socket;
            session.onOpen(link);
          }
        }));
    return link;
  }

  /// Waits until what was said last has gone out, or cannot, or it has taken too long.
  void lastWords(Duration most) {
    try {
      said.exceptionally(_ -> null).get(most.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException _) {
      // The server will miss us without a goodbye.
    }
  }

  // ---- the session's thread

  @Override public void send(byte[] frame) {
    if (told) return;
    if (queuedBytes.addAndGet(frame.length) > WAITING_MAX) {
      abort();
      return;
    }
    waiting.add(frame);
    sendNext();
  }

  private void sendNext() {
    WebSocket open = socket;
    if (sending || open == null || waiting.isEmpty()) return;
    sending = true;
    byte[] frame = waiting.remove();
    CompletableFuture<WebSocket> sent = send(open, frame);
    said = sent;
    CompletableFuture<?> _ = sent.whenComplete((_, thrown) -> toSession.add(() -> {
      sending = false;
      queuedBytes.addAndGet(-frame.length);
      if (thrown != null) abort();
      else sendNext();
    }));
  }

  private CompletableFuture<WebSocket> send(WebSocket open, byte[] frame) {
    return session.codec() == Codec.BINARY
        ? open.sendBinary(ByteBuffer.wrap(frame), true)
        : open.sendText(new String(frame, StandardCharsets.UTF_8), true);
  }

  private void abort() {
    if (socket != null) socket.abort();
    closed(ABNORMAL, "cut off");
  }

  @Override public long queuedBytes() {
    return queuedBytes.get();
  }

  @Override public void probe() {
    if (socket == null || told) return;
    CompletableFuture<?> _ = socket.sendPing(ByteBuffer.allocate(0)).exceptionally(_ -> null);
  }

  @Override public void close(int code, String reason) {
    WebSocket open = socket;
    if (open == null || told) return;
    // What waits goes out first: the goodbye is among it, and nobody will ask for more after this.
    CompletableFuture<?> last = said;
    for (byte[] frame : waiting) last = last.thenCompose(_ -> send(open, frame));
    waiting.clear();
    said = last.thenCompose(_ -> open.sendClose(code == 0 ? WebSocket.NORMAL_CLOSURE : code, reason));
    closed(code, reason);
  }

  private void closed(int code, String reason) {
    if (told) return;
    told = true;
    session.onClosed(code, reason);
  }

  // ---- the JDK's threads

  @Override public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    part.append(data);
    if (part.length() > Protocol.FRAME_MAX_DOWN) {
      toSession.add(this::abort);
      return null;
    }
    if (last) {
      frame(socket, part.toString().getBytes(StandardCharsets.UTF_8));
      part.setLength(0);
    }
    more(socket);
    return null;
  }

  @Override public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
    if (bits.size() + data.remaining() > Protocol.FRAME_MAX_DOWN) {
      toSession.add(this::abort);
      return null;
    }
    byte[] piece = new byte[data.remaining()];
    data.get(piece);
    bits.writeBytes(piece);
    if (last) {
      frame(socket, bits.toByteArray());
      bits.reset();
    }
    more(socket);
    return null;
  }

  private void frame(WebSocket socket, byte[] frame) {
    hear(socket, frame.length, () -> {
      if (!told) session.onFrame(frame, 0, frame.length);
    });
  }

  @Override public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
    hear(socket, message.remaining(), session::onAlive);
    more(socket);
    return null;
  }

  private void hear(WebSocket socket, int bytes, Runnable what) {
    heardBytes.addAndGet(bytes + HEARD_EACH);
    toSession.add(() -> {
      heardBytes.addAndGet(-bytes - HEARD_EACH);
      resume(socket);
      what.run();
    });
  }

  /// Asks for the next message, now or when the session has come round to what waits.
  private void more(WebSocket socket) {
    paused.set(true);
    resume(socket);
  }

  private void resume(WebSocket socket) {
    if (heardBytes.get() <= HEARD_MAX && paused.compareAndSet(true, false)) socket.request(1);
  }

  @Override public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    toSession.add(() -> closed(code, reason));
    return null;
  }

  @Override public void onError(WebSocket socket, Throwable thrown) {
    toSession.add(() -> closed(ABNORMAL, thrown.toString()));
  }
}

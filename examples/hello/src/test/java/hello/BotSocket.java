package hello;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import takt.protocol.Protocol;
import takt.protocol.link.Link;
import takt.protocol.link.LinkEnd;

/// A WebSocket that goes as a phone's does: cut without a word, or open and asleep.
///
/// Owned by the bots' thread; what the JDK's threads bring is put into its queue.
final class BotSocket implements Link, WebSocket.Listener {
  private static final int ABNORMAL = 1006;

  private final LinkEnd end;
  private final Queue<Runnable> toBots;
  private final ArrayDeque<String> waiting = new ArrayDeque<>();
  private final StringBuilder part = new StringBuilder();
  private @Nullable WebSocket socket;
  private boolean sending;
  private boolean over;

  private BotSocket(LinkEnd end, Queue<Runnable> toBots) {
    this.end = end;
    this.toBots = toBots;
  }

  /// Begins to connect: `opened` or the end's `onClosed` follows, from the queue.
  static void open(HttpClient http, URI server, Queue<Runnable> toBots, LinkEnd end, Consumer<BotSocket> opened) {
    BotSocket link = new BotSocket(end, toBots);
    CompletableFuture<?> _ = http.newWebSocketBuilder().subprotocols(Protocol.JSON).buildAsync(server, link)
        .whenComplete((socket, thrown) -> toBots.add(() -> {
          if (socket == null) {
            link.closed(ABNORMAL, String.valueOf(thrown));
            return;
          }
          link.socket = socket;
          opened.accept(link);
        }));
  }

  // ---- the bots' thread

  /// Breaks it, as a tunnel or a flat battery would.
  void cut() {
    if (socket != null) socket.abort();
    closed(ABNORMAL, "cut");
  }

  /// Says and takes nothing more, pings included, but stays open.
  void fallAsleep() {
    over = true;
  }

  @Override public void send(byte[] frame) {
    if (over) return;
    waiting.add(new String(frame, StandardCharsets.UTF_8));
    sendNext();
  }

  private void sendNext() {
    if (sending || over || waiting.isEmpty()) return;
    sending = true;
    CompletableFuture<?> _ = Objects.requireNonNull(socket).sendText(waiting.remove(), true)
        .whenComplete((_, thrown) -> toBots.add(() -> {
          sending = false;
          if (thrown == null) sendNext();
          else cut();
        }));
  }

  @Override public long queuedBytes() {
    return 0;
  }

  @Override public void probe() {
    if (over) return;
    CompletableFuture<?> _ = Objects.requireNonNull(socket).sendPing(ByteBuffer.allocate(0)).exceptionally(_ -> null);
  }

  @Override public void close(int code, String reason) {
    if (over) return;
    CompletableFuture<?> _ = Objects.requireNonNull(socket).sendClose(code, reason).exceptionally(_ -> null);
    closed(code, reason);
  }

  private void closed(int code, String reason) {
    if (over) return;
    over = true;
    end.onClosed(code, reason);
  }

  private void frame(byte[] bytes) {
    if (!over) end.onFrame(bytes, 0, bytes.length);
  }

  // ---- the JDK's threads

  @Override public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    part.append(data);
    if (last) {
      byte[] bytes = part.toString().getBytes(StandardCharsets.UTF_8);
      part.setLength(0);
      toBots.add(() -> {
        frame(bytes);
        if (!over) from.request(1);
      });
    } else {
      from.request(1);
    }
    return null;
  }

  @Override public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
    toBots.add(() -> {
      if (!over) from.request(1);
    });
    return null;
  }

  @Override public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    toBots.add(() -> closed(code, reason));
    return null;
  }

  @Override public void onError(WebSocket from, Throwable thrown) {
    toBots.add(() -> closed(ABNORMAL, thrown.toString()));
  }
}

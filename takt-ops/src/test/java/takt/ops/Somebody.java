package takt.ops;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import takt.protocol.Protocol;

/// Somebody who plays by hand-written JSON.
///
/// One thread.
final class Somebody implements WebSocket.Listener, AutoCloseable {
  private static final int PATIENCE_SECONDS = 20;

  private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final StringBuilder part = new StringBuilder();
  private @Nullable WebSocket socket;

  static Somebody at(URI uri) {
    Somebody somebody = new Somebody();
    somebody.socket = HttpClient.newHttpClient().newWebSocketBuilder().subprotocols(Protocol.JSON)
        .buildAsync(uri, somebody).join();
    return somebody;
  }

  Somebody say(String json) {
    var _ = requireNonNull(socket).sendText(json.replace('\'', '"'), true).join();
    return this;
  }

  /// Waits for a frame with this in it; others are passed over.
  Somebody hears(String part) throws InterruptedException {
    String wanted = part.replace('\'', '"');
    while (true) {
      String frame = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (frame == null) throw new AssertionError("nothing came for " + PATIENCE_SECONDS + " s, expected " + wanted);
      if (frame.contains(wanted)) return this;
    }
  }

  @Override public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    part.append(data);
    if (last) {
      heard.add(part.toString());
      part.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override public void close() {
    requireNonNull(socket).abort();
  }
}

package takt.netty;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import takt.protocol.Protocol;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonReader;

/// Somebody who plays by hand-written JSON over the JDK's own WebSocket.
///
/// One thread.
final class JsonPlayer implements WebSocket.Listener, AutoCloseable {
  private static final int PATIENCE_SECONDS = 20;

  private final LinkedBlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final StringBuilder part = new StringBuilder();
  private final JsonReader reader = new JsonReader(JsonLimits.OWN);
  private @Nullable WebSocket socket;
  private long newest;

  static JsonPlayer at(URI uri) {
    return by(HttpClient.newHttpClient(), uri);
  }

  /// Somebody in a yard, who has seen it.
  static JsonPlayer playing(URI uri) {
    JsonPlayer player = at(uri);
    player.hello("Ann");
    player.say("{\"type\":\"join\",\"request\":1,\"room\":\"yard\"}").next("snapshot");
    return player;
  }

  /// Whether what they say to the room still comes back from it.
  void assertPlays() {
    say("{\"type\":\"command\",\"room\":1,\"seq\":1,\"name\":\"say\",\"fields\":{\"text\":\"still here\"}}");
    String event = next("event").toString();
    while (!event.contains("still here")) event = next("event").toString();
  }

  /// @param trust whose certificates are believed
  static JsonPlayer at(URI uri, SSLContext trust) {
    return by(HttpClient.newBuilder().sslContext(trust).build(), uri);
  }

  private static JsonPlayer by(HttpClient http, URI uri) {
    JsonPlayer player = new JsonPlayer();
    player.socket = http.newWebSocketBuilder().subprotocols(Protocol.JSON).buildAsync(uri, player)
        .join();
    return player;
  }

  private WebSocket socket() {
    return requireNonNull(socket);
  }

  JsonPlayer say(String json) {
    var _ = socket().sendText(json, true).join();
    return this;
  }

  /// Says hello as a guest and waits for the welcome.
  Json hello(String name) {
    say("{\"type\":\"hello\",\"min\":1,\"max\":1,\"name\":\"" + name + "\"}");
    return next("welcome");
  }

  /// The next frame of that type; others are passed over. `closed` is the end, with its code.
  Json next(String type) {
    while (true) {
      Json frame = next();
      if (frame.get("type") instanceof Json.Text(String is) && is.equals(type)) return frame;
      if (is(frame, "closed")) throw new AssertionError("closed before a " + type + ": " + frame);
    }
  }

  private static boolean is(Json frame, String type) {
    return frame.get("type") instanceof Json.Text(String is) && is.equals(type);
  }

  /// The next frame, whatever it is.
  Json next() {
    try {
      String text = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (text == null) throw new AssertionError("nothing came for " + PATIENCE_SECONDS + " s");
      Json frame = requireNonNull(reader.read(text), reader::error);
      if (is(frame, "snapshot")) newest = requireNonNull(frame.get("tick")).whole(0);
      return frame;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// The tick of the newest snapshot that was looked at.
  long newest() {
    return newest;
  }

  /// Cuts the connection without a word.
  void cut() {
    socket().abort();
  }

  @Override public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    part.append(data);
    if (last) {
      received.add(part.toString());
      part.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    received.add("{\"type\":\"closed\",\"code\":" + code + ",\"reason\":\"" + reason + "\"}");
    return null;
  }

  @Override public void onError(WebSocket from, Throwable error) {
    received.add("{\"type\":\"closed\",\"code\":1006,\"reason\":\"\"}");
  }

  @Override public void close() {
    socket().abort();
  }
}

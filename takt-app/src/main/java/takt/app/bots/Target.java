package takt.app.bots;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import takt.protocol.Protocol;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonReader;

/// The server and the rooms that bots go to.
///
/// Immutable; any thread. Made by asking the server, so that what is wrong is said once, at the start, with its fix.
///
/// @param socket where the WebSocket is
/// @param schema what the rooms' clients read them by
record Target(URI socket, String room, Json schema) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  /// The longest answer, in bytes: no frame with a schema may be longer.
  private static final long ANSWER_MAX = Protocol.FRAME_MAX_DOWN;

  /// Why bots cannot go there, for people.
  static final class UnreachableException extends Exception {
    private static final long serialVersionUID = 1;

    UnreachableException(String message) {
      super(message, null, false, false);
    }
  }

  /// Asks a server for its rooms of a name.
  ///
  /// @param url `ws://host:port/takt`, or as much of it as differs: a scheme and a host at least
  static Target of(String url, String room, HttpClient http) throws UnreachableException, InterruptedException {
    URI socket = socket(url);
    String page = (Objects.equals(socket.getScheme(), "wss") ? "https" : "http") + socket.toString().substring(socket
        .getScheme().length()) + "/schema/" + room + ".json";
    HttpResponse<byte[]> answer;
    try {
      answer = answer(HttpRequest.newBuilder(URI.create(page)).build(), http);
    } catch (IOException e) {
      throw new UnreachableException("no server answers at " + socket + " (" + e.getClass().getSimpleName()
          + "); start one with ./takt run, or say where it is: --url ws://host:port");
    } catch (IllegalArgumentException _) {
      throw new UnreachableException(
          "--room " + room + " cannot be a room's name, expected letters, digits and dashes");
    }
    Json said = new JsonReader(JsonLimits.OWN).read(answer.body(), 0, answer.body().length);
    if (answer.statusCode() == 200 && said != null && said.get("inputs") != null) {
      return new Target(socket, room, said);
    }
    Json why = said == null ? null : said.get("text");
    if (answer.statusCode() != 404 || why == null) {
      throw new UnreachableException("what answers at " + socket + " is no Takt server, or none of this version (HTTP "
          + answer.statusCode() + ")");
    }
    throw new UnreachableException("no rooms named '" + room + "' there, expected "
        + why.text("").replaceFirst("^expected NAME\\.json, ", ""));
  }

  /// The whole answer, within a time and a length: what answers there may be anything.
  private static HttpResponse<byte[]> answer(HttpRequest request, HttpClient http)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> asked = http.sendAsync(request,
        HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), ANSWER_MAX));
    try {
      return asked.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } catch (TimeoutException _) {
      asked.cancel(true);
      throw new HttpTimeoutException("no whole answer within " + PATIENCE.toSeconds() + " s");
    }
  }

  private static URI socket(String url) throws UnreachableException {
    try {
      URI uri = new URI(url);
      String scheme = switch (String.valueOf(uri.getScheme())) {
        case "ws", "http" -> "ws";
        case "wss", "https" -> "wss";
        default -> "";
      };
      if (!scheme.isEmpty() && uri.getHost() != null) {
        @Nullable String path = uri.getPath();
        boolean bare = path == null || path.isEmpty() || path.equals("/");
        return new URI(scheme, null, uri.getHost(), uri.getPort(), bare ? "/takt" : path, null, null);
      }
    } catch (URISyntaxException _) {
      // Said below.
    }
    throw new UnreachableException("--url " + url + " is no address of a server, expected one like"
        + " ws://localhost:7777");
  }
}

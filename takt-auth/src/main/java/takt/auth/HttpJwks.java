package takt.auth;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// A key set at a URL: fetched over HTTPS, bounded in time and size, never from anywhere else.
///
/// Any thread. Plain HTTP only to this very machine: whoever can change the answer on its way can sign as anybody.
/// Redirects are not followed, for the same reason: they could lead to plain HTTP, or into the network behind us.
final class HttpJwks implements JwksSource {
  /// The longest fetch, from the first packet to the last byte: a login waits for it, and may take 5 s in all
  /// ([takt.server.session.SessionLimits#helloWithin()]).
  static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

  private final URI uri;
  private final Duration timeout;
  private final @Nullable SSLContext tls;

  HttpJwks(URI uri) {
    this(uri, TIMEOUT, null);
  }

  /// @param tls who is trusted; null for the JDK's authorities
  HttpJwks(URI uri, Duration timeout, @Nullable SSLContext tls) {
    String wrong = wrong(uri);
    if (wrong != null) throw new IllegalArgumentException(wrong);
    this.uri = uri;
    this.timeout = timeout;
    this.tls = tls;
  }

  /// What is wrong with it, null for nothing. The answer does not show passwords.
  private static @Nullable String wrong(URI uri) {
    if (uri.getRawUserInfo() != null) return "a URL with a user or password in it, expected none: keys are public";
    String scheme = uri.getScheme();
    String host = uri.getHost();
    if (scheme == null || host == null || uri.getRawFragment() != null) {
      return "url=" + uri + ", expected https://host/path";
    }
    if (scheme.equalsIgnoreCase("https")) return null;
    if (scheme.equalsIgnoreCase("http") && LOOPBACK.matcher(host).matches()) return null;
    return "url=" + uri + ", expected https (http only to localhost, 127.0.0.1 or [::1]):"
        + " whoever can change the answer on its way can sign as anybody";
  }

  @Override public byte[] fetch() throws IOException {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(timeout)
        .header("Accept", "application/jwk-set+json, application/json").build();
    // A client of its own for each fetch: one in minutes, and nothing is left open in between.
    HttpClient.Builder builder = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(timeout);
    if (tls != null) builder.sslContext(tls);
    HttpClient client = builder.build();
    try {
      return body(client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LENGTH_MAX)));
    } finally {
      client.shutdownNow();
    }
  }

  private byte[] body(CompletableFuture<HttpResponse<byte[]>> answer) throws IOException {
    HttpResponse<byte[]> response;
    try {
      // The request's own timeout ends with the headers; this one covers a body that drips.
      response = answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      throw new IOException("no whole answer within " + timeout.toMillis() + " ms");
    } catch (ExecutionException e) {
      throw new IOException(said(e.getCause() == null ? e : e.getCause()), e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
    int status = response.statusCode();
    if (status >= 300 && status < 400)
      throw new IOException(
          "a redirect to " + response.headers().firstValue("Location").orElse("nowhere") + ", which is not followed: "
              + "if that is where the keys are, set it as the URL");
    if (status != 200) throw new IOException("status " + status + ", expected 200");
    return response.body();
  }

  private static String said(Throwable thrown) {
    String message = thrown.getMessage();
    return thrown.getClass().getSimpleName() + (message == null ? "" : ": " + message);
  }

  @Override public String toString() {
    return uri.toString();
  }
}

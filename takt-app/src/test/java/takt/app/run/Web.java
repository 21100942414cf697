package takt.app.run;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import takt.client.TaktClient;

/// How tests come to a server on this machine.
final class Web {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private Web() {}

  static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).timeout(LIMIT).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  static TaktClient guest(int port, String name) {
    return TaktClient.guest(URI.create("ws://localhost:" + port + "/takt"), name);
  }

  /// Keeps a client going until something has happened.
  static void until(TaktClient client, String what, BooleanSupplier happened) {
    long endNs = System.nanoTime() + LIMIT.toNanos();
    while (!happened.getAsBoolean()) {
      if (System.nanoTime() > endNs) fail("did not come to pass within " + LIMIT + ": " + what);
      client.update();
      LockSupport.parkNanos(1_000_000);
    }
  }
}

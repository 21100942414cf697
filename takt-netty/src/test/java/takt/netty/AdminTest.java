package takt.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import takt.netty.http.Answer;
import takt.server.session.SessionLimits;

/// The operators' listener: a few pages, for callers who call it by a name of its own.
class AdminTest {
  private static final Map<String, Supplier<Answer>> PAGES = Map.of("/livez", () -> Answer.text(200, "fine"),
      "/broken", () -> {
        throw new IllegalStateException("on purpose");
      });

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "GET /livez | localhost | 200", "GET /livez | localhost:7778 | 200", "GET /livez | 127.0.0.1 | 200",
      "GET /livez | [::1]:7778 | 200", "GET /livez | ops.internal:1 | 200",
      "GET /livez | evil.example | 421", "GET /livez | 127.0.0.1.evil.example | 421",
      "GET /livez | localhost.evil | 421",
      "POST /livez | localhost | 405", "HEAD /livez | localhost | 405", "OPTIONS /livez | localhost | 405",
      "GET /livez/ | localhost | 404", "GET /takt | localhost | 404", "GET / | localhost | 404",
      "GET /broken | localhost | 500",
  }) void onlyKnownNamesPathsAndMethods(String line, String host, int status) {
    try (Doors doors = Doors.open(SessionLimits.DEFAULTS, b -> b.adminNames(List.of("ops.internal")), PAGES);
        RawClient client = RawClient.to(doors.doors.adminPort())) {
      String answer = client.say(line + " HTTP/1.1\nHost: " + host + "\nConnection: close\n\n").toEnd();
      assertEquals(String.valueOf(status), answer.substring(9, 12), answer);
      assertTrue(!answer.contains("Access-Control"), answer);
      assertEquals(1, doors.metric("takt_http_requests_total", "listener", "admin", "status", String.valueOf(status)));
    }
  }

  @Test void itListensOnThisMachineAloneAndNotOnThePlayersPort() {
    try (Doors doors = Doors.open(SessionLimits.DEFAULTS, b -> b, PAGES)) {
      try (RawClient client = RawClient.to(doors.port())) {
        assertTrue(client.say("GET /livez HTTP/1.1\nHost: localhost\n\n").answer().startsWith("HTTP/1.1 404 "));
      }
      org.junit.jupiter.api.Assertions.assertThrows(java.io.UncheckedIOException.class, () -> RawClient.from("::1",
          doors.doors.adminPort()), "bound to 127.0.0.1");
    }
  }
}

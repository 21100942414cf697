package takt.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import takt.netty.pages.Origins;

/// Which web pages may use a server: one answer for WebSockets, joins and CORS.
class OriginsTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      // allowed | origin | may | shared with
      "self | http://localhost | true | http://localhost",
      "self | https://localhost | true | https://localhost",
      "self | http://LOCALHOST | true | http://LOCALHOST",
      "self | http://localhost:81 | false |",
      "self | http://evil.example | false |",
      "self | null | false |",
      "self | | true |",
      "https://a.example,https://b.example:8443 | https://b.example:8443 | true | https://b.example:8443",
      "https://a.example | https://a.example.evil | false |",
      "https://a.example | http://a.example | false |",
      "https://a.example | http://localhost | false |",
      "https://a.example | https://a.example, https://evil.example | false |",
      "* | https://anything.example | true | *",
      "* | null | false |",
  }) void oneListForAll(String allowed, String origin, boolean may, String shared) {
    String header = origin == null ? "" : "Origin: " + origin + "\n";
    try (Doors doors = Doors.open(b -> b.origins(List.of(allowed.split(","))))) {
      String socket = ask(doors, RawClient.handshake("Sec-WebSocket-Protocol: takt.json.v1\n" + header));
      assertStatus(may ? 101 : 403, socket);
      String join = ask(doors, "POST /takt/join HTTP/1.1\nHost: localhost\nContent-Type: application/json\n"
          + "Content-Length: 15\n" + header + "\n{\"room\":\"yard\"}");
      assertStatus(may ? 200 : 403, join);
      String rooms = ask(doors, "GET /takt/rooms?room=yard HTTP/1.1\nHost: localhost\n" + header + "\n");
      String preflight = ask(doors, "OPTIONS /takt/join HTTP/1.1\nHost: localhost\n" + header
          + "Access-Control-Request-Method: POST\n\n");
      assertStatus(may ? 204 : 403, preflight);
      for (String answer : List.of(join, rooms, preflight)) {
        if (shared == null) assertTrue(!answer.contains("Access-Control-Allow-Origin"), answer);
        else assertTrue(answer.contains("\r\nAccess-Control-Allow-Origin: " + shared + "\r\n"), answer);
        if (!allowed.equals("*")) assertTrue(answer.contains("\r\nVary: Origin\r\n"), answer);
      }
      if (!may) assertTrue(socket.contains("its operator can allow its origin"), socket);
    }
  }

  @Test void twoOriginsAreNone() {
    try (Doors doors = Doors.open(b -> b.origins(List.of("*")))) {
      String twice = "Sec-WebSocket-Protocol: takt.json.v1\nOrigin: http://a\nOrigin: http://b\n";
      assertStatus(403, ask(doors, RawClient.handshake(twice)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"example.com", "https://a.example/", "https://", "https://a b",
      ""}) void anEntryThatIsNoOriginIsRefused(String entry) {
    IllegalArgumentException no = assertThrows(IllegalArgumentException.class, () -> new Origins(List.of(entry)));
    assertTrue(String.valueOf(no.getMessage()).startsWith("origin=" + entry + ", expected self, * or like"));
  }

  private static String ask(Doors doors, String request) {
    try (RawClient client = RawClient.to(doors.port())) {
      return client.say(request).answer();
    }
  }

  private static void assertStatus(int status, String answer) {
    assertEquals(String.valueOf(status), answer.substring(9, 12), answer);
  }
}

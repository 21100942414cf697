package takt.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.NetUtil;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who is behind a proxy: headers and PROXY version 2, from proxies that are trusted and from liars.
class ForwardedTest {
  private static final byte[] SIGNATURE = "\r\n\r\n\0\r\nQUIT\n".getBytes(US_ASCII);
  private static final List<String> US = List.of("127.0.0.1/32");

  @ParameterizedTest
  @CsvSource({"127.0.0.1, 198.51.100.7", "127.0.0.2, 127.0.0.2"}) void aHeaderCountsFromATrustedProxyAlone(String from,
      String seen) {
    try (Doors doors = Doors.open(b -> b.trustedProxies(US))) {
      String header = "X-Forwarded-For: 1.2.3.4, 198.51.100.7\n";
      try (RawClient client = RawClient.from(from, doors.port())) {
        join(client, header);
        assertEquals(seen, doors.nextAddress(), "of a join");
      }
      try (RawClient client = RawClient.from(from, doors.port())) {
        client.say(RawClient.handshake("Sec-WebSocket-Protocol: takt.json.v1\n" + header)).answer();
        client.text("{\"type\":\"hello\",\"min\":1,\"max\":1,\"token\":\"Ann\"}").next("welcome");
        assertEquals(seen, doors.nextAddress(), "of a WebSocket");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1, wss://play.example/takt",
      "127.0.0.2, ws://localhost/takt"}) void aProxySaysHowTheClientCallsUs(String from, String url) {
    try (Doors doors = Doors.open(b -> b.trustedProxies(US)); RawClient client = RawClient.from(from, doors.port())) {
      String answer = join(client, "X-Forwarded-Proto: https\nX-Forwarded-Host: play.example\n");
      assertTrue(answer.contains("\"url\":\"" + url + "\""), answer);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil\"example", "a/b", "a b", ""}) void aHostThatIsNoneIsNotTaken(String host) {
    try (Doors doors = Doors.open(b -> b.trustedProxies(US)); RawClient client = RawClient.to(doors.port())) {
      String answer = join(client, "X-Forwarded-Host: " + host + "\n");
      assertTrue(answer.contains("\"url\":\"ws://localhost/takt\""), answer);
    }
  }

  // ---- PROXY version 2

  @ParameterizedTest
  @CsvSource({"192.0.2.1, 192.0.2.1", "2001:db8::7, 2001:db8::7",
      "::ffff:192.0.2.1, 192.0.2.1"}) void aProxyHeaderOfATrustedProxySaysWhoIsBehind(String source, String seen) {
    try (Doors doors = behindProxies(); RawClient client = RawClient.to(doors.port())) {
      client.send(header(0x21, source));
      join(client, "");
      assertEquals(seen, doors.nextAddress());
    }
  }

  @Test void whatTheProxyHeaderSaysIsNoProxyIsNotBelievedFurther() {
    try (Doors doors = behindProxies(); RawClient client = RawClient.to(doors.port())) {
      client.send(header(0x21, "192.0.2.1"));
      join(client, "X-Forwarded-For: 1.2.3.4\n");
      assertEquals("192.0.2.1", doors.nextAddress());
    }
  }

  @Test void aProxyThatLooksWhetherWeAreWellIsAnswered() {
    try (Doors doors = behindProxies(); RawClient client = RawClient.to(doors.port())) {
      client.send(header(0x20, "192.0.2.1"));
      join(client, "");
      assertEquals("127.0.0.1", doors.nextAddress());
    }
  }

  @Test void aProxyHeaderInDropsIsOneToo() {
    try (Doors doors = behindProxies(); RawClient client = RawClient.to(doors.port())) {
      for (byte b : header(0x21, "192.0.2.1")) client.send(new byte[]{b});
      join(client, "");
      assertEquals("192.0.2.1", doors.nextAddress());
    }
  }

  @Test void aProxyHeaderOfAStrangerIsNoRequest() {
    try (Doors doors = behindProxies(); RawClient client = RawClient.from("127.0.0.2", doors.port())) {
      client.trySend(header(0x21, "192.0.2.1"));
      String answer = client.toEnd();
      assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
    }
    try (Doors doors = behindProxies(); RawClient client = RawClient.from("127.0.0.2", doors.port())) {
      join(client, "");
      assertEquals("127.0.0.2", doors.nextAddress(), "without one a stranger is served like anybody");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", // a proxy that was not told to say who comes
      "\r\n\r\n\0\r\nQUIT\n1\21\0\f\1\1\1\1\1\1\1\1\1\1\1\1",
      "\r\n\r\n\0\r\nQUIT\n!\21\0\1\1",
      "\r\n\r\n\0\r\nQUIT\n!\21\177\177" + "xxxxxxxxxxxxxxxx",
      "PROXY TCP4 nonsense 1 2 3\r\n",
      "PROXY UNKNOWN for ever and ever and ever and ever and ever and ever and ever and ever and ever and ever",
  }) void whatIsNoProxyHeaderEndsTheConnection(String bytes) {
    try (Doors doors = Doors.open(b -> b.trustedProxies(US).proxyProtocol(true).limits(Doors.SHORT));
        RawClient client = RawClient.to(doors.port())) {
      client.trySend(bytes.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
      assertEquals("", client.toEnd());
      doors.awaitConnections(0);
      assertEquals(0, doors.metric("takt_handshakes", "listener", "public"));
    }
  }

  @Test void aProxyHeaderThatDoesNotComeIsWaitedForNoLongerThanAHandshake() {
    try (Doors doors = Doors.open(b -> b.trustedProxies(US).proxyProtocol(true).limits(Doors.SHORT));
        RawClient client = RawClient.to(doors.port())) {
      client.send(SIGNATURE);
      assertEquals("", client.toEnd());
      assertEquals(1, doors.metric("takt_connections_evicted_total", "reason", "handshake"));
    }
  }

  @Test void proxiesThatNobodyTrustsAreAMistake() {
    var no = assertThrows(IllegalArgumentException.class, () -> DoorsConfig.builder().proxyProtocol(true).build());
    assertTrue(String.valueOf(no.getMessage()).startsWith("proxyProtocol=true without trustedProxies, expected"));
  }

  private static Doors behindProxies() {
    return Doors.open(b -> b.trustedProxies(US).proxyProtocol(true));
  }

  /// A join with a token, so that the game's authenticator sees where it comes from.
  private static String join(RawClient client, String more) {
    String answer = client.say("POST /takt/join HTTP/1.1\nHost: localhost\nContent-Type: application/json\n"
        + "Authorization: Bearer Ann\nContent-Length: 15\n" + more + "\n{\"room\":\"yard\"}").answer();
    assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
    return answer;
  }

  /// ```
  /// +--------------------+-----------------+-------------------+-----------+---------------------------------+
  /// | signature, 12 bytes | version, command | family, transport | length: 2 | source, destination, their ports |
  /// +--------------------+-----------------+-------------------+-----------+---------------------------------+
  /// ```
  ///
  /// @param command 0x21 for somebody behind the proxy, 0x20 for the proxy itself
  static byte[] header(int command, String source) {
    boolean six = source.contains(":");
    byte[] address = NetUtil.createByteArrayFromIpAddressString(source);
    byte[] wide = address;
    if (six && address.length == 4) {
      wide = new byte[16];
      wide[10] = wide[11] = -1;
      System.arraycopy(address, 0, wide, 12, 4);
    }
    int length = 2 * wide.length + 4;
    ByteBuffer out = ByteBuffer.allocate(16 + length);
    out.put(SIGNATURE).put((byte) command).put((byte) (six ? 0x21 : 0x11)).putShort((short) length);
    out.put(wide).put(Arrays.copyOf(wide, wide.length)).putShort((short) 4711).putShort((short) 7777);
    return out.array();
  }
}

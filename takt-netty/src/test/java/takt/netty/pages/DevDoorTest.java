package takt.netty.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import takt.netty.address.ClientAddress;

/// Who passes the developers' door, by address and headers; over real sockets it is tested with the page.
class DevDoorTest {
  private static final HttpHeaders PLAIN = new DefaultHttpHeaders().add("Host", "localhost:7778");

  private static String from(String address, HttpHeaders headers) throws Exception {
    return DevDoor.refusal(ClientAddress.of(new InetSocketAddress(InetAddress.getByName(address), 4711)), "GET",
        headers);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"}) void thisMachinePasses(String address)
      throws Exception {
    assertEquals("", from(address, PLAIN));
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.168.1.7", "10.0.0.1", "128.0.0.1", "12.7.0.1", "0.0.0.0", "::", "::2", "fe80::1",
      "2001:db8::1", "::ffff:10.0.0.1", "::127.0.0.2"}) void noOtherPasses(String address) throws Exception {
    assertNotEquals("", from(address, PLAIN));
  }

  /// Each is what some proxy adds by its usual configuration, and the only one it adds.
  @ParameterizedTest
  @ValueSource(strings = {"Forwarded", "Via", "X-Forwarded-For", "x-forwarded-host", "X-Forwarded-Proto",
      "X-Forwarded-Port", "X-Forwarded-Server", "X-Forwarded", "X-Real-IP", "x-real-ip", "X-Client-IP",
      "X-Cluster-Client-IP", "X-Original-Host", "True-Client-IP", "CF-Connecting-IP",
      "Fastly-Client-IP"}) void whatAProxyForwardedDoesNotPass(String header) throws Exception {
    assertNotEquals("", from("127.0.0.1", PLAIN.copy().add(header, "127.0.0.1")));
  }

  @Test void whoHasNoAddressDoesNotPass() {
    assertNotEquals("", DevDoor.refusal(ClientAddress.UNKNOWN, "GET", PLAIN));
  }

  /// Two of a header are read differently by different readers.
  @Test void headersThatAreThereTwiceDoNotPass() throws Exception {
    assertNotEquals("", from("127.0.0.1", new DefaultHttpHeaders()));
    assertNotEquals("", from("127.0.0.1", PLAIN.copy().add("Host", "localhost:7778")));
    assertNotEquals("", from("127.0.0.1", PLAIN.copy().add("Origin", "http://localhost:7778").add("Origin",
        "http://localhost:7778")));
  }
}

package takt.netty.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whose connection it is: what counts as one address, and how far a chain of proxies is believed.
class AddressTest {
  @ParameterizedTest
  @CsvSource({
      "192.0.2.7, 192.0.2.7", "192.0.2.7:80, 192.0.2.7", "::ffff:192.0.2.7, 192.0.2.7",
      "[::ffff:192.0.2.7]:80, 192.0.2.7", "2001:db8::1, 2001:db8::1", "[2001:db8::1], 2001:db8::1",
      "[2001:db8::1]:65535, 2001:db8::1", "2001:DB8:0:0::1, 2001:db8::1", "::1, ::1",
  }) void anAddressIsReadInAllItsForms(String written, String meant) {
    assertEquals(meant, address(written).text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "unknown", "_hidden", "localhost", "example.com", "1.2.3", "1.2.3.4.5", "256.1.1.1",
      "1.2.3.4:", "1.2.3.4:x", "1.2.3.4:123456", "[1::", "[::1]x", "[::1]:", "1.2.3.4/8", "0x7f.1", "01.2.3.04x",
      "::ffff:1.2.3.4:80:1", "1:2:3:4:5:6:7:8:9"}) void whatIsNoAddressIsNone(String written) {
    assertNull(ClientAddress.parse(written));
    assertNull(ClientAddress.parse(written + "x".repeat(1000)));
  }

  @Test void ipv6CountsByTheNetworkOneSubscriberHas() {
    String one = address("2001:db8:0:1::1").key();
    assertEquals(one, address("2001:db8:0:1:ffff:ffff:ffff:ffff").key());
    assertNotEquals(one, address("2001:db8:0:2::1").key());
    assertEquals(address("192.0.2.7").key(), address("::ffff:192.0.2.7").key());
    assertNotEquals(address("192.0.2.7").key(), address("192.0.2.8").key());
  }

  @ParameterizedTest
  @CsvSource({
      "10.0.0.0/8, 10.255.1.2, true", "10.0.0.0/8, 11.0.0.0, false", "192.0.2.7, 192.0.2.7, true",
      "192.0.2.7, 192.0.2.6, false", "192.0.2.0/23, 192.0.3.255, true", "192.0.2.0/23, 192.0.4.0, false",
      "0.0.0.0/0, 1.2.3.4, true", "0.0.0.0/0, 2001:db8::1, false", "fd00::/8, fdff::1, true",
      "fd00::/8, fe00::1, false", "2001:db8::/33, 2001:db8:7fff::1, true", "2001:db8::/33, 2001:db8:8000::1, false",
      "10.0.0.0/8, ::ffff:10.1.1.1, true", "::/0, 10.1.1.1, false",
  }) void aNetworkHoldsItsAddresses(String network, String address, boolean holds) {
    assertEquals(holds, new TrustedProxies(List.of(Cidr.parse(network))).isTrusted(address(address)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0.0/8",
      "localhost", "10.0.0.1:80", "[::1]", "10.0.0.0/1e1"}) void whatIsNoNetworkIsRefusedWithAnExample(String text) {
    var no = assertThrows(IllegalArgumentException.class, () -> Cidr.parse(text));
    assertTrue(String.valueOf(no.getMessage()).startsWith("network=" + text + ", expected like 10.0.0.0/8"));
  }

  /// Every hop appends the address it saw: what stands left of the last hop we trust is a claim.
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      // peer | header | client
      "203.0.113.9 | 198.51.100.1 | 203.0.113.9",
      "10.0.0.1 | 198.51.100.1 | 198.51.100.1",
      "10.0.0.1 | 1.1.1.1, 198.51.100.1 | 198.51.100.1",
      "10.0.0.1 | 1.1.1.1, 198.51.100.1, 10.0.0.2 | 198.51.100.1",
      "10.0.0.1 | 10.0.0.3, 10.0.0.2 | 10.0.0.3",
      "10.0.0.1 | 198.51.100.1, nonsense, 10.0.0.2 | 10.0.0.2",
      "10.0.0.1 | nonsense | 10.0.0.1",
      "10.0.0.1 | '' | 10.0.0.1",
      "10.0.0.1 | [2001:db8::1]:4711 | 2001:db8::1",
      "10.0.0.1 | 198.51.100.1:4711 | 198.51.100.1",
  }) void theRightMostAddressThatIsNoProxyOfOursCounts(String peer, String header, String client) {
    TrustedProxies proxies = new TrustedProxies(List.of(Cidr.parse("10.0.0.0/8")));
    assertEquals(client, proxies.behind(address(peer), List.of(header)).text());
  }

  @Test void severalHeadersAreOneList() {
    TrustedProxies proxies = new TrustedProxies(List.of(Cidr.parse("10.0.0.0/8")));
    assertEquals("198.51.100.1", proxies.behind(address("10.0.0.1"), List.of("1.1.1.1", "198.51.100.1", "10.0.0.2"))
        .text());
  }

  @Test void aChainWithoutEndIsNotFollowed() {
    TrustedProxies proxies = new TrustedProxies(List.of(Cidr.parse("10.0.0.0/8")));
    String chain = "198.51.100.1" + ",10.0.0.2".repeat(1000);
    assertEquals("10.0.0.2", proxies.behind(address("10.0.0.1"), List.of(chain)).text());
  }

  private static ClientAddress address(String text) {
    return Objects.requireNonNull(ClientAddress.parse(text), text);
  }
}

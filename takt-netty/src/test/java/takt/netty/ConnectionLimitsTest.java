package takt.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import takt.netty.visit.VisitLimits;

/// How many connections there may be: of one address, in all, and of those that say nothing.
class ConnectionLimitsTest {
  private static final String JSON = "takt.json.v1";
  private static final int CROWD = 5_000;

  @Test void anAddressHasSoManyConnectionsAndOthersAreServed() {
    VisitLimits few = VisitLimits.DEFAULTS.withConnections(100, 3, 100);
    try (Doors doors = Doors.open(b -> b.limits(few));
        RawClient one = RawClient.to(doors.port()).upgrade(JSON);
        RawClient two = RawClient.to(doors.port()).upgrade(JSON);
        RawClient three = RawClient.to(doors.port())) {
      try (RawClient four = RawClient.to(doors.port())) {
        assertEquals("", four.toEnd(), "closed without a word");
      }
      assertEquals(1, refused(doors, "connections-of-address"));
      try (RawClient other = RawClient.from("127.0.0.2", doors.port())) {
        other.upgrade(JSON);
      }
      three.reset();
      doors.awaitConnections(2);
      try (RawClient five = RawClient.to(doors.port())) {
        five.upgrade(JSON).text("{\"type\":\"hello\",\"min\":1,\"max\":1}").next("welcome");
      }
      one.text("{\"type\":\"hello\",\"min\":1,\"max\":1}").next("welcome");
      two.text("{\"type\":\"hello\",\"min\":1,\"max\":1}").next("welcome");
    }
  }

  @Test void behindAProxyItIsTheClientsAddressThatCountsIpv6ByItsNetwork() {
    VisitLimits few = VisitLimits.DEFAULTS.withConnections(100, 1, 100);
    try (Doors doors = Doors.open(b -> b.limits(few).trustedProxies(List.of("127.0.0.1")));
        RawClient one = RawClient.to(doors.port());
        RawClient same = RawClient.to(doors.port());
        RawClient other = RawClient.to(doors.port());
        RawClient third = RawClient.to(doors.port())) {
      assertTrue(upgrade(one, "2001:db8:0:1::1").startsWith("HTTP/1.1 101 "));
      String refusal = upgrade(same, "2001:db8:0:1:a:b:c:d");
      assertTrue(refusal.startsWith("HTTP/1.1 429 "), refusal);
      assertTrue(refusal.contains("\"code\":\"too-many-connections\""), refusal);
      assertEquals(1, refused(doors, "connections-of-address"));
      assertTrue(upgrade(other, "2001:db8:0:2::1").startsWith("HTTP/1.1 101 "));
      assertTrue(upgrade(third, "192.0.2.1").startsWith("HTTP/1.1 101 "));
      one.reset();
      doors.awaitConnections(3);
      assertTrue(upgrade(same, "2001:db8:0:1::3").startsWith("HTTP/1.1 101 "), "the place is free again");
    }
  }

  @Test void behindAProxyThatSpeaksProxyItIsTheSame() {
    VisitLimits few = VisitLimits.DEFAULTS.withConnections(100, 1, 100);
    try (Doors doors = Doors.open(b -> b.limits(few).trustedProxies(List.of("127.0.0.1")).proxyProtocol(true));
        RawClient one = RawClient.to(doors.port());
        RawClient same = RawClient.to(doors.port());
        RawClient other = RawClient.to(doors.port())) {
      one.send(ForwardedTest.header(0x21, "2001:db8::1")).upgrade(JSON);
      same.send(ForwardedTest.header(0x21, "2001:db8::2"));
      assertEquals("", same.toEnd());
      assertEquals(1, refused(doors, "connections-of-address"));
      other.send(ForwardedTest.header(0x21, "2001:db9::1")).upgrade(JSON);
    }
  }

  @Test void thereAreSoManyConnectionsInAll() {
    VisitLimits few = VisitLimits.DEFAULTS.withConnections(2, 100, 100);
    try (Doors doors = Doors.open(b -> b.limits(few));
        RawClient one = RawClient.to(doors.port()).upgrade(JSON);
        RawClient two = RawClient.to(doors.port()).upgrade(JSON)) {
      try (RawClient three = RawClient.to(doors.port())) {
        assertEquals("", three.toEnd());
      }
      assertEquals(1, refused(doors, "connections"));
      one.text("{\"type\":\"hello\",\"min\":1,\"max\":1}").next("welcome");
      two.reset();
      doors.awaitConnections(1);
      try (RawClient four = RawClient.to(doors.port())) {
        four.upgrade(JSON);
      }
    }
  }

  @Test void whoHasAskedForNothingYetMakesWayToNobodyButIsCountedApart() {
    VisitLimits few = VisitLimits.DEFAULTS.withConnections(100, 100, 2);
    try (Doors doors = Doors.open(b -> b.limits(few));
        RawClient player = RawClient.to(doors.port()).upgrade(JSON);
        RawClient silent = RawClient.to(doors.port());
        RawClient silentToo = RawClient.to(doors.port())) {
      try (RawClient third = RawClient.to(doors.port())) {
        assertEquals("", third.toEnd());
      }
      assertEquals(1, refused(doors, "handshakes"));
      player.text("{\"type\":\"hello\",\"min\":1,\"max\":1}").next("welcome");
      silent.upgrade(JSON);
      try (RawClient fourth = RawClient.to(doors.port())) {
        fourth.upgrade(JSON);
      }
      silentToo.reset();
    }
  }

  @Test void aFewSilentAddressesLeaveHalfOfTheHandshakesToOthers() {
    VisitLimits few = VisitLimits.DEFAULTS.withConnections(100, 100, 40);
    List<RawClient> silent = new ArrayList<>();
    try (Doors doors = Doors.open(b -> b.limits(few))) {
      for (int i = 0; i < 20; i++) silent.add(RawClient.to(doors.port()));
      doors.awaitConnections(20);
      try (RawClient oneMore = RawClient.to(doors.port())) {
        assertEquals("", oneMore.toEnd(), "half of the places, and more than its share");
      }
      for (int i = 0; i < 8; i++) silent.add(RawClient.from("127.0.0.2", doors.port()));
      doors.awaitConnections(28);
      try (RawClient oneMore = RawClient.from("127.0.0.2", doors.port())) {
        assertEquals("", oneMore.toEnd(), "its share");
      }
      assertEquals(2, refused(doors, "handshakes"));
      try (RawClient player = RawClient.from("127.0.0.3", doors.port())) {
        player.upgrade(JSON).text("{\"type\":\"hello\",\"min\":1,\"max\":1}").next("welcome");
      }
      silent.removeLast().reset();
      doors.awaitConnections(27);
      silent.add(RawClient.from("127.0.0.2", doors.port()).upgrade(JSON));
    } finally {
      for (RawClient client : silent) client.close();
    }
  }

  // ---- a crowd that says nothing

  @Test void fiveThousandSilentAddressesAreHeldThenEvictedAndAPlayerNotices() throws IOException {
    VisitLimits soon = VisitLimits.DEFAULTS.withDeadlines(Duration.ofSeconds(4), Duration.ofSeconds(4), Duration
        .ofSeconds(4), Duration.ofSeconds(4), Duration.ofSeconds(4)).withTimer(Duration.ofMillis(100), Duration
            .ofSeconds(1));
    try (Doors doors = Doors.open(b -> b.limits(soon)); JsonPlayer ann = JsonPlayer.playing(doors.socket())) {
      List<SocketChannel> crowd = crowd(doors.port(), i -> new byte[]{127, 1, (byte) (i / 250), (byte) (1 + i % 250)});
      try {
        // Those that came first may be gone when the last comes: what counts is that none was refused, and all go.
        doors.awaitMetric(CROWD, "takt_connections_evicted_total", "reason", "handshake");
        assertEquals(0, refused(doors, "handshakes") + refused(doors, "connections") + refused(doors,
            "connections-of-address"));
        for (SocketChannel silent : crowd) assertEquals(-1, silent.read(ByteBuffer.allocate(1)));
        doors.awaitConnections(1);
        assertEquals(0, doors.metric("takt_handshakes", "listener", "public"));
        ann.assertPlays();
      } finally {
        for (SocketChannel silent : crowd) silent.close();
      }
    }
  }

  @Test void fiveThousandSilentConnectionsOfOneAddressAreCapped() throws IOException {
    VisitLimits limits = VisitLimits.DEFAULTS;
    try (Doors doors = Doors.open(); JsonPlayer ann = JsonPlayer.playing(doors.socket())) {
      List<SocketChannel> crowd = crowd(doors.port(), _ -> new byte[]{127, 0, 0, 2});
      try {
        doors.awaitMetric(CROWD - limits.connectionsPerAddress(), "takt_connections_refused_total", "reason",
            "connections-of-address");
        doors.awaitConnections(1 + limits.connectionsPerAddress());
        ann.assertPlays();
      } finally {
        for (SocketChannel silent : crowd) silent.close();
      }
    }
  }

  private interface Address {
    byte[] of(int i);
  }

  private static List<SocketChannel> crowd(int port, Address address) throws IOException {
    InetSocketAddress to = new InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), port);
    List<SocketChannel> crowd = new ArrayList<>();
    for (int i = 0; i < CROWD; i++) {
      SocketChannel silent = SocketChannel.open();
      crowd.add(silent);
      silent.bind(new InetSocketAddress(java.net.InetAddress.getByAddress(address.of(i)), 0));
      silent.connect(to);
    }
    return crowd;
  }

  private static String upgrade(RawClient client, String from) {
    return client.say(RawClient.handshake("Sec-WebSocket-Protocol: " + JSON + "\nX-Forwarded-For: " + from + "\n"))
        .answer();
  }

  private static long refused(Doors doors, String reason) {
    return doors.metric("takt_connections_refused_total", "reason", reason);
  }
}

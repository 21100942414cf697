package takt.netty;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import java.net.Inet6Address;
import java.net.NetworkInterface;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import takt.netty.loop.IoKind;
import takt.protocol.json.Json;

/// A room played over a real socket, by frames written by hand.
class PlayTest {
  @Test void helloJoinInputSnapshotEventAndResumeAfterACut() {
    try (Doors doors = Doors.open(); JsonPlayer ann = JsonPlayer.at(doors.socket())) {
      Json welcome = ann.hello("Ann");
      assertEquals("Ann", text(welcome, "name"));

      ann.say("{\"type\":\"join\",\"request\":1,\"room\":\"yard\"}");
      Json joined = ann.next("joined");
      long room = whole(joined, "room");
      long seat = whole(joined, "player");

      double before = x(ann.next("snapshot"));
      ann.say("{\"type\":\"input\",\"room\":" + room + ",\"seq\":1,\"values\":{\"dx\":1}}");
      double after = before;
      while (after <= before) after = x(ann.next("snapshot"));

      ann.say("{\"type\":\"command\",\"room\":" + room + ",\"seq\":1,\"name\":\"say\",\"fields\":{\"text\":\"hi\"}}");
      assertEquals("hi", text(member(ann.next("event"), "fields"), "text"));

      ann.cut();
      try (JsonPlayer again = JsonPlayer.at(doors.socket())) {
        again.say("{\"type\":\"hello\",\"min\":1,\"max\":1,\"resume\":\"" + text(welcome, "resume") + "\"}");
        assertEquals(Json.of(true), again.next("welcome").get("resumed"));
        Json back = again.next("joined");
        assertEquals(seat, whole(back, "player"));
        assertEquals(Json.of(true), back.get("resumed"));
        assertTrue(x(again.next("snapshot")) > before);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(IoKind.class) void everyKindOfIoPlaysOrSaysWhyNot(IoKind kind) {
    if (!isHere(kind)) {
      IllegalStateException no = assertThrows(IllegalStateException.class, () -> Doors.open(b -> b.io(kind)));
      String why = String.valueOf(no.getMessage());
      assertTrue(why.startsWith("io=" + kind + ", but this machine has none"), why);
      return;
    }
    try (Doors doors = Doors.open(b -> b.io(kind)); JsonPlayer ann = JsonPlayer.at(doors.socket())) {
      ann.hello("Ann");
      ann.say("{\"type\":\"join\",\"request\":1,\"room\":\"yard\"}");
      ann.next("joined");
      ann.next("snapshot");
      assertTrue(doors.doors.isAlive());
    }
  }

  private static boolean isHere(IoKind kind) {
    return switch (kind) {
      case EPOLL -> Epoll.isAvailable();
      case IO_URING -> IoUring.isAvailable();
      case AUTO, NIO -> true;
    };
  }

  @Test void bothFamiliesOfAddressesComeToOnePort() throws Exception {
    boolean six = NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
        .anyMatch(address -> address instanceof Inet6Address && address.isLoopbackAddress());
    try (Doors doors = Doors.open()) {
      for (String from : six ? List.of("127.0.0.1", "::1") : List.of("127.0.0.1")) {
        try (RawClient client = RawClient.from(from, doors.port())) {
          client.upgrade("takt.json.v1").text("{\"type\":\"hello\",\"min\":1,\"max\":1,\"token\":\"Ann\"}");
          client.next("welcome");
          assertEquals(from, doors.nextAddress());
        }
      }
    }
  }

  @Test void twoServersInOneJvmShareNothing() {
    try (Doors one = Doors.open(); Doors two = Doors.open()) {
      assertNotEquals(one.port(), two.port());
      try (JsonPlayer ann = JsonPlayer.at(one.socket()); JsonPlayer bob = JsonPlayer.at(two.socket())) {
        Json welcome = ann.hello("Ann");
        bob.hello("Bob");
        assertEquals(1, one.node.desk().sessionCount(), "sessions of the first");
        assertEquals(1, two.metric("takt_connections", "listener", "public"));
        bob.cut();
        try (JsonPlayer stranger = JsonPlayer.at(two.socket())) {
          stranger.say("{\"type\":\"hello\",\"min\":1,\"max\":1,\"resume\":\"" + text(welcome, "resume") + "\"}");
          assertEquals("session-unknown", text(stranger.next("error"), "code"));
        }
      }
    }
  }

  private static Json member(Json json, String name) {
    return requireNonNull(json.get(name), () -> name + " of " + json);
  }

  private static String text(Json json, String name) {
    return member(json, name).text("");
  }

  private static long whole(Json json, String name) {
    return member(json, name).whole(-1);
  }

  /// Where the first walker is.
  private static double x(Json snapshot) {
    Json walkers = member(member(member(snapshot, "state"), "entities"), "walkers");
    Json walker = walkers.members().values().iterator().next();
    return member(walker, "x").number(-1);
  }
}

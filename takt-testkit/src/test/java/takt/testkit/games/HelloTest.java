package takt.testkit.games;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import takt.testkit.RoomTest;

/// Hello: two squares, a bad network, a crash.
class HelloTest {
  @Test void twoPlayersSeeEachOtherMove() {
    try (var room = RoomTest.of(Hello::new).seed(7)) {
      var ann = room.join("ann").input(Hello.Keys.class, i -> i.dx = 1);
      var bob = room.join("bob");
      room.ticks(20);
      Hello.Square real = requireNonNull(room.room().squares.of(ann.player()));
      assertTrue(real.x > 500, "x=" + real.x);
      room.ticks(100);
      assertEquals(800, requireNonNull(bob.sees().squares.of(ann.player())).x);
    }
  }

  @Test void survivesACrashOnABadNetwork() {
    try (var room = RoomTest.of(Hello::new).seed(7)) {
      var ann = room.join("ann").network(80, 20, 0.02).input(Hello.Keys.class, i -> i.dy = -1);
      room.ticks(30).crash().ticks(40);
      assertEquals(room.room().squares.size(), ann.sees().squares.size());
    }
  }
}

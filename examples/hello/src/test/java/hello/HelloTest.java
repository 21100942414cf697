package hello;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import takt.testkit.RoomTest;

/// Two players on a bad network, and a machine that dies between two ticks.
class HelloTest {
  @Test void everyoneSeesWhereEveryoneIs() {
    try (var room = RoomTest.of(Hello::new).seed(7)) {
      var ann = room.join("ann").network(80, 20, 0.02).input(Hello.Keys.class, i -> i.dx = 1);
      var bob = room.join("bob");
      room.ticks(30).crash().ticks(120);
      assertEquals(800, room.room().squares.of(ann.player()).x);
      ann.leave();
      room.ticks(20);
      assertEquals(1, bob.sees().squares.size());
    }
  }
}

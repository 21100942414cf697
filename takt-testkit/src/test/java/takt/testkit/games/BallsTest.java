package takt.testkit.games;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import takt.testkit.RoomTest;

/// Vectors and an entity of two hundred synced fields go to clients, into checkpoints and back.
class BallsTest {
  @Test void vectorsAndManyFieldsTravelAndAreRestored() {
    try (var room = RoomTest.of(Balls::new).seed(7)) {
      var ann = room.join("ann").input(Balls.Keys.class, i -> i.push.set(1, -0.5));
      var bob = room.join("bob");
      room.ticks(90).crash().ticks(90);
      Balls.Ball real = requireNonNull(room.room().balls.of(ann.player()));
      assertTrue(real.at.x > 1 && real.at.y < -0.5, "at=" + real.at);
      ann.input(Balls.Keys.class, i -> i.push.set(0, 0));
      room.ticks(30);
      Balls.Ball seen = new Balls.Ball();
      for (Balls.Ball ball : bob.sees().balls) if (ball.speed.x != 0) seen = ball;
      assertEquals(real.speed.x, seen.speed.x, 0.126);
      assertEquals(real.at.x, seen.at.x, 2, "a few ticks ago");
      assertEquals(1.5, bob.sees().wind.x);
      assertEquals(1, seen.hidden.x, "never sent");
      assertTrue(real.hidden.x > 150, "saved: " + real.hidden);
      assertTrue(seen.f0 > 150 && seen.f199 > 150, "f0=" + seen.f0 + " f199=" + seen.f199);
    }
  }
}

package strangers;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import takt.server.Room;
import takt.server.Tick;
import takt.testkit.RoomTest;

/// A room that reads a clock in plain sight fails its test with the line it does so in.
class ClockInSightTest {
  static class Watcher extends Room {
    @Override protected void onTick(Tick t) {
      if (System.nanoTime() == 0) close();
    }
  }

  @Test void theLineIsNamed() {
    var room = RoomTest.of(Watcher::new);
    room.join("ann");
    room.ticks(3);
    String message = String.valueOf(assertThrows(AssertionError.class, room::close).getMessage());
    assertTrue(message.contains("ClockInSightTest.java:"), message);
    assertTrue(message.contains("nanoTime"), message);
  }
}

package takt.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import takt.client.ClientRoom;
import takt.client.ClientSession;
import takt.protocol.link.Conditions;
import takt.schema.Input;
import takt.schema.Limit;
import takt.schema.Player;
import takt.server.Inputs;
import takt.server.Room;
import takt.server.Tick;

/// After a hiccup of the line inputs wait at the server, each later one behind them: the room works that off.
class InputLeadTest {
  /// Remembers the newest input it has used.
  static class Echo extends Room {
    static class Hands extends Input {
      @Limit(max = 1000) int number;
    }

    final Inputs<Hands> hands = inputs();
    int heard;

    @Override protected void onTick(Tick t) {
      for (Player p : players()) heard = hands.of(p).number;
    }
  }

  /// Ticks from holding a number to the room's using it.
  private static long delay(SimulatedServer server, ClientRoom room, int number) {
    var body = server.rooms().getFirst().body();
    long from = body.tick();
    room.input(Echo.Hands.class).number = number;
    assertTrue(server.advanceUntil(() -> ((Echo) body.room()).heard == number), "never used");
    return body.tick() - from;
  }

  @Test void whatWaitsAtTheServerIsWorkedOff() {
    try (var server = SimulatedServer.builder().seed(9).room("echo", Echo::new).start()) {
      SimulatedClient ann = server.client(ClientSession.Hello.guest("ann"));
      ClientRoom room = ann.join("echo");
      room.input(Echo.Hands.class);
      server.advance(Duration.ofSeconds(2));
      long before = delay(server, room, 1);
      ann.network(Conditions.of(300, 0, 0), Conditions.PERFECT);
      server.advance(Duration.ofMillis(350));
      ann.network(Conditions.PERFECT, Conditions.PERFECT);
      server.advance(Duration.ofSeconds(1));
      long after = delay(server, room, 2);
      assertTrue(after >= before + 2, "before " + before + ", after a hiccup " + after + ": nothing waits");
      server.advance(Duration.ofSeconds(20));
      long later = delay(server, room, 3);
      assertTrue(later < after, "after a hiccup " + after + ", later " + later);
    }
  }
}

package takt.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import takt.client.ClientRoom;
import takt.client.ClientSession;
import takt.client.Codec;
import takt.protocol.json.Json;
import takt.schema.Entity;
import takt.schema.Player;
import takt.schema.Position;
import takt.server.Entities;
import takt.server.Interest;
import takt.server.Room;
import takt.server.RoomConfig;

/// A room under interest in which nobody owns anything and nothing refers to anything is seen as any other.
class NobodysThingsTest {
  static class Field extends Room {
    static class Stone extends Entity {
      @Position(max = 1000) double x, y;
    }

    final Entities<Stone> stones = entities();

    @Override protected void configure(RoomConfig c) {
      c.interest(Interest.within(100));
    }

    @Override protected void onCreate() {
      for (int i = 0; i < 100; i++) {
        Stone stone = stones.add(new Stone());
        stone.x = 10 * i;
      }
    }

    @Override protected void onJoin(Player p) {
      focus(p, 0, 0);
    }
  }

  @ParameterizedTest
  @EnumSource(Codec.class) void isSeenAsAnyOther(Codec codec) {
    try (var server = SimulatedServer.builder().room("field", Field::new).codec(codec).start()) {
      ClientRoom room = server.client(ClientSession.Hello.guest("ann")).join("field");
      server.advance(Duration.ofSeconds(1));
      assertEquals(11, room.state().entities("stones").size());
      assertEquals(100, room.state().entities("stones").values().stream()
          .mapToDouble(row -> row.getOrDefault("x", Json.Null.VALUE).number(0)).max().orElse(0));
    }
  }
}

package takt.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import takt.client.ClientEntities;
import takt.client.ClientRoom;
import takt.client.ClientSession;
import takt.client.Codec;
import takt.schema.Command;
import takt.schema.Entity;
import takt.schema.Player;
import takt.schema.Position;
import takt.server.Entities;
import takt.server.Room;

/// A room has two parts whose entities are of one class: the Java client knows those of both by the class.
class PartsOfOneClassTest {
  static class Yard extends Room {
    static class Crate extends Entity {
      @Position(max = 100) double x;
    }

    record Clear() implements Command {}

    final Entities<Crate> near = entities();
    final Entities<Crate> far = entities();

    @Override protected void onCreate() {
      near.add(new Crate()).x = 1;
      far.add(new Crate()).x = 2;
      far.add(new Crate()).x = 3;
    }

    void on(Player p, Clear clear) {
      for (Crate crate : far) far.remove(crate);
    }
  }

  private static Set<Double> xs(ClientEntities<Yard.Crate> crates) {
    Set<Double> xs = new TreeSet<>();
    for (Yard.Crate crate : crates) xs.add(crate.x);
    return xs;
  }

  @ParameterizedTest
  @EnumSource(Codec.class) void allOfThemAreKnown(Codec codec) {
    try (var server = SimulatedServer.builder().room("yard", Yard::new).start()) {
      ClientRoom room = server.client(ClientSession.Hello.guest("ann"), codec).join("yard");
      server.advance(Duration.ofSeconds(1));
      assertEquals(Set.of(1.0, 2.0, 3.0), xs(room.entities(Yard.Crate.class)));
      assertEquals(Set.of(1.0, 2.0, 3.0), xs(room.frame().entities(Yard.Crate.class)));
      var _ = room.send(new Yard.Clear());
      server.advance(Duration.ofSeconds(1));
      assertEquals(Set.of(1.0), xs(room.entities(Yard.Crate.class)));
      assertEquals(Set.of(1.0), xs(room.frame().entities(Yard.Crate.class)));
    }
  }
}

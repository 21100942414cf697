package takt.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import takt.client.ClientRoom;
import takt.client.ClientSession;
import takt.protocol.link.Conditions;
import takt.schema.Axis;
import takt.schema.Entity;
import takt.schema.Input;
import takt.schema.Player;
import takt.schema.Position;
import takt.server.Entities;
import takt.server.Inputs;
import takt.server.Room;
import takt.server.RoomConfig;
import takt.server.Tick;

/// The same seed gives the same bytes on every link at the same nanoseconds; another seed gives others.
class SameSeedTest {
  /// Things that drift at random, and one that each player steers.
  static class Drift extends Room {
    static class Thing extends Entity {
      @Position(max = 1000) double x, y;
    }
    static class Hands extends Input {
      @Axis double dx;
    }

    final Entities<Thing> things = entities();
    final Inputs<Hands> hands = inputs();

    @Override protected void configure(RoomConfig c) {
      c.seatsMax(3);
    }

    @Override protected void onJoin(Player p) {
      things.add(p, new Thing()).x = random().between(0, 1000);
    }

    @Override protected void onTick(Tick t) {
      for (Thing thing : things) {
        thing.x = Math.clamp(thing.x + hands.of(thing).dx, 0, 1000);
        thing.y = random().between(0, 1000);
      }
    }
  }

  private record Run(String hash, long frames, long resets) {}

  private static Run run(long seed) throws NoSuchAlgorithmException {
    MessageDigest hash = MessageDigest.getInstance("SHA-256");
    long[] frames = new long[1];
    Tap tap = (link, up, nowNs, frame, offset, length) -> {
      frames[0]++;
      hash.update(ByteBuffer.allocate(17).putInt(link).put((byte) (up ? 1 : 0)).putLong(nowNs).putInt(length).flip());
      hash.update(frame, offset, length);
    };
    try (var server = SimulatedServer.builder().seed(seed).room("drift", Drift::new).tap(tap).start()) {
      Conditions weather = Conditions.of(30, 10, 0.03).withStalls(0.005, 300).withResets(0.001);
      List<ClientRoom> rooms = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        SimulatedClient client = server.client(ClientSession.Hello.guest("p" + i)).network(weather, weather);
        ClientRoom room = client.join("drift");
        Drift.Hands hands = room.input(Drift.Hands.class);
        double dx = i / 7.0;
        client.beforeUpdate(() -> hands.dx = dx);
        rooms.add(room);
        server.advance(Duration.ofSeconds(3));
      }
      rooms.getFirst().leave();
      server.advance(Duration.ofSeconds(20));
      return new Run(HexFormat.of().formatHex(hash.digest()), frames[0], server.network().resets());
    }
  }

  @Test void theSameSeedGivesTheSameBytes() throws NoSuchAlgorithmException {
    Run first = run(7);
    assertEquals(first, run(7));
    assertTrue(first.frames > 5000 && first.resets > 3, first::toString);
  }

  @Test void anotherSeedGivesOthers() throws NoSuchAlgorithmException {
    assertNotEquals(run(7).hash, run(8).hash);
  }
}

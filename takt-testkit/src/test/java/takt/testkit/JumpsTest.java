package takt.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import takt.protocol.frame.DownFrame;
import takt.protocol.frame.Payload;
import takt.protocol.json.Json;
import takt.schema.Entity;
import takt.schema.Position;
import takt.server.Entities;
import takt.server.Room;
import takt.server.Tick;

/// An entity that is put somewhere else is told apart from one that moves there.
class JumpsTest {
  /// One thing that moves to the right and jumps back in tick 5.
  static class Hopper extends Room {
    static class Thing extends Entity {
      @Position(max = 100) double x, y;
    }

    final Entities<Thing> things = entities();

    @Override protected void onCreate() {
      things.add(new Thing());
    }

    @Override protected void onTick(Tick t) {
      for (Thing thing : things) {
        thing.x++;
        if (tick() == 5) things.teleport(thing, 0, 0);
      }
    }
  }

  @Test void aJumpHasItsTickHoweverOftenItIsTold() {
    try (var server = SimulatedServer.builder().room("hopper", Hopper::new).start()) {
      // One that takes no differences is told everything each time.
      RawClient client = RawClient.connect(server).say("{'type':'hello','min':1,'max':1,'capabilities':0}");
      client.next(DownFrame.Welcome.class);
      client.say("{'type':'join','request':1,'room':'hopper'}");
      client.next(DownFrame.Joined.class);
      List<Long> jumps = new ArrayList<>();
      for (long tick = 0; tick < 8;) {
        DownFrame.Snapshot snapshot = client.next(DownFrame.Snapshot.class);
        tick = snapshot.tick();
        client.say("{'type':'ack','room':1,'epoch':1,'seen':" + tick + "}");
        Json jump = jump(snapshot);
        if (tick >= 5) jumps.add(jump == null ? 0 : jump.whole(0));
        else assertNull(jump);
      }
      assertTrue(jumps.size() > 1, "jumps=" + jumps);
      for (long jump : jumps) assertEquals(5, jump);
    }
  }

  private static @Nullable Json jump(DownFrame.Snapshot snapshot) {
    Json json = snapshot.state() instanceof Payload.Tree(Json tree) ? tree : Json.Obj.EMPTY;
    for (String name : List.of("entities", "things", "65537")) {
      Json member = json.get(name);
      if (member == null) return null;
      json = member;
    }
    return json.get("jump");
  }
}

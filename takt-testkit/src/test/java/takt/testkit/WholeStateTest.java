package takt.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import takt.protocol.frame.DownFrame;
import takt.schema.Sync;
import takt.server.Room;
import takt.server.RoomConfig;
import takt.server.Tick;

/// A client that cannot go on from what it has asks for whole state, by saying that it has nothing.
class WholeStateTest {
  static class Clock extends Room {
    @Sync(max = 1_000_000) int hand;

    @Override protected void configure(RoomConfig c) {
      c.tickRateHz(20);
    }

    @Override protected void onTick(Tick t) {
      hand++;
    }
  }

  private final SimulatedServer server = SimulatedServer.builder().room("clock", Clock::new).recorded(false).start();
  private final RawClient ann = RawClient.connect(server)
      .say("{'type':'hello','min':1,'max':1,'capabilities':3,'name':'ann'}");
  private final long epoch;

  WholeStateTest() {
    ann.next(DownFrame.Welcome.class);
    epoch = ann.say("{'type':'join','request':1,'room':'clock'}").next(DownFrame.Joined.class).epoch();
  }

  private DownFrame.Snapshot next() {
    return ann.next(DownFrame.Snapshot.class);
  }

  private void ack(long seen) {
    ann.say("{'type': 'ack', 'room': 1, 'epoch': " + epoch + ", 'seen': " + seen + ", 'heard': 0}");
  }

  @Test void whoHasNothingAnyMoreIsToldEverythingOnce() {
    DownFrame.Snapshot first = next();
    assertEquals(0, first.base());
    ack(first.tick());
    DownFrame.Snapshot second = next();
    assertEquals(first.tick(), second.base());
    ack(0);
    DownFrame.Snapshot whole = next();
    assertEquals(0, whole.base());
    assertEquals(whole.tick(), next().base());
  }

  @Test void whoAsksAllTheTimeIsHeardOnceASecond() {
    ack(next().tick());
    int whole = 0;
    int all = 60;
    for (int i = 0; i < all; i++) {
      ack(0);
      DownFrame.Snapshot snapshot = next();
      if (snapshot.base() == 0) whole++;
      ack(snapshot.tick());
    }
    assertTrue(whole >= 3 && whole <= 4, whole + " of " + all + ", which took three seconds");
  }

  @Test void whoNeverHadAnythingAsksForNothing() {
    next();
    ack(0);
    ack(0);
    assertTrue(next().base() > 0);
    assertTrue(ann.all(DownFrame.Snapshot.class, Duration.ofMillis(100)).stream().allMatch(s -> s.base() > 0));
  }
}

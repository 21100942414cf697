package takt.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import takt.protocol.frame.Ack;
import takt.protocol.frame.BinaryFrames;
import takt.protocol.frame.Capability;
import takt.protocol.frame.DownFrame;
import takt.protocol.frame.Payload;
import takt.protocol.frame.UpFrame;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.link.Conditions;
import takt.protocol.link.Link;
import takt.protocol.link.LinkEnd;
import takt.protocol.wire.BitReader;
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

  /// In bits a delta tells how far the states before its base are apart, and the client has none of those any more.
  @Test void whatFollowsBuildsOnNothingFromBefore() {
    List<DownFrame> heard = new ArrayList<>();
    BinaryFrames frames = new BinaryFrames(JsonLimits.OWN);
    long[] tick = new long[1];
    Link link = server.link(true, Conditions.PERFECT, Conditions.PERFECT, new LinkEnd() {
      @Override public void onFrame(byte[] bytes, int offset, int length) {
        DownFrame frame = Objects.requireNonNull(frames.decodeDown(bytes, offset, length));
        heard.add(frame);
        if (frame instanceof DownFrame.Snapshot snapshot) tick[0] = snapshot.tick();
        if (frame instanceof DownFrame.Step step) tick[0] += 1 + step.skipped();
      }

      @Override public void onAlive() {}

      @Override public void onClosed(int code, String reason) {
        throw new AssertionError(code + " " + reason);
      }
    });
    link.send(frames.encode(new UpFrame.Hello(1, 1, Capability.ALL, "", "bob", "", "", "")));
    server.advance(Duration.ofMillis(50));
    link.send(
        frames.encode(new UpFrame.Join(1, "clock", "", "", "", false, false, false, Json.Obj.EMPTY, Json.Obj.EMPTY,
            List.of(), 0)));
    for (int i = 0; i < 60; i++) {
      server.advance(Duration.ofMillis(10));
      if (i == 30) heard.clear();
      link.send(frames.encode(new UpFrame.Acked(1, new Ack(epoch, i == 30 ? 0 : tick[0], 0))));
    }
    int since = -1;
    assertTrue(heard.size() > 4, "heard " + heard.size());
    for (DownFrame frame : heard) {
      if (frame instanceof DownFrame.Snapshot) since = 0;
      else if (since >= 0) assertEquals(since++, older(frame));
    }
    assertTrue(since > 2, "whole state, and " + since + " that follow");
  }

  private static int older(DownFrame frame) {
    if (!(frame instanceof DownFrame.Step step) || !(step.state() instanceof Payload.Packed(byte[] bits))) return -1;
    BitReader in = new BitReader().reset(bits);
    return in.flag() ? 8 : (int) in.count(8);
  }
}

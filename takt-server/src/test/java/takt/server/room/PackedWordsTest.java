package takt.server.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import takt.protocol.frame.DownFrame;
import takt.protocol.frame.ErrorCode;
import takt.protocol.frame.Payload;
import takt.protocol.json.Json;
import takt.protocol.layout.LayoutField;
import takt.protocol.layout.PackedValues;
import takt.protocol.wire.BitReader;
import takt.protocol.wire.BitWriter;
import takt.schema.Axis;
import takt.schema.Command;
import takt.schema.Event;
import takt.schema.Input;
import takt.schema.Limit;
import takt.schema.Lossy;
import takt.schema.Player;
import takt.schema.Press;
import takt.schema.Sync;
import takt.server.Inputs;
import takt.server.Room;
import takt.server.Tick;

/// Inputs, commands, events and replies in bits do what they do in JSON; bits that lie harm nobody but their sender.
class PackedWordsTest {
  /// Says what it was told and counts what it was given.
  static class Parrot extends Room {
    enum Mood { CALM, CROSS }

    static class Hands extends Input {
      @Axis double dx;
      @Limit(min = 1, max = 9) int level;
      Mood mood = Mood.CALM;
      @Press boolean peck;
    }

    record Say(@Limit(max = 20) String text, @Limit(max = 9) int times) implements Command {}
    record Boom() implements Command {}
    record Shrug() implements Command {}
    record Heard(@Limit(max = 99) int letters) {}
    record Said(Player who, @Limit(max = 20) String text) implements Event {}
    @Lossy record Flap(@Limit(max = 9) int wings) implements Event {}

    final Inputs<Hands> hands = inputs();
    @Sync(max = 99) int pecks;

    @Override protected void onTick(Tick t) {
      for (Player p : players()) if (hands.of(p).peck) pecks++;
    }

    Heard on(Player p, Say say) {
      broadcast(new Said(p, say.text()));
      broadcast(new Flap(say.times()));
      return new Heard(say.text().length());
    }

    @SuppressWarnings("NullAway") // on purpose
    Heard on(Player p, Shrug shrug) { return null; }

    void on(Player p, Boom boom) { throw new IllegalStateException("boom"); }
  }

  private static final Json PECK = input(0.5, 3, "CROSS", true);
  private static final Json REST = input(0, 1, "CALM", false);

  private static Json input(double dx, long level, String mood, boolean peck) {
    return new Json.Obj(Map.of("dx", Json.of(dx), "level", Json.of(level), "mood", Json.of(mood), "peck",
        Json.of(peck)));
  }

  private final BareRoom room = new BareRoom(Parrot::new);
  private final BareRoom.Watcher ann = enter(true);
  private final BareRoom.Watcher bob = enter(false);

  private BareRoom.Watcher enter(boolean binary) {
    BareRoom.Watcher watcher = room.enter(binary, Runnable::run);
    watcher.listens = true;
    room.tick();
    return watcher;
  }

  private Parrot parrot() {
    return (Parrot) room.body.room();
  }

  private Parrot.Hands annsHands() {
    return parrot().hands.of(room.body.people().occupants().getFirst());
  }

  private byte[] fields(int tag, Json fields) {
    BitWriter bits = new BitWriter(16);
    PackedValues.writeFields(room.type.roomLayout().commands().get(tag).fields(), fields, bits);
    return bits.toBytes();
  }

  private static Json read(List<LayoutField> fields, Payload payload) {
    BitReader in = new BitReader().reset(((Payload.Packed) payload).bytes());
    Json json = PackedValues.readFields(fields, in);
    assertTrue(in.done());
    return json;
  }

  @Test void anInputIsUsedInItsTick() {
    ann.say(1, PECK);
    room.tick();
    assertEquals(3, annsHands().level);
    assertEquals(Parrot.Mood.CROSS, annsHands().mood);
    assertEquals(0.5, annsHands().dx, 0.004);
    assertEquals(1, parrot().pecks);
  }

  @Test void olderInputsFillWhatWasLost() {
    ann.say(1, REST);
    room.tick();
    // 2 and 3 were lost; 4 brings them, and 1 again.
    ann.say(4, REST, PECK, PECK, REST);
    for (int i = 0; i < 3; i++) room.tick();
    assertEquals(4, room.body.appliedInput(room.body.people().occupants().getFirst()));
    assertEquals(2, parrot().pecks);
    assertEquals(0, room.type.metrics().inputsSkipped.count());
  }

  @Test void bitsThatLieAreRefusedWhole() {
    ann.say(1, REST);
    room.tick();
    // older 0, dx, then level 15, of which there are 9
    byte[] bad = new BitWriter(16).bits(0, 2).bits(127, 8).bits(15, 4).bits(1, 2).bits(0, 1).toBytes();
    ann.say(2, bad);
    room.tick();
    DownFrame.Problem problem = ann.newest(DownFrame.Problem.class);
    assertEquals("input-invalid", problem.code());
    assertEquals("'level' is missing or out of bounds", problem.text());
    assertEquals(1, room.type.metrics().inputsRefused.count());
    assertEquals(1, room.body.newestInput(room.body.people().occupants().getFirst()));
    ann.say(2, new byte[0]);
    ann.say(2, new byte[200]);
    room.tick();
    assertEquals(3, room.type.metrics().inputsRefused.count());
    ann.say(2, REST);
    room.tick();
    assertEquals(2, room.body.newestInput(room.body.people().occupants().getFirst()));
  }

  @Test void noBitsBreakAnything() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 1; i < 20_000; i++) {
      byte[] bits = new byte[random.nextInt(12)];
      random.nextBytes(bits);
      ann.say(i, bits);
      ann.command(i, random.nextBoolean() ? 0 : 3 + random.nextInt(3), bits);
      if (i % 20 == 0) {
        ann.heard.clear();
        ann.act();
        room.tick();
        Parrot.Hands hands = annsHands();
        assertTrue(hands.level >= 1 && hands.level <= 9 && Math.abs(hands.dx) <= 1, "seed 5, " + i);
      }
    }
    assertTrue(room.type.metrics().inputsRefused.count() > 1000 && room.type.metrics().commandsRefused.count() > 1000);
    assertEquals(ErrorCode.REFUSED, bob.ended, "nobody was sent away");
  }

  @Test void commandsEventsAndRepliesAreTheSameInBothCodecs() {
    ann.command(1, 0, fields(0, new Json.Obj(Map.of("text", Json.of("Hö?"), "times", Json.of(2)))));
    room.tick();
    DownFrame.Reply reply = ann.newest(DownFrame.Reply.class);
    assertEquals("", reply.code());
    assertEquals("{letters=Whole[value=3]}",
        read(room.type.answer(Parrot.Heard.class), reply.fields()).members().toString());
    DownFrame.Event event = ann.newest(DownFrame.Event.class);
    DownFrame.Event same = bob.newest(DownFrame.Event.class);
    assertEquals(0, event.tag());
    assertEquals("said", same.name());
    assertEquals(same.fields(),
        new Payload.Tree(read(room.type.roomLayout().events().getFirst().fields(), event.fields())));
    DownFrame.Flash flash = ann.newest(DownFrame.Flash.class);
    assertEquals(1, flash.tag());
    assertEquals(bob.newest(DownFrame.Flash.class).fields(),
        new Payload.Tree(read(room.type.roomLayout().events().get(1).fields(), flash.fields())));
  }

  @Test void whatIsNoCommandIsAnswered() {
    ann.command(1, 7, new byte[0]);
    room.tick();
    assertEquals("command-unknown", ann.newest(DownFrame.Reply.class).code());
    ann.command(2, 0, new byte[]{(byte) 0xff});
    room.tick();
    assertEquals("command-invalid", ann.newest(DownFrame.Reply.class).code());
    for (int tag = 1; tag <= 2; tag++) { // one that fails, and one that does not answer as it says it does
      ann.command(2 + tag, tag, new byte[0]);
      room.tick();
      assertEquals("failed", ann.newest(DownFrame.Reply.class).code());
      assertEquals(2 + tag, ann.newest(DownFrame.Reply.class).seq());
    }
    assertThrows(AssertionError.class, () -> bob.newest(DownFrame.Reply.class));
  }
}

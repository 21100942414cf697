package takt.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import takt.client.ClientRoom;
import takt.client.ClientSession;
import takt.protocol.Protocol;
import takt.protocol.frame.DownFrame;
import takt.protocol.frame.ErrorCode;
import takt.schema.Audience;
import takt.schema.Axis;
import takt.schema.Command;
import takt.schema.Entity;
import takt.schema.Input;
import takt.schema.Limit;
import takt.schema.Player;
import takt.schema.Position;
import takt.schema.Sync;
import takt.server.Entities;
import takt.server.Inputs;
import takt.server.Room;
import takt.server.RoomConfig;
import takt.server.Tick;
import takt.server.session.SessionLimits;

/// Somebody in the room lies, floods and forges: each lie has a typed answer and a counter, and nobody else notices.
class HostileSessionsTest {
  private static final String HELLO = "{'type':'hello','min':1,'max':1,'capabilities':3,'name':'Mallory'}";
  private static final Duration SECOND = Duration.ofSeconds(1);

  /// A yard in which everybody walks.
  static class Yard extends Room {
    static class Walker extends Entity {
      @Position(max = 1_000_000) double x, y;
    }
    @Sync(to = Audience.OWNER) static class Purse extends Entity {
      @Sync(max = 100) int coins = 10;
    }
    static class Legs extends Input {
      @Axis double dx;
      @Limit(max = 3) int gear;
    }

    record Push(Walker who, @Limit(min = -10, max = 10) double by) implements Command {}
    record Rob(Purse whose) implements Command {}
    record Say(@Limit(max = 40) String text) implements Command {}

    final Entities<Walker> walkers = entities();
    final Entities<Purse> purses = entities();
    final Inputs<Legs> legs = inputs();

    @Override protected void configure(RoomConfig c) {
      c.reconnectFor(Duration.ofSeconds(2)).closeWhenEmptyFor(Duration.ofHours(1));
    }

    @Override protected void onJoin(Player p) {
      walkers.add(p, new Walker());
      purses.add(p, new Purse());
    }

    @Override protected void onTick(Tick t) {
      for (Walker walker : walkers) walker.x = Math.clamp(walker.x + legs.of(walker).dx, 0, 1_000_000);
    }

    void on(Player p, Push push) {
      push.who().y = Math.clamp(push.who().y + push.by(), 0, 1_000_000);
    }

    void on(Player p, Rob rob) {
      rob.whose().coins = 0;
    }

    void on(Player p, Say say) {}
  }

  /// An attack from inside a room.
  ///
  /// @param answer the code that answers it, of a problem or a reply; empty where silence is right
  /// @param counter what counts it, as `name label value…`
  /// @param ends whether it ends the connection
  record Attack(String what, BiConsumer<RawClient, Yard> does, String answer, String counter, boolean ends) {
    @Override public String toString() {
      return what;
    }
  }

  private static Attack attack(String what, String frame, String answer, String counter, boolean ends) {
    return new Attack(what, (mallory, _) -> mallory.say(frame), answer, counter, ends);
  }

  private static Attack flood(String what, int times, String frame) {
    return new Attack("flood of " + what, (mallory, _) -> {
      for (int i = 1; i <= times; i++) mallory.say(frame.replace("#", Integer.toString(i)));
    }, "too-fast", error(ErrorCode.TOO_FAST), true);
  }

  private static String error(ErrorCode code) {
    return "takt_errors_total code " + code.code();
  }

  private static String drop(String reason) {
    return "takt_room_drops_total room yard reason " + reason;
  }

  private static String input(String values) {
    return "{'type':'input','room':1,'epoch':1,'seq':1,'values':" + values + "}";
  }

  private static String command(String name, String fields) {
    return "{'type':'command','room':1,'epoch':1,'seq':1,'name':'" + name + "','fields':" + fields + "}";
  }

  static Stream<Attack> attacks() {
    String badFrame = error(ErrorCode.BAD_FRAME);
    String badInput = drop("input-invalid");
    String refused = "takt_commands_refused_total room yard";
    String deep = "[".repeat(2000) + "]".repeat(2000);
    return Stream.of(
        // what is no frame
        attack("truncated", "{'type':'input','room':1,", "bad-frame", badFrame, false),
        attack("nothing", "", "bad-frame", badFrame, false),
        attack("NaN", input("{'dx':NaN}"), "bad-frame", badFrame, false),
        attack("infinity", input("{'dx':1e999}"), "bad-frame", badFrame, false),
        attack("deep", input("{'dx':" + deep + "}"), "bad-frame", badFrame, false),
        attack("many values", input("{'dx':[" + "1,".repeat(5000) + "1]}"), "bad-frame", badFrame, false),
        attack("a long text", command("say", "{'text':'" + "x".repeat(5000) + "'}"), "bad-frame", badFrame, false),
        attack("huge", command("say", "{'text':'" + "x".repeat(Protocol.FRAME_MAX_UP) + "'}"), "too-large",
            error(ErrorCode.TOO_LARGE), true),
        new Attack("no text at all", (mallory, _) -> mallory.bytes(new byte[]{(byte) 0xff, (byte) 0xfe, 0}),
            "bad-frame", badFrame, false),
        new Attack("garbage again and again", (mallory, _) -> {
          for (int i = 0; i < 9; i++) mallory.say("garbage");
        }, "bad-frame", badFrame, true),
        attack("a second hello", HELLO, "bad-frame", badFrame, true),
        // what is a frame, but a lie
        attack("an axis beyond its end", input("{'dx':1.5}"), "input-invalid", badInput, false),
        attack("a whole number out of range", input("{'gear':4}"), "input-invalid", badInput, false),
        attack("a text for a number", input("{'dx':'fast'}"), "input-invalid", badInput, false),
        attack("values that are no object", input("[1]"), "bad-frame", badFrame, false),
        attack("input into another room", "{'type':'input','room':2,'epoch':1,'seq':1,'values':{'dx':1}}", "",
            "takt_drops_total reason of-no-room", false),
        attack("a command that is none", command("becomeAdmin", "{}"), "command-unknown", refused, false),
        attack("a command out of range", command("push", "{'who':65537,'by':11}"), "command-invalid", refused, false),
        attack("a command of another entity class", command("rob", "{'whose':65537}"), "command-invalid", refused,
            false),
        attack("a command of an entity that is not", command("rob", "{'whose':9007199254740991}"), "command-invalid",
            refused, false),
        new Attack("a command of another's hidden entity", (mallory, yard) -> mallory.say(command("rob",
            "{'whose':" + yard.purses.iterator().next().id() + "}")), "command-invalid", refused, false),
        attack("leaving a room one is not in", "{'type':'leave','room':5}", "", "takt_drops_total reason of-no-room",
            false),
        attack("an ack of what was never sent", "{'type':'ack','room':1,'epoch':1,'seen':9007199254740991,"
            + "'heard':9007199254740991}", "", "takt_received_frames_total kind ack", false),
        attack("an ack of another timeline", "{'type':'ack','room':1,'epoch':77,'seen':1,'heard':1}", "",
            "takt_received_frames_total kind ack", false),
        attack("a join of too many options", "{'type':'join','request':9,'room':'yard','options':{'god':true}}",
            "option-invalid", error(ErrorCode.OPTION_INVALID), false),
        // floods
        flood("inputs", 2000, "{'type':'input','room':1,'epoch':1,'seq':#,'values':{'dx':1}}"),
        flood("acks", 2000, "{'type':'ack','room':1,'epoch':1,'seen':#}"),
        flood("commands", 400, "{'type':'command','room':1,'epoch':1,'seq':#,'name':'say','fields':{'text':'x'}}"),
        flood("pings", 200, "{'type':'ping','id':#}"),
        flood("pongs", 200, "{'type':'pong','id':#}"),
        flood("joins", 200, "{'type':'join','request':#,'room':'yard'}"),
        flood("lists", 200, "{'type':'list','request':#,'room':'yard'}"),
        flood("watches", 200, "{'type':'watch','request':#,'room':'yard'}"),
        flood("leaves", 200, "{'type':'leave','room':7}"),
        flood("tunes", 200, "{'type':'tune','room':1,'rate':#}"),
        flood("frames of kinds to come", 200, "{'type':'x-later','skip':true,'n':#}"));
  }

  @ParameterizedTest
  @MethodSource("attacks") void isAnsweredCountedAndHarmsNobody(Attack attack) {
    try (var server = SimulatedServer.builder().room("yard", Yard::new).start()) {
      SimulatedClient ann = server.client(ClientSession.Hello.guest("Ann"));
      ClientRoom annsRoom = ann.join("yard");
      Yard.Legs legs = annsRoom.input(Yard.Legs.class);
      ann.beforeUpdate(() -> legs.dx = 1);
      RawClient mallory = inTheYard(server);
      server.advance(SECOND);
      Yard yard = (Yard) server.rooms().getFirst().body().room();
      Yard.Walker walker = yard.walkers.iterator().next();
      long counted = count(server, attack.counter);
      long tick = annsRoom.tick();
      double x = walker.x;
      attack.does.accept(mallory, yard);
      server.advance(SECOND);
      if (attack.ends) {
        assertEquals(Objects.requireNonNull(ErrorCode.of(attack.answer)).closeCode(), mallory.closeCode());
      } else {
        assertEquals(0, mallory.closeCode());
      }
      assertEquals(attack.answer, answer(mallory));
      assertTrue(count(server, attack.counter) > counted, attack.counter);
      // Ann has walked a step a tick and been told of each; what is hers is untouched.
      assertEquals(20, annsRoom.tick() - tick);
      assertEquals(x + 20, walker.x, 1e-9);
      assertEquals(0, walker.y);
      assertEquals(10, yard.purses.iterator().next().coins);
      assertTrue(annsRoom.isIn() && ann.session().resumes() == 0);
      assertEquals(List.of(), server.faults().all());
      assertEquals(1, server.rooms().size());
    }
  }

  /// The code of the last problem, or refused command, that they were told of; empty for none.
  private static String answer(RawClient mallory) {
    List<DownFrame.Problem> problems = mallory.all(DownFrame.Problem.class, Duration.ZERO);
    if (!problems.isEmpty()) return problems.getLast().code();
    List<DownFrame.Reply> replies = mallory.all(DownFrame.Reply.class, Duration.ZERO);
    return replies.isEmpty() ? "" : replies.getLast().code();
  }

  private static long count(SimulatedServer server, String counter) {
    String[] words = counter.split(" ", -1);
    String[] labels = List.of(words).subList(1, words.length).toArray(String[]::new);
    return server.metrics().counter(words[0], "", labels).count();
  }

  private static RawClient inTheYard(SimulatedServer server) {
    RawClient client = RawClient.connect(server).say(HELLO);
    client.next(DownFrame.Welcome.class);
    client.say("{'type':'join','request':1,'room':'yard'}");
    client.next(DownFrame.Joined.class);
    return client;
  }

  /// One: all its rates allow at once. Twenty: they keep coming, and the room drains less than they could say.
  @ParameterizedTest
  @ValueSource(ints = {1, 20}) void whoSaysMuchTakesNobodysPlaceInTheInbox(int mallories) {
    try (var server = SimulatedServer.builder().room("yard", Yard::new).start()) {
      RawClient ann = inTheYard(server);
      List<RawClient> all = Stream.generate(() -> inTheYard(server)).limit(mallories).toList();
      for (int tick = 0; tick < 20; tick++) {
        int each = tick == 0 ? 500 : 12;
        for (RawClient mallory : all) {
          for (int i = 0; i < each; i++) {
            int n = (tick == 0 ? 0 : 500) + tick * each + i;
            mallory.say("{'type':'input','room':1,'epoch':1,'heard':" + 2 * n + ",'seq':" + n + "}");
            mallory.say("{'type':'ack','room':1,'epoch':1,'heard':" + (2 * n + 1) + "}");
          }
        }
        ann.say("{'type':'command','room':1,'epoch':1,'heard':" + tick + ",'seq':" + (tick + 1)
            + ",'name':'say','fields':{'text':'x'}}");
        server.advance(Duration.ofMillis(50));
      }
      server.advance(SECOND);
      assertEquals(List.of(), ann.all(DownFrame.Problem.class, Duration.ZERO));
      assertEquals(20, ann.all(DownFrame.Reply.class, Duration.ZERO).size());
      assertTrue(count(server, "takt_drops_total reason inbox-full") > 0);
      for (RawClient mallory : all) {
        assertEquals(0, mallory.closeCode());
        assertEquals("room-busy", mallory.next(DownFrame.Problem.class).code());
      }
    }
  }

  @Test void whoSendsInputsFasterWalksNoFaster() {
    try (var server = SimulatedServer.builder().room("yard", Yard::new).start()) {
      RawClient mallory = inTheYard(server);
      Yard yard = (Yard) server.rooms().getFirst().body().room();
      long tick = server.rooms().getFirst().body().tick();
      for (int i = 1; i <= 2000; i++) {
        mallory.say("{'type':'input','room':1,'epoch':1,'seq':" + i + ",'values':{'dx':1}}");
        if (i % 10 == 0) server.advance(Duration.ofMillis(50));
      }
      long ticks = server.rooms().getFirst().body().tick() - tick;
      assertEquals(0, mallory.closeCode());
      assertTrue(ticks >= 199, "ticks=" + ticks);
      assertTrue(yard.walkers.iterator().next().x <= ticks, "x=" + yard.walkers.iterator().next().x);
    }
  }

  // ---- resume tokens

  private static String resume(String token) {
    return "{'type':'hello','min':1,'max':1,'capabilities':3,'resume':'" + token + "'}";
  }

  private static void assertUnknown(SimulatedServer server, String token) {
    long counted = count(server, error(ErrorCode.SESSION_UNKNOWN));
    RawClient mallory = RawClient.connect(server).say(resume(token));
    assertEquals("session-unknown", mallory.next(DownFrame.Problem.class).code());
    server.advance(Duration.ofMillis(10));
    assertEquals(ErrorCode.SESSION_UNKNOWN.closeCode(), mallory.closeCode());
    assertEquals(counted + 1, count(server, error(ErrorCode.SESSION_UNKNOWN)));
  }

  @Test void aForgedResumeTokenOpensNothing() {
    try (var server = SimulatedServer.builder().room("yard", Yard::new).start();
        var other = SimulatedServer.builder().seed(2).room("yard", Yard::new).start()) {
      RawClient ann = RawClient.connect(server).say(HELLO);
      String token = ann.next(DownFrame.Welcome.class).resume();
      for (int at = 0; at < token.length(); at++) {
        char c = token.charAt(at) == 'A' ? 'B' : 'A';
        assertUnknown(server, token.substring(0, at) + c + token.substring(at + 1));
      }
      assertUnknown(server, token.substring(0, token.lastIndexOf('.') + 1));
      assertUnknown(server, token.substring(0, token.lastIndexOf('.')));
      assertUnknown(server, token + "A");
      assertUnknown(server, "s1..");
      assertUnknown(server, RawClient.connect(other).say(HELLO).next(DownFrame.Welcome.class).resume());
      assertEquals(0, ann.closeCode());
      assertEquals(1, server.desk().sessionCount());
    }
  }

  @Test void aResumeTokenShownTwiceMovesTheSession() {
    try (var server = SimulatedServer.builder().room("yard", Yard::new).start()) {
      RawClient first = RawClient.connect(server).say(HELLO);
      String token = first.next(DownFrame.Welcome.class).resume();
      RawClient second = RawClient.connect(server).say(resume(token));
      assertTrue(second.next(DownFrame.Welcome.class).resumed());
      assertEquals("taken-over", first.next(DownFrame.Problem.class).code());
      server.advance(Duration.ofMillis(10));
      assertEquals(ErrorCode.TAKEN_OVER.closeCode(), first.closeCode());
      assertEquals(1, count(server, error(ErrorCode.TAKEN_OVER)));
      assertEquals(1, server.desk().sessionCount());
    }
  }

  @Test void aResumeTokenOfASessionThatIsOverOpensNothing() {
    try (var server = SimulatedServer.builder().room("yard", Yard::new).start()) {
      RawClient ann = RawClient.connect(server).say(HELLO);
      String token = ann.next(DownFrame.Welcome.class).resume();
      ann.say("{'type':'bye'}");
      server.advance(SECOND);
      assertUnknown(server, token);
      RawClient bob = RawClient.connect(server).say(HELLO);
      String late = bob.next(DownFrame.Welcome.class).resume();
      bob.cut();
      server.advance(SessionLimits.DEFAULTS.heldFor().plus(Duration.ofSeconds(2)));
      assertUnknown(server, late);
    }
  }

  @Test void garbageForAHelloEndsTheConnection() {
    try (var server = SimulatedServer.builder().room("yard", Yard::new).start()) {
      RawClient mute = RawClient.connect(server);
      mute.bytes("".getBytes(UTF_8));
      server.advance(SECOND);
      assertFalse(mute.closeCode() == 0, "what is no hello ends a connection that nobody knows");
      assertEquals(1, count(server, error(ErrorCode.BAD_FRAME)));
    }
  }
}

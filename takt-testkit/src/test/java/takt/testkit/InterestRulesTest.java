package takt.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static takt.server.Interest.within;
import static takt.testkit.InterestRulesTest.Plain.What.BACK;
import static takt.testkit.InterestRulesTest.Plain.What.KEEP;
import static takt.testkit.InterestRulesTest.Plain.What.TOWER;
import static takt.testkit.InterestRulesTest.Plain.What.WHEELS;
import static takt.testkit.InterestRulesTest.Plain.What.ANSWER;
import static takt.testkit.InterestRulesTest.Plain.What.SPARK;
import static takt.testkit.InterestRulesTest.Plain.What.BANG;
import static takt.testkit.InterestRulesTest.Plain.What.TELL;
import static takt.testkit.InterestRulesTest.Plain.What.LOOK;
import static takt.testkit.InterestRulesTest.Plain.What.FOCUS;
import static takt.testkit.InterestRulesTest.Plain.What.GIVE;
import static takt.testkit.InterestRulesTest.Plain.What.FRIEND;
import static takt.testkit.InterestRulesTest.Plain.What.COUNT;
import static takt.testkit.InterestRulesTest.Plain.What.SWAP;
import static takt.testkit.InterestRulesTest.Plain.What.REMOVE;
import static takt.testkit.InterestRulesTest.Plain.What.TELEPORT;
import static takt.testkit.InterestRulesTest.Plain.What.MOVE;
import static takt.testkit.InterestRulesTest.Plain.What.ADD;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import takt.protocol.frame.Payload;
import takt.protocol.json.Json;
import takt.schema.Axis;
import takt.schema.Command;
import takt.schema.Entity;
import takt.schema.Event;
import takt.schema.Input;
import takt.schema.Lossy;
import takt.schema.Player;
import takt.schema.Position;
import takt.schema.Sync;
import takt.server.Entities;
import takt.server.Inputs;
import takt.server.Interest;
import takt.server.Reply;
import takt.server.Room;
import takt.server.RoomConfig;
import takt.server.Tick;

/// Who knows of what by where it is, rule by rule: each in bits and in JSON, and each run is replayed.
class InterestRulesTest {
  private static final double NEAR = 100;
  private static final double FAR = 200;
  private static final int FAR_EVERY_TICKS = 4;
  private static final double BEYOND = 400;
  private static final int YOUNG_TICKS = 10;

  /// The codec is the seed's: see [RoomTest].
  enum In {
    BITS(1), JSON(4);

    final long seed;

    In(long seed) {
      this.seed = seed;
    }
  }

  /// Things are where the test puts them. Each player begins at x=1000, a thousand further down than the one before.
  static class Plain extends Room {
    static class Man extends Entity {
      @Position(max = 9000) double x, y;
      @Sync(max = 100_000) int n;
      @Sync
      @Nullable Man friend;
      @Sync(max = 8) final List<Man> herd = new ArrayList<>();
      int tag;
    }
    static class Tower extends Entity {
      @Position(max = 9000) double x, y;
    }
    static class Sign extends Entity {
      @Sync
      @Nullable Man shows;
    }
    static class Wheel extends Entity {
      @Sync(max = 9) int turns;
    }
    static class Stick extends Input {
      @Axis double dx;
    }
    record Greet(@Nullable Man who) implements Command {}
    record Greeted(@Nullable Man who, @Nullable Man last) {}
    record Poke(Man who) implements Command {}
    record Wait() implements Command {}
    record Told(@Nullable Man who) implements Event {}
    record Bang(int loud) implements Event {}
    @Lossy record Spark(int hot) implements Event {}

    enum What {
      ADD, MOVE, TELEPORT, REMOVE, SWAP, COUNT, FRIEND, GIVE, FOCUS, LOOK, TELL, BANG, SPARK, ANSWER, WHEELS, TOWER,
      KEEP, BACK
    }

    /// What the test does, as a server's command: so it is replayed.
    record Act(What what, int tag, double x, double y) implements Command {}

    final Entities<Man> men = entities();
    final Entities<Tower> towers = entities();
    final Entities<Sign> signs = entities();
    final Entities<Wheel> wheels = entities();
    final Inputs<Stick> sticks = inputs();
    @Sync
    @Nullable Man king;
    @Sync(max = 8) final List<Man> court = new ArrayList<>();
    boolean steersMen = true;
    boolean counts;
    @Nullable Man kept;
    private @Nullable Reply<Greeted> asked;

    @Override protected void configure(RoomConfig c) {
      c.tickRateHz(20).seatsMax(8).interest(within(NEAR).far(FAR, FAR_EVERY_TICKS).always(Tower.class));
    }

    @Override protected void onCreate() {
      signs.add(new Sign());
    }

    @Override protected void onJoin(Player p) {
      if (p.isSpectator()) return;
      add(p.number(), 1000, 1000 * p.number(), p);
      wheels.add(p, new Wheel());
    }

    private Man add(int tag, double x, double y, @Nullable Player owner) {
      Man man = owner == null ? men.add(new Man()) : men.add(owner, new Man());
      man.tag = tag;
      man.x = x;
      man.y = y;
      return man;
    }

    @Nullable Man man(int tag) {
      for (Man man : men) {
        if (man.tag == tag) return man;
      }
      return null;
    }

    private Man there(int tag) {
      Man man = man(tag);
      if (man == null) throw new IllegalStateException("tag=" + tag + ", expected a man");
      return man;
    }

    private Player player(int number) {
      for (Player p : players()) if (p.number() == number) return p;
      for (Player p : spectators()) if (p.number() == number) return p;
      throw new IllegalStateException("number=" + number + ", expected somebody here");
    }

    Greeted on(Player p, Greet greet) {
      return new Greeted(greet.who(), king);
    }

    void on(Player p, Poke poke) {
      poke.who().n++;
    }

    Reply<Greeted> on(Player p, Wait wait) {
      Reply<Greeted> reply = reply();
      asked = reply;
      return reply;
    }

    void on(Act act) {
      double x = act.x();
      double y = act.y();
      switch (act.what()) {
        case ADD -> add(act.tag(), x, y, null);
        case MOVE -> {
          there(act.tag()).x = x;
          there(act.tag()).y = y;
        }
        case TELEPORT -> men.teleport(there(act.tag()), x, y);
        case REMOVE -> men.remove(there(act.tag()));
        case SWAP -> {
          men.remove(there(act.tag()));
          add(act.tag(), x, y, null);
        }
        case COUNT -> counts = true;
        case FRIEND -> refer(there(act.tag()), there((int) x));
        case GIVE -> men.give(there(act.tag()), player((int) x));
        case FOCUS -> focus(player((int) x), there(act.tag()));
        case LOOK -> focus(player(act.tag()), x, y);
        case TELL -> broadcast(new Told(there(act.tag())));
        case BANG -> broadcastAt(x, y, new Bang(1));
        case SPARK -> broadcastAt(x, y, new Spark(1));
        case ANSWER -> {
          Reply<Greeted> reply = asked;
          if (reply != null) reply.send(new Greeted(man(act.tag()), king));
        }
        case WHEELS -> steersMen = false;
        case KEEP -> {
          kept = there(act.tag());
          men.remove(there(act.tag()));
        }
        case BACK -> {
          if (kept != null) men.add(kept);
        }
        case TOWER -> towers.add(new Tower()).x = x;
      }
    }

    private void refer(Man from, Man to) {
      from.friend = to;
      from.herd.add(to);
      king = to;
      court.add(to);
      for (Sign sign : signs) sign.shows = to;
    }

    @Override protected void onTick(Tick t) {
      for (Man man : men) {
        if (man.owner() != null && steersMen) man.x += sticks.of(man).dx;
        else if (counts) man.n = (int) t.number();
      }
      if (!steersMen) for (Wheel wheel : wheels) if (sticks.of(wheel).dx > 0) wheel.turns = (wheel.turns + 1) % 10;
    }
  }

  /// The room, and what is done in it.
  private static final class Case implements AutoCloseable {
    private final RoomTest<Plain> test;

    private Case(In in) {
      test = RoomTest.of(Plain::new).seed(in.seed);
    }

    /// Does it, and waits until everybody was told.
    private Case act(Plain.What what, int tag, double x, double y) {
      test.tell(new Plain.Act(what, tag, x, y)).ticks(3);
      return this;
    }

    private Plain.Man man(int tag) {
      return test.room().there(tag);
    }

    private long id(int tag) {
      return man(tag).id();
    }

    private boolean knows(TestPlayer<Plain> who, int tag) {
      return who.client().state().entities("men").containsKey(id(tag));
    }

    @Override public void close() {
      test.close();
    }
  }

  /// What they have of a man; null where nothing was told.
  private static Json field(TestPlayer<Plain> who, long id, String name) {
    return men(who).getOrDefault(id, Map.of()).getOrDefault(name, Json.Null.VALUE);
  }

  private static Map<Long, Map<String, Json>> men(TestPlayer<Plain> who) {
    return who.client().state().entities("men");
  }

  // ---- where somebody looks from

  @ParameterizedTest
  @EnumSource(In.class) void theyLookFromWhatTheySteer(In in) {
    try (var c = new Case(in)) {
      var ann = c.test.join("ann").input(Plain.Stick.class, i -> i.dx = 1);
      c.act(ADD, 50, 1000 + FAR + 20, 1000).act(ADD, 51, 1000, 1000 + BEYOND);
      assertFalse(c.knows(ann, 50));
      c.test.ticks(30);
      assertTrue(c.knows(ann, 50), "they have walked there");
      assertFalse(c.knows(ann, 51));
    }
  }

  @ParameterizedTest
  @EnumSource(In.class) void whatTheySteerWithoutAPlaceIsNoPlaceToLookFrom(In in) {
    try (var c = new Case(in)) {
      c.test.join("bob");
      c.act(WHEELS, 0, 0, 0);
      var ann = c.test.join("ann");
      c.act(ADD, 50, 3100, 3000).act(ADD, 51, 1100, 2000);
      assertEquals(Set.of(c.id(2), c.id(51)), men(ann).keySet(), "from the first with a place that they own");
      c.act(MOVE, 2, 3000, 3000);
      assertEquals(Set.of(c.id(2), c.id(50)), men(ann).keySet());
      c.test.crash().ticks(30);
      assertEquals(Set.of(c.id(2), c.id(50)), men(ann).keySet());
    }
  }

  @ParameterizedTest
  @EnumSource(In.class) void whereTheyDiedTheyGoOnLooking(In in) {
    try (var c = new Case(in)) {
      var ann = c.test.join("ann");
      c.act(ADD, 50, 1100, 1000).act(ADD, 51, 5000, 5000).act(REMOVE, 1, 0, 0);
      assertTrue(c.knows(ann, 50));
      c.act(MOVE, 50, 5000, 5010).act(MOVE, 51, 1010, 1000);
      assertFalse(c.knows(ann, 50));
      assertTrue(c.knows(ann, 51));
      c.test.crash().ticks(30);
      assertTrue(c.knows(ann, 51), "and after a crash");
    }
  }

  @ParameterizedTest
  @EnumSource(In.class) void whatIsNotTheirsAnyMoreDoesNotTakeThemAlong(In in) {
    try (var c = new Case(in)) {
      var ann = c.test.join("ann");
      c.test.join("bob");
      c.act(ADD, 50, 1100, 1000).act(ADD, 51, 5000, 5000).act(GIVE, 1, 2, 0).act(MOVE, 1, 5000, 5000);
      assertEquals(Set.of(c.id(50)), men(ann).keySet(), "it is another's");
      c.act(LOOK, 1, 3000, 3000).act(GIVE, 51, 1, 0);
      assertEquals(Set.of(c.id(51)), men(ann).keySet());
    }
    for (boolean crash : new boolean[]{false, true}) {
      try (var c = new Case(in)) {
        var ann = c.test.join("ann");
        c.act(ADD, 50, 1100, 1000).act(KEEP, 1, 0, 0).act(WHEELS, 0, 0, 0);
        if (crash) c.test.crash().ticks(30);
        c.act(BACK, 0, 0, 0).act(MOVE, 1, 5000, 5000);
        assertEquals(Set.of(c.id(50)), men(ann).keySet(), "it is back, but nobody's; crash " + crash);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(In.class) void theRoomSaysWhereTheyLookFrom(In in) {
    try (var c = new Case(in)) {
      var ann = c.test.join("ann");
      c.act(ADD, 50, 5000, 5000).act(ADD, 51, 7000, 7000).act(ADD, 52, 1050, 1000);
      c.act(FOCUS, 50, 1, 0);
      assertEquals(Set.of(c.id(1), c.id(50)), men(ann).keySet(), "what they own they always know of");
      c.act(MOVE, 50, 6900, 6900);
      assertEquals(Set.of(c.id(1), c.id(50), c.id(51)), men(ann).keySet(), "it follows");
      c.test.crash().ticks(30);
      assertEquals(Set.of(c.id(1), c.id(50), c.id(51)), men(ann).keySet(), "after a crash");
      c.act(REMOVE, 50, 0, 0);
      assertEquals(Set.of(c.id(1), c.id(52)), men(ann).keySet(), "back to what they steer");
      c.act(LOOK, 1, 7050, 7000);
      assertEquals(Set.of(c.id(1), c.id(51)), men(ann).keySet());
      c.test.crash().ticks(30);
      assertEquals(Set.of(c.id(1), c.id(51)), men(ann).keySet(), "after a crash");
    }
  }

  @ParameterizedTest
  @EnumSource(In.class) void aSpectatorSeesNothingWithAPlaceUntilTold(In in) {
    try (var c = new Case(in)) {
      var ann = c.test.join("ann");
      var sue = c.test.spectate("sue");
      c.act(TOWER, 0, 8000, 0);
      assertEquals(Map.of(), men(sue));
      assertEquals(1, sue.client().state().entities("towers").size());
      assertEquals(1, sue.client().state().entities("signs").size());
      c.act(LOOK, sue.client().myNumber(), 1000, 1000);
      assertEquals(Set.of(c.id(1)), men(sue).keySet());
      c.act(FOCUS, 1, sue.client().myNumber(), 0).act(TELEPORT, 1, 4000, 4000);
      assertEquals(Set.of(c.id(1)), men(sue).keySet());
      ann.leave();
      c.test.ticks(5);
      assertEquals(Map.of(), men(sue));
    }
  }

  // ---- what may be spoken of

  @ParameterizedTest
  @EnumSource(In.class) void aCommandNamesOnlyWhatIsInReach(In in) {
    try (var c = new Case(in)) {
      var ann = c.test.join("ann");
      c.act(ADD, 50, 1000 + 1.15 * FAR, 1000).act(ADD, 51, 1000 + 1.25 * FAR, 1000);
      Sent seen = ann.send(new Plain.Poke(c.man(50)));
      Sent beyond = ann.send(new Plain.Poke(c.man(51)));
      Sent nobody = ann.send("poke", new Json.Obj(Map.of("who", Json.of(65536 * 7 + 999))));
      c.test.ticks(4);
      assertTrue(seen.isTaken());
      assertEquals(1, c.man(50).n);
      assertTrue(beyond.isRefused());
      assertEquals(0, c.man(51).n);
      assertEquals(nobody.code(), beyond.code(), "as if it was not there");
      assertEquals(nobody.reason(), beyond.reason());
    }
  }

  @ParameterizedTest
  @EnumSource(In.class) void answersAndEventsSpeakOnlyOfWhatIsSeen(In in) {
    try (var c = new Case(in)) {
      var ann = c.test.join("ann");
      List<Long> told = new ArrayList<>();
      ann.client().on("told", event -> {
        if (event.fields() instanceof Payload.Tree(Json fields)) told.add(id(fields, "who"));
      });
      c.act(ADD, 50, 1100, 1000).act(ADD, 51, 1000, 5000).act(TELL, 50, 0, 0).act(TELL, 51, 0, 0);
      assertEquals(List.of(c.id(50), 0L), told);
      var later = ann.client().send(new Plain.Wait());
      c.test.ticks(3);
      c.act(FRIEND, 50, 51, 0).act(ANSWER, 50, 0, 0);
      assertEquals(c.id(50), id(later.resultNow(), "who"));
      assertEquals(0, id(later.resultNow(), "last"));
      var greeted = ann.client().send(new Plain.Greet(c.man(50)));
      var beyond = ann.client().send(new Plain.Greet(c.man(51)));
      c.test.ticks(4);
      assertEquals(c.id(50), id(greeted.resultNow(), "who"));
      assertEquals(0, id(greeted.resultNow(), "last"));
      assertEquals(Set.of(), known(beyond, c.id(51)));
    }
  }

  private static long id(Json fields, String name) {
    Json json = fields.get(name);
    return json == null ? 0 : json.whole(0);
  }

  /// The ids in an answer, of those asked for; a refusal has none.
  private static Set<Long> known(CompletableFuture<Json> answer, long id) {
    return answer.isCompletedExceptionally() || id(answer.resultNow(), "who") != id ? Set.of() : Set.of(id);
  }

  @ParameterizedTest
  @EnumSource(In.class) void fieldsReferOnlyToWhatIsSeen(In in) {
    try (var c = new Case(in)) {
      var ann = c.test.join("ann");
      c.act(ADD, 50, 1100, 1000).act(ADD, 51, 1000, 5000);
      String secret = "" + c.id(51);
      c.act(FRIEND, 50, 51, 0);
      assertFalse(ann.client().state().toString().contains(secret), ann.client().state()::toString);
      c.act(FRIEND, 1, 51, 0).act(FRIEND, 50, 50, 0);
      assertFalse(ann.client().state().toString().contains(secret), ann.client().state()::toString);
      assertEquals(Json.of(c.id(50)), ann.client().state().room().get("king"));
      c.act(MOVE, 51, 1000, 1100);
      var court = ann.client().state().room().get("court");
      assertTrue(court != null && court.toString().contains(secret), () -> "court " + court);
      assertEquals(Json.of(c.id(51)), field(ann, c.id(1), "friend"));
      c.act(TELEPORT, 51, 1000, 5000);
      assertFalse(ann.client().state().toString().contains(secret), ann.client().state()::toString);
    }
  }

  @ParameterizedTest
  @EnumSource(In.class) void whatHappensAtAPlaceIsHeardByWhoIsNear(In in) {
    try (var c = new Case(in)) {
      var ann = c.test.join("ann");
      var bob = c.test.join("bob");
      var sue = c.test.spectate("sue");
      c.act(BANG, 0, 1000, 1000 + FAR - 1).act(SPARK, 0, 1000 + FAR - 1, 1000);
      c.act(BANG, 0, 1000, 2000).act(SPARK, 0, 1000, 2000).act(BANG, 0, 1000, 1500).act(SPARK, 0, 1000, 1500);
      c.act(BANG, 0, 1000, 2000 + FAR + 1);
      assertEquals(List.of("bang", "spark"), ann.heard());
      assertEquals(List.of("bang", "spark"), bob.heard());
      assertEquals(List.of(), sue.heard());
      c.act(LOOK, sue.client().myNumber(), 1000, 1500).act(BANG, 0, 1000, 1500);
      assertEquals(List.of("bang"), sue.heard());
    }
  }

  // ---- what is known

  @ParameterizedTest
  @EnumSource(In.class) void someAreKnownWhereverTheyAre(In in) {
    try (var c = new Case(in)) {
      var ann = c.test.join("ann");
      var bob = c.test.join("bob");
      c.act(TOWER, 0, 8000, 0);
      assertEquals(1, ann.client().state().entities("towers").size());
      assertEquals(2, bob.client().state().entities("wheels").size());
      assertEquals(1, ann.client().state().entities("signs").size());
      assertEquals(Set.of(c.id(1)), men(ann).keySet());
    }
  }

  @ParameterizedTest
  @EnumSource(In.class) void anOwnerAlwaysKnowsTheirOwn(In in) {
    try (var c = new Case(in)) {
      var ann = c.test.join("ann");
      var bob = c.test.join("bob");
      c.act(ADD, 50, 8000, 8000).act(COUNT, 0, 0, 0).act(GIVE, 50, 1, 0);
      assertTrue(c.knows(ann, 50));
      assertFalse(c.knows(bob, 50));
      // The input was asked for both, so they look from what came last; the first is still theirs.
      assertTrue(c.knows(ann, 1));
      c.act(GIVE, 50, 2, 0);
      assertFalse(c.knows(ann, 50));
      assertTrue(c.knows(bob, 50));
    }
  }

  @ParameterizedTest
  @EnumSource(In.class) void whatIsFarIsToldEveryFewTicksAndThenExactly(In in) {
    try (var c = new Case(in)) {
      var ann = c.test.join("ann");
      c.act(ADD, 50, 1050, 1000).act(ADD, 51, 1150, 1000).act(COUNT, 0, 0, 0).test.ticks(FAR_EVERY_TICKS);
      Set<Long> told = new HashSet<>();
      int late = 0;
      for (int i = 0; i < 40; i++) {
        c.test.ticks(1);
        long tick = ann.client().state().tick();
        assertEquals(tick, field(ann, c.id(50), "n").whole(0));
        long far = field(ann, c.id(51), "n").whole(0);
        assertTrue(tick - far < FAR_EVERY_TICKS, "told of " + far + " in " + tick);
        if (far < tick) late++;
        told.add(far);
      }
      assertTrue(told.size() <= 11 && late >= 29, told + " late " + late);
    }
  }

  @ParameterizedTest
  @EnumSource(In.class) void whatEntersDoesNotFlickerAtTheEdge(In in) {
    try (var c = new Case(in)) {
      var ann = c.test.join("ann");
      c.act(ADD, 50, 1000 + FAR + 1, 1000);
      assertFalse(c.knows(ann, 50), "not yet near enough");
      c.act(MOVE, 50, 1000 + FAR, 1000);
      assertTrue(c.knows(ann, 50));
      c.act(MOVE, 50, 1000 + 1.45 * FAR, 1000);
      assertTrue(c.knows(ann, 50), "it is new");
      c.test.ticks(YOUNG_TICKS);
      assertFalse(c.knows(ann, 50), "it is not new any more");
      c.act(MOVE, 50, 1000 + FAR, 1000).test.ticks(YOUNG_TICKS);
      c.act(MOVE, 50, 1000 + 1.19 * FAR, 1000);
      assertTrue(c.knows(ann, 50));
      c.act(MOVE, 50, 1000 + 1.21 * FAR, 1000);
      assertFalse(c.knows(ann, 50));
      c.act(MOVE, 50, 1000 + FAR, 1000).act(MOVE, 50, 1000 + 1.51 * FAR, 1000);
      assertFalse(c.knows(ann, 50), "too far even for something new");
    }
  }

  @ParameterizedTest
  @EnumSource(In.class) void anotherInTheSameSlotIsAnother(In in) {
    try (var c = new Case(in)) {
      var ann = c.test.join("ann");
      c.act(ADD, 50, 1050, 1000);
      long before = c.id(50);
      for (int i = 0; i < 20; i++) c.act(SWAP, 50, 1050 + i, 1000);
      assertNotEquals(before, c.id(50));
      assertEquals(Set.of(c.id(1), c.id(50)), men(ann).keySet());
      assertEquals(Json.of(1069.0), field(ann, c.id(50), "x"));
      c.act(SWAP, 50, 5000, 5000);
      assertEquals(Set.of(c.id(1)), men(ann).keySet());
    }
  }

  @ParameterizedTest
  @EnumSource(In.class) void whoIsCarriedAcrossTheWorldSeesWhatIsThere(In in) {
    try (var c = new Case(in)) {
      var ann = c.test.join("ann");
      c.act(ADD, 50, 1010, 1000).act(ADD, 51, 8990, 8990);
      for (int i = 0; i < 4; i++) {
        c.act(TELEPORT, 1, 9000, 9000);
        assertEquals(Set.of(c.id(1), c.id(51)), men(ann).keySet());
        c.act(TELEPORT, 1, 1000, 1000);
        assertEquals(Set.of(c.id(1), c.id(50)), men(ann).keySet());
      }
      c.act(TELEPORT, 50, 9000, 0).act(TELEPORT, 51, 1000, 1000);
      assertEquals(Set.of(c.id(1), c.id(51)), men(ann).keySet());
    }
  }

  @ParameterizedTest
  @EnumSource(In.class) void aNewConnectionKnowsTheSame(In in) {
    try (var c = new Case(in)) {
      var ann = c.test.join("ann");
      c.act(ADD, 50, 1010, 1000).act(ADD, 51, 1150, 1000).act(ADD, 52, 5000, 5000).act(COUNT, 0, 0, 0);
      ann.cut();
      c.act(REMOVE, 50, 0, 0);
      c.test.ticks(40);
      assertTrue(ann.resumes() > 0);
      assertEquals(Set.of(c.id(1), c.id(51)), men(ann).keySet());
    }
  }

  // ---- mistakes

  private static String message(Runnable wrong) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, wrong::run).getMessage());
  }

  @Test void aRadiusIsAFiniteNumberAboveZero() {
    for (double radius : new double[]{0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertEquals("radius=" + radius + ", expected a finite number above 0", message(() -> within(radius)));
    }
    for (double radius : new double[]{99, 100, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertEquals("far radius=" + radius + ", expected a finite number above 100.0",
          message(() -> within(100).far(radius, 4)));
    }
    for (int ticks : new int[]{-1, 0, 1, 17}) {
      assertEquals("everyTicks=" + ticks + ", expected 2..16", message(() -> within(100).far(200, ticks)));
    }
    assertEquals(100, within(100).radius());
    assertEquals(1, within(100).farEveryTicks());
    assertEquals(16, within(100).far(200, Interest.EVERY_TICKS_MAX).farEveryTicks());
  }

  /// Has no towers.
  static class Wrong extends Room {
    final Entities<Plain.Wheel> spokes = entities();

    @Override protected void configure(RoomConfig c) {
      c.interest(within(1).always(Plain.Tower.class));
    }
  }

  @Test void onlyWhatTheRoomHasIsAlwaysKnown() {
    assertEquals("interest: always(Tower.class), expected a class of which the room has entities()",
        message(() -> SimulatedServer.builder().room("wrong", Wrong::new).start()));
  }
}

package takt.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static takt.server.Interest.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import takt.client.ClientRoom;
import takt.client.ClientSession;
import takt.client.ClientState;
import takt.client.Codec;
import takt.protocol.json.Json;
import takt.protocol.link.Conditions;
import takt.schema.Angle;
import takt.schema.Audience;
import takt.schema.Axis;
import takt.schema.Entity;
import takt.schema.Input;
import takt.schema.Player;
import takt.schema.Position;
import takt.schema.Sync;
import takt.schema.spi.ClassCode;
import takt.schema.spi.FieldCode;
import takt.schema.spi.ValueType;
import takt.schema.wire.JsonValues;
import takt.server.Entities;
import takt.server.Inputs;
import takt.server.Interest;
import takt.server.Room;
import takt.server.RoomConfig;
import takt.server.Tick;
import takt.server.room.EntityTable;

/// In a room of which everyone sees a little, every client has all that is near, nothing that is far away, and of what
/// it has the truth: in bits and in JSON, on bad lines.
///
/// What a client may see is worked out here from the room's objects and distances alone.
class InterestTest {
  private static final int PLAYERS = 24;
  private static final int HERD = 300;
  private static final double SIDE = 1000;
  private static final double NEAR = 100;
  private static final double FAR = 200;
  private static final int FAR_EVERY_TICKS = 4;
  private static final double LEAVE = FAR * 1.2;
  private static final double LEAVE_YOUNG = FAR * 1.5;
  private static final int TICK_RATE_HZ = 20;
  private static final int YOUNG_TICKS = TICK_RATE_HZ / 2;
  /// Bytes a second that are too few: without a budget it is two to three times that.
  private static final int SHORT_BUDGET = 800;
  /// What waits for longer is told whatever it takes.
  private static final int WAIT_TICKS_MAX = 45;
  private static final Duration STEP = Duration.ofMillis(10);
  private static final int STEPS = 30 * 100;
  private static final int REMEMBERED = 500;

  /// Animals wander, rest, are born, die, change hands, are carried away; wolves know their own.
  static class Meadow extends Room {
    static class Sheep extends Entity {
      @Position(max = SIDE) double x, y;
      @Angle double heading;
      @Sync(max = 100) int wool;
      @Sync(max = 12) String name = "";
      @Sync(max = 50, to = Audience.OWNER) int hunger;
      @Sync(max = 30) final List<Integer> route = new ArrayList<>();
      @Sync(max = 200, to = Audience.OWNER) String diary = "";
      @Sync
      @Nullable Sheep friend;
      @Sync
      @Nullable Stone seat;
      double speed;
    }
    static class Stone extends Entity {
      @Position(max = SIDE) double x, y;
      @Sync(max = 3) int moss;
    }
    @Sync(to = Audience.TEAM) static class Wolf extends Entity {
      @Position(max = SIDE) double x, y;
      @Sync
      @Nullable Sheep prey;
    }
    static class Bell extends Entity {
      @Position(max = SIDE) double x, y;
      @Sync
      @Nullable Sheep ringer;
    }
    static class Rule extends Entity {
      @Sync(max = 99) int number;
      @Sync
      @Nullable Stone carved;
    }
    static class Staff extends Input {
      @Axis double dx, dy;
    }

    final Entities<Sheep> sheep = entities();
    final Entities<Stone> stones = entities();
    final Entities<Wolf> wolves = entities();
    final Entities<Bell> bells = entities();
    final Entities<Rule> rules = entities();
    /// Of which the input was last asked for, by owner.
    final transient Map<Player, Sheep> steered = new HashMap<>();
    final Inputs<Staff> staffs = inputs();
    @Sync
    @Nullable Sheep leader;
    final transient boolean isShort;

    Meadow(boolean isShort) {
      this.isShort = isShort;
    }

    @Override protected void configure(RoomConfig c) {
      Interest interest = within(NEAR).far(FAR, FAR_EVERY_TICKS).always(Bell.class);
      c.tickRateHz(TICK_RATE_HZ).seatsMax(PLAYERS)
          .interest(isShort ? interest.budget(SHORT_BUDGET).weight(Wolf.class, 3) : interest);
    }

    @Override protected void onCreate() {
      for (int i = 0; i < HERD; i++) born();
      for (int i = 0; i < 60; i++) put(stones.add(new Stone()));
      for (int i = 0; i < 3; i++) bells.add(new Bell());
      for (int i = 0; i < 3; i++) rules.add(new Rule());
    }

    @Override protected void onJoin(Player p) {
      team(p, 1 + p.number() % 2);
      own(p);
    }

    private void own(Player p) {
      Sheep mine = sheep.add(p, new Sheep());
      mine.x = random().between(0, SIDE);
      mine.y = random().between(0, SIDE);
    }

    private void put(Stone stone) {
      stone.x = random().between(0, SIDE);
      stone.y = random().between(0, SIDE);
    }

    private void born() {
      Sheep one = sheep.add(new Sheep());
      one.x = random().between(0, SIDE);
      one.y = random().between(0, SIDE);
      one.speed = random().chance(0.3) ? 0 : random().between(0, 60.0);
    }

    @Override protected void onTick(Tick t) {
      for (Sheep s : sheep) move(s, t.stepSeconds());
      for (Wolf wolf : wolves) {
        wolf.x = Math.clamp(wolf.x + random().between(-5, 5.0), 0, SIDE);
        if (random().chance(0.05)) wolf.prey = any();
        if (random().chance(0.01)) wolves.remove(wolf);
      }
      for (Bell bell : bells) {
        bell.x = random().between(0, SIDE);
        if (random().chance(0.1)) bell.ringer = any();
      }
      for (Rule rule : rules) {
        if (random().chance(0.1)) rule.carved = random().chance(0.3) ? null : random().pick(list(stones));
      }
      if (random().chance(0.1)) leader = random().chance(0.2) ? null : any();
      for (Player p : players()) {
        if (sheep.of(p) == null && random().chance(0.05)) own(p);
      }
      while (sheep.size() < HERD) born();
    }

    private @Nullable Sheep any() {
      return random().pick(list(sheep));
    }

    private void note(Sheep s) {
      if (s.route.size() == 30) s.route.removeFirst();
      s.route.add(random().nextInt(1 + s.route.size()), random().nextInt(100_000));
      if (random().chance(0.3)) s.route.subList(0, random().nextInt(s.route.size())).clear();
      s.diary = (s.diary + "né" + s.route.size()).substring(s.diary.length() > 190 ? 40 : 0);
    }

    private void move(Sheep s, double seconds) {
      if (random().chance(s.owner() == null ? 0.01 : 0.2)) note(s);
      Staff staff = staffs.of(s);
      if (s.owner() != null) steered.put(s.owner(), s);
      double speed = s.owner() == null ? s.speed : 80;
      double dx = s.owner() == null ? Math.cos(s.heading) : staff.dx;
      double dy = s.owner() == null ? Math.sin(s.heading) : staff.dy;
      s.x = Math.clamp(s.x + dx * speed * seconds, 0, SIDE);
      s.y = Math.clamp(s.y + dy * speed * seconds, 0, SIDE);
      if (s.owner() != null) s.hunger = (s.hunger + 1) % 50;
      switch (random().nextInt(400)) {
        case 0 -> s.heading = random().between(-3, 3.0);
        case 1 -> s.speed = s.speed > 0 ? 0 : 40;
        case 2 -> s.wool = random().nextInt(100);
        case 3 -> s.name = "s" + random().nextInt(50);
        case 4, 5 -> s.friend = any();
        case 6 -> s.seat = random().pick(list(stones));
        case 7 -> sheep.teleport(s, random().between(0, SIDE), random().between(0, SIDE));
        case 8 -> {
          if (random().chance(0.3)) sheep.remove(s);
        }
        case 9 -> {
          if (s.owner() != null) put(wolves.add(s.owner(), new Wolf()), s);
        }
        case 10 -> {
          if (s.owner() == null && random().chance(0.2)) sheep.give(s, random().pick(list(players())));
        }
        default -> {
          // Nothing special happens to most.
        }
      }
      if (random().chance(0.02)) random().pick(list(stones)).moss = random().nextInt(4);
    }

    private static void put(Wolf wolf, Sheep s) {
      wolf.x = s.x;
      wolf.y = s.y;
    }

    private static <E> List<E> list(Iterable<E> some) {
      List<E> all = new ArrayList<>();
      some.forEach(all::add);
      return all;
    }
  }

  // ---- what there is

  private record Field(Json value, Audience to, boolean ref) {}

  private record Row(long id, int owner, long jump, double x, double y, Map<String, Field> fields) {
    private double distance(double[] from) {
      return Math.hypot(x - from[0], y - from[1]);
    }
  }

  /// @param centres where each player looks from
  private record Truth(long tick, Map<Integer, double[]> centres, Map<Integer, Integer> teams,
      Map<String, Map<Long, Row>> parts, Json leader) {
    private @Nullable Row row(long id) {
      for (Map<Long, Row> rows : parts.values()) {
        if (rows.containsKey(id)) return rows.get(id);
      }
      return null;
    }
  }

  private static Truth truth(SimulatedServer.SimulatedRoom room, @Nullable Truth before) {
    Meadow meadow = (Meadow) room.body().room();
    Map<Integer, double[]> centres = new HashMap<>();
    if (before != null) centres.putAll(before.centres);
    Map<Integer, Integer> teams = new HashMap<>();
    for (Player p : room.body().everyone()) {
      teams.put(p.number(), p.team());
      Meadow.Sheep steered = meadow.steered.get(p);
      if (steered != null && steered.isPresent())
        centres.put(p.number(), new double[]{round(steered.x), round(steered.y)});
    }
    Map<String, Map<Long, Row>> parts = new TreeMap<>();
    for (EntityTable<?> table : room.body().parts().tables()) parts.put(table.name(), rows(table));
    Json leader = meadow.leader == null ? Json.Null.VALUE : ref(meadow.leader);
    return new Truth(room.body().tick(), centres, teams, parts, leader);
  }

  private static Json ref(Entity e) {
    return e.isPresent() ? Json.of(e.id()) : Json.Null.VALUE;
  }

  private static double round(double value) {
    return Math.floor(value * 100 + 0.5) / 100;
  }

  private static <E extends Entity> Map<Long, Row> rows(EntityTable<E> table) {
    Map<Long, Row> rows = new LinkedHashMap<>();
    ClassCode<E> code = table.code();
    for (EntityTable.Row<E> row : table.rows()) {
      if (row == null) continue;
      E e = row.entity();
      Map<String, Field> fields = new LinkedHashMap<>();
      for (int i = 0; i < code.fields().size(); i++) {
        FieldCode.Sent sent = code.fields().get(i).sent();
        if (sent == null) continue;
        boolean ref = sent.as() instanceof ValueType.Ref;
        fields.put(code.fields().get(i).name(), new Field(value(code, e, i, sent.as()), sent.to(), ref));
      }
      Player owner = e.owner();
      rows.put(e.id(), new Row(e.id(), owner == null ? 0 : owner.number(), row.jumpTick(), number(fields, "x"),
          number(fields, "y"), fields));
    }
    return rows;
  }

  private static double number(Map<String, Field> fields, String name) {
    Field field = fields.get(name);
    return field == null ? Double.NaN : field.value.number(0);
  }

  private static <E> Json value(ClassCode<E> code, E e, int i, ValueType as) {
    return switch (as) {
      case ValueType.Whole _ -> Json.of(code.whole(e, i));
      case ValueType.Real real -> Json.of(real.grid().round(code.real(e, i)));
      case ValueType.Angle angle -> Json.of(angle.compass().value(angle.compass().point(code.real(e, i))));
      case ValueType.Ref _ -> code.value(e, i) instanceof Entity other ? ref(other) : Json.Null.VALUE;
      default -> JsonValues.write(as, code.value(e, i));
    };
  }

  // ---- what a client has of it

  private static final class Watched {
    private final ClientRoom room;
    private final Codec codec;
    private final boolean isShort;
    private long checked;
    private int checks;
    private int rowsSeen;
    private int missing;

    private Watched(ClientRoom room, Codec codec, boolean isShort) {
      this.room = room;
      this.codec = codec;
      this.isShort = isShort;
    }

    /// Why a state is not what its client may see, null if it is.
    private @Nullable String wrong(Map<Long, Truth> truths, ClientState state) {
      Truth truth = truths.get(state.tick());
      if (truth == null || !truths.containsKey(state.tick() - WAIT_TICKS_MAX)) return null;
      int me = room.myNumber();
      double[] centre = truth.centres.get(me);
      Map<Long, Map<String, Json>> known = new HashMap<>();
      for (String part : truth.parts.keySet()) known.putAll(state.entities(part));
      for (Map.Entry<String, Map<Long, Row>> part : truth.parts.entrySet()) {
        for (Row row : part.getValue().values()) {
          String wrong = wrong(truths, truth, me, centre, part.getKey(), row, known);
          if (wrong != null) return part.getKey() + " " + row.id + " " + wrong;
        }
      }
      for (Long id : known.keySet()) {
        if (truth.row(id) == null) return id + " is known and not there";
      }
      Json leader = state.room().getOrDefault("leader", Json.Null.VALUE);
      return leader.equals(seen(truth.leader, known)) ? null : "leader is " + leader + ", expected " + truth.leader;
    }

    private static Json seen(Json ref, Map<Long, Map<String, Json>> known) {
      return ref instanceof Json.Null || known.containsKey(ref.whole(0)) ? ref : Json.Null.VALUE;
    }

    private @Nullable String wrong(Map<Long, Truth> truths, Truth truth, int me, double @Nullable [] centre,
        String part,
        Row row, Map<Long, Map<String, Json>> known) {
      Map<String, Json> has = known.get(row.id);
      boolean placed = part.equals("sheep") || part.equals("stones") || part.equals("wolves");
      boolean mine = row.owner == me;
      boolean may = !part.equals("wolves") || mine || sameTeam(truth, me, row.owner);
      double distance = centre == null ? Double.POSITIVE_INFINITY : row.distance(centre);
      if (has == null) {
        if (!may || placed && !mine && distance > FAR - 0.1) return null;
        missing++;
        return isShort && placed && !mine ? null : "is missing at " + distance;
      }
      if (!may) return "is known and not for their eyes";
      rowsSeen++;
      double most = wasIn(truths, truth.tick, me, row.id) ? LEAVE_YOUNG : LEAVE;
      if (placed && !mine && distance > most + 0.1) return "is known at " + distance;
      boolean exact = !placed || !isShort && (mine || distance <= NEAR - 0.1);
      int late = isShort ? WAIT_TICKS_MAX : 2 * FAR_EVERY_TICKS;
      if (isLike(row, mine, has, known)) return null;
      for (int back = 1; !exact && back < late; back++) {
        Truth then = truths.get(truth.tick - back);
        Row old = then == null ? null : then.row(row.id);
        if (old != null && isLike(withRefs(old, row), mine, has, known)) return null;
      }
      return "is " + has + " at " + distance + ", expected " + row;
    }

    /// Whether it may have become known so lately that it is kept more readily.
    private static boolean wasIn(Map<Long, Truth> truths, long tick, int me, long id) {
      for (int back = 0; back <= YOUNG_TICKS; back++) {
        Truth then = truths.get(tick - back);
        Row row = then == null ? null : then.row(id);
        double[] centre = then == null ? null : then.centres.get(me);
        if (row != null && centre != null && row.distance(centre) <= FAR + 0.1) return true;
      }
      return false;
    }

    /// What is told less often is so for all but references: they must never be late.
    private static Row withRefs(Row old, Row now) {
      Map<String, Field> fields = new LinkedHashMap<>(old.fields);
      now.fields.forEach((name, field) -> {
        if (field.ref || field.to != Audience.EVERYONE) fields.put(name, field);
      });
      return new Row(old.id, old.owner, old.jump, old.x, old.y, fields);
    }

    private static boolean sameTeam(Truth truth, int me, int owner) {
      return truth.teams.containsKey(owner) && truth.teams.get(owner).equals(truth.teams.get(me));
    }

    private static boolean isLike(Row row, boolean mine, Map<String, Json> has, Map<Long, Map<String, Json>> known) {
      if (has.getOrDefault("owner", Json.of(0)).whole(-1) != row.owner) return false;
      if (has.getOrDefault("jump", Json.of(0)).whole(-1) != row.jump) return false;
      for (Map.Entry<String, Field> field : row.fields.entrySet()) {
        Json value = field.getValue().to == Audience.OWNER && !mine
            ? Json.Null.VALUE
            : field.getValue().ref ? seen(field.getValue().value, known) : field.getValue().value;
        if (!value.equals(has.getOrDefault(field.getKey(), Json.Null.VALUE))) return false;
      }
      return true;
    }
  }

  @Test void everyoneKnowsWhatIsNearAndNothingElse() {
    for (Watched watched : play(false)) {
      assertTrue(watched.checks > STEPS / 20, "checks=" + watched.checks);
      assertTrue(watched.rowsSeen > watched.checks * 20L, "rows=" + watched.rowsSeen);
    }
  }

  @Test void whatDoesNotFitComesLaterAndIsNeverWrong() {
    for (Watched watched : play(true)) {
      assertTrue(watched.checks > STEPS / 20, "checks=" + watched.checks);
      assertTrue(watched.rowsSeen > watched.checks * 15L, "rows=" + watched.rowsSeen);
      assertTrue(watched.missing < watched.rowsSeen / 4, "missing=" + watched.missing + " of " + watched.rowsSeen);
    }
  }

  private static void lossy(SimulatedClient client, Conditions line, double ratio) {
    Conditions worse = line.withLoss(ratio, 2).withDuplicates(0.05).withReordering(0.1);
    client.network(worse, worse).datagrams();
  }

  private static List<Watched> play(boolean isShort) {
    long seed = 23;
    SplittableRandom random = new SplittableRandom(seed);
    Map<Long, Truth> truths = new LinkedHashMap<>();
    List<Watched> all = new ArrayList<>();
    try (SimulatedServer server = SimulatedServer.builder().seed(seed).room("meadow", () -> new Meadow(isShort))
        .recorded(false)
        .start()) {
      for (int i = 0; i < PLAYERS; i++) {
        Codec codec = i % 2 == 0 ? Codec.BINARY : Codec.JSON;
        Conditions line = i < 4
            ? Conditions.of(20, 0, 0)
            : Conditions.of(15 + random.nextInt(100), random.nextInt(30), 0.03).withStalls(0.002, 3000)
                .withResets(0.0001);
        SimulatedClient client = server.client(ClientSession.Hello.guest("p" + i), codec).network(line, line);
        if (i % 4 == 2) lossy(client, line, isShort ? 0.03 : 0.15);
        Watched watched = new Watched(client.join("meadow"), codec, isShort);
        Meadow.Staff staff = watched.room.input(Meadow.Staff.class);
        client.beforeUpdate(() -> {
          if (random.nextInt(40) > 0) return;
          staff.dx = random.nextDouble(-1, 1);
          staff.dy = random.nextDouble(-1, 1);
        });
        all.add(watched);
      }
      SimulatedServer.SimulatedRoom room = server.rooms().getFirst();
      Truth newest = null;
      for (int step = 0; step < STEPS; step++) {
        server.advance(STEP);
        if (newest == null || newest.tick != room.body().tick()) {
          newest = truth(room, newest);
          truths.put(newest.tick, newest);
        }
        if (truths.size() > REMEMBERED) truths.remove(truths.keySet().iterator().next());
        for (Watched watched : all) {
          ClientState state = watched.room.state();
          if (state.tick() == watched.checked) continue;
          watched.checked = state.tick();
          watched.checks++;
          String wrong = watched.wrong(truths, state);
          if (wrong != null) {
            throw new AssertionError("in " + watched.codec + " to player " + watched.room.myNumber() + " at tick "
                + state.tick() + ": " + wrong + "; seed " + seed);
          }
        }
      }
      assertTrue(room.body().type().metrics().datagrams.count() > (isShort ? 10 : STEPS), "datagrams="
          + room.body().type().metrics().datagrams.count());
      assertTrue(server.network().resets() > 1, "resets=" + server.network().resets());
      assertEquals(0, room.body().type().metrics().faults.count());
    }
    return all;
  }
}

package takt.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import takt.schema.Press;
import takt.schema.Sync;
import takt.schema.spi.ClassCode;
import takt.schema.spi.FieldCode;
import takt.schema.spi.ValueType;
import takt.schema.wire.JsonValues;
import takt.server.Entities;
import takt.server.Inputs;
import takt.server.Room;
import takt.server.RoomConfig;
import takt.server.Tick;
import takt.server.room.EntityTable;
import takt.server.room.Occupant;
import takt.server.room.RoomBody;

/// Sixty-four play for minutes on bad lines, half of them in bits and half in JSON, and whatever state a client has
/// is, to the last field, what it may see of the room at that tick.
///
/// What it may see is worked out here from the room's objects, without anything that captures, judges or writes states.
class BothCodecsTest {
  private static final int PLAYERS = 64;
  private static final Duration STEP = Duration.ofMillis(5);
  /// Two minutes, or as many as -Dtakt.minutes says: ten were run when this was written.
  private static final int STEPS = Integer.getInteger("takt.minutes", 2) * 60 * 200;
  private static final int REMEMBERED = 600;
  private static final Json NOBODY = Json.of(0);

  /// Everything that can be seen by some: things that move, are born, die, change hands and hide.
  static class Fair extends Room {
    enum Kind { APPLE, PEAR, PLUM }

    static class Stall extends Entity {
      @Position(max = 500) double x, y;
      @Angle double heading;
      @Sync(min = -5, max = 5) int mood;
      @Sync boolean open;
      @Sync(max = 1000, to = Audience.OWNER) int money;
      @Sync(max = 100, step = 0.25, to = Audience.TEAM) double plan;
      @Sync(max = 12, to = Audience.SHOWN) String note = "";
      @Sync(to = Audience.OWNER) boolean cross;
      @Sync
      @Nullable Kind sells;
      @Sync
      @Nullable Ware best;
      @Sync
      @Nullable Player friend;
      @Sync(max = 6) final List<Kind> goods = new ArrayList<>();
      @Sync(max = 40) final List<Integer> queue = new ArrayList<>();
      @Sync(max = 40, to = Audience.TEAM) final List<Integer> ledger = new ArrayList<>();
      @Sync(max = 20) final Map<String, Integer> debts = new LinkedHashMap<>();
      @Sync(max = 200, to = Audience.OWNER) String diary = "";
    }
    @Sync(to = Audience.TEAM) static class Ware extends Entity {
      @Position(max = 500) double x;
      @Sync(max = 9999) int price;
    }
    @Sync(to = Audience.SHOWN) static class Letter extends Entity {
      @Sync(max = 20) String text = "";
      @Sync(max = 1, step = 0.001) double wear;
    }
    static class Hands extends Input {
      @Axis double dx, dy;
      @Press boolean trade;
    }

    final Entities<Stall> stalls = entities();
    final Entities<Ware> wares = entities();
    final Entities<Letter> letters = entities();
    final Inputs<Hands> hands = inputs();
    @Sync(max = 100_000) int trades;
    @Sync(max = 20) String weather = "";

    @Override protected void configure(RoomConfig c) {
      c.tickRateHz(10).seatsMax(PLAYERS);
    }

    @Override protected void onJoin(Player p) {
      team(p, p.number() % 4);
      Stall stall = stalls.add(p, new Stall());
      stall.x = random().between(0, 500.0);
    }

    @Override protected void onTick(Tick t) {
      for (Stall stall : stalls) move(stall, t);
      for (Ware ware : wares) {
        ware.price = (ware.price + random().nextInt(40)) % 9999;
        if (random().chance(0.01)) wares.remove(ware);
      }
      for (Letter letter : letters) {
        letter.wear = Math.min(1, letter.wear + 0.001);
        if (random().chance(0.02)) show(letter);
        if (random().chance(0.01)) letters.remove(letter);
      }
      if (random().chance(0.02)) weather = "rain " + random().nextInt(9);
      if (random().chance(0.02)) team(random().pick(people()), random().nextInt(5));
    }

    private List<Player> people() {
      List<Player> all = new ArrayList<>();
      players().forEach(all::add);
      return all;
    }

    private void show(Letter letter) {
      Player who = random().pick(people());
      switch (random().nextInt(5)) {
        case 0 -> letters.showAll(letter);
        case 1 -> letters.hideAll(letter);
        case 2 -> letters.hide(letter, who);
        default -> letters.show(letter, who);
      }
    }

    /// One more, one less, one somewhere else.
    private void edit(List<Integer> all) {
      switch (random().nextInt(20)) {
        case 0 -> all.clear();
        case 1, 2, 3, 4, 5, 6 -> {
          if (all.size() < 40) all.add(random().nextInt(all.size() + 1), random().nextInt(100_000));
        }
        case 7, 8 -> {
          int at = random().nextInt(all.size() + 1);
          all.subList(at, Math.min(all.size(), at + 1)).clear();
        }
        case 9 -> {
          if (!all.isEmpty()) all.add(random().nextInt(all.size()), all.removeLast());
        }
        default -> {
          // As it was.
        }
      }
    }

    private void note(Stall stall) {
      edit(stall.queue);
      edit(stall.ledger);
      String name = "n" + random().nextInt(20);
      if (random().chance(0.1)) stall.debts.put(name, random().nextInt(100));
      if (random().chance(0.05)) stall.debts.remove(name);
      int at = random().nextInt(stall.diary.length() + 1);
      if (random().chance(0.2)) stall.diary = stall.diary.substring(0, at) + "né" + stall.diary.substring(at);
      if (stall.diary.length() > 180) stall.diary = stall.diary.substring(60);
    }

    private void move(Stall stall, Tick t) {
      note(stall);
      Hands h = hands.of(stall);
      stall.x = Math.clamp(stall.x + h.dx * 20 * t.stepSeconds(), 0, 500);
      stall.y = Math.clamp(stall.y + h.dy * 20 * t.stepSeconds(), 0, 500);
      stall.heading += h.dx / 10;
      if (h.trade) trades++;
      stall.money = (stall.money + random().nextInt(3)) % 1000;
      stall.plan = Math.min(100, random().nextInt(30) == 0 ? random().between(0, 100.0) : stall.plan);
      switch (random().nextInt(60)) {
        case 0 -> stalls.teleport(stall, random().between(0, 500.0), random().between(0, 500.0));
        case 1 -> stall.sells = random().nextBoolean() ? null : random().pick(List.of(Kind.values()));
        case 2 -> stall.best = wares.isEmpty() ? null : random().pick(list(wares));
        case 3 -> stall.friend = random().nextBoolean() ? null : random().pick(people());
        case 4 -> {
          if (stall.goods.size() == 6) stall.goods.clear();
          stall.goods.add(random().pick(List.of(Kind.values())));
        }
        case 5 -> stall.note = "n" + random().nextInt(1000);
        case 6 -> stall.open = !stall.open;
        case 7 -> stall.mood = random().between(-5, 5);
        case 8 -> stall.cross = !stall.cross;
        case 9 -> stalls.show(stall, random().pick(people()));
        case 10 -> stalls.hideAll(stall);
        case 11 -> born(stall);
        case 12 -> {
          if (random().nextInt(10) == 0) stalls.give(stall, random().nextBoolean() ? null : random().pick(people()));
        }
        default -> {
          // Nothing special happens to most.
        }
      }
    }

    private void born(Stall stall) {
      Player owner = stall.owner();
      if (wares.size() < 40 && owner != null) wares.add(owner, new Ware()).x = stall.x;
      if (letters.size() < 20) letters.add(new Letter()).text = "dear " + random().nextInt(99);
    }

    private static <E extends Entity> List<E> list(Entities<E> entities) {
      List<E> all = new ArrayList<>();
      entities.forEach(all::add);
      return all;
    }
  }

  // ---- what there is to see

  private record Seen(Json value, Audience to, boolean ref) {}

  private record Row(long id, int owner, long jump, Audience existence, boolean shownToAll, List<Integer> shown,
      Map<String, Seen> fields) {}

  private record Person(int number, int team, Map<String, Json> fields) {}

  private record Truth(Map<String, Json> room, Map<Long, Person> people, Map<String, Map<Long, Row>> parts) {
    private boolean sees(int viewer, Row row, Audience to) {
      if (to == Audience.EVERYONE || row.owner == viewer) return true;
      return switch (to) {
        case TEAM -> team(viewer) != 0 && team(viewer) == team(row.owner);
        case SHOWN -> row.shownToAll || row.shown.contains(viewer);
        default -> false;
      };
    }

    private int team(int number) {
      Person person = people.get((long) number);
      return person == null ? 0 : person.team;
    }

    private Json known(int viewer, Json ref) {
      for (Map<Long, Row> rows : parts.values()) {
        Row row = rows.get(ref.whole(0));
        if (row != null && sees(viewer, row, row.existence)) return ref;
      }
      return Json.Null.VALUE;
    }
  }

  private static Truth truth(SimulatedServer.SimulatedRoom room) {
    Map<Long, Person> people = new TreeMap<>();
    for (Occupant who : room.body().everyone()) {
      people.put((long) who.number(),
          new Person(who.number(), who.isSpectator() ? 0 : who.team(),
              Map.of("name", Json.of(who.name()), "seat", Json.of(who.seat()), "team", Json.of(who.team()), "bot",
                  Json.of(who.isBot()), "connected", Json.of(who.isConnected()))));
    }
    Map<String, Map<Long, Row>> parts = new TreeMap<>();
    for (EntityTable<?> table : room.body().parts().tables()) parts.put(table.name(), rows(table));
    Fair fair = (Fair) room.body().room();
    return new Truth(Map.of("trades", Json.of(fair.trades), "weather", Json.of(fair.weather)), people, parts);
  }

  private static <E extends Entity> Map<Long, Row> rows(EntityTable<E> table) {
    Map<Long, Row> rows = new LinkedHashMap<>();
    for (EntityTable.Row<E> row : table.rows()) {
      if (row == null) continue;
      E e = row.entity();
      Player owner = e.owner();
      Map<String, Seen> fields = new LinkedHashMap<>();
      for (int i = 0; i < table.code().fields().size(); i++) {
        FieldCode field = table.code().fields().get(i);
        FieldCode.Sent sent = field.sent();
        if (sent == null) continue;
        fields.put(field.name(), new Seen(value(table.code(), e, i, sent.as()), sent.to(),
            sent.as() instanceof ValueType.Ref));
      }
      rows.put(e.id(), new Row(e.id(), owner == null ? 0 : owner.number(), row.jumpTick(), table.code().knownTo(),
          row.isShownToAll(), row.shown().stream().map(Player::number).toList(), fields));
    }
    return rows;
  }

  private static <E> Json value(ClassCode<E> code, E e, int i, ValueType as) {
    return switch (as) {
      case ValueType.Flag _ -> Json.of(code.whole(e, i) != 0);
      case ValueType.Whole _ -> Json.of(code.whole(e, i));
      case ValueType.Real real -> Json.of(real.grid().round(code.real(e, i)));
      case ValueType.Angle angle -> Json.of(angle.compass().value(angle.compass().point(code.real(e, i))));
      default -> JsonValues.write(as, code.value(e, i));
    };
  }

  /// What somebody may name in a command is what they are sent.
  private static void commandsKnowTheSame(SimulatedServer.SimulatedRoom room, Truth truth) {
    RoomBody body = room.body();
    for (Occupant who : body.everyone()) {
      if ((who.number() + body.tick()) % 8 != 0) continue;
      for (EntityTable<?> table : body.parts().tables()) {
        Map<Long, Row> rows = truth.parts.getOrDefault(table.name(), Map.of());
        for (EntityTable.Row<?> row : table.rows()) {
          if (row == null) continue;
          Row known = Objects.requireNonNull(rows.get(row.entity().id()));
          boolean may = body.type().sight().mayKnow(body, who, row.entity());
          if (may == truth.sees(who.number(), known, known.existence)) continue;
          throw new AssertionError("at tick " + body.tick() + " player " + who.number() + (may
              ? " may name "
              : " may not name ") + known);
        }
      }
    }
  }

  // ---- comparing

  /// Why a state is not what its client may see, null if it is.
  private static @Nullable String wrong(Truth truth, int viewer, ClientState state) {
    if (!truth.room.equals(state.room())) return "room is " + state.room() + ", expected " + truth.room;
    if (!truth.people.keySet().equals(state.players().keySet())) return "players are " + state.players().keySet();
    for (Map.Entry<Long, Person> person : truth.people.entrySet()) {
      Map<String, Json> fields = state.players().getOrDefault(person.getKey(), Map.of());
      if (!person.getValue().fields.equals(fields)) return "player is " + fields + ", expected " + person;
    }
    for (Map.Entry<String, Map<Long, Row>> part : truth.parts.entrySet()) {
      String wrong = wrong(truth, viewer, part.getValue(), state.entities(part.getKey()));
      if (wrong != null) return part.getKey() + " " + wrong;
    }
    return null;
  }

  private static @Nullable String wrong(Truth truth, int viewer, Map<Long, Row> rows,
      Map<Long, Map<String, Json>> seen) {
    int known = 0;
    for (Row row : rows.values()) {
      if (!truth.sees(viewer, row, row.existence)) continue;
      known++;
      Map<String, Json> fields = seen.get(row.id);
      String wrong = fields == null ? "is missing" : wrong(truth, viewer, row, fields);
      if (wrong != null) return row.id + " " + wrong;
    }
    return known == seen.size() ? null : "are " + seen.size() + ", expected " + known;
  }

  private static @Nullable String wrong(Truth truth, int viewer, Row row, Map<String, Json> fields) {
    if (row.owner != fields.getOrDefault("owner", NOBODY).whole(-1)) return "owner is " + fields.get("owner");
    if (row.jump != fields.getOrDefault("jump", NOBODY).whole(-1)) return "jump is " + fields.get("jump");
    for (Map.Entry<String, Seen> named : row.fields.entrySet()) {
      Seen field = named.getValue();
      Json expected = !truth.sees(viewer, row, field.to)
          ? Json.Null.VALUE
          : field.ref ? truth.known(viewer, field.value) : field.value;
      Json has = fields.getOrDefault(named.getKey(), Json.Null.VALUE);
      if (!expected.equals(has)) return named.getKey() + " is " + has + ", expected " + expected;
    }
    return null;
  }

  private static final class Watched {
    private final ClientRoom room;
    private final Codec codec;
    private long checked;
    private long checks;

    private Watched(ClientRoom room, Codec codec) {
      this.room = room;
      this.codec = codec;
    }
  }

  @Test void everyStateIsWhatItsClientMaySee() {
    long seed = 11;
    SplittableRandom random = new SplittableRandom(seed);
    Map<Long, Truth> truths = new LinkedHashMap<>();
    List<Watched> all = new ArrayList<>();
    try (
        SimulatedServer server = SimulatedServer.builder().seed(seed).room("fair", Fair::new).recorded(false).start()) {
      for (int i = 0; i < PLAYERS; i++) {
        Codec codec = i % 2 == 0 ? Codec.BINARY : Codec.JSON;
        Conditions line = Conditions.of(15 + random.nextInt(100), random.nextInt(30), 0.03).withStalls(0.001, 300)
            .withResets(0.00005);
        boolean lossy = i % 4 == 0;
        if (lossy) line = line.withLoss(0.1, 2).withDuplicates(0.05).withReordering(0.1);
        SimulatedClient client = server.client(ClientSession.Hello.guest("p" + i), codec).network(line, line);
        if (lossy) client.datagrams();
        Watched watched = new Watched(client.join("fair"), codec);
        Fair.Hands hands = watched.room.input(Fair.Hands.class);
        client.beforeUpdate(() -> {
          hands.dx = random.nextDouble(-1, 1);
          hands.trade |= random.nextInt(500) == 0;
        });
        all.add(watched);
      }
      SimulatedServer.SimulatedRoom room = server.rooms().getFirst();
      for (int step = 0; step < STEPS; step++) {
        server.advance(STEP);
        if (!truths.containsKey(room.body().tick())) {
          Truth truth = truth(room);
          truths.put(room.body().tick(), truth);
          commandsKnowTheSame(room, truth);
        }
        if (truths.size() > REMEMBERED) truths.remove(truths.keySet().iterator().next());
        for (Watched watched : all) {
          ClientState state = watched.room.state();
          Truth truth = truths.get(state.tick());
          if (state.tick() == watched.checked || truth == null) continue;
          watched.checked = state.tick();
          watched.checks++;
          String wrong = wrong(truth, watched.room.myNumber(), state);
          if (wrong != null) {
            throw new AssertionError("in " + watched.codec + " to player " + watched.room.myNumber() + " at tick "
                + state.tick() + ": " + wrong + "; seed " + seed);
          }
        }
      }
      assertTrue(server.network().resets() > 10, "resets=" + server.network().resets());
    }
    for (Watched watched : all) assertTrue(watched.checks > STEPS / 200 * 10 / 2, "checks=" + watched.checks);
  }
}

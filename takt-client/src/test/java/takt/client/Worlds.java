package takt.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import takt.protocol.delta.Foresight;
import takt.protocol.delta.Habit;
import takt.protocol.delta.PartShape;
import takt.protocol.json.Json;
import takt.protocol.layout.LayoutField;
import takt.protocol.layout.LayoutType;
import takt.protocol.layout.PackedValues;
import takt.protocol.layout.RoomLayout;

/// States of a room by chance, each a little other than the one before.
///
/// One thread.
final class Worlds {
  private static final long SEED = Long.getLong("takt.seed", 20_260_721);

  private final RoomLayout layout;
  private final SplittableRandom random;
  private long uses;

  Worlds(RoomLayout layout, SplittableRandom random) {
    this.layout = layout;
    this.random = random;
  }

  /// A test's own stream of numbers, told on standard output.
  static SplittableRandom seeded(Class<?> test) {
    System.out.printf("%s: seed %d (again: ./mvnw -pl takt-client -am test -Dtest=%s -Dtakt.seed=%d)%n",
        test.getSimpleName(), SEED, test.getSimpleName(), SEED);
    return new SplittableRandom(SEED ^ test.getSimpleName().hashCode());
  }

  /// What becomes of a state, and how its entities are said to move from then on.
  StatePacker.Packed next(StatePacker.Packed packed, int rowsMax) {
    ClientState state = next(packed.state(), rowsMax);
    Map<String, Habit> habits = new LinkedHashMap<>(packed.habits());
    habits.keySet().removeIf(part -> state.entities(part).isEmpty());
    for (RoomLayout.Part part : layout.entities()) {
      if (random.nextInt(4) > 0 || state.entities(part.name()).isEmpty()) continue;
      PartShape shape = PartShape.of(part);
      habits.put(part.name(), habit(habits.getOrDefault(part.name(), shape.first()), shape.stepped().size()));
    }
    return new StatePacker.Packed(state, habits);
  }

  private Habit habit(Habit known, int fields) {
    Foresight[] chosen = new Foresight[fields];
    for (int f = 0; f < fields; f++) chosen[f] = random.nextBoolean() ? known.foresight(f) : foresight(fields);
    if (!Habit.isPossible(chosen)) for (int f = 0; f < fields; f++) chosen[f] = weights();
    char[] odds = new char[known.places()];
    for (int i = 0; i < odds.length; i++) odds[i] = (char) known.odds(i);
    for (int left = random.nextInt(20); left > 0; left--) {
      odds[random.nextInt(odds.length)] = (char) Habit.told(random.nextInt(-7, 8));
    }
    return known.with(chosen, odds);
  }

  private Foresight foresight(int fields) {
    return random.nextInt(3) > 0 ? weights() : Foresight.by(random.nextInt(fields), random.nextBoolean());
  }

  private Foresight weights() {
    int[] weights = new int[random.nextInt(8)];
    int most = random.nextInt(5) == 0 ? 8192 : 1200;
    for (int k = 0; k < weights.length; k++) weights[k] = random.nextInt(-most, most + 1);
    return Foresight.of(weights);
  }

  /// What becomes of a state.
  ClientState next(ClientState state, int rowsMax) {
    long tick = state.tick() + random.nextInt(1, 4);
    Map<Long, Map<String, Json>> players = new LinkedHashMap<>(state.players());
    if (random.nextInt(3) == 0) players.keySet().removeIf(_ -> random.nextInt(4) == 0);
    if (random.nextInt(3) == 0) players.put(random.nextLong(1, 1 << random.nextInt(1, 31)), player());
    players.replaceAll((_, player) -> random.nextInt(6) == 0 ? named(player) : player);
    Map<String, Map<Long, Map<String, Json>>> entities = new LinkedHashMap<>();
    for (RoomLayout.Part part : layout.entities()) {
      Map<Long, Map<String, Json>> rows = new LinkedHashMap<>(state.entities(part.name()));
      if (random.nextInt(3) == 0) rows.keySet().removeIf(_ -> random.nextInt(4) == 0);
      if (random.nextBoolean()) rows.replaceAll((_, row) -> row(part.fields(), row, tick));
      for (int more = random.nextInt(4); more > 0 && rows.size() < rowsMax; more--) {
        long slot = random.nextInt(5) == 0 ? random.nextInt(1, 65_536) : random.nextInt(1, 2 * rowsMax);
        rows.keySet().removeIf(id -> (id & 0xffff) == slot);
        uses += random.nextLong(1L << random.nextInt(28));
        long id = ++uses << 16 | slot;
        rows.put(id, row(part.fields(), Map.of(), tick));
      }
      if (!rows.isEmpty()) entities.put(part.name(), rows);
    }
    return new ClientState(tick, fields(layout.state(), state.room()), players, entities);
  }

  private Map<String, Json> named(Map<String, Json> player) {
    Map<String, Json> renamed = new LinkedHashMap<>(player);
    renamed.put("name", Json.of("Bob the " + random.nextInt(9) + "th"));
    return renamed;
  }

  private Map<String, Json> player() {
    Map<String, Json> player = new LinkedHashMap<>();
    player.put("name", Json.of(List.of("Ann", "Bob", "Zoë 🎮", "").get(random.nextInt(4))));
    player.put("seat", Json.of(random.nextInt(-1, 100)));
    player.put("team", Json.of(random.nextInt(3)));
    player.put("bot", Json.of(random.nextBoolean()));
    player.put("connected", Json.of(random.nextBoolean()));
    return player;
  }

  private Map<String, Json> row(List<LayoutField> fields, Map<String, Json> before, long tick) {
    Map<String, Json> row = new LinkedHashMap<>(before);
    if (random.nextInt(8) == 0) row.put("owner", Json.of(random.nextInt(100)));
    if (random.nextInt(8) == 0) row.put("jump", Json.of(tick - random.nextInt((int) Math.min(tick, 9))));
    for (LayoutField field : fields) {
      if (before.isEmpty() && field.shared()) row.put(field.name(), value(field, null)); // as every server does
    }
    row.putAll(fields(fields, row));
    return row;
  }

  private Map<String, Json> fields(List<LayoutField> fields, Map<String, Json> before) {
    Map<String, Json> row = new LinkedHashMap<>(before);
    for (LayoutField field : fields) {
      if (random.nextInt(3) == 0) row.put(field.name(), value(field, before.get(field.name())));
    }
    return row;
  }

  private Json value(LayoutField field, @Nullable Json before) {
    if (field.mayBeWithout() && random.nextInt(4) == 0) return Json.Null.VALUE;
    if (before != null && field.type() instanceof LayoutType.Stepped type && random.nextBoolean()) {
      long point = PackedValues.point(type, before) + random.nextInt(-4, 5) * (1L << random.nextInt(12));
      return PackedValues.value(type, Math.clamp(point, type.points().first(), type.points().last()));
    }
    return before != null && random.nextBoolean() ? edited(field.type(), before) : value(field.type());
  }

  /// What becomes of a list, map or text: one more, one less, or one somewhere else.
  private Json edited(LayoutType type, Json before) {
    return switch (type) {
      case LayoutType.Many(LayoutType of, int max) -> new Json.Arr(edited(before.items(), () -> value(of), max));
      case LayoutType.Text(int max) -> {
        List<Integer> codes = edited(before.text("").codePoints().boxed().toList(), () -> (int) 'x', max / 2);
        yield Json.of(codes.stream().map(Character::toString).collect(Collectors.joining()));
      }
      case LayoutType.Table table when table.isNamed() -> {
        Map<String, Json> members = new LinkedHashMap<>(table(table).members());
        if (!members.isEmpty()) members.keySet().retainAll(List.of(members.keySet().iterator().next()));
        before.members().forEach(members::putIfAbsent);
        if (members.size() > table.max()) members.remove(members.keySet().iterator().next());
        yield new Json.Obj(members);
      }
      default -> value(type);
    };
  }

  private <T> List<T> edited(List<T> before, Supplier<T> one, int max) {
    List<T> all = new ArrayList<>(before);
    if (random.nextInt(3) == 0 && !all.isEmpty()) all.remove(random.nextInt(all.size()));
    if (random.nextInt(3) == 0 && !all.isEmpty()) all.add(random.nextInt(all.size()), all.removeLast());
    while (all.size() < max && random.nextInt(3) == 0) all.add(random.nextInt(all.size() + 1), one.get());
    return all;
  }

  Json value(LayoutType type) {
    return switch (type) {
      case LayoutType.Flag _ -> Json.of(random.nextBoolean());
      case LayoutType.Stepped stepped -> PackedValues.value(stepped,
          random.nextLong(stepped.points().first(), stepped.points().last() + 1));
      case LayoutType.Full _ -> Json.of(random.nextInt(4) == 0 ? random.nextInt(99) : random.nextGaussian());
      case LayoutType.Text(int max) -> Json.of("aé日🎮".repeat(random.nextInt(Math.min(max / 5, 9) + 1)));
      case LayoutType.PlayerId _ -> Json.of("guest:" + random.nextInt(99));
      case LayoutType.Choice(List<String> of) -> Json.of(of.get(random.nextInt(of.size())));
      case LayoutType.Struct struct -> new Json.Obj(all(struct.fields(), new LinkedHashMap<>()));
      case LayoutType.OneOf(List<LayoutType.Struct> of) -> {
        LayoutType.Struct record = of.get(random.nextInt(of.size()));
        Map<String, Json> members = new LinkedHashMap<>();
        members.put("type", Json.of(record.name()));
        yield new Json.Obj(all(record.fields(), members));
      }
      case LayoutType.Ref _ -> random.nextInt(4) == 0
          ? Json.Null.VALUE
          : Json.of((long) random.nextInt(1, 99) << 16 | random.nextInt(1, 99));
      case LayoutType.Person _ -> random.nextInt(4) == 0 ? Json.Null.VALUE : Json.of(random.nextInt(1, 99));
      case LayoutType.Many(LayoutType of, int max) -> {
        List<Json> items = new ArrayList<>();
        for (int i = random.nextInt(Math.min(max, 12) + 1); i > 0; i--) items.add(value(of));
        yield new Json.Arr(items);
      }
      case LayoutType.Table _ -> table((LayoutType.Table) type);
      case LayoutType.Alarm _ -> Json.of(random.nextInt(100_000));
    };
  }

  private Map<String, Json> all(List<LayoutField> fields, Map<String, Json> members) {
    for (LayoutField field : fields) members.put(field.name(), value(field, null));
    return members;
  }

  private Json table(LayoutType.Table type) {
    Map<String, Json> members = new LinkedHashMap<>();
    List<Json> pairs = new ArrayList<>();
    for (int i = random.nextInt(Math.min(type.max(), 9) + 1); i > 0; i--) {
      Json key = value(type.key());
      if (key instanceof Json.Null) continue;
      members.put(key instanceof Json.Whole(long number) ? Long.toString(number) : key.text(""), value(type.of()));
      pairs.add(new Json.Arr(List.of(key, value(type.of()))));
    }
    return type.isNamed() ? new Json.Obj(members) : new Json.Arr(pairs);
  }
}

package takt.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import takt.protocol.Protocol;
import takt.protocol.delta.Foresight;
import takt.protocol.delta.Habit;
import takt.protocol.delta.PartShape;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonReader;
import takt.protocol.layout.RoomLayout;

/// The states of `takt/golden/packed.json`: read packed, and as the JSON twin says them.
class PackedGoldenTest {
  static final Json VECTORS = vectors();

  private static Json vectors() {
    try (InputStream in = Protocol.class.getResourceAsStream("/takt/golden/packed.json")) {
      String text = in == null ? "" : new String(in.readAllBytes(), UTF_8);
      return requireNonNull(new JsonReader(JsonLimits.OWN).read(text), "no JSON");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static RoomLayout layout(String name) {
    return RoomLayout.of(at(at(VECTORS, "layouts"), name));
  }

  /// A room whose entities have a field of every type that the vectors of values have.
  static RoomLayout everyType() {
    Map<String, Json> fields = new LinkedHashMap<>();
    for (Json vector : at(VECTORS, "values").items()) {
      Json field = at(vector, "field");
      Map<String, Json> named = new LinkedHashMap<>(field.members());
      named.put("name", Json.of("f" + fields.size()));
      fields.putIfAbsent(field.toString(), new Json.Obj(named));
    }
    Json part = new Json.Obj(Map.of("name", Json.of("things"), "fields", new Json.Arr(List.copyOf(fields.values()))));
    Json none = new Json.Arr(List.of());
    return RoomLayout.of(new Json.Obj(Map.of("state", none, "entities", new Json.Arr(List.of(part)), "inputs", none,
        "commands", none, "events", none)));
  }

  static Json at(Json json, String name) {
    return requireNonNull(json.get(name), name);
  }

  @TestFactory Stream<DynamicTest> statesAreRead() {
    return at(VECTORS, "states").items().stream().map(v -> dynamicTest(at(v, "name").text(""), () -> {
      RoomLayout layout = layout(at(v, "layout").text(""));
      SnapshotReader reader = reader(v, layout);
      Map<Long, ClientState> known = known(v, layout, reader);
      Json baseTick = v.get("baseTick");
      long base = v.get("base") != null ? at(at(v, "base"), "tick").whole(0) : baseTick == null ? 0 : baseTick.whole(0);
      byte[] bits = HexFormat.of().parseHex(at(v, "hex").text(""));
      ClientState read = reader.read(known::get, base, at(v, "tick").whole(0), bits);
      if (at(v, "expect").text("").equals("refused")) {
        assertNull(read);
        return;
      }
      assertNotNull(read);
      ClientState expected = rows(at(v, "tick").whole(0), at(v, "after"));
      assertEquals(expected, read);
      assertEquals(rows(at(v, "tick").whole(0), at(v, "after")), known(rows(0, at(v, "after")), read));
      habits(layout, v.get("habits")).forEach((part, habit) -> {
        assertEquals(habit, read.entities(part) instanceof PackedRows rows ? rows.habit() : null);
      });
    }));
  }

  /// State is written by the server alone, but what becomes of a value it writes as this packer does.
  @TestFactory Stream<DynamicTest> editsAreWritten() {
    RoomLayout layout = layout("edits");
    return at(VECTORS, "states").items().stream()
        .filter(v -> at(v, "layout").text("").equals("edits") && at(v, "expect").text("").equals("both"))
        .map(v -> dynamicTest(at(v, "name").text(""), () -> {
          StatePacker.Packed base = new StatePacker.Packed(rows(55, at(v, "base")), Map.of());
          StatePacker.Packed now = new StatePacker.Packed(rows(57, at(v, "after")), Map.of());
          assertEquals(at(v, "hex").text(""),
              HexFormat.of().formatHex(new StatePacker(layout, 20).pack(List.of(base), now)));
        }));
  }

  private static SnapshotReader reader(Json vector, RoomLayout layout) {
    return new SnapshotReader(layout, (int) at(vector, "tickRateHz").whole(0));
  }

  @TestFactory Stream<DynamicTest> theTwinSaysTheSame() {
    return at(VECTORS, "states").items().stream().filter(v -> v.get("after") != null)
        .map(v -> dynamicTest(at(v, "name").text(""), () -> {
          ClientState base = v.get("base") == null ? ClientState.EMPTY : rows(1, at(v, "base"));
          ClientState read = base.apply(at(v, "tick").whole(0), at(v, "state"));
          assertEquals(rows(at(v, "tick").whole(0), at(v, "after")),
              known(rows(0, at(v, "after")), requireNonNull(read)));
        }));
  }

  /// The older states of a vector as this reader would have them: from bits that say them whole.
  private static Map<Long, ClientState> known(Json vector, RoomLayout layout, SnapshotReader reader) {
    Map<Long, ClientState> known = new LinkedHashMap<>();
    List<Json> states = new ArrayList<>();
    if (vector.get("base") != null) states.add(at(vector, "base"));
    if (vector.get("older") != null) states.addAll(at(vector, "older").items());
    for (Json state : states.reversed()) {
      ClientState rows = rows(at(state, "tick").whole(0), state);
      byte[] whole = new StatePacker(layout, (int) at(vector, "tickRateHz").whole(0)).pack(List.of(),
          new StatePacker.Packed(rows, habits(layout, state.get("habits"))));
      known.put(rows.tick(), requireNonNull(reader.read(_ -> null, 0, rows.tick(), whole), state.toString()));
    }
    return known;
  }

  /// Habits as vectors have them: guesses as lists of `how` and weights, odds as pairs of a place and a `z`.
  private static Map<String, Habit> habits(RoomLayout layout, @Nullable Json told) {
    Map<String, Habit> all = new LinkedHashMap<>();
    if (told == null) return all;
    for (RoomLayout.Part part : layout.entities()) {
      Json habit = told.get(part.name());
      if (habit != null) all.put(part.name(), habit(PartShape.of(part).first(), habit));
    }
    return all;
  }

  private static Habit habit(Habit first, Json told) {
    List<Foresight> foresights = new ArrayList<>();
    for (Json one : at(told, "foresights").items()) {
      int[] of = one.items().stream().mapToInt(n -> (int) n.whole(0)).toArray();
      foresights.add(of[0] < 8
          ? Foresight.of(Arrays.copyOfRange(of, 1, of.length))
          : Foresight.by((of[0] - 8) / 2, of[0] % 2 == 1));
    }
    char[] odds = new char[first.places()];
    for (int i = 0; i < odds.length; i++) odds[i] = (char) first.odds(i);
    Json toldOdds = told.get("odds");
    for (Json one : toldOdds == null ? List.<Json>of() : toldOdds.items()) {
      odds[(int) one.items().getFirst().whole(0)] = (char) Habit.told((int) one.items().getLast().whole(0));
    }
    return first.with(foresights.toArray(Foresight[]::new), odds);
  }

  /// Without parts that have nobody: whether they are there means nothing.
  private static ClientState known(ClientState like, ClientState state) {
    Map<String, Map<Long, Map<String, Json>>> entities = new LinkedHashMap<>(state.entities());
    entities.keySet().removeIf(part -> state.entities(part).isEmpty() && like.entities(part).isEmpty());
    return new ClientState(state.tick(), state.room(), state.players(), entities);
  }

  private static ClientState rows(long tick, Json state) {
    Map<String, Map<Long, Map<String, Json>>> entities = new LinkedHashMap<>();
    at(state, "entities").members().forEach((part, rows) -> {
      if (!rows.members().isEmpty()) entities.put(part, rows(rows));
    });
    return new ClientState(tick, at(state, "room").members(), rows(at(state, "players")), entities);
  }

  private static Map<Long, Map<String, Json>> rows(Json rows) {
    Map<Long, Map<String, Json>> all = new LinkedHashMap<>();
    rows.members().forEach((id, row) -> all.put(Long.valueOf(id), row.members()));
    return all;
  }
}

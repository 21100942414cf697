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
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import takt.protocol.Protocol;
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
      Json foresights = v.get("foresights");
      if (foresights != null) foresights.members().forEach((part, all) -> assertEquals(all, foresights(read, part)));
    }));
  }

  private static SnapshotReader reader(Json vector, RoomLayout layout) {
    return new SnapshotReader(layout, (int) at(vector, "tickRateHz").whole(0));
  }

  /// How a part of a state is foreseen; a part without entities is not.
  private static Json foresights(ClientState state, String part) {
    List<Json> all = new ArrayList<>();
    if (state.entities(part) instanceof PackedRows rows) for (int one : rows.foresights()) all.add(Json.of((long) one));
    return new Json.Arr(all);
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
    for (String name : List.of("earlier", "before", "base")) {
      Json state = vector.get(name);
      if (state == null) continue;
      ClientState rows = rows(at(state, "tick").whole(0), state);
      Json foresights = state.get("foresights");
      byte[] whole = new StatePacker(layout, (int) at(vector, "tickRateHz").whole(0)).pack(StatePacker.NOTHING,
          StatePacker.NOTHING, StatePacker.NOTHING, new StatePacker.Packed(rows, foresights(foresights)));
      known.put(rows.tick(), requireNonNull(reader.read(_ -> null, 0, rows.tick(), whole), name));
    }
    return known;
  }

  private static Map<String, int[]> foresights(@Nullable Json told) {
    Map<String, int[]> all = new LinkedHashMap<>();
    if (told == null) return all;
    told.members().forEach((part, of) -> all.put(part, of.items().stream().mapToInt(n -> (int) n.whole(0)).toArray()));
    return all;
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

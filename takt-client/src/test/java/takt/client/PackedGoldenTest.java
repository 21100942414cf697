package takt.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
      SnapshotReader reader = new SnapshotReader(layout(at(v, "layout").text("")));
      ClientState base = v.get("base") == null ? ClientState.EMPTY : packed(v);
      byte[] bits = HexFormat.of().parseHex(at(v, "hex").text(""));
      ClientState read = reader.read(base, at(v, "tick").whole(0), bits);
      if (at(v, "expect").text("").equals("refused")) {
        assertNull(read);
        return;
      }
      assertNotNull(read);
      ClientState expected = rows(at(v, "tick").whole(0), at(v, "after"));
      assertEquals(expected, read);
      assertEquals(rows(at(v, "tick").whole(0), at(v, "after")), known(rows(0, at(v, "after")), read));
    }));
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

  /// The base of a vector as this reader would have it: from bits that say it whole.
  private static ClientState packed(Json vector) {
    Json base = at(vector, "base");
    RoomLayout layout = layout(at(vector, "layout").text(""));
    byte[] whole = StatePacker.pack(layout, ClientState.EMPTY, rows(at(base, "tick").whole(0), base));
    ClientState read = new SnapshotReader(layout).read(ClientState.EMPTY, at(base, "tick").whole(0), whole);
    return requireNonNull(read, "the base of " + at(vector, "name"));
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

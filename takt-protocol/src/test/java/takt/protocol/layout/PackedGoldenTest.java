package takt.protocol.layout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonReader;
import takt.protocol.wire.BitReader;
import takt.protocol.wire.BitWriter;

/// The vectors of `takt/golden/packed.json` as committed: what is said in a room, as bits.
///
/// `both`: read and written so. `read`: read so. `write`: written so. `refused`. State is tested where it is read, in
/// takt-client.
class PackedGoldenTest {
  private static final String FILE = file();
  private static final Json VECTORS = requireNonNull(new JsonReader(JsonLimits.OWN).read(FILE), "no JSON");

  private static String file() {
    try (InputStream in = PackedGoldenTest.class.getResourceAsStream("/takt/golden/packed.json")) {
      return in == null ? "{}" : new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test void theCommittedFileIsWhatTheGeneratorWrites() {
    assertEquals(PackedVectors.file(), FILE,
        "the wire has changed: if that is meant, run PackedVectors.main (its comment says how) and commit the diff");
  }

  @Test void namesOccurOnceAndEverythingIsKnown() {
    Set<String> names = new HashSet<>();
    Set<String> expected = new HashSet<>();
    for (String list : List.of("values", "payloads", "states")) {
      for (Json vector : PlainBits.at(VECTORS, list).items()) {
        assertTrue(names.add(list + PlainBits.text(vector, "name")), () -> vector.toString());
        expected.add(list + " " + PlainBits.text(vector, "expect"));
      }
    }
    assertTrue(names.size() > 200, () -> "vectors: " + names.size());
    assertEquals(Set.of("values both", "values read", "values write", "values refused", "payloads both",
        "payloads write", "payloads refused", "states both", "states read", "states refused"), expected);
  }

  @TestFactory Stream<DynamicTest> valuesAreReadAndWritten() {
    return PlainBits.at(VECTORS, "values").items().stream().map(v -> dynamicTest(PlainBits.text(v, "name"), () -> {
      LayoutField field = field(PlainBits.at(v, "field"));
      check(v, in -> PackedValues.readField(field, in), out -> PackedValues.writeField(field, json(v), out));
    }));
  }

  @TestFactory Stream<DynamicTest> whatIsSaidInARoomIsReadAndWritten() {
    return PlainBits.at(VECTORS, "payloads").items().stream().map(v -> dynamicTest(PlainBits.text(v, "name"), () -> {
      RoomLayout layout = RoomLayout.of(PlainBits.at(PlainBits.at(VECTORS, "layouts"), PlainBits.text(v, "layout")));
      int tag = (int) PlainBits.at(v, "tag").whole(-1);
      String called = PlainBits.text(v, "called");
      List<LayoutField> fields = switch (PlainBits.text(v, "kind")) {
        case "input" -> requireNonNull(layout.inputs());
        case "command" -> layout.commands().get(layout.commandTag(called)).fields();
        case "reply" -> requireNonNull(layout.commands().get(tag).answers());
        case "event" -> layout.events().get(tag).fields();
        default -> throw new AssertionError(v);
      };
      if (PlainBits.text(v, "kind").equals("input")) {
        check(v, in -> new Json.Arr(PackedInputs.read(fields, in)),
            out -> PackedInputs.write(fields, json(v).items(), out));
      } else {
        check(v, in -> PackedValues.readFields(fields, in), out -> PackedValues.writeFields(fields, json(v), out));
      }
    }));
  }

  private static LayoutField field(Json document) {
    Json none = new Json.Arr(List.of());
    return RoomLayout.of(new Json.Obj(Map.of("state", new Json.Arr(List.of(document)), "entities", none, "inputs", none,
        "commands", none, "events", none))).state().getFirst();
  }

  private static Json json(Json vector) {
    return PlainBits.at(vector, "json");
  }

  private interface Reading {
    Json read(BitReader in);
  }

  private static void check(Json vector, Reading reading, Consumer<BitWriter> writing) {
    String expect = PlainBits.text(vector, "expect");
    byte[] bytes = HexFormat.of().parseHex(PlainBits.text(vector, "hex"));
    BitReader in = new BitReader().reset(bytes);
    Json read = reading.read(in);
    if (expect.equals("refused")) {
      assertFalse(in.done(), () -> "read as " + read);
      return;
    }
    assertTrue(in.done());
    if (!expect.equals("write")) assertEquals(json(vector), read);
    if (expect.equals("read")) return;
    BitWriter out = new BitWriter(16);
    writing.accept(out);
    assertEquals(PlainBits.text(vector, "hex"), HexFormat.of().formatHex(out.toBytes()));
  }
}

package takt.protocol.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import takt.protocol.json.Json;
import takt.protocol.layout.Layout;

/// The golden vectors as committed: what every client library must read and write, this one first.
class GoldenTest {
  private final List<Golden> vectors = Golden.all();

  @Test void theCommittedFileIsWhatTheCodeWrites() {
    assertEquals(GoldenVectors.file(), Golden.file(),
        "the wire has changed: if that is meant, run GoldenVectors.main (its comment says how) and commit the diff");
  }

  @Test void everyKindAndEveryFieldHasAVector() {
    Set<String> missing = new TreeSet<>();
    for (Kind kind : Kind.values()) {
      List<Frame> frames = vectors.stream().filter(v -> v.isFrame() && v.kind().equals(kind.type()))
          .map(v -> v.decode(Golden.Way.JSON)).toList();
      assertTrue(!frames.isEmpty(), () -> "no vector of kind " + kind);
      for (Shape.Field<?> field : Shapes.of(kind).fields()) {
        Object initial = new Shape.Values(Shapes.of(kind)).get(Shapes.of(kind).fields().indexOf(field));
        Set<Object> values = new HashSet<>();
        for (Frame frame : frames) values.add(value(frame, field.name()));
        values.remove(initial);
        if (values.isEmpty()) missing.add(kind.type() + "." + field.name());
      }
    }
    assertEquals(Set.of(), missing, "fields that no vector gives a value");
  }

  @Test void namesOccurOnceAndMeaningsAreThere() {
    Set<String> names = new HashSet<>();
    for (Golden vector : vectors) {
      assertTrue(names.add(vector.name()), vector.name());
      assertTrue(vector.name().matches("[a-z0-9-]+"), vector.name());
      assertTrue(vector.meaning().length() > 5, vector.name());
      assertTrue(vector.kind().isEmpty() || Kind.of(vector.kind()) != null, vector.name());
    }
  }

  @TestFactory Stream<DynamicTest> framesAreReadAndWritten() {
    return vectors.stream().filter(Golden::isFrame).map(vector -> dynamicTest(vector.name(), () -> {
      Frame json = vector.decode(Golden.Way.JSON);
      Frame binary = vector.decode(Golden.Way.BINARY);
      assertEquals(vector.json(), new String(Golden.Way.JSON.codec().encode(json), UTF_8));
      assertEquals(vector.hex(), Golden.hex(Golden.Way.BINARY.codec().encode(binary)));
      assertEquals(vector.kind(), Shapes.of(json).kind().type());
      assertEquals(json, vector.asInJson(binary), "one frame, two codecs");
      assertEquals(Shapes.of(json).kind().code(), Integer.parseInt(vector.hex(), 0, 2, 16));
    }));
  }

  @TestFactory Stream<DynamicTest> otherWaysToWriteAFrameAreRead() {
    return vectors.stream().filter(v -> v.expect().equals("read")).map(vector -> dynamicTest(vector.name(), () -> {
      Frame json = vector.decode(Golden.Way.JSON);
      assertEquals(json, vector.decode(Golden.Way.BINARY));
      assertEquals(vector.kind(), Shapes.of(json).kind().type());
    }));
  }

  @TestFactory Stream<DynamicTest> whatIsNoFrameIsSkippedOrRefused() {
    return vectors.stream().filter(v -> !v.isFrame() && !v.expect().equals("read"))
        .map(vector -> dynamicTest(vector.name(), () -> {
          for (Golden.Way way : Golden.Way.values()) {
            FrameCodec codec = way.codec();
            byte[] bytes = vector.bytes(way);
            assertNull(vector.up() ? codec.decodeUp(bytes, 0, bytes.length) : codec.decodeDown(bytes, 0, bytes.length));
            assertEquals(vector.expect().equals("skipped"), codec.skipped(), way::name);
            assertTrue(codec.error().contains("goes this way"), codec.error());
          }
        }));
  }

  @Test void theLayoutOfAJoinedIsTheHashOfItsSchema() {
    int found = 0;
    for (Golden vector : vectors) {
      if (!vector.isFrame() || !(vector.decode(Golden.Way.JSON) instanceof DownFrame.Joined joined)) continue;
      if (joined.schema().equals(Json.Obj.EMPTY)) continue;
      assertEquals(joined.layout(), Layout.of(joined.schema()).hash());
      found++;
    }
    assertTrue(found > 0);
  }

  @Test void everyFieldOfTheFileIsKnown() {
    Set<String> known = Set.of("name", "kind", "way", "expect", "meaning", "json", "hex", "tag", "payload");
    List<String> order = new ArrayList<>();
    for (Golden vector : vectors) order.addAll(vector.members().keySet());
    assertEquals(known, new HashSet<>(order));
    for (Golden vector : vectors) assertNotNull(vector.members().get("hex"));
  }

  @SuppressWarnings("unchecked") private static Object value(Frame frame, String field) {
    for (Shape.Field<Frame> f : Shapes.of(frame).fields()) {
      if (f.name().equals(field)) return f.get().apply(frame);
    }
    throw new AssertionError(field);
  }
}

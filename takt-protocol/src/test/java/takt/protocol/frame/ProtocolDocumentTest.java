package takt.protocol.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import takt.protocol.Protocol;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonReader;

/// `docs/PROTOCOL.md` says what the code does: kinds, fields, examples, errors, bytes.
///
/// The walkthrough and the limits of rooms are tested where there is a server, in takt-testkit.
class ProtocolDocumentTest {
  private static final Pattern SECTION = Pattern.compile("(?m)^#### `([a-z]+)`, kind (\\d+)(, may be skipped)?$");
  private static final Pattern FIELD = Pattern.compile("(?m)^\\| (\\d+) \\| `(\\w+)` \\| ([^|]+) \\|");
  private static final Pattern EXAMPLE = Pattern.compile("(?s)```json\n(.*?)```");
  private static final Pattern ERROR = Pattern.compile("(?m)^\\| `([a-z-]+)` \\| (4\\d\\d\\d|–) \\| .+\\|$");

  private final String page;

  ProtocolDocumentTest() throws IOException {
    page = Files.readString(Path.of("../docs/PROTOCOL.md"), UTF_8);
  }

  /// The page's part about a kind, up to the next heading.
  private Map<String, String> sections() {
    Map<String, String> sections = new HashMap<>();
    Matcher section = SECTION.matcher(page);
    while (section.find()) {
      String rest = page.substring(section.start());
      sections.put(section.group(1), rest.split("\n#{2,4} ", 2)[0]);
    }
    return sections;
  }

  @TestFactory Stream<DynamicTest> everyKindIsListedWithItsFields() {
    Map<String, String> sections = sections();
    assertEquals(Kind.values().length, sections.size());
    return Arrays.stream(Kind.values()).map(kind -> dynamicTest(kind.type(), () -> {
      String section = section(sections.get(kind.type()), kind.type());
      Matcher heading = SECTION.matcher(section);
      assertTrue(heading.find());
      assertEquals(kind.code(), Integer.parseInt(heading.group(2)));
      assertEquals(kind.isSkippable(), heading.group(3) != null);
      List<String> listed = new ArrayList<>();
      Matcher row = FIELD.matcher(section);
      while (row.find()) listed.add(row.group(1) + " " + row.group(2) + " " + row.group(3));
      List<String> real = new ArrayList<>();
      for (Shape.Field<?> f : Shapes.of(kind).fields()) {
        int number = f.number() == 0 ? real.size() + 1 : f.number();
        real.add(number + " " + f.name() + " " + type(f));
      }
      // In the JSON twin a data frame's place has no numbers that count; the table numbers them in order.
      assertEquals(real, listed);
    }));
  }

  private static String section(@Nullable String section, String kind) {
    assertNotNull(section, kind);
    return String.valueOf(section);
  }

  private static String type(Shape.Field<?> field) {
    return switch (field.type()) {
      case WHOLE -> field.max() == Protocol.WHOLE_MAX ? "whole" : "whole ≤ " + field.max();
      case FLAG -> "flag";
      case TEXT -> "text ≤ " + field.max();
      case TEXTS -> "texts ≤ " + field.max();
      case JSON -> "object ≤ " + field.max();
      case JSONS -> "objects ≤ " + field.max();
      case REAL -> "real";
      case PAYLOAD -> "payload";
    };
  }

  @TestFactory Stream<DynamicTest> everyKindHasAnExampleThatIsOne() {
    Map<String, String> sections = sections();
    return Arrays.stream(Kind.values()).map(kind -> dynamicTest(kind.type(), () -> {
      Matcher example = EXAMPLE.matcher(section(sections.get(kind.type()), kind.type()));
      assertTrue(example.find(), "no example");
      String json = example.group(1).strip();
      Frame frame = decode(json);
      assertEquals(kind, Shapes.of(frame).kind());
      assertEquals(json, new String(new JsonFrames(JsonLimits.OWN).encode(frame), UTF_8), "written as we write it");
    }));
  }

  @Test void examplesOutsideOfTheListAreFramesToo() {
    int found = 0;
    Matcher example = EXAMPLE.matcher(page.substring(0, page.indexOf("## 13. Every frame")));
    for (; example.find(); found++) decode(example.group(1));
    assertTrue(found > 0);
    Matcher schema = Pattern.compile("(?s)```json schema\n(.*?)```").matcher(page);
    assertTrue(schema.find());
    assertNotNull(new JsonReader(JsonLimits.OWN).read(schema.group(1)));
  }

  private static Frame decode(String json) {
    byte[] bytes = json.getBytes(UTF_8);
    JsonFrames codec = new JsonFrames(JsonLimits.OWN);
    Frame frame = codec.decodeDown(bytes, 0, bytes.length);
    String error = codec.error();
    if (frame == null) frame = codec.decodeUp(bytes, 0, bytes.length);
    if (frame == null) throw new AssertionError(error + "; " + codec.error() + ": " + json);
    return frame;
  }

  @Test void everyErrorIsListedOnceWithItsCloseCode() {
    Map<String, String> listed = new HashMap<>();
    String part = page.substring(page.indexOf("## 11. Errors"), page.indexOf("## 12. Limits"));
    Matcher row = ERROR.matcher(part);
    while (row.find()) assertEquals(null, listed.put(row.group(1), row.group(2)), row.group(1));
    Map<String, String> real = new HashMap<>();
    for (ErrorCode code : ErrorCode.values()) {
      real.put(code.code(), code.closeCode() == 0 ? "–" : Integer.toString(code.closeCode()));
    }
    assertEquals(real, listed);
  }

  @Test void theBytesAreThoseOfTheCodec() {
    BinaryFrames codec = new BinaryFrames(JsonLimits.OWN);
    assertEquals("120103e7240c", Golden.hex(codec.encode(new UpFrame.Acked(1, new Ack(3, 4711, 12)))));
    assertEquals("030809", Golden.hex(codec.encode(new UpFrame.Pong(9))));
    assertTrue(page.contains("| 12  | 01  | 03  | e7   24   | 0c   |       | 03  | 08             | 09 |"));
  }

  @Test void theBoundsAreThoseOfTheCode() {
    for (String row : List.of("| frame before the welcome | " + Protocol.FRAME_MAX_UNKNOWN + " bytes |",
        "| frame up | " + Protocol.FRAME_MAX_UP + " bytes |", "| frame down | " + Protocol.FRAME_MAX_DOWN + " bytes |",
        "| JSON from a client | depth " + JsonLimits.HOSTILE.depthMax() + ", texts and names of "
            + JsonLimits.HOSTILE.textMax() + " bytes, " + JsonLimits.HOSTILE.valuesMax() + " values |",
        "| rooms a session is in | " + Protocol.ROOMS_MAX + " |")) {
      assertTrue(page.contains(row), row);
    }
  }
}

package takt.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every line of the last table of `docs/what-can-be-saved.md` says what the compiler says, and its fix is one.
class DocumentTest {
  private static final Pattern LINE = Pattern.compile(
      "\\| (room|entity|input) \\| `([^`]+)` \\| ([^|]+) \\| `([^`]+)` \\|");
  private static final String HEAD = "package game; import java.util.*; import org.jspecify.annotations.Nullable;"
      + " import takt.schema.*; import takt.server.*; class ";

  /// A line of the table.
  record Advice(String in, String wrong, String says, String right) {}

  static Stream<Advice> lines() throws IOException {
    List<Advice> lines = Files.readAllLines(Path.of("../docs/what-can-be-saved.md")).stream().map(LINE::matcher).filter(
        Matcher::matches).map(m -> new Advice(m.group(1), m.group(2), m.group(3).strip(), m.group(4))).toList();
    assertTrue(lines.size() > 20, () -> "the table is gone: " + lines);
    return lines.stream();
  }

  @ParameterizedTest
  @MethodSource("lines") void theDocumentSaysWhatTheCompilerSays(Advice line, @TempDir Path folder) {
    var wrong = Compilation.of(folder.resolve("wrong"), source(line, line.wrong()));
    assertEquals(1, wrong.errors().size(), () -> "said " + wrong.errors());
    assertTrue(wrong.errors().getFirst().text().contains(line.says()), () -> "said " + wrong.errors());
    assertEquals(List.of(), Compilation.of(folder.resolve("right"), source(line, line.right())).errors());
  }

  private static Map<String, String> source(Advice line, String members) {
    String header = switch (line.in()) {
      case "room" -> "Game extends Room";
      case "entity" -> "Ship extends Entity";
      default -> "Keys extends Input";
    };
    return Map.of("game/Game.java", HEAD + header + " { " + members + " }");
  }
}

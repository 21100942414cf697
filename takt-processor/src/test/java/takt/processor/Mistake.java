package takt.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import takt.processor.Compilation.Compiler;

/// A source with one mistake in it, and the words that it is answered with.
///
/// @param source its wrong line ends with `// !`
/// @param words parts of the one message
record Mistake(String source, List<String> words) {
  private static final String HEAD = "package game; import java.util.*; import java.util.function.*;"
      + " import org.jspecify.annotations.*; import takt.schema.*; import takt.server.*; ";

  static Mistake of(String source, String... words) {
    return new Mistake(source, List.of(words));
  }

  /// A mistake among the members of a room.
  static Mistake inRoom(String members, String... words) {
    return of("class Game extends Room {\n" + members + "\n}", words);
  }

  /// A mistake among the members of an entity.
  static Mistake inEntity(String members, String... words) {
    return of("class Ship extends Entity {\n" + members + "\n}", words);
  }

  /// A mistake among the members of an input.
  static Mistake inInput(String members, String... words) {
    return of("class Keys extends Input {\n" + members + "\n}", words);
  }

  /// Compiles it with both compilers: each says one thing, at the right line.
  void check(Path folder) {
    long line = source.lines().takeWhile(text -> !text.endsWith("// !")).count() + 1;
    for (Compiler by : Compiler.values()) {
      var compiled = Compilation.of(by, folder.resolve(by.name()), List.of(), Map.of("game/Game.java", HEAD + source),
          "-proc:only");
      assertEquals(1, compiled.errors().size(), () -> by + " said " + compiled.errors());
      Compilation.Message said = compiled.errors().getFirst();
      for (String word : words) assertTrue(said.text().contains(word), () -> by + " said " + said.text());
      // Eclipse's compiler knows no line of a record: the message stands at the class around, or alone.
      boolean record = by == Compiler.ECLIPSE && toString().contains("record ");
      if (!record) assertEquals(line, said.line(), () -> by + " said " + said.text());
    }
  }

  /// The wrong line.
  @Override public String toString() {
    return source.lines().filter(text -> text.endsWith("// !")).findFirst().orElse("no line").strip();
  }
}

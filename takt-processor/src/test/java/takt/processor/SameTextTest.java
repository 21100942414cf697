package takt.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import takt.processor.Compilation.Compiler;

/// The same classes give the same companions: whoever compiles them, in whatever order, all at once or one by one.
class SameTextTest {
  @TempDir Path folder;

  @Test void theCompanionOfHelloReadsAsReviewed() throws IOException {
    String text = Compilation.of(folder, Compilation.game("hello")).companion("hello.Hello");
    assertEquals(Files.readString(Path.of("src/test/resources/Hello_Takt.java.txt")), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"arena", "cards", "zone", "lobby", "zoo"}) void theOrderOfFilesDoesNotMatter(
      String game) {
    Map<String, String> sources = Compilation.game(game);
    var first = Compilation.of(folder.resolve("first"), sources);
    List<String> paths = new ArrayList<>(sources.keySet());
    Collections.reverse(paths);
    Map<String, String> reversed = new LinkedHashMap<>();
    paths.forEach(path -> reversed.put(path, String.valueOf(sources.get(path))));
    assertTrue(first.done);
    assertEquals(first.companions(), Compilation.of(folder.resolve("again"), sources).companions());
    assertEquals(first.companions(), Compilation.of(folder.resolve("reversed"), reversed).companions());
    var eclipse = Compilation.of(Compiler.ECLIPSE, folder.resolve("eclipse"), List.of(), sources);
    assertEquals(first.companions(), eclipse.companions());
  }

  /// What an incremental build does: the changed file is compiled against the class files of the others, which the same
  /// compiler wrote or another.
  @ParameterizedTest
  @ValueSource(strings = {"cards", "lobby", "zoo"}) void oneFileAlonePrintsTheSame(String game)
      throws IOException {
    Map<String, String> sources = Compilation.game(game);
    for (Compiler before : Compiler.values()) {
      var all = Compilation.of(before, folder.resolve(before.name()), List.of(), sources);
      for (Compiler by : Compiler.values()) {
        for (Map.Entry<String, String> source : sources.entrySet()) {
          String alone = before + "-" + by + "-" + source.getKey().replace('/', '-');
          Path others = all.without(source.getKey(), folder.resolve(alone));
          var one = Compilation.of(by, folder.resolve(alone), List.of(others), Map.of(source.getKey(), source
              .getValue()));
          assertEquals(List.of(), one.errors(), alone);
          Map<String, String> expected = new LinkedHashMap<>(all.companions());
          expected.keySet().retainAll(List.of(source.getKey().replace(".java", "_Takt.java")));
          assertEquals(expected, one.companions(), alone);
        }
      }
    }
  }
}

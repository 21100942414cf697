package takt.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import takt.processor.Compilation.Compiler;

/// Six whole games, and one with everything in it, compile, with no word of complaint from two compilers.
class GamesCompileTest {
  @ParameterizedTest
  @CsvSource({"hello", "arena", "cards", "zone", "duel", "lobby", "zoo"}) void aGameCompilesWithoutAWarning(String game,
      @TempDir Path folder) {
    var javac = Compilation.of(Compiler.JAVAC, folder.resolve("javac"), List.of(), Compilation.game(game),
        "-Xlint:all,-processing,-classfile,-this-escape", "-Werror");
    assertEquals(List.of(), javac.messages);
    assertTrue(javac.done);
    var eclipse = Compilation.of(Compiler.ECLIPSE, folder.resolve("eclipse"), List.of(), Compilation.game(game));
    assertEquals(List.of(), eclipse.errors());
    assertTrue(eclipse.done);
    assertEquals(javac.companions(), eclipse.companions());
  }
}

package takt.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.jdt.core.compiler.batch.BatchCompiler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A game in a named module: with the export its companion is found and reaches private fields, without it the answer
/// says which line is missing. The command line of Eclipse's compiler needs two runs: it takes what a processor writes
/// for no part of the module, so the first run writes the companions and the second compiles them with the rest.
class NamedModuleTest {
  private static final String GAME = """
      package my.game;

      import takt.schema.*;
      import takt.server.*;

      class Game extends Room {
        static class Ship extends Entity {
          private int hp = 7;
          @Position(max = 9) double x;
        }

        record Said(String text) implements Event {}

        final Entities<Ship> ships = entities();
      }
      """;

  @TempDir Path folder;

  @Test void withTheExportItReachesPrivateFields() throws Exception {
    Object code = code("exports my.game to takt.schema, takt.server;");
    assertEquals("code of my.game.Game$Ship", code.toString());
    Class<?> classCode = code.getClass().getSuperclass();
    Object ship = classCode.getMethod("make").invoke(code);
    assertEquals(7L, classCode.getMethod("whole", Object.class, int.class).invoke(code, ship, 0));
    classCode.getMethod("whole", Object.class, int.class, long.class).invoke(code, ship, 0, 9L);
    assertEquals(9L, classCode.getMethod("whole", Object.class, int.class).invoke(code, ship, 0));
  }

  @Test void withoutTheExportTheAnswerSaysWhichLineIsMissing() {
    var wrapped = assertThrows(InvocationTargetException.class, () -> code(""));
    String message = String.valueOf(wrapped.getCause());
    assertTrue(message.contains("in module-info.java of module my.game add"), message);
    assertTrue(message.contains("exports my.game to takt.schema, takt.server;"), message);
  }

  @Test void eclipseWritesTheSameCompanionAndCompilesItInASecondRun() throws Exception {
    Path server = folder.resolve("server");
    String path = modules() + File.pathSeparator + Compilation.of(server, server(), "--module-path", modules())
        .classes();
    Map<String, String> sources = new LinkedHashMap<>();
    sources.put("module-info.java",
        "module my.game { requires takt.server; exports my.game to takt.schema, takt.server; }");
    sources.put("my/game/Game.java", GAME);
    var javac = Compilation.of(folder.resolve("javac"), sources, "--module-path", path);
    assertEquals(List.of(), javac.errors());
    eclipse(javac.folder.resolve("sources"), path, "-proc:only", "-s", folder.resolve("only").toString());
    Path companion = folder.resolve("only/my/game/Game_Takt.java");
    assertEquals(javac.companion("my.game.Game"), Files.readString(companion));
    Files.copy(companion, javac.folder.resolve("sources/my/game/Game_Takt.java"));
    eclipse(javac.folder.resolve("sources"), path, "-proc:none");
    assertTrue(Files.exists(folder.resolve("eclipse/my/game/Game_Takt.class")));
  }

  /// By its command line, in a process whose class path is empty: that one would be the game's too.
  private void eclipse(Path sources, String modules, String... options) throws Exception {
    String classPath = System.getProperty("java.class.path");
    var jar = BatchCompiler.class.getProtectionDomain().getCodeSource().getLocation();
    String eclipse = Path.of(jar.toURI()).toString();
    List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java"), "-cp",
        eclipse, "org.eclipse.jdt.internal.compiler.batch.Main", "-25", "-nowarn", "-d", folder.resolve(
            "eclipse").toString(),
        "--module-path", modules, "-processorpath", classPath, sources.toString()));
    command.addAll(List.of(options));
    Path said = folder.resolve("said");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    try {
      assertTrue(process.waitFor(1, TimeUnit.MINUTES), "Eclipse's compiler did not end");
      assertEquals(0, process.exitValue(), Files.readString(said));
    } finally {
      process.destroyForcibly();
    }
  }

  /// Compiles the game as a module, puts it into a layer of its own with Takt, and asks for the code of its entity.
  private Object code(String export) throws Exception {
    Path server = folder.resolve("server");
    var takt = Compilation.of(server, server(), "--module-path", modules());
    assertEquals(List.of(), takt.errors());
    String path = modules() + File.pathSeparator + takt.classes();
    Map<String, String> sources = new LinkedHashMap<>();
    sources.put("module-info.java", "module my.game { requires takt.server; " + export + " }");
    sources.put("my/game/Game.java", GAME);
    var game = Compilation.of(folder.resolve("game"), sources, "--module-path", path);
    assertEquals(List.of(), game.errors());

    ModuleFinder finder = ModuleFinder.of(Stream.concat(Stream.of(path.split(File.pathSeparator)).map(Path::of),
        Stream.of(game.classes())).toArray(Path[]::new));
    ModuleLayer boot = ModuleLayer.boot();
    Configuration all = boot.configuration().resolve(finder, ModuleFinder.of(), Set.of("my.game"));
    ModuleLayer layer = boot.defineModulesWithOneLoader(all, ClassLoader.getPlatformClassLoader());
    ClassLoader loader = layer.findLoader("my.game");
    Class<?> companions = loader.loadClass("takt.schema.spi.Companions");
    return companions.getMethod("code", Class.class).invoke(null, loader.loadClass("my.game.Game$Ship"));
  }

  /// The folders and jars on this test's class path that are Takt's modules and what they need.
  private static String modules() {
    return String.join(File.pathSeparator,
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> entry.matches(".*(takt-schema|takt-protocol|jspecify).*")).toList());
  }

  /// The stand-in for takt-server as a module.
  private static Map<String, String> server() throws IOException {
    Map<String, String> sources = new LinkedHashMap<>();
    try (Stream<Path> files = Files.list(Path.of("src/test/java/takt/server"))) {
      for (Path file : files.sorted().toList()) {
        sources.put("takt/server/" + file.getFileName(), Files.readString(file));
      }
    }
    sources.put("module-info.java",
        "module takt.server { requires static org.jspecify; requires transitive takt.schema;"
            + " exports takt.server; }");
    return sources;
  }
}

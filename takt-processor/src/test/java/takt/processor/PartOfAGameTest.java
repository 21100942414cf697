package takt.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import takt.processor.Compilation.Compiler;

/// What IntelliJ, Gradle and people with a command line do: a part of the files is compiled, and the class path has the
/// rest, from before. What is written of that part is what a compilation of everything writes, and nothing else is
/// touched.
class PartOfAGameTest {
  private static final String HEAD = "package game; import java.util.*; import org.jspecify.annotations.*;"
      + " import takt.schema.*; import takt.server.*;\n";

  /// An enum whose order is not by name, and one file for each kind of class.
  private static final Map<String, String> GAME = new TreeMap<>(Map.of(
      "game/Game.java", HEAD + """
          class Game extends Room {
            final Entities<Ship> ships = entities();
            final Inputs<Keys> keys = inputs();
            @Sync Kind prize;
            void on(Player p, Orders.Buy buy) {}
            Item on(Player p, Orders.Look look) { return new Item(Kind.AXE, null); }
          }""",
      "game/Ship.java", HEAD + """
          class Ship extends Entity {
            @Sync(max = 9) int hp;
            @Sync(max = 3) List<Item> items;
            @Sync(max = 4, to = Audience.OWNER) Map<Kind, Integer> counts;
          }""",
      "game/Item.java", HEAD + "@Saved record Item(Kind kind, @Nullable Player by) {}",
      "game/Orders.java", HEAD + """
          interface Orders {
            @Saved record Buy(@Limit(max = 9) int count, Kind kind, @Nullable @Limit(max = 7) String say)
                implements Command {}
            @Saved record Look() implements Command {}
          }""",
      "game/Keys.java", HEAD + "class Keys extends Input { @Axis double dx; @Press boolean fire; Kind held; }",
      "game/Kind.java", HEAD + "enum Kind { SPEAR, AXE, BOW, @Was(\"CLUB\") MACE }"));

  private static final String FROZEN = "-Atakt.lock.frozen=true";

  @TempDir Path folder;

  private Path lock() {
    return folder.resolve("schema.lock");
  }

  private Compilation compile(Compiler by, String name, List<Path> before, Map<String, String> sources,
      String... options) {
    return Compilation.of(by, folder.resolve(name), before, sources, Stream.concat(Stream.of("-Atakt.lock=" + lock()),
        Stream.of(options)).toArray(String[]::new));
  }

  /// The outputs by name: class files, companions and declarations.
  private static Map<String, String> files(Compilation compilation) throws IOException {
    Map<String, String> files = new TreeMap<>();
    for (Path root : List.of(compilation.classes(), compilation.folder.resolve("generated"))) {
      try (Stream<Path> all = Files.walk(root)) {
        for (Path file : all.filter(Files::isRegularFile).toList()) {
          files.put(root.relativize(file).toString().replace('\\', '/'),
              new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        }
      }
    }
    return files;
  }

  private static void assertSameFiles(Map<String, String> expected, Map<String, String> files, String when) {
    assertEquals(expected.keySet(), files.keySet(), when);
    expected.forEach((name, text) -> assertTrue(text.equals(files.get(name)), () -> name + " differs " + when));
  }

  static Map<String, String> sources(String game) {
    return game.equals("game") ? GAME : Compilation.game(game);
  }

  // ---- one file of several

  /// Into the folder of all, over what the compilation before wrote, as `javac -d out -cp out One.java` does.
  @ParameterizedTest
  @ValueSource(strings = {"game", "zoo"}) void oneFileOverTheLastOutputWritesTheSameAgain(
      String game) throws IOException {
    Map<String, String> sources = sources(game);
    var all = compile(Compiler.JAVAC, "all", List.of(), sources);
    assertEquals(List.of(), all.errors());
    Map<String, String> expected = files(all);
    String text = Files.readString(lock());
    for (Map.Entry<String, String> source : sources.entrySet()) {
      String when = "after " + source.getKey();
      var one = compile(Compiler.JAVAC, "all", List.of(all.classes()), Map.of(source.getKey(), source.getValue()),
          FROZEN);
      assertEquals(List.of(), one.messages, when);
      assertSameFiles(expected, files(one), when);
      assertEquals(text, Files.readString(lock()), when);
    }
  }

  /// Builds delete what a changed file wrote before they compile it again.
  @Test void oneFileAloneFindsTheLockUpToDate() throws IOException {
    for (Compiler before : Compiler.values()) {
      var all = compile(before, before.name(), List.of(), GAME);
      assertEquals(List.of(), all.errors());
      Map<String, String> expected = files(all);
      String text = Files.readString(lock());
      for (Compiler by : Compiler.values()) {
        for (Map.Entry<String, String> source : GAME.entrySet()) {
          String alone = before + "-" + by + "-" + source.getKey().replace('/', '-');
          Path others = all.without(source.getKey(), folder.resolve(alone));
          var one = compile(by, alone, List.of(others), Map.of(source.getKey(), source.getValue()), FROZEN);
          assertEquals(List.of(), one.errors(), alone);
          assertEquals(text, Files.readString(lock()), alone);
          Map<String, String> written = files(one);
          written.keySet().removeIf(name -> name.endsWith(".class"));
          written.forEach((name, content) -> assertEquals(expected.get(name), content, alone + " " + name));
        }
      }
    }
  }

  /// Whose order of constants Eclipse's compiler does not know.
  @ParameterizedTest
  @EnumSource void anEnumInAJarKeepsItsLines(Compiler by) throws IOException {
    var all = compile(Compiler.JAVAC, "all", List.of(), GAME);
    Path jar = folder.resolve("kind.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("game/Kind.class"));
      Files.copy(all.classes().resolve("game/Kind.class"), out);
      out.closeEntry();
    }
    Map<String, String> rest = new TreeMap<>(GAME);
    rest.remove("game/Kind.java");
    String text = Files.readString(lock());
    var compiled = compile(by, "rest", List.of(jar), rest, FROZEN);
    assertEquals(List.of(), compiled.errors());
    assertEquals(text, Files.readString(lock()));
  }

  @ParameterizedTest
  @EnumSource void whatANestedClassLeftBehindIsNoClass(Compiler by) throws IOException {
    var all = compile(by, "all", List.of(), Map.of("game/Game.java", HEAD
        + "class Game extends Room { static class Ship extends Entity { @Sync(max = 9) int hp; }"
        + " final Entities<Ship> ships = entities(); }"));
    assertEquals(List.of(), all.errors());
    Files.delete(all.classes().resolve("game/Game_Takt.class"));
    var less = compile(by, "less", List.of(all.classes()),
        Map.of("game/Game.java", HEAD + "class Game extends Room {}"));
    assertEquals(List.of(), less.errors());
    assertTrue(Files.readString(lock()).contains("removed entity game.Game.Ship\n  removed 1 hp"), by.name());
  }

  // ---- a companion that is there already

  private static void assertTellsWhatToDelete(Compilation again, String by) {
    assertEquals(1, again.errors().size(), () -> by + " said " + again.errors());
    String said = again.errors().getFirst().text();
    assertTrue(said.contains("`Hello`: its companion hello.Hello_Takt is there already"), () -> by + " said " + said);
    assertEquals(7, again.errors().getFirst().line(), by);
  }

  @ParameterizedTest
  @EnumSource void aCompanionAmongTheSourcesIsTold(Compiler by) {
    var all = compile(by, "all", List.of(), Compilation.game("hello"));
    Map<String, String> both = new LinkedHashMap<>(Compilation.game("hello"));
    both.put("hello/Hello_Takt.java", all.companion("hello.Hello"));
    assertTellsWhatToDelete(compile(by, "again", List.of(), both), by.name());
  }

  /// Eclipse's compiler lets nobody write a class that is on its class path; javac does.
  @Test void aCompanionOnTheClassPathIsToldWhereTheCompilerRefusesIt() {
    var all = compile(Compiler.ECLIPSE, "all", List.of(), Compilation.game("hello"));
    var again = compile(Compiler.ECLIPSE, "again", List.of(all.classes()), Compilation.game("hello"));
    assertTellsWhatToDelete(again, "ECLIPSE");
  }

  // ---- options of the compiler

  @ParameterizedTest
  @EnumSource void processingAloneWritesTheSameSources(Compiler by) throws IOException {
    Map<String, String> expected = files(compile(by, "all", List.of(), GAME));
    String text = Files.readString(lock());
    Files.delete(lock());
    var only = compile(by, "only", List.of(), GAME, "-proc:only");
    assertEquals(List.of(), only.errors());
    Map<String, String> sources = new TreeMap<>(expected);
    sources.keySet().removeIf(name -> name.endsWith(".class"));
    assertSameFiles(sources, files(only), "with -proc:only");
    assertEquals(text, Files.readString(lock()));
    Map<String, String> both = new TreeMap<>(GAME);
    both.putAll(only.companions());
    var rest = Compilation.of(by, folder.resolve("rest"), List.of(), both, "-proc:none");
    assertEquals(List.of(), rest.errors());
    expected.keySet().removeIf(name -> !name.endsWith(".class"));
    assertSameFiles(expected, files(rest), "with -proc:none");
  }

  @ParameterizedTest
  @CsvSource({"none", "class"}) void filesThatJavacFindsByItselfAreOfNoConcern(String implicit) throws IOException {
    var all = compile(Compiler.JAVAC, "all", List.of(), GAME);
    String text = Files.readString(lock());
    for (Map.Entry<String, String> source : GAME.entrySet()) {
      var one = compile(Compiler.JAVAC, implicit + source.getKey().replace('/', '-'), List.of(), Map.of(source.getKey(),
          source.getValue()), "-sourcepath", all.folder.resolve("sources").toString(), "-implicit:" + implicit,
          FROZEN);
      assertEquals(List.of(), one.errors(), source.getKey());
      assertEquals(text, Files.readString(lock()), source.getKey());
      Map<String, String> expected = new TreeMap<>(all.companions());
      expected.keySet().retainAll(List.of(source.getKey().replace(".java", "_Takt.java")));
      assertEquals(expected, one.companions(), source.getKey());
    }
  }
}

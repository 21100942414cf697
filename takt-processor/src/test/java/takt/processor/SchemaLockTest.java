package takt.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import takt.processor.Compilation.Compiler;

/// The lock grows with the game, and what old clients could not bear does not compile.
class SchemaLockTest {
  private static final String HEAD = "package game; import java.util.*; import org.jspecify.annotations.*;"
      + " import takt.schema.*; import takt.server.*;\n";

  @TempDir Path folder;
  private int compilations;

  private Path lock() {
    return folder.resolve("schema.lock");
  }

  private String lines() throws IOException {
    return Files.readString(lock()).lines().filter(line -> !line.startsWith("#")).reduce("", (a, b) -> a + b + "\n");
  }

  private Compilation compile(Compiler by, List<Path> before, Map<String, String> sources, String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    all.add("-Atakt.lock=" + lock());
    return Compilation.of(by, folder.resolve("c" + compilations++), before, sources, all.toArray(String[]::new));
  }

  private Compilation compile(String source, String... options) {
    return compile(Compiler.JAVAC, List.of(), Map.of("game/Game.java", HEAD + source), options);
  }

  private Compilation fits(String source) {
    Compilation compiled = compile(source);
    assertEquals(List.of(), compiled.errors());
    return compiled;
  }

  // ---- what is in it

  @ParameterizedTest
  @EnumSource void itHoldsAllThatIsSentOrTaken(Compiler by) throws IOException {
    var compiled = compile(by, List.of(), Map.of("game/Game.java", HEAD + """
        class Game extends Room {
          enum Suit { HEARTS, SPADES }
          record Card(Suit suit, @Limit(max = 13) int rank) {}
          sealed interface Shape { record Dot() implements Shape {} record Disc(double r) implements Shape {} }
          static class Hand extends Entity {
            @Position(min = -5, max = 800) double x;
            @Angle(to = Audience.OWNER) double heading;
            @Sync(max = 16) List<Card> cards;
            @Sync(max = 4, to = Audience.TEAM) Map<Suit, Integer> counts;
            @Sync Shape shape;
            @Sync @Nullable Hand other;
            int hidden;
          }
          static class Keys extends Input { @Axis double dx; @Press boolean fire; @Limit(min = -2, max = 2) int wheel; }
          record Play(Card card, @Limit(max = 20) String say) implements Command {}
          record Played(int left) {}
          record Sweep() implements Command {}
          @Lossy record Roar(Player by, @Nullable Hand at) implements Event {}
          record Secret(int never) {}
          final Entities<Hand> hands = entities();
          final Inputs<Keys> keys = inputs();
          @Sync final Alarm dusk = alarm(this::close);
          final Alarm hidden = alarm(this::close);
          @Sync(max = 999) int kills;
          @Option @Limit(max = 3) int map;
          Secret secret;
          Played on(Player p, Play play) { return new Played(1); }
          void on(Sweep fromServers) {}
        }
        """));
    assertEquals(List.of(), compiled.errors());
    assertEquals("""

        room game.Game
          1 hands: entities game.Game.Hand
          2 keys: inputs game.Game.Keys
          3 dusk: alarm, to EVERYONE
          4 kills: whole 0..999, to EVERYONE
          5 map: whole 0..3, option
          6 command play: record game.Game.Play, answers game.Game.Played
          7 event roar: record game.Game.Roar, lossy

        record game.Game.Card, from clients
          1 suit: enum game.Game.Suit
          2 rank: whole 0..13

        entity game.Game.Hand
          1 x: real -5..800 step 0.01, to EVERYONE
          2 heading: angle 12, to OWNER
          3 cards: list<record game.Game.Card> 16, to EVERYONE
          4 counts: map<enum game.Game.Suit, whole -2147483648..2147483647> 4, to TEAM
          5 shape: sealed game.Game.Shape, to EVERYONE
          6 other: entity game.Game.Hand, or null, to EVERYONE

        input game.Game.Keys, from clients
          1 dx: real -1..1 step 0.007874015748031496
          2 fire: flag, press
          3 wheel: whole -2..2

        record game.Game.Play, from clients
          1 card: record game.Game.Card
          2 say: text 20

        record game.Game.Played
          1 left: whole -2147483648..2147483647

        record game.Game.Roar
          1 by: player
          2 at: entity game.Game.Hand, or null

        sealed game.Game.Shape
          1 disc: record game.Game.Shape.Disc
          2 dot: record game.Game.Shape.Dot

        record game.Game.Shape.Disc
          1 r: real

        record game.Game.Shape.Dot

        enum game.Game.Suit, from clients
          1 HEARTS
          2 SPADES
        """, lines());
  }

  @Test void whoNamesNoLockHasNone() throws IOException {
    Compilation.of(folder.resolve("none"), Compilation.game("hello"));
    try (var files = Files.walk(folder)) {
      assertTrue(files.noneMatch(path -> path.toString().endsWith(".lock")));
    }
  }

  @ParameterizedTest
  @CsvSource({"hello", "arena", "cards", "zone", "duel", "lobby",
      "zoo"}) void compilersAgreeAndASecondTimeChangesNothing(
          String game) throws IOException {
    var first = compile(Compiler.JAVAC, List.of(), Compilation.game(game));
    assertEquals(List.of(), first.errors());
    String text = Files.readString(lock());
    var written = Files.getLastModifiedTime(lock());
    for (Compiler by : Compiler.values()) {
      var again = compile(by, List.of(), Compilation.game(game), "-Atakt.lock.frozen=true");
      assertEquals(List.of(), again.errors());
    }
    assertEquals(written, Files.getLastModifiedTime(lock()));
    Files.delete(lock());
    compile(Compiler.ECLIPSE, List.of(), Compilation.game(game));
    assertEquals(text, Files.readString(lock()));
  }

  @Test void helloIsCommittedWithItsLock() throws IOException {
    Path hello = Path.of("../examples/hello");
    String standIn = "package takt; public class Takt {"
        + " public static void serve(java.util.function.Supplier<? extends takt.server.Room> room) {} }";
    var compiled = Compilation.of(folder.resolve("hello"),
        Map.of("takt/Takt.java", standIn, "hello/Hello.java",
            Files.readString(hello.resolve("src/main/java/hello/Hello.java"))),
        "-Atakt.lock=" + hello.resolve("schema.lock"), "-Atakt.lock.frozen=true");
    assertEquals(List.of(), compiled.errors());
  }

  // ---- what may change

  private static String ship(String fields) {
    return "class Game extends Room { static class Ship extends Entity { " + fields
        + " } final Entities<Ship> ships = entities(); }";
  }

  @Test void fieldsComeAndGoAndKeepTheirTags() throws IOException {
    fits(ship("@Sync(max = 9) int hp; @Sync(max = 9) int gold;"));
    fits(ship("@Sync(max = 9) int fuel; @Sync(max = 99) int hp;"));
    String expected = """
        entity game.Game.Ship
          1 hp: whole 0..99, to EVERYONE
          removed 2 gold: whole 0..9, to EVERYONE
          3 fuel: whole 0..9, to EVERYONE
        """;
    assertTrue(lines().contains(expected), lines());
    fits(ship("@Sync(max = 9) int hp; @Sync(max = 9) int fuel; @Sync(max = 20, to = Audience.TEAM) int gold;"));
    assertTrue(lines().contains("  2 gold: whole 0..20, to TEAM\n  3 fuel: whole"), lines());
    fits(ship("@Sync(max = 9) int hp; @Sync(max = 9) int wood; @Was(\"fuel\") @Sync(max = 9) int oil;"));
    assertTrue(lines().contains("  3 oil: whole 0..9, to EVERYONE\n  4 wood: whole"), lines());
    assertFalse(lines().contains("fuel"), lines());
  }

  @Test void aFieldThatIsSentNoMoreAndAClassThatIsGoneStayAsRemoved() throws IOException {
    fits(ship("@Sync(max = 9) int hp;"));
    fits("class Game extends Room { static class Ship extends Entity { int hp; } }");
    assertEquals("""

        room game.Game
          removed 1 ships: entities game.Game.Ship

        entity game.Game.Ship
          removed 1 hp: whole 0..9, to EVERYONE
        """, lines());
    fits("class Game extends Room {}");
    assertTrue(lines().contains("removed entity game.Game.Ship\n  removed 1 hp"), lines());
    fits(ship("@Sync(max = 9) int hp;"));
    assertTrue(lines().contains("\nentity game.Game.Ship\n  1 hp"), lines());
  }

  @Test void aClassThatIsRenamedOrMovedKeepsItsTags() throws IOException {
    fits(ship("@Sync(max = 9) int gold; @Sync(max = 9) int hp;"));
    fits(ship("@Sync(max = 9) int hp;"));
    fits("class Game extends Room { @Was(\"Ship\") static class Boat extends Entity { @Sync(max = 9) int hp; }"
        + " final Entities<Boat> ships = entities(); }");
    assertTrue(lines().contains("1 ships: entities game.Game.Boat"), lines());
    assertTrue(lines().contains("entity game.Game.Boat\n  removed 1 gold: whole 0..9, to EVERYONE\n  2 hp"), lines());
    assertFalse(lines().contains("Game.Ship"), lines());
    fits("class Game extends Room { final Entities<Boat> ships = entities(); }"
        + " class Boat extends Entity { @Sync(max = 9) int hp; }");
    assertTrue(lines().contains("entity game.Boat\n  removed 1 gold: whole 0..9, to EVERYONE\n  2 hp"), lines());
  }

  @Test void enumsGrowAtTheEndAndConstantsMayBeRenamed() throws IOException {
    fits("enum Suit { HEARTS, SPADES }" + ship("@Sync Suit suit;"));
    fits("enum Suit { HEARTS, SPADES, CLUBS }" + ship("@Sync Suit suit;"));
    fits("enum Suit { @Was(\"HEARTS\") CUPS, SPADES, CLUBS }" + ship("@Sync Suit suit;"));
    assertTrue(lines().contains("enum game.Suit\n  1 CUPS\n  2 SPADES\n  3 CLUBS\n"), lines());
  }

  @Test void aLineThatSomeoneDeletedIsForgotten() throws IOException {
    fits(ship("@Sync(max = 9) int hp; @Sync(max = 9) int gold;"));
    Files.writeString(lock(), Files.readString(lock()).replace("  1 hp: whole 0..9, to EVERYONE\n", ""));
    fits(ship("@Sync(max = 9) int gold; @Sync(max = 9) String hp;"));
    assertTrue(lines().contains("  2 gold: whole 0..9, to EVERYONE\n  3 hp: text 9"), lines());
  }

  // ---- what may not

  /// @param words what the one message says
  record Change(String before, String after, List<String> words) {
    static Change of(String before, String after, String... words) {
      return new Change(before, after, List.of(words));
    }

    /// Of a command's component.
    static Change up(String before, String after, String... words) {
      return of(command(before), command(after), words);
    }

    /// Of a synced field.
    static Change down(String before, String after, String... words) {
      return of(ship(before), ship("\n" + after + " // !\n"), words);
    }

    private static String command(String component) {
      return "class Game extends Room { record Say(\n" + component + " // !\n) implements Command {}"
          + " void on(Player p, Say say) {} }";
    }
  }

  static final List<Change> REFUSED = List.of(
      Change.down("@Sync(max = 9) int hp;", "@Sync(max = 9) double hp;",
          "`hp`: was `whole 0..9` by schema.lock and is `real 0..9 step 0.01` now",
          "give the new one a new name", "delete `1 hp: whole 0..9, to EVERYONE` from schema.lock"),
      Change.down("@Sync(max = 9) int[] hp;", "@Sync(max = 9) long hp;", "was `list<whole", "misread"),
      Change.down("@Sync(max = 9) List<String> hp;", "@Sync(max = 9) List<Integer> hp;", "was `list<text 65536> 9` by"),
      Change.down("@Sync boolean hp;", "@Angle double hp;", "was `flag` by schema.lock and is `angle 12` now"),
      Change.down("@Sync Thread.State hp;", "@Sync Audience hp;", "was `enum java.lang.Thread.State`"),
      Change.of("class Game extends Room { @Sync(max = 9) int hp; }",
          "class Game extends Room {\n@Sync(max = 9) String hp; // !\n}", "`hp`: was `whole 0..9`"),
      Change.of("class Game extends Room { static class A extends Entity {} final Entities<A> all = entities(); }", """
          class Game extends Room { static class B extends Entity {} static class A extends Entity {}
          final Entities<B> all = entities(); // !
          }""", "`all`: was `entities game.Game.A` by schema.lock and is `entities game.Game.B` now"),
      Change.of("class Game extends Room { enum Suit { A, B } @Sync Suit suit; }", """
          class Game extends Room {
          enum Suit { A } // !
          @Sync Suit suit; }""", "`Game.Suit`: has no B any more", "put it back", "delete `2 B` from schema.lock"),
      Change.of("class Game extends Room { enum Suit { A, B } @Sync Suit suit; }", """
          class Game extends Room { enum Suit {
          B, // !
          A } @Sync Suit suit; }""", "`B`: stands before A, which was there first", "put new ones at the end"),
      Change.of("class Game extends Room { enum Suit { A, B } @Sync Suit suit; }", """
          class Game extends Room { enum Suit { A,
          C, // !
          B } @Sync Suit suit; }""", "`C`: stands before B, which was there first"),
      Change.of("class Game extends Room { sealed interface S { record A() implements S {} record B() implements S {} }"
          + " @Sync S s; }", """
              class Game extends Room {
              sealed interface S { record A() implements S {} } // !
              @Sync S s; }""", "`Game.S`: has no b any more"),
      Change.up("@Limit(max = 9) int rank", "@Limit(max = 5) int rank",
          "`Say.rank`: was `whole 0..9` by schema.lock and is `whole 0..5` now",
          "what clients of before may send would be refused; widen it again"),
      Change.up("@Limit(max = 9) String text", "@Limit(max = 5) String text", "was `text 9`", "would be refused"),
      Change.up("@Nullable Player at", "Player at", "`Say.at`: could be null by schema.lock",
          "mark it @Nullable again"),
      Change.of("class Game extends Room { @Option @Limit(max = 9) int map; }",
          "class Game extends Room {\n@Option @Limit(max = 5) int map; // !\n}", "`map`: was `whole 0..9`", "refused"),
      Change.of("class Game extends Room { record A() implements Command {} record B() {} record C() {}"
          + " B on(Player p, A a) { return null; } }", """
              class Game extends Room {
              record A() implements Command {} // !
              record B() {} record C() {} C on(Player p, A a) { return null; } }""",
          "`Game.A`: was answered by game.Game.B by schema.lock", "make it a new command"));

  @ParameterizedTest
  @FieldSource("REFUSED") void whatOldClientsCouldNotBearDoesNotCompile(Change change) throws IOException {
    fits(change.before());
    String before = Files.readString(lock());
    long line = (HEAD + change.after()).lines().takeWhile(text -> !text.endsWith("// !")).count() + 1;
    for (Compiler by : Compiler.values()) {
      var compiled = compile(by, List.of(), Map.of("game/Game.java", HEAD + change.after()), "-proc:only");
      assertEquals(1, compiled.errors().size(), () -> by + " said " + compiled.errors());
      String said = compiled.errors().getFirst().text();
      for (String word : change.words()) assertTrue(said.contains(word), by + " said " + said);
      // Eclipse's compiler knows no line of a record, nor of a constant.
      boolean known = by == Compiler.JAVAC || !change.after().matches("(?s).*(record |enum Suit \\{ ?(A,)?\n).*");
      if (known) assertEquals(line, compiled.errors().getFirst().line(), by + " said " + said);
    }
    assertEquals(before, Files.readString(lock()), "nothing is written where something is wrong");
  }

  @Test void aRemovedNameDoesNotComeBackAsSomethingElse() {
    fits(ship("@Sync(max = 9) int hp;"));
    fits(ship(""));
    var compiled = compile(ship("@Sync(max = 9) String hp;"));
    assertEquals(1, compiled.errors().size(), () -> "said " + compiled.errors());
    String said = compiled.errors().getFirst().text();
    assertTrue(said.contains("was removed as `whole 0..9` by schema.lock and is `text 9` now"), said);
    assertTrue(said.contains("delete `removed 1 hp: whole 0..9, to EVERYONE` from schema.lock"), said);
  }

  @Test void whatAloneIsNarrowerGoingDownIsFine() {
    fits(ship("@Sync(max = 9) int hp; @Sync(max = 20) String name;"));
    fits(ship("@Sync(max = 5) int hp; @Sync(max = 10) String name;"));
  }

  // ---- frozen

  @Test void frozenItFailsWhereItDiffersAndSaysWhatToDo() throws IOException {
    fits(ship("@Sync(max = 9) int hp; @Sync(max = 9) int gold;"));
    String before = Files.readString(lock());
    var compiled = compile(ship("@Sync(max = 10) int hp; @Sync(max = 9) int fuel;"), "-Atakt.lock.frozen=true");
    List<String> said = compiled.errors().stream().map(Compilation.Message::text).toList();
    assertEquals(3, said.size(), () -> "said " + said);
    assertTrue(said.get(0).contains("`hp`: schema.lock is not up to date"), said.get(0));
    assertTrue(said.get(0).contains("is `hp: whole 0..10, to EVERYONE` and there `hp: whole 0..9, to EVERYONE`"), said
        .get(0));
    assertTrue(said.get(0).contains("compile once without that option and commit schema.lock"), said.get(0));
    assertTrue(said.get(1).contains("`fuel`:") && said.get(1).contains("is not in it"), said.get(1));
    assertTrue(said.get(2).contains("`Game.Ship`:") && said.get(2).contains("has no gold, but it does"), said.get(2));
    assertEquals(before, Files.readString(lock()));
  }

  @Test void frozenItMustExist() {
    var compiled = compile(ship("@Sync(max = 9) int hp;"), "-Atakt.lock.frozen=true");
    assertEquals(1, compiled.errors().size(), () -> "said " + compiled.errors());
    assertTrue(compiled.errors().getFirst().text().contains("does not exist"), () -> "said " + compiled.errors());
    assertFalse(Files.exists(lock()));
  }

  // ---- files that are odd

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
      "<<<<<<< HEAD | line 1: `<<<<<<< HEAD` is no line of a schema.lock; end the merge",
      "  1 hp: whole 0..9 | line 1: `1 hp: whole 0..9` is no line",
      "entity game.Ship;  1 a: flag;  1 b: flag | line 3: tag 1 of game.Ship is there twice, as after a merge",
      "entity game.Ship;  1 a: flag;  2 a: flag | line 3: a of game.Ship is there twice",
      "entity game.Ship;entity game.Ship | line 2: game.Ship is there twice",
      "entity game.Ship;  1 a: list<flag | `1 a: list<flag` is no line",
      "entity game.Ship;  1 a: list<> | is no line", "entity game.Ship;  1 a: | is no line",
      "entity game.Ship;  99999999999 a: flag | is no line"}) void aFileThatIsNoneIsTold(String text, String says)
          throws IOException {
    String spaced = text.startsWith("1 ") ? "  " + text : text;
    Files.writeString(lock(), spaced.replace(';', '\n') + "\n");
    var compiled = compile("class Game extends Room {}");
    assertEquals(1, compiled.errors().size(), () -> "said " + compiled.errors());
    assertTrue(compiled.errors().getFirst().text().contains(says), () -> "said " + compiled.errors());
  }

  @Test void aFileFromWindowsIsTheSame() throws IOException {
    fits(ship("@Sync(max = 9) int hp;"));
    String windows = Files.readString(lock()).replace("\n", "\r\n");
    Files.writeString(lock(), windows);
    var compiled = compile(ship("@Sync(max = 9) int hp;"), "-Atakt.lock.frozen=true");
    assertEquals(List.of(), compiled.errors());
    assertEquals(windows, Files.readString(lock()));
  }

  // ---- one file of several

  private static final Map<String, String> THREE = Map.of(
      "game/Game.java", HEAD + "class Game extends Room { final Entities<Ship> ships = entities(); }",
      "game/Ship.java", HEAD + "class Ship extends Entity { @Sync(max = 9) int hp; @Sync(max = 3) List<Item> items; }",
      "game/Item.java", HEAD + "@Saved record Item(Kind kind) {}",
      "game/Kind.java", HEAD + "enum Kind { AXE, BOW }");

  @ParameterizedTest
  @EnumSource void oneFileAloneLeavesTheLinesOfOthers(Compiler by) throws IOException {
    var all = compile(by, List.of(), new LinkedHashMap<>(THREE));
    assertEquals(List.of(), all.errors());
    String text = Files.readString(lock());
    for (Map.Entry<String, String> one : THREE.entrySet()) {
      Path others = all.without(one.getKey(), folder.resolve("without-" + one.getKey()));
      var alone = compile(by, List.of(others), Map.of(one.getKey(), one.getValue()));
      assertEquals(List.of(), alone.errors(), one.getKey());
      assertEquals(text, Files.readString(lock()), one.getKey());
    }
    var grown = compile(by, List.of(all.classes()), Map.of("game/Kind.java", HEAD + "enum Kind { AXE, BOW, SPEAR }"));
    assertEquals(List.of(), grown.errors());
    assertEquals(text.replace("  2 BOW\n", "  2 BOW\n  3 SPEAR\n"), Files.readString(lock()));
    var shrunk = compile(by, List.of(all.classes()), Map.of("game/Kind.java", HEAD + "enum Kind { AXE, SPEAR }"));
    assertEquals(1, shrunk.errors().size(), () -> "said " + shrunk.errors());
    Path others = all.without("game/Item.java", folder.resolve("item"));
    var item = compile(by, List.of(others), Map.of("game/Item.java", HEAD + "@Saved record Item(int kind) {}"));
    assertEquals(1, item.errors().size(), () -> "said " + item.errors());
  }

  @Test void aFileThatDoesNotCompileWritesNothing() {
    compile("class Game extends Room { @Sync(max = 9) int hp; Missing missing; }");
    assertFalse(Files.exists(lock()));
  }
}

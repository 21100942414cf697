package takt.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import takt.processor.Compilation.Compiler;

/// Classes that cannot be state are told once, at the class.
class ClassMistakesTest {
  static final List<Mistake> CLASSES = List.of(
      Mistake.inRoom("static int rounds; // !", "`rounds`: is static and can change", "all rooms of a server"),
      Mistake.inEntity("static double speed = 3; // !", "`speed`: is static and can change"),
      Mistake.inInput("static int count; // !", "`count`: is static and can change"),
      Mistake.of("""
          @Saved class Deck {
            static int count; // !
          }""", "`count`: is static and can change"),
      Mistake.inRoom("static final ArrayList<String> names = new ArrayList<>(); // !",
          "`names`: is static and its object can change"),
      Mistake.inRoom("static final Deque<String> names = new ArrayDeque<>(); // !", "its object can change"),
      Mistake.inRoom("static final Random DICE = new Random(1); // !", "its object can change"),
      Mistake.inRoom("static class Ship extends Entity {} static final Ship FIRST = new Ship(); // !",
          "its object can change"),
      Mistake.inRoom("class Ship extends Entity {} // !", "`Game.Ship`: is an inner class", "make it static"),
      Mistake.inRoom("class Keys extends Input {} final Inputs<Keys> keys = inputs(); // !", "is an inner class"),
      Mistake.inRoom("@Saved class Deck {} Deck deck; // !", "`Game.Deck`: is an inner class"),
      Mistake.inRoom("private static class Ship extends Entity {} final Entities<Ship> ships = entities(); // !",
          "`Game.Ship`: is private, and the companion"),
      Mistake.inRoom("private static class Keys extends Input {} // !", "`Game.Keys`: is private"),
      Mistake.inRoom("@Saved private static class Deck {} Deck deck; // !", "`Game.Deck`: is private"),
      Mistake.of("""
          class Outer {
            private static class Hidden { // !
              static class Game extends Room {}
            }
          }""", "`Outer.Hidden`: is private"),
      Mistake.inRoom("private record Say() implements Command {} void on(Player p, Say say) {} // !",
          "`Game.Say`: is private"),
      Mistake.inRoom("private record Said() implements Event {} // !", "`Game.Said`: is private"),
      Mistake.of("class Game<T> extends Room {} // !", "`Game`: is generic"),
      Mistake.of("class Ship<T> extends Entity { T load; } // !", "`Ship`: is generic"),
      Mistake.of("class Keys<T> extends Input {} // !", "`Keys`: is generic"),
      Mistake.of("@Saved class Deck<T> { T top; } // !", "`Deck`: is generic"),
      Mistake.of("@Saved record Pair<T>(T one) {} // !", "`Pair`: is generic"),
      Mistake.of("class Ship extends Entity { Ship(int hp) {} } // !", "`Ship`: has no constructor without parameters",
          "every client and every restore; add Ship() {}"),
      Mistake.of("class Ship extends Entity { private Ship() {} } // !", "`Ship`: has a private constructor"),
      Mistake.of("class Ship extends Entity { Ship() throws Exception {} } // !", "throws Exception"),
      Mistake.of("class Keys extends Input { Keys(int i) {} } // !", "`Keys`: has no constructor without parameters"),
      Mistake.of("@Saved class Deck { Deck(int i) {} } // !", "`Deck`: has no constructor without parameters"),
      Mistake.of("@Saved class Deck extends ArrayList<String> {} // !", "extends ArrayList, a library's class"),
      Mistake.of("""
          @Saved class Deck {}
          class Trumps extends Deck {} // !
          """, "`Trumps`: extends Deck, which is @Saved, but is not @Saved itself"),
      Mistake.of("@Saved interface Deck {} // !", "`Deck`: is @Saved, but an interface has no fields"),
      Mistake.of("""
          @Saved class Deck {
            private void migrate(OldState old) {} // !
          }""", "`migrate(OldState)`: is private or static"),
      Mistake.of("class Say implements Command {} // !", "`Say`: is no record, but a Command; make it a record"),
      Mistake.of("class Said implements Event {} // !", "`Said`: is no record, but an Event; make it a record"),
      Mistake.of("enum Say implements Command { HELLO } // !", "`Say`: is no record, but a Command"),
      Mistake.of("@Rate(perSecond = 0) record Say() implements Command {} // !", "@Rate(perSecond = 0.0)"),
      Mistake.of("@Rate(perSecond = -1) record Say() implements Command {} // !", "`Say`: has @Rate"),
      Mistake.of("@Rate(perSecond = 1) record Said() implements Event {} // !", "is no Command record"),
      Mistake.of("@Lossy record Say() implements Command {} // !", "`Say`: is @Lossy, but no Event record"),
      Mistake.of("@Lossy class Said {} // !", "`Said`: is @Lossy, but no Event record"),
      Mistake.of("@Sync class Deck {} // !", "`Deck`: has a @Sync", "extends no Entity"));

  static final List<String> COMPACT = List.of("static class Ship extends Entity {}", "class Ship extends Entity {}",
      "record Say() implements Command {}", "static class Game extends Room { static class Ship extends Entity {} }");

  @ParameterizedTest
  @FieldSource("COMPACT") void aClassBesideAMainOutsideOfAnyClassCannotBeNamed(String code,
      @TempDir Path folder) {
    String source = "import takt.schema.*; import takt.server.*;\n" + code + "\nvoid main() {}";
    for (Compiler by : Compiler.values()) {
      var compiled = Compilation.of(by, folder.resolve(by.name()), List.of(), Map.of("Game.java", source),
          "-proc:only");
      assertEquals(1, compiled.errors().size(), () -> by + " said " + compiled.errors());
      String said = compiled.errors().getFirst().text();
      assertTrue(said.contains("stands beside a main() outside of any class"), said);
      assertTrue(said.contains("write class Game { … } around all of the file"), said);
    }
  }

  @ParameterizedTest
  @FieldSource("CLASSES") void aClassThatCannotBe(Mistake mistake, @TempDir Path folder) {
    mistake.check(folder);
  }
}

package takt.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import takt.processor.Compilation.Compiler;

/// Names that something else has are told; names that are only odd are not.
class NameMistakesTest {
  static final List<Mistake> TAKEN = List.of(
      Mistake.inEntity("@Sync(max = 9) int __proto__; // !", "`__proto__`: is a name that JavaScript gives a meaning"),
      Mistake.inInput("@Limit(max = 9) int __proto__; // !", "never arrives there; rename it"),
      Mistake.inRoom("record Said(int __proto__) implements Event {} // !",
          "`Said.__proto__`: is a name that JavaScript"),
      Mistake.inRoom("@Option @Limit(max = 9) int __proto__; // !", "is a name that JavaScript"),
      Mistake.inEntity("@Sync(max = 9) int id; // !", "`id`: is sent, but id means something else of an entity"),
      Mistake.inEntity("@Sync(max = 9) int owner; // !",
          "owner means something else of an entity to clients; rename it"),
      Mistake.inEntity("@Sync boolean mine; // !", "mine means something else"),
      Mistake.inEntity("@Sync boolean jump; // !", "jump means something else"),
      Mistake.inRoom("@Sync(max = 9) int tick; // !", "`tick`: is sent, but tick means something else of a room"),
      Mistake.inRoom("static class Ship extends Entity {} final Entities<Ship> tick = entities(); // !",
          "`tick`: is a name that clients know as something else"),
      Mistake.inRoom("""
          sealed interface Shape {}
          record Disc(int type) implements Shape {} // !
          @Sync Shape shape;""", "`Disc.type`: is called type, which on the wire says which record of Shape it is"));

  static final List<Mistake> OLD = List.of(
      Mistake.inEntity("int hp; @Was(\"hp\") int health; // !", "`health`: was hp by its @Was, but so another field"),
      Mistake.inEntity("@Was(\"a\") int b; @Was(\"a\") int c; // !", "`c`: was a by its @Was, and so was b; keep one"),
      Mistake.inEntity("@Was(\"hp\") int hp; // !", "`hp`: has @Was(\"hp\"), which is no other name than its own"),
      Mistake.inEntity("@Was(\"\") int hp; // !", "`hp`: has @Was(\"\")"));

  static final List<Mistake> HIDDEN = List.of(
      Mistake.of("""
          class Fleet extends Room { @Sync(max = 9) int ships; }
          class Game extends Fleet {
            static class Ship extends Entity {}
            final Entities<Ship> ships = entities(); // !
          }""", "`ships`: has the name of a field of Fleet, which Game extends, and hides it; rename one"),
      Mistake.of("""
          class Unit extends Entity { int hp; }
          class Ship extends Unit {
            transient int hp; // !
          }""", "`hp`: has the name of a field of Unit, which Ship extends, and hides it"),
      Mistake.of("""
          class Unit extends Entity { int hp; }
          class Ship extends Unit {
            static final int hp = 3; // !
          }""", "`hp`: has the name of a field of Unit"),
      Mistake.of("""
          class Unit extends Entity { List<String> all; }
          class Ship extends Unit {
            final List<String> all = new ArrayList<>(); // !
          }""", "`all`: has the name of a field of Unit, which Ship extends; rename one"));

  static final List<Mistake> OTHERS = List.of(
      Mistake.inRoom("static class A extends Input {} final Inputs<A> a = inputs(); final Inputs<A> b = inputs(); // !",
          "`b`: is a second Inputs of Game, but a player sends one input a tick"),
      Mistake.inRoom("enum Kind {} @Sync Kind kind; // !", "`Game.Kind`: has no constants"),
      Mistake.of("""
          abstract class Fleet<E extends Entity> extends Room { final Entities<E> all = entities(); } // !
          class Game extends Fleet<Game.Ship> { static class Ship extends Entity {} }""", "`Fleet`: is generic"),
      Mistake.of("""
          abstract class Fleet<T> extends Entity { @Sync(max = 9) int hp; } // !
          class Ship extends Fleet<String> {}""", "`Fleet`: is generic"),
      Mistake.inRoom("record A(B b) implements Event {}\nrecord B(A a) {} // !", "`B.a`: holds an A inside an A"),
      Mistake.inRoom("record A(Map<Integer, List<A>> all) implements Event {} // !", "`A.all`: holds an A inside an A"),
      Mistake.inRoom("sealed interface S { record A(S s) implements S {} } // !\n@Sync S s;", "an A inside an A"));

  @ParameterizedTest
  @FieldSource({"TAKEN", "OLD", "HIDDEN", "OTHERS"}) void whatCannotBeIsTold(Mistake mistake, @TempDir Path folder) {
    mistake.check(folder);
  }

  private static final String ODD = """
      package game;

      import java.util.List;
      import takt.schema.*;
      import takt.server.*;

      @Was("Spiel") class Game extends Room {
        static class Keys extends Input { @Axis double x; }
        static class Größe extends Entity {
          @Sync(max = 9) int ñandú, €, 名前, object, field, value, yield, record, var, constructor, toString;
          @Was("alt") @Sync(max = 9) private List<java.lang.String> names = List.of();
          private int id, owner, tick;
          java.lang.String text;
          @Predict void step(Keys keys, double seconds) {}
        }
        enum Kind {
          A { @java.lang.Override int cost() { return 1; } }, B { @java.lang.Override int cost() { return 2; } };
          abstract int cost();
        }
        record Few(@Limit(max = 3) int... numbers) implements Command {}
        record Checked(int a) implements Event {
          Checked { if (a < 0) throw new IllegalArgumentException("a=" + a); }
          private Checked() { this(1); }
        }
        final Entities<Größe> größen = entities();
        final Inputs<Keys> keys = inputs();
        @Sync Kind kind = Kind.A;
        void on(Player p, Few few) {}
      }
      """;

  /// Games have classes such as `Class`, for wizards and warriors.
  @ParameterizedTest
  @EnumSource void oddNamesAndNamesOfJavasOwnClassesCompile(Compiler by, @TempDir Path folder)
      throws IOException {
    var compiled = Compilation.of(by, folder, List.of(), Map.of("game/Game.java", ODD,
        "game/Class.java", "package game; enum Class { MAGE }", "game/Object.java", "package game; class Object {}",
        "game/String.java", "package game; class String {}", "game/Override.java",
        "package game; @interface Override {}",
        "game/List.java", "package game; class List {}", "game/SuppressWarnings.java",
        "package game; @interface SuppressWarnings {}"), "-Atakt.lock=" + folder.resolve("schema.lock"));
    assertEquals(List.of(), compiled.errors());
    assertTrue(compiled.done);
    var again = Compilation.of(by, folder.resolve("again"), List.of(compiled.without("game/Game.java", folder)), Map.of(
        "game/Game.java", ODD),
        "-proc:only", "-Atakt.lock=" + folder.resolve("schema.lock"), "-Atakt.lock.frozen=true");
    assertEquals(List.of(), again.errors());
  }
}

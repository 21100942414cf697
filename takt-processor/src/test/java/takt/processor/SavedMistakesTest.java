package takt.processor;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// What cannot be saved is told with field, cause and fix.
class SavedMistakesTest {
  static final List<Mistake> TYPES = List.of(
      Mistake.inRoom("HashMap<String, Integer> names = new HashMap<>(); // !",
          "`names`: a HashMap has no fixed order, so a restore could differ; declare it as Map or LinkedHashMap"),
      Mistake.inEntity("HashSet<String> names; // !", "`names`: a HashSet has no fixed order",
          "declare it as Set or LinkedHashSet"),
      Mistake.inEntity("IdentityHashMap<Ship, Integer> names; // !", "no fixed order", "Map or LinkedHashMap"),
      Mistake.inEntity("LinkedList<String> names; // !", "declare it as List or Deque"),
      Mistake.inEntity("PriorityQueue<String> names; // !", "declare it as List"),
      Mistake.inEntity("Collection<String> names; // !", "declare it as List or Set"),
      Mistake.inEntity("TreeMap<String, Integer> names; // !", "`names`: a TreeMap is made by the constructor",
          "make it a final field, or declare it as Map"),
      Mistake.inEntity("TreeSet<String> names; // !", "make it a final field, or declare it as Set"),
      Mistake.inEntity("final List<TreeMap<String, Integer>> names = new ArrayList<>(); // !", "declare it as Map"),
      Mistake.inEntity("EnumMap<Thread.State, Integer> names; // !", "an EnumMap is made by the constructor"),
      Mistake.inEntity("Optional<String> target; // !", "an Optional cannot be saved; let the field be null"),
      Mistake.inEntity("OptionalInt target; // !", "declare it as Integer, null for none"),
      Mistake.inEntity("Runnable then; // !", "`then`: a Runnable is code (a lambda)", "an enum or a record"),
      Mistake.inEntity("Function<String, String> then; // !", "a Function<String, String> is code (a lambda)"),
      Mistake.inEntity("Consumer<Player> then; // !", "a Consumer<Player> is code"),
      Mistake.of("""
          interface Weapon { void fire(); }
          class Ship extends Entity {
            Weapon weapon; // !
          }""", "`weapon`: a Weapon may be anything that implements it", "seal the interface"),
      Mistake.of("""
          @FunctionalInterface interface Brain { void think(); }
          class Ship extends Entity {
            Brain brain; // !
          }""", "`brain`: a Brain is code (a lambda)"),
      Mistake.of("""
          class Weapon {}
          class Ship extends Entity {
            Weapon weapon; // !
          }""", "`weapon`: the class Weapon is not marked as state", "mark it @Saved"),
      Mistake.inEntity("Object anything; // !", "an Object does not say what it holds"),
      Mistake.inEntity("Random dice = new Random(); // !", "call random()"),
      Mistake.inEntity("java.time.Instant since; // !", "an Instant cannot be saved; keep milliseconds"),
      Mistake.inEntity("UUID key; // !", "a UUID cannot be saved; keep its text in a String"),
      Mistake.inEntity("java.math.BigDecimal price; // !", "a BigDecimal cannot be saved"),
      Mistake.inEntity("StringBuilder text; // !", "keep its text in a String"),
      Mistake.inEntity("Thread thread; // !", "a Thread is a library's object", "or mark the field transient"),
      Mistake.inEntity("java.util.concurrent.atomic.AtomicInteger hits; // !", "declare it int"),
      Mistake.inEntity("List<? extends Ship> ships; // !", "`ships`: a wildcard does not say which type it holds"),
      Mistake.inEntity("List names; // !", "`names`: a List without type arguments", "write List<Card>"),
      Mistake.inEntity("Map names; // !", "a Map without type arguments"),
      Mistake.inEntity("List<Optional<String>> names; // !", "an Optional cannot be saved"),
      Mistake.inEntity("Map<List<String>, String> names; // !", "a map with a key that may change"),
      Mistake.inEntity("Optional<String>[] names; // !", "an Optional cannot be saved"),
      Mistake.inEntity("List<String>[] names; // !", "`names`: an array of generic type", "List<List<String>>"),
      Mistake.inEntity("Integer[] counts; // !", "an array of Integer is not supported; declare it int[]"),
      Mistake.inEntity("Reply answer; // !", "a Reply without type arguments"),
      Mistake.inEntity("Reply<String> answer; // !", "a Reply answers with a record; write one around String"),
      Mistake.inEntity("Entities<Ship> ships; // !", "is a part, which a room runs; declare it as a final field"),
      Mistake.inRoom("static class Keys extends Input {} Keys last; // !", "an input is written anew each tick"),
      Mistake.inEntity("Room room; // !", "`room`: a Room is a library's object"),
      Mistake.of("""
          class Game extends Room {}
          class Ship extends Entity {
            Game room; // !
          }""", "a room cannot be kept in a field"),
      Mistake.of("""
          record Card(int rank) {}
          class Hand extends Entity {
            List<Card> cards; // !
          }""", "`cards`: the record Card is in a file that holds no game class", "mark the record @Saved"));

  static final List<Mistake> RECORDS = List.of(
      Mistake.inRoom("""
          record Card(int rank, Optional<String> suit) {} // !
          List<Card> deck; List<Card> table; Card top;""", "`Card.suit`: an Optional cannot be saved"),
      Mistake.inRoom("""
          private record Card(int rank) {} // !
          List<Card> deck; Card top;""", "`Game.Card`: is private, and the companion class that saves it must name it"),
      Mistake.inRoom("""
          private enum Suit { HEARTS } // !
          List<Suit> suits; Suit trump;""", "`Game.Suit`: is private", "drop 'private'"),
      Mistake.inRoom("""
          record Pair<A>(A one) {} // !
          Pair<String> pair;""", "`Game.Pair`: is generic", "write a class for each use"),
      Mistake.inRoom("""
          sealed interface Shape {}
          record Circle(double r) implements Shape {}
          static final class Square implements Shape {} // !
          Shape shape;""", "`Game.Square`: is no record, but permitted by the sealed interface Shape"),
      Mistake.of("""
          class Game extends Room { A.Shape shape; }
          class A extends Entity {
            sealed interface Shape {}
            record Circle(double r) implements Shape {} // !
            static class B { record Circle(double r) implements Shape {} }
          }""", "`A.Circle`: has the same name on the wire as A.B.Circle"),
      Mistake.of("""
          @Saved record Card(int rank, Runnable then) {} // !
          """, "`Card.then`: a Runnable is code"),
      Mistake.of("""
          @Saved class Deck {
            List<Thread> cards; // !
          }""", "`cards`: a Thread is a library's object"));

  static final List<Mistake> FINAL_FIELDS = List.of(
      Mistake.inRoom("final Player host = null; // !", "`host`: is final, so a restore could not put back which one"),
      Mistake.inEntity("final Ship target = this; // !", "is final, so a restore could not put back which one"),
      Mistake.inRoom("record Items(List<String> names) {} final Items items = new Items(new ArrayList<>()); // !",
          "`items`: is final and holds a record with objects in it"),
      Mistake.of("""
          class Ship extends Entity {
            final String name; // !
            Ship() { this(""); }
            Ship(String name) { this.name = name; }
          }""", "`name`: is final, but a restore makes the object by the constructor without parameters"),
      Mistake.of("""
          class Named extends Entity { String name; }
          class Ship extends Named {
            String name; // !
          }""", "`name`: has the name of a field of Named, which Ship extends; rename one"));

  @ParameterizedTest
  @FieldSource("TYPES") void aTypeOutsideTheClosedSet(Mistake mistake, @TempDir Path folder) {
    mistake.check(folder);
  }

  @ParameterizedTest
  @FieldSource("RECORDS") void aRecordThatCannotBeSavedIsToldOnceWhereItIs(Mistake mistake,
      @TempDir Path folder) {
    mistake.check(folder);
  }

  @ParameterizedTest
  @FieldSource("FINAL_FIELDS") void aFinalFieldThatARestoreWouldLose(Mistake mistake,
      @TempDir Path folder) {
    mistake.check(folder);
  }
}

package takt.processor;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// What cannot be sent, or not without a bound, is told at the field or component.
class SentMistakesTest {
  static final List<Mistake> SYNCED = List.of(
      Mistake.inEntity("@Sync int hp; // !", "`hp`: @Sync of a number needs a max", "write @Sync(max = …)"),
      Mistake.inEntity("@Sync double heat; // !", "`heat`: @Sync of a number needs a max"),
      Mistake.inEntity("@Sync String name; // !", "@Sync of a text needs a max, its length in characters"),
      Mistake.inEntity("@Sync List<String> names; // !", "@Sync of a collection needs a max"),
      Mistake.inEntity("@Sync Map<String, Integer> names; // !", "@Sync of a collection needs a max"),
      Mistake.inEntity("@Sync int[] counts; // !", "@Sync of a collection needs a max"),
      Mistake.inEntity("@Sync(min = 5, max = 1) int hp; // !", "@Sync has min = 5.0 above max = 1.0"),
      Mistake.inEntity("@Sync(min = 5, max = 1) double hp; // !", "@Sync has min = 5.0 above max = 1.0"),
      Mistake.inEntity("@Sync(max = 1, step = 0) double heat; // !", "@Sync has step = 0.0; write a step above 0"),
      Mistake.inEntity("@Sync(max = 1, step = -1) double heat; // !", "@Sync has step = -1.0"),
      Mistake.inEntity("@Sync(max = 1e15, step = 0.01) double heat; // !", "more than 2^52 steps",
          "take a larger step"),
      Mistake.inEntity("@Sync(max = Double.POSITIVE_INFINITY) double heat; // !", "no finite bounds"),
      Mistake.inEntity("@Sync(max = 9.5) int hp; // !", "bounds a whole number by a fraction"),
      Mistake.inEntity("@Sync(max = 300) byte hp; // !", "goes beyond what a byte holds, -128 to 127"),
      Mistake.inEntity("@Sync(max = 1e18) long gold; // !", "up to which numbers are exact in JavaScript"),
      Mistake.inEntity("@Sync(min = 1, max = 9) String name; // !", "has a min, which bounds numbers only"),
      Mistake.inEntity("@Sync(max = -1) String name; // !", "max = -1.0, which is no length"),
      Mistake.inEntity("@Sync @Angle double heading; // !", "`heading`: has two marks that say how it is sent"),
      Mistake.inEntity("@Sync(max = 9) final int size = 3; // !", "is final, so it never changes, but has @Sync"),
      Mistake.inEntity("@Sync(max = 9) static final int size = 3; // !", "is static, but @Sync marks the state"),
      Mistake.inEntity("@Sync(max = 9) transient int size; // !", "is transient, so neither saved nor sent"),
      Mistake.inRoom("@Sync(max = 9, to = Audience.OWNER) int kills; // !", "goes to OWNER, but a room has no owner"),
      Mistake.inRoom("@Saved static class Deck {} @Sync Deck deck; // !", "`deck`: holds the object Deck",
          "send a record of what is needed"),
      Mistake.inRoom("record Bought() {} @Sync Reply<Bought> owed; // !", "`owed`: holds a Reply"),
      Mistake.inRoom("@Saved static class Deck {} @Sync(max = 9) List<Deck> decks; // !", "holds the object Deck"),
      Mistake.inRoom("""
          @Saved static class Deck {}
          record Table(Deck deck) {} // !
          @Sync Table first; @Sync Table second;""", "`Table.deck`: holds the object Deck"),
      Mistake.of("class Deck { @Sync(max = 9) int size; } // !", "`size`: has @Sync", "a Room or an Entity"),
      Mistake.of("@Saved class Deck { @Sync(max = 9) int size; } // !", "but is in a @Saved class"),
      Mistake.of("record Said(@Sync(max = 9) int size) implements Event {} // !", "is in a record", "@Limit"),
      Mistake.inEntity("@Limit(max = 9) int size; // !", "has a @Limit", "write @Sync(max = …) to send"),
      Mistake.of("class Deck { @Limit(max = 9) int size; } // !", "`size`: has a @Limit"));

  static final List<Mistake> PLACES = List.of(
      Mistake.inEntity("@Position(max = 9) int x; // !", "`x`: is an int, but a @Position is a double"),
      Mistake.inEntity("@Position(max = 9) float x; // !", "is a float, but a @Position is a double"),
      Mistake.inEntity("@Position(max = 9) double left; // !", "is no coordinate by its name", "x, y and z"),
      Mistake.inEntity("@Position(min = 9, max = 1) double x; // !", "@Position has min = 9.0 above max"),
      Mistake.inEntity("@Position(max = 9, step = 0) double x; // !", "@Position has step = 0.0"),
      Mistake.inRoom("@Position(max = 9) double x; // !", "has @Position, which is for the fields of an Entity"),
      Mistake.inInput("@Position(max = 9) double x; // !", "has @Position, which is for the fields of an Entity"),
      Mistake.inEntity("@Angle int heading; // !", "is an int, but @Angle marks a double in radians"),
      Mistake.inEntity("@Angle float heading; // !", "is a float, but @Angle marks a double"),
      Mistake.inEntity("@Angle(bits = 3) double heading; // !", "@Angle(bits = 3); write 4 to 24"),
      Mistake.of("@Saved class Deck { @Angle double heading; } // !", "has @Angle, which is for the fields of"),
      Mistake.of("record Beam(@Angle int heading) implements Event {} // !", "`Beam.heading`: is an int, but @Angle"),
      Mistake.of("record Beam(@Angle @Limit(max = 3) double heading) implements Event {} // !",
          "has @Angle and @Limit"));

  static final List<Mistake> FROM_CLIENTS = List.of(
      Mistake.of("record Say(String text) implements Command {} // !",
          "`Say.text`: is a text without bound, which clients fill; add @Limit(max = …)"),
      Mistake.of("record Say(@Limit(max = 9) String text, List<Integer> to) implements Command {} // !",
          "`Say.to`: is a collection without bound"),
      Mistake.of("record Say(@Limit(max = 9) List<String> texts) implements Command {} // !",
          "`Say.texts`: holds texts without bound", "wrap the text in a record"),
      Mistake.of("record Say(@Limit(max = 9) Map<String, Integer> texts) implements Command {} // !",
          "`Say.texts`: holds texts without bound"),
      Mistake.inRoom("""
          record Item(int count, String name) {} // !
          record Buy(Item item) implements Command {}
          record Sell(Item item) implements Command {}
          void on(Player p, Buy buy) {}
          void on(Player p, Sell sell) {}""", "`Item.name`: is a text without bound"),
      Mistake.inRoom("""
          sealed interface Item {}
          record Sword(String name) implements Item {} // !
          record Buy(@Limit(max = 5) List<Item> items) implements Command {}
          void on(Player p, Buy buy) {}""", "`Sword.name`: is a text without bound"),
      Mistake.inRoom("@Option String title = \"\"; // !", "`title`: is a text without bound"),
      Mistake.inRoom("@Option @Limit(max = 4) List<String> titles; // !", "`titles`: holds texts without bound"),
      Mistake.of("record Say(@Limit(max = 2, min = 3) int volume) implements Command {} // !",
          "`Say.volume`: @Limit has min = 3.0 above max = 2.0"),
      Mistake.of("record Say(@Limit(max = 2, step = -1) double volume) implements Command {} // !",
          "@Limit has step = -1.0"),
      Mistake.of("record Say(@Limit(max = 2) boolean loud) implements Command {} // !",
          "has a @Limit, which bounds numbers, texts and collections; drop it"),
      Mistake.inRoom("@Saved static class Deck {} record Say(Deck deck) implements Command {}"
          + " void on(Player p, Say say) {} // !", "`Say.deck`: holds the object Deck"),
      Mistake.inRoom("record A() {} record Say(Reply<A> to) implements Command {} void on(Player p, Say say) {} // !",
          "`Say.to`: holds a Reply"));

  static final List<Mistake> DOWN = List.of(
      Mistake.of("record Said(Thread who) implements Event {} // !", "`Said.who`: a Thread is a library's object"),
      Mistake.inRoom("@Saved static class Deck {} record Said(Deck deck) implements Event {} // !",
          "`Said.deck`: holds the object Deck"),
      Mistake.of("record Tree(List<Tree> parts) implements Event {} // !", "`Tree.parts`: holds a Tree inside a Tree",
          "send a flat list"),
      Mistake.inRoom("""
          record Node(int value, Node next) {} // !
          record Path(Node first) implements Event {}
          @Sync Node path;""", "`Node.next`: holds a Node inside a Node"),
      Mistake.inRoom("""
          sealed interface Term {}
          record Sum(Term left) implements Term {} // !
          record Zero() implements Term {}
          record Solve(Term term) implements Command {}
          void on(Player p, Solve solve) {}""", "`Sum.left`: holds a Sum inside a Sum"),
      Mistake.inRoom("""
          @Saved static class Deck {}
          record Ask() implements Command {}
          record Told(Deck deck) {} // !
          Told on(Player p, Ask ask) { return null; }""", "`Told.deck`: holds the object Deck"));

  @ParameterizedTest
  @FieldSource("SYNCED") void aFieldThatCannotBeSynced(Mistake mistake, @TempDir Path folder) {
    mistake.check(folder);
  }

  @ParameterizedTest
  @FieldSource("PLACES") void aPlaceOrDirectionThatIsNone(Mistake mistake, @TempDir Path folder) {
    mistake.check(folder);
  }

  @ParameterizedTest
  @FieldSource("FROM_CLIENTS") void whatClientsSendWithoutBound(Mistake mistake,
      @TempDir Path folder) {
    mistake.check(folder);
  }

  @ParameterizedTest
  @FieldSource("DOWN") void whatNeverLeavesTheServer(Mistake mistake, @TempDir Path folder) {
    mistake.check(folder);
  }
}

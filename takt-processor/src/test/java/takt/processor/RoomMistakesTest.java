package takt.processor;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Parts, handlers, commands, events and options that cannot be are told where they are.
class RoomMistakesTest {
  private static final String SHIP = "static class Ship extends Entity {} ";
  private static final String SAY = "record Say() implements Command {} ";

  static final List<Mistake> PARTS = List.of(
      Mistake.inRoom(SHIP + "Entities<Ship> ships = entities(); // !", "`ships`: is a part", "make it final"),
      Mistake.inRoom(SHIP + "static final Entities<Ship> ships = null; // !", "is static, but a part belongs"),
      Mistake.inRoom(SHIP + "transient final Entities<Ship> ships = entities(); // !", "drop 'transient'"),
      Mistake.inRoom(SHIP + "final Entities<Ship> players = entities(); // !",
          "`players`: is a name that clients know"),
      Mistake.inRoom(SHIP + "final Entities<Ship> state = entities(); // !", "`state`: is a name that clients know"),
      Mistake.inRoom("final Entities ships = entities(); // !", "is a part without type arguments"),
      Mistake.inRoom("final Entities<Entity> ships = entities(); // !", "holds Entity, which is no class of yours"),
      Mistake.inRoom(SHIP + "final Entities<? extends Ship> ships = entities(); // !",
          "no class of yours that extends"),
      Mistake.inRoom("abstract static class Unit extends Entity {} final Entities<Unit> units = entities(); // !",
          "holds Unit, which is abstract"),
      Mistake.inRoom("final Inputs<Input> inputs = inputs(); // !", "holds Input, which is no class of yours"),
      Mistake.inRoom(SHIP + "@Sync final Entities<Ship> ships = entities(); // !", "has a @Sync, which of all parts"),
      Mistake.inRoom("@Sync(to = Audience.OWNER) final Alarm clock = alarm(this::close); // !", "goes to OWNER"),
      Mistake.inRoom("@Option final Alarm clock = alarm(this::close); // !", "has @Option, which is for fields"),
      Mistake.inRoom("final Alarms<Thread> clocks = alarms(t -> {}); // !", "a Thread is a library's object"),
      Mistake.inRoom("final Alarms<List<String>> clocks = alarms(t -> {}); // !", "has alarms by List<String>"),
      Mistake.inRoom(SHIP + "final Task<Ship, String> ask = task(s -> \"\", (s, t) -> {}); // !",
          "`ask`: holds an entity, which lives in its room"),
      Mistake.inRoom("final Task<Player, String> ask = task(s -> \"\", (s, t) -> {}); // !", "pass their PlayerId"),
      Mistake.inRoom("record A(Player p) {} final Task<String, A> ask = task(s -> null, (s, t) -> {}); // !",
          "`A.p`: holds a Player"),
      Mistake.inRoom("@Saved static class Deck {} final Task<Deck, String> ask = task(s -> \"\", (s, t) -> {}); // !",
          "holds the object Deck"),
      Mistake.inRoom("record A() {} final Task<String, Reply<A>> ask = task(s -> null, (s, t) -> {}); // !",
          "holds a Reply"),
      Mistake.inRoom("final Task<String, Object> ask = task(s -> null, (s, t) -> {}); // !", "an Object does not say"));

  static final List<Mistake> HANDLERS = List.of(
      Mistake.inRoom(SAY + "// !", "`Game.Say`: is a command that no handler of Game takes",
          "add void on(Player player, Say"),
      Mistake.inRoom("""
          sealed interface Move extends Command {}
          record Left() implements Move {} // !
          """, "`Game.Left`: is a command that no handler of Game takes"),
      Mistake.inRoom(SAY + """

          void on(Player p, Say say) {}
          void on(Say say) {} // !
          """, "`on(Say)`: takes a command that another handler takes too (on(Player, Say))"),
      Mistake.inRoom("""
          sealed interface Move extends Command {}
          record Left() implements Move {}
          void on(Player p, Move move) {}
          void on(Player p, Left left) {} // !
          """, "`on(Player, Left)`: takes a command that another handler takes too"),
      Mistake.inRoom(SAY + "private void on(Player p, Say say) {} // !", "`on(Player, Say)`: is private"),
      Mistake.inRoom(SAY + "static void on(Player p, Say say) {} // !", "is static, but a handler changes its room"),
      Mistake.inRoom("void on(Player p, String say) {} // !", "is no handler: String is no Command"),
      Mistake.inRoom("record Say() {} void on(Player p, Say say) {} // !", "is no handler: Say is no Command"),
      Mistake.inRoom("interface Move extends Command {} void on(Player p, Move move) {} // !",
          "Move is an open interface; seal it"),
      Mistake.inRoom("void on(Player p, int i) {} // !", "is no handler: "),
      Mistake.inRoom(SAY + "void on(Say say, Player p) {} // !", "is no handler: a method called 'on' takes"),
      Mistake.inRoom(SAY + "void on(Player p, Say say, int more) {} // !", "is no handler"),
      Mistake.inRoom("void on() {} // !", "`on()`: is no handler"),
      Mistake.inRoom(SAY + "void on(Player p, Say say) throws Exception {} // !", "throws Exception"),
      Mistake.inRoom(SAY + "String on(Player p, Say say) { return \"\"; } // !",
          "answers String, but a handler answers"),
      Mistake.inRoom(SAY + "Reply<String> on(Player p, Say say) { return null; } // !", "answers Reply<String>"),
      Mistake.inRoom(SAY + "Reply on(Player p, Say say) { return null; } // !", "answers Reply"));

  static final List<Mistake> NAMES = List.of(
      Mistake.of("""
          class Talk { record Say() implements Command {} } // !
          class Game extends Room {
            record Say() implements Command {}
            void on(Player p, Say say) {}
            void on(Player p, Talk.Say say) {}
          }""", "has the same name on the wire as", "('say')", "as commands; rename one"),
      Mistake.of("""
          interface Talk { record Said() implements Event {} }
          class Game extends Room implements Talk {
            record Said() implements Event {} // !
          }""", "`Game.Said`: has the same name on the wire as Talk.Said ('said')", "as events"),
      Mistake.of("""
          class Base extends Room { final Alarm clock = alarm(this::close); }
          class Game extends Base {
            final Alarm clock = alarm(this::close); // !
          }""", "`clock`: has the name of a part of Base"));

  static final List<Mistake> OPTIONS = List.of(
      Mistake.inRoom("@Option int map = 1; // !", "`map`: is an option without bound", "add @Limit(max = …)"),
      Mistake.inRoom("@Option @Limit(min = 2, max = 1) int map = 1; // !", "@Limit has min = 2.0 above"),
      Mistake.inRoom("@Option Player host; // !", "`host`: is an option, and there are no players before the room is"),
      Mistake.inRoom(SHIP + "@Option Ship first; // !", "there are no entities before the room is"),
      Mistake.inRoom("@Saved static class Deck {} @Option Deck deck; // !", "holds the object Deck"),
      Mistake.inRoom("@Option @Limit(max = 3) final int map = 1; // !",
          "is final, so it never changes, but has @Option"),
      Mistake.inRoom("@Listed final int map = 1; // !", "is final, so it never changes, but has @Listed"),
      Mistake.inRoom("@Listed Player host; // !", "`host`: is a Player, but a list shows numbers, texts"),
      Mistake.inRoom("@Listed List<String> maps; // !", "is a List<String>, but a list shows"),
      Mistake.inEntity("@Option boolean fast; // !", "has @Option, which is for the fields of a Room"),
      Mistake.inEntity("@Listed boolean fast; // !", "has @Listed, which is for the fields of a Room"),
      Mistake.of("class Settings { @Option boolean fast; } // !", "has @Option, which is for the fields of a Room"));

  @ParameterizedTest
  @FieldSource("PARTS") void aPartThatCannotBe(Mistake mistake, @TempDir Path folder) {
    mistake.check(folder);
  }

  @ParameterizedTest
  @FieldSource("HANDLERS") void aHandlerThatCannotBe(Mistake mistake, @TempDir Path folder) {
    mistake.check(folder);
  }

  @ParameterizedTest
  @FieldSource("NAMES") void twoOfOneName(Mistake mistake, @TempDir Path folder) {
    mistake.check(folder);
  }

  @ParameterizedTest
  @FieldSource("OPTIONS") void anOptionThatCannotBe(Mistake mistake, @TempDir Path folder) {
    mistake.check(folder);
  }
}

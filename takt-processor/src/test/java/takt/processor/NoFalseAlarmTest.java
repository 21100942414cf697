package takt.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import takt.processor.Compilation.Compiler;

/// What is odd but right is left in peace.
class NoFalseAlarmTest {
  private static final String ODD = """
      package game;

      import java.util.*;
      import java.util.function.*;
      import takt.schema.*;
      import takt.server.*;

      class Game extends Room {
        private record Hit(Ship ship, Optional<String> how) {}
        private enum Way { NORTH }
        record Unused(Runnable then) {}
        record Node(int value, List<Node> next) {}
        static final int[][] WALLS = {{1, 2}, {3, 4}};
        static final Map<String, Integer> COST = Map.of("sword", 3);
        static final List<String> NAMES = List.of("a", "b");
        static final Comparator<Ship> BY_HP = Comparator.comparingInt(s -> s.hp);
        transient Thread worker;
        final transient HashMap<String, Thread> cache = new HashMap<>();
        final Queue<Integer> ordered = new PriorityQueue<>();
        final SortedMap<String, Integer> scores = new TreeMap<>();
        Node tree;
        Unit leader;
        Entity anything;
        Reply<Answer> owed;
        Map<Unit, Deque<List<Set<int[]>>>> deep;

        static class Helper { HashMap<String, Object> map = new HashMap<>(); static int count; }
        class Inner { Object thing; }
        static class Box<T> { T value; }
        interface Shape { double area(); }

        abstract static class Unit extends Entity {
          @Sync(max = 9) int hp;
          Unit target;
          Unit() {}
          abstract void act();
        }
        static class Ship extends Unit {
          final int made = NAMES.size();
          @Override void act() { Hit hit = new Hit(this, Optional.empty()); Way way = Way.NORTH; }
        }
        static class Tank extends Unit {
          static final int SIZE = 3;
          final int size = 3;
          Tank() {}
          Tank(int hp) { this.hp = hp; }
          @Override void act() {}
        }
        abstract static class Pad extends Input { @Axis double dx; }
        static class Stick extends Pad { boolean fire; transient int notSent; }

        @Saved static class Ring { Ring next; Map<Ring, Ring> others; }
        @Saved static class Gold extends Ring { String shine; private static final long serialVersionUID = 1; }

        record Both(@Limit(max = 9) String text) implements Command, Event {}
        record Ask() implements Command {}
        record Answer(Both both, Answer.Kind kind) { enum Kind { YES, NO } }
        sealed interface Move extends Command permits Left, Right.Hard, Right.Soft {}
        record Left() implements Move {}
        static class Right { record Hard() implements Move {} record Soft() implements Move {} }
        record Feed(Map<Player, Ship> ships, Optional<String> none) {}

        final Entities<Ship> ships = entities();
        final Entities<Tank> tanks = entities();
        final Inputs<Stick> sticks = inputs();
        final Alarms<Integer> byNumber = alarms(n -> {});
        final Alarms<PlayerId> byId = alarms(n -> {});
        final Task<Integer, Answer> ask = task(n -> null, (n, a) -> {});

        void on(Player p, Both both) {}
        Answer on(Player p, Ask ask) { return new Answer(new Both(""), Answer.Kind.YES); }
        void on(Player p, Move move) {}
        void onHit(Object anything) {}
        void once() { @SuppressWarnings("unused") record Local(Thread t) {} }
      }
      """;

  @ParameterizedTest
  @EnumSource void aRoomFullOfOddThingsCompiles(Compiler by, @TempDir Path folder) {
    String[] options = by == Compiler.JAVAC ? new String[]{"-Xlint:all,-processing", "-Werror"} : new String[0];
    var compiled = Compilation.of(by, folder, List.of(), Map.of("game/Game.java", ODD), options);
    assertEquals(List.of(), by == Compiler.JAVAC ? compiled.messages : compiled.errors());
    assertTrue(compiled.done);
    String companion = compiled.companion("game.Game");
    for (String code : List.of("HitCode", "WayCode", "UnusedCode", "FeedCode", "PadCode", "HelperCode")) {
      assertTrue(!companion.contains(code), code);
    }
  }
}

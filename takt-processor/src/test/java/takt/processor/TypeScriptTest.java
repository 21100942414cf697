package takt.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import takt.processor.Compilation.Compiler;

/// A room's clients get types: what it shows, takes and tells, with what its author wrote about it. That TypeScript
/// finds mistakes by them is tested with the SDK.
class TypeScriptTest {
  private static final String GAME = """
      package game;

      import java.util.*;
      import org.jspecify.annotations.Nullable;
      import takt.schema.*;
      import takt.server.*;

      /// A table of cards.
      ///
      /// Ends with */ by surprise.
      class CardTable extends Room {
        /** A suit. */
        enum Suit { HEARTS, SPADES }

        /// A card.
        ///
        /// @param suit its suit
        /// @param rank from two
        ///        to ace
        record Card(Suit suit, @Limit(max = 13) int rank, @Nullable @Limit(max = 9) String back) {}

        sealed interface Mood { record Calm() implements Mood {} record Angry(Player at) implements Mood {} }

        static class Hand extends Entity {
          /// What only its owner sees
          @Sync(max = 16, to = Audience.OWNER) List<Card> cards = new ArrayList<>();
          @Sync(max = 52) int count;
          @Sync(max = 4) Map<Suit, Integer> won = new LinkedHashMap<>();
          @Sync(max = 4) Map<Integer, Hand> near = new LinkedHashMap<>();
          @Sync(max = 4) Map<String, List<Hand>> named = new LinkedHashMap<>();
          @Sync(max = 4) Map<Card, Boolean> odd = new LinkedHashMap<>();
          @Sync Mood mood = new Mood.Calm();
          @Angle double tilt;
          @Sync @Nullable Hand next;
          @Sync(max = 3) double größe;
          int hidden;
        }

        static class Keys extends Input { @Axis double dx; @Press boolean deal; }

        record Play(Card card) implements Command {}
        record Played(int left) {}
        record Fold() implements Command {}
        record Sweep() implements Command {}
        record Told(@Nullable Player by, PlayerId who) implements Event {}
        record Object(int number) implements Event {}

        final Entities<Hand> hands = entities();
        final Inputs<Keys> keys = inputs();
        /// The end.
        @Sync final Alarm end = alarm(this::close);
        @Sync(max = 999) int round;

        Played on(Player p, Play play) { return new Played(1); }
        void on(Player p, Fold fold) {}
        void on(Sweep sweep) {}
      }
      """;

  @TempDir Path folder;

  private static String types(Compilation compiled, String name) throws IOException {
    return Files.readString(compiled.classes().resolve("takt/dts").resolve(name));
  }

  @ParameterizedTest
  @EnumSource void theTypesOfARoomReadAsReviewed(Compiler by) throws IOException {
    var compiled = Compilation.of(by, folder, List.of(), Map.of("game/CardTable.java", GAME));
    assertEquals(List.of(), compiled.errors());
    assertEquals(Files.readString(Path.of("src/test/resources/card-table.d.ts.txt")), types(compiled,
        "card-table.d.ts"));
  }

  @Test void aClassOfAnotherFileIsInItToo() throws IOException {
    var all = Compilation.of(folder.resolve("all"), Map.of(
        "game/Game.java", "package game; import takt.server.*; class Game extends Room {"
            + " final Entities<Ship> ships = entities(); }",
        "game/Ship.java",
        "package game; import takt.schema.*; /// Flies.\nclass Ship extends Entity { @Sync(max = 9) int hp; }"));
    assertTrue(types(all, "game.d.ts").contains("  /** Flies. */\n  interface Ship {\n"), types(all, "game.d.ts"));
  }

  @Test void roomsOfOneNameDoNotFail() {
    String room = " import takt.server.*; public class Game extends Room {}";
    var compiled = Compilation.of(folder,
        Map.of("a/Game.java", "package a;" + room, "b/Game.java", "package b;" + room));
    assertEquals(List.of(), compiled.errors());
    assertTrue(compiled.messages.stream().anyMatch(m -> m.text().contains("another room of that name")),
        () -> "said " + compiled.messages);
  }
}

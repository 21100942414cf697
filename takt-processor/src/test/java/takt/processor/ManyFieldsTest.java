package takt.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import takt.schema.spi.ClassCode;
import takt.schema.spi.Companions;
import takt.schema.spi.RecordCode;
import takt.schema.spi.RoomCode;
import takt.schema.spi.Slots;
import takt.schema.wire.JsonValues;
import takt.schema.wire.Refs;
import takt.schema.wire.Schema;

/// However many fields a class has, its companion is one that the JVM takes: none of its methods is too long.
class ManyFieldsTest {
  private static final String HEAD = "package game; import java.util.*; import takt.schema.*; import takt.server.*;\n";

  @TempDir Path folder;

  private ClassLoader compile(String source) {
    var compiled = Compilation.of(folder, Map.of("game/Game.java", HEAD + source));
    assertEquals(List.of(), compiled.errors());
    return compiled.load();
  }

  @SuppressWarnings("unchecked") private static ClassCode<Object> code(ClassLoader games, String name)
      throws ReflectiveOperationException {
    return (ClassCode<Object>) Companions.code(games.loadClass(name));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 2_000}) void anEntityOfManyFieldsIsReadAndWritten(int count) throws Exception {
    String fields = IntStream.range(0, count).mapToObj(i -> i % 3 == 0
        ? "@Sync(min = -5, max = 1000.5, step = 0.25) double realFieldOfSomeLength" + i + ";"
        : i % 3 == 1
            ? "@Sync(max = 100000, to = Audience.OWNER) int wholeFieldOfSomeLength" + i + ";"
            : "private @Sync(max = 20) String textFieldOfSomeLength" + i + ";")
        .collect(Collectors.joining("\n"));
    ClassLoader games = compile("class Game extends Room { static class Ship extends Entity {\n" + fields
        + "\n} final Entities<Ship> ships = entities(); }");
    ClassCode<Object> code = code(games, "game.Game$Ship");
    assertEquals(count, code.fields().size());
    Object ship = code.make();
    for (int i = 0; i < count; i++) {
      assertEquals(i, code.indexOf(code.fields().get(i).name()));
      switch (code.fields().get(i).storage()) {
        case REAL -> code.real(ship, i, i + 0.5);
        case WHOLE -> code.whole(ship, i, i);
        case VALUE -> code.value(ship, i, "" + i);
      }
    }
    for (int i = 0; i < count; i++) {
      switch (code.fields().get(i).storage()) {
        case REAL -> assertEquals(i + 0.5, code.real(ship, i));
        case WHOLE -> assertEquals(i, code.whole(ship, i));
        case VALUE -> assertEquals("" + i, code.value(ship, i));
      }
    }
    var document = Schema.of((RoomCode<?>) (Object) code(games, "game.Game")).document().toString();
    assertTrue(document.contains("FieldOfSomeLength" + (count - 1)), "the document has all of them");
  }

  /// As many as Java itself takes in a constructor.
  @Test void aRecordOfTheMostComponentsTravels() throws Exception {
    String components = IntStream.range(0, 254).mapToObj(i -> "@Limit(max = 1000) int c" + i)
        .collect(Collectors.joining(
            ", "));
    ClassLoader games = compile("class Game extends Room { record Big(" + components
        + ") implements Command {} void on(Player p, Big big) {} }");
    @SuppressWarnings("unchecked") RecordCode<Object> code = (RecordCode<Object>) (Object) code(games, "game.Game$Big");
    Slots slots = new Slots(254);
    for (int i = 0; i < 254; i++) slots.whole(i, i);
    Object big = code.make(slots);
    Object again = Objects.requireNonNull(new JsonValues().read(code, JsonValues.write(code, big), Refs.NONE));
    assertEquals(big, again);
    assertEquals(253, code.whole(again, 253));
  }

  @Test void aRoomOfManyPartsAndCommandsCompiles() throws Exception {
    String members = IntStream.range(0, 400)
        .mapToObj(i -> "static class E" + i + " extends Entity { @Sync(max = 9) int a; }"
            + " final Entities<E" + i + "> es" + i + " = entities(); record C" + i
            + "() implements Command {} void on(Player p, C"
            + i + " c) {} record V" + i + "() implements Event {}")
        .collect(Collectors.joining("\n"));
    ClassLoader games = compile("class Game extends Room {\n" + members + "\n}");
    RoomCode<?> code = (RoomCode<?>) (Object) code(games, "game.Game");
    assertEquals(400, code.parts().size());
    assertEquals(400, code.handlers().size());
    assertEquals(400, code.events().size());
  }
}

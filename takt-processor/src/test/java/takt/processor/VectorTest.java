package takt.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import takt.processor.Compilation.Compiler;
import takt.schema.Audience;
import takt.schema.Vec2;
import takt.schema.Vec3;
import takt.schema.spi.ClassCode;
import takt.schema.spi.Companions;
import takt.schema.spi.FieldCode;
import takt.schema.spi.RoomCode;
import takt.schema.spi.ValueType;
import takt.schema.spi.ValueType.Java;
import takt.schema.spi.ValueType.Real;
import takt.schema.wire.Schema;

/// A vector is its numbers: saved, sent and bounded one by one, and changed where it is.
class VectorTest {
  private static final Map<String, String> GAME = Map.of("far/Body.java", """
      package far;
      import takt.schema.*;
      public class Body extends Entity {
        @Sync(min = -9, max = 9) protected final Vec2 velocity = new Vec2();
        private final Vec3 spin = new Vec3();
        public Vec2 velocity() { return velocity; }
        public Vec3 spin() { return spin; }
      }
      """, "game/Game.java", """
      package game;
      import far.Body;
      import takt.schema.*;
      import takt.server.*;
      class Game extends Room {
        static class Ship extends Body {
          @Position(max = 1000, step = 0.5) final Vec3 at = new Vec3(1, 2, 3);
          @Was("goal") @Sync(max = 7, to = Audience.OWNER) final Vec2 aim = new Vec2();
          final Vec2 hidden = new Vec2();
          transient Vec2 scratch;
        }
        static class Keys extends Input {
          @Axis final Vec2 move = new Vec2();
          @Limit(min = -4, max = 4, step = 0.5) private final Vec2 look = new Vec2();
        }
        @Saved static class Wind { final Vec2 from = new Vec2(); }
        final Entities<Ship> ships = entities();
        final Inputs<Keys> keys = inputs();
        final Wind wind = new Wind();
        @Sync(max = 5) final Vec2 gust = new Vec2();
      }
      """);

  @TempDir Path folder;

  @SuppressWarnings("unchecked") private static ClassCode<Object> code(ClassLoader games, String name)
      throws ReflectiveOperationException {
    return (ClassCode<Object>) Companions.code(games.loadClass(name));
  }

  private static List<String> names(ClassCode<?> code) {
    return code.fields().stream().map(FieldCode::name).toList();
  }

  @ParameterizedTest
  @EnumSource void itsNumbersAreFields(Compiler by) throws Exception {
    Path lock = folder.resolve("schema.lock");
    var compiled = Compilation.of(by, folder, List.of(), GAME, "-Atakt.lock=" + lock);
    assertEquals(List.of(), compiled.errors());
    ClassLoader games = compiled.load();

    ClassCode<Object> code = code(games, "game.Game$Ship");
    List<String> names = names(code);
    assertEquals(List.of("spinX", "spinY", "spinZ", "velocityX", "velocityY", "x", "y", "z", "aimX", "aimY", "hiddenX",
        "hiddenY"), names);
    Object ship = code.make();
    assertEquals(3, code.real(ship, names.indexOf("z")));
    for (int i = 0; i < names.size(); i++) code.real(ship, i, i + 0.25);
    for (int i = 0; i < names.size(); i++) assertEquals(i + 0.25, code.real(ship, i));
    assertEquals("(0.25, 1.25, 2.25)", ship.getClass().getMethod("spin").invoke(ship).toString());
    assertEquals("(3.25, 4.25)", ship.getClass().getMethod("velocity").invoke(ship).toString());
    Field at = ship.getClass().getDeclaredField("at");
    at.setAccessible(true);
    assertEquals("(5.25, 6.25, 7.25)", String.valueOf(at.get(ship)));

    assertEquals(new FieldCode.Sent(new Real(Java.DOUBLE, -9, 9, 0.01), Audience.EVERYONE),
        code.fields().get(3).sent());
    assertEquals(new FieldCode.Sent(new Real(Java.DOUBLE, 0, 1000, 0.5), Audience.EVERYONE), code.fields().get(7)
        .sent());
    assertEquals(FieldCode.Role.POSITION, code.fields().get(7).role());
    assertEquals("goalY", code.fields().get(9).was());
    assertEquals(null, code.fields().getLast().sent());

    ClassCode<Object> keys = code(games, "game.Game$Keys");
    assertEquals(List.of("moveX", "moveY", "lookX", "lookY"), names(keys));
    assertEquals(new Real(Java.DOUBLE, -1, 1, 1.0 / 127), keys.fields().getFirst().type());
    assertEquals(new Real(Java.DOUBLE, -4, 4, 0.5), keys.fields().getLast().type());
    assertEquals(List.of("fromX", "fromY"), names(code(games, "game.Game$Wind")));
    assertEquals(List.of(ValueType.real(Java.DOUBLE), ValueType.real(Java.DOUBLE)), code(games, "game.Game$Wind")
        .fields().stream().map(FieldCode::type).toList());

    String document = Schema.of((RoomCode<?>) (Object) code(games, "game.Game")).document().toString();
    for (String name : List.of("gustX", "gustY", "velocityX", "aimY", "moveX"))
      assertTrue(document.contains(name), name);
    assertTrue(Files.readString(lock).contains("  5 z: real 0..1000 step 0.5, to EVERYONE\n"), Files.readString(lock));
    String types = Files.readString(compiled.classes().resolve("takt/dts/game.d.ts"));
    assertTrue(types.contains("    aimX?: number\n"), types);
  }

  static final List<Mistake> MISTAKES = List.of(
      Mistake.inEntity("Vec2 at; // !", "`at`: is a Vec2, of which the numbers are saved", "make it final"),
      Mistake.inEntity("@Position(max = 9) Vec2 at = new Vec2(); // !", "make it final"),
      Mistake.inEntity("@Sync final Vec2 at = new Vec2(); // !", "@Sync of a number needs a max"),
      Mistake.inEntity("@Angle final Vec2 at = new Vec2(); // !", "but @Angle is for a single value"),
      Mistake.inEntity("@Axis final Vec2 at = new Vec2(); // !", "has @Axis, which is for the fields of an Input"),
      Mistake.inEntity("@Sync(max = 9) @Position(max = 9) final Vec2 at = new Vec2(); // !", "has two marks"),
      Mistake.inEntity("@Position(min = 9, max = 3) final Vec2 at = new Vec2(); // !", "min = 9.0 above max"),
      Mistake.inEntity("@Position(max = 9) double x; @Position(max = 9) final Vec2 at = new Vec2(); // !",
          "`at`: and another field are both called x"),
      Mistake.inEntity("double atX; final Vec2 at = new Vec2(); // !", "are both called atX where they are saved"),
      Mistake.inEntity("static final Vec2 NORTH = new Vec2(0, -1); // !", "its object can change"),
      Mistake.inEntity("List<Vec2> path; // !", "a Vec2 changes in place", "write a record of doubles"),
      Mistake.inEntity("final Vec2[] path = {}; // !", "a Vec2 changes in place"),
      Mistake.inRoom("record Hit(Vec3 at) implements Event {} // !", "`Hit.at`: a Vec3 changes in place"),
      Mistake.inRoom("@Option final Vec2 spawn = new Vec2(); // !", "but @Option is for a single value"),
      Mistake.inRoom("@Position(max = 9) final Vec2 spawn = new Vec2(); // !",
          "has @Position, which is for the fields"),
      Mistake.inRoom("@Sync(max = 9, to = Audience.TEAM) final Vec2 wind = new Vec2(); // !", "a room has no owner"),
      Mistake.inInput("final Vec2 move = new Vec2(); // !", "is a Vec2 without bound, which clients send"),
      Mistake.inInput("@Axis Vec2 move = new Vec2(); // !", "make it final"),
      Mistake.inInput("@Axis @Limit(max = 9) final Vec2 move = new Vec2(); // !", "bound one thing twice"));

  @ParameterizedTest
  @FieldSource("MISTAKES") void aVectorThatCannotBe(Mistake mistake) {
    mistake.check(folder);
  }

  @ParameterizedTest
  @FieldSource("LENGTHS") void itIsArithmetic(double x, double y, double length) {
    assertEquals(length, new Vec2(x, y).length());
    assertEquals(length, new Vec3(x, y, 0).length());
    assertEquals(Math.min(length, 2), new Vec2(x, y).limit(2).length(), 1e-12);
    assertEquals(Math.min(length, 2), new Vec3(0, x, y).limit(2).length(), 1e-12);
    assertEquals("(" + (x + 3 * y) + ", " + (y + 3 * x) + ")", new Vec2(x, y).add(new Vec2(y, x), 3).toString());
    assertEquals(2 * length, new Vec2(x, y).distance(new Vec2(-x, -y)));
  }

  static final List<Arguments> LENGTHS = List.of(
      Arguments.of(3, 4, 5), Arguments.of(0, 0, 0),
      Arguments.of(-1, 0, 1));
}

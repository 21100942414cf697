package takt.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import takt.processor.Compilation.Compiler;
import takt.schema.Audience;
import takt.schema.OldState;
import takt.schema.PlayerId;
import takt.schema.spi.ClassCode;
import takt.schema.spi.Companions;
import takt.schema.spi.FieldCode;
import takt.schema.spi.FieldCode.Role;
import takt.schema.spi.RecordCode;
import takt.schema.spi.RoomCode;
import takt.schema.spi.RoomCode.PartKind;
import takt.schema.spi.Slots;
import takt.schema.spi.ValueType;
import takt.schema.wire.JsonValues;
import takt.schema.wire.Refs;
import takt.schema.wire.Schema;

/// A companion reads and writes every kind of field and calls every kind of handler.
class CompanionWorksTest {
  @TempDir Path folder;

  private ClassLoader compile(Compiler by) {
    var compiled = Compilation.of(by, folder, List.of(), Compilation.game("zoo"));
    assertEquals(List.of(), compiled.errors());
    return compiled.load();
  }

  @SuppressWarnings("unchecked") private static ClassCode<Object> code(ClassLoader games, String name)
      throws ReflectiveOperationException {
    return (ClassCode<Object>) Companions.code(games.loadClass("zoo." + name));
  }

  @SuppressWarnings("unchecked") private static RoomCode<Object> roomCode(ClassLoader games)
      throws ReflectiveOperationException {
    return (RoomCode<Object>) (RoomCode<?>) assertInstanceOf(RoomCode.class,
        Companions.code(games.loadClass("zoo.Zoo")));
  }

  // ---- fields

  @ParameterizedTest
  @EnumSource void itWritesAndReadsEveryFieldOfAnEntity(Compiler by) throws Exception {
    ClassLoader games = compile(by);
    ClassCode<Object> code = code(games, "Zoo$Bear");
    writeAndRead(games, code);
    assertEquals(List.of("age", "warmth", "weight", "cubs", "name", "tricks", "a"), code.fields().stream().limit(7).map(
        FieldCode::name).toList(), "superclasses' fields come first, those of other files by name");
    assertEquals(-1, code.indexOf("constant"), "final and unchanging: the constructor's");
    assertEquals(-1, code.indexOf("notSaved"));
    for (String fixed : List.of("fixedList", "fixedTree", "fixedEnums", "fixedCage", "fixedArray")) {
      FieldCode field = code.fields().get(code.indexOf(fixed));
      assertTrue(field.fixed(), fixed);
      Object bear = code.make();
      assertSame(field(bear, fixed).get(bear), code.value(bear, code.indexOf(fixed)));
      assertThrows(AssertionError.class, () -> code.value(bear, code.indexOf(fixed), null));
    }
  }

  @ParameterizedTest
  @EnumSource void itWritesAndReadsEveryFieldOfAnInputARoomAndAHelper(Compiler by)
      throws Exception {
    ClassLoader games = compile(by);
    writeAndRead(games, code(games, "Zoo$Stick"));
    writeAndRead(games, code(games, "Zoo$Cage"));
    writeAndRead(games, code(games, "Zoo$Golden"));
    ClassCode<Object> zoo = roomCode(games);
    Object room = room(games);
    for (int i = 0; i < zoo.fields().size(); i++) writeAndRead(games, zoo, room, i);
    assertThrows(AssertionError.class, zoo::make, "rooms are made by their factory");
  }

  /// Writes each field by its code, sees it by reflection, and reads it by its code.
  private static void writeAndRead(ClassLoader games, ClassCode<Object> code) throws Exception {
    Object object = code.make();
    for (int i = 0; i < code.fields().size(); i++) writeAndRead(games, code, object, i);
  }

  private static void writeAndRead(ClassLoader games, ClassCode<Object> code, Object object, int i) throws Exception {
    FieldCode field = code.fields().get(i);
    if (field.fixed()) return;
    Field real = field(object, field.name());
    Object sample = sample(games, real.getType(), field.type());
    switch (field.storage()) {
      case WHOLE -> {
        code.whole(object, i, asWhole(sample));
        assertEquals(asWhole(sample), code.whole(object, i), field.name());
      }
      case REAL -> {
        code.real(object, i, ((Number) sample).doubleValue());
        assertEquals(((Number) sample).doubleValue(), code.real(object, i), field.name());
      }
      case VALUE -> {
        code.value(object, i, sample);
        assertSame(sample, code.value(object, i), field.name());
        code.value(object, i, null);
        assertNull(real.get(object), field.name());
        code.value(object, i, sample);
      }
    }
    assertEquals(sample, real.get(object), field.name());
  }

  private static Field field(Object object, String name) throws NoSuchFieldException {
    for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (!field.getName().equals(name) || Modifier.isStatic(field.getModifiers())) continue;
        field.setAccessible(true);
        return field;
      }
    }
    throw new NoSuchFieldException(name);
  }

  private static long asWhole(Object value) {
    if (value instanceof Boolean flag) return flag ? 1 : 0;
    return value instanceof Character c ? c : ((Number) value).longValue();
  }

  /// Some value that such a field can hold and that is not its default.
  private static Object sample(ClassLoader games, Class<?> java, ValueType type) throws Exception {
    return switch (type) {
      case ValueType.Flag _ -> true;
      case ValueType.Whole whole -> switch (whole.java()) {
        case BYTE -> (byte) -7;
        case SHORT -> (short) -700;
        case CHAR -> 'ß';
        case INT -> (int) Math.clamp(-70_000, whole.min(), whole.max());
        default -> -7_000_000_000L;
      };
      case ValueType.Real real -> real.java() == ValueType.Java.FLOAT ? (Object) 0.1f : (Object) 0.1;
      case ValueType.Angle _ -> 0.1;
      case ValueType.Text _ -> "text";
      case ValueType.Choice choice -> choice.constants().getLast();
      case ValueType.Struct struct -> record(games, Companions.recordCode(struct.type()));
      case ValueType.OneOf oneOf -> record(games, Companions.recordCode(oneOf.of().getFirst()));
      case ValueType.Kept kept -> Companions.code(kept.type()).make();
      case ValueType.Ref _ -> code(games, "Zoo$Bear").make();
      case ValueType.Person _ -> new Visitor(3);
      case ValueType.PersonId _ -> new PlayerId("guest:3");
      case ValueType.Owed _ -> new takt.server.Reply<>();
      case ValueType.Many(ValueType.Form form, ValueType of, int _) when form == ValueType.Form.ARRAY -> {
        Object array = Array.newInstance(of.elementClass(), 1);
        Array.set(array, 0, sample(games, of.elementClass(), of));
        yield array;
      }
      case ValueType.Many many -> {
        Object one = sample(games, java, many.of());
        yield switch (many.form()) {
          case LIST -> new ArrayList<>(List.of(one));
          case SET -> new LinkedHashSet<>(List.of(one));
          default -> new ArrayDeque<>(List.of(one));
        };
      }
      case ValueType.Table table ->
        new LinkedHashMap<>(Map.of(sample(games, java, table.key()), sample(games, java, table.value())));
    };
  }

  // ---- records

  @ParameterizedTest
  @EnumSource void itMakesAndReadsEveryComponentOfARecord(Compiler by) throws Exception {
    ClassLoader games = compile(by);
    for (String name : List.of("Zoo$Everything", "Zoo$Path", "Zoo$Mood$Angry", "Zoo$Mood$Calm", "Tag")) {
      RecordCode<?> code = (RecordCode<?>) Companions.code(games.loadClass("zoo." + name));
      assertNotNull(record(games, code));
    }
    FieldCode goal = code(games, "Zoo$Path").fields().get(1);
    assertTrue(goal.nullable());
    FieldCode angle = code(games, "Zoo$Everything").fields().getLast();
    assertEquals(new ValueType.Angle(12), angle.type());
    assertEquals(Role.ANGLE, angle.role());
    assertEquals(new ValueType.Text(65_536), code(games, "Tag").fields().getFirst().type());
  }

  /// Makes a record by its code and checks all of its components.
  private static <T> T record(ClassLoader games, RecordCode<T> code) throws Exception {
    Slots slots = new Slots(code.fields().size());
    RecordComponent[] components = code.type().getRecordComponents();
    Object[] samples = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      FieldCode field = code.fields().get(i);
      assertEquals(components[i].getName(), field.name());
      samples[i] = sample(games, components[i].getType(), field.type());
      switch (field.storage()) {
        case WHOLE -> slots.whole(i, asWhole(samples[i]));
        case REAL -> slots.real(i, ((Number) samples[i]).doubleValue());
        case VALUE -> slots.value(i, samples[i]);
      }
    }
    T record = code.make(slots);
    for (int i = 0; i < components.length; i++) {
      components[i].getAccessor().setAccessible(true);
      assertEquals(samples[i], components[i].getAccessor().invoke(record), components[i].getName());
      switch (code.fields().get(i).storage()) {
        case WHOLE -> assertEquals(asWhole(samples[i]), code.whole(record, i));
        case REAL -> assertEquals(((Number) samples[i]).doubleValue(), code.real(record, i));
        case VALUE -> assertSame(samples[i], code.value(record, i));
      }
    }
    return record;
  }

  @ParameterizedTest
  @EnumSource void arraysOfArraysComeBackFromJsonAsTheyWere(Compiler by) throws Exception {
    ClassLoader games = compile(by);
    @SuppressWarnings("unchecked") RecordCode<Object> path = (RecordCode<Object>) (RecordCode<?>) Companions.recordCode(
        games.loadClass("zoo.Zoo$Path"));
    Object before = record(games, path);
    Object after = Objects.requireNonNull(new JsonValues().read(path, JsonValues.write(path, before), Refs.NONE));
    assertEquals(path.value(before, 0), path.value(after, 0));
    assertTrue(Arrays.deepEquals((Object[]) path.value(before, 2), (Object[]) path.value(after, 2)));
  }

  // ---- what is told about fields

  @ParameterizedTest
  @EnumSource void theTableSaysHowFieldsAreSent(Compiler by) throws Exception {
    ClassCode<Object> bear = code(compile(by), "Zoo$Bear");
    assertEquals(new FieldCode.Sent(new ValueType.Text(20), Audience.EVERYONE), get(bear, "name").sent());
    assertEquals(new FieldCode.Sent(new ValueType.Real(ValueType.Java.DOUBLE, 0, 100, 0.25), Audience.EVERYONE),
        get(bear, "y").sent());
    assertEquals(Role.POSITION, get(bear, "y").role());
    assertEquals(new FieldCode.Sent(new ValueType.Angle(10), Audience.OWNER), get(bear, "heading").sent());
    assertNull(get(bear, "a").sent());
    assertTrue(get(bear, "cubs").nullable());
    assertEquals("title", get(bear, "text").was());
    assertEquals("Grizzly", bear.was());
    assertEquals(Audience.TEAM, bear.knownTo());
    assertEquals("zoo.Zoo$Stick", Objects.requireNonNull(bear.steeredBy()).getName());
    assertTrue(get(bear, "be").boxed() && get(bear, "be").nullable());
    assertTrue(get(bear, "bh").boxed() && !get(bear, "bh").nullable());
  }

  private static FieldCode get(ClassCode<?> code, String field) {
    return code.fields().get(code.indexOf(field));
  }

  @ParameterizedTest
  @EnumSource void theTableSaysHowInputsAreSent(Compiler by) throws Exception {
    ClassCode<Object> stick = code(compile(by), "Zoo$Stick");
    assertEquals(new ValueType.Real(ValueType.Java.DOUBLE, -1, 1, 1.0 / 127), get(stick, "dx").type());
    assertEquals(new ValueType.Angle(12), get(stick, "aim").type());
    assertEquals(new ValueType.Whole(ValueType.Java.INT, -2, 2), get(stick, "wheel").type());
    assertEquals(new ValueType.Real(ValueType.Java.DOUBLE, 0, 10, 0.5), get(stick, "force").type());
    assertEquals(Role.PRESS, get(stick, "pressed").role());
    assertEquals(Role.PLAIN, get(stick, "held").role());
  }

  @ParameterizedTest
  @EnumSource void aSavedHelperHearsOfItsOlderVersion(Compiler by) throws Exception {
    ClassLoader games = compile(by);
    ClassCode<Object> golden = code(games, "Zoo$Golden");
    Object cage = golden.make();
    golden.migrate(cage, new Old(4));
    assertEquals(4, field(cage, "migrated").get(cage));
  }

  // ---- the room

  private static Object room(ClassLoader games) throws ReflectiveOperationException {
    Constructor<?> constructor = games.loadClass("zoo.Zoo").getDeclaredConstructor();
    constructor.setAccessible(true);
    return constructor.newInstance();
  }

  @ParameterizedTest
  @EnumSource void itGivesThePartsOfARoom(Compiler by) throws Exception {
    ClassLoader games = compile(by);
    RoomCode<Object> code = roomCode(games);
    Object room = room(games);
    assertEquals("Zoo", code.name());
    assertEquals(List.of("closing", "bears", "sticks", "dusk", "hunger", "bots", "ask"),
        code.parts().stream().map(RoomCode.Part::name).toList());
    assertEquals(List.of(PartKind.ALARM, PartKind.ENTITIES, PartKind.INPUTS, PartKind.ALARM, PartKind.ALARMS,
        PartKind.BOTS, PartKind.TASK), code.parts().stream().map(RoomCode.Part::kind).toList());
    for (int i = 0; i < code.parts().size(); i++) {
      assertSame(field(room, code.parts().get(i).name()).get(room), code.part(room, i));
    }
    assertEquals(Audience.EVERYONE, code.parts().get(3).to());
    assertEquals(games.loadClass("zoo.Zoo$Bear"), code.parts().get(1).of());
    assertThrows(AssertionError.class, () -> code.part(room, 7));
    assertEquals(List.of("title", "crowded"), code.fields().stream().filter(FieldCode::listed).map(FieldCode::name)
        .toList());
    assertEquals(Role.OPTION, get(code, "title").role());
    assertEquals(Role.TRUSTED_OPTION, get(code, "size").role());
    assertEquals(List.of("fed", "open", "shut", "roar"), code.events().stream().map(RoomCode.Told::name).toList());
    assertTrue(code.events().getLast().lossy());
    assertNotNull(Schema.of(code).hash());
  }

  @ParameterizedTest
  @EnumSource void itCallsTheHandlersOfARoom(Compiler by) throws Exception {
    ClassLoader games = compile(by);
    RoomCode<Object> code = roomCode(games);
    Object room = room(games);
    Visitor ann = new Visitor(1);
    for (String name : List.of("feed", "knock", "ask", "buy", "later", "sweep", "roll", "sit")) {
      int handler = handler(code, name);
      RoomCode.Taken taken = code.handlers().get(handler).commands().stream().filter(c -> c.name().equals(name))
          .findFirst()
          .orElseThrow();
      assertEquals(name.equals("sweep"), code.handlers().get(handler).fromServers());
      assertEquals(name.equals("buy") ? 2 : 0, taken.perSecond());
      Object answer = code.handle(room, handler, name.equals("sweep") ? null : ann, record(games,
          Companions.recordCode(taken.type())));
      Class<?> answers = code.handlers().get(handler).answers();
      assertEquals(answer == null ? null : games.loadClass("zoo.Zoo$Bought"), answers);
    }
    assertEquals(List.of("feed", "knock -70000", "ask", "sweep", "Roll[times=0]", "Sit[]"), field(room, "heard").get(
        room));
    assertThrows(AssertionError.class, () -> code.handle(room, 99, ann, "what"));
  }

  private static int handler(RoomCode<?> code, String command) {
    for (int i = 0; i < code.handlers().size(); i++) {
      if (code.handlers().get(i).commands().stream().anyMatch(taken -> taken.name().equals(command))) return i;
    }
    throw new AssertionError("no handler takes " + command);
  }

  /// Someone in a room.
  private record Visitor(int number) implements takt.schema.Player {
    @Override public PlayerId id() {
      return new PlayerId("guest:" + number);
    }

    @Override public String name() {
      return "visitor";
    }

    @Override public int seat() {
      return 0;
    }

    @Override public int team() {
      return 0;
    }

    @Override public boolean isBot() {
      return false;
    }

    @Override public boolean isConnected() {
      return true;
    }
  }

  /// What an older version had: nothing.
  private record Old(int version) implements OldState {
    @Override public boolean has(String name) {
      return false;
    }

    @Override public long whole(String name) {
      return 0;
    }

    @Override public double real(String name) {
      return 0;
    }

    @Override public String text(String name) {
      return "";
    }
  }
}

package takt.server.journal;

import java.lang.reflect.Array;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import takt.protocol.wire.WireReader;
import takt.schema.Entity;
import takt.schema.PlayerId;
import takt.schema.spi.ClassCode;
import takt.schema.spi.Companions;
import takt.schema.spi.FieldCode;
import takt.schema.spi.RecordCode;
import takt.schema.spi.Slots;
import takt.schema.spi.ValueType;

/// Reads what [StateWriter] wrote.
///
/// Room's thread. All objects are made first, then the root is read, then the objects are filled; collections that hash
/// what they hold are filled last, the innermost first, when what they hold is whole. What does not fit is a [BadState]: the file is damaged, or was written
/// by another build.
final class StateReader {
  private static final int TEXT_MAX = 1 << 20;
  private static final int OBJECTS_MAX = 1 << 22;

  private final WireReader in;
  private final ClassLoader loader;
  private final Object room;
  private final ClassCode<?> roomCode;
  private final LongFunction<@Nullable Object> player;
  private final Owed owed;
  private final List<@Nullable Object> objects = new ArrayList<>();
  private final List<Made> made = new ArrayList<>();
  private final List<@Nullable ValueType> types = new ArrayList<>();
  private final List<Integer> found = new ArrayList<>();

  /// Makes an owed reply anew.
  interface Owed {
    Object reply(long player, long seq, boolean given);
  }

  /// A checkpoint that cannot be read.
  static final class BadState extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    BadState(String message) {
      super(message + ": the checkpoint is damaged, or of another build");
    }
  }

  private record Made(char how, String type, int length, int holder, int field, int bodyAt) {}

  /// @param player the player of a number, null for none
  StateReader(WireReader in, Object room, ClassCode<?> roomCode, LongFunction<@Nullable Object> player, Owed owed) {
    this.in = in;
    this.room = room;
    this.roomCode = roomCode;
    this.player = player;
    this.owed = owed;
    loader = room.getClass().getClassLoader();
  }

  /// Makes and fills the objects; the root follows.
  void objects() {
    int count = in.length(OBJECTS_MAX);
    for (int i = 0; i < count; i++) table();
    for (int i = 0; i < count; i++) {
      int length = in.length(Integer.MAX_VALUE);
      Made m = made.get(i);
      made.set(i, new Made(m.how, m.type, m.length, m.holder, m.field, in.position()));
      in.skip(length);
    }
    if (!in.ok()) throw new BadState("the table of objects ends early");
    for (int i = 0; i < count; i++) {
      object(i + 1);
      types.add(null);
    }
  }

  private void table() {
    char how = (char) in.u8();
    switch (how) {
      case 'k' -> made.add(new Made(how, in.text(TEXT_MAX), 0, 0, -1, 0));
      case 'l', 's', 'd', 'm' -> made.add(new Made(how, "", 0, 0, -1, 0));
      case 'a' -> made.add(new Made(how, in.text(TEXT_MAX), in.length(OBJECTS_MAX), 0, -1, 0));
      case 'h' -> made.add(new Made(how, "", 0, (int) in.varint(), (int) in.varint(), 0));
      case 'r' -> {
        Object reply = owed.reply(in.varint(), in.varint(), in.u8() == 1);
        made.add(new Made(how, "", 0, 0, -1, 0));
        objects.add(reply);
        return;
      }
      default -> throw new BadState("an object made by '" + how + "'");
    }
    objects.add(null);
  }

  /// The object of that number, made when first asked for. Whoever holds another in a final field is made before it.
  Object object(int number) {
    if (number < 1 || number > objects.size()) throw new BadState("object " + number + " of " + objects.size());
    Object known = objects.get(number - 1);
    if (known != null) return known;
    Object object = make(made.get(number - 1));
    objects.set(number - 1, object);
    return object;
  }

  @SuppressWarnings("unchecked") private Object make(Made m) {
    return switch (m.how) {
      case 'k' -> Objects.requireNonNull(Companions.code(classOf(m.type)).make());
      case 'l' -> new ArrayList<>();
      case 's' -> new LinkedHashSet<>();
      case 'd' -> new ArrayDeque<>();
      case 'm' -> new LinkedHashMap<>();
      case 'a' -> Array.newInstance(classOf(m.type).getComponentType(), m.length);
      default -> {
        Object holder = m.holder == StateWriter.ROOM ? room : object(m.holder);
        ClassCode<Object> code = (ClassCode<Object>) (m.holder == StateWriter.ROOM
            ? roomCode
            : Companions.code(holder.getClass()));
        if (m.field >= code.fields().size()) throw new BadState("field " + m.field + " of " + code.name());
        Object held = code.value(holder, m.field);
        if (held == null) throw new BadState(code.name() + "." + code.fields().get(m.field).name() + " holds nothing");
        yield held;
      }
    };
  }

  private Class<?> classOf(String name) {
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException _) {
      throw new BadState("no class " + name);
    }
  }

  // ---- reading the root

  /// The entity of that number in the table.
  Object entity() {
    int number = (int) in.varint();
    return referred(number, new ValueType.Ref(Entity.class));
  }

  /// Reads all fields of the room from the root.
  <T> void room(ClassCode<T> code, T room) {
    fields(in, code, room);
  }

  /// Reads a value from the root.
  @Nullable Object value(ValueType type) {
    return value(in, type);
  }

  /// Reads a value from the root that cannot be null.
  Object present(ValueType type) {
    Object value = value(in, type);
    if (value == null) throw new BadState("a value is missing");
    return value;
  }

  /// Fills everything that was referred to, and what that refers to; after the root was read.
  void fill(byte[] bytes) {
    List<Runnable> inserts = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      int number = found.get(i);
      WireReader body = new WireReader();
      int at = made.get(number - 1).bodyAt;
      fill(body.reset(bytes, at, bytes.length - at), object(number), types.get(number - 1), inserts);
      if (!body.ok()) throw new BadState("the body of object " + number + " ends early");
    }
    for (int i = inserts.size() - 1; i >= 0; i--) inserts.get(i).run();
  }

  @SuppressWarnings("unchecked") private void fill(WireReader body, Object object, @Nullable ValueType type,
      List<Runnable> inserts) {
    switch (type) {
      case ValueType.Kept _,ValueType.Ref _ ->
        fields(body, (ClassCode<Object>) Companions.code(object.getClass()), object);
      case ValueType.Many many when object instanceof Collection<?> all -> {
        all.clear();
        List<Object> items = elements(body, many);
        if (object instanceof Set<?>) inserts.add(() -> ((Collection<Object>) all).addAll(items));
        else((Collection<Object>) all).addAll(items);
      }
      case ValueType.Many many -> {
        List<Object> items = elements(body, many);
        for (int i = 0; i < items.size(); i++) Array.set(object, i, items.get(i));
      }
      case ValueType.Table table -> {
        Map<Object, Object> map = (Map<Object, Object>) object;
        map.clear();
        List<Object> pairs = new ArrayList<>();
        int size = body.length(OBJECTS_MAX);
        for (int i = 0; i < size; i++) {
          pairs.add(value(body, table.key()));
          pairs.add(value(body, table.value()));
        }
        inserts.add(() -> {
          for (int i = 0; i < pairs.size(); i += 2) map.put(pairs.get(i), pairs.get(i + 1));
        });
      }
      case null, default -> {
        // An owed reply is whole when it is made.
      }
    }
  }

  private List<Object> elements(WireReader body, ValueType.Many many) {
    List<Object> items = new ArrayList<>();
    int size = body.length(OBJECTS_MAX);
    for (int i = 0; i < size && body.ok(); i++) items.add(value(body, many.of()));
    return items;
  }

  private <T> void fields(WireReader in, ClassCode<T> code, T object) {
    for (int i = 0; i < code.fields().size(); i++) {
      FieldCode field = code.fields().get(i);
      switch (field.storage()) {
        case WHOLE -> code.whole(object, i, in.zigzag());
        case REAL -> code.real(object, i, in.real());
        case VALUE -> {
          Object value = value(in, field.type());
          if (!field.fixed()) code.value(object, i, value);
        }
      }
    }
  }

  private @Nullable Object value(WireReader in, ValueType type) {
    int mark = (int) in.varint();
    if (!in.ok()) throw new BadState("a value is missing");
    if (mark == 0) return null;
    return StateWriter.isObject(type) ? referred(mark, type) : plain(in, type);
  }

  private Object referred(int number, ValueType type) {
    Object object = object(number);
    if (types.get(number - 1) == null) {
      types.set(number - 1, type);
      found.add(number);
    }
    return object;
  }

  private @Nullable Object plain(WireReader in, ValueType type) {
    return switch (type) {
      case ValueType.Flag _ -> in.u8() != 0;
      case ValueType.Whole w -> boxed(w.java(), in.zigzag());
      case ValueType.Real r -> r.java() == ValueType.Java.FLOAT ? (Object) (float) in.real() : (Object) in.real();
      case ValueType.Angle _ -> in.real();
      case ValueType.Text _ -> in.text(TEXT_MAX);
      case ValueType.Choice choice -> choice(choice, in.text(TEXT_MAX));
      case ValueType.Struct struct -> record(in, struct.type());
      case ValueType.OneOf oneOf -> {
        int which = (int) in.varint();
        if (which < 0 || which >= oneOf.of().size())
          throw new BadState("record " + which + " of " + oneOf.type().getName());
        yield record(in, oneOf.of().get(which));
      }
      case ValueType.Person _ -> player.apply(in.varint());
      case ValueType.PersonId _ -> new PlayerId(in.text(TEXT_MAX));
      default -> throw new AssertionError(type);
    };
  }

  private static Object boxed(ValueType.Java java, long value) {
    return switch (java) {
      case BYTE -> (byte) value;
      case SHORT -> (short) value;
      case CHAR -> (char) value;
      case INT -> (int) value;
      default -> value;
    };
  }

  private static Object choice(ValueType.Choice type, String name) {
    for (Enum<?> constant : type.constants()) {
      if (constant.name().equals(name)) return constant;
    }
    throw new BadState(type.type().getName() + " has no " + name);
  }

  private <T> Object record(WireReader in, Class<T> type) {
    RecordCode<T> code = Companions.recordCode(type);
    Slots slots = new Slots(code.fields().size());
    for (int i = 0; i < code.fields().size(); i++) {
      FieldCode field = code.fields().get(i);
      switch (field.storage()) {
        case WHOLE -> slots.whole(i, in.zigzag());
        case REAL -> slots.real(i, in.real());
        case VALUE -> slots.value(i, value(in, field.type()));
      }
    }
    return Objects.requireNonNull(code.make(slots));
  }
}

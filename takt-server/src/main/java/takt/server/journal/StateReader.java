package takt.server.journal;

import java.lang.reflect.Array;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
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
import takt.server.Room;
import takt.server.room.OwedReply;

/// Reads what [StateWriter] wrote.
///
/// Room's thread. All objects are made first, then the root is read, then the objects are filled. A collection that
/// belongs to a record is filled before the record is made, for its constructor may look into it or copy it; other
/// collections that hash or sort what they hold are filled last, the innermost first, when what they hold is whole.
/// What does not fit is a [BadState]: the file is damaged, or was written by another build. Nothing is allocated beyond
/// a fixed multiple of the file's size, whatever the file says.
final class StateReader {
  private static final int TEXT_MAX = 1 << 20;
  private static final int OBJECTS_MAX = 1 << 22;

  private final byte[] bytes;
  private final WireReader in;
  private final ClassLoader loader;
  private final Object room;
  private final ClassCode<?> roomCode;
  private final LongFunction<@Nullable Object> player;
  private final Owed owed;
  private final List<Made> objects = new ArrayList<>();
  private final IdentityHashMap<Object, Made> byObject = new IdentityHashMap<>();
  private final List<Made> met = new ArrayList<>();
  private int cellsLeft;
  private int depth;

  /// Makes an owed reply anew.
  interface Owed {
    Object reply(long player, long seq, boolean given);
  }

  /// A checkpoint that cannot be read.
  static final class BadState extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    BadState(String message) {
      this(message, null);
    }

    BadState(String message, @Nullable Throwable cause) {
      super(message + ": the checkpoint is damaged, or of another build", cause);
    }
  }

  /// An object of the table: how it is made, then what it is and how far it is whole.
  private static final class Made {
    private final char how;
    private String type = "";
    private int length;
    private int holder;
    private int field = -1;
    private int bodyAt;
    private int bodyLength;
    private @Nullable Object object;
    private @Nullable ValueType metAs;
    private boolean making;
    private boolean filled;
    /// What goes into a collection once that is whole; keys and values in turn for a map.
    private @Nullable List<@Nullable Object> waiting;
    private boolean whole;

    private Made(char how) {
      this.how = how;
    }
  }

  /// @param bytes everything, from which `in` reads
  /// @param player the player of a number, null for none
  StateReader(byte[] bytes, WireReader in, Object room, ClassCode<?> roomCode, LongFunction<@Nullable Object> player,
      Owed owed) {
    this.bytes = bytes;
    this.in = in;
    this.room = room;
    this.roomCode = roomCode;
    this.player = player;
    this.owed = owed;
    loader = room.getClass().getClassLoader();
  }

  // ---- making

  /// Makes the objects; the root follows.
  void objects() {
    int count = in.length(OBJECTS_MAX);
    cellsLeft = bytes.length;
    for (int i = 0; i < count; i++) objects.add(entry());
    for (Made m : objects) {
      m.bodyLength = in.length(Integer.MAX_VALUE);
      m.bodyAt = in.position();
      in.skip(m.bodyLength);
    }
    if (!in.ok()) throw new BadState("the table of objects ends early");
    for (Made m : objects) object(m);
  }

  private Made entry() {
    Made m = new Made((char) in.u8());
    switch (m.how) {
      case 'k' -> m.type = in.text(TEXT_MAX);
      case 'l', 's', 'd', 'm' -> {
        // Empty, of a class of ours.
      }
      case 'a' -> {
        m.type = in.text(TEXT_MAX);
        m.length = in.length(OBJECTS_MAX);
        cellsLeft -= m.length;
        if (cellsLeft < 0) throw new BadState("arrays longer than what could fill them");
      }
      case 'h' -> {
        m.holder = (int) in.varint();
        m.field = (int) in.varint();
      }
      case 'r' -> m.object = owed.reply(in.varint(), in.varint(), in.u8() == 1);
      default -> throw new BadState("an object made by '" + m.how + "'");
    }
    return m;
  }

  private Made made(int number) {
    if (number < 1 || number > objects.size()) throw new BadState("object " + number + " of " + objects.size());
    return objects.get(number - 1);
  }

  /// The object, made when first asked for. Whoever holds another in a final field is made before it.
  private Object object(Made m) {
    Object object = m.object;
    if (object == null) {
      if (m.making) throw new BadState("an object that holds itself in a final field");
      m.making = true;
      m.object = object = make(m);
    }
    byObject.putIfAbsent(object, m);
    return object;
  }

  private Object make(Made m) {
    return switch (m.how) {
      case 'k' -> kept(classOf(m.type));
      case 'l' -> new ArrayList<>();
      case 's' -> new LinkedHashSet<>();
      case 'd' -> new ArrayDeque<>();
      case 'm' -> new LinkedHashMap<>();
      case 'a' -> {
        Class<?> of = classOf(m.type).getComponentType();
        if (of == null) throw new BadState(m.type + " is no array");
        yield Array.newInstance(of, m.length);
      }
      default -> held(m);
    };
  }

  private static Object kept(Class<?> type) {
    if (type.isRecord() || Room.class.isAssignableFrom(type) || Modifier.isAbstract(type.getModifiers())) {
      throw new BadState("a " + type.getName() + " among the objects");
    }
    return Objects.requireNonNull(Companions.code(type).make());
  }

  @SuppressWarnings("unchecked") private Object held(Made m) {
    Object holder = m.holder == StateWriter.ROOM ? room : object(made(m.holder));
    ClassCode<Object> code = (ClassCode<Object>) (m.holder == StateWriter.ROOM
        ? roomCode
        : Companions.code(holder.getClass()));
    boolean isFinal = m.field >= 0 && m.field < code.fields().size() && code.fields().get(m.field).fixed();
    if (!isFinal) throw new BadState("no final field " + m.field + " in " + code.name());
    Object held = code.value(holder, m.field);
    if (held == null) throw new BadState(code.name() + "." + code.fields().get(m.field).name() + " holds nothing");
    return held;
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
    return referred((int) in.varint(), new ValueType.Ref(Entity.class));
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

  // ---- filling

  /// Fills everything that was referred to, and what that refers to; after the root was read.
  void fill() {
    for (int i = 0; i < met.size(); i++) fill(met.get(i));
    for (int i = met.size() - 1; i >= 0; i--) makeWhole(object(met.get(i)));
  }

  @SuppressWarnings("unchecked") private void fill(Made m) {
    if (m.filled) return;
    m.filled = true;
    Object object = object(m);
    WireReader body = new WireReader().reset(bytes, m.bodyAt, m.bodyLength);
    switch (m.metAs) {
      case ValueType.Kept _,ValueType.Ref _ ->
        fields(body, (ClassCode<Object>) Companions.code(object.getClass()), object);
      case ValueType.Many many -> fill(m, object, elements(body, many));
      case ValueType.Table table -> {
        List<@Nullable Object> pairs = new ArrayList<>();
        int size = body.length(OBJECTS_MAX);
        for (int i = 0; i < size; i++) {
          pairs.add(value(body, table.key()));
          pairs.add(value(body, table.value()));
        }
        m.waiting = pairs;
      }
      case null, default -> {
        // An owed reply is whole when it is made.
      }
    }
    if (!body.done())
      throw new BadState("the body of a " + object.getClass().getSimpleName() + " is of another length");
  }

  @SuppressWarnings("unchecked") private static void fill(Made m, Object object, List<@Nullable Object> items) {
    if (object instanceof List<?> list) {
      list.clear();
      ((List<@Nullable Object>) list).addAll(items);
    } else if (object instanceof Collection<?>) {
      m.waiting = items;
    } else {
      if (Array.getLength(object) != items.size()) {
        throw new BadState("an array of " + Array.getLength(object) + " for " + items.size());
      }
      for (int i = 0; i < items.size(); i++) Array.set(object, i, items.get(i));
    }
  }

  private List<@Nullable Object> elements(WireReader body, ValueType.Many many) {
    List<@Nullable Object> items = new ArrayList<>();
    int size = body.length(OBJECTS_MAX);
    for (int i = 0; i < size; i++) items.add(value(body, many.of()));
    return items;
  }

  /// Puts into a collection what waits for it, after the same was done for all that its elements' hashes look at.
  @SuppressWarnings("unchecked") private void makeWhole(@Nullable Object object) {
    if (object instanceof Record record && !(record instanceof PlayerId)) makeWhole(record); // an id holds a text
    Made m = object == null ? null : byObject.get(object);
    if (object == null || m == null || m.whole) return;
    m.whole = true;
    List<@Nullable Object> waiting = m.waiting;
    m.waiting = null;
    if (waiting != null) waiting.forEach(this::makeWhole);
    else if (object instanceof List<?> list) list.forEach(this::makeWhole);
    if (waiting == null) return;
    switch (object) {
      case Collection<?> all -> {
        all.clear();
        ((Collection<@Nullable Object>) all).addAll(waiting);
      }
      case Map<?, ?> map -> {
        map.clear();
        for (int i = 0; i < waiting.size(); i += 2) {
          ((Map<@Nullable Object, @Nullable Object>) map).put(waiting.get(i), waiting.get(i + 1));
        }
      }
      default -> throw new BadState("elements of a " + object.getClass().getName());
    }
  }

  @SuppressWarnings("unchecked") private void makeWhole(Record record) {
    ClassCode<Object> code = (ClassCode<Object>) Companions.code((Class<?>) record.getClass());
    for (int i = 0; i < code.fields().size(); i++) {
      if (code.fields().get(i).storage() == FieldCode.Storage.VALUE) makeWhole(code.value(record, i));
    }
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

  // ---- values

  private @Nullable Object value(WireReader in, ValueType type) {
    int mark = (int) in.varint();
    if (!in.ok()) throw new BadState("a value is missing");
    if (mark == 0) return null;
    return StateWriter.isObject(type) ? referred(mark, type) : plain(in, type);
  }

  private Object referred(int number, ValueType type) {
    Made m = made(number);
    Object object = object(m);
    if (!fits(type, object)) throw new BadState("a " + object.getClass().getName() + " where " + type + " belongs");
    if (m.metAs == null) {
      m.metAs = type;
      met.add(m);
    }
    return object;
  }

  private static boolean fits(ValueType type, Object object) {
    return switch (type) {
      case ValueType.Kept kept -> kept.type().isInstance(object);
      case ValueType.Ref ref -> ref.type().isInstance(object);
      case ValueType.Many many -> switch (many.form()) {
        case LIST -> object instanceof List<?>;
        case SET -> object instanceof Set<?>;
        case DEQUE -> object instanceof Queue<?>;
        case ARRAY -> object.getClass().isArray();
      };
      case ValueType.Table _ -> object instanceof Map<?, ?>;
      case ValueType.Owed _ -> object instanceof OwedReply<?>;
      default -> false;
    };
  }

  private @Nullable Object plain(WireReader in, ValueType type) {
    return switch (type) {
      case ValueType.Flag _ -> in.u8() != 0;
      case ValueType.Whole w -> w.java().boxed(in.zigzag());
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

  private static Object choice(ValueType.Choice type, String name) {
    for (Enum<?> constant : type.constants()) {
      if (constant.name().equals(name)) return constant;
    }
    throw new BadState(type.type().getName() + " has no " + name);
  }

  private <T> Object record(WireReader in, Class<T> type) {
    if (++depth > StateWriter.RECORDS_DEEP)
      throw new BadState("records nested deeper than " + StateWriter.RECORDS_DEEP);
    RecordCode<T> code = Companions.recordCode(type);
    Slots slots = new Slots(code.fields().size());
    for (int i = 0; i < code.fields().size(); i++) {
      FieldCode field = code.fields().get(i);
      switch (field.storage()) {
        case WHOLE -> slots.whole(i, in.zigzag());
        case REAL -> slots.real(i, in.real());
        case VALUE -> slots.value(i, component(in, field.type()));
      }
    }
    if (!in.ok()) throw new BadState("a record ends early");
    T record = Objects.requireNonNull(code.make(slots));
    for (int i = 0; i < code.fields().size(); i++) {
      if (slots.value(i) != null) adopt(slots.value(i), code.value(record, i));
    }
    depth--;
    return record;
  }

  /// A record's component: a collection is whole before the record is made.
  private @Nullable Object component(WireReader in, ValueType type) {
    Object value = value(in, type);
    boolean isCollection = type instanceof ValueType.Many || type instanceof ValueType.Table;
    Made m = value == null || !isCollection ? null : byObject.get(value);
    if (m == null) return value;
    fill(m);
    makeWhole(value);
    return m.object;
  }

  /// A record that copied its collection: whoever else holds the same one is given the copy.
  private void adopt(@Nullable Object given, @Nullable Object kept) {
    Made m = given == null || given == kept ? null : byObject.get(given);
    if (m == null || kept == null || !(kept instanceof Collection<?> || kept instanceof Map<?, ?>)) return;
    m.object = kept;
    byObject.putIfAbsent(kept, m);
  }
}

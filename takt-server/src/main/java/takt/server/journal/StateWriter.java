package takt.server.journal;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import takt.protocol.wire.WireWriter;
import takt.schema.Entity;
import takt.schema.Player;
import takt.schema.PlayerId;
import takt.schema.spi.ClassCode;
import takt.schema.spi.Companions;
import takt.schema.spi.FieldCode;
import takt.schema.spi.ValueType;
import takt.server.room.Occupant;
import takt.server.room.OwedReply;

/// Writes a room's values at full precision.
///
/// Room's thread. Values (numbers, texts, enums, records, players) are written where they stand. Objects that can
/// change (entities, saved objects, collections, arrays, owed replies) are written once, in the order they are first
/// met, and referred to by their number; 0 is null. So two fields with one object have one object after a restore,
/// cycles are fine, and nothing recurses deeper than records nest. The table of objects comes first, each with how it
/// is made:
/// ```
/// objects v | for each: made u8 | …        k class text                a saved object or an entity, by its constructor
///           |                              l s d m                     a list, set, deque or map, empty
///           |                              a length v                  an array (its type is that of its first holder)
///           |                              r player v, seq v, given u8 an owed reply
///           |                              h holder v, field v         what the final field of its holder holds
/// bodies    | for each: length v | fields or elements
/// root      | whatever the caller wrote to [#root()]
/// ```
/// The table is looked up by identity but walked in its own order.
final class StateWriter {
  /// The holder's number of what the room itself holds.
  static final int ROOM = 0;
  /// How deep records may nest in records: both ends recurse.
  static final int RECORDS_DEEP = 1000;

  private final WireWriter root = new WireWriter(1024);
  private final IdentityHashMap<Object, Integer> numbers = new IdentityHashMap<>();
  private final List<Met> met = new ArrayList<>();
  private final Set<Occupant> departed = new LinkedHashSet<>();
  private int depth;

  /// An object, how it is to be made and what type it was met as.
  private static final class Met {
    private final Object object;
    private final ValueType type;
    private int holder;
    private int field;

    /// @param field the holder's final field it is in, −1 for none
    private Met(Object object, ValueType type, int holder, int field) {
      this.object = object;
      this.type = type;
      this.holder = holder;
      this.field = field;
    }
  }

  /// Where the caller writes what belongs to no object.
  WireWriter root() {
    return root;
  }

  /// Everything: objects, bodies, root.
  byte[] finish() {
    List<byte[]> bodies = new ArrayList<>();
    for (int i = 0; i < met.size(); i++) {
      WireWriter body = new WireWriter();
      body(body, met.get(i), i + 1);
      bodies.add(body.toBytes());
    }
    WireWriter out = new WireWriter(4096);
    out.varint(met.size());
    for (Met object : met) made(out, object);
    for (byte[] body : bodies) out.varint(body.length).bytes(body);
    byte[] rest = root.toBytes();
    return out.bytes(rest).toBytes();
  }

  /// Players who left and are still referred to; complete after [#finish].
  Set<Occupant> departed() {
    return departed;
  }

  /// Gives an entity of the room its number.
  void entity(Entity entity) {
    root.varint(number(new ValueType.Ref(entity.getClass()), entity, 0, -1));
  }

  /// Writes all fields of the room to the root.
  <T> void room(ClassCode<T> code, T room) {
    fields(root, code, room, ROOM);
  }

  /// Writes a value to the root.
  void value(ValueType type, @Nullable Object value) {
    value(root, type, value, 0, -1);
  }

  private <T> void fields(WireWriter out, ClassCode<T> code, T object, int holder) {
    for (int i = 0; i < code.fields().size(); i++) {
      FieldCode field = code.fields().get(i);
      switch (field.storage()) {
        case WHOLE -> out.zigzag(code.whole(object, i));
        case REAL -> out.real(code.real(object, i));
        case VALUE -> value(out, field.type(), code.value(object, i), holder, field.fixed() ? i : -1);
      }
    }
  }

  private void value(WireWriter out, ValueType type, @Nullable Object value, int holder, int finalField) {
    boolean isObject = isObject(type);
    if (value == null) out.varint(0);
    else if (isObject) out.varint(number(type, value, holder, finalField));
    else plain(out.varint(1), type, value);
  }

  static boolean isObject(ValueType type) {
    return switch (type) {
      case ValueType.Kept _,ValueType.Ref _,ValueType.Many _,ValueType.Table _,ValueType.Owed _ -> true;
      default -> false;
    };
  }

  private int number(ValueType type, Object object, int holder, int finalField) {
    Integer known = numbers.get(object);
    if (known != null) {
      Met before = met.get(known - 1);
      if (finalField >= 0 && before.field < 0) {
        before.holder = holder;
        before.field = finalField;
      }
      return known;
    }
    if (object instanceof OwedReply<?> reply) person(reply.to());
    met.add(new Met(object, type, holder, finalField));
    numbers.put(object, met.size());
    return met.size();
  }

  private void plain(WireWriter out, ValueType type, Object value) {
    switch (type) {
      case ValueType.Flag _ -> out.u8((Boolean) value ? 1 : 0);
      case ValueType.Whole _ -> out.zigzag(value instanceof Character c ? c : ((Number) value).longValue());
      case ValueType.Real _,ValueType.Angle _ -> out.real(((Number) value).doubleValue());
      case ValueType.Text _ -> out.text((String) value);
      case ValueType.Choice _ -> out.text(((Enum<?>) value).name());
      case ValueType.Struct struct -> record(out, struct.type(), value);
      case ValueType.OneOf oneOf -> {
        out.varint(oneOf.of().indexOf(value.getClass()));
        record(out, value.getClass(), value);
      }
      case ValueType.Person _ -> {
        person((Player) value);
        out.varint(((Player) value).number());
      }
      case ValueType.PersonId _ -> out.text(((PlayerId) value).value());
      default -> throw new AssertionError(type);
    }
  }

  private void person(@Nullable Player player) {
    if (player instanceof Occupant who && who.isGone()) departed.add(who);
  }

  @SuppressWarnings("unchecked") private void record(WireWriter out, Class<?> type, Object value) {
    if (++depth > RECORDS_DEEP) {
      throw new IllegalStateException(type.getSimpleName() + " nested deeper than " + RECORDS_DEEP
          + " in itself, expected a List of them");
    }
    fields(out, (ClassCode<Object>) Companions.code(type), value, 0);
    depth--;
  }

  private static void made(WireWriter out, Met met) {
    if (met.field >= 0) {
      out.u8('h').varint(met.holder).varint(met.field);
      return;
    }
    switch (met.type) {
      case ValueType.Kept _,ValueType.Ref _ -> out.u8('k').text(met.object.getClass().getName());
      case ValueType.Many many -> {
        switch (many.form()) {
          case LIST -> out.u8('l');
          case SET -> out.u8('s');
          case DEQUE -> out.u8('d');
          case ARRAY -> out.u8('a').text(met.object.getClass().getName()).varint(Array.getLength(met.object));
        }
      }
      case ValueType.Table _ -> out.u8('m');
      case ValueType.Owed _ -> {
        OwedReply<?> reply = (OwedReply<?>) met.object;
        out.u8('r').varint(reply.to() == null ? 0 : reply.to().number()).varint(reply.seq());
        out.u8(reply.isGiven() ? 1 : 0);
      }
      default -> throw new AssertionError(met.type);
    }
  }

  @SuppressWarnings("unchecked") private void body(WireWriter out, Met met, int number) {
    switch (met.type) {
      case ValueType.Kept _,ValueType.Ref _ ->
        fields(out, (ClassCode<Object>) Companions.code(met.object.getClass()), met.object, number);
      case ValueType.Many many -> elements(out, many, met.object);
      case ValueType.Table table -> {
        Map<Object, Object> map = (Map<Object, Object>) met.object;
        out.varint(map.size());
        map.forEach((key, value) -> {
          value(out, table.key(), key, 0, -1);
          value(out, table.value(), value, 0, -1);
        });
      }
      default -> {
        // An owed reply has nothing but how it is made.
      }
    }
  }

  private void elements(WireWriter out, ValueType.Many many, Object object) {
    if (object instanceof Collection<?> all) {
      out.varint(all.size());
      for (Object item : all) value(out, many.of(), item, 0, -1);
    } else {
      int length = Array.getLength(object);
      out.varint(length);
      for (int i = 0; i < length; i++) value(out, many.of(), Array.get(object, i), 0, -1);
    }
  }
}

package takt.schema.wire;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;
import takt.schema.Entity;
import takt.schema.Player;
import takt.schema.PlayerId;
import takt.schema.spi.ClassCode;
import takt.schema.spi.Companions;
import takt.schema.spi.FieldCode;
import takt.schema.spi.RecordCode;
import takt.schema.spi.Slots;
import takt.schema.spi.ValueType;

/// A game's values as JSON and back.
///
/// One thread at a time. Numbers are numbers, enums their names, players their numbers, entities their ids, records
/// objects, records of a sealed interface objects with a `type`, lists and sets arrays, maps objects where the key is a
/// text, enum or number, else arrays of pairs. Reading trusts nothing: what does not fit gives null and [#error()].
/// Writing trusts the game no further than its own bounds: a value outside them is an [IllegalArgumentException] that
/// names it.
public final class JsonValues {
  private static final int DEPTH_MAX = 16;

  private String error = "";
  private int depth;

  /// Why the last read failed; empty if it did not.
  public String error() {
    return error;
  }

  // ---- writing

  /// A record's components.
  public static <T> Json write(RecordCode<T> code, T record) {
    Map<String, Json> members = new LinkedHashMap<>();
    writeFields(code, record, members);
    return new Json.Obj(members);
  }

  private static <T> void writeFields(ClassCode<T> code, T object, Map<String, Json> members) {
    for (int i = 0; i < code.fields().size(); i++) {
      FieldCode field = code.fields().get(i);
      try {
        members.put(field.name(), switch (field.storage()) {
          case WHOLE -> whole(field.type(), code.whole(object, i));
          case REAL -> real(field.type(), code.real(object, i));
          case VALUE -> write(field.type(), code.value(object, i));
        });
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(code.name() + "." + field.name() + " " + e.getMessage(), e);
      }
    }
  }

  private static Json whole(ValueType type, long value) {
    if (type instanceof ValueType.Flag) return Json.of(value != 0);
    ValueType.Whole whole = (ValueType.Whole) type;
    if (value < whole.min() || value > whole.max()) throw outside(value, whole.min(), whole.max());
    return Json.of(value);
  }

  private static Json real(ValueType type, double value) {
    if (type instanceof ValueType.Angle angle) return Json.of(angle.compass().value(angle.compass().point(value)));
    ValueType.Real real = (ValueType.Real) type;
    if (!real.holds(value)) throw outside(value, real.min(), real.max());
    return Json.of(real.step() == 0 ? value : real.grid().round(value));
  }

  private static IllegalArgumentException outside(Object value, Object min, Object max) {
    return new IllegalArgumentException("= " + value + ", expected " + min + " to " + max);
  }

  /// Any value but a bare number of a field: those go by the field's storage.
  public static Json write(ValueType type, @Nullable Object value) {
    if (value == null) return Json.Null.VALUE;
    return switch (type) {
      case ValueType.Flag _ -> Json.of((Boolean) value);
      case ValueType.Whole _ -> whole(type, value instanceof Character c ? c : ((Number) value).longValue());
      case ValueType.Real _,ValueType.Angle _ -> real(type, ((Number) value).doubleValue());
      case ValueType.Text text -> text(text, (String) value);
      case ValueType.Choice _ -> Json.of(((Enum<?>) value).name());
      case ValueType.Struct struct -> writeRecord(struct.type(), value, null);
      case ValueType.OneOf _ -> writeRecord(value.getClass(), value, value.getClass());
      case ValueType.Kept kept -> throw new IllegalArgumentException("holds a " + kept.type().getName()
          + ", expected values: objects do not travel");
      case ValueType.Ref _ -> Json.of(((Entity) value).id());
      case ValueType.Person _ -> Json.of(((Player) value).number());
      case ValueType.PersonId _ -> Json.of(((PlayerId) value).value());
      case ValueType.Owed _ ->
        throw new IllegalArgumentException("holds a Reply, expected values: replies do not travel");
      case ValueType.Many many -> writeMany(many, value);
      case ValueType.Table table -> writeTable(table, (Map<?, ?>) value);
    };
  }

  private static Json text(ValueType.Text type, String text) {
    if (text.length() > type.max()) {
      throw new IllegalArgumentException("has " + text.length() + " characters, expected at most " + type.max());
    }
    return Json.of(text);
  }

  @SuppressWarnings("unchecked") private static Json writeRecord(Class<?> type, Object value,
      @Nullable Class<?> named) {
    RecordCode<Object> code = (RecordCode<Object>) Companions.recordCode(type);
    Map<String, Json> members = new LinkedHashMap<>();
    if (named != null) members.put("type", Json.of(code.name()));
    writeFields(code, value, members);
    return new Json.Obj(members);
  }

  private static Json writeMany(ValueType.Many type, Object value) {
    List<Json> items = new ArrayList<>();
    if (value instanceof Collection<?> all) {
      for (Object item : all) items.add(element(type.of(), item));
    } else {
      int length = java.lang.reflect.Array.getLength(value);
      for (int i = 0; i < length; i++) items.add(element(type.of(), java.lang.reflect.Array.get(value, i)));
    }
    if (items.size() > type.max()) throw tooMany(items.size(), type.max());
    return new Json.Arr(items);
  }

  /// What stands in a collection: there is no null in one on the wire.
  private static Json element(ValueType type, @Nullable Object value) {
    if (value == null) throw new IllegalArgumentException("holds null, expected values: null does not travel in there");
    return write(type, value);
  }

  private static Json writeTable(ValueType.Table type, Map<?, ?> map) {
    if (map.size() > type.max()) throw tooMany(map.size(), type.max());
    if (!isNamed(type.key())) {
      List<Json> pairs = new ArrayList<>();
      map.forEach((k, v) -> pairs.add(new Json.Arr(List.of(element(type.key(), k), element(type.value(), v)))));
      return new Json.Arr(pairs);
    }
    Map<String, Json> members = new LinkedHashMap<>();
    map.forEach((k, v) -> {
      Json key = element(type.key(), k);
      members.put(key instanceof Json.Whole w ? Long.toString(w.value()) : key.text(""), element(type.value(), v));
    });
    return new Json.Obj(members);
  }

  private static IllegalArgumentException tooMany(int size, int max) {
    return new IllegalArgumentException("has " + size + " elements, expected at most " + max);
  }

  /// Whether a map with such keys is an object.
  private static boolean isNamed(ValueType key) {
    return switch (key) {
      case ValueType.Text _,ValueType.Choice _,ValueType.PersonId _ -> true;
      case ValueType.Whole _,ValueType.Person _,ValueType.Ref _ -> true;
      default -> false;
    };
  }

  // ---- comparing

  /// Whether [#write(ValueType, Object)] would give that: told without writing, so that what stays the same from tick
  /// to tick costs nothing. Where that is hard to tell, as of sets and maps, it is no; then it is written again.
  public static boolean isSame(ValueType type, @Nullable Object value, Json json) {
    if (value == null) return json instanceof Json.Null;
    return switch (type) {
      case ValueType.Flag _ -> json instanceof Json.Bool(boolean flag) && value.equals(flag);
      case ValueType.Whole _ -> json instanceof Json.Whole(long whole)
          && whole == (value instanceof Character c ? c : ((Number) value).longValue());
      case ValueType.Text _ -> json instanceof Json.Text(String text) && text.equals(value);
      case ValueType.PersonId _ -> json instanceof Json.Text(String id) && id.equals(((PlayerId) value).value());
      case ValueType.Choice _ -> json instanceof Json.Text(String name) && name.equals(((Enum<?>) value).name());
      case ValueType.Struct struct -> isSameRecord(struct.type(), value, json);
      case ValueType.OneOf _ -> isSameOneOf(value, json);
      case ValueType.Ref _ -> json instanceof Json.Whole(long id) && id == ((Entity) value).id();
      case ValueType.Person _ -> json instanceof Json.Whole(long number) && number == ((Player) value).number();
      case ValueType.Many many -> value instanceof List<?> list && isSameList(many.of(), list, json);
      case ValueType.Real _,ValueType.Angle _,ValueType.Table _,ValueType.Kept _,ValueType.Owed _ -> false;
    };
  }

  private static boolean isSameList(ValueType of, List<?> list, Json json) {
    List<Json> items = json.items();
    if (!(json instanceof Json.Arr) || items.size() != list.size()) return false;
    for (int i = 0; i < items.size(); i++) {
      if (!isSame(of, list.get(i), items.get(i))) return false;
    }
    return true;
  }

  private static boolean isSameOneOf(Object value, Json json) {
    Json name = json.get("type");
    return name != null && name.text("").equals(Companions.code(value.getClass()).name())
        && isSameRecord(value.getClass(), value, json);
  }

  @SuppressWarnings("unchecked") private static boolean isSameRecord(Class<?> type, Object value, Json json) {
    RecordCode<Object> code = (RecordCode<Object>) Companions.recordCode(type);
    for (int i = 0; i < code.fields().size(); i++) {
      FieldCode field = code.fields().get(i);
      Json member = json.get(field.name());
      if (member == null || !isSameField(code, field, i, value, member)) return false;
    }
    return true;
  }

  private static boolean isSameField(RecordCode<Object> code, FieldCode field, int i, Object value, Json json) {
    return switch (field.storage()) {
      case WHOLE -> field.type() instanceof ValueType.Flag
          ? json instanceof Json.Bool(boolean flag) && flag == (code.whole(value, i) != 0)
          : json instanceof Json.Whole(long whole) && whole == code.whole(value, i);
      case REAL -> isSameReal(field.type(), code.real(value, i), json);
      case VALUE -> isSame(field.type(), code.value(value, i), json);
    };
  }

  private static boolean isSameReal(ValueType type, double value, Json json) {
    if (!(type instanceof ValueType.Real real) || real.step() != 0) return false;
    return json.number(Double.NaN) == value;
  }

  // ---- reading

  /// The record in an object, or null with [#error()].
  public <T> @Nullable T read(RecordCode<T> code, Json json, Refs refs) {
    error = "";
    depth = 0;
    return readRecord(code, json, refs);
  }

  /// A value of that type, or null: with [#error()] if it did not fit, without if it is null.
  public @Nullable Object read(ValueType type, Json json, Refs refs) {
    error = "";
    depth = 0;
    Object value = value(type, json, refs, "the value");
    return error.isEmpty() ? value : null;
  }

  /// Fills `slots` with the members of an object; false with [#error()] if one does not fit. A member that is missing
  /// leaves zero, false or null where null is allowed.
  public boolean readFields(ClassCode<?> code, Json json, Refs refs, Slots slots) {
    error = "";
    depth = 0;
    return fields(code, json, refs, slots);
  }

  private <T> @Nullable T readRecord(RecordCode<T> code, Json json, Refs refs) {
    if (++depth > DEPTH_MAX) {
      no(code.name(), "nested less deep");
      return null;
    }
    Slots slots = new Slots(code.fields().size());
    if (!fields(code, json, refs, slots)) return null;
    depth--;
    try {
      return code.make(slots);
    } catch (RuntimeException e) {
      error = code.name() + " was refused: " + e.getMessage();
      return null;
    }
  }

  private boolean fields(ClassCode<?> code, Json json, Refs refs, Slots slots) {
    if (!(json instanceof Json.Obj)) {
      no(code.name(), "an object");
      return false;
    }
    slots.clear(code.fields().size());
    for (int i = 0; i < code.fields().size() && error.isEmpty(); i++) {
      FieldCode field = code.fields().get(i);
      Json member = json.get(field.name());
      if (member == null) member = Json.Null.VALUE;
      boolean absent = member instanceof Json.Null;
      switch (field.storage()) {
        case WHOLE -> slots.whole(i, absent ? lowest(field.type()) : readWhole(field.type(), member, field.name()));
        case REAL -> slots.real(i, absent ? lowestReal(field.type()) : readReal(field.type(), member, field.name()));
        case VALUE -> {
          Object value = absent ? null : value(field.type(), member, refs, field.name());
          if (value == null && !field.nullable() && error.isEmpty()) no(field.name(), expected(field.type()));
          slots.value(i, value);
        }
      }
    }
    return error.isEmpty();
  }

  /// What a missing number is: 0 where that is allowed, else the smallest.
  private static long lowest(ValueType type) {
    return type instanceof ValueType.Whole w ? Math.clamp(0L, w.min(), w.max()) : 0;
  }

  private static double lowestReal(ValueType type) {
    return type instanceof ValueType.Real r ? Math.clamp(0.0, r.min(), r.max()) : 0;
  }

  private long readWhole(ValueType type, Json json, String name) {
    if (type instanceof ValueType.Flag) {
      if (json instanceof Json.Bool(boolean flag)) return flag ? 1 : 0;
    } else if (json instanceof Json.Whole(long value)) {
      ValueType.Whole whole = (ValueType.Whole) type;
      if (value >= whole.min() && value <= whole.max()) return value;
    }
    no(name, expected(type));
    return 0;
  }

  private double readReal(ValueType type, Json json, String name) {
    double value = json.number(Double.NaN);
    if (type instanceof ValueType.Angle angle) {
      if (!Double.isNaN(value)) return angle.compass().value(angle.compass().point(value));
    } else {
      ValueType.Real real = (ValueType.Real) type;
      if (real.holds(value)) return real.step() == 0 ? value : real.grid().round(value);
    }
    no(name, expected(type));
    return 0;
  }

  private @Nullable Object value(ValueType type, Json json, Refs refs, String name) {
    if (json instanceof Json.Null) return null;
    return switch (type) {
      case ValueType.Flag _ -> readWhole(type, json, name) != 0;
      case ValueType.Whole whole -> whole.java().boxed(readWhole(type, json, name));
      case ValueType.Real real -> boxedReal(real.java(), readReal(type, json, name));
      case ValueType.Angle _ -> readReal(type, json, name);
      case ValueType.Text text -> json instanceof Json.Text(String s) && s.length() <= text.max()
          ? s
          : no(name, expected(type));
      case ValueType.Choice choice -> choice(choice, json, name);
      case ValueType.Struct struct -> readRecord(Companions.recordCode(struct.type()), json, refs);
      case ValueType.OneOf oneOf -> oneOf(oneOf, json, refs, name);
      case ValueType.Kept _,ValueType.Owed _ -> no(name, "absent: objects do not travel");
      case ValueType.Ref ref -> ref(ref, json, refs, name);
      case ValueType.Person _ -> {
        Player player = json instanceof Json.Whole(long number) ? refs.player(number) : null;
        yield player == null ? no(name, expected(type)) : player;
      }
      case ValueType.PersonId _ -> {
        boolean fits = json instanceof Json.Text(String id) && !id.isEmpty() && id.length() <= PlayerId.LENGTH_MAX;
        yield fits ? new PlayerId(json.text("")) : no(name, expected(type));
      }
      case ValueType.Many many -> many(many, json, refs, name);
      case ValueType.Table table -> table(table, json, refs, name);
    };
  }

  private @Nullable Object choice(ValueType.Choice type, Json json, String name) {
    if (json instanceof Json.Text(String text)) {
      for (Enum<?> constant : type.constants()) {
        if (constant.name().equals(text)) return constant;
      }
    }
    return no(name, expected(type));
  }

  private @Nullable Object oneOf(ValueType.OneOf type, Json json, Refs refs, String name) {
    if (json.get("type") instanceof Json.Text(String which)) {
      for (Class<?> record : type.of()) {
        RecordCode<?> code = Companions.recordCode(record);
        if (code.name().equals(which)) return readRecord(code, json, refs);
      }
    }
    return no(name, expected(type));
  }

  private @Nullable Object ref(ValueType.Ref type, Json json, Refs refs, String name) {
    Entity entity = json instanceof Json.Whole(long id) ? refs.entity(id) : null;
    return type.type().isInstance(entity) ? entity : no(name, expected(type));
  }

  private @Nullable Object many(ValueType.Many type, Json json, Refs refs, String name) {
    if (!(json instanceof Json.Arr(List<Json> items)) || items.size() > type.max()) return no(name, expected(type));
    if (++depth > DEPTH_MAX) return no(name, "nested less deep");
    Collection<Object> all = switch (type.form()) {
      case LIST, ARRAY -> new ArrayList<>(items.size());
      case SET -> new LinkedHashSet<>();
      case DEQUE -> new ArrayDeque<>(items.size());
    };
    for (Json item : items) {
      Object value = value(type.of(), item, refs, name);
      if (value == null) return error.isEmpty() ? no(name, "without null") : null;
      all.add(value);
    }
    depth--;
    return type.form() == ValueType.Form.ARRAY ? array(type, (List<Object>) all) : all;
  }

  private static Object array(ValueType.Many type, List<Object> items) {
    Object array = java.lang.reflect.Array.newInstance(type.of().elementClass(), items.size());
    for (int i = 0; i < items.size(); i++) java.lang.reflect.Array.set(array, i, items.get(i));
    return array;
  }

  private @Nullable Object table(ValueType.Table type, Json json, Refs refs, String name) {
    boolean named = isNamed(type.key());
    int size = named ? json.members().size() : json.items().size();
    if (size > type.max() || named != json instanceof Json.Obj) return no(name, expected(type));
    if (++depth > DEPTH_MAX) return no(name, "nested less deep");
    Map<Object, Object> map = new LinkedHashMap<>();
    if (named) {
      for (Map.Entry<String, Json> member : json.members().entrySet()) {
        if (!put(map, type, key(type.key(), member.getKey()), member.getValue(), refs, name)) return null;
      }
    } else {
      for (Json pair : json.items()) {
        if (pair.items().size() != 2) return no(name, expected(type));
        if (!put(map, type, pair.items().get(0), pair.items().get(1), refs, name)) return null;
      }
    }
    depth--;
    return map;
  }

  private boolean put(Map<Object, Object> map, ValueType.Table type, Json key, Json value, Refs refs, String name) {
    Object k = value(type.key(), key, refs, name);
    Object v = error.isEmpty() ? value(type.value(), value, refs, name) : null;
    if (k == null || v == null) {
      if (error.isEmpty()) no(name, "without null");
      return false;
    }
    if (map.put(k, v) != null) no(name, "without a key twice");
    return error.isEmpty();
  }

  private static Json key(ValueType type, String name) {
    if (type instanceof ValueType.Text || type instanceof ValueType.Choice || type instanceof ValueType.PersonId) {
      return Json.of(name);
    }
    try {
      return Json.of(Long.parseLong(name));
    } catch (NumberFormatException _) {
      return Json.of(name);
    }
  }

  private static Object boxedReal(ValueType.Java java, double value) {
    return java == ValueType.Java.FLOAT ? (Object) (float) value : (Object) value;
  }

  private static String expected(ValueType type) {
    return switch (type) {
      case ValueType.Flag _ -> "true or false";
      case ValueType.Whole w -> "a whole number from " + w.min() + " to " + w.max();
      case ValueType.Real r -> r.step() == 0 ? "a number" : "a number from " + r.min() + " to " + r.max();
      case ValueType.Angle _ -> "an angle in radians";
      case ValueType.Text t -> "a text of at most " + t.max() + " characters";
      case ValueType.Choice c -> "one of " + c.constants();
      case ValueType.Struct s -> "an object like " + s.type().getSimpleName();
      case ValueType.OneOf o -> "an object with the type of a " + o.type().getSimpleName();
      case ValueType.Kept _,ValueType.Owed _ -> "absent";
      case ValueType.Ref r -> "the id of a " + r.type().getSimpleName() + " you can see";
      case ValueType.Person _ -> "the number of a player in the room";
      case ValueType.PersonId _ -> "a player id";
      case ValueType.Many m -> "an array of at most " + m.max();
      case ValueType.Table t -> "a map of at most " + t.max();
    };
  }

  private @Nullable Object no(String name, String expected) {
    if (error.isEmpty()) error = "'" + name + "' must be " + expected;
    return null;
  }
}

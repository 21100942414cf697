package takt.protocol.layout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import takt.protocol.Protocol;
import takt.protocol.json.Json;
import takt.protocol.wire.BitReader;
import takt.protocol.wire.BitWriter;

/// A layout's values as bits and back: the twin of how they are written in JSON.
///
/// Pure functions; any thread. Reading trusts nothing: a lie fails the reader, and what was made of the bits until then
/// is no larger than they were. Writing is for values this end made: numbers outside a layout's bounds, which another
/// version of the same game may have, are moved to the edge, and what is missing is 0, `false`, the smallest where 0 is
/// not allowed, `null`, or the first of a choice; anything else that does not fit is an [IllegalArgumentException].
public final class PackedValues {
  private static final int SLOT_MAX = 0xffff;
  private static final int SLOT_BITS = 16;
  private static final long USES_MAX = Protocol.WHOLE_MAX >> SLOT_BITS;
  private static final int UTF8_PER_CHAR = 3;

  private PackedValues() {}

  // ---- writing

  /// @param values an object with the fields' values, by name
  public static void writeFields(List<LayoutField> fields, Json values, BitWriter out) {
    for (LayoutField field : fields) {
      Json value = values.get(field.name());
      writeField(field, value == null ? missing(field.type()) : value, out);
    }
  }

  /// A field's value, behind the bit that says whether there is one if there need not be.
  public static void writeField(LayoutField field, Json value, BitWriter out) {
    boolean without = value instanceof Json.Null;
    if (field.mayBeWithout()) out.flag(!without);
    if (!field.mayBeWithout() || !without) write(field.type(), value, out);
  }

  private static Json missing(LayoutType type) {
    return type instanceof LayoutType.Choice(List<String> of) ? Json.of(of.getFirst()) : Json.Null.VALUE;
  }

  /// A value that is there; of a number or flag `null` stands for 0.
  public static void write(LayoutType type, Json value, BitWriter out) {
    switch (type) {
      case LayoutType.Flag _ -> out.flag(value.flag(false));
      case LayoutType.Stepped stepped -> stepped.points().write(point(stepped, value), out);
      case LayoutType.Full _ -> out.bits(Double.doubleToRawLongBits(value.number(0)), BitWriter.WIDTH_MAX);
      case LayoutType.Text _,LayoutType.PlayerId _ -> out.text(value.text(""));
      case LayoutType.Choice choice -> out.bits(place(choice, value.text("")), BitWriter.width(choice.of().size() - 1));
      case LayoutType.Struct struct -> writeRecord(struct, value, out);
      case LayoutType.OneOf oneOf -> writeOneOf(oneOf, value, out);
      case LayoutType.Ref _ -> writeId(value.whole(0), out);
      case LayoutType.Person _ -> out.count(Math.max(0, value.whole(0)));
      case LayoutType.Many many -> {
        out.count(value.items().size());
        for (Json item : value.items()) write(many.of(), item, out);
      }
      case LayoutType.Table table -> writeTable(table, value, out);
      case LayoutType.Alarm _ -> out.count(Math.max(0, value.whole(0)));
    }
  }

  /// The point of a number, within the bounds.
  public static long point(LayoutType.Stepped type, Json value) {
    return switch (type) {
      case LayoutType.Whole(Points points) -> Math.clamp(value.whole(0), points.first(), points.last());
      case LayoutType.Real(Grid grid, Points _) -> grid.point(value.number(0));
      case LayoutType.Angle(Compass compass, Points _) -> compass.point(value.number(0));
    };
  }

  private static int place(LayoutType.Choice type, String name) {
    int place = type.of().indexOf(name);
    if (place < 0) throw new IllegalArgumentException("'" + name + "', expected one of " + type.of());
    return place;
  }

  private static void writeRecord(LayoutType.Struct type, Json value, BitWriter out) {
    if (type.fields().isEmpty()) out.flag(false);
    writeFields(type.fields(), value, out);
  }

  private static void writeOneOf(LayoutType.OneOf type, Json value, BitWriter out) {
    Json name = value.get("type");
    for (int i = 0; i < type.of().size(); i++) {
      LayoutType.Struct record = type.of().get(i);
      if (name == null || !name.text("").equals(record.name())) continue;
      writeRecord(record, value, out.bits(i, BitWriter.width(type.of().size() - 1)));
      return;
    }
    throw new IllegalArgumentException("a record of the type " + name + ", expected one of "
        + type.of().stream().map(LayoutType.Struct::name).toList());
  }

  /// An entity's id, slot first; 0 for none.
  public static void writeId(long id, BitWriter out) {
    if (id < 0) throw new IllegalArgumentException("id=" + id + ", expected at least 0");
    out.count(id & SLOT_MAX);
    if ((id & SLOT_MAX) != 0) out.count(id >> SLOT_BITS);
  }

  private static void writeTable(LayoutType.Table type, Json value, BitWriter out) {
    if (type.isNamed()) {
      writeNamed(type, value.members(), out);
      return;
    }
    out.count(value.items().size());
    for (Json pair : value.items()) writePair(type, pair, out);
  }

  static void writeNamed(LayoutType.Table type, Map<String, Json> members, BitWriter out) {
    out.count(members.size());
    members.forEach((name, of) -> {
      writeKey(type, name, out);
      write(type.of(), of, out);
    });
  }

  static void writeKey(LayoutType.Table type, String name, BitWriter out) {
    write(type.key(), switch (type.key()) {
      case LayoutType.Text _,LayoutType.PlayerId _,LayoutType.Choice _ -> Json.of(name);
      default -> Json.of(Long.parseLong(name));
    }, out);
  }

  static void writePair(LayoutType.Table type, Json pair, BitWriter out) {
    if (pair.items().size() != 2) throw new IllegalArgumentException(pair + ", expected a key and a value");
    write(type.key(), pair.items().get(0), out);
    write(type.of(), pair.items().get(1), out);
  }

  // ---- reading

  /// An object with the fields' values by name, `null` for those without.
  public static Json.Obj readFields(List<LayoutField> fields, BitReader in) {
    Map<String, Json> members = new LinkedHashMap<>();
    for (LayoutField field : fields) {
      if (!in.ok()) break;
      members.put(field.name(), readField(field, in));
    }
    return new Json.Obj(members);
  }

  /// A field's value, `null` if there is none.
  public static Json readField(LayoutField field, BitReader in) {
    return field.mayBeWithout() && !in.flag() ? Json.Null.VALUE : read(field.type(), in);
  }

  public static Json read(LayoutType type, BitReader in) {
    return switch (type) {
      case LayoutType.Flag _ -> Json.of(in.flag());
      case LayoutType.Stepped stepped -> value(stepped, stepped.points().read(in));
      case LayoutType.Full _ -> readFull(in);
      case LayoutType.Text(int max) -> readText(max, in);
      case LayoutType.PlayerId _ -> Json.of(in.text(LayoutType.PlayerId.BYTES_MAX));
      case LayoutType.Choice(List<String> of) -> Json.of(of.get(readPlace(of.size(), in)));
      case LayoutType.Struct struct -> readRecord(struct, null, in);
      case LayoutType.OneOf(List<LayoutType.Struct> of) -> {
        LayoutType.Struct record = of.get(readPlace(of.size(), in));
        yield readRecord(record, Json.of(record.name()), in);
      }
      case LayoutType.Ref _ -> orNull(readId(in));
      case LayoutType.Person _ -> orNull(in.count(Integer.MAX_VALUE));
      case LayoutType.Many(LayoutType of, int max) -> {
        List<Json> items = new ArrayList<>();
        for (int left = in.things(max); left > 0 && in.ok(); left--) items.add(read(of, in));
        yield new Json.Arr(Collections.unmodifiableList(items));
      }
      case LayoutType.Table table -> table.isNamed() ? new Json.Obj(readNamed(table, in)) : readPairs(table, in);
      case LayoutType.Alarm _ -> Json.of(in.count(Protocol.WHOLE_MAX));
    };
  }

  /// The number at a point.
  public static Json value(LayoutType.Stepped type, long point) {
    return switch (type) {
      case LayoutType.Whole _ -> Json.of(point);
      case LayoutType.Real(Grid grid, Points _) -> Json.of(grid.value(point));
      case LayoutType.Angle(Compass compass, Points _) -> Json.of(compass.value(point));
    };
  }

  private static Json readFull(BitReader in) {
    double value = Double.longBitsToDouble(in.bits(BitWriter.WIDTH_MAX));
    return Double.isFinite(value) ? Json.of(value) : Json.Null.VALUE;
  }

  private static Json readText(int max, BitReader in) {
    String text = in.text((int) Math.min(Integer.MAX_VALUE, (long) max * UTF8_PER_CHAR));
    if (text.length() > max) in.lie();
    return Json.of(text);
  }

  private static int readPlace(int places, BitReader in) {
    long place = in.bits(BitWriter.width(places - 1));
    return (int) (place < places ? place : in.lie());
  }

  /// @param named what is said of its type, null for nothing
  private static Json readRecord(LayoutType.Struct type, @Nullable Json named, BitReader in) {
    if (type.fields().isEmpty() && in.flag()) in.lie();
    @Nullable Json[] values = new Json[type.names().size()];
    values[0] = named;
    for (int i = 1; i < values.length && in.ok(); i++) values[i] = readField(type.fields().get(i - 1), in);
    return new Json.Obj(NamedValues.of(type.names(), values));
  }

  /// An entity's id, 0 for none.
  public static long readId(BitReader in) {
    long slot = in.count(SLOT_MAX);
    return slot == 0 ? 0 : in.count(USES_MAX) << SLOT_BITS | slot;
  }

  private static Json orNull(long id) {
    return id == 0 ? Json.Null.VALUE : Json.of(id);
  }

  static Map<String, Json> readNamed(LayoutType.Table type, BitReader in) {
    Map<String, Json> members = new LinkedHashMap<>();
    for (int left = in.things(type.max()); left > 0 && in.ok(); left--) {
      String name = readKey(type, in);
      if (name == null || members.put(name, read(type.of(), in)) != null) in.lie();
    }
    return members;
  }

  /// The name that a key is in JSON, null for none.
  static @Nullable String readKey(LayoutType.Table type, BitReader in) {
    return switch (read(type.key(), in)) {
      case Json.Text(String text) -> text;
      case Json.Whole(long number) -> Long.toString(number);
      default -> null;
    };
  }

  private static Json readPairs(LayoutType.Table type, BitReader in) {
    List<Json> pairs = new ArrayList<>();
    for (int left = in.things(type.max()); left > 0 && in.ok(); left--) {
      pairs.add(readPair(type, in));
    }
    return new Json.Arr(Collections.unmodifiableList(pairs));
  }

  static Json readPair(LayoutType.Table type, BitReader in) {
    return new Json.Arr(List.of(read(type.key(), in), read(type.of(), in)));
  }
}

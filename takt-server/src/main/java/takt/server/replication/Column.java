package takt.server.replication;

import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;
import takt.protocol.json.JsonWriter;
import takt.protocol.layout.Compass;
import takt.protocol.layout.Grid;
import takt.protocol.layout.LayoutField;
import takt.protocol.layout.LayoutType;
import takt.protocol.layout.PackedEdits;
import takt.protocol.layout.PackedValues;
import takt.protocol.layout.Points;
import takt.protocol.wire.BitWriter;
import takt.schema.Audience;
import takt.schema.Entity;
import takt.schema.Player;
import takt.schema.spi.ClassCode;
import takt.schema.spi.ValueType;
import takt.schema.wire.JsonValues;

/// One sent field of a table: how it is read from an object, kept in a snapshot and written.
///
/// Immutable; any thread. Numbers, flags, enums and references are kept as a `long`, rounded as they travel; texts,
/// records and collections as [Json], which never changes once made.
final class Column {
  private final String name;
  private final int field;
  private final ValueType as;
  private final Audience to;
  private final LayoutField layout;
  private final Form form;
  private final @Nullable Grid grid;
  private final @Nullable Compass compass;
  private final @Nullable Points points;
  private final int choiceWidth;
  private final boolean holdsRefs;

  /// How it is kept: all but the last as a `long`.
  private enum Form {
    FLAG,
    /// A point of [Points]: whole numbers, numbers on a grid, angles.
    POINT,
    /// The bits of a double.
    FULL,
    /// The place in the choice, −1 for none.
    CHOICE,
    /// An id or 0.
    REF,
    /// A number or 0.
    PERSON, JSON
  }

  /// @param field the field's place in its class
  /// @param boxed whether it is held as an object that may be null
  /// @param as what it travels as
  /// @param layout the same, as the schema document says it
  Column(String name, int field, boolean boxed, ValueType as, Audience to, LayoutField layout) {
    this.name = name;
    this.field = field;
    this.as = as;
    this.to = to;
    this.layout = layout;
    form = boxed ? Form.JSON : switch (as) {
      case ValueType.Flag _ -> Form.FLAG;
      case ValueType.Whole _,ValueType.Angle _ -> Form.POINT;
      case ValueType.Real real -> real.step() == 0 ? Form.FULL : Form.POINT;
      case ValueType.Choice _ -> Form.CHOICE;
      case ValueType.Ref _ -> Form.REF;
      case ValueType.Person _ -> Form.PERSON;
      default -> Form.JSON;
    };
    holdsRefs = !(as instanceof ValueType.Ref) && KnownRefs.areIn(as);
    grid = as instanceof ValueType.Real r && r.step() != 0 ? r.grid() : null;
    compass = as instanceof ValueType.Angle a ? a.compass() : null;
    points = form == Form.POINT && layout.type() instanceof LayoutType.Stepped stepped ? stepped.points() : null;
    choiceWidth = as instanceof ValueType.Choice c ? BitWriter.width(c.constants().size() - 1) : 0;
  }

  String name() {
    return name;
  }

  Audience to() {
    return to;
  }

  /// Whether it is kept as a `long`.
  boolean isLong() {
    return form != Form.JSON;
  }

  /// Whether it refers to an entity, which the viewer may not be allowed to know of.
  boolean isRef() {
    return as instanceof ValueType.Ref;
  }

  /// Whether its records or collections may refer to such entities.
  boolean holdsRefs() {
    return holdsRefs;
  }

  /// What it travels as.
  ValueType as() {
    return as;
  }

  /// Reads a field that is kept as a `long`.
  @SuppressWarnings("EnumOrdinal") // within one build, and never saved
  <T> long read(ClassCode<T> code, T object) {
    return switch (form) {
      case FLAG -> code.whole(object, field);
      case POINT -> point(code, object);
      case FULL -> Double.doubleToRawLongBits(code.real(object, field));
      case CHOICE -> code.value(object, field) instanceof Enum<?> e ? e.ordinal() : -1;
      case REF -> code.value(object, field) instanceof Entity e ? e.id() : 0;
      case PERSON -> code.value(object, field) instanceof Player p ? p.number() : 0;
      case JSON -> throw new AssertionError(as);
    };
  }

  private <T> long point(ClassCode<T> code, T object) {
    if (grid != null) return grid.point(code.real(object, field));
    if (compass != null) return compass.point(code.real(object, field));
    return Math.clamp(code.whole(object, field), points().first(), points().last());
  }

  /// Reads any other field.
  ///
  /// @param before what it was in the snapshot before, which is given again if it still is; null for none
  /// @throws IllegalArgumentException if it is outside its own bounds
  <T> Json readJson(ClassCode<T> code, T object, @Nullable Json before) {
    Object value = code.value(object, field);
    return before != null && JsonValues.isSame(as, value, before) ? before : JsonValues.write(as, value);
  }

  /// The grid of a column of coordinates.
  Grid coordinates() {
    Grid known = grid;
    if (known == null) throw new AssertionError(layout);
    return known;
  }

  // ---- in JSON

  /// Writes a value kept as a `long`.
  void write(JsonWriter out, long value) {
    switch (as) {
      case ValueType.Flag _ -> out.value(value != 0);
      case ValueType.Whole _ -> out.value(value);
      case ValueType.Real _ -> out.value(grid != null ? grid.value(value) : Double.longBitsToDouble(value));
      case ValueType.Angle a -> out.value(a.compass().value(value));
      case ValueType.Choice c -> {
        if (value < 0) out.nil();
        else out.value(c.constants().get((int) value).name());
      }
      case ValueType.Ref _,ValueType.Person _ -> {
        if (value == 0) out.nil();
        else out.value(value);
      }
      default -> throw new AssertionError(as);
    }
  }

  // ---- in bits

  /// Writes a value kept as a `long`, to a reader who has none.
  void pack(BitWriter out, long value) {
    if (layout.mayBeWithout()) out.flag(form != Form.CHOICE || value >= 0);
    switch (form) {
      case FLAG -> out.flag(value != 0);
      case POINT -> points().write(value, out);
      case FULL -> out.bits(value, BitWriter.WIDTH_MAX);
      case CHOICE -> {
        if (value >= 0) out.bits(value, choiceWidth);
      }
      case REF -> PackedValues.writeId(value, out);
      case PERSON -> out.count(value);
      case JSON -> throw new AssertionError(as);
    }
  }

  /// Writes a value kept as a `long`, to a reader who has another.
  void packMoved(BitWriter out, long value, long base) {
    if (form != Form.POINT) {
      pack(out, value);
      return;
    }
    if (layout.mayBeWithout()) out.flag(true);
    points().writeMoved(value, base, out);
  }

  private Points points() {
    Points known = points;
    if (known == null) throw new AssertionError(layout);
    return known;
  }

  /// Writes any other value.
  ///
  /// What holds references is written whole: what the reader has of it hangs on whom they knew of at the time.
  ///
  /// @param before what the reader has, null for none
  void pack(BitWriter out, Json value, @Nullable Json before, PackedEdits edits) {
    if (before == null || before instanceof Json.Null || value instanceof Json.Null
        || !PackedEdits.has(layout)) {
      PackedValues.writeField(layout, value, out);
    } else if (holdsRefs) {
      PackedValues.write(layout.type(), value, out.flag(true).flag(false));
    } else {
      edits.write(layout.type(), before, value, out.flag(true));
    }
  }

  /// Says that there is no value, or none for this viewer.
  void packNone(BitWriter out) {
    if (layout.mayBeWithout()) out.flag(false);
    else out.count(0); // a reference, or a player
  }
}

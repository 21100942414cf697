package takt.server.replication;

import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;
import takt.protocol.json.JsonWriter;
import takt.protocol.layout.Grid;
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
  private final boolean boxed;
  private final ValueType as;
  private final Audience to;
  private final @Nullable Grid grid;
  private final boolean holdsRefs;

  /// @param field the field's place in its class
  /// @param boxed whether it is held as an object that may be null
  /// @param as what it travels as
  Column(String name, int field, boolean boxed, ValueType as, Audience to) {
    this.name = name;
    this.field = field;
    this.boxed = boxed;
    this.as = as;
    this.to = to;
    holdsRefs = !(as instanceof ValueType.Ref) && KnownRefs.areIn(as);
    grid = as instanceof ValueType.Real r && r.step() != 0 ? r.grid() : null;
  }

  String name() {
    return name;
  }

  Audience to() {
    return to;
  }

  /// Whether it is kept as a `long`.
  boolean isLong() {
    return !boxed && switch (as) {
      case ValueType.Flag _,ValueType.Whole _,ValueType.Real _,ValueType.Angle _ -> true;
      case ValueType.Choice _,ValueType.Ref _,ValueType.Person _ -> true;
      default -> false;
    };
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
    return switch (as) {
      case ValueType.Flag _ -> code.whole(object, field);
      case ValueType.Whole w -> Math.clamp(code.whole(object, field), w.min(), w.max());
      case ValueType.Real _ -> grid != null
          ? grid.point(code.real(object, field))
          : Double.doubleToRawLongBits(code.real(object, field));
      case ValueType.Angle a -> a.compass().point(code.real(object, field));
      case ValueType.Choice _ -> code.value(object, field) instanceof Enum<?> e ? e.ordinal() : -1;
      case ValueType.Ref _ -> code.value(object, field) instanceof Entity e ? e.id() : 0;
      case ValueType.Person _ -> code.value(object, field) instanceof Player p ? p.number() : 0;
      default -> throw new AssertionError(as);
    };
  }

  /// Reads any other field.
  ///
  /// @throws IllegalArgumentException if it is outside its own bounds
  <T> Json readJson(ClassCode<T> code, T object) {
    return JsonValues.write(as, code.value(object, field));
  }

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
}

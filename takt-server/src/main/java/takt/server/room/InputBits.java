package takt.server.room;

import java.util.List;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;
import takt.protocol.layout.Compass;
import takt.protocol.layout.Grid;
import takt.protocol.layout.LayoutField;
import takt.protocol.layout.LayoutType;
import takt.protocol.layout.PackedInputs;
import takt.protocol.layout.PackedValues;
import takt.protocol.layout.Points;
import takt.protocol.wire.BitReader;
import takt.protocol.wire.BitWriter;
import takt.schema.spi.ClassCode;
import takt.schema.spi.FieldCode;
import takt.schema.spi.Slots;
import takt.schema.spi.ValueType;
import takt.schema.wire.JsonValues;
import takt.schema.wire.Refs;

/// Reads the bits of an input, and of the older ones that come with it, into slots that are used again.
///
/// Owned by the room's thread. Bits trust nobody: one value out of bounds and nothing of them counts. Numbers, flags
/// and choices allocate nothing, also where they lie; what else an input may hold goes by way of its JSON.
/// ```
/// | older u(2) | fields of the newest | older × { same u(1) 1 | 0, fields } |
/// ```
final class InputBits {
  private static final String TOO_LONG = "the input's bits go on after its end";

  private final LayoutField[] layout;
  private final FieldCode[] fields;
  private final String[] lies;
  private final Slots[] read = new Slots[1 + PackedInputs.OLDER_MAX];
  private final BitReader in = new BitReader();
  private final JsonValues json = new JsonValues();
  private int count;

  InputBits(ClassCode<?> code, List<LayoutField> layout) {
    this.layout = layout.toArray(LayoutField[]::new);
    fields = code.fields().toArray(FieldCode[]::new);
    lies = new String[fields.length];
    for (int i = 0; i < lies.length; i++) lies[i] = "'" + fields[i].name() + "' is missing or out of bounds";
    for (int i = 0; i < read.length; i++) read[i] = new Slots(fields.length);
  }

  /// Reads inputs; answers why they are none, empty if they are.
  String read(byte[] bits, int length) {
    in.reset(bits, 0, length);
    count = 0;
    int older = (int) in.bits(PackedInputs.OLDER_WIDTH);
    for (int i = 0; i <= older; i++) {
      if (i > 0 && in.flag()) {
        read[i].set(read[i - 1]);
        continue;
      }
      for (int f = 0; f < fields.length; f++) {
        if (!read(f, read[i]) || !in.ok()) return lies[f];
      }
    }
    if (!in.done()) return TOO_LONG;
    count = 1 + older;
    return "";
  }

  /// How many were read last.
  int count() {
    return count;
  }

  /// The values of the `i`-th, the newest first; until the next read.
  Slots get(int i) {
    return read[i];
  }

  private boolean read(int f, Slots to) {
    switch (fields[f].storage()) {
      case WHOLE -> to.whole(f, layout[f].type() instanceof LayoutType.Stepped stepped
          ? stepped.points().read(in)
          : in.bits(1));
      case REAL -> {
        double value = real(fields[f].type(), layout[f].type());
        to.real(f, value);
        return !Double.isNaN(value);
      }
      case VALUE -> {
        Object value = value(fields[f].type(), layout[f]);
        to.value(f, value);
        return value != null || fields[f].nullable();
      }
    }
    return true;
  }

  /// The number, NaN for one out of bounds.
  private double real(ValueType type, LayoutType travels) {
    if (travels instanceof LayoutType.Real(Grid grid, Points points)) return grid.value(points.read(in));
    if (travels instanceof LayoutType.Angle(Compass compass, Points points)) return compass.value(points.read(in));
    double value = Double.longBitsToDouble(in.bits(BitWriter.WIDTH_MAX));
    if (!(type instanceof ValueType.Real real)) throw new AssertionError(type);
    // What is no number is read as none, and who sends none sends 0, or the smallest.
    if (!Double.isFinite(value)) return Math.clamp(0.0, real.min(), real.max());
    return value >= real.min() && value <= real.max() ? value : Double.NaN;
  }

  private @Nullable Object value(ValueType type, LayoutField field) {
    if (field.type() instanceof LayoutType.Choice && type instanceof ValueType.Choice choice) {
      if (!in.flag()) return null;
      int places = choice.constants().size();
      int place = (int) in.bits(BitWriter.width(places - 1));
      return place < places ? choice.constants().get(place) : null;
    }
    Json value = PackedValues.readField(field, in);
    return value instanceof Json.Null ? null : json.read(type, value, Refs.NONE);
  }
}

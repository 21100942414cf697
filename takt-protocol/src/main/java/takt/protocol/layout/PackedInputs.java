package takt.protocol.layout;

import java.util.ArrayList;
import java.util.List;
import takt.protocol.json.Json;
import takt.protocol.wire.BitReader;
import takt.protocol.wire.BitWriter;

/// The values of an input, and those of up to [#OLDER_MAX] before it: what was lost on the way comes again.
///
/// Pure functions; any thread.
/// ```
/// | older u(2) | fields of the newest | older × { same u(1) 1 | 0, fields } |
/// ```
public final class PackedInputs {
  /// The most inputs that travel with a newer one.
  public static final int OLDER_MAX = 3;
  /// Bits of how many.
  public static final int OLDER_WIDTH = 2;

  private PackedInputs() {}

  /// @param inputs the values of each, newest first: 1 to 4
  public static void write(List<LayoutField> fields, List<Json> inputs, BitWriter out) {
    int older = inputs.size() - 1;
    if (older < 0 || older > OLDER_MAX) {
      throw new IllegalArgumentException("inputs=" + inputs.size() + ", expected 1 to " + (OLDER_MAX + 1));
    }
    out.bits(older, OLDER_WIDTH);
    PackedValues.writeFields(fields, inputs.getFirst(), out);
    for (int i = 1; i <= older; i++) {
      boolean same = inputs.get(i).equals(inputs.get(i - 1));
      out.flag(same);
      if (!same) PackedValues.writeFields(fields, inputs.get(i), out);
    }
  }

  /// The values of each, newest first. After a lie they mean nothing.
  public static List<Json> read(List<LayoutField> fields, BitReader in) {
    List<Json> inputs = new ArrayList<>();
    int older = (int) in.bits(OLDER_WIDTH);
    inputs.add(PackedValues.readFields(fields, in));
    for (int i = 0; i < older; i++) {
      inputs.add(in.flag() ? inputs.getLast() : PackedValues.readFields(fields, in));
    }
    return inputs;
  }
}

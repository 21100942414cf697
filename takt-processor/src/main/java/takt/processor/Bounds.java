package takt.processor;

import takt.protocol.Protocol;
import takt.protocol.layout.Grid;
import takt.schema.spi.ValueType;

/// Bounds values by what an annotation says.
///
/// Stateless.
final class Bounds {
  /// The longest text of a record where no `@Limit` says so: an event's frame holds sixteen of them.
  static final int TEXT_MAX = 65_536;
  /// The most elements of a collection in a record where no `@Limit` says so.
  static final int COLLECTION_MAX = 4_096;

  private Bounds() {}

  /// `value` within the bounds of an annotation, or why not.
  ///
  /// @param by the annotation as it is written
  /// @param max NaN for none given
  static Value of(Value value, String by, double min, double max, double step) {
    return switch (value) {
      case Value.Whole whole -> whole(whole, by, min, max);
      case Value.Real real -> real(real, by, min, max, step);
      case Value.Text _ -> length(value, by, min, max, "text", "its length in characters");
      case Value.Many _,Value.Table _ -> length(value, by, min, max, "collection", "how many elements it holds");
      default -> value;
    };
  }

  private static Value whole(Value.Whole value, String by, double min, double max) {
    if (Double.isNaN(max)) return noMax(by, "number", "its largest value: that says how many bits it takes");
    if (!(min <= max)) return minAboveMax(by, min, max);
    if (min != Math.rint(min) || max != Math.rint(max)) {
      return Value.No.because(by + " bounds a whole number by a fraction; write whole bounds or declare a double");
    }
    ValueType.Whole all = ValueType.whole(value.java());
    if (min < all.min() || max > all.max()) {
      String type = value.java().name().toLowerCase(java.util.Locale.ROOT);
      return Value.No.because(value.java() == ValueType.Java.LONG
          ? by + " goes beyond ±" + Protocol.WHOLE_MAX
              + " (2^53 - 1), up to which numbers are exact in JavaScript; bring the bounds within"
          : by + " goes beyond what " + (type.equals("int") ? "an " : "a ") + type + " holds, " + all.min() + " to "
              + all.max() + "; bring the bounds within or declare a larger type");
    }
    return new Value.Whole(value.java(), (long) min, (long) max);
  }

  private static Value real(Value.Real value, String by, double min, double max, double step) {
    if (Double.isNaN(max)) return noMax(by, "number", "its largest value: that says how many bits it takes");
    if (!(min <= max)) return minAboveMax(by, min, max);
    if (!Double.isFinite(min) || !Double.isFinite(max)) {
      return Value.No.because(by + " has no finite bounds; write the smallest and the largest value");
    }
    boolean whole = step == 0 && by.equals("@Limit");
    if (!whole && !(step > 0 && Double.isFinite(step))) {
      return Value.No.because(by + " has step = " + step + "; write a step above 0, say 0.01");
    }
    if (!whole && Math.max(Math.abs(min), Math.abs(max)) / step > Grid.POINTS_MAX) {
      return Value.No.because(by + " has more than 2^52 steps of " + step + " up to " + Math.max(-min, max)
          + "; take a larger step");
    }
    return new Value.Real(value.java(), min, max, step);
  }

  private static Value length(Value value, String by, double min, double max, String what, String that) {
    if (Double.isNaN(max)) return noMax(by, what, that);
    if (min != 0) {
      return Value.No.because(by + " has a min, which bounds numbers only; of a " + what + " only 'max' counts");
    }
    if (!(max >= 0 && max < Value.UNBOUNDED) || max != Math.rint(max)) {
      return Value.No.because(by + " has max = " + max + ", which is no length; write a whole number from 0");
    }
    return switch (value) {
      case Value.Many many -> new Value.Many(many.form(), many.of(), (int) max);
      case Value.Table table -> new Value.Table(table.key(), table.value(), (int) max);
      default -> new Value.Text((int) max);
    };
  }

  private static Value.No noMax(String by, String what, String that) {
    return Value.No.because(by + " of a " + what + " needs a max, " + that + "; write " + by + "(max = …)");
  }

  private static Value.No minAboveMax(String by, double min, double max) {
    return Value.No.because(by + " has min = " + min + " above max = " + max + "; swap or change them");
  }

  /// `value` with a bound on every text and collection that has none.
  static Value orDefault(Value value) {
    return switch (value) {
      case Value.Text(int max) when max == Value.UNBOUNDED -> new Value.Text(TEXT_MAX);
      case Value.Many(ValueType.Form form, Value of, int max) ->
        new Value.Many(form, orDefault(of), max == Value.UNBOUNDED ? COLLECTION_MAX : max);
      case Value.Table(Value key, Value of, int max) ->
        new Value.Table(orDefault(key), orDefault(of), max == Value.UNBOUNDED ? COLLECTION_MAX : max);
      default -> value;
    };
  }
}

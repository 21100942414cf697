package takt.protocol.frame;

import static takt.protocol.Protocol.WHOLE_MAX;

import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import takt.protocol.json.Json;
import takt.protocol.wire.Utf8;

/// The fields of one kind of frame, listed once for every codec.
///
/// Immutable; any thread. Numbers are protobuf's field numbers, names the JSON twin's. A field that holds its default
/// (0, false, empty) is not written, as in proto3. Bounds are checked both ways: what is written can be read.
///
/// @param <F> the frame's record
record Shape<F extends Frame>(Kind kind, Function<Values, F> make, List<Field<F>> fields) {
  /// The longest text in a list of texts, in bytes: an id or a hash.
  static final int LISTED_TEXT_MAX = 64;
  /// The longest object in a list of objects, in bytes: a room's listed fields.
  static final int LISTED_JSON_MAX = 4096;

  /// One field.
  ///
  /// @param max the largest number, the longest text or object in bytes, or the most texts or objects
  record Field<F>(int number, String name, Type type, long max, Function<F, Object> get) {
    /// Whether the wire carries this value. The length of a [Type#JSON] is left to the codecs: they have it written.
    boolean accepts(Object value) {
      return switch (type) {
        case WHOLE -> (Long) value >= 0 && (Long) value <= max;
        case TEXT -> fits((String) value, max);
        case TEXTS -> ((List<?>) value).size() <= max && all(value, text -> fits((String) text, LISTED_TEXT_MAX));
        case JSON -> value instanceof Json.Obj;
        case JSONS -> ((List<?>) value).size() <= max && all(value, json -> json instanceof Json.Obj);
        case REAL -> !Double.isInfinite((Double) value);
        case PAYLOAD -> value instanceof Payload.Tree || value.equals(Payload.Packed.EMPTY);
        case FLAG -> true;
      };
    }

    /// What the wire carries, for people who sent something else.
    String expected() {
      return switch (type) {
        case WHOLE -> "a whole number from 0 to " + max;
        case FLAG -> "true or false";
        case TEXT -> "a text of at most " + max + " bytes";
        case REAL -> "a number";
        case JSON -> "an object of at most " + max + " bytes";
        case PAYLOAD -> "an object";
        case TEXTS -> "an array of at most " + max + " texts of at most " + LISTED_TEXT_MAX + " bytes";
        case JSONS -> "an array of at most " + max + " objects of at most " + LISTED_JSON_MAX + " bytes";
      };
    }

    /// The frame's value, which must be fit to send.
    Object of(F frame) {
      Object value = get.apply(frame);
      if (!accepts(value)) throw unfit(value);
      return value;
    }

    /// A frame of ours that the other end would refuse: a programmer's mistake. Texts may be secrets, and long.
    IllegalArgumentException unfit(Object value) {
      String what = switch (value) {
        case Long whole -> whole.toString();
        case Double real -> real.toString();
        case String text -> "(" + Utf8.length(text) + " bytes)";
        case List<?> list -> "(" + list.size() + " values)";
        default -> "(a " + value.getClass().getSimpleName() + ")";
      };
      return new IllegalArgumentException(name + "=" + what + ", expected " + expected());
    }

    private static boolean all(Object values, Predicate<Object> accepted) {
      for (Object value : (List<?>) values) if (!accepted.test(value)) return false;
      return true;
    }

    private static boolean fits(String text, long bytesMax) {
      return text.length() <= bytesMax && Utf8.length(text) <= bytesMax;
    }
  }

  /// What a field holds, and so how it is written.
  enum Type {
    /// A number from 0: a varint.
    WHOLE,
    FLAG,
    TEXT,
    /// Several texts, each of at most 64 bytes.
    TEXTS,
    /// A JSON object: in the binary protocol a text that holds it, absent or empty for `{}`.
    JSON,
    /// Several JSON objects.
    JSONS,
    /// A coordinate.
    REAL,
    /// What only the layout can read; in the JSON twin alone.
    PAYLOAD
  }

  static <F> Field<F> whole(int number, String name, ToLongFunction<F> get) {
    return whole(number, name, WHOLE_MAX, get);
  }

  static <F> Field<F> whole(int number, String name, long max, ToLongFunction<F> get) {
    return new Field<>(number, name, Type.WHOLE, max, get::applyAsLong);
  }

  static <F> Field<F> flag(int number, String name, Predicate<F> get) {
    return new Field<>(number, name, Type.FLAG, 1, get::test);
  }

  static <F> Field<F> text(int number, String name, int bytesMax, Function<F, Object> get) {
    return new Field<>(number, name, Type.TEXT, bytesMax, get);
  }

  static <F> Field<F> texts(int number, String name, int most, Function<F, Object> get) {
    return new Field<>(number, name, Type.TEXTS, most, get);
  }

  static <F> Field<F> json(int number, String name, int bytesMax, Function<F, Object> get) {
    return new Field<>(number, name, Type.JSON, bytesMax, get);
  }

  static <F> Field<F> jsons(int number, String name, int most, Function<F, Object> get) {
    return new Field<>(number, name, Type.JSONS, most, get);
  }

  static <F> Field<F> real(int number, String name, Function<F, Object> get) {
    return new Field<>(number, name, Type.REAL, 0, get);
  }

  static <F> Field<F> payload(String name, Function<F, Object> get) {
    return new Field<>(0, name, Type.PAYLOAD, 0, get);
  }

  /// What a decoder found, by the field's place in the shape; what it did not find has its default.
  static final class Values {
    private final Object[] values;

    Values(Shape<?> shape) {
      values = new Object[shape.fields.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = switch (shape.fields.get(i).type) {
          case WHOLE -> 0L;
          case FLAG -> false;
          case TEXT -> "";
          case TEXTS, JSONS -> List.of();
          case JSON -> Json.Obj.EMPTY;
          case REAL -> Double.NaN;
          case PAYLOAD -> Payload.NONE;
        };
      }
    }

    void set(int i, Object value) {
      values[i] = value;
    }

    Object get(int i) {
      return values[i];
    }

    long whole(int i) {
      return (Long) values[i];
    }

    int small(int i) {
      return (int) whole(i);
    }

    boolean flag(int i) {
      return (Boolean) values[i];
    }

    String text(int i) {
      return (String) values[i];
    }

    @SuppressWarnings("unchecked")
    List<String> texts(int i) {
      return Collections.unmodifiableList((List<String>) values[i]);
    }

    Json json(int i) {
      return (Json) values[i];
    }

    @SuppressWarnings("unchecked")
    List<Json> jsons(int i) {
      return Collections.unmodifiableList((List<Json>) values[i]);
    }

    double real(int i) {
      return (Double) values[i];
    }

    Payload payload(int i) {
      return (Payload) values[i];
    }
  }
}

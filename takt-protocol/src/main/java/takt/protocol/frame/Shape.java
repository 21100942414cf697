package takt.protocol.frame;

import static takt.protocol.Protocol.WHOLE_MAX;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import takt.protocol.json.Json;

/// The fields of one kind of frame, listed once for every codec.
///
/// Immutable; any thread. Numbers are protobuf's field numbers, names the JSON twin's. A field that holds its default
/// (0, false, empty) is not written, as in proto3; bounds are checked when reading.
///
/// @param <F> the frame's record
record Shape<F extends Frame>(Kind kind, Function<Values, F> make, List<Field<F>> fields) {
  /// One field.
  ///
  /// @param max the largest number, the longest text in bytes, or the most texts
  record Field<F>(int number, String name, Type type, long max, Function<F, Object> get) {}

  /// What a field holds, and so how it is written.
  enum Type {
    /// A number from 0: a varint.
    WHOLE,
    FLAG,
    TEXT,
    /// Several texts, each of at most 64 bytes.
    TEXTS,
    /// A JSON value: in the binary protocol a text that holds it.
    JSON,
    /// Several JSON values.
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
      return (List<String>) values[i];
    }

    Json json(int i) {
      return (Json) values[i];
    }

    @SuppressWarnings("unchecked")
    List<Json> jsons(int i) {
      return (List<Json>) values[i];
    }

    double real(int i) {
      return (Double) values[i];
    }

    Payload payload(int i) {
      return (Payload) values[i];
    }
  }
}

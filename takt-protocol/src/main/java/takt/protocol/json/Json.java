package takt.protocol.json;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import takt.protocol.Protocol;

/// A JSON value.
///
/// Immutable; any thread. Members keep the order they were written in. A whole number is [Whole], however it is written
/// (`1e3` is 1000, `-0` is 0) as far as a JavaScript number is exact, 2⁵³−1, and up to 64 bits where it is written
/// without fraction and exponent; every other number is [Real].
public sealed interface Json {
  /// `null`.
  record Null() implements Json {
    public static final Null VALUE = new Null();
  }

  /// `true` or `false`.
  record Bool(boolean value) implements Json {
    public static final Bool TRUE = new Bool(true);
    public static final Bool FALSE = new Bool(false);
  }

  /// A whole number.
  record Whole(long value) implements Json {
    /// The small ones, made once: most numbers of games are among them.
    private static final Whole[] SMALL = new Whole[256];
    static {
      for (int i = 0; i < SMALL.length; i++) SMALL[i] = new Whole(i);
    }
  }

  /// Any other number; never NaN or infinite.
  record Real(double value) implements Json {}

  /// A text.
  record Text(String value) implements Json {}

  /// An array. The list is the value's from now on.
  record Arr(List<Json> items) implements Json {}

  /// An object, its members in order. A name occurs once.
  ///
  /// The map is the value's from now on. Where the order matters (it does for a layout's hash), give one that has an
  /// order of its own, such as a `LinkedHashMap`: that of `Map.of` changes from run to run.
  record Obj(Map<String, Json> members) implements Json {
    public static final Obj EMPTY = new Obj(Map.of());
  }

  static Json of(boolean value) {
    return value ? Bool.TRUE : Bool.FALSE;
  }

  static Json of(long value) {
    return value >= 0 && value < Whole.SMALL.length ? Whole.SMALL[(int) value] : new Whole(value);
  }

  static Json of(double value) {
    return isWhole(value) ? of((long) value) : new Real(value);
  }

  static Json of(String value) {
    return new Text(value);
  }

  /// The member of that name, or null if this is no object or has none.
  default @Nullable Json get(String name) {
    return this instanceof Obj o ? o.members.get(name) : null;
  }

  /// This value as a `double`, or `otherwise` if it is no number.
  default double number(double otherwise) {
    return switch (this) {
      case Whole w -> w.value;
      case Real r -> r.value;
      default -> otherwise;
    };
  }

  /// This value as a `long`, or `otherwise` if it is no whole number.
  default long whole(long otherwise) {
    return switch (this) {
      case Whole w -> w.value;
      case Real r when isWhole(r.value) -> (long) r.value;
      default -> otherwise;
    };
  }

  /// This value as a text, or `otherwise` if it is none.
  default String text(String otherwise) {
    return this instanceof Text t ? t.value : otherwise;
  }

  /// This value as a flag, or `otherwise` if it is none.
  default boolean flag(boolean otherwise) {
    return this instanceof Bool b ? b.value : otherwise;
  }

  /// The items, or none if this is no array.
  default List<Json> items() {
    return this instanceof Arr a ? a.items : List.of();
  }

  /// The members, or none if this is no object.
  default Map<String, Json> members() {
    return this instanceof Obj o ? o.members : Map.of();
  }

  private static boolean isWhole(double value) {
    return value == Math.rint(value) && Math.abs(value) <= Protocol.WHOLE_MAX;
  }
}

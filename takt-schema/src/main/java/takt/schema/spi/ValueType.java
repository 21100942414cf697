package takt.schema.spi;

import java.util.List;
import takt.protocol.Protocol;
import takt.protocol.layout.Compass;
import takt.protocol.layout.Grid;
import takt.schema.Entity;
import takt.schema.Player;
import takt.schema.PlayerId;

/// What a field or an element can hold: the closed set of everything that can be saved and sent.
///
/// Immutable; any thread. Bounds are those of the wire: what is saved is saved in full.
public sealed interface ValueType {
  /// How Java holds a number.
  enum Java {
    BYTE, SHORT, CHAR, INT, LONG, FLOAT, DOUBLE;

    /// A whole number in the box this one has in collections.
    public Object boxed(long value) {
      return switch (this) {
        case BYTE -> (byte) value;
        case SHORT -> (short) value;
        case CHAR -> (char) value;
        case INT -> (int) value;
        default -> value;
      };
    }
  }

  /// How Java holds several values.
  enum Form {
    /// A `List`, made an `ArrayList`.
    LIST,
    /// A `Set`, made a `LinkedHashSet`.
    SET,
    /// A `Deque` or `Queue`, made an `ArrayDeque`.
    DEQUE,
    /// An array.
    ARRAY
  }

  /// `true` or `false`.
  record Flag() implements ValueType {}

  /// A whole number.
  record Whole(Java java, long min, long max) implements ValueType {
    public Whole {
      if (min > max) throw new IllegalArgumentException("min=" + min + ", expected at most max=" + max);
    }
  }

  /// A number with a fraction; `step` 0 for one that travels in full.
  record Real(Java java, double min, double max, double step) implements ValueType {
    public Real {
      if (step != 0) new Grid(min, max, step);
    }

    /// The points it travels on. Only where `step` is not 0.
    public Grid grid() {
      return new Grid(min, max, step);
    }

    /// Whether a value is within the bounds. On a grid that ends further out, its ends are too: a value that was sent
    /// as such an end may come back.
    public boolean holds(double value) {
      if (step == 0) return value >= min && value <= max;
      Grid grid = grid();
      return value >= Math.min(min, grid.min()) && value <= Math.max(max, grid.max());
    }
  }

  /// An angle in radians, one of `2^bits` directions.
  record Angle(int bits) implements ValueType {
    public Angle {
      new Compass(bits);
    }

    /// The directions it travels as.
    public Compass compass() {
      return new Compass(bits);
    }
  }

  /// A text of at most `max` characters.
  record Text(int max) implements ValueType {}

  /// An enum.
  record Choice(Class<?> type, List<? extends Enum<?>> constants) implements ValueType {}

  /// A record.
  record Struct(Class<?> type) implements ValueType {}

  /// One of the records of a sealed interface.
  record OneOf(Class<?> type, List<Class<?>> of) implements ValueType {}

  /// An object of a class marked [takt.schema.Saved].
  record Kept(Class<?> type) implements ValueType {}

  /// An entity of that class or of one that extends it.
  record Ref(Class<? extends Entity> type) implements ValueType {}

  /// A player in the room.
  record Person() implements ValueType {}

  /// A player anywhere.
  record PersonId() implements ValueType {}

  /// An answer still owed to a player.
  record Owed() implements ValueType {}

  /// Several values in order.
  record Many(Form form, ValueType of, int max) implements ValueType {}

  /// A `Map`, made a `LinkedHashMap`.
  record Table(ValueType key, ValueType value, int max) implements ValueType {}

  /// What an array of such values has as its elements' class.
  default Class<?> elementClass() {
    return switch (this) {
      case Flag _ -> boolean.class;
      case Whole whole -> elementClass(whole.java);
      case Real real -> elementClass(real.java);
      case Angle _ -> double.class;
      case Text _ -> String.class;
      case Choice choice -> choice.type;
      case Struct struct -> struct.type;
      case OneOf oneOf -> oneOf.type;
      case Kept kept -> kept.type;
      case Ref ref -> ref.type;
      case Person _ -> Player.class;
      case PersonId _ -> PlayerId.class;
      case Many(Form form, ValueType of, int _) when form == Form.ARRAY -> of.elementClass().arrayType();
      case Owed _, Many _, Table _ -> throw new IllegalStateException("arrays of " + this + " are refused");
    };
  }

  private static Class<?> elementClass(Java java) {
    return switch (java) {
      case BYTE -> byte.class;
      case SHORT -> short.class;
      case CHAR -> char.class;
      case INT -> int.class;
      case LONG -> long.class;
      case FLOAT -> float.class;
      case DOUBLE -> double.class;
    };
  }

  /// A number of that Java type with no bound but the type's own and what a JavaScript number holds.
  static Whole whole(Java java) {
    return switch (java) {
      case BYTE -> new Whole(java, Byte.MIN_VALUE, Byte.MAX_VALUE);
      case SHORT -> new Whole(java, Short.MIN_VALUE, Short.MAX_VALUE);
      case CHAR -> new Whole(java, 0, Character.MAX_VALUE);
      case INT -> new Whole(java, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case LONG -> new Whole(java, -Protocol.WHOLE_MAX, Protocol.WHOLE_MAX);
      case FLOAT, DOUBLE -> throw new IllegalArgumentException("java=" + java + ", expected a whole number's");
    };
  }

  /// A number that travels in full.
  static Real real(Java java) {
    return new Real(java, -Double.MAX_VALUE, Double.MAX_VALUE, 0);
  }
}

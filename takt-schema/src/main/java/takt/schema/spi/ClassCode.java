package takt.schema.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A game's class as the processor saw it: its fields in order, read and written without reflection.
///
/// Immutable; any thread, as far as the objects allow it. Fields of superclasses come first. A generated subclass
/// overrides the accessors that its fields need; a number is a `long` or a `double`, everything else an object.
///
/// @param <T> the class
public abstract class ClassCode<T> {
  private final Class<T> type;
  private final String name;
  private final List<FieldCode> fields;

  /// @param name how the wire and files call it
  protected ClassCode(Class<T> type, String name, FieldCode... fields) {
    this.type = type;
    this.name = name;
    this.fields = List.of(fields);
  }

  public final Class<T> type() {
    return type;
  }

  public final String name() {
    return name;
  }

  public final List<FieldCode> fields() {
    return fields;
  }

  /// The place of the field of that name, −1 for none.
  public final int indexOf(String field) {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).name().equals(field)) return i;
    }
    return -1;
  }

  /// A new object by the constructor without parameters.
  public T make() {
    throw noField(-1);
  }

  /// A boolean (0 or 1) or a whole number.
  public long whole(T object, int field) {
    throw noField(field);
  }

  public void whole(T object, int field, long value) {
    throw noField(field);
  }

  /// A `float` or `double`.
  public double real(T object, int field) {
    throw noField(field);
  }

  public void real(T object, int field, double value) {
    throw noField(field);
  }

  /// Anything else.
  public @Nullable Object value(T object, int field) {
    throw noField(field);
  }

  public void value(T object, int field, @Nullable Object value) {
    throw noField(field);
  }

  private AssertionError noField(int field) {
    return new AssertionError("field=" + field + " of " + type.getName() + ": its companion is not of this build;"
        + " clean and compile again");
  }

  @Override public final String toString() {
    return "code of " + type.getName();
  }
}

package takt.schema.spi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;
import takt.schema.Audience;
import takt.schema.Input;
import takt.schema.OldState;

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

  /// What the class was called before, empty if nothing else.
  public String was() {
    return "";
  }

  /// Who may know that an entity of this class exists.
  public Audience knownTo() {
    return Audience.EVERYONE;
  }

  /// The input that the predicted step of an entity of this class takes, null for none.
  public @Nullable Class<? extends Input> steeredBy() {
    return null;
  }

  /// A new object by the constructor without parameters; not of rooms and of abstract classes.
  public T make() {
    throw new AssertionError("a " + type.getName() + " is not made by its companion");
  }

  /// Tells a saved helper what its older version had; entities and rooms are told by their base classes.
  public void migrate(T object, OldState old) {}

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

  /// Reaches a field that the companion may not name.
  ///
  /// @param companion the lookup of the companion, which lives in the module of the field's class
  protected static VarHandle reach(MethodHandles.Lookup companion, Class<?> owner, String field, Class<?> type) {
    try {
      return MethodHandles.privateLookupIn(owner, companion).findVarHandle(owner, field, type);
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("no field " + field + " in " + owner.getName() + ", expected one by "
          + companion.lookupClass().getName() + ": clean and compile again", e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("field " + field + " of " + owner.getName() + " cannot be reached by "
          + companion.lookupClass().getName() + ": make it protected or public, or open its package: " + e.getMessage(),
          e);
    }
  }

  private AssertionError noField(int field) {
    return new AssertionError("field=" + field + " of " + type.getName() + ": its companion is not of this build;"
        + " clean and compile again");
  }

  @Override public final String toString() {
    return "code of " + type.getName();
  }
}

package takt.schema.spi;

import org.jspecify.annotations.Nullable;
import takt.schema.Audience;

/// One field or record component.
///
/// Immutable; any thread.
///
/// @param name as in Java
/// @param was what it was called before, empty if nothing else
/// @param type what it holds
/// @param boxed whether a number or flag is held as an object, which may be null
/// @param nullable whether null is a value a client may send
/// @param fixed whether it is final: on load its object is filled, not replaced; an array has its length already
/// @param listed whether a room's list shows it
/// @param sent how it leaves the server, null if it does not
/// @param role what it means beyond its type
public record FieldCode(String name, String was, ValueType type, boolean boxed, boolean nullable, boolean fixed,
  boolean listed, @Nullable Sent sent, Role role) {
  /// How a field leaves the server: as what, and to whom.
  public record Sent(ValueType as, Audience to) {}

  /// What a field means beyond its type.
  public enum Role {
    PLAIN,
    /// A coordinate: `x`, `y` or `z`.
    POSITION,
    /// A direction.
    ANGLE,
    /// A button edge of an input.
    PRESS,
    /// Set by who creates the room.
    OPTION,
    /// Set by servers that create the room.
    TRUSTED_OPTION
  }

  public static FieldCode of(String name, ValueType type) {
    return new FieldCode(name, "", type, false, false, false, false, null, Role.PLAIN);
  }

  public FieldCode was(String was) {
    return new FieldCode(name, was, type, boxed, nullable, fixed, listed, sent, role);
  }

  public FieldCode ofBox() {
    return new FieldCode(name, was, type, true, nullable, fixed, listed, sent, role);
  }

  public FieldCode orNull() {
    return new FieldCode(name, was, type, boxed, true, fixed, listed, sent, role);
  }

  public FieldCode ofFinal() {
    return new FieldCode(name, was, type, boxed, nullable, true, listed, sent, role);
  }

  public FieldCode inList() {
    return new FieldCode(name, was, type, boxed, nullable, fixed, true, sent, role);
  }

  public FieldCode sent(ValueType as, Audience to) {
    return new FieldCode(name, was, type, boxed, nullable, fixed, listed, new Sent(as, to), role);
  }

  public FieldCode as(Role role) {
    return new FieldCode(name, was, type, boxed, nullable, fixed, listed, sent, role);
  }

  /// Which family of [ClassCode] accessors reaches it.
  public Storage storage() {
    if (boxed) return Storage.VALUE;
    return switch (type) {
      case ValueType.Flag _, ValueType.Whole _ -> Storage.WHOLE;
      case ValueType.Real _, ValueType.Angle _ -> Storage.REAL;
      default -> Storage.VALUE;
    };
  }

  /// The three families of accessors: no number is boxed on its way.
  public enum Storage {
    WHOLE, REAL, VALUE
  }
}

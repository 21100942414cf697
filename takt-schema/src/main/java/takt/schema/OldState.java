package takt.schema;

/// What an older version of a class had saved, by name.
///
/// Owned by the room's thread; valid during `migrate` only.
public interface OldState {
  /// The version that wrote it.
  int version();

  /// Whether it had a field of that name.
  boolean has(String name);

  /// A whole number, boolean (0 or 1) or enum (its place).
  ///
  /// @throws IllegalArgumentException if it had no such field, or of another type; the message lists what it had
  long whole(String name);

  /// A number.
  ///
  /// @throws IllegalArgumentException as [#whole]
  double real(String name);

  /// A text.
  ///
  /// @throws IllegalArgumentException as [#whole]
  String text(String name);
}

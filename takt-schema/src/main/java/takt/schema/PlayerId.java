package takt.schema;

/// Who somebody is, in any room and at any time.
///
/// Immutable; any thread. Given by the server's authenticator; a guest's begins with `guest:`, a bot's with `bot:`.
///
/// @param value 1 to 128 characters
public record PlayerId(String value) {
  /// The longest value.
  public static final int LENGTH_MAX = 128;

  public PlayerId {
    if (value.isEmpty() || value.length() > LENGTH_MAX) {
      throw new IllegalArgumentException("player id of " + value.length() + " characters, expected 1.." + LENGTH_MAX);
    }
  }

  @Override public String toString() {
    return value;
  }
}

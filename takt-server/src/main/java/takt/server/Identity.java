package takt.server;

import takt.protocol.wire.Utf8;
import takt.schema.PlayerId;

/// Who an [Authenticator] says somebody is.
///
/// Immutable; any thread.
///
/// @param id the same for the same person every time
/// @param name what they are called; made fit: no characters that cannot be seen, 1 to 32 of them and at most 64 bytes
public record Identity(PlayerId id, String name) {
  /// The longest name.
  public static final int NAME_MAX = 32;
  /// The longest name in bytes of UTF-8: what a frame carries.
  public static final int NAME_BYTES_MAX = 64;

  public Identity {
    name = fit(name);
  }

  private static String fit(String name) {
    StringBuilder fit = new StringBuilder();
    name.strip().codePoints().filter(Identity::isVisible).limit(NAME_MAX).forEach(fit::appendCodePoint);
    String trimmed = Utf8.clip(fit.toString(), NAME_BYTES_MAX).strip();
    return trimmed.isEmpty() ? "Player" : trimmed;
  }

  /// Not what steers a terminal or turns the text around it, and not half a surrogate pair.
  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
        false;
      default -> true;
    };
  }
}

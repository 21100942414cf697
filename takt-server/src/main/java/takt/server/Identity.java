package takt.server;

import takt.schema.PlayerId;

/// Who an [Authenticator] says somebody is.
///
/// Immutable; any thread.
///
/// @param id the same for the same person every time
/// @param name what they are called; made fit: no control characters, 1 to 32 characters
public record Identity(PlayerId id, String name) {
  /// The longest name.
  public static final int NAME_MAX = 32;

  public Identity {
    name = fit(name);
  }

  private static String fit(String name) {
    StringBuilder fit = new StringBuilder();
    name.codePoints().filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT)
        .limit(NAME_MAX).forEach(fit::appendCodePoint);
    String trimmed = fit.toString().strip();
    return trimmed.isEmpty() ? "Player" : trimmed;
  }
}

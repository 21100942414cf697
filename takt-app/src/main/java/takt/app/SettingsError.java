package takt.app;

import java.util.List;

/// Settings that cannot be run with: every one that is wrong, with cause and fix.
final class SettingsError extends Exception {
  private static final long serialVersionUID = 1;

  SettingsError(List<String> problems) {
    super(String.join("\n", problems), null, false, false);
  }
}

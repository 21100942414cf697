package takt.server.room;

import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/// A log that says nothing: a replayed room has said it all before.
///
/// Any thread.
final class SilentLog implements System.Logger {
  static final System.Logger SILENT = new SilentLog();

  private SilentLog() {}

  @Override public String getName() {
    return "silent";
  }

  @Override public boolean isLoggable(Level level) {
    return false;
  }

  @Override public void log(Level level, @Nullable ResourceBundle bundle, @Nullable String message,
      @Nullable Throwable thrown) {}

  @Override public void log(Level level, @Nullable ResourceBundle bundle, @Nullable String format,
      @Nullable Object... params) {}
}

package takt;

import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import takt.app.Launch;
import takt.server.Room;

/// Where a game's `main` begins.
///
/// Any thread; [#serve] is for the main one.
public final class Takt {
  private Takt() {}

  /// Serves rooms of one kind under the name of their class: `MyArena` is `my-arena`. Returns when the server has
  /// stopped.
  ///
  /// Configured by the environment and `takt.properties`, see `docs/configuration.md`. What is wrong is told on
  /// standard error with cause and fix, and ends the process with exit code 1. `SIGTERM` and Ctrl-C let rooms end, and
  /// then end the process with exit code 0.
  public static void serve(Supplier<? extends Room> rooms) {
    serve(app -> app.room(rooms));
  }

  /// Serves what `game` says. Returns when the server has stopped.
  public static void serve(Consumer<App> game) {
    Launch.serve(app(game));
  }

  /// Starts a server inside of another program, or beside another one: it hears no signals and prints nothing.
  ///
  /// @param settings as in `docs/configuration.md`: `Map.of("TAKT_PORT", "0")`; the environment is not read
  /// @throws IllegalArgumentException for settings that cannot be run with; the message has cause, bound and fix
  /// @throws IOException if a port is taken or a file cannot be read
  public static Server start(Map<String, String> settings, Consumer<App> game) throws IOException {
    return Launch.start(app(game), settings);
  }

  private static App app(Consumer<App> game) {
    App app = new App();
    game.accept(app);
    return app;
  }
}

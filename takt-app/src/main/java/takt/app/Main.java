package takt.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import takt.app.bots.BotsCommand;

/// The command line of Takt, started by `./takt`.
///
/// The main thread reads the arguments, starts a game and waits for its end. Exit codes: 0 well, 1 it could not start,
/// 2 the arguments are wrong.
// The formatter would put what picocli is told and what it is told of on one line: @formatter:off
@Command(name = "takt", version = "takt 0.1.0", mixinStandardHelpOptions = true,
    subcommands = {Main.Run.class, BotsCommand.class, TrainCommand.class},
    description = "An authoritative multiplayer game server.")
public final class Main implements Runnable {
  Main() {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override public void run() {
    CommandLine.usage(this, System.out);
  }

  /// `takt run`.
  @Command(name = "run", mixinStandardHelpOptions = true, description = {"Serves a game until it is stopped.", "",
      "Settings come from the environment and from takt.properties in this folder; --settings lists them."})
  static final class Run implements Callable<Integer> {
    @Parameters(arity = "0..1", defaultValue = "arena", paramLabel = "GAME",
        description = "A Java file with a room, or the name of a class with a main, hello for hello.Hello."
            + " (default: ${DEFAULT-VALUE})")
    private String game = "";

    @Option(names = "--port", paramLabel = "N", description = "The players' port, as TAKT_PORT; 0 takes a free one.")
    private @Nullable String port;

    @Option(names = "--settings", description = "List the settings in effect, with what they do, and end.")
    private boolean list;
    // @formatter:on

    @Override public Integer call() throws IOException {
      if (port != null) System.setProperty(Settings.PORT.name(), port);
      if (list) return list();
      String problem = game.endsWith(".java")
          ? new SourceFile(Path.of(game)).run()
          : GameMain.run(GameMain.className(game));
      if (problem.isEmpty()) return 0;
      System.err.println("takt: " + problem);
      return 1;
    }

    private static int list() {
      try {
        System.out.print(Settings.read(Launch.environment(), Path.of(""), true).describe());
        return 0;
      } catch (SettingsError e) {
        System.err.println("takt: the settings are wrong:\n" + e.getMessage());
        return 1;
      }
    }
  }
}

package takt.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import takt.App;
import takt.app.bots.Whim;
import takt.protocol.json.Json;
import takt.server.Room;
import takt.server.replication.Training;
import takt.server.room.HabitsFile;
import takt.server.room.RoomType;

/// `takt train`: plays a game's rooms and writes down how their entities use to move.
///
/// The main thread. Nothing of it depends on the clock: the same game and seeds write the same file.
// The formatter would put what picocli is told and what it is told of on one line: @formatter:off
@Command(name = "train", mixinStandardHelpOptions = true, description = {
    "Finds out how a game's entities use to move, so that they take fewer bits from the first second on.", "",
    "Plays its rooms with their own bots, or with players who hold what the schema allows, on a clock of its own, and"
        + " writes ROOM.habits.json among the game's resources: commit it. What does not help in runs that nothing"
        + " was learned from is left out."})
final class TrainCommand implements Callable<Integer> {
  private static final int RUNS_MAX = 1000;
  private static final int SECONDS_MAX = 3600;
  /// Of so many runs one is kept to compare in.
  private static final int TEST_PART = 4;
  private static final Path RESOURCES = Path.of("src/main/resources");

  @Parameters(arity = "0..1", defaultValue = "arena", paramLabel = "GAME",
      description = "A Java file with a room, or the name of a class with a main, hello for hello.Hello."
          + " (default: ${DEFAULT-VALUE})")
  private String game = "";

  @Option(names = "--runs", defaultValue = "8", paramLabel = "N",
      description = "How many rooms of each kind are played, 2 to 1000; every fourth is compared in."
          + " (default: ${DEFAULT-VALUE})")
  private int runs;

  @Option(names = "--for", defaultValue = "60", paramLabel = "SECONDS",
      description = "Of each run, 1 to 3600. (default: ${DEFAULT-VALUE})")
  private int seconds;

  @Option(names = "--seed", defaultValue = "1", paramLabel = "N",
      description = "Of the first run; the others follow. (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(names = "--to", paramLabel = "FOLDER",
      description = "The folder of the game's resources. (default: the file's own folder; src/main/resources)")
  private @Nullable Path to;

  @Spec private CommandSpec spec = CommandSpec.create();
  private int exitCode;
  // @formatter:on

  @Override public Integer call() throws Exception {
    check("--runs", runs, 2, RUNS_MAX);
    check("--for", seconds, 1, SECONDS_MAX);
    Path folder = folder();
    if (!Files.isDirectory(folder)) {
      return refuse("there is no folder " + folder + " in " + Path.of("").toAbsolutePath()
          + "; name that of the game's resources: ./takt train " + game + " --to FOLDER");
    }
    String problem = ScopedValue.where(Launch.INSTEAD, app -> train(app, folder))
        .call(() -> game.endsWith(".java")
            ? new SourceFile(Path.of(game)).run()
            : GameMain.run(GameMain.className(game)));
    return problem.isEmpty() ? exitCode : refuse(problem);
  }

  private Path folder() {
    if (to != null) return to;
    if (!game.endsWith(".java")) return RESOURCES;
    Path parent = Path.of(game).toAbsolutePath().getParent();
    return parent == null ? Path.of("") : parent;
  }

  private static int refuse(String problem) {
    System.err.println("takt: " + problem);
    return 1;
  }

  private void check(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new ParameterException(spec.commandLine(), name + "=" + value + ", expected " + min + " to " + max);
    }
  }

  private void train(App app, Path folder) {
    for (Map.Entry<String, Supplier<? extends Room>> room : app.rooms().entrySet()) {
      try {
        train(room.getKey(), room.getValue(), folder);
      } catch (IllegalStateException | IOException e) {
        exitCode = refuse(String.valueOf(e.getMessage()));
      }
    }
  }

  private void train(String name, Supplier<? extends Room> factory, Path folder) throws IOException {
    List<Long> train = LongStream.range(0, runs).filter(i -> !isTest(i)).mapToObj(i -> seed + i).toList();
    List<Long> test = LongStream.range(0, runs).filter(this::isTest).mapToObj(i -> seed + i).toList();
    System.out.println(name + ": " + runs + " runs of " + seconds + " s, learned from seeds " + train
        + ", compared in " + test);
    Training training = new Training(name, factory, TrainCommand::hands, seconds);
    Training.Outcome outcome = training.run(train, test);
    print(outcome.parts());
    Path file = folder.resolve(HabitsFile.path(RoomType.classOf(factory)));
    if (outcome.parts().stream().noneMatch(Training.Figures::helps)) {
      System.out.println("nothing helps: nothing is written; " + file + " is best deleted, if it is there");
      return;
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, outcome.habits().text(), StandardCharsets.UTF_8);
    System.out.println("written: " + file);
  }

  /// The last, and every fourth before it.
  private boolean isTest(long i) {
    return (runs - 1 - i) % TEST_PART == 0;
  }

  private static Supplier<Json> hands(Json schema, int tickRateHz, long seed) {
    return new Whim(schema, tickRateHz, seed)::next;
  }

  private static void print(List<Training.Figures> parts) {
    System.out.println("\n| part | coded | entities looked at | bits of each, untrained | trained | |");
    System.out.println("|---|---|---|---|---|---|");
    for (Training.Figures part : parts) {
      double change = part.bitsUntrained() == 0 ? 0 : 100 * (part.bitsTrained() / part.bitsUntrained() - 1);
      System.out.printf(Locale.ROOT, "| %s | %s | %d | %.2f | %.2f | %+.1f %%%s |%n", part.name(),
          part.isAlone() ? "alone" : "together", part.rows(), part.bitsUntrained(), part.bitsTrained(), change,
          part.helps() ? "" : ", left out");
    }
    System.out.println();
  }
}

package takt.app.bots;

import java.net.http.HttpClient;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `takt bots`.
///
/// The main thread; Ctrl-C lets the bots leave first.
// The formatter would put what picocli is told and what it is told of on one line: @formatter:off
@Command(name = "bots", mixinStandardHelpOptions = true, description = {
    "Sends bots into rooms of a server that runs: load, and company.", "",
    "They hold what the room's schema allows: axes wander, aims drift, buttons are pressed now and then."})
public final class BotsCommand implements Callable<Integer> {
  private static final int COUNT_MAX = 10_000;
  private static final int SECONDS_MAX = 86_400;

  @Option(names = "--room", required = true, paramLabel = "NAME", description = "Rooms of which name; new ones open as"
      + " the others fill.")
  private String room = "";

  @Option(names = "--count", defaultValue = "10", paramLabel = "N", description = "How many, 1 to 10000. (default:"
      + " ${DEFAULT-VALUE})")
  private int count;

  @Option(names = "--url", defaultValue = "ws://localhost:7777", paramLabel = "URL", description = "The server."
      + " (default: ${DEFAULT-VALUE})")
  private String url = "";

  @Option(names = "--for", defaultValue = "0", paramLabel = "SECONDS", description = "How long; 0 until Ctrl-C."
      + " (default: ${DEFAULT-VALUE})")
  private int seconds;

  @Option(names = "--seed", defaultValue = "1", paramLabel = "N", description = "What they do comes from it. (default:"
      + " ${DEFAULT-VALUE})")
  private long seed;

  @Spec private CommandSpec spec = CommandSpec.create();
  // @formatter:on

  @Override public Integer call() throws InterruptedException {
    check("--count", count, 1, COUNT_MAX);
    check("--for", seconds, 0, SECONDS_MAX);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        HttpClient http = HttpClient.newBuilder().executor(threads).build()) {
      Target target = Target.of(url, room, http);
      System.out.println(count + (count == 1 ? " bot" : " bots") + " to " + target.socket() + ", rooms named '" + room
          + "', seed " + seed + "; Ctrl-C ends them");
      Swarm swarm = new Swarm(target, count, seed, http, System.out);
      Thread hook = new Thread(swarm::stop, "takt-bots-stop");
      Runtime.getRuntime().addShutdownHook(hook);
      String problem = swarm.run(seconds == 0 ? Long.MAX_VALUE : seconds * 1_000_000_000L);
      http.shutdownNow();
      if (problem.isEmpty()) return 0;
      System.err.println("takt: " + problem);
    } catch (Target.UnreachableException e) {
      System.err.println("takt: " + e.getMessage());
    }
    return 1;
  }

  private void check(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new ParameterException(spec.commandLine(), name + "=" + value + ", expected " + min + " to " + max);
    }
  }
}

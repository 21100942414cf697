import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A program that a measurement started on one CPU, and the lines it says; it ends with the block that uses it, or with
/// the measurement.
///
/// One thread uses it; another, of its own, listens.
final class Program implements AutoCloseable {
  private static final List<Process> STARTED = Collections.synchronizedList(new ArrayList<>());
  private static final int LINES_MAX = 10_000;
  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> STARTED.forEach(Process::destroyForcibly)));
  }

  final Process process;
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());
  private final Path log;

  private Program(Process process, Path log) {
    this.process = process;
    this.log = log;
    Thread.ofVirtual().start(this::listen);
  }

  /// Starts it in the folder of its log.
  static Program start(Path log, Map<String, String> environment, int cpu, List<String> command) throws IOException {
    List<String> all = new ArrayList<>(List.of("taskset", "-c", cpu + ""));
    all.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true).directory(log.getParent().toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    STARTED.add(process);
    return new Program(process, log);
  }

  /// Runs a short program to its end; the first line it said.
  static String firstOf(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    STARTED.add(process);
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor(10, TimeUnit.SECONDS);
    return text.lines().findFirst().orElse("").strip();
  }

  private void listen() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        OutputStream file = Files.newOutputStream(log)) {
      for (String line; (line = lines.readLine()) != null;) {
        file.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        if (said.size() < LINES_MAX) said.add(line);
      }
    } catch (IOException _) {
      // It ended, or was ended.
    }
  }

  /// The first line that begins so, of those after the first `skip` lines.
  ///
  /// @throws IllegalStateException if none comes in time, with what it said last
  String await(String beginning, int skip, int limitSeconds) throws InterruptedException {
    long until = System.nanoTime() + limitSeconds * 1_000_000_000L;
    while (System.nanoTime() < until) {
      boolean ended = !process.isAlive();
      if (ended) TimeUnit.MILLISECONDS.sleep(100); // for its last words
      synchronized (said) {
        for (int i = skip; i < said.size(); i++) if (said.get(i).startsWith(beginning)) return said.get(i);
      }
      if (ended) break;
      TimeUnit.MILLISECONDS.sleep(20);
    }
    List<String> last = said.subList(Math.max(0, said.size() - 15), said.size());
    throw new IllegalStateException(
        "no line '" + beginning + "' in " + limitSeconds + " s; it said:\n" + String.join("\n", last));
  }

  String await(String beginning, int limitSeconds) throws InterruptedException {
    return await(beginning, 0, limitSeconds);
  }

  /// How many lines it has said.
  int lines() {
    return said.size();
  }

  void say(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /// Sends a signal, as STOP or CONT.
  void signal(String name) throws IOException, InterruptedException {
    firstOf("kill", "-" + name, "" + process.pid());
  }

  @Override public void close() {
    try {
      if (process.isAlive()) signal("CONT"); // a stopped one would not hear that it is to end
      process.destroy();
      if (process.waitFor(10, TimeUnit.SECONDS)) return;
    } catch (IOException | InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}

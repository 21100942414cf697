package hello;

import static org.junit.jupiter.api.Assertions.assertTrue;

import browser.Browser;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A program in JavaScript, in a process of its own, that a test types lines into and reads lines from.
///
/// The test's thread; a virtual one reads.
final class NodeProgram implements AutoCloseable {
  private static final int PATIENCE_S = 30;
  private static final String END = "(the end)";

  private final Process process;
  private final BufferedWriter in;
  private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private NodeProgram(List<String> command) throws IOException {
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    in = process.outputWriter();
    Thread.ofVirtual().start(this::read);
  }

  /// The program of an npm package that `sdk/javascript` names.
  static NodeProgram ofPackage(String program, String... arguments) throws IOException {
    return start(packages().resolve("node_modules").resolve(program), arguments);
  }

  /// A script of the test's. Its first argument is where packages are.
  static NodeProgram ofScript(String name, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(packages().toString()));
    all.addAll(List.of(arguments));
    return start(Browser.root().resolve("examples/hello/src/test/resources/hello").resolve(name),
        all.toArray(new String[0]));
  }

  private static Path packages() {
    return Browser.root().resolve("sdk/javascript");
  }

  private static NodeProgram start(Path program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(Browser.tool("NODE"), program.toString()));
    command.addAll(List.of(arguments));
    return new NodeProgram(command);
  }

  private void read() {
    try (var out = process.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) lines.add(line);
    } catch (IOException _) {
      // It was ended.
    }
    lines.add(END);
  }

  /// Types a line.
  void say(String line) throws IOException {
    in.write(line);
    in.newLine();
    in.flush();
  }

  /// The next line it prints.
  String next() throws InterruptedException {
    String line = poll(PATIENCE_S * 1000);
    if (line == null) throw new AssertionError("nothing was printed for " + PATIENCE_S + " s");
    if (line.equals(END)) throw new AssertionError("it ended");
    return line;
  }

  /// The next line, null if there is none within that time.
  @Nullable String poll(int withinMs) throws InterruptedException {
    return lines.poll(withinMs, TimeUnit.MILLISECONDS);
  }

  /// Its exit code, when it has ended by itself.
  int end() throws InterruptedException {
    assertTrue(process.waitFor(PATIENCE_S, TimeUnit.SECONDS), "it did not end");
    return process.exitValue();
  }

  @Override public void close() {
    process.destroyForcibly();
  }
}

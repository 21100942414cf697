package takt.app.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A process a test started, what it has said so far, and a limit to its life.
///
/// Used by the test's thread; two virtual threads read the output. Closing ends the process by its own id.
public final class Program implements AutoCloseable {
  private final Process process;
  private final String line;
  private final Queue<String> output = new ConcurrentLinkedQueue<>();
  private final Queue<String> errors = new ConcurrentLinkedQueue<>();
  private final List<Thread> readers;

  private Program(Process process, String line) {
    this.process = process;
    this.line = line;
    readers = List.of(reader(process.getInputStream(), output), reader(process.getErrorStream(), errors));
  }

  /// Starts with exactly this environment and no input.
  public static Program start(Path folder, Map<String, String> environment, List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      return new Program(process, String.join(" ", command));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String output() {
    return String.join("", output);
  }

  public String errors() {
    return String.join("", errors);
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /// Waits until it has said this, on either stream.
  public MatchResult says(String regex, Duration limit) throws InterruptedException {
    Pattern pattern = Pattern.compile(regex);
    long endNs = System.nanoTime() + limit.toNanos();
    while (true) {
      boolean ended = !process.isAlive() && readers.stream().noneMatch(Thread::isAlive);
      Matcher matcher = pattern.matcher(output() + errors());
      if (matcher.find()) return matcher.toMatchResult();
      if (ended) return fail("ended with " + process.exitValue() + " without saying '" + regex + "': " + this);
      if (System.nanoTime() > endNs) return fail("did not say '" + regex + "' within " + limit + ": " + this);
      LockSupport.parkNanos(10_000_000);
    }
  }

  /// Waits until it has ended by itself, and says how.
  public int exitCode(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      return fail("still runs after " + limit + ": " + this);
    }
    for (Thread reader : readers) {
      if (!reader.join(limit)) fail("ended, but left someone behind who holds its output: " + this);
    }
    return process.exitValue();
  }

  /// Waits until it has ended as expected.
  public Program ends(int code) throws InterruptedException {
    assertEquals(code, exitCode(Duration.ofSeconds(60)), this::toString);
    return this;
  }

  /// Sends a signal to this process alone, as `kill` does.
  public void signal(String name) throws InterruptedException, TimeoutException, IOException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
    if (!kill.waitFor(10, TimeUnit.SECONDS)) throw new TimeoutException("kill -" + name);
  }

  @Override public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override public String toString() {
    return line + "\n--- output\n" + output() + "--- errors\n" + errors() + "---";
  }

  private static Thread reader(InputStream from, Queue<String> to) {
    return Thread.startVirtualThread(() -> {
      char[] buffer = new char[8192];
      try (Reader characters = new InputStreamReader(from, StandardCharsets.UTF_8)) {
        for (int length; (length = characters.read(buffer)) >= 0;) {
          to.add(new String(buffer, 0, length));
        }
      } catch (IOException _) {
        // the process is gone, and what it said is here
      }
    });
  }
}

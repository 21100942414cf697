package takt.netty;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A process a test started; closing ends it by its own id.
///
/// One thread.
public final class Program implements AutoCloseable {
  private static final int END_SECONDS = 10;

  private final Process process;
  private final Path log;

  private Program(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /// Starts without input; what it says goes to a file.
  public static Program start(Path log, List<String> command) {
    try {
      return new Program(new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.from(nothing(log)))
          .redirectErrorStream(true).redirectOutput(log.toFile()).start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static java.io.File nothing(Path log) throws IOException {
    return Files.write(log.resolveSibling("nothing"), new byte[0]).toFile();
  }

  /// What it says until it ends, which it must within that time.
  public String toEnd(int seconds) throws InterruptedException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS))
      throw new AssertionError("not done after " + seconds + " s: " + said());
    return said();
  }

  public int exitCode() {
    return process.exitValue();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /// What it has said so far.
  public String said() {
    try {
      return Files.readString(log, java.nio.charset.StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Asks it to end, and makes it if it does not.
  @Override public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) process.destroyForcibly().waitFor();
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

package browser;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// A real Chromium, headless, driven by lines of JavaScript.
///
/// The test's thread.
public final class Browser implements AutoCloseable {
  private final Process process;
  private final BufferedWriter in;
  private final BufferedReader out;

  public Browser() throws IOException {
    Path script = Files.createTempFile("browser", ".mjs");
    script.toFile().deleteOnExit();
    try (var source = Objects.requireNonNull(Browser.class.getResourceAsStream("browser.mjs"))) {
      Files.write(script, source.readAllBytes());
    }
    process = new ProcessBuilder(tool("NODE"), script.toString(), root().resolve("sdk/javascript").toString(),
        tool("CHROMIUM")).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    in = process.outputWriter();
    out = process.inputReader();
  }

  /// What a tool is called here.
  ///
  /// @throws AssertionError if the test was not run by `./takt test`, which finds them
  public static String tool(String name) {
    String path = System.getenv("TAKT_TOOL_" + name);
    if (path != null) return path;
    throw new AssertionError("TAKT_TOOL_" + name + " is not set, expected the test to be run by: ./takt test");
  }

  /// The checkout.
  public static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("mvnw"))) folder = Objects.requireNonNull(folder.getParent());
    return folder;
  }

  /// Runs statements in Node, where `at` keeps what later ones need: `at.page = await at.open(url)`.
  ///
  /// @return what they return, as JSON
  public String run(String javaScript) throws IOException {
    in.write(Base64.getEncoder().encodeToString(javaScript.getBytes(StandardCharsets.UTF_8)));
    in.newLine();
    in.flush();
    String line = out.readLine();
    if (line == null) throw new AssertionError("the browser ended at: " + javaScript);
    if (line.startsWith("!")) throw new AssertionError(line.substring(1).replace('\r', '\n') + "\nat: " + javaScript);
    return line;
  }

  @Override public void close() throws IOException {
    in.close();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}

package takt.netty;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;

/// The programs that tests need: `./takt test` brings them and says where they are (docs/launcher.md).
final class Tools {
  private Tools() {}

  /// Where a program is, by the environment, else by what was written down when it was brought.
  static String path(String tool) {
    String name = "TAKT_TOOL_" + tool.toUpperCase(Locale.ROOT);
    String path = System.getenv(name);
    if (path == null) path = written().getProperty(name);
    if (path == null) throw new AssertionError("no " + tool + "; bring it with: build/tools.sh " + tool);
    return path;
  }

  private static Properties written() {
    Properties paths = new Properties();
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      Path file = folder.resolve(".takt/tools/paths");
      if (!Files.exists(file)) continue;
      try (Reader reader = Files.newBufferedReader(file)) {
        paths.load(reader);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      break;
    }
    return paths;
  }
}

package takt.app.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import takt.app.launch.Program;

/// The `takt` command as a process: this test's Java and class path, any free ports, and nothing of its environment.
final class TaktProcess {
  static final Duration LIMIT = Duration.ofSeconds(60);

  private TaktProcess() {}

  /// @param before comes first on the class path, empty for nothing
  static Program start(Path folder, Map<String, String> environment, String before, String... arguments) {
    Map<String, String> all = new HashMap<>(Map.of("TAKT_PORT", "0", "TAKT_ADMIN_PORT", "0", "PATH", "/usr/bin:/bin"));
    all.putAll(environment);
    String classPath = System.getProperty("java.class.path");
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
        "--enable-native-access=ALL-UNNAMED", "-Djava.io.tmpdir=" + folder.resolve("../tmp").normalize(), "-cp",
        before.isEmpty() ? classPath : before + ":" + classPath, "takt.app.Main"));
    command.addAll(List.of(arguments));
    return Program.start(folder, all, command);
  }

  static int port(Program server) throws InterruptedException {
    return Integer.parseInt(server.says("Takt is up: http://localhost:(\\d+)/", LIMIT).group(1));
  }
}

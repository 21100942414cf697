import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import takt.protocol.layout.LayoutType;
import takt.protocol.layout.PackedValues;

/// What Colyseus' own encoder makes of a room's motion: see bench/colyseus/patches.mjs.
///
/// One thread, which waits for Node.
final class Patches {
  /// x, y, vx, vy, heading, hp and score, as both rooms declare them.
  private static final int FIELDS = 7;
  private static final int LIMIT_S = 120;

  private Patches() {}

  /// Bytes of a patch, on average.
  static double bytes(String name, Trace trace) throws IOException, InterruptedException {
    if (trace.shape().stepped().size() != FIELDS) throw new IllegalArgumentException(name + ", expected 7 fields");
    Path file = Path.of(System.getProperty("bench.out"), "bytes", name + ".trace");
    write(trace, file);
    Path script = Path.of(System.getProperty("bench.root"), "bench", "colyseus", "patches.mjs");
    Process node = new ProcessBuilder(System.getenv("TAKT_TOOL_NODE"), script.toString(), file.toString())
        .redirectErrorStream(true).start();
    String said = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher bytes = Pattern.compile("\"bytes\":([0-9.]+)").matcher(said);
    if (!node.waitFor(LIMIT_S, TimeUnit.SECONDS) || node.exitValue() != 0 || !bytes.find()) {
      throw new IllegalStateException("Colyseus' encoder failed on " + name + ":\n" + said);
    }
    return Double.parseDouble(bytes.group(1));
  }

  private static void write(Trace trace, Path file) throws IOException {
    Files.createDirectories(file.getParent());
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file))) {
      for (long[][] rows : trace.ticks()) {
        String space = "";
        for (long[] row : rows) {
          for (int f = 0; f < FIELDS; f++) {
            LayoutType.Stepped type = trace.shape().types().get(f);
            out.print(space + PackedValues.value(type, row[f]).number(Double.NaN));
            space = " ";
          }
        }
        out.println();
      }
    }
  }
}

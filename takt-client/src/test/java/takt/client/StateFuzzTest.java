package takt.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import takt.protocol.json.Json;
import takt.protocol.json.JsonWriter;

/// Jazzer, which follows the branches that its bytes take, finds nothing that throws in what reads packed state.
///
/// It runs in a process of its own: its agent changes classes, and one fuzzed method is all that a JVM can have. What
/// it finds is in `target/fuzz`, the input as `crash-…`.
class StateFuzzTest {
  private static final Path FOLDER = Path.of("target/fuzz");
  private static final long SEED = Long.getLong("takt.seed", 20_260_721);

  @Test void halfAMinuteFindsNothing() throws Exception {
    fuzz(Duration.ofSeconds(30));
  }

  @Tag("prove")
  @Test void tenMinutesFindNothing() throws Exception {
    fuzz(Duration.ofMinutes(10));
  }

  private static void fuzz(Duration time) throws IOException, InterruptedException {
    Path corpus = Files.createDirectories(FOLDER.resolve("corpus"));
    seeds(corpus);
    String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Path log = FOLDER.resolve("log.txt");
    Process jazzer = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx768m",
        "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
        "-XX:+EnableDynamicAgentLoading", "-cp", classes, "com.code_intelligence.jazzer.Jazzer",
        "--target_class=" + StateFuzz.class.getName(), "--instrumentation_includes=takt.**",
        "--reproducer_path=" + FOLDER.toAbsolutePath(), "-artifact_prefix=" + FOLDER.toAbsolutePath() + "/",
        "-seed=" + SEED, "-max_total_time=" + time.toSeconds(), "-timeout=20", corpus.toAbsolutePath().toString())
        .redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertTrue(jazzer.waitFor(time.toSeconds() + 120, TimeUnit.SECONDS), "Jazzer does not end: see " + log);
    } finally {
      jazzer.destroyForcibly();
    }
    List<String> told = Files.readAllLines(log, UTF_8);
    System.out.println("StateFuzzTest: " + told.getLast());
    assertEquals(0, jazzer.exitValue(), () -> String.join("\n", told.subList(Math.max(0, told.size() - 60), told
        .size())));
    assertTrue(told.getLast().startsWith("Done "), told::getLast);
  }

  /// Good frames and documents to begin with: bits by chance come to nothing much.
  private static void seeds(Path corpus) throws IOException {
    List<HostileStateTest.Sample> samples = HostileStateTest.samples();
    for (int which = 0; which < 255; which++) {
      byte[] bits = samples.get(which * samples.size() / 255).bytes();
      seed(corpus, which, bits);
    }
    for (Json document : PackedGoldenTest.at(PackedGoldenTest.VECTORS, "layouts").members().values()) {
      seed(corpus, 255, new JsonWriter().value(document).toBytes());
    }
  }

  private static void seed(Path corpus, int which, byte[] bytes) throws IOException {
    byte[] seed = new byte[bytes.length + 1];
    seed[0] = (byte) which;
    System.arraycopy(bytes, 0, seed, 1, bytes.length);
    Files.write(corpus.resolve("seed-" + which + "-" + bytes.length), seed);
  }
}

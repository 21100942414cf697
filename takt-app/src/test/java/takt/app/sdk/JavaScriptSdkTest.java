package takt.app.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `sdk/javascript`: its tests, its types, its size.
class JavaScriptSdkTest {
  static final Path ROOT = root();
  static final Path SDK = ROOT.resolve("sdk/javascript");
  static final Path TSC = SDK.resolve("node_modules/typescript/bin/tsc");
  private static final Pattern TALLY = Pattern.compile("^# (tests|pass|fail|skipped) (\\d+)$", Pattern.MULTILINE);
  /// For the servers that live tests start and compile a game for, one after the other, on a busy machine.
  private static final int LIMIT_S = 400;

  @TempDir Path folder;

  @Test void itsTestsPass() throws Exception {
    assertTrue(tests("test", Map.of()) >= 820, "tests were lost");
  }

  @Test void itPlaysAgainstRealServers() throws Exception {
    Map<String, String> environment = Map.of("TAKT_RUN", server(), "TAKT_TOOL_CHROMIUM", tool("TAKT_TOOL_CHROMIUM"));
    assertTrue(tests("test/live", environment) >= 25, "tests were lost");
  }

  @Test void itsTypesAreSound() throws Exception {
    Path types = folder.resolve("types");
    Said said = node(Map.of(), List.of(TSC.toString(), "--project", "tsconfig.json", "--outDir", types.toString()));
    assertEquals(0, said.code(), said.text());
    assertTrue(Files.readString(types.resolve("takt.d.ts")).contains("connect("), "takt.d.ts has no connect");
    for (String file : List.of("takt.d.ts", "session.d.ts", "room.d.ts", "emitter.d.ts")) {
      assertFalse(Files.readString(types.resolve(file)).contains("@internal"), file + " shows what is not for pages");
    }
    String page = """
        import { Takt } from './types/takt.js'
        const room = await Takt.join('arena', { where: { map: 2 }, spectate: true })
        room.frame(view => console.log(view.tick, view.ships[0].x, room.net.rttMs, room.me?.name))
        room.watch('ships', { add: ship => console.log(ship.x), remove: () => {} })
        """;
    assertEquals("", check(page));
    for (String typo : List.of("Takt.jion('arena')", "Takt.join(7)", "room.frmae(() => {})",
        "room.net.rrtMs.toFixed()", "room.watch('ships', { added() {} })",
        "Takt.connect('ws://x', { codec: 'xml' })")) {
      assertNotEquals("", check(page + typo + "\n"), () -> "nobody saw " + typo);
    }
  }

  @Test void itIsSmall() throws Exception {
    Said said = node(Map.of(), List.of("test/size.js"));
    assertEquals(0, said.code(), said.text());
    System.out.print(said.text());
  }

  /// What a page with types is told of its mistakes.
  private String check(String page) throws IOException, InterruptedException {
    Files.writeString(folder.resolve("page.ts"), page);
    return node(Map.of(),
        List.of(TSC.toString(), "--ignoreConfig", "--strict", "--noEmit", "--module", "esnext", "--target",
            "esnext", "--moduleResolution", "bundler", "--lib", "esnext,dom", "--types", "",
            folder.resolve("page.ts").toString()))
        .text();
  }

  /// Runs the tests of a folder; they pass, all of them, and so many there were.
  private static int tests(String folder, Map<String, String> environment) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("--test", "--test-reporter=tap"));
    try (Stream<Path> files = Files.list(SDK.resolve(folder))) {
      files.map(SDK::relativize).map(Path::toString).filter(f -> f.endsWith(".test.js")).sorted().forEach(command::add);
    }
    Said said = node(environment, command);
    assertEquals(0, said.code(), () -> said.text().lines().filter(line -> !line.startsWith("ok "))
        .collect(Collectors.joining("\n")));
    int passed = 0;
    for (Matcher tally = TALLY.matcher(said.text()); tally.find();) {
      int count = Integer.parseInt(tally.group(2));
      if (tally.group(1).equals("pass")) passed = count;
      if (tally.group(1).equals("fail") || tally.group(1).equals("skipped")) assertEquals(0, count, tally.group(1));
    }
    return passed;
  }

  private record Said(int code, String text) {}

  /// What Node says in the SDK's folder, right or wrong.
  static String node(List<String> arguments) throws IOException, InterruptedException {
    return node(Map.of(), arguments).text();
  }

  /// Runs Node in the SDK's folder.
  private static Said node(Map<String, String> environment, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(tool("TAKT_TOOL_NODE")));
    command.addAll(arguments);
    Path output = Files.createTempFile("node", ".txt");
    ProcessBuilder builder = new ProcessBuilder(command).directory(SDK.toFile()).redirectErrorStream(true)
        .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
        return fail("still runs after " + LIMIT_S + " s: " + command + "\n" + Files.readString(output));
      }
      return new Said(process.exitValue(), Files.readString(output));
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      Files.delete(output);
    }
  }

  /// How live tests start a server, as JSON.
  private static String server() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return Stream.of(java, "-cp", System.getProperty("java.class.path"), "takt.app.Main", "run")
        .map(part -> '"' + part.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
        .collect(Collectors.joining(",", "[", "]"));
  }

  /// Where a program is: `./takt test` exports it; elsewhere the file says it that `build/tools.sh` writes.
  private static String tool(String name) throws IOException {
    String exported = System.getenv(name);
    if (exported != null) return exported;
    Properties paths = new Properties();
    Path file = ROOT.resolve(".takt/tools/paths");
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        paths.load(reader);
      }
    }
    String path = paths.getProperty(name);
    return path != null ? path : fail(name + " is not known: run build/tools.sh");
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("mvnw"))) folder = Objects.requireNonNull(folder.getParent());
    return folder;
  }
}

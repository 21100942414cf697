package takt.netty.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import takt.netty.Program;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonReader;

/// The Autobahn test suite (0.6.4), the field's conformance test of RFC 6455, as a fuzzing client of ours.
///
/// Left out: 9.*, sixteen MiB a message, far beyond what players may send and slow on Jython; 12.* and 13.* are about
/// compression, which is not offered. Needs what the build puts into `target/autobahn`.
class AutobahnTest {
  private static final int LIMIT_SECONDS = 170;
  /// Cases of 1 to 7 and 10.
  private static final int CASES = 247;
  /// Bytes that are no UTF-8 in a later piece of a message: we may say so at once, or when the message is whole.
  private static final Set<String> NON_STRICT = Set.of("6.4.3", "6.4.4");
  private static final String RUN = """
      import sys
      from twisted.internet import selectreactor
      selectreactor.install()
      sys.argv = ['wstest', '-m', 'fuzzingclient', '-s', sys.argv[1]]
      from autobahntestsuite import wstest
      wstest.run()
      """;

  @Test
  @Timeout(LIMIT_SECONDS + 30) void nothingFails(@TempDir Path folder) throws Exception {
    Path autobahn = Path.of("target/autobahn").toAbsolutePath();
    assertTrue(Files.exists(autobahn.resolve("jython.jar")),
        autobahn + " is filled by the build, process-test-resources");
    Path run = Files.writeString(folder.resolve("run.py"), RUN);
    Path reports = folder.resolve("reports");
    try (EchoServer server = new EchoServer()) {
      Path spec = Files.writeString(folder.resolve("spec.json"), """
          {"options": {"failByDrop": false}, "outdir": "%s", "exclude-agent-cases": {}, "exclude-cases": [],
           "servers": [{"agent": "takt", "url": "ws://127.0.0.1:%d/takt", "options": {"version": 18}}],
           "cases": ["1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "10.*"]}
          """.formatted(reports, server.port()));
      String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
      try (Program suite = Program.start(folder.resolve("log"), List.of(java, "-Xmx1g", "-cp",
          autobahn.resolve("jython.jar").toString(), "-Dpython.path=" + autobahn.resolve("suite"),
          "-Dpython.cachedir=" + folder.resolve("cache"), "org.python.util.jython", run.toString(), spec.toString()))) {
        String said = suite.toEnd(LIMIT_SECONDS);
        assertEquals(0, suite.exitCode(), said);
      }
    }
    Map<String, Set<String>> cases = outcomes(reports.resolve("index.json"));
    assertEquals(CASES, cases.values().stream().mapToInt(Set::size).sum(), cases.toString());
    assertEquals(NON_STRICT, cases.getOrDefault("NON-STRICT", Set.of()));
    cases.keySet().removeAll(List.of("OK", "NON-STRICT", "INFORMATIONAL"));
    assertEquals(Map.of(), cases);
  }

  /// The cases by outcome: of the behaviour and, apart, of the close.
  private static Map<String, Set<String>> outcomes(Path index) throws Exception {
    Json all = new JsonReader(JsonLimits.OWN).read(Files.readString(index));
    Map<String, Set<String>> cases = new TreeMap<>();
    Json ours = all == null ? null : all.get("takt");
    if (ours == null) throw new AssertionError("no report of ours in " + Files.readString(index));
    ours.members().forEach((name, of) -> {
      String behaviour = text(of, "behavior");
      String close = text(of, "behaviorClose");
      String outcome = close.equals("OK") || close.equals("INFORMATIONAL") ? behaviour : "CLOSE " + close;
      cases.computeIfAbsent(outcome, _ -> new TreeSet<>()).add(name);
    });
    return cases;
  }

  private static String text(Json json, String name) {
    Json value = json.get(name);
    return value == null ? "" : value.text("");
  }
}

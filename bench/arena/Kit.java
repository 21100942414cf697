import static java.util.Map.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// Starts the servers and the load of the workload "arena" for the measurements that use it, and tells what they are.
///
/// One thread, which waits. Each server runs on CPU 0, the load and all else on CPU 1. Everything waited for has a
/// limit, and ends with this program.
final class Kit {
  static final Path ROOT = Path.of(System.getProperty("bench.root"));
  static final Path OUT = Path.of(System.getProperty("bench.out"));
  static final Path NODE = Path.of(System.getenv("TAKT_TOOL_NODE"));
  static final Path JAVA = Path.of(System.getenv("JAVA_HOME"), "bin", "java");

  /// Players of a room.
  static final int ROOM = 20;
  static final int SERVER_CPU = 0;
  static final int LOAD_CPU = 1;
  static final int START_LIMIT_S = 60;
  static final int JOIN_LIMIT_S = 60;
  static final int GOODBYE_LIMIT_S = 10;

  private final String bench;
  private int logs;

  /// @param bench the measurement's name, for what it says of its progress and for its logs
  Kit(String bench) {
    this.bench = bench;
  }

  void progress(String line) {
    Report.progress(bench, line);
  }

  Path log(String name) {
    return OUT.resolve("%s-%03d-%s.log".formatted(bench, logs++, name));
  }

  // ---- servers

  /// How a server is to be: its rate, busy work for each player who holds button 8, and whether rooms only fill.
  record Setting(int hz, int spinMicros, boolean idle) {
    Setting(int hz) {
      this(hz, 0, false);
    }
  }

  Served serve(Peer peer, Setting setting) throws IOException, InterruptedException {
    List<String> command = switch (peer) {
      case RAW -> List.of(OUT.resolve("raw").toString(), "0", setting.hz + "");
      case COLYSEUS -> List.of(NODE.toString(), "--expose-gc", ROOT.resolve("bench/colyseus/server.mjs").toString(),
          "0", setting.hz + "", setting.spinMicros + "", setting.idle ? "idle" : "");
      case TAKT -> taktCommand(setting);
    };
    Map<String, String> environment = switch (peer) {
      case RAW -> Map.of();
      case COLYSEUS -> Map.of("NODE_ENV", "production");
      case TAKT -> taktSettings();
    };
    return new Served(peer, Program.start(log(peer.kind()), environment, SERVER_CPU, command));
  }

  /// As in production; and rooms end with their last player, so that those of one window do not tick on in the next.
  static Map<String, String> taktSettings() {
    byte[] secret = new byte[32];
    ThreadLocalRandom.current().nextBytes(secret);
    return Map.ofEntries(entry("TAKT_MODE", "production"),
        entry("TAKT_GUESTS", "true"),
        entry("TAKT_SECRET", HexFormat.of().formatHex(secret)),
        entry("TAKT_HOST", "127.0.0.1"),
        entry("TAKT_PORT", "0"),
        entry("TAKT_ADMIN_PORT", "0"),
        entry("TAKT_WORKERS", "1"),
        entry("TAKT_IO_THREADS", "1"),
        entry("TAKT_CONNECTIONS_MAX", "20000"),
        entry("TAKT_DRAIN_SECONDS", "0"),
        entry("TAKT_ROOM_ARENA_CLOSE_WHEN_EMPTY_SECONDS", "0"));
  }

  static List<String> taktCommand(Setting setting) {
    List<String> command = new ArrayList<>(List.of(JAVA.toString(), "@" + ROOT.resolve("build/jvm.options")));
    command.addAll(javaOptions());
    command.addAll(List.of("-Darena.hz=" + setting.hz, "-Darena.spin=" + setting.spinMicros,
        "-Darena.idle=" + setting.idle, "-cp", System.getenv("TAKT_CLASSPATH") + ":" + OUT.resolve("classes"),
        "Arena"));
    return command;
  }

  /// TAKT_JAVA_OPTS, and G1 put off if that names another collector, as the launcher does.
  static List<String> javaOptions() {
    String text = System.getenv().getOrDefault("TAKT_JAVA_OPTS", "").strip();
    if (text.isEmpty()) return List.of();
    List<String> all = new ArrayList<>(List.of(text.split("\\s+")));
    if (all.stream().anyMatch(o -> o.matches("-XX:\\+Use.*GC"))) all.addFirst("-XX:-UseG1GC");
    return all;
  }

  // ---- load

  /// A load: `more` are further options of the generator.
  record Load(int players, double warmS, int seconds, int patienceS, List<String> more) {
    Load(int players, double warmS, int seconds, int patienceS) {
      this(players, warmS, seconds, patienceS, List.of());
    }

    int limitS() {
      return JOIN_LIMIT_S + 30 + (int) warmS + seconds + patienceS;
    }
  }

  Program load(Served server, int hz, Load load, Program... beside) throws IOException {
    List<String> pids = new ArrayList<>(List.of(ProcessHandle.current().pid() + ""));
    for (Program program : beside) pids.add(program.process.pid() + "");
    List<String> command = new ArrayList<>(List.of(OUT.resolve("gen").toString(),
        "--kind", server.peer.kind(),
        "--port", server.port + "",
        "--players", load.players + "",
        "--hz", hz + "",
        "--warm", load.warmS + "",
        "--seconds", load.seconds + "",
        "--patience", load.patienceS + "",
        "--join-limit", JOIN_LIMIT_S + "",
        "--pid", server.program.process.pid() + "",
        "--beside", String.join(",", pids)));
    command.addAll(load.more);
    return Program.start(log("gen-" + server.peer.kind()), Map.of(), LOAD_CPU, command);
  }

  /// One window. What Takt allocates is asked for while it is open, or about to.
  Row measure(int round, Served server, int hz, Load load) throws IOException, InterruptedException {
    try (Program generator = load(server, hz, load)) {
      double allocated = Double.NaN;
      try {
        if (server.peer == Peer.TAKT) allocated = allocated(server, generator, hz, load);
        Said said = new Said(generator.await("{\"kind\"", load.limitS()));
        generator.process.waitFor(GOODBYE_LIMIT_S, TimeUnit.SECONDS);
        return Row.of(round, server.peer, load.players, said, allocated);
      } catch (IllegalStateException e) {
        return new Row(round, server.peer, load.players, new Said("{}"), allocated,
            "no answer: " + e.getMessage().lines().reduce((_, last) -> last).orElse(""));
      }
    }
  }

  /// The same, and once more if it was noisy.
  Row measureTwice(int round, Served server, int hz, Load load) throws IOException, InterruptedException {
    Row row = measure(round, server, hz, load);
    if (row.isNoisy()) {
      progress("again, once: " + row.discarded());
      row = measure(round, server, hz, load);
    }
    progress(row.line());
    return row;
  }

  private static double allocated(Served server, Program generator, int hz, Load load) throws IOException,
      InterruptedException {
    generator.await("gen: ", JOIN_LIMIT_S + 20);
    TimeUnit.MILLISECONDS.sleep((long) (load.warmS * 1000));
    Map<String, Double> before = server.metrics();
    TimeUnit.SECONDS.sleep(Math.max(1, load.seconds - 1));
    Map<String, Double> after = server.metrics();
    ToDoubleFunction<String> between = name -> after.get(name) - before.get(name);
    double playerTicks = between.applyAsDouble("takt_ticks_total") * Math.min(ROOM, load.players);
    return between.applyAsDouble("jvm_memory_allocated_bytes") / playerTicks;
  }

  // ---- what a table is of

  void header(Report report, String title) throws IOException, InterruptedException {
    report.say("# " + title + "\n");
    report.say("`./takt bench %s`, %s; what it asks and how to read it: [bench/README.md](../README.md).\n".formatted(
        bench, LocalDate.now(ZoneOffset.UTC)));
    report.say("| | |\n|---|---|");
    report.fact("machine", "%s CPUs, %s, Linux %s".formatted(Program.firstOf("nproc", "--all"), cpuModel(), Program
        .firstOf("uname", "-r")));
    report.fact("placed", "each server with all its threads on CPU 0, the load on CPU 1");
    report.fact("Takt", commit() + ", " + Program.firstOf(JAVA + "", "-version"));
    report.fact("its settings", taktSettings().entrySet().stream().filter(e -> !e.getKey().equals("TAKT_SECRET"))
        .map(e -> e.getKey() + "=" + e.getValue()).sorted().collect(Collectors.joining(" ", "`", "`")));
    report.fact("its collector and JVM's options", "G1 unless said here: `" + jvmOptions() + "`");
    report.fact("Colyseus", "core %s, schema %s, ws-transport %s; Node %s and its own collector, NODE_ENV=production"
        .formatted(npm("core"), npm("schema"), npm("ws-transport"), Program.firstOf(NODE + "", "--version")));
    report.fact("C broadcaster", "%s, -O2, constant frames of 120 bytes, one thread".formatted(Program.firstOf("gcc",
        "--version")));
    report.fact("precision, Takt", "x, y, vx, vy 0.01, heading 2π/1024 = 0.006 rad");
    report.fact("precision, Colyseus", "x, y 1000/65535 = 0.015, vx, vy 0.01, heading 0.01 rad");
    report.fact("left out", "TLS, the network card, deflate, anything the game does beside the workload's few sums");
  }

  static String cpuModel() throws IOException {
    return Files.readAllLines(Path.of("/proc/cpuinfo")).stream().filter(l -> l.startsWith("model name"))
        .map(l -> l.substring(l.indexOf(':') + 1).strip()).findFirst().orElse("unknown");
  }

  static String commit() throws IOException, InterruptedException {
    String known = Program.firstOf("git", "-C", ROOT.toString(), "describe", "--always", "--dirty");
    return known.matches("[0-9a-zA-Z.-]+") ? known : "without a commit";
  }

  static String jvmOptions() throws IOException {
    List<String> all = new ArrayList<>(Files.readAllLines(ROOT.resolve("build/jvm.options")));
    all.removeIf(l -> l.isBlank() || l.startsWith("#"));
    all.addAll(javaOptions());
    return String.join(" ", all);
  }

  static String npm(String name) throws IOException {
    Path file = ROOT.resolve("bench/colyseus/node_modules/@colyseus/" + name + "/package.json");
    return new Said(Files.readString(file)).text("version");
  }
}

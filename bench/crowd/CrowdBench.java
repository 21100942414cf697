import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Runs the crowd on Takt and on Colyseus in turn and prints tables in Markdown; started by bench/crowd.sh.
///
/// One thread, which waits. Each run is a process of its own on CPU 0. Only runs of one round are compared: the speed
/// of a machine that others use too changes within minutes.
class CrowdBench {
  enum Peer {
    TAKT("Takt"), COLYSEUS("Colyseus 0.18");

    final String title;

    Peer(String title) { this.title = title; }
  }

  /// How many, how often.
  record Size(int players, int hz) {
    @Override public String toString() { return players + " at " + hz + " Hz"; }
  }

  static final Path ROOT = Path.of(System.getProperty("bench.root"));
  static final Path OUT = Path.of(System.getProperty("bench.out"));
  static final Path NODE = Path.of(System.getenv("TAKT_TOOL_NODE"));
  static final Path JAVA = Path.of(System.getenv("JAVA_HOME"), "bin", "java");
  static final Size LARGEST = new Size(4096, 30);
  static final double FLAT_BAR = 1.3;
  static final double PEER_BAR = 5;
  static final double SHARE_AIM = 0.15;
  static final int RUN_LIMIT_S = 600;

  /// The command line.
  record Options(int rounds, List<Integer> players, int seconds, int warm, int waitMax, boolean largest, boolean save) {
    static final String USAGE = """
        ./takt bench crowd [--rounds 5] [--players 500,1000,2000,4000] [--seconds 4] [--warm 8] [--wait 8]
                           [--no-largest] [--save]
          --seconds S    of CPU, that a window is long; it has 20 ticks at least
          --wait P       a run that waited for its CPU for more than P % of its window does not count
          --no-largest   leaves out 4,096 players at 30 Hz
          --save         writes what is printed to bench/results/crowd.md as well""";

    static Options of(String[] args) {
      int rounds = 5;
      int seconds = 4;
      int warm = 8;
      int waitMax = 8;
      boolean largest = true;
      boolean save = false;
      List<Integer> players = List.of(500, 1000, 2000, 4000);
      for (int i = 0; i < args.length; i++) {
        String name = args[i];
        if (name.equals("--save")) {
          save = true;
        } else if (name.equals("--no-largest")) {
          largest = false;
        } else {
          if (i + 1 == args.length) throw new IllegalArgumentException(name + ", expected a value, or no such name");
          String value = args[++i];
          switch (name) {
            case "--rounds" -> rounds = within(name, value, 1, 100);
            case "--seconds" -> seconds = within(name, value, 1, 60);
            case "--warm" -> warm = within(name, value, 1, 120);
            case "--wait" -> waitMax = within(name, value, 0, 100);
            case "--players" -> players = Arrays.stream(value.split(",")).map(v -> within(name, v, 100, 6000)).toList();
            default -> throw new IllegalArgumentException(name + ", expected one of those above");
          }
        }
      }
      return new Options(rounds, players, seconds, warm, waitMax, largest, save);
    }

    static int within(String name, String text, int min, int max) {
      if (text.matches("[0-9]{1,6}")) {
        int value = Integer.parseInt(text);
        if (value >= min && value <= max) return value;
      }
      throw new IllegalArgumentException(name + "=" + text + ", expected " + min + " to " + max);
    }
  }

  /// One run: its line of JSON.
  record Row(int round, Peer peer, Size size, String json) {
    double get(String name) { return number(json, name); }

    /// What a player's tick costs all threads of the process.
    double micros() { return get("us") + (peer == Peer.TAKT ? get("elsewhere_us") : 0); }

    double share() { return (micros() + get("step_us")) * size.players * size.hz / 1e6; }
  }

  final Options options;
  final List<Size> sizes = new ArrayList<>();
  final StringBuilder report = new StringBuilder();
  final List<Row> rows = new ArrayList<>();
  double growth = Double.NaN;

  CrowdBench(Options options) {
    this.options = options;
    for (int players : options.players) sizes.add(new Size(players, 20));
    if (options.largest) sizes.add(LARGEST);
  }

  static void main(String[] args) throws Exception {
    Options options;
    try {
      options = Options.of(args);
    } catch (IllegalArgumentException e) {
      System.err.println(Options.USAGE + "\ntakt: " + e.getMessage());
      System.exit(2);
      return;
    }
    System.exit(new CrowdBench(options).run() ? 0 : 1);
  }

  /// Whether Takt had fewer bytes and less CPU in every round that counts.
  boolean run() throws Exception {
    header();
    for (int round = 1; round <= options.rounds; round++) {
      for (Size size : sizes) {
        List<Peer> order = new ArrayList<>(List.of(Peer.values()));
        Collections.rotate(order, round);
        for (Peer peer : order) {
          Row row = measure(round, peer, size);
          if (!counts(row)) {
            progress("again, once: waited for its CPU for " + percent(row.get("wait")));
            row = measure(round, peer, size);
          }
          rows.add(row);
          progress("%s, %s, round %d: %s µs per player-tick, %s bytes a snapshot%s".formatted(peer.title, size, round,
              fixed(row.micros(), 2), fixed(row.get("bytes"), 1), counts(row) ? "" : " (noisy)"));
        }
      }
    }
    rowTable();
    medianTable();
    insideTable();
    boolean won = verdict();
    keep();
    if (options.save) {
      Path file = ROOT.resolve("bench/results/crowd.md");
      Files.createDirectories(file.getParent());
      Files.writeString(file, report);
    }
    return won;
  }

  boolean counts(Row row) { return row.get("wait") <= options.waitMax / 100.0; }

  // ---- one run

  Row measure(int round, Peer peer, Size size) throws Exception {
    List<String> command = new ArrayList<>(List.of("taskset", "-c", "0"));
    if (peer == Peer.TAKT) {
      command.addAll(List.of(JAVA.toString(), "@" + ROOT.resolve("build/jvm.options")));
      command.addAll(javaOptions());
      command.addAll(List.of("-cp", OUT.resolve("classes") + ":" + System.getenv("TAKT_CLASSPATH"), "Watched"));
    } else {
      command.addAll(List.of(NODE.toString(), ROOT.resolve("bench/crowd/peer.mjs").toString()));
    }
    command.addAll(List.of(size.players + "", size.hz + "", options.warm + "", options.seconds + ""));
    return new Row(round, peer, size, said(command));
  }

  /// The line of JSON that a program says.
  static String said(List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).directory(OUT.toFile());
    builder.environment().putAll(Map.of("NODE_ENV", "production"));
    Process process = builder.start();
    Thread end = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(end);
    Thread limit = Thread.ofVirtual().start(() -> {
      try {
        if (!process.waitFor(RUN_LIMIT_S, TimeUnit.SECONDS)) process.destroyForcibly();
      } catch (InterruptedException _) {
        // It has ended.
      }
    });
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      List<String> all = lines.lines().toList();
      for (String line : all) if (line.startsWith("{\"kind\"")) return line;
      throw new IllegalStateException("no figures in " + RUN_LIMIT_S + " s; it said:\n" + String.join("\n", all));
    } finally {
      limit.interrupt();
      Runtime.getRuntime().removeShutdownHook(end);
    }
  }

  /// TAKT_JAVA_OPTS, and G1 put off if that names another collector, as the launcher does.
  static List<String> javaOptions() {
    String text = System.getenv().getOrDefault("TAKT_JAVA_OPTS", "").strip();
    if (text.isEmpty()) return List.of();
    List<String> all = new ArrayList<>(List.of(text.split("\\s+")));
    if (all.stream().anyMatch(o -> o.matches("-XX:\\+Use.*GC"))) all.addFirst("-XX:-UseG1GC");
    return all;
  }

  // ---- the report

  void header() throws Exception {
    say("# Crowd: what a player costs in one room\n");
    say("`./takt bench crowd`, %s; what it asks and how to read it: [bench/README.md](../README.md)."
        .formatted(LocalDate.now(ZoneOffset.UTC)));
    say("Rounds: %d. Windows of %d s of CPU after %d s of warm-up.\n".formatted(options.rounds, options.seconds,
        options.warm));
    say("| | |\n|---|---|");
    fact("machine", "%s CPUs, %s, Linux".formatted(firstOf("nproc", "--all"), cpuModel()));
    fact("placed", "each process with all its threads on CPU 0");
    fact("Takt", commit() + ", " + firstOf(JAVA.toString(), "-version"));
    fact("its JVM's", "`" + jvmOptions() + "`");
    fact("Colyseus", "core %s, schema %s; Node %s, NODE_ENV=production".formatted(npm("core"), npm("schema"),
        firstOf(NODE.toString(), "--version")));
    fact("precision, Takt", "x, y, vx, vy 0.01, heading 2π/1024 = 0.006 rad");
    fact("precision, Colyseus", "x, y side/65535 = " + options.players.stream()
        .map(n -> fixed(Math.sqrt(n * Math.PI * 200) / 65535, 3)).collect(Collectors.joining(", "))
        + ", vx, vy 0.01, heading 0.01 rad");
    fact("left out", "network, sessions, inputs, TLS; a game's own rules");
    say("");
  }

  void fact(String name, String text) { say("| " + name + " | " + text.replace("|", "\\|") + " |"); }

  void rowTable() {
    say("## Rows\n");
    table(3, "players", "round", "server", "µs per player-tick", "select µs", "the rest µs", "bytes a snapshot",
        "visible", "ticks", "waited", "remark");
    for (Row r : rows) {
      cells(r.size, r.round, r.peer.title, fixed(r.micros(), 2), fixed(r.get("select_us"), 2),
          fixed(r.micros() - r.get("select_us"), 2), fixed(r.get("bytes"), 1), fixed(r.get("visible"), 1),
          fixed(r.get("ticks"), 0), percent(r.get("wait")), counts(r) ? "" : "discarded: noisy");
    }
    say("");
  }

  void medianTable() {
    say("## Medians (least to most) of the rounds that count\n");
    table(2, "players", "server", "rounds", "µs per player-tick", "select µs", "ns per visible", "bytes a snapshot",
        "bytes per visible", "of a core, with the step");
    for (Size size : sizes) {
      for (Peer peer : Peer.values()) {
        List<Row> these = counting(peer, size);
        cells(size, peer.title, these.size() + " of " + options.rounds, spread(these, Row::micros),
            spread(these, r -> r.get("select_us")), spread(these, r -> 1000 * r.micros() / r.get("visible")),
            spread(these, r -> r.get("bytes")), spread(these, r -> r.get("bytes") / r.get("visible")),
            spread(these, r -> 100 * r.share()) + " %");
      }
    }
    say("");
  }

  /// What only Takt tells.
  void insideTable() {
    say("## Inside Takt, medians\n");
    table(0, "players", "room's thread µs", "other threads µs", "step alone µs", "chunks told", "chunks coded",
        "hit rate %", "bytes allocated a player-tick, room's thread");
    for (Size size : sizes) {
      List<Row> these = counting(Peer.TAKT, size);
      cells(size, spread(these, r -> r.get("us")), spread(these, r -> r.get("elsewhere_us")),
          spread(these, r -> r.get("step_us")), spread(these, r -> r.get("told")),
          spread(these, r -> r.get("coded")), spread(these, r -> 100 * (1 - r.get("coded") / r.get("told"))),
          spread(these, r -> r.get("allocated")));
    }
    say("");
  }

  boolean verdict() {
    say("## Ratios\n");
    boolean won = true;
    for (Size size : sizes) {
      List<Row[]> pairs = pairs(size);
      boolean all = !pairs.isEmpty() && pairs.stream().allMatch(p -> p[0].micros() < p[1].micros()
          && p[0].get("bytes") < p[1].get("bytes"));
      won &= all;
      for (Row[] p : pairs) {
        if (p[0].get("pairs") == p[1].get("pairs")) continue;
        throw new IllegalStateException("others saw each other: " + p[0] + " " + p[1]);
      }
      double[] times = pairs.stream().mapToDouble(p -> p[1].micros() / p[0].micros()).toArray();
      double[] bytes = pairs.stream().mapToDouble(p -> p[1].get("bytes") / p[0].get("bytes")).toArray();
      say("- %s: Colyseus takes %s × the CPU and sends %s × the bytes (bar: CPU ≥ %.0f ×: %s)".formatted(size,
          spread(times), spread(bytes), PEER_BAR, met(times.length > 0 && median(times) >= PEER_BAR)));
    }
    flat();
    if (options.largest) {
      List<Row> these = counting(Peer.TAKT, LARGEST);
      double[] share = these.stream().mapToDouble(r -> r.micros() * LARGEST.players * LARGEST.hz / 1e6).toArray();
      say("- %s on Takt: select and encode take %s of a core (aim: ≤ %s: %s)".formatted(LARGEST, spread(share),
          SHARE_AIM, met(share.length > 0 && median(share) <= SHARE_AIM)));
    }
    return won;
  }

  /// From the fewest to the most players, in the same round.
  void flat() {
    Size few = new Size(Collections.min(options.players), 20);
    Size many = new Size(Collections.max(options.players), 20);
    if (few.equals(many)) return;
    for (Peer peer : Peer.values()) {
      List<Row> from = counting(peer, few);
      List<Row[]> both = new ArrayList<>();
      for (Row to : counting(peer, many)) {
        from.stream().filter(r -> r.round == to.round).forEach(r -> both.add(new Row[]{r, to}));
      }
      double[] times = both.stream().mapToDouble(b -> b[1].micros() / b[0].micros()).toArray();
      double[] each = both.stream().mapToDouble(b -> b[1].micros() / b[1].get("visible")
          / (b[0].micros() / b[0].get("visible"))).toArray();
      if (peer == Peer.TAKT) growth = median(times);
      String bar = " (bar: ≤ %s: %s)".formatted(FLAT_BAR, met(times.length > 0 && median(times) <= FLAT_BAR));
      say("- %s, from %s to %s: %s × per player-tick%s, %s × per visible".formatted(peer.title, few, many,
          spread(times), peer == Peer.TAKT ? bar : "", spread(each)));
    }
  }

  /// Writes what `./takt bench check` reads: of several numbers of players, the worst.
  void keep() throws IOException {
    double times = Double.POSITIVE_INFINITY;
    double heap = 0;
    for (Size size : sizes) {
      times = Math.min(times, median(pairs(size).stream().mapToDouble(p -> p[1].micros() / p[0].micros()).toArray()));
      heap = Math.max(heap, median(counting(Peer.TAKT, size).stream().mapToDouble(r -> r.get("allocated")).toArray()));
    }
    String how = "worst of " + sizes.size() + " numbers of players, medians of " + options.rounds + " rounds";
    List<String> figures = List.of("crowd.times\t" + kept(times) + "\t" + how, "crowd.growth\t" + kept(growth) + "\t"
        + "median of " + options.rounds + " rounds", "crowd.heap\t" + kept(heap) + "\t" + how);
    Path file = ROOT.resolve(".takt/bench/figures/crowd.tsv");
    Files.createDirectories(file.getParent());
    Files.write(file, figures);
  }

  static String kept(double v) { return Double.isFinite(v) ? "" + v : ""; }

  static String met(boolean met) { return met ? "met" : "**not met**"; }

  List<Row> counting(Peer peer, Size size) {
    return rows.stream().filter(r -> r.peer == peer && r.size.equals(size) && counts(r)).toList();
  }

  /// Of each round in which both count: Takt's, the peer's.
  List<Row[]> pairs(Size size) {
    List<Row[]> pairs = new ArrayList<>();
    for (Row takt : counting(Peer.TAKT, size)) {
      counting(Peer.COLYSEUS, size).stream().filter(r -> r.round == takt.round)
          .forEach(r -> pairs.add(new Row[]{takt, r}));
    }
    return pairs;
  }

  /// The head of a table whose column number `words`, from 1, is text, as is the last one.
  void table(int words, String... names) {
    say("| " + String.join(" | ", names) + " |");
    StringBuilder rule = new StringBuilder("|");
    for (int i = 1; i <= names.length; i++) {
      rule.append(i == words || names[i - 1].equals("remark") ? "---|" : "---:|");
    }
    say(rule.toString());
  }

  void cells(Object... cells) {
    say(Arrays.stream(cells).map(Object::toString).collect(Collectors.joining(" | ", "| ", " |")));
  }

  void say(String line) {
    System.out.println(line);
    report.append(line).append('\n');
  }

  static void progress(String line) { System.err.println("crowd: " + line); }

  // ---- facts and figures

  static String firstOf(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor(10, TimeUnit.SECONDS);
    return text.lines().findFirst().orElse("").strip();
  }

  static String cpuModel() throws IOException {
    return Files.readAllLines(Path.of("/proc/cpuinfo")).stream().filter(l -> l.startsWith("model name"))
        .map(l -> l.substring(l.indexOf(':') + 1).strip()).findFirst().orElse("unknown");
  }

  static String commit() throws Exception {
    String known = firstOf("git", "-C", ROOT.toString(), "describe", "--always", "--dirty");
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
    Matcher m = Pattern.compile("\"version\":\\s*\"([^\"]*)\"").matcher(Files.readString(file));
    return m.find() ? m.group(1) : "of no version";
  }

  static double number(String json, String name) {
    Matcher m = Pattern.compile("\"" + name + "\":\\s*(-?[0-9.]+)").matcher(json);
    return m.find() ? Double.parseDouble(m.group(1)) : Double.NaN;
  }

  static String fixed(double v, int digits) {
    return Double.isNaN(v) ? "–" : String.format(Locale.ROOT, "%." + digits + "f", v);
  }

  static String percent(double v) { return Double.isNaN(v) ? "–" : fixed(100 * v, 0) + " %"; }

  static String spread(List<Row> rows, ToDoubleFunction<Row> figure) {
    return spread(rows.stream().mapToDouble(figure).toArray());
  }

  static String spread(double[] values) {
    double[] sorted = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    if (sorted.length == 0) return "–";
    return sorted.length == 1 ? fixed(sorted[0], 2)
        : fixed(median(sorted), 2) + " (" + fixed(sorted[0], 2) + "–" + fixed(sorted[sorted.length - 1], 2) + ")";
  }

  static double median(double[] values) {
    if (values.length == 0) return Double.NaN;
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}

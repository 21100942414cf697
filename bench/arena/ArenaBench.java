import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Runs the workload "arena" on each server in turn and prints a table in Markdown; started by bench/arena.sh.
///
/// One thread, which waits. Each server runs on CPU 0, the load and all else on CPU 1. A round starts every server
/// anew, in an order that changes from round to round, and only rows of the same round are compared: the speed of a
/// machine that others use too changes within minutes. Everything waited for has a limit, and ends with this program.
class ArenaBench {
  /// What is compared. The broadcaster needs no warm-up beyond its caches.
  enum Peer {
    RAW("C broadcaster"), TAKT("Takt"), COLYSEUS("Colyseus 0.18");

    final String title;

    Peer(String title) { this.title = title; }

    String kind() { return name().toLowerCase(Locale.ROOT); }
  }

  static final Path ROOT = Path.of(System.getProperty("bench.root"));
  static final Path OUT = Path.of(System.getProperty("bench.out"));
  static final Path NODE = Path.of(System.getenv("TAKT_TOOL_NODE"));
  static final Path JAVA = Path.of(System.getenv("JAVA_HOME"), "bin", "java");
  static final List<Process> STARTED = Collections.synchronizedList(new ArrayList<>());

  /// Above these a row is no evidence about the server; see bench/README.md.
  static final double GEN_UTIL_MAX = 0.8;
  static final double GEN_LATE_MAX_MS = 10;
  static final double NOISY_WAIT = 0.08;
  static final double NOISY_LATE_MS = 25;
  static final double RAW_WARM_S = 3;
  static final int START_LIMIT_S = 60;
  static final int JOIN_LIMIT_S = 120;

  /// The command line.
  record Options(int rounds, List<Integer> players, int seconds, int warm, int patience, int hz, List<Peer> peers,
      int samples, boolean save) {
    static final String USAGE = """
        ./takt bench arena [--rounds 3] [--players 1000[,2000…]] [--seconds 8] [--warm 30] [--hz 20]
                           [--patience 20] [--peers raw,takt,colyseus] [--samples 2000] [--save]
          --patience S  the window opens after a second in which others left the CPUs alone, S seconds late at most
          --samples 0   leaves out the time from input to visible effect
          --save        writes what is printed to bench/results/arena.md as well""";

    static Options of(String[] args) {
      int rounds = 3;
      int seconds = 8;
      int warm = 30;
      int patience = 20;
      int hz = 20;
      int samples = 2000;
      boolean save = false;
      List<Integer> players = List.of(1000);
      List<Peer> peers = List.of(Peer.values());
      for (int i = 0; i < args.length; i++) {
        if (args[i].equals("--save")) {
          save = true;
          continue;
        }
        String name = args[i];
        if (i + 1 == args.length) throw new IllegalArgumentException(name + ", expected a value or none of that name");
        String value = args[++i];
        switch (name) {
          case "--rounds" -> rounds = within(name, value, 1, 100);
          case "--seconds" -> seconds = within(name, value, 1, 600);
          case "--warm" -> warm = within(name, value, 0, 600);
          case "--patience" -> patience = within(name, value, 0, 3600);
          case "--hz" -> hz = within(name, value, 1, 128);
          case "--samples" -> samples = within(name, value, 0, 1_000_000);
          case "--players" -> players = Arrays.stream(value.split(",")).map(v -> within(name, v, 20, 15_000)).toList();
          case "--peers" -> peers = Arrays.stream(value.split(",")).map(v -> peer(v)).toList();
          default -> throw new IllegalArgumentException(name + ", expected one of those above");
        }
      }
      return new Options(rounds, players, seconds, warm, patience, hz, peers, samples, save);
    }

    static int within(String name, String text, int min, int max) {
      try {
        int value = Integer.parseInt(text);
        if (value >= min && value <= max) return value;
      } catch (NumberFormatException _) {
        // said below
      }
      throw new IllegalArgumentException(name + "=" + text + ", expected " + min + " to " + max);
    }

    static Peer peer(String text) {
      for (Peer p : Peer.values()) if (p.kind().equals(text)) return p;
      throw new IllegalArgumentException("--peers=" + text + ", expected some of raw,takt,colyseus");
    }
  }

  /// What the generator told of one run: its line of JSON, and why it is no evidence, if it is none.
  /// `allocated` is what a player's tick allocates on the heap, over all threads; NaN where nobody tells.
  record Row(int round, Peer peer, int players, String json, double allocated, String discarded) {
    static Row of(int round, Peer peer, int players, String json, double allocated) {
      return new Row(round, peer, players, json, allocated, whyNot(json));
    }

    boolean counts() { return discarded.isEmpty(); }

    double get(String name) { return number(json, name); }

    double get(String object, String name) { return number(part(json, object), name); }

    /// CPU of one player's tick; of one snapshot where so few came that these are cheaper.
    double micros() {
      boolean all = get("rate_median") >= 0.95 * get("hz");
      return get(all ? "us_per_player_tick" : "us_per_snapshot");
    }

    boolean passes(int hz) {
      return get("joined") == players && get("lost") == 0 && get("rate_median") >= 0.95 * hz
          && get("interval_ms", "p99") <= (hz <= 20 ? 100 : 50);
    }

    /// The waiting is that of all threads: a server of several on one CPU waits for itself too, which
    /// cannot be told from waiting for others.
    static String whyNot(String json) {
      List<String> why = new ArrayList<>();
      double late = number(json, "gen_late_ms");
      double util = number(json, "gen_util");
      double wait = Math.max(number(json, "gen_wait"), number(json, "server_wait"));
      double cpu = number(json, "server_cpu_s");
      double check = number(json, "server_cpu_check_s");
      if (wait > NOISY_WAIT) why.add("noisy: waited for the CPU " + percent(wait));
      if (late > NOISY_LATE_MS) why.add("noisy: inputs late by " + fixed(late, 1) + " ms");
      else if (late > GEN_LATE_MAX_MS) why.add("the generator was late by " + fixed(late, 1) + " ms");
      if (util > GEN_UTIL_MAX) why.add("the generator was busy " + percent(util));
      if (number(json, "joined") < number(json, "players")) why.add("not all joined");
      if (number(json, "lost") > 0) why.add("clients were lost: " + text(json, "lost_why"));
      if (Math.abs(cpu - check) > 0.05 + 0.05 * check) why.add("schedstat and utime + stime differ");
      return String.join("; ", why);
    }

    boolean isNoisy() { return discarded.contains("noisy"); }
  }

  final Options options;
  final StringBuilder report = new StringBuilder();
  final List<Row> rows = new ArrayList<>();
  final Map<Peer, String> effects = new EnumMap<>(Peer.class);
  int logs;

  ArenaBench(Options options) { this.options = options; }

  static void main(String[] args) throws Exception {
    Options options;
    try {
      options = Options.of(args);
    } catch (IllegalArgumentException e) {
      System.err.println(Options.USAGE + "\ntakt: " + e.getMessage());
      System.exit(2);
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> STARTED.forEach(Process::destroyForcibly)));
    System.exit(new ArenaBench(options).run() ? 0 : 1);
  }

  /// Whether Takt had fewer bytes and less CPU than Colyseus, as far as both were asked for.
  boolean run() throws Exception {
    header();
    for (int players : options.players) {
      for (int round = 1; round <= options.rounds; round++) {
        List<Peer> order = new ArrayList<>(options.peers);
        Collections.rotate(order, 1 - round);
        for (Peer peer : order) {
          Row row = measure(round, peer, players);
          if (row.isNoisy()) {
            progress("again, once: " + row.discarded);
            row = measure(round, peer, players);
          }
          rows.add(row);
          progress(line(row));
        }
      }
    }
    if (options.samples > 0) {
      for (Peer peer : options.peers) if (peer != Peer.RAW) effects.put(peer, effect(peer, options.players.getFirst()));
    }
    rowTable();
    medianTable();
    effectTable();
    boolean won = verdict();
    if (options.save) {
      Path file = ROOT.resolve("bench/results/arena.md");
      Files.createDirectories(file.getParent());
      Files.writeString(file, report);
    }
    return won;
  }

  // ---- one run

  Row measure(int round, Peer peer, int players) throws Exception {
    try (Program server = serve(peer)) {
      double warm = peer == Peer.RAW ? Math.min(RAW_WARM_S, options.warm) : options.warm;
      try (Program load = load(peer, server, players, warm, options.seconds, options.patience)) {
        double allocated = peer == Peer.TAKT ? allocated(server, load, players) : Double.NaN;
        String json = load.await("{\"kind\"", (int) warm + options.patience + options.seconds + JOIN_LIMIT_S);
        return Row.of(round, peer, players, json, allocated);
      }
    }
  }

  /// Bytes that all threads of the server allocate for a player's tick, while the window is open or about to.
  double allocated(Program server, Program load, int players) throws Exception {
    load.await("gen: ", JOIN_LIMIT_S);
    TimeUnit.SECONDS.sleep(options.warm);
    long bytes = allocatedBytes(server);
    long sinceNs = System.nanoTime();
    TimeUnit.SECONDS.sleep(Math.max(1, options.seconds - 2));
    double seconds = (System.nanoTime() - sinceNs) / 1e9;
    return (allocatedBytes(server) - bytes) / (seconds * options.hz * players);
  }

  static long allocatedBytes(Program server) throws Exception {
    String name = "jvm_memory_allocated_bytes ";
    String operators = server.await("Operators: ", START_LIMIT_S);
    URI metrics = URI.create(operators.replaceAll("^Operators: |,.*$", ""));
    try (HttpClient http = HttpClient.newHttpClient()) {
      String text = http.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString()).body();
      return text.lines().filter(line -> line.startsWith(name)).mapToLong(line -> (long) Double.parseDouble(line
          .substring(name.length()))).findFirst().orElseThrow();
    }
  }

  /// Sixteen real clients among the generator's.
  String effect(Peer peer, int players) throws Exception {
    int clients = 16;
    try (Program server = serve(peer)) {
      String url = peer == Peer.TAKT ? "ws://127.0.0.1:" + server.port + "/takt" : "http://127.0.0.1:" + server.port;
      String script = ROOT.resolve("bench/arena/effect.mjs").toString();
      try (Program real = start("effect-" + peer.kind(), Map.of(), 1, NODE.toString(), script, peer.kind(), url,
          clients + "", options.samples + "")) {
        real.await("joined", JOIN_LIMIT_S);
        try (Program load = load(peer, server, players - clients, options.warm, 3600, 0)) {
          load.await("gen: ", JOIN_LIMIT_S);
          TimeUnit.SECONDS.sleep(options.warm);
          real.say("go");
          String effect = real.await("{\"n\"", 60 + options.samples);
          load.process.toHandle().destroy(); // Process.destroy would close what it is about to say
          String json = load.await("{\"kind\"", 30);
          String why = Row.whyNot(json);
          progress(peer.title + ": effect " + effect + (why.isEmpty() ? "" : ", no evidence: " + why));
          return effect.replace("}", ",\"why\":\"" + why.replace("\"", "") + "\"}");
        }
      }
    }
  }

  Program load(Peer peer, Program server, int players, double warm, int seconds, int patience) throws IOException {
    return start("gen-" + peer.kind(), Map.of(), 1, OUT.resolve("gen").toString(), "--kind", peer.kind(), "--port",
        server.port + "", "--players", players + "", "--hz", options.hz + "", "--warm", warm + "", "--seconds",
        seconds + "", "--patience", patience + "", "--pid", server.process.pid() + "");
  }

  Program serve(Peer peer) throws Exception {
    Program server = switch (peer) {
      case RAW -> start("raw", Map.of(), 0, OUT.resolve("raw").toString(), "0", options.hz + "");
      case COLYSEUS -> start("colyseus", Map.of("NODE_ENV", "production"), 0, NODE.toString(),
          ROOT.resolve("bench/colyseus/server.mjs").toString(), "0", options.hz + "");
      case TAKT -> start("takt", taktSettings(), 0, taktCommand());
    };
    String up = server.await(peer == Peer.TAKT ? "Takt is up" : "listening on", START_LIMIT_S);
    Matcher digits = Pattern.compile("(\\d+)/?$").matcher(up.strip());
    if (!digits.find()) throw new IllegalStateException("no port in: " + up);
    server.port = Integer.parseInt(digits.group(1));
    return server;
  }

  /// As in production, with the limits of one address lifted: all players come from this machine.
  static Map<String, String> taktSettings() {
    byte[] secret = new byte[32];
    ThreadLocalRandom.current().nextBytes(secret);
    return Map.of("TAKT_MODE", "production", "TAKT_GUESTS", "true", "TAKT_SECRET", HexFormat.of().formatHex(secret),
        "TAKT_HOST", "127.0.0.1", "TAKT_PORT", "0", "TAKT_ADMIN_PORT", "0", "TAKT_WORKERS", "1",
        "TAKT_IO_THREADS", "1", "TAKT_CONNECTIONS_MAX", "20000", "TAKT_CONNECTIONS_PER_ADDRESS_MAX", "20000");
  }

  String[] taktCommand() {
    List<String> command = new ArrayList<>(List.of(JAVA.toString(), "@" + ROOT.resolve("build/jvm.options")));
    command.addAll(javaOptions());
    String classes = System.getenv("TAKT_CLASSPATH") + ":" + OUT.resolve("classes");
    command.addAll(List.of("-Darena.hz=" + options.hz, "-cp", classes, "Arena"));
    return command.toArray(String[]::new);
  }

  /// TAKT_JAVA_OPTS, and G1 put off if that names another collector, as the launcher does.
  static List<String> javaOptions() {
    String text = System.getenv().getOrDefault("TAKT_JAVA_OPTS", "").strip();
    if (text.isEmpty()) return List.of();
    List<String> all = new ArrayList<>(List.of(text.split("\\s+")));
    if (all.stream().anyMatch(o -> o.matches("-XX:\\+Use.*GC"))) all.addFirst("-XX:-UseG1GC");
    return all;
  }

  // ---- programs

  /// A program this one started, and the lines it says; it ends with the block that uses it.
  static final class Program implements AutoCloseable {
    final Process process;
    final List<String> said = Collections.synchronizedList(new ArrayList<>());
    final Path log;
    int port;

    Program(Process process, Path log) {
      this.process = process;
      this.log = log;
      Thread.ofVirtual().start(this::listen);
    }

    void listen() {
      try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
          OutputStream file = Files.newOutputStream(log)) {
        for (String line; (line = lines.readLine()) != null;) {
          file.write((line + "\n").getBytes(StandardCharsets.UTF_8));
          if (said.size() < 10_000) said.add(line);
        }
      } catch (IOException _) {
        // It ended, or was ended.
      }
    }

    /// The first line that begins so.
    String await(String beginning, int limitSeconds) throws InterruptedException {
      long until = System.nanoTime() + limitSeconds * 1_000_000_000L;
      while (System.nanoTime() < until) {
        boolean ended = !process.isAlive();
        if (ended) TimeUnit.MILLISECONDS.sleep(100); // for its last words
        synchronized (said) {
          for (String line : said) if (line.startsWith(beginning)) return line;
        }
        if (ended) break;
        TimeUnit.MILLISECONDS.sleep(20);
      }
      List<String> last = said.subList(Math.max(0, said.size() - 15), said.size());
      throw new IllegalStateException(
          "no line '" + beginning + "' in " + limitSeconds + " s; it said:\n" + String.join("\n", last));
    }

    void say(String line) throws IOException {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    }

    @Override public void close() {
      process.destroy();
      try {
        if (process.waitFor(10, TimeUnit.SECONDS)) return;
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      process.destroyForcibly();
    }
  }

  Program start(String name, Map<String, String> environment, int cpu, String... command) throws IOException {
    List<String> all = new ArrayList<>(List.of("taskset", "-c", cpu + ""));
    all.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true).directory(OUT.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    STARTED.add(process);
    return new Program(process, OUT.resolve("%03d-%s.log".formatted(logs++, name)));
  }

  // ---- the report

  void header() throws Exception {
    say("# Arena: what a player costs\n");
    say("`./takt bench arena`, %s; what it asks and how to read it: [bench/README.md](../README.md)."
        .formatted(LocalDate.now(ZoneOffset.UTC)));
    say("Rounds: %d. Windows of %d s after %d s of warm-up, rooms of 20 at %d Hz.\n".formatted(options.rounds,
        options.seconds, options.warm, options.hz));
    say("| | |\n|---|---|");
    fact("machine", "%s CPUs, %s, Linux".formatted(firstOf("nproc --all"), cpuModel()));
    fact("placed", "each server with all its threads on CPU 0, the load on CPU 1");
    fact("C broadcaster", "%s, -O2, constant frames of 120 bytes".formatted(firstOf("gcc --version")));
    fact("Takt", commit() + ", " + firstOf(JAVA + " -version"));
    fact("its settings", taktSettings().entrySet().stream().filter(e -> !e.getKey().equals("TAKT_SECRET"))
        .map(e -> e.getKey() + "=" + e.getValue()).sorted().collect(Collectors.joining(" ", "`", "`")));
    fact("its JVM's", "`" + jvmOptions() + "`");
    fact("Colyseus", "core %s, schema %s, ws-transport %s; Node %s, NODE_ENV=production".formatted(npm("core"),
        npm("schema"), npm("ws-transport"), firstOf(NODE + " --version")));
    fact("precision, Takt", "x, y, vx, vy 0.01, heading 2π/1024 = 0.006 rad");
    fact("precision, Colyseus", "x, y 1000/65535 = 0.015, vx, vy 0.01, heading 0.01 rad");
    fact("left out", "TLS, the network card, deflate, anything the game does beside the workload's few sums");
    say("");
  }

  void fact(String name, String text) { say("| " + name + " | " + text.replace("|", "\\|") + " |"); }

  void rowTable() {
    say("## Rows\n");
    table(3, "players", "round", "server", "µs per player-tick or snapshot", "× C", "bytes a snapshot",
        "interval p99 / p99.9 ms", "snapshots/s, median", "server, load waited", "load busy, late p99",
        "remark");
    for (Row r : rows) {
      cells(r.players, r.round, r.peer.title, fixed(r.micros(), 2), fixed(timesRaw(r), 2),
          fixed(r.get("snapshot_bytes"), 1),
          fixed(r.get("interval_ms", "p99"), 1) + " / " + fixed(r.get("interval_ms", "p999"), 1),
          fixed(r.get("rate_median"), 1),
          percent(r.get("server_wait")) + ", " + percent(r.get("gen_wait")),
          percent(r.get("gen_util")) + ", " + fixed(r.get("gen_late_ms"), 1) + " ms", remark(r));
    }
    say("");
  }

  String remark(Row r) {
    if (!r.counts()) return "discarded: " + r.discarded;
    return r.passes(options.hz) ? "" : "**fails**";
  }

  /// Beside the broadcaster of the same round; a ratio to a row that does not count is none.
  double timesRaw(Row r) {
    Row raw = of(Peer.RAW, r.players, r.round);
    return raw == null || !r.counts() || !raw.counts() ? Double.NaN : r.micros() / raw.micros();
  }

  Row of(Peer peer, int players, int round) {
    for (Row r : rows) if (r.peer == peer && r.players == players && r.round == round) return r;
    return null;
  }

  void medianTable() {
    say("## Medians (least to most) of the rounds that count\n");
    table(2, "players", "server", "rounds", "µs per player-tick", "× C", "bytes a snapshot",
        "kB/s a player, with frame headers", "interval p99 ms", "ping p50 ms", "RSS kB a player",
        "heap B per player-tick, all threads");
    for (int players : options.players) {
      for (Peer peer : options.peers) {
        List<Row> these = rows.stream().filter(r -> r.peer == peer && r.players == players && r.counts()).toList();
        Function<ToDoubleFunction<Row>, String> spread = f -> spread(these.stream().mapToDouble(f).toArray());
        cells(players, peer.title, these.size() + " of " + options.rounds, spread.apply(Row::micros),
            spread.apply(this::timesRaw), spread.apply(r -> r.get("snapshot_bytes")),
            spread.apply(r -> r.get("wire_bytes_per_s") / 1000), spread.apply(r -> r.get("interval_ms", "p99")),
            spread.apply(r -> r.get("ping_ms", "p50")), spread.apply(r -> r.get("rss_kb_per_client")),
            peer == Peer.TAKT ? spread.apply(Row::allocated) : "");
      }
    }
    say("");
  }

  void effectTable() {
    if (effects.isEmpty()) return;
    double tickMs = 1000.0 / options.hz;
    say("## From an input to its visible effect\n");
    say("16 real clients, which decode everything, among " + options.players.getFirst() + " players: from sending an");
    say("aim, at a random phase of the tick, to a state in which the own heading shows it. At best it takes from 0 to "
        + fixed(tickMs, 0) + " ms,\nevenly spread: p50 " + fixed(tickMs / 2, 0) + ".\n");
    table(1, "server", "samples (missed)", "p5 ms", "p50 ms", "p95 ms", "p99 ms", "remark");
    effects.forEach((peer, e) -> cells(peer.title + ", " + text(e, "spoke"),
        fixed(number(e, "n"), 0) + " (" + fixed(number(e, "missed"), 0) + ")", fixed(number(e, "p5"), 1),
        fixed(number(e, "p50"), 1), fixed(number(e, "p95"), 1), fixed(number(e, "p99"), 1),
        text(e, "why").isEmpty() ? "" : "no evidence: " + text(e, "why")));
    say("");
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

  boolean verdict() {
    if (!options.peers.contains(Peer.TAKT) || !options.peers.contains(Peer.COLYSEUS)) return true;
    boolean won = true;
    for (int players : options.players) {
      int rounds = 0;
      int bytes = 0;
      int cpu = 0;
      for (int round = 1; round <= options.rounds; round++) {
        Row takt = of(Peer.TAKT, players, round);
        Row colyseus = of(Peer.COLYSEUS, players, round);
        if (takt == null || colyseus == null || !takt.counts() || !colyseus.counts()) continue;
        rounds++;
        if (takt.get("snapshot_bytes") < colyseus.get("snapshot_bytes")) bytes++;
        if (takt.micros() < colyseus.micros()) cpu++;
      }
      say(players + " players: " + (rounds == 0 ? "no round in which both rows count, so nothing is shown."
          : "in the same rounds Takt sent fewer bytes than Colyseus in %d of %d and used less CPU in %d of %d."
              .formatted(bytes, rounds, cpu, rounds)));
      won &= rounds > 0 && bytes == rounds && cpu == rounds;
    }
    return won;
  }

  static String line(Row r) {
    return r.peer.title + ", " + r.players + " players, round " + r.round + ": " + fixed(r.micros(), 2)
        + " µs per player-tick, " + fixed(r.get("snapshot_bytes"), 1) + " bytes a snapshot, interval p99 "
        + fixed(r.get("interval_ms", "p99"), 1) + " ms"
        + (Double.isNaN(r.allocated) ? "" : ", " + fixed(r.allocated, 1) + " bytes of heap a player-tick") + (r.counts() ? "" : " (discarded: " + r.discarded + ")");
  }

  void say(String line) {
    System.out.println(line);
    report.append(line).append('\n');
  }

  static void progress(String line) { System.err.println("arena: " + line); }

  // ---- facts and figures

  static String firstOf(String command) throws Exception {
    Process process = new ProcessBuilder(command.split(" ")).redirectErrorStream(true).start();
    STARTED.add(process);
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor(10, TimeUnit.SECONDS);
    return text.lines().findFirst().orElse("").strip();
  }

  static String cpuModel() throws IOException {
    return Files.readAllLines(Path.of("/proc/cpuinfo")).stream().filter(l -> l.startsWith("model name"))
        .map(l -> l.substring(l.indexOf(':') + 1).strip()).findFirst().orElse("unknown");
  }

  static String commit() throws Exception {
    String known = firstOf("git -C " + ROOT + " describe --always --dirty");
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
    return text(Files.readString(file), "version");
  }

  static double number(String json, String name) {
    Matcher m = Pattern.compile("\"" + name + "\":\\s*(-?[0-9.]+)").matcher(json);
    return m.find() ? Double.parseDouble(m.group(1)) : Double.NaN;
  }

  static String text(String json, String name) {
    Matcher m = Pattern.compile("\"" + name + "\":\\s*\"([^\"]*)\"").matcher(json);
    return m.find() ? m.group(1) : "";
  }

  static String part(String json, String name) {
    int at = json.indexOf("\"" + name + "\":{");
    return at < 0 ? "" : json.substring(at, json.indexOf('}', at));
  }

  static String fixed(double v, int digits) {
    return Double.isNaN(v) ? "–" : String.format(Locale.ROOT, "%." + digits + "f", v);
  }

  static String percent(double v) { return Double.isNaN(v) ? "–" : fixed(100 * v, 0) + " %"; }

  static String spread(double[] values) {
    double[] sorted = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    if (sorted.length == 0) return "–";
    double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    return sorted.length == 1 ? fixed(median, 2)
        : fixed(median, 2) + " (" + fixed(sorted[0], 2) + "–" + fixed(sorted[sorted.length - 1], 2) + ")";
  }
}

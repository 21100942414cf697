import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// What a player's tick costs, as a multiple of what it costs the broadcaster in C; started by bench/arena.sh.
///
/// Servers are started once and warmed up; each window has a load of its own. In every round each server's window has
/// one of the broadcaster's before it and one after it, and is compared with these two alone: the speed of a machine
/// that others use too changes within minutes. A server whose turn it is not is stopped.
final class ArenaBench {
  static final String USAGE = """
      ./takt bench arena [--rounds 5] [--players 1000[,2000…]] [--hz 20] [--seconds 4] [--settle 3] [--warm 30]
                         [--patience 20] [--peers raw,takt,colyseus] [--samples 2000] [--save]
        --warm S      seconds of load before a server's first window
        --settle S    seconds of load before each window
        --patience S  a window opens after a second in which others left the CPUs alone, S seconds late at most
        --samples 0   leaves out the time from input to visible effect
        --save        writes what is printed to bench/results/arena-20hz.md, or whatever the rate is, as well""";

  /// The command line.
  record Options(int rounds, List<Integer> players, int hz, int seconds, int settle, int warm, int patience,
      List<Peer> peers, int samples, boolean save) {
    static Options of(String[] args) {
      Args a = new Args(USAGE, args);
      int rounds = a.number("--rounds", 5, 1, 100);
      List<Integer> players = a.numbers("--players", List.of(1000), 20, 15_000);
      int hz = a.number("--hz", 20, 1, 128);
      int seconds = a.number("--seconds", 4, 1, 600);
      int settle = a.number("--settle", 3, 0, 600);
      int warm = a.number("--warm", 30, 0, 600);
      int patience = a.number("--patience", 20, 0, 3600);
      int samples = a.number("--samples", 2000, 0, 1_000_000);
      List<Peer> peers = a.peers(List.of(Peer.values()));
      return new Options(rounds, players, hz, seconds, settle, warm, patience, peers, samples, a.has("--save"));
    }

    boolean isAll() {
      return peers.containsAll(List.of(Peer.values()));
    }
  }

  /// Of a peer that failed so often at a number of players no further round is asked for.
  static final int FAILURES_ENOUGH = 2;
  static final int RAW_SETTLE_S = 1;

  final Options options;
  final Kit kit = new Kit("arena");
  final Report report;
  final Map<Peer, Served> servers = new EnumMap<>(Peer.class);
  /// In the order they were measured in, so that a server's neighbours are the broadcaster's.
  final List<Row> rows = new ArrayList<>();
  final Map<Peer, Said> effects = new EnumMap<>(Peer.class);
  final List<String> notes = new ArrayList<>();
  /// Bytes that the threads of rooms allocate for a player's tick.
  double roomHeap = Double.NaN;

  ArenaBench(Options options) {
    this.options = options;
    report = new Report("arena-" + options.hz + "hz");
  }

  static void main(String[] args) throws Exception {
    System.exit(new ArenaBench(Options.of(args)).run() ? 0 : 1);
  }

  /// Whether Takt had fewer bytes and less CPU than Colyseus, as far as both were asked for.
  boolean run() throws IOException, InterruptedException {
    try {
      for (Peer peer : options.peers) servers.put(peer, kit.serve(peer, new Kit.Setting(options.hz)));
      for (Served server : servers.values()) server.sleep();
      for (Peer peer : options.peers) if (peer != Peer.RAW) warm(peer);
      for (int players : options.players) measureAll(players);
      if (options.peers.contains(Peer.TAKT)) roomHeap = roomHeap(servers.get(Peer.TAKT));
    } finally {
      servers.values().forEach(Served::close);
    }
    if (options.samples > 0) {
      for (Peer peer : options.peers) if (peer != Peer.RAW) effects.put(peer, effect(peer, options.players.getFirst()));
    }
    header();
    medianTable();
    effectTable();
    boolean won = verdict();
    rowTable();
    figures();
    report.keep();
    if (options.save) {
      report.save();
      report.save(plot());
    }
    return won;
  }

  // ---- windows

  /// A load that nobody measures, until the compiler has done most of its work.
  void warm(Peer peer) throws IOException, InterruptedException {
    if (options.warm == 0) return;
    Served server = servers.get(peer);
    server.wake();
    int players = Math.min(1000, options.players.getFirst());
    Row row = kit.measure(0, server, options.hz, new Kit.Load(players, options.warm - 1, 1, 0));
    server.sleep();
    kit.progress(peer.title + " is warm: " + row.line());
  }

  void measureAll(int players) throws IOException, InterruptedException {
    if (servers.containsKey(Peer.RAW)) {
      Row first = measure(1, Peer.RAW, players);
      if (first.isTooMuchToAsk()) {
        notes.add(players + " players: not measured, " + first.discarded() + " already with the broadcaster.");
        kit.progress(notes.getLast());
        return;
      }
    }
    List<Peer> peers = new ArrayList<>(options.peers);
    peers.remove(Peer.RAW);
    for (int round = 1; round <= options.rounds; round++) {
      List<Peer> order = new ArrayList<>(peers);
      Collections.rotate(order, 1 - round);
      for (Peer peer : order) {
        if (failures(peer, players) >= FAILURES_ENOUGH) continue;
        measure(round, peer, players);
        if (servers.containsKey(Peer.RAW)) measure(round, Peer.RAW, players);
      }
      if (peers.isEmpty() && round > 1) measure(round, Peer.RAW, players);
    }
  }

  Row measure(int round, Peer peer, int players) throws IOException, InterruptedException {
    Served server = servers.get(peer);
    server.wake();
    int settle = peer == Peer.RAW ? Math.min(RAW_SETTLE_S, options.settle) : options.settle;
    Kit.Load load = new Kit.Load(players, settle, options.seconds, options.patience);
    Row row = kit.measureTwice(round, server, options.hz, load);
    server.sleep();
    rows.add(row);
    return row;
  }

  long failures(Peer peer, int players) {
    return rows.stream().filter(r -> r.peer() == peer && r.players() == players && (r.isTooMuchToAsk() || r.counts()
        && !r.passes())).count();
  }

  /// What the threads of rooms allocate, in a window of its own: asking costs the server some threads.
  double roomHeap(Served server) throws IOException, InterruptedException {
    int players = Math.min(1000, options.players.getFirst());
    server.wake();
    try (Program load = kit.load(server, options.hz, new Kit.Load(players, 0, 600, 0))) {
      load.await("gen: ", Kit.JOIN_LIMIT_S + 20);
      TimeUnit.SECONDS.sleep(options.settle);
      double bytes = server.allocatedBy("takt-tick", options.seconds);
      return bytes / (players * options.hz * options.seconds);
    } finally {
      server.sleep();
    }
  }

  /// Sixteen real clients among the generator's.
  Said effect(Peer peer, int players) throws IOException, InterruptedException {
    int clients = 16;
    try (Served server = kit.serve(peer, new Kit.Setting(options.hz))) {
      String address = "://127.0.0.1:" + server.port;
      String url = peer == Peer.TAKT ? "ws" + address + "/takt" : "http" + address;
      String script = Kit.ROOT.resolve("bench/arena/effect.mjs").toString();
      try (Program real = Program.start(kit.log("effect-" + peer.kind()), Map.of(), Kit.LOAD_CPU, List.of(Kit.NODE
          .toString(), script, peer.kind(), url, clients + "", options.samples + ""))) {
        real.await("joined", Kit.JOIN_LIMIT_S);
        try (Program load = kit.load(server, options.hz, new Kit.Load(players - clients, options.warm, 3600, 0),
            real)) {
          load.await("gen: ", Kit.JOIN_LIMIT_S);
          TimeUnit.SECONDS.sleep(options.warm);
          real.say("go");
          Said effect = new Said(real.await("{\"n\"", 60 + options.samples));
          load.process.toHandle().destroy(); // Process.destroy would close what it is about to say
          String why = Row.whyNot(new Said(load.await("{\"kind\"", 30)));
          kit.progress(peer.title + ": effect " + effect.json() + (why.isEmpty() ? "" : ", no evidence: " + why));
          return new Said(effect.json().replace("}", ",\"why\":\"" + why.replace("\"", "") + "\"}"));
        }
      }
    }
  }

  // ---- ratios

  /// To the mean of the broadcaster's windows before and after it; NaN unless all three count.
  double timesRaw(Row row) {
    int at = rows.indexOf(row);
    if (row.peer() == Peer.RAW || at < 1 || at + 1 >= rows.size()) return Double.NaN;
    Row before = rows.get(at - 1);
    Row after = rows.get(at + 1);
    if (before.peer() != Peer.RAW || after.peer() != Peer.RAW || before.players() != row.players()) return Double.NaN;
    if (!row.counts() || !before.counts() || !after.counts()) return Double.NaN;
    return row.micros() / ((before.micros() + after.micros()) / 2);
  }

  Row of(Peer peer, int players, int round) {
    for (Row r : rows) if (r.peer() == peer && r.players() == players && r.round() == round) return r;
    return null;
  }

  List<Row> counting(Peer peer, int players) {
    return rows.stream().filter(r -> r.peer() == peer && r.players() == players && r.counts()).toList();
  }

  static double[] each(List<Row> rows, ToDoubleFunction<Row> figure) {
    return rows.stream().mapToDouble(figure).toArray();
  }

  // ---- the report

  void header() throws IOException, InterruptedException {
    kit.header(report, "Arena: what a player costs, at " + options.hz + " Hz");
    report.fact("rounds", "%d of windows of %d s, each after %d s of load, servers warmed for %d s before the first"
        .formatted(options.rounds, options.seconds, options.settle, options.warm));
    for (Peer peer : options.peers) {
      rows.stream().filter(r -> r.peer() == peer && r.counts()).reduce((_, last) -> last).ifPresent(r -> report.fact(
          "threads, " + peer.title, Report.fixed(r.get("server_threads"), 0) + ", of its CPU: " + Arrays.stream(r.said()
              .pairs("threads")).map(t -> t[0] + " " + Report.percent(Double.parseDouble(t[1]))).collect(Collectors
                  .joining(", "))));
    }
    report.say("");
  }

  void rowTable() {
    report.say("## Windows, in their order\n");
    report.table(0, "players", "round", "server", "µs per player-tick or snapshot", "× C", "bytes a snapshot",
        "interval p99 / p99.9 ms", "snapshots/s, median", "others on the server's CPU, on the load's",
        "load busy, late p99", "remark");
    for (Row r : rows) {
      report.cells(r.players(), r.round(), r.peer().title,
          Report.fixed(r.micros(), 2),
          Report.fixed(timesRaw(r), 2),
          Report.fixed(r.get("snapshot_bytes"), 1),
          Report.fixed(r.get("interval_ms", "p99"), 1) + " / " + Report.fixed(r.get("interval_ms", "p999"), 1),
          Report.fixed(r.get("rate_median"), 1),
          r.others(),
          r.load(),
          r.remark());
    }
    report.say("");
  }

  void medianTable() {
    report.say("## Medians (least to most) of the windows that count\n");
    report.table(0, "players", "server", "windows", "µs per player-tick", "× C", "bytes a snapshot",
        "kB/s a player, with frame headers", "interval p99 ms", "ping p50 ms", "heap B per player-tick, all threads",
        "remark");
    for (int players : options.players) {
      for (Peer peer : options.peers) {
        List<Row> all = rows.stream().filter(r -> r.peer() == peer && r.players() == players).toList();
        List<Row> these = counting(peer, players);
        Function<ToDoubleFunction<Row>, String> spread = figure -> Report.spread(each(these, figure));
        if (all.isEmpty()) continue;
        report.cells(players, peer.title, these.size() + " of " + all.size(),
            spread.apply(Row::micros),
            peer == Peer.RAW ? "1" : spread.apply(this::timesRaw),
            spread.apply(r -> r.get("snapshot_bytes")),
            spread.apply(r -> r.get("wire_bytes_per_s") / 1000),
            spread.apply(r -> r.get("interval_ms", "p99")),
            spread.apply(r -> r.get("ping_ms", "p50")),
            peer == Peer.TAKT ? spread.apply(Row::allocated) : "",
            remark(all));
      }
    }
    report.say("");
    if (!Double.isNaN(roomHeap)) {
      report.say("Threads of rooms alone allocate " + Report.fixed(roomHeap, 2) + " B of heap per player-tick.\n");
    }
    for (String note : notes) report.say(note + "\n");
  }

  /// What the last of them says that failed, or was discarded if all were.
  static String remark(List<Row> rows) {
    List<String> failing = rows.stream().filter(Row::counts).map(Row::failing).filter(f -> !f.isEmpty()).toList();
    if (!failing.isEmpty()) return failing.getLast();
    return rows.isEmpty() || rows.stream().anyMatch(Row::counts) ? "" : rows.getLast().remark();
  }

  /// The broadcaster last, so that others have the colours they have in other plots.
  String plot() {
    List<Peer> peers = new ArrayList<>(options.peers);
    if (peers.remove(Peer.RAW)) peers.add(Peer.RAW);
    double[][] values = new double[peers.size()][];
    for (int p = 0; p < values.length; p++) {
      Peer peer = peers.get(p);
      values[p] = options.players.stream().mapToDouble(n -> Report.median(each(counting(peer, n).stream().filter(
          Row::passes).toList(), Row::micros))).toArray();
    }
    List<String> titles = peers.stream().map(p -> p.title).toList();
    return Plot.lines("CPU of a player's tick at " + options.hz + " Hz, one core", "µs per player-tick", "players",
        titles, options.players, values);
  }

  void effectTable() {
    if (effects.isEmpty()) return;
    double tickMs = 1000.0 / options.hz;
    report.say("## From an input to its visible effect\n");
    report.say("16 real clients, which decode everything, among " + options.players.getFirst()
        + " players: from sending an");
    report.say("aim, at a random phase of the tick, to a state in which the own heading shows it. At best it takes from"
        + " 0 to " + Report.fixed(tickMs, 0) + " ms,\nevenly spread: p50 " + Report.fixed(tickMs / 2, 0) + ".\n");
    report.table(1, "server", "samples (missed)", "p5 ms", "p50 ms", "p95 ms", "p99 ms", "remark");
    effects.forEach((peer, e) -> report.cells(peer.title + ", " + e.text("spoke"),
        Report.fixed(e.number("n"), 0) + " (" + Report.fixed(e.number("missed"), 0) + ")",
        Report.fixed(e.number("p5"), 1),
        Report.fixed(e.number("p50"), 1),
        Report.fixed(e.number("p95"), 1),
        Report.fixed(e.number("p99"), 1),
        e.text("why").isEmpty() ? "" : "no evidence: " + e.text("why")));
    report.say("");
  }

  /// Figures for `./takt bench check`. A ratio counts only where Takt kept to the criteria in all windows that count.
  void figures() {
    if (!options.peers.contains(Peer.TAKT)) return;
    for (int players : options.players) {
      List<Row> these = counting(Peer.TAKT, players);
      String at = "." + options.hz + "." + players;
      boolean passed = these.stream().allMatch(Row::passes);
      double[] ratios = each(these, this::timesRaw);
      long known = Arrays.stream(ratios).filter(r -> !Double.isNaN(r)).count();
      double ratio = passed && known >= (options.rounds + 1) / 2 ? Report.median(ratios) : Double.NaN;
      report.figure("arena.times" + at, ratio,
          passed ? known + " of " + options.rounds + " windows count: " + Report.spread(ratios) : "not sustained");
      figure("arena.heap" + at, these, Row::allocated);
      figure("arena.micros" + at, these, Row::micros);
      figure("arena.bytes" + at, these, r -> r.get("snapshot_bytes"));
      for (Peer peer : options.peers) {
        if (peer != Peer.TAKT) figure("arena." + peer.kind() + ".micros" + at, counting(peer, players), Row::micros);
      }
    }
    report.figure("arena.heap.room." + options.hz, roomHeap, "threads of rooms, by the JVM's count of each");
    Said effect = effects.get(Peer.TAKT);
    if (effect == null) return;
    boolean evidence = effect.text("why").isEmpty();
    for (String share : List.of("p50", "p95")) {
      String how = evidence ? Report.fixed(effect.number("n"), 0) + " samples" : effect.text("why");
      report.figure("arena.effect." + options.hz + "." + share, evidence ? effect.number(share) : Double.NaN, how);
    }
  }

  void figure(String name, List<Row> these, ToDoubleFunction<Row> figure) {
    double[] all = each(these, figure);
    report.figure(name, Report.median(all), these.size() + " windows: " + Report.spread(all));
  }

  boolean verdict() {
    if (!options.isAll()) return true;
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
      report.say(players + " players: " + (rounds == 0
          ? "no round in which both rows count, so nothing is shown."
          : "in the same rounds Takt sent fewer bytes than Colyseus in %d of %d and used less CPU in %d of %d."
              .formatted(bytes, rounds, cpu, rounds)));
      won &= rounds > 0 && bytes == rounds && cpu == rounds;
    }
    report.say("");
    return won;
  }
}

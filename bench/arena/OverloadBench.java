import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// What becomes of a server that has twice the load it can bear; started by bench/overload.sh.
///
/// Each step does a fixed amount of busy work for each player, so that a core is full at less than 1,000 of them. First
/// it is searched how many each server sustains so. Then twice as many join, the work begins, and after a window half
/// of them leave at once. Growing queues are looked for in Takt's metrics and in the memory both servers take.
final class OverloadBench {
  static final String USAGE = """
      ./takt bench overload [--spin 40] [--seconds 10] [--relief 10] [--settle 3] [--warm 20] [--patience 20]
                            [--within 10] [--peers takt,colyseus] [--save]
        --spin MICROS  busy work for a player in a step
        --relief S     seconds to watch after half have left
        --save         writes what is printed to bench/results/overload.md as well""";
  static final int HZ = 20;
  static final int WORK_BUTTON = 8;
  /// The generator's, from the beginning of the work to the window's.
  static final int PRESSED_S = 5;
  static final double NORMAL = 0.95;
  /// Seconds, for the check: what never came is beyond any bar.
  static final double NEVER = 1e9;
  static final int SLICES_A_SECOND = 4;
  static final List<String> LOSSES = List.of("takt_ticks_dropped_total", "takt_snapshots_held_total",
      "takt_room_drops_total", "takt_drops_total", "takt_inputs_starved_total", "takt_parcels_extra_total");

  /// What a server was seen with, once a second.
  ///
  /// @param queued bytes that waited for clients, and buffers of connections; NaN where nobody tells
  record Glance(double queued, double rss) {}

  /// One server's day.
  ///
  /// @param lost what Takt dropped, held or missed in the window, by metric
  record Day(Search search, Row row, List<Glance> glances, Map<String, Double> lost) {
    int players() {
      return row.players();
    }

    double share() {
      return row.get("snapshots") / (players() * row.get("window_s") * HZ);
    }

    double p99Steps() {
      return row.get("interval_ms", "p99") * HZ / 1000;
    }

    /// Seconds from half's leaving to the first moment from which each second had its snapshots; NaN for never.
    double normalAfterS() {
      double[] slices = Arrays.stream(row.said().pairs("relief")).mapToDouble(p -> Double.parseDouble(p[0])).toArray();
      double due = NORMAL * (players() + 1) / 2 * HZ;
      int since = -1;
      for (int i = 0; i + SLICES_A_SECOND <= slices.length; i++) {
        boolean normal = Arrays.stream(slices, i, i + SLICES_A_SECOND).sum() >= due;
        if (!normal) since = -1;
        else if (since < 0) since = i;
      }
      return since < 0 ? Double.NaN : since / (double) SLICES_A_SECOND;
    }

    /// By how many kilobytes a second something grew, from the first third of the window to the last.
    double growth(ToDoubleFunction<Glance> what) {
      int third = glances.size() / 3;
      if (third == 0) return Double.NaN;
      double first = glances.subList(0, third).stream().mapToDouble(what).average().orElseThrow();
      double last = glances.subList(glances.size() - third, glances.size()).stream().mapToDouble(what).average()
          .orElseThrow();
      return (last - first) / 1000 / (glances.size() - third);
    }
  }

  final Args args;
  final Kit kit = new Kit("overload");
  final Report report = new Report("overload");

  OverloadBench(Args args) {
    this.args = args;
  }

  static void main(String[] args) throws Exception {
    new OverloadBench(new Args(USAGE, args)).run();
  }

  void run() throws IOException, InterruptedException {
    int spin = args.number("--spin", 40, 1, 10_000);
    List<Day> days = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (Peer peer : args.peers(List.of(Peer.TAKT, Peer.COLYSEUS))) {
      try (Served server = kit.serve(peer, new Kit.Setting(HZ, spin, false))) {
        Search search = saturate(server, spin);
        if (search.passed() == 0) missing.add(peer.title + ": what it sustains is " + search.found());
        else days.add(overload(server, search));
      }
    }
    kit.header(report, "Overload: twice the players that a core can bear");
    report.fact("busy work", spin + " µs for each player in each step, at " + HZ + " Hz");
    report.say("");
    table(days);
    for (String line : missing) report.say("Not measured: " + line + "\n");
    for (Day day : days) lossesOf(day);
    report.keep();
    if (args.has("--save")) report.save();
  }

  Search saturate(Served server, int spin) throws IOException, InterruptedException {
    int warm = args.number("--warm", 20, 0, 600);
    int first = 1_000_000 / HZ / (spin + 20);
    List<String> work = List.of("--press", WORK_BUTTON + "");
    if (warm > 0) kit.measure(0, server, HZ, new Kit.Load(first, warm - 1, 1, 0, work));
    Search search = new Search(kit, server, HZ, first, new Search.Manner(1, 4, args.number("--patience", 20, 0, 3600),
        args.number("--within", 10, 1, 50), work));
    while (!search.isOver()) search.step();
    server.wake();
    return search;
  }

  Day overload(Served server, Search search) throws IOException, InterruptedException {
    Day day = overloadOnce(server, search);
    if (!day.row.isNoisy()) return day;
    kit.progress("again, once: " + day.row.discarded());
    return overloadOnce(server, search);
  }

  Day overloadOnce(Served server, Search search) throws IOException, InterruptedException {
    int seconds = args.number("--seconds", 10, 3, 600);
    int relief = args.number("--relief", 10, 3, 60);
    int settle = args.number("--settle", 3, 0, 600);
    Kit.Load load = new Kit.Load(2 * search.passed(), settle, seconds, 0, List.of("--press", WORK_BUTTON + "",
        "--relief", relief + ""));
    try (Program generator = kit.load(server, HZ, load)) {
      generator.await("gen: ", Kit.JOIN_LIMIT_S + 20);
      TimeUnit.SECONDS.sleep(settle + PRESSED_S);
      Map<String, Double> before = server.peer == Peer.TAKT ? server.metrics() : Map.of();
      List<Glance> glances = new ArrayList<>();
      for (int i = 0; i < seconds - 1; i++) {
        glances.add(glance(server));
        TimeUnit.SECONDS.sleep(1);
      }
      Map<String, Double> after = server.peer == Peer.TAKT ? server.metrics() : Map.of();
      Said said = new Said(generator.await("{\"kind\"", load.limitS() + relief));
      generator.process.waitFor(Kit.GOODBYE_LIMIT_S, TimeUnit.SECONDS);
      Row row = Row.of(1, server.peer, load.players(), said, Double.NaN);
      kit.progress("twice: " + row.line());
      return new Day(search, row, glances, lost(before, after));
    }
  }

  static Glance glance(Served server) throws IOException, InterruptedException {
    String statm = Files.readString(Path.of("/proc/" + server.program.process.pid() + "/statm"));
    double rss = Double.parseDouble(statm.split(" ")[1]) * 4096;
    if (server.peer != Peer.TAKT) return new Glance(Double.NaN, rss);
    Map<String, Double> metrics = server.metrics();
    return new Glance(metrics.get("takt_queued_bytes") + metrics.get("takt_direct_memory_bytes"), rss);
  }

  /// What of [#LOSSES] grew, those with labels by label.
  static Map<String, Double> lost(Map<String, Double> before, Map<String, Double> after) {
    Map<String, Double> lost = new TreeMap<>();
    for (String loss : LOSSES) {
      after.forEach((name, value) -> {
        double grown = value - before.getOrDefault(name, 0.0);
        if (name.startsWith(loss + "{") && grown > 0) lost.put(name, grown);
      });
    }
    return lost;
  }

  void table(List<Day> days) {
    report.table(1, "server", "players it sustains", "players asked for", "snapshots, of those due",
        "interval p99, steps", "queues grow kB/s", "RSS grows kB/s", "normal after, s",
        "others on the server's CPU, on the load's", "load busy, late p99", "remark");
    for (Day d : days) {
      double normal = d.normalAfterS();
      report.cells(d.row.peer().title, d.search.found(), d.players(),
          Report.percent(d.share()),
          Report.fixed(d.p99Steps(), 1),
          Report.fixed(d.growth(Glance::queued), 1),
          Report.fixed(d.growth(Glance::rss), 0),
          Double.isNaN(normal) ? "not in " + args.number("--relief", 10, 3, 60) : Report.fixed(normal, 2),
          d.row.others(),
          d.row.load(),
          remark(d));
      if (d.row.peer() != Peer.TAKT) continue;
      boolean counts = d.row.counts() && d.search.isConfirmed();
      report.figure("overload.share", counts ? d.share() : Double.NaN, remark(d));
      report.figure("overload.steps", counts ? d.p99Steps() : Double.NaN, remark(d));
      report.figure("overload.queues", counts ? d.growth(Glance::queued) : Double.NaN, remark(d));
      report.figure("overload.normal", !counts ? Double.NaN : Double.isNaN(normal) ? NEVER : normal, remark(d));
      report.figure("overload.players", d.search.passed(), d.search.found());
    }
    report.say("");
  }

  static String remark(Day d) {
    if (!d.row.counts()) return "discarded: " + d.row.discarded();
    double stayed = d.row.get("joined") - d.row.get("lost");
    return stayed < d.players() ? Report.fixed(stayed, 0) + " joined and stayed: " + d.row.said().text("lost_why") : "";
  }

  void lossesOf(Day d) {
    if (d.lost.isEmpty()) return;
    double playerTicks = d.players() * d.glances.size() * (double) HZ;
    String what = d.lost.entrySet().stream().map(e -> "`" + e.getKey() + "` " + Report.fixed(e.getValue(), 0))
        .collect(Collectors.joining(", "));
    report.say("What " + d.row.peer().title + " shed in those " + d.glances.size() + " s, in which "
        + Report.fixed(playerTicks / Kit.ROOM, 0) + " ticks were due: " + what + ".\n");
  }
}

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// How many players one core sustains by the workload's criteria; started by bench/capacity.sh.
///
/// Both servers' [searches][Search] take turns, one number each, so that both see the same machine.
final class CapacityBench {
  static final String USAGE = """
      ./takt bench capacity [--hz 20,60] [--seconds 6] [--settle 4] [--warm 30] [--patience 20] [--within 5]
                            [--peers takt,colyseus] [--save]
        --within P    a search ends when it knows the number to P %
        --save        writes what is printed to bench/results/capacity.md as well""";

  final Args args;
  final Kit kit = new Kit("capacity");
  final Report report = new Report("capacity");
  final List<Search> searches = new ArrayList<>();

  CapacityBench(Args args) {
    this.args = args;
  }

  static void main(String[] args) throws Exception {
    new CapacityBench(new Args(USAGE, args)).run();
  }

  void run() throws IOException, InterruptedException {
    Search.Manner manner = new Search.Manner(
        args.number("--settle", 4, 0, 600),
        args.number("--seconds", 6, 1, 600),
        args.number("--patience", 20, 0, 3600),
        args.number("--within", 5, 1, 50),
        List.of());
    List<Peer> peers = new ArrayList<>(args.peers(List.of(Peer.TAKT, Peer.COLYSEUS)));
    for (int hz : args.numbers("--hz", List.of(20, 60), 1, 128)) {
      Map<Peer, Served> servers = new EnumMap<>(Peer.class);
      try {
        List<Search> these = new ArrayList<>();
        for (Peer peer : peers) {
          Served server = kit.serve(peer, new Kit.Setting(hz));
          servers.put(peer, server);
          int first = peer == Peer.COLYSEUS ? 32_000 / hz : 50_000 / hz;
          these.add(new Search(kit, server, hz, first, manner));
        }
        for (Served server : servers.values()) server.sleep();
        for (Served server : servers.values()) warm(server, hz);
        while (these.stream().anyMatch(s -> !s.isOver())) for (Search s : these) if (!s.isOver()) s.step();
        searches.addAll(these);
      } finally {
        servers.values().forEach(Served::close);
      }
    }
    kit.header(report, "Capacity: players that one core sustains");
    report.say("");
    resultTable();
    rowTable();
    figures();
    report.keep();
    if (args.has("--save")) report.save();
  }

  void warm(Served server, int hz) throws IOException, InterruptedException {
    int seconds = args.number("--warm", 30, 0, 600);
    if (seconds == 0) return;
    server.wake();
    Row row = kit.measure(0, server, hz, new Kit.Load(hz <= 20 ? 1000 : 400, seconds - 1, 1, 0));
    server.sleep();
    kit.progress(server.peer.title + " is warm at " + hz + " Hz: " + row.line());
  }

  void resultTable() {
    report.say("Sustained is: all joined and stay, the median client gets 95 % of the snapshots, and the p99 of"
        + " intervals is at\nmost 100 ms at 20 Hz and 50 ms at 60 Hz.\n");
    report.table(0, "Hz", "server", "players sustained", "beside Colyseus");
    for (Search s : searches) report.cells(s.hz, s.server.peer.title, s.found(), times(s));
    report.say("");
  }

  /// A lower bound of ours is one of the ratio too; one of the peer's leaves it open.
  double ratio(Search s) {
    Search peer = searches.stream().filter(o -> o.hz == s.hz && o.server.peer == Peer.COLYSEUS).findFirst().orElse(
        null);
    return s.server.peer != Peer.TAKT || peer == null || !peer.isConfirmed() || s.passed() == 0
        ? Double.NaN
        : (double) s.passed() / peer.passed();
  }

  String times(Search s) {
    double ratio = ratio(s);
    return Double.isNaN(ratio) ? "" : (s.isConfirmed() ? "" : "≥ ") + Report.fixed(ratio, 2) + " ×";
  }

  void figures() {
    for (Search s : searches) {
      if (s.server.peer != Peer.TAKT) continue;
      report.figure("capacity.times." + s.hz, ratio(s), s.found());
      report.figure("capacity.players." + s.hz, s.passed() == 0 ? Double.NaN : s.passed(), s.found());
    }
  }

  void rowTable() {
    report.say("## Windows\n");
    report.table(1, "server", "Hz", "players", "snapshots/s, median", "interval p99 ms", "µs per player-tick",
        "others on the server's CPU, on the load's", "load busy, late p99", "remark");
    for (Row r : searches.stream().flatMap(s -> s.rows.stream()).toList()) {
      report.cells(r.peer().title,
          Report.fixed(r.get("hz"), 0),
          r.players(),
          Report.fixed(r.get("rate_median"), 1),
          Report.fixed(r.get("interval_ms", "p99"), 1),
          Report.fixed(r.micros(), 2),
          r.others(),
          r.load(),
          r.remark());
    }
    report.say("");
  }
}

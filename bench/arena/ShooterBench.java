import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// How many bytes a second the example's shooter sends each of 50 players who all see each other; started by
/// bench/shooter.sh.
///
/// The server of examples/arena with 50 seats, and bots of `takt bots`, which steer, aim and fire. Bytes are those that
/// the server wrote to its sockets: frames of WebSocket with their headers, whatever is in them, without TCP and IP.
final class ShooterBench {
  static final String USAGE = """
      ./takt bench shooter [--hz 20,60] [--players 50] [--settle 8] [--seconds 20] [--save]
        --save  writes what is printed to bench/results/shooter.md as well""";
  /// IPv4 20, TCP 20 and its timestamps 12: of each segment.
  static final int SEGMENT_BYTES = 52;
  static final String PARTS = "takt_snapshot_part_bytes_total{room=\"arena\",part=\"";
  static final String KINDS = "takt_sent_bytes_total{kind=\"";

  final Args args;
  final Kit kit = new Kit("shooter");
  final Report report = new Report("shooter");

  ShooterBench(Args args) {
    this.args = args;
  }

  static void main(String[] args) throws Exception {
    new ShooterBench(new Args(USAGE, args)).run();
  }

  void run() throws IOException, InterruptedException {
    int players = args.number("--players", 50, 1, 200);
    report.say("# The shooter with " + players + " players, all visible\n");
    report.say("`./takt bench shooter`, of Takt " + Kit.commit() + "; what it asks and how to read it:"
        + " [bench/README.md](../README.md).\n");
    report.table(0, "Hz", "kB/s a player, with frame headers", "of it snapshots", "flashes, events", "snapshots/s",
        "bytes a snapshot", "with TCP/IP kB/s, at least", "remark");
    List<String> parts = new ArrayList<>();
    for (int hz : args.numbers("--hz", List.of(20, 60), 1, 128)) parts.add(measure(hz, players));
    report.say("");
    parts.forEach(line -> report.say(line + "\n"));
    report.keep();
    if (args.has("--save")) report.save();
  }

  String measure(int hz, int players) throws IOException, InterruptedException {
    Map<String, String> settings = new HashMap<>(Kit.taktSettings());
    settings.put("TAKT_ROOM_ARENA_TICK_RATE_HZ", hz + "");
    settings.put("TAKT_ROOM_ARENA_SEATS_MAX", players + "");
    int settle = args.number("--settle", 8, 1, 600);
    int seconds = args.number("--seconds", 20, 1, 600);
    String classes = System.getenv("TAKT_CLASSPATH");
    List<String> java = List.of(Kit.JAVA.toString(), "@" + Kit.ROOT.resolve("build/jvm.options"), "-cp", classes,
        "takt.app.Main");
    try (Served server = new Served(Peer.TAKT,
        Program.start(kit.log("takt"), settings, Kit.SERVER_CPU, with(java, "run")));
        Program bots = Program.start(kit.log("bots"), Map.of(), Kit.LOAD_CPU, with(java, "bots", "--room", "arena",
            "--count", players + "", "--url", "ws://127.0.0.1:" + server.port))) {
      bots.await("", Kit.START_LIMIT_S);
      for (int i = 0; i < Kit.JOIN_LIMIT_S && server.metric("takt_players") < players; i++) TimeUnit.SECONDS.sleep(1);
      TimeUnit.SECONDS.sleep(settle);
      Map<String, Double> before = server.metrics();
      long sinceNs = System.nanoTime();
      TimeUnit.SECONDS.sleep(seconds);
      Map<String, Double> after = server.metrics();
      double took = (System.nanoTime() - sinceNs) / 1e9;
      Map<String, Double> a = new HashMap<>(); // a second and player
      after.forEach((name, value) -> a.put(name, (value - before.getOrDefault(name, 0.0)) / took / players));
      double bytes = a.get("takt_socket_sent_bytes_total");
      double rate = a.get("takt_snapshots_total");
      boolean well = after.get("takt_players") == players && rate >= 0.95 * hz;
      String remark = well
          ? ""
          : "**fails**: " + Report.fixed(after.get("takt_players"), 0) + " players, "
              + Report.fixed(rate, 1) + " snapshots/s";
      double snapshots = a.get(KINDS + "snapshot\"}");
      double letters = a.get(KINDS + "flash\"}") + a.get(KINDS + "event\"}");
      report.cells(hz,
          Report.fixed(bytes / 1000, 2),
          Report.fixed(snapshots / 1000, 2),
          Report.fixed(letters / 1000, 2),
          Report.fixed(rate, 1),
          Report.fixed(snapshots / rate, 1),
          Report.fixed((bytes + rate * SEGMENT_BYTES) / 1000, 2),
          remark);
      report.figure("shooter." + hz, well ? bytes / 1000 : Double.NaN, seconds + " s, " + players + " players");
      String parts = a.keySet().stream().filter(n -> n.startsWith(PARTS)).sorted()
          .map(n -> n.substring(PARTS.length(), n.length() - 2) + " " + Report.fixed(a.get(n) / rate, 1))
          .collect(Collectors.joining(", "));
      return "At " + hz + " Hz, of a snapshot's bytes: " + parts + ".";
    }
  }

  static List<String> with(List<String> command, String... more) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(more));
    return all;
  }
}

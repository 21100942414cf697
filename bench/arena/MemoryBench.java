import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a player costs in memory: what lives on the heap after a full collection, and what is held beside it for
/// buffers; with players that play, and with such as are only connected. Started by bench/memory.sh.
///
/// Each number is of a server of its own, so that no other load's left-overs are in it. A player's share is the slope
/// between two numbers of players: what the server itself takes is not in it.
final class MemoryBench {
  static final String USAGE = """
      ./takt bench memory [--players 1000,4000] [--idle 1000,4000] [--peer-players 500,1500] [--settle 10]
                          [--peers takt,colyseus] [--save]
        --players       of Takt, playing, at 20 Hz; the least and the most
        --peer-players  of Colyseus, which sustains fewer
        --idle          of both, in rooms that do not step
        --settle S      seconds of load before memory is looked at
        --save          writes what is printed to bench/results/memory.md as well""";
  static final int HZ = 20;
  static final int LOOK_S = 5;
  static final int COLLECT_LIMIT_S = 30;

  /// What a server took with so many players, in bytes.
  ///
  /// @param live on the heap, after a full collection
  /// @param beside outside of it, for buffers
  record Taken(Peer peer, boolean idle, int players, double live, double beside, double rss, String remark) {
    double both() {
      return live + beside;
    }
  }

  final Args args;
  final Kit kit = new Kit("memory");
  final Report report = new Report("memory");
  final List<Taken> all = new ArrayList<>();

  MemoryBench(Args args) {
    this.args = args;
  }

  static void main(String[] args) throws Exception {
    new MemoryBench(new Args(USAGE, args)).run();
  }

  void run() throws IOException, InterruptedException {
    for (Peer peer : args.peers(List.of(Peer.TAKT, Peer.COLYSEUS))) {
      List<Integer> playing = peer == Peer.TAKT
          ? args.numbers("--players", List.of(1000, 4000), 20, 15_000)
          : args.numbers("--peer-players", List.of(500, 1500), 20, 15_000);
      for (int players : playing) all.add(look(peer, false, players));
      for (int players : args.numbers("--idle", List.of(1000, 4000), 20, 15_000)) all.add(look(peer, true, players));
    }
    kit.header(report, "Memory of a player");
    report.say("");
    report.table(2, "server", "players", "", "live heap MB", "buffers beside it MB", "RSS MB", "remark");
    for (Taken t : all) {
      report.cells(t.peer.title, t.idle ? "idle" : "playing", t.players,
          Report.fixed(t.live / 1e6, 1),
          Report.fixed(t.beside / 1e6, 1),
          Report.fixed(t.rss / 1e6, 1),
          t.remark);
    }
    report.say("\n## A player's share\n");
    report.table(2, "server", "players", "from, to", "live heap and buffers kB", "RSS kB");
    for (Peer peer : Peer.values()) for (boolean idle : new boolean[]{false, true}) slope(peer, idle);
    report.say("\nLive: after a full collection. Buffers: of Takt's connections (`takt_direct_memory_bytes`), of Node"
        + " `external`.\nRSS follows what collectors leave lying about rather than what a player needs.\n");
    report.keep();
    if (args.has("--save")) report.save();
  }

  void slope(Peer peer, boolean idle) {
    List<Taken> these = all.stream().filter(t -> t.peer == peer && t.idle == idle).toList();
    if (these.size() < 2) return;
    Taken least = these.getFirst();
    Taken most = these.getLast();
    boolean well = these.stream().allMatch(t -> t.remark.isEmpty());
    double both = (most.both() - least.both()) / (most.players - least.players);
    double rss = (most.rss - least.rss) / (most.players - least.players);
    report.cells(peer.title, idle ? "idle" : "playing", least.players + ", " + most.players,
        Report.fixed(both / 1000, 1), Report.fixed(rss / 1000, 1));
    String name = "memory." + peer.kind() + (idle ? ".idle" : ".playing");
    String how = least.players + " to " + most.players + " players";
    report.figure(name, well ? both / 1000 : Double.NaN, how);
    report.figure(name + ".rss", well ? rss / 1000 : Double.NaN, how);
  }

  Taken look(Peer peer, boolean idle, int players) throws IOException, InterruptedException {
    try (Served server = kit.serve(peer, new Kit.Setting(HZ, 0, idle))) {
      int settle = args.number("--settle", 10, 0, 600);
      List<String> more = idle ? List.of("--idle", "1") : List.of();
      try (Program load = kit.load(server, HZ, new Kit.Load(players, settle, 600, 0, more))) {
        load.await("gen: ", Kit.JOIN_LIMIT_S + 20);
        TimeUnit.SECONDS.sleep(settle + LOOK_S);
        double[] taken = peer == Peer.TAKT ? ofTakt(server) : ofNode(server);
        load.process.toHandle().destroy();
        Said said = new Said(load.await("{\"kind\"", 30));
        Row row = Row.of(1, peer, players, said, Double.NaN);
        // Noise does not change what lives; being late does.
        double stayed = said.number("joined") - said.number("lost");
        String remark = idle && stayed < players
            ? "**fails**: " + Report.fixed(stayed, 0) + " stayed"
            : idle ? "" : row.failing();
        Taken t = new Taken(peer, idle, players, taken[0], taken[1], said.number("rss_mb") * 1e6, remark);
        kit.progress("%s, %d players%s: %.1f MB live, %.1f MB beside, %.1f MB RSS %s".formatted(peer.title, players,
            idle ? " idle" : "", t.live / 1e6, t.beside / 1e6, t.rss / 1e6, remark));
        return t;
      }
    }
  }

  /// What a histogram of the heap sums up, which is made after a full collection, while nothing runs.
  double[] ofTakt(Served server) throws IOException, InterruptedException {
    String text = server.jcmd("GC.class_histogram");
    Files.writeString(kit.log("heap"), text);
    Matcher total = Pattern.compile("(?m)^Total +\\d+ +(\\d+)").matcher(text);
    if (!total.find()) throw new IllegalStateException("jcmd tells no total: " + text.lines().limit(3).toList());
    return new double[]{Double.parseDouble(total.group(1)), server.metric("takt_direct_memory_bytes")};
  }

  double[] ofNode(Served server) throws IOException, InterruptedException {
    int lines = server.program.lines();
    server.program.say("memory");
    Said usage = new Said(server.program.await("{\"rss\"", lines, COLLECT_LIMIT_S));
    return new double[]{usage.number("heapUsed"), usage.number("external")};
  }
}

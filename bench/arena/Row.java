import java.util.ArrayList;
import java.util.List;

/// What the generator told of one window, and why it is no evidence, if it is none.
///
/// @param allocated what a player's tick allocates on the heap, over all threads; NaN where nobody tells
record Row(int round, Peer peer, int players, Said said, double allocated, String discarded) {
  /// Above these a row is no evidence about the server; see bench/README.md.
  static final double GEN_UTIL_MAX = 0.8;
  static final double GEN_LATE_MAX_MS = 10;
  static final double OTHERS_MAX = 0.08;
  static final double NOISY_LATE_MS = 25;

  static Row of(int round, Peer peer, int players, Said said, double allocated) {
    return new Row(round, peer, players, said, allocated, whyNot(said));
  }

  boolean counts() {
    return discarded.isEmpty();
  }

  /// Whether it may be better if it is tried again.
  boolean isNoisy() {
    return discarded.contains("noisy");
  }

  /// Whether the load was too much for the generator, so that nothing is known of the server.
  boolean isTooMuchToAsk() {
    return discarded.contains("the generator was") && !isNoisy();
  }

  double get(String name) {
    return said.number(name);
  }

  double get(String object, String name) {
    return said.number(object, name);
  }

  /// CPU of one player's tick; of one snapshot where so few came that these are cheaper.
  double micros() {
    boolean all = get("rate_median") >= 0.95 * get("hz");
    return get(all ? "us_per_player_tick" : "us_per_snapshot");
  }

  /// The criteria of the workload.
  boolean passes() {
    double hz = get("hz");
    return get("joined") == players && get("lost") == 0 && get("rate_median") >= 0.95 * hz
        && get("interval_ms", "p99") <= (hz <= 20 ? 100 : 50);
  }

  /// Others' use is what a CPU was busy beyond our own programs on it: see bench/gen/measure.h.
  static String whyNot(Said said) {
    List<String> why = new ArrayList<>();
    double late = said.number("gen_late_ms");
    double util = said.number("gen_util");
    double others = Math.max(said.number("gen_others"), said.number("server_others"));
    double cpu = said.number("server_cpu_s");
    double check = said.number("server_cpu_check_s");
    if (!(others <= OTHERS_MAX)) why.add("noisy: others took " + Report.percent(others) + " of a CPU");
    if (util > GEN_UTIL_MAX) why.add("the generator was busy " + Report.percent(util));
    else if (late > NOISY_LATE_MS) why.add("noisy: inputs late by " + Report.fixed(late, 1) + " ms");
    if (late > GEN_LATE_MAX_MS) why.add("the generator was late by " + Report.fixed(late, 1) + " ms");
    if (Math.abs(cpu - check) > 0.05 + 0.05 * check) why.add("schedstat and utime + stime differ");
    return String.join("; ", why);
  }

  /// What the server did not do, of what it was asked; empty if it did all.
  String failing() {
    List<String> why = new ArrayList<>();
    if (get("joined") < players) why.add(Report.fixed(get("joined"), 0) + " joined");
    else if (get("lost") > 0) why.add(Report.fixed(get("lost"), 0) + " were lost: " + said.text("lost_why"));
    if (get("rate_median") < 0.95 * get("hz")) why.add(Report.fixed(get("rate_median"), 1) + " snapshots/s");
    if (why.isEmpty() && !passes()) why.add("p99 " + Report.fixed(get("interval_ms", "p99"), 0) + " ms");
    return why.isEmpty() ? "" : "**fails**: " + String.join(", ", why);
  }

  /// What others took of the server's CPU and of the load's.
  String others() {
    return Report.percent(get("server_others")) + ", " + Report.percent(get("gen_others"));
  }

  /// How busy the generator was, and how late.
  String load() {
    return Report.percent(get("gen_util")) + ", " + Report.fixed(get("gen_late_ms"), 1) + " ms";
  }

  /// What a table says of it.
  String remark() {
    return counts() ? failing() : "discarded: " + discarded;
  }

  String line() {
    return peer.title + ", " + players + " players, round " + round + ": " + Report.fixed(micros(), 2)
        + " µs per player-tick, " + Report.fixed(get("snapshot_bytes"), 1) + " bytes a snapshot, interval p99 "
        + Report.fixed(get("interval_ms", "p99"), 1) + " ms, load busy " + Report.percent(get("gen_util"))
        + ", others " + Report.percent(get("server_others")) + " and " + Report.percent(get("gen_others"))
        + (Double.isNaN(allocated) ? "" : ", " + Report.fixed(allocated, 1) + " bytes of heap a player-tick")
        + (remark().isEmpty() ? "" : " (" + remark() + ")");
  }
}

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The search for the most players that a server sustains by the workload's criteria.
///
/// It goes up or down by a fifth until one number of players is passed and a higher one failed, and then halves what is
/// between. Only windows that count move it; what is found has to pass once more. One thread; the server is stopped
/// between its windows.
final class Search {
  static final int MOST = 15_000;
  static final int TRIES = 3;
  static final double STEP = 1.2;

  /// How each window is.
  ///
  /// @param withinPercent how exactly the number is wanted
  record Manner(double settleS, int seconds, int patienceS, int withinPercent, List<String> more) {}

  final Served server;
  final int hz;
  final List<Row> rows = new ArrayList<>();
  private final Kit kit;
  private final Manner manner;
  /// The next to try.
  private int players;
  /// The highest number that passed and the lowest that failed; 0 for none.
  private int passed;
  private int failed;
  private boolean confirmed;
  /// Why it ended without an answer, or with "at least".
  private String gaveUp = "";

  Search(Kit kit, Served server, int hz, int first, Manner manner) {
    this.kit = kit;
    this.server = server;
    this.hz = hz;
    this.manner = manner;
    players = rounded(first);
  }

  boolean isOver() {
    return confirmed || !gaveUp.isEmpty();
  }

  /// One more number of players.
  void step() throws IOException, InterruptedException {
    Row row = null;
    server.wake();
    for (int i = 0; i < TRIES && (row == null || !row.counts()); i++) {
      row = kit.measure(rows.size() + 1, server, hz, new Kit.Load(players, manner.settleS, manner.seconds,
          manner.patienceS, manner.more));
      kit.progress(hz + " Hz, " + row.line());
    }
    server.sleep();
    rows.add(row);
    if (!row.counts()) gaveUp = row.discarded();
    else if (row.passes()) onPassed();
    else onFailed();
  }

  private void onPassed() {
    confirmed = players == passed;
    passed = players;
    if (failed > 0 && failed <= passed) failed = 0; // an earlier failure was bad luck
    next();
  }

  private void onFailed() {
    failed = players;
    if (passed >= failed) passed = 0;
    next();
  }

  private void next() {
    if (confirmed) return;
    if (failed == 0) players = rounded(passed * STEP);
    else if (passed == 0) players = rounded(failed / STEP);
    else if (failed - passed <= Math.max(Kit.ROOM, passed * manner.withinPercent / 100)) players = passed;
    else players = rounded((passed + failed) / 2.0);
    if (players > MOST) gaveUp = "more than " + MOST + " are not asked for";
    if (players < Kit.ROOM || failed == Kit.ROOM) gaveUp = "not even a room";
  }

  /// To whole rooms.
  private static int rounded(double players) {
    return (int) Math.round(players / Kit.ROOM) * Kit.ROOM;
  }

  boolean isConfirmed() {
    return confirmed;
  }

  /// The number that passed, though there may be a higher one unless it [#isConfirmed]; 0 for none.
  int passed() {
    return passed;
  }

  /// What is shown of it: the number, or at least how many.
  String found() {
    if (confirmed) return passed + "";
    return passed > 0 ? "≥ " + passed + " (" + gaveUp + ")" : "not measured: " + gaveUp;
  }
}

/// Busy work of a known length: so many rounds of sums, counted at the start so that they take the time asked for. A
/// count and not a time, so that a server that is kept waiting has no less to do.
///
/// Any thread. bench/colyseus/server.mjs has the same.
record Work(int rounds) {
  private static final int TRIES = 20;
  private static final int TRIAL_ROUNDS = 5_000_000;

  static Work ofMicros(int micros) {
    if (micros == 0) return new Work(0);
    Work trial = new Work(TRIAL_ROUNDS);
    long least = Long.MAX_VALUE;
    for (int i = 0; i < TRIES; i++) {
      long since = System.nanoTime();
      if (trial.run() == 0) throw new AssertionError("the sums came to nothing");
      least = Math.min(least, System.nanoTime() - since);
    }
    return new Work((int) (micros * 1000L * TRIAL_ROUNDS / least));
  }

  /// Each round needs the one before, so that neither compiler nor processor does two at once.
  int run() {
    int x = 0x12345678;
    for (int i = 0; i < rounds; i++) {
      x ^= x << 13;
      x ^= x >>> 17;
      x ^= x << 5;
    }
    return x;
  }
}

package takt.server.room;

import takt.server.replication.Baselines;

/// Which snapshots a client has whose line may lose some: what the next ones build on.
///
/// Owned by the room's thread; concerns only what is sent. A snapshot goes as a datagram only if it builds on one that
/// the client has acknowledged. One that is too large goes in order, and until the client says that it has it, all
/// others follow it there, each on the one before. So nothing that can arrive builds on something that may not have,
/// whatever gets lost and whichever lane is faster.
final class Received {
  /// How many older snapshots may be built on. Few lengths, so that clients whose lines lose here one and there another
  /// still build on the same, and share what is written.
  private static final int[] DEPTHS = {Baselines.KEY - 1, 4, 2, 1, 0};

  private final Ticks acked = new Ticks();
  /// Those and what goes before in order.
  private final Ticks before = new Ticks();
  /// The last that had to go in order and is not acknowledged, 0 for none.
  private long awaited;

  /// Ticks of snapshots, kept as the acks of "Reliability and Congestion Avoidance over UDP" (Fiedler, 2008) are: the
  /// newest, and a bit for each of those before.
  private static final class Ticks {
    private long newest;
    /// Bit `k` is set if `newest − k` is one of them.
    private long mask;

    private void add(long tick) {
      long later = tick - newest;
      if (later > 0) {
        mask = later < Long.SIZE ? mask << later : 0;
        newest = tick;
      }
      if (newest - tick < Long.SIZE) mask |= 1L << newest - tick;
    }

    private void become(Ticks other) {
      newest = other.newest;
      mask = other.mask;
    }

    private void clear() {
      newest = 0;
      mask = 0;
    }

    private boolean has(int back) {
      return back < Long.SIZE && (mask >>> back & 1) != 0;
    }
  }

  /// A snapshot went in order: the client has it before whatever follows it there.
  ///
  /// @param hadTo whether it is more than a datagram holds; else it only follows one that was
  void sentInOrder(long tick, boolean hadTo) {
    if (awaited == 0) before.become(acked);
    before.add(tick);
    if (hadTo) awaited = tick;
  }

  /// The client has that snapshot.
  void acked(long tick) {
    acked.add(tick);
    before.add(tick);
    if (tick >= awaited) awaited = 0;
  }

  /// The client has nothing any more.
  void forget() {
    acked.clear();
    before.clear();
    awaited = 0;
  }

  /// Whether the next builds on what is acknowledged alone, so that it may overtake others and get lost.
  boolean mayOvertake() {
    return awaited == 0;
  }

  /// The newest that is acknowledged, 0 for none: nothing builds on an older one any more.
  long newestAcked() {
    return acked.newest;
  }

  /// The ticks of what the next snapshot builds on.
  ///
  /// @param spacing ticks from one snapshot to the next
  /// @param into [Baselines#KEY] ticks, the newest first, 0 for none
  void baselines(int spacing, long[] into) {
    Ticks had = mayOvertake() ? acked : before;
    int older = 0;
    while (older < Baselines.KEY - 1 && had.has((older + 1) * spacing)) older++;
    int kept = 0;
    while (DEPTHS[kept] > older) kept++;
    for (int k = 0; k < into.length; k++) into[k] = k <= DEPTHS[kept] ? had.newest - (long) k * spacing : 0;
  }
}

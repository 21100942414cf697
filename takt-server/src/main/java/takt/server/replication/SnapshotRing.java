package takt.server.replication;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The last snapshots of a room: what deltas build on.
///
/// Owned by the room's thread. A snapshot is used again after [#SIZE] captures; whoever builds on an older one gets
/// whole state.
public final class SnapshotRing {
  /// Captures kept: a second at 60 Hz, three at 20.
  public static final int SIZE = 64;

  private final @Nullable Snapshot[] ring = new Snapshot[SIZE];
  private final Supplier<Snapshot> make;
  private int next;
  private @Nullable Snapshot newest;

  SnapshotRing(Supplier<Snapshot> make) {
    this.make = make;
  }

  /// The snapshot to capture into: the oldest.
  Snapshot take() {
    Snapshot snapshot = ring[next];
    if (snapshot == null) ring[next] = snapshot = make.get();
    next = (next + 1) % SIZE;
    newest = snapshot;
    return snapshot;
  }

  /// The snapshot of that tick, null if it is gone or never was.
  public @Nullable Snapshot at(long tick) {
    if (tick <= 0 || newest == null) return null;
    long captures = newest.tick() - tick;
    Snapshot there = captures >= 0 && captures < SIZE ? back((int) captures) : null;
    if (there != null && there.tick() == tick) return there; // as long as every tick is captured
    for (Snapshot snapshot : ring) {
      if (snapshot != null && snapshot.tick() == tick) return snapshot;
    }
    return null;
  }

  /// The one captured so many captures before the newest, null if there is none.
  @Nullable Snapshot back(int captures) {
    return ring[Math.floorMod(next - 1 - captures, SIZE)];
  }

  /// The tick of the newest, 0 before the first.
  long newestTick() {
    return newest == null ? 0 : newest.tick();
  }

  /// The newest, null before the first.
  public @Nullable Snapshot newest() {
    return newest;
  }
}

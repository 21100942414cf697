package takt.server.replication;

import org.jspecify.annotations.Nullable;
import takt.protocol.delta.Foresight;

/// The snapshots a delta builds on: what differs is told against the base, and foreseen from all three.
///
/// Owned by the room's thread; used again for each viewer.
public final class Baselines {
  private static final int GAP_BITS = 7;

  private @Nullable Snapshot base;
  private @Nullable Snapshot before;
  private @Nullable Snapshot earlier;

  /// Nothing to build on: whole state.
  public Baselines none() {
    base = null;
    before = null;
    earlier = null;
    return this;
  }

  /// @param base what the client has now, null for nothing
  /// @param before what it had before that, null for none
  /// @param earlier and before that
  public Baselines of(@Nullable Snapshot base, @Nullable Snapshot before, @Nullable Snapshot earlier) {
    this.base = base;
    this.before = isNear(base, before) ? before : null;
    this.earlier = isNear(this.before, earlier) ? earlier : null;
    return this;
  }

  private static boolean isNear(@Nullable Snapshot newer, @Nullable Snapshot older) {
    return newer != null && older != null && newer.tick() - older.tick() <= Foresight.GAP_MAX;
  }

  public @Nullable Snapshot base() {
    return base;
  }

  public @Nullable Snapshot before() {
    return before;
  }

  public @Nullable Snapshot earlier() {
    return earlier;
  }

  /// The base's tick, 0 for none.
  public long tick() {
    return base == null ? 0 : base.tick();
  }

  /// Ticks from the snapshot before to the base, 0 if there is none.
  public int gap() {
    return gap(base, before);
  }

  /// And from the one before that.
  public int gapBefore() {
    return gap(before, earlier);
  }

  private static int gap(@Nullable Snapshot newer, @Nullable Snapshot older) {
    return newer == null || older == null ? 0 : (int) (newer.tick() - older.tick());
  }

  /// The same for the same snapshots, and never for others.
  public long key() {
    return (tick() << GAP_BITS | gap()) << GAP_BITS | gapBefore();
  }
}

package takt.server.replication;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import takt.protocol.delta.Gaps;

/// The snapshots a delta builds on: what differs is told against the base, and foreseen from all of them.
///
/// Owned by the room's thread; used again for each viewer. Most viewers have the same, so what was found for the last
/// one is kept.
public final class Baselines {
  /// How many numbers say which they are.
  public static final int KEY = 1 + Gaps.OLDER_MAX;

  private final @Nullable Snapshot[] all = new Snapshot[KEY];
  private final long[] ticks = new long[KEY];
  private int count;
  private long foundAt;

  /// Nothing to build on: whole state.
  public Baselines none() {
    count = 0;
    foundAt = 0;
    return this;
  }

  /// What the client was sent last.
  ///
  /// @param sent ticks of snapshots, the newest first, 0 for none; [#KEY] of them
  public Baselines of(SnapshotRing ring, long[] sent) {
    if (foundAt == ring.newestTick() && Arrays.equals(ticks, sent)) return this;
    foundAt = ring.newestTick();
    System.arraycopy(sent, 0, ticks, 0, ticks.length);
    count = 0;
    for (long tick : sent) {
      Snapshot snapshot = ring.at(tick);
      if (snapshot == null || count > 0 && ticks[count - 1] - tick > Gaps.GAP_MAX) break;
      all[count++] = snapshot;
    }
    return this;
  }

  /// What the client has now, null for nothing.
  public @Nullable Snapshot base() {
    return count == 0 ? null : all[0];
  }

  /// How many the client had before that.
  public int older() {
    return Math.max(0, count - 1);
  }

  /// What it had before the base.
  ///
  /// @param k less than [#older()], 0 for the one before
  Snapshot older(int k) {
    return Objects.requireNonNull(all[k + 1]);
  }

  /// The base's tick, 0 for none.
  public long tick() {
    return count == 0 ? 0 : ticks[0];
  }

  /// The ticks from one to the next, back from now.
  ///
  /// @param now the tick that is told
  Gaps gaps(long now, Gaps into) {
    into.begin(now - ticks[0]);
    for (int k = 1; k < count; k++) into.add((int) (ticks[k - 1] - ticks[k]));
    return into;
  }

  /// Writes down which they are.
  ///
  /// @param into [#KEY] numbers
  public void key(long[] into, int at) {
    for (int k = 0; k < KEY; k++) into[at + k] = k < count ? ticks[k] : 0;
  }

  /// Whether they are those that were written down.
  public boolean is(long[] key, int at) {
    for (int k = 0; k < KEY; k++) if (key[at + k] != (k < count ? ticks[k] : 0)) return false;
    return true;
  }
}

package takt.protocol.delta;

import takt.protocol.wire.BitReader;
import takt.protocol.wire.BitWriter;

/// The ticks between the snapshots that a state is told against: from the base to now, and back from one to the next.
///
/// One thread at a time; reusable.
/// ```
/// bases  | even u(1) | 0: c older, older × c gap |        even: OLDER_MAX of them, each gap as from the base to now
/// ```
public final class Gaps {
  /// Snapshots behind the base.
  public static final int OLDER_MAX = 8;
  /// Snapshots further apart than this say nothing of one another's motion, in ticks.
  public static final int GAP_MAX = 64;

  private final int[] gaps = new int[OLDER_MAX];
  private int dt = 1;
  private int older;

  /// No older ones yet.
  ///
  /// @param ticks from the base to now, at least 1
  public Gaps begin(long ticks) {
    dt = (int) Math.min(ticks, Integer.MAX_VALUE);
    older = 0;
    return this;
  }

  /// One more older snapshot.
  ///
  /// @param ticks from there to the one before, 1 to [#GAP_MAX]
  public Gaps add(int ticks) {
    gaps[older++] = ticks;
    return this;
  }

  /// Ticks from the base to now.
  public int dt() {
    return dt;
  }

  /// How many older ones there are.
  public int older() {
    return older;
  }

  /// Ticks from the older one of that place to the one before; 0 is the one before the base.
  public int gap(int k) {
    return gaps[k];
  }

  private boolean isEven() {
    if (older < OLDER_MAX) return false;
    for (int gap : gaps) {
      if (gap != dt) return false;
    }
    return true;
  }

  public void write(BitWriter out) {
    boolean even = isEven();
    out.flag(even);
    if (even) return;
    out.count(older);
    for (int k = 0; k < older; k++) out.count(gaps[k]);
  }

  /// Reads them; on a lie fails the reader.
  ///
  /// @param ticks from the base to now, at least 1
  public Gaps read(BitReader in, long ticks) {
    begin(ticks);
    boolean even = in.flag();
    int count = even ? OLDER_MAX : (int) in.count(OLDER_MAX);
    for (int k = 0; k < count && in.ok(); k++) {
      int gap = even ? dt : (int) in.count(GAP_MAX);
      if (gap < 1 || gap > GAP_MAX) in.lie();
      else add(gap);
    }
    return this;
  }
}

package takt.server.replication;

import java.util.Arrays;

/// Chooses what a client is told of when not all fits: the most urgent first, and what is too large is passed over.
///
/// Owned by the room's thread; used again for each client; allocates only to grow. Urgency grows with each tick that
/// something waits, so nothing waits for ever: G. Fiedler, *State Synchronization* (2015), and Tribes before that.
final class Rations {
  private static final int INDEX_BITS = 20;

  private float[] urgencies = new float[64];
  private long[] asked = new long[64];
  private int[] bits = new int[64];
  private long[] order = new long[64];
  private int count;

  /// Says what is told.
  interface Allowed {
    void allow(int part, int i);
  }

  void clear() {
    count = 0;
  }

  /// @param urgency at least 0; infinite for what must be told
  void ask(int part, int i, double urgency, int size) {
    if (count == asked.length) {
      urgencies = Arrays.copyOf(urgencies, 2 * count);
      asked = Arrays.copyOf(asked, 2 * count);
      bits = Arrays.copyOf(bits, 2 * count);
      order = new long[2 * count];
    }
    bits[count] = size;
    urgencies[count] = (float) urgency;
    asked[count++] = (long) part << INDEX_BITS | i;
  }

  /// Allows what fits.
  ///
  /// @param most bits; what is most urgent is allowed even if it is more
  void share(long most, Allowed allowed) {
    for (int n = 0; n < count; n++) order[n] = (long) ~Float.floatToIntBits(urgencies[n]) << 32 | n;
    Arrays.sort(order, 0, count);
    long left = most;
    for (int n = 0; n < count; n++) {
      int at = (int) order[n];
      boolean must = n == 0 || urgencies[at] == Float.POSITIVE_INFINITY;
      if (!must && bits[at] > left) continue;
      left -= bits[at];
      allowed.allow((int) (asked[at] >> INDEX_BITS), (int) asked[at] & (1 << INDEX_BITS) - 1);
    }
  }
}

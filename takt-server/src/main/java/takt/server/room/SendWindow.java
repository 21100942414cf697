package takt.server.room;

/// How many snapshots may be on their way to one client: what keeps a slow reader's picture new.
///
/// Owned by the room's thread; concerns only what is sent. The room decides *before* encoding whether a client gets a
/// snapshot, by what it has acknowledged; what was encoded is never thrown away, for on an ordered connection it would
/// have to be sent anyway. The window grows by one for each acknowledgement that comes about as fast as the fastest of
/// late did, and halves when they come [#SLOW_NS] later: a queue has formed on the way. So a client on a thin line gets
/// fewer and newer snapshots, and one that stops reading gets none after the first few. The fastest is forgotten after
/// [#FORGET_NS] to twice that: a phone that changed to a longer way is not slow for ever.
final class SendWindow {
  /// The first window: what a line of 200 ms round trip needs at 20 Hz.
  static final int FIRST = 4;
  /// The widest: a second at 128 Hz.
  static final int MOST = 128;
  /// Bytes on their way beyond which nothing is added, unless nothing is on its way.
  static final int BYTES_MAX = 64 * 1024;
  /// Bytes the transport has not got rid of beyond which nothing is added: what we add would only be old when it
  /// leaves. A second of the thinnest line we care for.
  static final int QUEUED_MAX = 2 * 1024;
  /// An acknowledgement this much later than the fastest means a queue.
  static final long SLOW_NS = 250_000_000;
  /// A client that acknowledges nothing is still sent whole state this often, if its line takes it.
  static final long PROBE_NS = 1_000_000_000;
  /// How long the fastest way is remembered at least.
  static final long FORGET_NS = 10_000_000_000L;

  private final long[] ticks = new long[MOST];
  private final long[] sentNs = new long[MOST];
  private final int[] bytes = new int[MOST];
  private int first;
  private int count;
  private int bytesOut;
  private int window = FIRST;
  private long fastestNs = Long.MAX_VALUE;
  private long fastestBeforeNs = Long.MAX_VALUE;
  private long fastestSinceNs = Long.MIN_VALUE;
  private long lastSentNs;
  private long lastAckNs;

  /// Whether another snapshot may be sent.
  ///
  /// @param queuedBytes what the transport has not yet taken
  boolean isOpen(long nowNs, long queuedBytes) {
    if (queuedBytes >= QUEUED_MAX) return false;
    if (count == 0) return true;
    if (count < window) return bytesOut < BYTES_MAX;
    return queuedBytes == 0 && nowNs - Math.max(lastSentNs, lastAckNs) >= PROBE_NS;
  }

  /// Whether as many are on their way as may be: what is sent now is a probe. It is whole state, for the client may
  /// have lost what the others build on.
  boolean isFull() {
    return count >= window;
  }

  void sent(long tick, int size, long nowNs) {
    // A probe may be one more than fits: the oldest is given up. The others stay, for on a long way their
    // acknowledgements still come.
    if (count == MOST) dropFirst();
    int at = (first + count) % MOST;
    ticks[at] = tick;
    sentNs[at] = nowNs;
    bytes[at] = size;
    count++;
    bytesOut += size;
    lastSentNs = nowNs;
  }

  /// The client has that snapshot, and with it all before.
  void acked(long tick, long nowNs) {
    long tookNs = -1;
    while (count > 0 && ticks[first] <= tick) {
      if (ticks[first] == tick) tookNs = nowNs - sentNs[first];
      dropFirst();
    }
    if (tookNs < 0) return;
    lastAckNs = nowNs;
    if (tookNs > fastest(tookNs, nowNs) + SLOW_NS) window = Math.max(1, window / 2);
    else if (window < MOST) window++;
  }

  private void dropFirst() {
    bytesOut -= bytes[first];
    first = (first + 1) % MOST;
    count--;
  }

  /// The least of this and the last one or two spans of [#FORGET_NS].
  private long fastest(long tookNs, long nowNs) {
    if (fastestSinceNs == Long.MIN_VALUE || nowNs - fastestSinceNs >= FORGET_NS) {
      fastestBeforeNs = fastestNs;
      fastestNs = Long.MAX_VALUE;
      fastestSinceNs = nowNs;
    }
    fastestNs = Math.min(fastestNs, tookNs);
    return Math.min(fastestNs, fastestBeforeNs);
  }

  /// Whether that snapshot was sent: only such a one may be a baseline.
  boolean wasSent(long tick) {
    for (int i = 0; i < count; i++) {
      if (ticks[(first + i) % MOST] == tick) return true;
    }
    return false;
  }

  int window() {
    return window;
  }

  int onTheWay() {
    return count;
  }
}

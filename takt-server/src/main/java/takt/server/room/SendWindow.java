package takt.server.room;

/// How much may be on its way to one client: what keeps its picture new, on whatever line.
///
/// Owned by the room's thread; concerns only what is sent. The room decides *before* encoding whether a client gets a
/// snapshot, by what it has acknowledged; what was encoded is never thrown away, for on an ordered connection it would
/// have to be sent anyway. So a client on a thin line gets fewer and newer snapshots, and one that stops reading gets
/// none after the first few.
///
/// The window is counted in bytes, and judged once in a round trip, by the snapshot that was acknowledged fastest in
/// it: jitter makes some late, a queue all. With `among` bytes on their way at `among / took`, a line that takes
/// `fastest` when it is empty holds `among · fastest / took` of them; the rest waits somewhere, in a buffer that we do
/// not see. If that is more than half a snapshot and makes it later by more than [#QUEUE_NS], there is a queue. If
/// there is one in two rounds, one after the other (a loss holds up those of one), the window becomes what the line
/// holds. Without a queue it grows: little by little near the last one, and doubled where none was seen for [#SURE]
/// rounds (L. Brakmo and L. Peterson, *TCP Vegas*, 1995, who count in segments what we count in bytes). A queue makes
/// them late bit by bit; if one is very late and the last was not, the line stood still, and nothing that was on its
/// way then is judged by.
///
/// Beside the bytes there is a bound in time: what is on its way was sent within the fastest way and [#STILL_NS]. So
/// into a line that stands still nothing more is put. The fastest is forgotten after [#FORGET_NS] to twice that: a
/// phone that changed to a longer way is not slow for ever.
final class SendWindow {
  /// Snapshots that may be on their way before anything is known of the line: what 200 ms need at 20 Hz.
  static final int FIRST = 4;
  /// The most snapshots: a second at 128 Hz.
  static final int MOST = 128;
  /// Bytes on their way beyond which nothing is added, unless nothing is on its way.
  static final int BYTES_MAX = 64 * 1024;
  /// Bytes that may always be on their way: a second of the thinnest line we care for. Small snapshots need no window.
  static final int LEAST = 2 * 1024;
  /// Bytes the transport has not got rid of beyond which nothing is added: what we add would only be old when it
  /// leaves.
  static final int QUEUED_MAX = 2 * 1024;
  /// Acknowledgements that are all this much later than the fastest mean a queue.
  static final long QUEUE_NS = 40_000_000;
  /// One that is so late ends its round alone.
  static final long SLOW_NS = 250_000_000;
  /// A line that let nothing through for this much longer than the fastest way stands still.
  static final long STILL_NS = 500_000_000;
  /// The least acknowledgements to judge by.
  static final int ROUND = 4;
  /// After so many rounds without a queue it is no longer this line that bounds the window.
  static final int SURE = 12;
  /// A client that acknowledges nothing is still sent whole state this often, if its line takes it.
  static final long PROBE_NS = 1_000_000_000;
  /// How long the fastest way is remembered at least.
  static final long FORGET_NS = 10_000_000_000L;

  private final long[] ticks = new long[MOST];
  private final long[] sentNs = new long[MOST];
  private final int[] bytes = new int[MOST];
  /// What was on its way when it was sent, with it.
  private final int[] among = new int[MOST];
  private int first;
  private int count;
  private int bytesOut;
  /// Bytes, 0 as long as nothing is known.
  private int window;
  /// Rounds without a queue since the last with one.
  private int good = SURE;
  /// Rounds with a queue, one after the other: a loss makes all of one late, while it is sent again.
  private int queued;
  /// How much later than the fastest the last one was: a queue makes them late bit by bit, a stall all at once.
  private long lateNs;
  private long roundNs = Long.MIN_VALUE;
  private int acks;
  private long leastNs = Long.MAX_VALUE;
  private int leastBytes;
  private int leastAmong;
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
    if (count == 0 || !isFull()) return true;
    return queuedBytes == 0 && nowNs - Math.max(lastSentNs, lastAckNs) >= PROBE_NS;
  }

  /// Whether as much is on its way as may be: what is sent now is a probe. It is whole state, for the client may have
  /// lost what the others build on.
  boolean isFull() {
    if (count == 0) return false;
    if (window == 0) return count >= FIRST || bytesOut >= BYTES_MAX;
    return count == MOST || bytesOut >= Math.max(window, LEAST) || lastSentNs - sentNs[first] - STILL_NS > fastest();
  }

  void sent(long tick, int size, long nowNs) {
    // A probe may be one more than fits: the oldest is given up. The others stay, for on a long way their
    // acknowledgements still come.
    if (count == MOST) dropFirst();
    int at = (first + count) % MOST;
    bytesOut += size;
    ticks[at] = tick;
    sentNs[at] = nowNs;
    bytes[at] = size;
    among[at] = bytesOut;
    count++;
    lastSentNs = nowNs;
  }

  /// The client has that snapshot. What was sent before it counts as there: on a line that loses some it may not be,
  /// but it is no longer on its way.
  void acked(long tick, long nowNs) {
    while (count > 0 && ticks[first] < tick) dropFirst();
    if (count == 0 || ticks[first] > tick) return;
    lastAckNs = nowNs;
    long tookNs = Math.max(1, nowNs - sentNs[first]);
    remember(tookNs, nowNs);
    long beforeNs = lateNs;
    lateNs = tookNs - fastest();
    if (lateNs > SLOW_NS && beforeNs < SLOW_NS / 2) stoodStill(nowNs);
    else if (sentNs[first] >= roundNs) judge(tookNs, nowNs);
    dropFirst();
  }

  private void dropFirst() {
    bytesOut -= bytes[first];
    first = (first + 1) % MOST;
    count--;
  }

  /// Takes the first one's acknowledgement into the round, and ends it if it tells enough.
  private void judge(long tookNs, long nowNs) {
    boolean slow = lateNs > SLOW_NS;
    if (slow || tookNs < leastNs) {
      leastNs = tookNs;
      leastBytes = bytes[first];
      leastAmong = among[first];
    }
    if (++acks < ROUND && !slow) return;
    int holds = (int) (leastAmong * fastest() / leastNs);
    boolean queues = leastNs - fastest() > QUEUE_NS && leastAmong - holds > leastBytes / 2;
    // After a pause a burst queues where the line holds more: only a window that was used tells what it holds.
    boolean used = good == SURE || leastAmong > window / 4 * 3;
    queued = queues ? queued + 1 : 0;
    if (!queues) grow();
    else if (used && queued > 1) shrink(Math.max(1, holds - leastBytes / 2));
    begin(nowNs);
  }

  /// What is on the way was held up together, and says nothing of what the line takes: it is not judged by.
  private void stoodStill(long nowNs) {
    if (window > 0) window = Math.min(window, among[first]);
    begin(nowNs);
  }

  private void begin(long nowNs) {
    roundNs = nowNs;
    acks = 0;
    leastNs = Long.MAX_VALUE;
  }

  private void shrink(int fits) {
    window = window == 0 ? fits : Math.min(window, fits);
    good = 0;
  }

  private void grow() {
    int wider = good < SURE ? window + window / 32 + 1 : 2 * Math.max(window, leastAmong);
    window = Math.min(wider, BYTES_MAX);
    good = Math.min(good + 1, SURE);
  }

  /// The least of the last one or two spans of [#FORGET_NS].
  private long fastest() {
    return Math.min(fastestNs, fastestBeforeNs);
  }

  private void remember(long tookNs, long nowNs) {
    if (fastestSinceNs == Long.MIN_VALUE || nowNs - fastestSinceNs >= FORGET_NS) {
      fastestBeforeNs = fastestNs;
      fastestNs = Long.MAX_VALUE;
      fastestSinceNs = nowNs;
    }
    fastestNs = Math.min(fastestNs, tookNs);
  }

  /// Whether that snapshot was sent: only such a one may be a baseline.
  boolean wasSent(long tick) {
    for (int i = 0; i < count; i++) {
      if (ticks[(first + i) % MOST] == tick) return true;
    }
    return false;
  }

  int onTheWay() {
    return count;
  }
}

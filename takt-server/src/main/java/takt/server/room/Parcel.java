package takt.server.room;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import takt.protocol.wire.WireWriter;
import takt.server.session.Downlink;

/// Frames of one tick for the connections of one I/O thread, one behind the other.
///
/// Owned by the room's thread until it is posted, then by the [takt.server.session.Lane] that runs it, which gives it
/// back by running it: from then on it is the room's again, to be filled for another tick. Nobody else may keep it, or
/// its bytes.
/// ```
/// bytes   | frame | frame | frame | frame |        links   | a | a | b | b |        ends: where each frame ends
/// ```
final class Parcel implements Runnable {
  /// Bytes beyond which a tick's frames go into another one.
  static final int FULL = 1 << 20;
  /// The largest buffer kept in any case: a whole state for a few, but not that of a full house.
  private static final int KEPT_MAX = 256 * 1024;
  /// A buffer that grew by doubling has up to twice of what it took, and ticks differ.
  private static final int GROWTH = 4;

  private WireWriter bytes = new WireWriter(1024);
  private @Nullable Downlink[] links = new Downlink[8];
  private Viewer.@Nullable CutOff[] cutOffs = new Viewer.CutOff[8];
  private int[] ends = new int[8];
  private boolean[] datagrams = new boolean[8];
  private int count;
  private int begin;
  /// Bytes that it took the time before.
  private int tookBefore;
  private volatile boolean posted;

  // ---- the room's thread

  /// Begins a frame; answers where to write it.
  WireWriter begin() {
    begin = bytes.length();
    return bytes;
  }

  /// The frame since [#begin()] is for that link; answers its length.
  ///
  /// @param datagram whether it may overtake others and get lost
  int end(Downlink to, boolean datagram) {
    put(to, null, datagram);
    return bytes.length() - begin;
  }

  /// Bytes written since [#begin()].
  int length() {
    return bytes.length() - begin;
  }

  /// The frame since [#begin()] is for nobody.
  void drop() {
    bytes.truncate(begin);
  }

  /// After what it was sent, that link ends.
  void end(Downlink link, Viewer.CutOff why) {
    put(link, why, false);
  }

  private void put(Downlink link, Viewer.@Nullable CutOff cutOff, boolean datagram) {
    if (count == ends.length) {
      links = Arrays.copyOf(links, 2 * count);
      cutOffs = Arrays.copyOf(cutOffs, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
      datagrams = Arrays.copyOf(datagrams, 2 * count);
    }
    links[count] = link;
    cutOffs[count] = cutOff;
    datagrams[count] = datagram;
    ends[count++] = bytes.length();
  }

  boolean isEmpty() {
    return count == 0;
  }

  boolean isFull() {
    return bytes.length() >= FULL;
  }

  /// It is the lane's from now on.
  void posted() {
    posted = true;
  }

  /// Whether a lane has it.
  boolean isPosted() {
    return posted;
  }

  // ---- the lane's thread

  @Override public void run() {
    try {
      int at = 0;
      for (int i = 0; i < count; i++) {
        deliver(i, at);
        at = ends[i];
      }
    } finally {
      Arrays.fill(links, 0, count, null);
      Arrays.fill(cutOffs, 0, count, null);
      count = 0;
      clear();
      posted = false;
    }
  }

  /// A larger buffer is kept where each tick needs one like it, as in a room of thousands, but not after one great
  /// tick.
  private void clear() {
    int took = bytes.length();
    boolean kept = bytes.buffer().length <= Math.max(KEPT_MAX, GROWTH * Math.min(took, tookBefore));
    bytes = kept ? bytes.clear() : new WireWriter(1024);
    tookBefore = took;
  }

  private void deliver(int i, int at) {
    Downlink link = links[i];
    Viewer.CutOff cutOff = cutOffs[i];
    if (link == null) return;
    if (cutOff != null) link.end(cutOff.code(), cutOff.text());
    else if (datagrams[i]) link.sendDatagram(bytes.buffer(), at, ends[i] - at);
    else link.send(bytes.buffer(), at, ends[i] - at);
  }
}

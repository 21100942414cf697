package takt.protocol.layout;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import takt.protocol.wire.BitWriter;

/// Finds what of a list stood in another one, and writes the one as pieces: new elements, then a run of known ones.
///
/// One thread at a time; reusable. The other list goes on where the last run ended, or where an element stands that it
/// has once: those are found by their hashes, each in at most [#PROBES_MAX] looks, so that the work grows as the lists
/// do whatever is in them. What is not found is written as new. A run is taken where it is shorter than its elements.
final class ListEdits {
  private static final int PROBES_MAX = 8;
  /// A hash is spread by the golden ratio.
  private static final int SPREAD = 0x9e3779b9;
  private static final int[] NONE = {};

  private List<?> base = List.of();
  private List<?> now = List.of();
  /// Where each element of `now` begins and the last one ends, in bits.
  private int[] bitsAt = NONE;
  /// The hash of each element of `base`, and by it its place plus 1; negative where the hash is there more than once.
  private int[] hashes = NONE;
  private int[] places = NONE;
  private int shift;
  /// Of each piece: its first new element, the one behind its last, where its run begins and where it ends.
  private int[] pieces = new int[16];
  private int length;
  private int next;
  private int pending;

  /// Writes what became of a list.
  ///
  /// @param newBitsAt where each element of `now` would begin, and the last one end
  /// @param write writes an element of `now`
  void write(List<?> newBase, List<?> newNow, int[] newBitsAt, IntConsumer write, BitWriter out) {
    base = newBase;
    now = newNow;
    bitsAt = newBitsAt;
    begin();
    int back = back();
    int end = now.size() - back;
    for (int at = 0; at < end;) {
      int from = find(at);
      int run = from < 0 ? 1 : run(from, at, end);
      if (from >= 0 && pays(from, at, run)) piece(at, from, from + run, at + run);
      at += run;
    }
    if (back > 0 || pending < end) piece(end, base.size() - back, base.size(), now.size());
    write(base.size(), write, out);
    forget();
  }

  /// Values may be large, and who writes them lives as long as its room.
  private void forget() {
    base = List.of();
    now = List.of();
    bitsAt = NONE;
    hashes = NONE;
    places = NONE;
  }

  /// Writes what became of some bytes: what is the same in front and behind is kept.
  void write(byte[] was, byte[] is, BitWriter out) {
    begin();
    int front = Arrays.mismatch(was, is);
    if (front < 0) front = is.length;
    int most = Math.min(was.length, is.length) - front;
    int back = 0;
    while (back < most && was[was.length - 1 - back] == is[is.length - 1 - back]) back++;
    if (front > 0) piece(0, 0, front, front);
    if (back > 0 || front < is.length) piece(is.length - back, was.length - back, was.length, is.length);
    write(was.length, i -> out.bits(is[i] & 0xff, 8), out);
  }

  private void begin() {
    length = 0;
    next = 0;
    pending = 0;
  }

  // ---- finding

  /// How many elements at the end are the same, if that pays.
  private int back() {
    int back = 0;
    int most = Math.min(base.size(), now.size());
    while (back < most && base.get(base.size() - 1 - back).equals(now.get(now.size() - 1 - back))) back++;
    return back > 0 && pays(base.size() - back, now.size() - back, back) ? back : 0;
  }

  private int run(int from, int at, int end) {
    int run = 1;
    while (at + run < end && from + run < base.size() && base.get(from + run).equals(now.get(at + run))) run++;
    return run;
  }

  /// Whether a run takes fewer bits than its elements.
  private boolean pays(int from, int at, int run) {
    int bits = countBits(0) + countBits(BitWriter.zigzagged(from - next)) + countBits(run);
    return bitsAt[at + run] - bitsAt[at] > bits;
  }

  private static int countBits(long value) {
    return (BitWriter.width(value) + 2) / 3 * 4;
  }

  /// Where an element stood; less than 0 if that is not known.
  private int find(int at) {
    Object element = now.get(at);
    if (next < base.size() && base.get(next).equals(element)) return next;
    if (places.length == 0) index();
    int hash = element.hashCode();
    for (int probe = 0; probe < PROBES_MAX; probe++) {
      int place = places[slot(hash, probe)];
      if (place == 0) return -1;
      if (hashes[Math.abs(place) - 1] == hash) {
        return place > 0 && base.get(place - 1).equals(element) ? place - 1 : -1;
      }
    }
    return -1;
  }

  private void index() {
    int width = BitWriter.width(2L * base.size());
    shift = Integer.SIZE - width;
    places = new int[1 << width];
    hashes = new int[base.size()];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = base.get(i).hashCode();
      add(i);
    }
  }

  private void add(int i) {
    for (int probe = 0; probe < PROBES_MAX; probe++) {
      int slot = slot(hashes[i], probe);
      int place = places[slot];
      if (place == 0) places[slot] = i + 1;
      else if (hashes[Math.abs(place) - 1] == hashes[i]) places[slot] = -Math.abs(place);
      else continue;
      return;
    }
  }

  private int slot(int hash, int probe) {
    return (hash * SPREAD >>> shift) + probe & places.length - 1;
  }

  // ---- writing

  /// A piece: what is new until `at`, then a run; what follows is at `newPending` in the list.
  private void piece(int at, int from, int to, int newPending) {
    if (length + 4 > pieces.length) pieces = Arrays.copyOf(pieces, 2 * length + 4);
    pieces[length++] = pending;
    pieces[length++] = at;
    pieces[length++] = from;
    pieces[length++] = to;
    pending = newPending;
    next = to;
  }

  private void write(int baseSize, IntConsumer write, BitWriter out) {
    out.count(length / 4);
    int last = 0;
    for (int i = 0; i < length; i += 4) {
      out.count(pieces[i + 1] - pieces[i]);
      for (int at = pieces[i]; at < pieces[i + 1]; at++) write.accept(at);
      out.zigzag(pieces[i + 2] - last);
      last = pieces[i + 3];
      out.count(last == baseSize ? 0 : last - pieces[i + 2]);
    }
  }
}

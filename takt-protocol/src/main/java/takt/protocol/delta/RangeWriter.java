package takt.protocol.delta;

import java.util.Arrays;
import takt.protocol.wire.BitWriter;

/// Writes yes and no as a range coder: a stream ends at a whole bit and can be appended anywhere.
///
/// One thread at a time; reusable; allocates nothing once its buffer has grown. G. N. N. Martin's range coder (*Range
/// encoding*, 1979) with a range of 32 bits, kept at 2³¹ or more by single bits. What has left the low end may still be
/// raised by a carry, so a stream is kept in words until it ends. The last two bits name a quarter of all numbers that
/// lies in the range whatever follows.
public final class RangeWriter implements BitCoder {
  private static final long TOP = 1L << 32;
  private static final long HALF = 1L << 31;
  private static final int QUARTER_BITS = 30;

  private int[] words = new int[64];
  /// Bits that have left, the first ones highest in their word.
  private int bits;
  private long low;
  private long range = TOP - 1;

  /// A new stream.
  public RangeWriter begin() {
    bits = 0;
    low = 0;
    range = TOP - 1;
    words[0] = 0;
    return this;
  }

  @Override public boolean isReading() {
    return false;
  }

  @Override public boolean bit(Odds odds, int at, boolean yes) {
    long part = (range >>> 16) * odds.of(at);
    if (yes) {
      range = part;
    } else {
      low += part;
      range -= part;
    }
    odds.learn(at, yes);
    if (range < HALF) shift();
    return yes;
  }

  @Override public int raw(int value, int width) {
    assert width <= RAW_MAX && value >>> width == 0 : "value=" + value + " width=" + width;
    range >>>= width;
    low += value * range;
    if (range < HALF) shift();
    return value;
  }

  private void shift() {
    int more = Long.numberOfLeadingZeros(range) - 32;
    leave(more);
    low = low << more & TOP - 1;
    range <<= more;
  }

  /// Moves the highest bits of the low end out.
  private void leave(int count) {
    if (low >= TOP) {
      carry();
      low -= TOP;
    }
    int out = (int) (low >>> 32 - count);
    int word = bits >> 5;
    int free = 32 - (bits & 31);
    if (word + 1 >= words.length) words = Arrays.copyOf(words, words.length * 2);
    if (count <= free) {
      words[word] |= out << free - count;
      if (count == free) words[word + 1] = 0;
    } else {
      words[word] |= out >>> count - free;
      words[word + 1] = out << 32 - (count - free);
    }
    bits += count;
  }

  private void carry() {
    int at = bits - 1;
    int word = at >> 5;
    int unit = 1 << 31 - (at & 31);
    long sum = (words[word] & 0xffff_ffffL) + (unit & 0xffff_ffffL);
    words[word] = (int) sum;
    while (sum >= TOP) {
      word--;
      sum = (words[word] & 0xffff_ffffL) + 1;
      words[word] = (int) sum;
    }
  }

  /// Ends the stream and appends it.
  public void end(BitWriter out) {
    long quarter = low + (1L << QUARTER_BITS) - 1 >>> QUARTER_BITS;
    low = quarter << QUARTER_BITS;
    leave(2);
    for (int i = 0; i < bits; i += 32) {
      int count = Math.min(32, bits - i);
      long first = Integer.reverse(words[i >> 5]) & 0xffff_ffffL;
      out.bits(count == 32 ? first : first & (1L << count) - 1, count);
    }
  }
}

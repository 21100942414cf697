package takt.protocol.delta;

import takt.protocol.wire.BitReader;

/// Reads what [RangeWriter] wrote, from bits nobody vouches for.
///
/// One thread at a time; reusable. Nearly every bit string is some stream. One that is longer than the bits there are,
/// and one that names what lies beyond every range, is a lie: what is read of it is something, and [#end()] tells.
public final class RangeReader implements BitCoder {
  private static final long HALF = 1L << 31;
  private static final int WINDOW = 32;
  private static final int LAST = 2;

  private BitReader in = new BitReader();
  private long code;
  private long range;
  /// Bits of the window that lie beyond the end of what there is.
  private int beyond;
  private boolean lied;

  /// A stream that begins where `in` stands.
  public RangeReader begin(BitReader in) {
    this.in = in;
    code = 0;
    range = (1L << WINDOW) - 1;
    beyond = 0;
    lied = false;
    take(WINDOW);
    stayInside();
    return this;
  }

  /// Only here can a number be beyond the range: at the first, and in what raw numbers leave over.
  private void stayInside() {
    if (code < range) return;
    lied = true;
    code = 0;
  }

  @Override public boolean isReading() {
    return true;
  }

  @Override public boolean bit(Odds odds, int at, boolean ignored) {
    long part = (range >>> 16) * odds.of(at);
    boolean yes = code < part;
    if (yes) {
      range = part;
    } else {
      code -= part;
      range -= part;
    }
    odds.learn(at, yes);
    if (range < HALF) shift();
    return yes;
  }

  @Override public int raw(int ignored, int width) {
    range >>>= width;
    int value = (int) Math.min(code / range, (1 << width) - 1);
    code -= value * range;
    stayInside();
    if (range < HALF) shift();
    return value;
  }

  private void shift() {
    int more = Long.numberOfLeadingZeros(range) - WINDOW;
    range <<= more;
    take(more);
  }

  private void take(int count) {
    for (int i = 0; i < count; i++) {
      boolean there = in.remaining() > 0;
      code = code << 1 | (there && in.flag() ? 1 : 0);
      if (!there) beyond++;
    }
  }

  /// Puts the reader behind the stream.
  public void end() {
    int ahead = WINDOW - LAST;
    if (beyond > ahead || lied) in.lie();
    else in.back(ahead - beyond);
  }
}

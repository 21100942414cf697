package takt.protocol.layout;

import takt.protocol.Protocol;
import takt.protocol.wire.BitReader;
import takt.protocol.wire.BitWriter;

/// The whole numbers a field travels as, and how they are written in bits: anew, or as a move away from a base.
///
/// Immutable; any thread. Most moves are small beside the range, so a move has three sizes:
/// ```
/// small     | 0 | u(k) z |                     z < 2^k            z = zigzag(point − base), k = width / 2
/// middling  | 1 0 | u(k + 3) z − 2^k |         z < 2^k + 2^(k+3)
/// anything  | 1 1 | u(width) point − first |
/// ```
/// A range so narrow that this saves nothing has only the last, without its mark.
public final class Points {
  /// Ranges from here on are written as sign and magnitude: JavaScript could not hold the distance to the first.
  private static final long WIDE = 1L << 52;
  private static final int MAGNITUDE_WIDTH = 53;
  private static final int NARROW_WIDTH = 4;
  private static final int MIDDLING_MORE = 3;

  private final long first;
  private final long last;
  private final boolean round;
  private final boolean wide;
  private final int width;
  private final int small;

  private Points(long first, long last, boolean round) {
    if (first > last || first < -Protocol.WHOLE_MAX || last > Protocol.WHOLE_MAX) {
      throw new IllegalArgumentException("first=" + first + " last=" + last + ", expected first <= last, within 2^53");
    }
    this.first = first;
    this.last = last;
    this.round = round;
    wide = last - first >= WIDE;
    width = wide ? 1 + MAGNITUDE_WIDTH : BitWriter.width(last - first);
    small = width / 2;
  }

  /// Whole numbers within bounds.
  public static Points of(long first, long last) {
    return new Points(first, last, false);
  }

  public static Points of(Grid grid) {
    return new Points(grid.point(grid.min()), grid.point(grid.max()), false);
  }

  /// Directions: the last one is beside the first.
  public static Points of(Compass compass) {
    return new Points(0, (1L << compass.bits()) - 1, true);
  }

  public long first() {
    return first;
  }

  public long last() {
    return last;
  }

  /// Bits of a point that is written anew.
  public int width() {
    return width;
  }

  /// Whether the last one is beside the first.
  public boolean isRound() {
    return round;
  }

  public boolean contains(long point) {
    return point >= first && point <= last;
  }

  /// A point moved within the bounds; of directions, round and round.
  public long nearest(long point) {
    return round ? point & last : Math.clamp(point, first, last);
  }

  /// How far it is from one point to another; of directions, the shorter way round.
  public long apart(long from, long to) {
    return move(to, from);
  }

  /// @param point within the bounds
  public void write(long point, BitWriter out) {
    if (wide) out.flag(point < 0).bits(Math.abs(point), MAGNITUDE_WIDTH);
    else out.bits(point - first, width);
  }

  /// The point; on a lie fails the reader and answers the first.
  public long read(BitReader in) {
    long point = wide ? readWide(in) : first + in.bits(width);
    if (point <= last && point >= first && in.ok()) return point;
    in.lie();
    return first;
  }

  private static long readWide(BitReader in) {
    boolean negative = in.flag();
    long magnitude = in.bits(MAGNITUDE_WIDTH);
    if (negative && magnitude == 0) in.lie();
    return negative ? -magnitude : magnitude;
  }

  /// @param base the point the reader has, within the bounds
  public void writeMoved(long point, long base, BitWriter out) {
    if (!hasMoves()) {
      write(point, out);
      return;
    }
    long z = BitWriter.zigzagged(move(point, base));
    if (z < 1L << small) out.flag(false).bits(z, small);
    else if (z < (1L << small) + (1L << small + MIDDLING_MORE)) {
      out.bits(1, 2).bits(z - (1L << small), small + MIDDLING_MORE);
    } else {
      write(point, out.bits(3, 2));
    }
  }

  /// The point; on a lie fails the reader and answers the base.
  public long readMoved(long base, BitReader in) {
    if (!hasMoves()) return read(in);
    if (!in.flag()) return moved(base, in.bits(small), in);
    if (!in.flag()) return moved(base, (1L << small) + in.bits(small + MIDDLING_MORE), in);
    return read(in);
  }

  private boolean hasMoves() {
    return width > NARROW_WIDTH && !wide;
  }

  private long move(long point, long base) {
    long move = point - base;
    return round ? (move << 64 - width) >> 64 - width : move;
  }

  private long moved(long base, long z, BitReader in) {
    long point = base + BitReader.signed(z);
    if (round) point &= last;
    if (point >= first && point <= last && in.ok()) return point;
    in.lie();
    return base;
  }
}

package takt.protocol.layout;

import java.math.BigInteger;

/// The range coder of `docs/PROTOCOL.md`, written the plainest way: as one number that never loses a bit.
///
/// One thread. Shares nothing with the coder it is compared with.
final class PlainRange {
  private static final BigInteger HALF = BigInteger.ONE.shiftLeft(31);

  private final int[] odds;
  private BigInteger low = BigInteger.ZERO;
  private BigInteger range = BigInteger.ONE.shiftLeft(32).subtract(BigInteger.ONE);
  private int left;
  private int carriedMost;

  /// @param odds the first ones
  PlainRange(int... odds) {
    this.odds = odds.clone();
  }

  PlainRange bit(int at, boolean yes) {
    BigInteger part = part(at);
    if (yes) {
      range = part;
    } else {
      raise(part);
      range = range.subtract(part);
    }
    odds[at] += yes ? 65_536 - odds[at] >> 6 : -(odds[at] >> 6);
    return shifted();
  }

  PlainRange raw(int value, int width) {
    range = range.shiftRight(width);
    raise(range.multiply(BigInteger.valueOf(value)));
    return shifted();
  }

  private BigInteger part(int at) {
    return range.shiftRight(16).multiply(BigInteger.valueOf(odds[at]));
  }

  private void raise(BigInteger by) {
    BigInteger before = low.shiftRight(32);
    low = low.add(by);
    carriedMost = Math.max(carriedMost, before.xor(low.shiftRight(32)).bitLength());
  }

  private PlainRange shifted() {
    for (; range.compareTo(HALF) < 0; left++) {
      range = range.shiftLeft(1);
      low = low.shiftLeft(1);
    }
    return this;
  }

  /// Codes a bit so that the middle of all numbers stays within reach, from below: until it is passed, a carry that
  /// goes through all bits but the first is to come.
  boolean towardsTheMiddle(int at, boolean pass) {
    BigInteger middle = BigInteger.ONE.shiftLeft(31 + left);
    boolean isBelow = middle.compareTo(low.add(part(at))) < 0;
    boolean yes = pass ? false : isBelow;
    bit(at, yes);
    return pass && isBelow;
  }

  /// Bits that one carry has changed at the most.
  int carriedMost() {
    return carriedMost;
  }

  int[] learned() {
    return odds.clone();
  }

  /// The bits of the stream, as a text of ones and zeros.
  String end() {
    BigInteger quarter = low.add(BigInteger.ONE.shiftLeft(30)).subtract(BigInteger.ONE).shiftRight(30);
    String bits = quarter.toString(2);
    return "0".repeat(Math.max(0, left + 2 - bits.length())) + bits;
  }
}

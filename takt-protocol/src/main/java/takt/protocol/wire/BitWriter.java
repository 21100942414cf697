package takt.protocol.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Writes bits into a buffer that grows and is used again.
///
/// One thread at a time. Bits fill each byte from its lowest, and a number is written with its low bits first, so that
/// what was written alone can be appended anywhere by shifting.
/// ```
/// u(3) 5, c 9, u(1) 1   1 0 1 | 1 0 0 1 | 1 0 0 0 | 1   =   cd 08
/// ```
public final class BitWriter {
  /// The widest number.
  public static final int WIDTH_MAX = 64;
  /// Bytes that must follow bits which are copied by [#append(byte[], int, int)].
  public static final int SLACK = 8;

  private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] out;
  /// Bytes of full words.
  private int length;
  /// Bits that do not fill a word yet, the first one lowest; fewer than 64.
  private long rest;
  private int restBits;

  /// @param capacity bytes before it grows for the first time
  public BitWriter(int capacity) {
    out = new byte[Math.max(16, capacity)];
  }

  public BitWriter clear() {
    length = 0;
    rest = 0;
    restBits = 0;
    return this;
  }

  /// Bits written.
  public int bitCount() {
    return length * 8 + restBits;
  }

  /// Bytes written, the last one perhaps in part.
  public int byteCount() {
    return length + (restBits + 7 >> 3);
  }

  public BitWriter flag(boolean value) {
    return bits(value ? 1 : 0, 1);
  }

  /// The `width` low bits of a number: from 0 to 64, the others must be 0.
  public BitWriter bits(long value, int width) {
    assert width == WIDTH_MAX || width >= 0 && value >>> width == 0
        : "value=" + value + ", expected " + width + " bits";
    rest |= value << restBits;
    restBits += width;
    if (restBits >= WIDTH_MAX) word(value, width);
    return this;
  }

  /// A word is full: what of the value did not fit begins the next.
  private void word(long value, int width) {
    if (length + 8 > out.length) out = Arrays.copyOf(out, out.length * 2);
    LONGS.set(out, length, rest);
    length += 8;
    restBits -= WIDTH_MAX;
    rest = restBits == 0 ? 0 : value >>> width - restBits;
  }

  /// A number of at least 0, small ones in few bits: groups of 3 bits, low ones first, each with a bit that says that
  /// more follow.
  public BitWriter count(long value) {
    assert value >= 0 : "value=" + value + ", expected at least 0";
    long left = value;
    while (left > 7) {
      bits(left & 7 | 8, 4);
      left >>>= 3;
    }
    return bits(left, 4);
  }

  /// Small magnitudes of either sign as small counts.
  public BitWriter zigzag(long value) {
    return count(zigzagged(value));
  }

  /// 0, −1, 1, −2… as 0, 1, 2, 3…
  public static long zigzagged(long value) {
    return value << 1 ^ value >> 63;
  }

  /// The bits a number takes, at least 1.
  public static int width(long value) {
    return Math.max(1, WIDTH_MAX - Long.numberOfLeadingZeros(value));
  }

  /// A text's UTF-8 behind its length in bytes; see [Utf8].
  public BitWriter text(String text) {
    count(Utf8.length(text));
    for (int i = 0; i < text.length(); i++) {
      int code = Utf8.codeAt(text, i);
      if (code >= 0x10000) i++;
      if (code < 0x80) bits(code, 8);
      else utf8(code);
    }
    return this;
  }

  private void utf8(int code) {
    int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    int mark = 0xff00 >> more + 1 & 0xff;
    bits(mark | code >> 6 * more, 8);
    for (int i = more - 1; i >= 0; i--) bits(0x80 | code >> 6 * i & 0x3f, 8);
  }

  /// All that another one has.
  public BitWriter append(BitWriter other) {
    for (int i = 0; i < other.length; i += 8) bits((long) LONGS.get(other.out, i), WIDTH_MAX);
    return bits(other.rest, other.restBits);
  }

  /// So many bits that another one has copied to `at`, by [#copyTo].
  ///
  /// @param from must go on for [#SLACK] bytes behind them
  public BitWriter append(byte[] from, int at, int bits) {
    int left = bits;
    int next = at;
    for (; left >= WIDTH_MAX; left -= WIDTH_MAX, next += 8) bits((long) LONGS.get(from, next), WIDTH_MAX);
    return bits((long) LONGS.get(from, next) & (1L << left) - 1, left);
  }

  /// Copies what was written to `at` in `to`, which must have [#byteCount()] bytes there; bits after the end are 0.
  public void copyTo(byte[] to, int at) {
    System.arraycopy(out, 0, to, at, length);
    for (int bit = 0, to8 = at + length; bit < restBits; bit += 8) to[to8++] = (byte) (rest >>> bit);
  }

  /// A copy: the caller's to keep.
  public byte[] toBytes() {
    byte[] bytes = new byte[byteCount()];
    copyTo(bytes, 0);
    return bytes;
  }
}

package takt.protocol.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads what [WireWriter] wrote, from bytes nobody vouches for.
///
/// One thread at a time; reusable. The first lie fails the reader for good: every later read gives zero or nothing,
/// and [#ok()] is asked once, at the end. A varint must be the shortest form of its value, so that a message has one
/// encoding.
public final class WireReader {
  private static final byte[] NOTHING = new byte[0];

  private byte[] in = NOTHING;
  private int at;
  private int end;
  private boolean ok = true;

  public WireReader reset(byte[] bytes, int offset, int length) {
    in = bytes;
    at = offset;
    end = offset + length;
    ok = true;
    return this;
  }

  public WireReader reset(byte[] bytes) {
    return reset(bytes, 0, bytes.length);
  }

  /// Whether everything read so far was there and well formed.
  public boolean ok() {
    return ok;
  }

  /// Whether everything was there, well formed, and nothing is left.
  public boolean done() {
    return ok && at == end;
  }

  public int remaining() {
    return end - at;
  }

  public int position() {
    return at;
  }

  public int u8() {
    return take(1) ? in[at++] & 0xff : 0;
  }

  public long varint() {
    long value = 0;
    for (int shift = 0; shift < 70 && take(1); shift += 7) {
      int b = in[at++];
      if (shift == 63 && b != 1) break;
      value |= (b & 0x7fL) << shift;
      if (b >= 0) return b == 0 && shift > 0 ? lie() : value;
    }
    return lie();
  }

  /// A varint from 0 to `max`.
  public long varint(long max) {
    long value = varint();
    return value < 0 || value > max ? lie() : value;
  }

  public long zigzag() {
    long raw = varint();
    return raw >>> 1 ^ -(raw & 1);
  }

  public long fixed64() {
    if (!take(8)) return 0;
    long value = 0;
    for (int i = 0; i < 8; i++) value |= (in[at++] & 0xffL) << 8 * i;
    return value;
  }

  public double real() {
    return Double.longBitsToDouble(fixed64());
  }

  /// A length that must fit what is left and `max`.
  public int length(int max) {
    long count = varint(max);
    return (int) (count > remaining() ? lie() : count);
  }

  public byte[] bytes(int count) {
    if (count < 0 || !take(count)) return NOTHING;
    at += count;
    return Arrays.copyOfRange(in, at - count, at);
  }

  /// A text of at most `bytesMax` bytes of valid UTF-8.
  public String text(int bytesMax) {
    int count = length(bytesMax);
    if (!ok) return "";
    at += count;
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(in, at - count, count)).toString();
    } catch (CharacterCodingException _) {
      lie();
      return "";
    }
  }

  public WireReader skip(int count) {
    if (count < 0) lie();
    else if (take(count)) at += count;
    return this;
  }

  /// Fails the reader: its user found a lie in what was read.
  public long lie() {
    ok = false;
    at = end;
    return 0;
  }

  private boolean take(int count) {
    if (ok && end - at >= count) return true;
    lie();
    return false;
  }
}

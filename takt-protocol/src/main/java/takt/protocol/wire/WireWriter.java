package takt.protocol.wire;

import java.util.Arrays;

/// Writes bytes, varints and length-prefixed texts into a buffer that grows and is used again.
///
/// One thread at a time. Varints are LEB128 of 1 to 10 bytes, as in protobuf; fixed numbers are little-endian.
public final class WireWriter {
  private byte[] out;
  private int length;

  public WireWriter() {
    this(64);
  }

  public WireWriter(int capacity) {
    out = new byte[Math.max(16, capacity)];
  }

  public WireWriter clear() {
    length = 0;
    return this;
  }

  public int length() {
    return length;
  }

  /// A copy of what was written: the caller's to keep.
  public byte[] toBytes() {
    return Arrays.copyOf(out, length);
  }

  /// What it writes into: [#length()] bytes of it count, until it is written to again.
  public byte[] buffer() {
    return out;
  }

  /// Takes back what was written after that many bytes.
  public WireWriter truncate(int length) {
    assert length <= this.length : "length=" + length + ", expected at most " + this.length;
    this.length = length;
    return this;
  }

  public WireWriter u8(int value) {
    reserve(1);
    out[length++] = (byte) value;
    return this;
  }

  /// 7 bits a byte, lowest first, the high bit set on all but the last.
  public WireWriter varint(long value) {
    reserve(10);
    while ((value & ~0x7fL) != 0) {
      out[length++] = (byte) (value | 0x80);
      value >>>= 7;
    }
    out[length++] = (byte) value;
    return this;
  }

  /// Small magnitudes of either sign as small varints: 0, −1, 1, −2… become 0, 1, 2, 3…
  public WireWriter zigzag(long value) {
    return varint(value << 1 ^ value >> 63);
  }

  public WireWriter fixed64(long value) {
    reserve(8);
    for (int i = 0; i < 8; i++) out[length++] = (byte) (value >>> 8 * i);
    return this;
  }

  public WireWriter real(double value) {
    return fixed64(Double.doubleToRawLongBits(value));
  }

  public WireWriter bytes(byte[] bytes) {
    return bytes(bytes, 0, bytes.length);
  }

  public WireWriter bytes(byte[] bytes, int offset, int count) {
    reserve(count);
    System.arraycopy(bytes, offset, out, length, count);
    length += count;
    return this;
  }

  /// All that was written there, from a new byte on.
  public WireWriter bits(BitWriter bits) {
    int count = bits.byteCount();
    reserve(count);
    bits.copyTo(out, length);
    length += count;
    return this;
  }

  /// UTF-8 with its length in bytes before it; see [Utf8].
  public WireWriter text(String text) {
    int bytes = Utf8.length(text);
    varint(bytes).reserve(bytes + 3);
    for (int i = 0; i < text.length(); i++) {
      int code = Utf8.codeAt(text, i);
      if (code >= 0x10000) i++;
      length = Utf8.put(out, length, code);
    }
    return this;
  }

  private void reserve(int more) {
    if (length + more > out.length) out = Arrays.copyOf(out, Math.max(out.length * 2, length + more));
  }
}

package takt.protocol.wire;

import java.nio.charset.StandardCharsets;
import takt.protocol.Protocol;

/// Reads what [BitWriter] wrote, from bytes nobody vouches for.
///
/// One thread at a time; reusable. As with [WireReader] the first lie fails the reader for good: every later read gives
/// zero or nothing, and [#ok()] is asked once, at the end. The bytes are not copied and must not change meanwhile.
public final class BitReader {
  /// The most things that all counts of a frame speak of: what a hostile megabyte can make us allocate.
  public static final int THINGS_MAX = 1 << 17;
  private static final byte[] NOTHING = new byte[0];

  private byte[] in = NOTHING;
  /// In bits.
  private long at;
  private long end;
  private int thingsLeft = THINGS_MAX;
  private int textLeft = Protocol.FRAME_MAX_DOWN;
  private boolean ok = true;

  public BitReader reset(byte[] bytes, int offset, int length) {
    in = bytes;
    at = offset * 8L;
    end = (offset + (long) length) * 8;
    thingsLeft = THINGS_MAX;
    textLeft = Protocol.FRAME_MAX_DOWN;
    ok = true;
    return this;
  }

  public BitReader reset(byte[] bytes) {
    return reset(bytes, 0, bytes.length);
  }

  /// Whether everything read so far was there and well formed.
  public boolean ok() {
    return ok;
  }

  /// Whether everything was there, well formed, and nothing is left but zeros that fill the last byte.
  public boolean done() {
    int left = (int) Math.min(8, end - at);
    return ok && left < 8 && bits(left) == 0 && ok;
  }

  /// Bits left.
  public long remaining() {
    return end - at;
  }

  public boolean flag() {
    return bits(1) != 0;
  }

  /// A number of `width` bits, 0 to 64; the widest may come out negative.
  public long bits(int width) {
    if (!ok || end - at < width) return lie();
    long value = 0;
    int got = 0;
    while (got < width) {
      int skip = (int) (at & 7);
      int taken = Math.min(8 - skip, width - got);
      long piece = (in[(int) (at >> 3)] & 0xff) >> skip & (1 << taken) - 1;
      value |= piece << got;
      got += taken;
      at += taken;
    }
    return value;
  }

  /// A [BitWriter#count(long)] of at most `max`.
  public long count(long max) {
    long value = 0;
    for (int shift = 0; shift < 63; shift += 3) {
      long group = bits(4);
      value |= (group & 7) << shift;
      if (group > 7) continue;
      boolean shortest = group != 0 || shift == 0;
      return ok && shortest && value <= max ? value : lie();
    }
    return lie();
  }

  /// A count of things that take at least a bit each, of which there cannot be more than bits are left, nor, with all
  /// other counts of this frame, than [#THINGS_MAX].
  public int things(int max) {
    int things = (int) count(Math.min(max, thingsLeft));
    if (things > remaining()) return (int) lie();
    thingsLeft -= things;
    return things;
  }

  /// Things that are known and kept: they count as those of [#things]. Answers whether all is well.
  public boolean keeps(int things) {
    if (things > thingsLeft) lie();
    thingsLeft -= things;
    return ok;
  }

  /// Bytes of texts that are known and kept: no more of them in a frame than it could have. Answers whether all is
  /// well.
  public boolean keepsText(int bytes) {
    if (bytes > textLeft) lie();
    textLeft -= bytes;
    return ok;
  }

  /// A [BitWriter#zigzag(long)] of a magnitude of at most `max`.
  public long zigzag(long max) {
    return signed(count(max * 2));
  }

  /// What [BitWriter#zigzagged(long)] made.
  public static long signed(long zigzagged) {
    return zigzagged >>> 1 ^ -(zigzagged & 1);
  }

  /// A text of at most `bytesMax` bytes of valid UTF-8.
  public String text(int bytesMax) {
    long bytes = count(bytesMax);
    if (!ok || bytes > remaining() / 8) {
      lie();
      return "";
    }
    if (bytes == 0) return "";
    byte[] utf8 = new byte[(int) bytes];
    int all = 0;
    for (int i = 0; i < utf8.length; i++) {
      utf8[i] = (byte) bits(8);
      all |= utf8[i];
    }
    if (all >= 0) return new String(utf8, StandardCharsets.ISO_8859_1);
    String text = Utf8.text(utf8);
    if (text == null) lie();
    return text == null ? "" : text;
  }

  /// Goes back over the last bits that were read.
  public void back(int bits) {
    if (ok) at -= bits;
  }

  /// Fails the reader: its user found a lie in what was read.
  public long lie() {
    ok = false;
    at = end;
    return 0;
  }
}

package takt.protocol.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import takt.protocol.Protocol;
import takt.protocol.Seeded;
import takt.protocol.json.JsonLimits;
import takt.protocol.wire.WireWriter;

/// Frames nobody vouches for: cut, flipped, spliced, made up. Each is a frame, skipped, or refused with a reason; none
/// throws, and none makes us allocate more than its length accounts for.
class HostileFramesTest {
  /// What one byte of a frame may cost: the dearest JSON, `{"":0}`, makes a map of a table, an entry and a number.
  private static final int BYTES_PER_BYTE = 64;
  /// What a refused empty frame may cost: the values of a shape, an error text, a buffer that grows once.
  private static final int BYTES_AT_LEAST = 16_000;

  private final List<Golden> vectors = Golden.all();
  private final SplittableRandom random = Seeded.of(HostileFramesTest.class);
  private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final JsonFrames hostileJson = new JsonFrames(JsonLimits.HOSTILE);
  private final BinaryFrames hostileBinary = new BinaryFrames(JsonLimits.HOSTILE);
  private final JsonFrames json = new JsonFrames(JsonLimits.OWN);
  private final BinaryFrames binary = new BinaryFrames(JsonLimits.OWN);
  /// What the last decoding allocated, in bytes.
  private long allocated;
  private int frames;
  private int skipped;
  private int refused;

  @ParameterizedTest
  @EnumSource void everyTruncationHasAnAnswer(Golden.Way way) {
    for (Golden vector : vectors) {
      byte[] bytes = vector.bytes(way);
      for (int length = 0; length < bytes.length; length++) {
        receive(way, vector.up(), Arrays.copyOf(bytes, length));
        receive(way, !vector.up(), Arrays.copyOf(bytes, length));
      }
    }
    assertTrue(refused > 2000 && (way == Golden.Way.JSON || frames > 100), () -> frames + " " + refused);
  }

  @ParameterizedTest
  @EnumSource void everyFlippedBitHasAnAnswer(Golden.Way way) {
    for (Golden vector : vectors) {
      byte[] bytes = vector.bytes(way);
      for (int bit = 0; bit < bytes.length * 8; bit++) {
        bytes[bit >> 3] ^= (byte) (1 << (bit & 7));
        receive(way, vector.up(), bytes);
        bytes[bit >> 3] ^= (byte) (1 << (bit & 7));
      }
    }
    assertTrue(frames > 1000 && refused > 5000 && skipped > 20, () -> frames + " " + refused + " " + skipped);
  }

  @ParameterizedTest
  @EnumSource void bytesByChanceHaveAnAnswer(Golden.Way way) {
    List<Kind> kinds = List.of(Kind.values());
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      if (way == Golden.Way.BINARY && bytes.length > 0 && i % 4 > 0) {
        bytes[0] = (byte) kinds.get(random.nextInt(kinds.size())).code();
      }
      receive(way, random.nextBoolean(), bytes);
    }
    assertTrue(refused > 20_000, () -> frames + " " + refused);
  }

  /// A second of what a fuzzer does: pieces of good frames put together wrongly.
  @ParameterizedTest
  @EnumSource void splicedFramesHaveAnAnswer(Golden.Way way) {
    List<byte[]> pool = new ArrayList<>();
    for (Golden vector : vectors) pool.add(vector.bytes(way));
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = mutate(pool.get(random.nextInt(pool.size())), pool);
      boolean took = receive(way, random.nextBoolean(), bytes);
      if (took && pool.size() < 2000 && bytes.length < 400) pool.add(bytes);
    }
    assertTrue(frames > 1000 && refused > 10_000, () -> frames + " " + refused + " " + skipped);
  }

  private byte[] mutate(byte[] bytes, List<byte[]> pool) {
    byte[] changed = bytes.clone();
    for (int times = random.nextInt(1, 4); times > 0; times--) {
      int at = random.nextInt(changed.length + 1);
      switch (random.nextInt(6)) {
        case 0 -> {
          if (at < changed.length) changed[at] = (byte) random.nextInt(256);
        }
        case 1 -> changed = join(changed, at, new byte[]{(byte) random.nextInt(256)}, at);
        case 2 -> changed = join(changed, at, new byte[0], Math.min(changed.length, at + random.nextInt(1, 9)));
        case 3 -> {
          byte[] other = pool.get(random.nextInt(pool.size()));
          int from = random.nextInt(other.length + 1);
          byte[] piece = Arrays.copyOfRange(other, from, Math.min(other.length, from + random.nextInt(16)));
          changed = join(changed, at, piece, at);
        }
        case 4 ->
          changed = join(changed, at, new WireWriter().varint(random.nextLong() >>> random.nextInt(64)).toBytes(),
              Math.min(changed.length, at + random.nextInt(3)));
        default -> {
          String[] pieces = {"{", "}", "[", "]", ",", "\"", ":", "null", "-1", "1e999", "9007199254740992", "\\ud83c",
              "{\"a\":1}", "\"room\":1,", "\"type\":\"ping\","};
          changed = join(changed, at, pieces[random.nextInt(pieces.length)].getBytes(UTF_8), at);
        }
      }
    }
    return changed;
  }

  private static byte[] join(byte[] bytes, int to, byte[] piece, int from) {
    byte[] joined = Arrays.copyOf(bytes, to + piece.length + bytes.length - from);
    System.arraycopy(piece, 0, joined, to, piece.length);
    System.arraycopy(bytes, from, joined, to + piece.length, bytes.length - from);
    return joined;
  }

  @Test void theDearestDocumentsStayWithinBounds() {
    int most = Protocol.FRAME_MAX_UP;
    for (String piece : List.of("[", "{\"\":", "[],", "{},", "{\"\":0},", "{\"\":{\"\":0}},", "0,", "1.5,", "\"\",",
        "\"\\u0041\",", "-9223372036854775808,", "1.2345678901234567890123456789e-300,", "\"é\",")) {
      String open = piece.endsWith(",") ? "{\"type\":\"ping\",\"x\":[" : "";
      byte[] bytes = (open + piece.repeat(most / piece.getBytes(UTF_8).length)).getBytes(UTF_8);
      receive(Golden.Way.JSON, true, bytes);
    }
    StringBuilder names = new StringBuilder("{\"type\":\"ping\"");
    for (int i = 0; names.length() < most - 20; i++) names.append(",\"").append(i).append("\":0");
    receive(Golden.Way.JSON, true, names.append('}').toString().getBytes(UTF_8));
    assertTrue(refused > 10);
  }

  @Test void lengthsThatLieCostNothing() {
    for (Kind kind : Kind.values()) {
      for (int field = 1; field < 20; field++) {
        for (long length : new long[]{1, 1000, 1 << 20, Integer.MAX_VALUE, Integer.MAX_VALUE + 1L, -1,
            Long.MIN_VALUE}) {
          WireWriter out = new WireWriter().u8(kind.code()).varint(field << 3 | 2).varint(length);
          receive(Golden.Way.BINARY, kind.isUp(), out.toBytes());
        }
      }
    }
    assertTrue(refused > 1000);
  }

  /// Hands bytes to both the codec of a server and that of a client; answers whether the strict one took them.
  private boolean receive(Golden.Way way, boolean up, byte[] bytes) {
    boolean isJson = way == Golden.Way.JSON;
    receive(isJson ? json : binary, up, bytes);
    return receive(isJson ? hostileJson : hostileBinary, up, bytes);
  }

  private boolean receive(FrameCodec codec, boolean up, byte[] bytes) {
    byte[] before = bytes.clone();
    long most = BYTES_AT_LEAST + (long) BYTES_PER_BYTE * bytes.length;
    Frame frame = decode(codec, up, bytes);
    if (allocated > most) frame = decode(codec, up, bytes); // the first time a path is taken, the JVM links it
    if (allocated > most) fail(allocated + " bytes for " + bytes.length + ": " + Golden.hex(bytes));
    assertTrue(Arrays.equals(before, bytes), "what came is not ours to change");
    if (frame == null) {
      assertFalse(codec.error().isEmpty(), () -> Golden.hex(bytes));
      if (codec.skipped()) skipped++;
      else refused++;
      return false;
    }
    assertEquals("", codec.error());
    assertFalse(codec.skipped());
    frames++;
    again(codec, up, frame, bytes);
    return true;
  }

  /// What was taken can be sent on, and is then taken for the same.
  private void again(FrameCodec codec, boolean up, Frame frame, byte[] bytes) {
    byte[] written = codec.encode(frame);
    Frame again = decode(codec, up, written);
    if (!frame.equals(again)) fail(frame + " and " + again + " from " + Golden.hex(bytes));
  }

  private @Nullable Frame decode(FrameCodec codec, boolean up, byte[] bytes) {
    long before = thread.getCurrentThreadAllocatedBytes();
    try {
      return up ? codec.decodeUp(bytes, 0, bytes.length) : codec.decodeDown(bytes, 0, bytes.length);
    } catch (RuntimeException | Error e) {
      throw new AssertionError("thrown for " + Golden.hex(bytes), e);
    } finally {
      allocated = thread.getCurrentThreadAllocatedBytes() - before;
    }
  }
}

package takt.client;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import takt.protocol.layout.RoomLayout;
import takt.protocol.wire.BitReader;
import takt.protocol.wire.BitWriter;

/// Packed state nobody vouches for: cut, flipped, spliced, made up. Each is a state or null; nothing throws, and
/// nothing allocates more than its length and its base account for.
class HostileStateTest {
  /// What a byte of a frame may cost. The dearest bits say that an entity entered and nothing else of it.
  private static final int BYTES_PER_BYTE = 256;
  private static final int BYTES_AT_LEAST = 16_000;
  private static final int FRAMES = 1_000;

  private static final List<Sample> SAMPLES = samples();

  private final SplittableRandom random = Worlds.seeded(HostileStateTest.class);
  private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final List<Sample> samples = SAMPLES;
  private int states;
  private int refused;

  /// A frame, what it builds on, and what reads it.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Sample(SnapshotReader reader, ClientState base, ClientState after, byte[] bytes) {}

  static List<Sample> samples() {
    SplittableRandom random = Worlds.seeded(HostileStateTest.class);
    List<Sample> samples = new ArrayList<>();
    List<RoomLayout> layouts = List.of(PackedGoldenTest.layout("arena"), PackedGoldenTest.layout("wide"),
        PackedGoldenTest.everyType());
    while (samples.size() < FRAMES) {
      RoomLayout layout = layouts.get(samples.size() / 8 % layouts.size());
      Worlds worlds = new Worlds(layout, random);
      SnapshotReader reader = new SnapshotReader(layout);
      ClientState known = ClientState.EMPTY;
      ClientState state = ClientState.EMPTY;
      for (int i = 0; i < 8; i++) {
        state = worlds.next(state, layout == layouts.getLast() ? 1 : 6);
        byte[] bytes = StatePacker.pack(layout, known, state);
        ClientState read = requireNonNull(reader.read(known, state.tick(), bytes));
        assertEquals(state, read);
        samples.add(new Sample(reader, known, read, bytes));
        // What was read is what the next builds on, as in a client: not the state it was made of.
        known = read;
      }
    }
    return samples;
  }

  @Test void statesComeBackAsTheyWent() {
    for (Sample sample : samples) {
      assertEquals(sample.after, sample.reader.read(sample.base, sample.after.tick(), sample.bytes));
    }
  }

  @Test void everyTruncationHasAnAnswer() {
    for (Sample sample : samples) {
      for (int length = 0; length < sample.bytes.length; length++) {
        receive(sample, Arrays.copyOf(sample.bytes, length));
      }
    }
    assertTrue(refused > 20 * FRAMES, this::counts);
  }

  @Test void everyFlippedBitHasAnAnswer() {
    for (Sample sample : samples) {
      byte[] bytes = sample.bytes.clone();
      for (int bit = 0; bit < bytes.length * 8; bit++) {
        bytes[bit >> 3] ^= (byte) (1 << (bit & 7));
        receive(sample, bytes);
        bytes[bit >> 3] ^= (byte) (1 << (bit & 7));
      }
    }
    assertTrue(refused > 20 * FRAMES && states > 20 * FRAMES, this::counts);
  }

  @Test void bytesByChanceHaveAnAnswer() {
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      if (i % 2 == 0 && bytes.length > 0) bytes[0] &= (byte) random.nextInt(256);
      receive(samples.get(random.nextInt(samples.size())), bytes);
    }
    assertTrue(refused > 100_000, this::counts);
  }

  @Test void framesOnAnotherBaseHaveAnAnswer() {
    for (int i = 0; i < 20_000; i++) {
      Sample one = samples.get(random.nextInt(samples.size()));
      Sample other = samples.get(random.nextInt(samples.size()));
      if (one.reader == other.reader || random.nextInt(8) == 0) receive(one, other.bytes);
    }
    assertTrue(refused > 1_000, this::counts);
  }

  /// As many entities as a state may have, each in as few bits as can be.
  @Test void theDearestFramesStayWithinBounds() {
    RoomLayout layout = PackedGoldenTest.layout("arena");
    SnapshotReader reader = new SnapshotReader(layout);
    BitWriter out = new BitWriter(1 << 16).bits(0, 2);
    crowd(out, 65_535, 6);
    Sample sample = new Sample(reader, ClientState.EMPTY, ClientState.EMPTY, new byte[0]);
    ClientState full = receive(sample, new BitWriter(1 << 16).append(out).bits(0, 2).toBytes());
    assertEquals(65_535, requireNonNull(full).entities("ships").size());
    crowd(out, 65_535, 0);
    assertNull(receive(sample, out.bits(0, 1).toBytes()), "more than 100000 in all");
    Sample onIt = new Sample(reader, full, full, new byte[0]);
    BitWriter gone = new BitWriter(1 << 16).bits(4, 3).count(65_535);
    for (int i = 0; i < 65_535; i++) gone.flag(false);
    ClientState empty = receive(onIt, gone.count(0).count(0).bits(0, 2).toBytes(), full.entities("ships").size());
    assertEquals(0, requireNonNull(empty).entities("ships").size());
  }

  private static void crowd(BitWriter out, int count, int fields) {
    out.flag(true).count(0).count(0).count(count);
    for (int i = 0; i < count; i++) out.flag(false).count(1).flag(false).bits(0, fields);
  }

  @Test void countsThatLieCostNothing() {
    Sample sample = samples.getLast();
    for (int before = 0; before < 8; before++) {
      for (long count : new long[]{100, 65_535, 65_536, 100_000, BitReader.THINGS_MAX, Integer.MAX_VALUE, 1L << 52}) {
        BitWriter out = new BitWriter(16).bits(0, before).flag(true).count(count);
        receive(sample, out.toBytes());
        receive(sample, out.bits(-1, 64).bits(-1, 64).toBytes());
      }
    }
    assertTrue(refused > 50, this::counts);
  }

  private @Nullable ClientState receive(Sample sample, byte[] bytes) {
    return receive(sample, bytes, 100);
  }

  private @Nullable ClientState receive(Sample sample, byte[] bytes, int baseRows) {
    byte[] before = bytes.clone();
    long most = BYTES_AT_LEAST + (long) BYTES_PER_BYTE * bytes.length + 32L * baseRows;
    long atFirst = thread.getCurrentThreadAllocatedBytes();
    ClientState state = read(sample, bytes);
    long allocated = thread.getCurrentThreadAllocatedBytes() - atFirst;
    if (allocated > most) { // the first time a path is taken, the JVM links it
      atFirst = thread.getCurrentThreadAllocatedBytes();
      state = read(sample, bytes);
      allocated = thread.getCurrentThreadAllocatedBytes() - atFirst;
    }
    if (allocated > most) {
      fail(allocated + " bytes for " + bytes.length + ": " + HexFormat.of().formatHex(Arrays.copyOf(bytes, 99)));
    }
    assertTrue(Arrays.equals(before, bytes), "what came is not ours to change");
    if (state == null) refused++;
    else states++;
    return state;
  }

  private static @Nullable ClientState read(Sample sample, byte[] bytes) {
    try {
      return sample.reader.read(sample.base, sample.after.tick(), bytes);
    } catch (RuntimeException | Error e) {
      throw new AssertionError("thrown for " + HexFormat.of().formatHex(bytes), e);
    }
  }

  private String counts() {
    return states + " states, " + refused + " refused";
  }
}

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
  /// And a row of the states it builds on: one that is foreseen takes a part of a bit, and is another row from then on.
  private static final int BYTES_PER_ROW = 256;
  private static final int FRAMES = 1_000;

  private static final List<Sample> SAMPLES = samples();

  private final SplittableRandom random = Worlds.seeded(HostileStateTest.class);
  private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final List<Sample> samples = SAMPLES;
  private int states;
  private int refused;

  /// A frame, the states it builds on, the newest first, and what reads it.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Sample(SnapshotReader reader, List<ClientState> bases, ClientState after, byte[] bytes) {
    @Nullable ClientState read(byte[] changed) {
      return reader.read(this::at, bases.isEmpty() ? 0 : bases.getFirst().tick(), after.tick(), changed);
    }

    private @Nullable ClientState at(long tick) {
      for (ClientState base : bases) {
        if (base.tick() == tick) return base;
      }
      return null;
    }

    private int rows() {
      int rows = 0;
      for (ClientState base : bases) {
        for (var part : base.entities().values()) rows += part.size();
      }
      return rows;
    }
  }

  static List<Sample> samples() {
    SplittableRandom random = Worlds.seeded(HostileStateTest.class);
    List<Sample> samples = new ArrayList<>();
    List<RoomLayout> layouts = List.of(PackedGoldenTest.layout("arena"), PackedGoldenTest.layout("wide"),
        PackedGoldenTest.layout("edits"), PackedGoldenTest.everyType());
    while (samples.size() < FRAMES) {
      RoomLayout layout = layouts.get(samples.size() / 24 % layouts.size());
      int tickRateHz = random.nextInt(61);
      Worlds worlds = new Worlds(layout, random);
      SnapshotReader reader = new SnapshotReader(layout, tickRateHz);
      StatePacker packer = new StatePacker(layout, tickRateHz);
      // Nine of them, the newest first: what was made, and what was read of it, as in a client.
      List<StatePacker.Packed> made = new ArrayList<>();
      List<ClientState> known = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        StatePacker.Packed last = made.isEmpty() ? StatePacker.NOTHING : made.getFirst();
        StatePacker.Packed now = worlds.next(last, layout == layouts.getLast() ? 1 : 6);
        int bases = Math.min(made.size(), random.nextInt(4) == 0 ? random.nextInt(10) : 9);
        byte[] bytes = packer.pack(made.subList(0, bases), now);
        Sample unread = new Sample(reader, known.subList(0, bases), now.state(), bytes);
        ClientState read = requireNonNull(unread.read(bytes));
        assertEquals(now.state(), read);
        samples.add(new Sample(reader, List.copyOf(unread.bases), read, bytes));
        made.addFirst(now);
        known.addFirst(read);
        if (made.size() > 9) made.removeLast();
        if (known.size() > 9) known.removeLast();
      }
    }
    return samples;
  }

  @Test void statesComeBackAsTheyWent() {
    for (Sample sample : samples) assertEquals(sample.after, sample.read(sample.bytes));
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
    SnapshotReader reader = new SnapshotReader(layout, 20);
    BitWriter out = new BitWriter(1 << 16).bits(0, 2);
    crowd(out, 65_535, 6);
    Sample sample = new Sample(reader, List.of(), ClientState.EMPTY, new byte[0]);
    ClientState full = receive(sample, new BitWriter(1 << 16).append(out).bits(0, 3).toBytes());
    assertEquals(65_535, requireNonNull(full).entities("ships").size());
    crowd(out, 65_535, 0);
    assertNull(receive(sample, out.bits(0, 2).toBytes()), "more than 100000 in all");
    Sample onIt = on(reader, full);
    BitWriter gone = new BitWriter(1 << 16).flag(false).count(0).bits(12, 4).count(65_535);
    for (int i = 0; i < 65_535; i++) gone.flag(false);
    ClientState empty = receive(onIt, gone.flag(false).count(0).bits(0, 3).toBytes());
    assertEquals(0, requireNonNull(empty).entities("ships").size());
  }

  /// A few bytes that have every row of a large state foreseen, or all of what is in it move.
  @Test void streamsOfMovedRowsStayWithinBounds() {
    RoomLayout layout = PackedGoldenTest.layout("arena");
    SnapshotReader reader = new SnapshotReader(layout, 20);
    BitWriter out = new BitWriter(1 << 16).bits(0, 2);
    crowd(out, 10_000, 6);
    Sample sample = new Sample(reader, List.of(), ClientState.EMPTY, new byte[0]);
    ClientState full = requireNonNull(receive(sample, out.bits(0, 3).toBytes()));
    for (int i = 0; i < 2_000; i++) {
      byte[] stream = new byte[random.nextInt(64)];
      if (i % 3 == 0) random.nextBytes(stream);
      else Arrays.fill(stream, (byte) (i % 3 - 2));
      BitWriter frame = new BitWriter(128).flag(false).count(0).bits(0, 2).bits(3, 2).count(0).flag(false);
      for (byte b : stream) frame.bits(b & 0xff, 8);
      receive(on(reader, full), frame.toBytes());
    }
    assertTrue(refused > 500, this::counts);
  }

  /// What builds on a state of the tick before.
  private static Sample on(SnapshotReader reader, ClientState state) {
    ClientState base = new ClientState(1, state.room(), state.players(), state.entities());
    return new Sample(reader, List.of(base), new ClientState(2, state.room(), state.players(), state.entities()),
        new byte[0]);
  }

  /// Bits of a part that so many enter.
  private static void crowd(BitWriter out, int count, int fields) {
    out.bits(3, 2).count(0).flag(false).count(count);
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
    byte[] before = bytes.clone();
    long most = BYTES_AT_LEAST + (long) BYTES_PER_BYTE * bytes.length + (long) BYTES_PER_ROW * sample.rows();
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
      return sample.read(bytes);
    } catch (RuntimeException | Error e) {
      throw new AssertionError("thrown for " + HexFormat.of().formatHex(bytes), e);
    }
  }

  private String counts() {
    return states + " states, " + refused + " refused";
  }
}

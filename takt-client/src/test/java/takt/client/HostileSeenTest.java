package takt.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import takt.protocol.delta.Gaps;
import takt.protocol.delta.MovedRow;
import takt.protocol.delta.MovedRows;
import takt.protocol.delta.PartShape;
import takt.protocol.delta.RangeWriter;
import takt.protocol.json.Json;
import takt.protocol.layout.RoomLayout;
import takt.protocol.wire.BitWriter;

/// Entities known by where they are, as a liar tells of them: each frame is a state or null, nothing throws, and what
/// it takes is bounded by its length and its base.
class HostileSeenTest {
  private static final int BYTES_AT_LEAST = 16_000;
  private static final int BYTES_PER_BYTE = 256;
  private static final int BYTES_PER_ROW = 256;
  private static final int RATE_HZ = 20;
  private static final int PARTS = 3;
  private static final int FIELDS = 6;

  private final RoomLayout layout = PackedGoldenTest.layout("arena");
  private final PartShape shape = PartShape.of(layout.entities().getFirst());
  private final SnapshotReader reader = new SnapshotReader(layout, RATE_HZ);
  private final MovedRows moved = new MovedRows(shape, RATE_HZ);
  private final Map<Long, ClientState> known = new LinkedHashMap<>();
  private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final SplittableRandom random = Worlds.seeded(HostileSeenTest.class);

  // ---- honest bits

  private static BitWriter whole() {
    return new BitWriter(64);
  }

  private static BitWriter delta() {
    return new BitWriter(64).flag(false).count(0);
  }

  /// Up to what is seen of ships: no news of the room, of players and in public parts.
  private static BitWriter seen(BitWriter out) {
    return out.bits(0, 2 + PARTS).flag(true).flag(false).flag(true).flag(true).flag(true);
  }

  private static byte[] end(BitWriter out) {
    return out.bits(0, PARTS - 1).toBytes();
  }

  private static BitWriter enter(BitWriter out, int count) {
    out.count(count);
    for (int i = 0; i < count; i++) out.flag(false).count(1).flag(false).bits(0, FIELDS);
    return out;
  }

  private static byte[] crowd(int count) {
    return end(enter(seen(whole()).count(0).count(0), count));
  }

  /// All rows are awake, and as foreseen.
  private static byte[] foreseen(int rows) {
    BitWriter out = seen(delta()).count(0).flag(true);
    for (int i = 0; i < rows; i++) out.flag(true);
    return end(out.count(0).count(0));
  }

  /// The stream of a row that was at rest and goes by so many points, from where it has nothing but first points.
  private void chunk(BitWriter out, int by) {
    MovedRow row = moved.row();
    row.older = 1;
    for (int f = 0; f < shape.types().size(); f++) {
      row.history[f][0] = row.history[f][1] = shape.types().get(f).points().first();
      row.now[f] = row.history[f][0] + by;
    }
    row.noted = false;
    Arrays.fill(row.told, false);
    Gaps gaps = new Gaps();
    gaps.begin(1);
    gaps.add(1);
    moved.alone(shape.first(), gaps);
    RangeWriter coder = new RangeWriter();
    moved.codeAlone(coder.begin());
    coder.end(out);
  }

  /// Of rows at rest every second moves.
  private byte[] everySecond(int rows) {
    BitWriter out = seen(delta()).count(0).count(rows / 2);
    for (int i = 0; i < rows / 2; i++) {
      out.count(1);
      chunk(out, 1 + i);
    }
    return end(out.count(0).count(0));
  }

  private @Nullable ClientState read(long base, long tick, byte[] bytes) {
    ClientState from = known.get(base);
    int rows = from == null ? 0 : from.entities("ships").size();
    long most = BYTES_AT_LEAST + (long) BYTES_PER_BYTE * bytes.length + (long) BYTES_PER_ROW * rows;
    for (int tries = 0;; tries++) { // the first time a path is taken, the JVM links it
      long before = thread.getCurrentThreadAllocatedBytes();
      ClientState state;
      try {
        state = reader.read(known::get, base, tick, bytes);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("thrown for " + HexFormat.of().formatHex(bytes), e);
      }
      long allocated = thread.getCurrentThreadAllocatedBytes() - before;
      if (allocated <= most) return state;
      assertTrue(tries == 0, () -> allocated + " bytes for " + bytes.length + ", expected at most " + most);
    }
  }

  private ClientState know(long base, long tick, byte[] bytes) {
    ClientState state = read(base, tick, bytes);
    assertNotNull(state);
    known.put(tick, state);
    return state;
  }

  /// Ten ships that entered in tick 1, and are at rest since tick 2.
  private void tenAtRest() {
    know(0, 1, crowd(10));
    know(1, 2, foreseen(10));
  }

  @Test void whatIsHonestIsRead() {
    tenAtRest();
    ClientState state = know(2, 3, everySecond(10));
    Map<Long, Map<String, Json>> ships = state.entities("ships");
    assertEquals(10, ships.size());
    assertEquals(6, Set.copyOf(ships.values()).size(), "five went, each by more than the one before");
  }

  // ---- lies

  @Test void moreToldThanAreAtRestIsALie() {
    tenAtRest();
    for (long count : new long[]{11, 65_535, 100_000, Integer.MAX_VALUE, 1L << 52}) {
      BitWriter out = seen(delta()).count(0).count(count);
      for (int i = 0; i < 12; i++) {
        out.count(0);
        chunk(out, 1);
      }
      assertNull(read(2, 3, end(out.count(0).count(0))), "count " + count);
    }
  }

  @Test void passedBeyondTheLastIsALie() {
    tenAtRest();
    for (long passed : new long[]{10, 11, 65_535, Integer.MAX_VALUE, 1L << 52}) {
      BitWriter out = seen(delta()).count(0).count(1).count(passed);
      chunk(out, 1);
      assertNull(read(2, 3, end(out.count(0).count(0))), "passed " + passed);
    }
    BitWriter last = seen(delta()).count(0).count(1).count(9);
    chunk(last, 1);
    assertNotNull(read(2, 3, end(last.count(0).count(0))));
  }

  @Test void whatEveryoneKnowsIsNotSeen() {
    BitWriter out = whole().bits(0, 2).flag(true).flag(true).count(0).flag(false);
    know(0, 1, enter(out, 10).bits(0, PARTS).toBytes());
    assertNull(read(1, 2, foreseen(10)));
    // With one that was entered as seen among them, too.
    BitWriter more = seen(delta()).count(10);
    for (int i = 0; i < 10; i++) more.flag(false);
    know(1, 2, end(enter(more.count(0), 10)));
    know(2, 3, foreseen(10));
    BitWriter gone = delta().bits(0, 2).flag(true).flag(true).count(1).flag(false).flag(false);
    read(3, 4, gone.count(1).flag(false).count(2).flag(false).bits(0, FIELDS).bits(0, PARTS).toBytes());
  }

  /// As public rows they may move and come back; whatever is answered, nothing is thrown.
  @Test void aPartThatChangesItsMindHasAnAnswer() {
    tenAtRest();
    for (int i = 0; i < 2_000; i++) {
      BitWriter out = delta().bits(0, 2).flag(true).flag(true).count(0).flag(false);
      for (int n = random.nextInt(40); n > 0; n--) out.bits(random.nextInt(256), 8);
      ClientState state = read(2, 3, out.toBytes());
      if (state == null) continue;
      known.put(3L, state);
      read(3, 4, foreseen(10));
      read(3, 4, everySecond(10));
    }
  }

  @Test void oneSlotEntersOnceInAFrame() {
    BitWriter out = seen(whole()).count(0).count(0).count(2).flag(false).count(1).flag(false).bits(0, FIELDS);
    assertNull(read(0, 1, end(out.flag(true).zigzag(-2).count(2).flag(false).bits(0, FIELDS))));
    tenAtRest();
    ClientState again = know(2, 3, end(enter(seen(delta()).count(0).count(0).count(0), 10)));
    assertEquals(10, again.entities("ships").size());
    know(3, 4, foreseen(10)); // they have entered anew, so they are awake
  }

  @Test void whatIsGoneIsNotTold() {
    tenAtRest();
    BitWriter out = seen(delta()).count(10);
    for (int i = 0; i < 10; i++) out.flag(false);
    ClientState none = read(2, 3, end(new BitWriter(64).append(out).count(0).count(0)));
    assertTrue(none != null && none.entities("ships").isEmpty());
    assertNull(read(2, 3, end(out.count(1).flag(false).flag(false).bits(0, FIELDS).count(0))), "own fields of one");
    assertNull(read(2, 3, end(seen(delta()).count(1).flag(true).zigzag(97).count(0).count(0).count(0))), "nobody went");
  }

  @Test void noTickIsToldTwice() {
    tenAtRest();
    for (long tick : new long[]{2, 1, 0, -1, Long.MIN_VALUE})
      assertNull(read(2, tick, everySecond(10)), "tick " + tick);
    assertNotNull(read(2, 1L << 52, everySecond(10)));
  }

  @Test void everyTruncationAndEveryFlippedBitHasAnAnswer() {
    tenAtRest();
    know(2, 3, everySecond(10));
    int refused = 0;
    for (byte[] honest : new byte[][]{crowd(10), foreseen(10), everySecond(10), end(seen(delta()).count(0).flag(true)
        .bits(0, 40))}) {
      for (long base : new long[]{0, 1, 2, 3}) {
        for (int length = 0; length < honest.length; length++) {
          for (int bits = 0; bits < 8; bits++) {
            byte[] cut = Arrays.copyOf(honest, length + 1);
            cut[length] &= (byte) ((1 << bits) - 1);
            if (read(base, 9, cut) == null) refused++;
          }
        }
        for (int bit = 0; bit < honest.length * 8; bit++) {
          byte[] flipped = honest.clone();
          flipped[bit >> 3] ^= (byte) (1 << (bit & 7));
          if (read(base, 9, flipped) == null) refused++;
        }
      }
    }
    assertTrue(refused > 1_000, "refused=" + refused);
  }

  @Test void bitsByChanceHaveAnAnswer() {
    tenAtRest();
    know(2, 3, everySecond(10));
    int states = 0;
    for (int i = 0; i < 30_000; i++) {
      BitWriter out = i % 5 == 0 ? seen(whole()) : seen(delta());
      if (random.nextBoolean()) out.count(0);
      for (int n = random.nextInt(30); n > 0; n--) out.bits(random.nextInt(1 << random.nextInt(9)), 8);
      if (read(i % 5 == 0 ? 0 : 1 + random.nextInt(3), 4 + random.nextInt(40), out.toBytes()) != null) states++;
    }
    assertTrue(states > 50, "states=" + states);
  }

  /// As many as there can be: to have each told takes one bit.
  @Test void theDearestFrameStaysWithinBounds() {
    know(0, 1, crowd(65_535));
    know(1, 2, foreseen(65_535));
    ClientState same = know(2, 3, end(seen(delta()).count(0).count(0).count(0).count(0)));
    assertEquals(65_535, same.entities("ships").size());
  }
}

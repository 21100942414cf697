package takt.protocol.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import takt.protocol.Protocol;
import takt.protocol.Seeded;
import takt.protocol.wire.BitReader;
import takt.protocol.wire.BitWriter;

/// Points and moves: every one comes back, in as many bits as the protocol says.
class PointsTest {
  private final BitWriter out = new BitWriter(16);
  private final BitReader in = new BitReader();

  @Test void everyMoveInANarrowRangeComesBack() {
    for (int last : new int[]{0, 1, 2, 14, 15, 16, 30, 31, 63, 100, 127, 128, 255}) {
      Points points = Points.of(-5, last - 5);
      for (long base = -5; base <= last - 5; base++) {
        for (long point = -5; point <= last - 5; point++) comesBack(points, point, base);
      }
    }
  }

  @Test void everyTurnComesBackTheShorterWayRound() {
    for (int bits = 4; bits <= 8; bits++) {
      Points points = Points.of(new Compass(bits));
      for (long base = 0; base < 1 << bits; base++) {
        for (long point = 0; point < 1 << bits; point++) comesBack(points, point, base);
        long next = base + 1 & (1 << bits) - 1;
        if (bits > 4) assertEquals(1 + bits / 2, size(points, next, base), "over the end, too");
      }
    }
  }

  @Test void movesByChanceInWideRangesComeBack() {
    SplittableRandom random = Seeded.of(PointsTest.class);
    for (int i = 0; i < 200_000; i++) {
      long a = random.nextLong(-Protocol.WHOLE_MAX, Protocol.WHOLE_MAX + 1) >> random.nextInt(53);
      long b = random.nextLong(-Protocol.WHOLE_MAX, Protocol.WHOLE_MAX + 1) >> random.nextInt(53);
      Points points = Points.of(Math.min(a, b), Math.max(a, b));
      long base = random.nextLong(points.first(), points.last() + 1);
      long near = base + (random.nextLong() >> 12 + random.nextInt(51));
      comesBack(points, Math.clamp(near, points.first(), points.last()), base);
      out.clear();
      points.write(base, out);
      assertEquals(points.width(), out.bitCount());
      assertEquals(base, points.read(in.reset(out.toBytes())));
      assertTrue(in.done());
    }
  }

  @Test void smallMovesAreSmall() {
    Points points = Points.of(0, 100_000);
    assertEquals(17, points.width());
    assertEquals(1 + 8, size(points, 500, 500));
    assertEquals(1 + 8, size(points, 627, 500));
    assertEquals(1 + 8, size(points, 372, 500));
    assertEquals(2 + 11, size(points, 628, 500));
    assertEquals(2 + 11, size(points, 50_000 + 1151, 50_000));
    assertEquals(2 + 17, size(points, 50_000 + 1152, 50_000));
    assertEquals(4, size(Points.of(0, 15), 3, 9), "nothing is saved where there is nothing to save");
  }

  @Test void rangesThatAreNoneAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Points.of(1, 0));
    assertThrows(IllegalArgumentException.class, () -> Points.of(-Protocol.WHOLE_MAX - 1, 0));
    assertThrows(IllegalArgumentException.class, () -> Points.of(0, Protocol.WHOLE_MAX + 1));
  }

  @Test void whatMovesBeyondTheEndsFailsTheReader() {
    Points points = Points.of(0, 100);
    assertEquals(99, points.readMoved(99, in.reset(out.clear().flag(false).bits(4, 3).toBytes())));
    assertFalse(in.done());
    assertEquals(1, points.readMoved(1, in.reset(out.clear().flag(false).bits(3, 3).toBytes())));
    assertFalse(in.done());
  }

  private void comesBack(Points points, long point, long base) {
    out.clear();
    points.writeMoved(point, base, out);
    assertEquals(point, points.readMoved(base, in.reset(out.toBytes())), () -> base + " to " + point);
    assertTrue(in.done());
    assertTrue(out.bitCount() <= points.width() + 2);
  }

  private int size(Points points, long point, long base) {
    out.clear();
    points.writeMoved(point, base, out);
    return out.bitCount();
  }
}

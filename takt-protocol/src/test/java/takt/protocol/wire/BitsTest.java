package takt.protocol.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import takt.protocol.Seeded;

class BitsTest {
  private final BitWriter out = new BitWriter(16);
  private final BitReader in = new BitReader();

  @Test void theExampleOfTheProtocolDocument() {
    assertEquals("cd08", hex(out.bits(5, 3).count(9).flag(true)));
  }

  @Test void everythingComesBackAsItWent() {
    SplittableRandom random = Seeded.of(BitsTest.class);
    for (int round = 0; round < 2_000; round++) {
      long seed = random.nextLong();
      out.clear();
      write(new SplittableRandom(seed));
      SplittableRandom again = new SplittableRandom(seed);
      in.reset(out.toBytes());
      for (int i = again.nextInt(20); i > 0; i--) {
        switch (again.nextInt(4)) {
          case 0 -> {
            int width = again.nextInt(65);
            assertEquals(number(again, width), in.bits(width));
          }
          case 1 -> assertEquals(number(again, again.nextInt(54)), in.count(Long.MAX_VALUE));
          case 2 -> assertEquals(number(again, 40) - (1L << 39), in.zigzag(1L << 40));
          default -> assertEquals(Seeded.text(again, 9), in.text(64));
        }
      }
      assertTrue(in.done());
    }
  }

  private void write(SplittableRandom random) {
    for (int i = random.nextInt(20); i > 0; i--) {
      switch (random.nextInt(4)) {
        case 0 -> {
          int width = random.nextInt(65);
          out.bits(number(random, width), width);
        }
        case 1 -> out.count(number(random, random.nextInt(54)));
        case 2 -> out.zigzag(number(random, 40) - (1L << 39));
        default -> out.text(Seeded.text(random, 9));
      }
    }
  }

  private static long number(SplittableRandom random, int width) {
    return width == 0 ? 0 : random.nextLong() >>> 64 - width;
  }

  @Test void whatWasWrittenAloneIsAppendedAnywhere() {
    SplittableRandom random = Seeded.of(BitsTest.class);
    for (int round = 0; round < 500; round++) {
      BitWriter whole = new BitWriter(16);
      BitWriter joined = new BitWriter(16);
      for (int piece = 0; piece < 5; piece++) {
        long seed = random.nextLong();
        out.clear();
        write(new SplittableRandom(seed));
        joined.append(out);
        BitWriter piecewise = out;
        in.reset(piecewise.toBytes());
        for (int bit = piecewise.bitCount(); bit > 0; bit--) whole.flag(in.flag());
      }
      assertEquals(whole.bitCount(), joined.bitCount());
      assertEquals(hex(whole), hex(joined));
    }
  }

  @Test void liesFailTheReaderForGood() {
    in.reset(new byte[]{1});
    assertEquals(0, in.bits(9));
    assertFalse(in.ok());
    assertEquals(0, in.bits(1));
    in.reset(HexFormat.of().parseHex("08"));
    in.count(100);
    assertFalse(in.ok(), "a count that is longer than it need be");
    in.reset(HexFormat.of().parseHex("ffffffffffffffffffffffff"));
    in.count(Long.MAX_VALUE);
    assertFalse(in.ok(), "a count without end");
    in.reset(out.clear().count(1000).toBytes());
    in.text(2000);
    assertFalse(in.ok(), "a text longer than what is there");
    in.reset(out.clear().count(2).bits(0xc3c3, 16).toBytes());
    in.text(10);
    assertFalse(in.ok(), "a text that is no UTF-8");
    in.reset(out.clear().count(20).bits(0, 10).toBytes());
    in.things(100);
    assertFalse(in.ok(), "more things than bits");
  }

  @Test void nothingButZerosMayFollow() {
    in.reset(new byte[]{1});
    assertTrue(in.flag());
    assertTrue(in.done());
    in.reset(new byte[]{3});
    assertTrue(in.flag());
    assertFalse(in.done());
    in.reset(new byte[]{1, 0});
    assertTrue(in.flag());
    assertFalse(in.done(), "a byte too many");
  }

  private static String hex(BitWriter out) {
    return HexFormat.of().formatHex(out.toBytes());
  }
}

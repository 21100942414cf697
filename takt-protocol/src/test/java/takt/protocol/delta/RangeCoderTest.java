package takt.protocol.delta;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import takt.protocol.Seeded;
import takt.protocol.wire.BitReader;
import takt.protocol.wire.BitWriter;

/// What the range coder wrote it reads, wherever the stream lies, and in as few bits as can be; of bits that are no
/// stream it makes something and comes to an end.
class RangeCoderTest {
  private final SplittableRandom random = Seeded.of(RangeCoderTest.class);

  /// Bits and numbers by chance, the same for the same seed.
  private static final class Chance {
    private final SplittableRandom random;
    private final char[] first;
    private final int things;

    private Chance(long seed) {
      random = new SplittableRandom(seed);
      first = new char[random.nextInt(1, 20)];
      for (int i = 0; i < first.length; i++) first[i] = odds();
      things = random.nextInt(600);
    }

    private char odds() {
      return (char) switch (random.nextInt(6)) {
        case 0 -> 1;
        case 1 -> 65_535;
        default -> random.nextInt(1, 65_536);
      };
    }

    private void code(BitCoder coder) {
      Odds odds = new Odds(first.length).begin(first);
      for (int i = 0; i < things; i++) {
        if (random.nextInt(6) == 0) {
          int width = random.nextInt(BitCoder.RAW_MAX + 1);
          int value = random.nextInt(4) == 0 ? (1 << width) - 1 : random.nextInt(1 << width);
          assertEquals(value, coder.raw(coder.isReading() ? 0 : value, width));
        } else {
          int at = random.nextInt(first.length);
          boolean yes = random.nextInt(8) == 0 ? random.nextBoolean() : random.nextInt(65_536) < odds.of(at);
          assertEquals(yes, coder.bit(odds, at, !coder.isReading() && yes));
        }
      }
    }
  }

  @Test void streamsBehindOneAnotherComeBackAtAnyBit() {
    RangeWriter writer = new RangeWriter();
    RangeReader reader = new RangeReader();
    for (int round = 0; round < 2_000; round++) {
      long[] seeds = {random.nextLong(), random.nextLong(), random.nextLong()};
      int offset = random.nextInt(64);
      BitWriter out = new BitWriter(16).bits(0, offset);
      for (long seed : seeds) {
        new Chance(seed).code(writer.begin());
        writer.end(out);
        out.bits(5, 3);
      }
      BitReader in = new BitReader().reset(out.toBytes());
      in.bits(offset);
      for (long seed : seeds) {
        new Chance(seed).code(reader.begin(in));
        reader.end();
        assertEquals(5, in.bits(3), () -> "behind the stream of seed " + seed);
      }
      assertTrue(in.done());
    }
  }

  @Test void sizeIsWhatChanceAllows() {
    for (int round = 0; round < 200; round++) {
      char[] first = {(char) random.nextInt(2_000, 63_000), (char) random.nextInt(2_000, 63_000)};
      Odds odds = new Odds(first.length).begin(first);
      RangeWriter writer = new RangeWriter().begin();
      double entropy = 0;
      for (int i = 0; i < 5_000; i++) {
        int at = random.nextInt(2);
        double yes = odds.of(at) / 65_536.0;
        boolean bit = random.nextDouble() < yes;
        entropy -= Math.log(bit ? yes : 1 - yes) / Math.log(2);
        writer.bit(odds, at, bit);
        if (i % 10 == 0) {
          writer.raw(random.nextInt(32), 5);
          entropy += 5;
        }
      }
      BitWriter out = new BitWriter(16);
      writer.end(out);
      double most = entropy * 1.001 + 3;
      assertTrue(out.bitCount() <= most, out.bitCount() + " bits of " + entropy);
    }
  }

  @Test void bitsByChanceAreSomethingAndEnd() {
    RangeReader reader = new RangeReader();
    int lies = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(40)];
      if (round % 4 == 0) Arrays.fill(bytes, (byte) -1);
      else random.nextBytes(bytes);
      BitReader in = new BitReader().reset(bytes);
      Odds odds = new Odds(3).begin(new char[]{1, 65_535, 32_768});
      reader.begin(in);
      for (int i = 0; i < 300; i++) {
        int width = random.nextInt(BitCoder.RAW_MAX + 1);
        if (i % 5 > 0) reader.bit(odds, i % 3, false);
        else assertEquals(0, reader.raw(0, width) >>> width);
      }
      reader.end();
      if (!in.ok()) lies++;
    }
    assertTrue(lies > 10_000, lies + " lies");
  }

  /// Zeros at the end may be what a byte is filled up with: a stream is known to be cut by its bits.
  @Test void aStreamOfWhichABitIsMissingIsALie() {
    RangeReader reader = new RangeReader();
    for (int round = 0; round < 500; round++) {
      RangeWriter writer = new RangeWriter().begin();
      int numbers = random.nextInt(1, 40);
      for (int i = 0; i < numbers; i++) writer.raw(random.nextInt(1 << 15), 15);
      BitWriter out = new BitWriter(16);
      writer.end(out);
      BitReader in = new BitReader().reset(Arrays.copyOf(out.toBytes(), out.byteCount() - 1));
      reader.begin(in);
      for (int i = 0; i < numbers; i++) reader.raw(0, 15);
      reader.end();
      assertFalse(in.ok());
    }
  }

  @Test void oddsNeverBecomeCertain() {
    char[] first = {32_768, 32_768};
    Odds odds = new Odds(2);
    for (int i = 0; i < 10_000; i++) {
      odds.learn(0, true);
      odds.learn(1, false);
    }
    assertTrue(odds.of(0) < 65_536 && odds.of(0) > 65_000, () -> "" + odds.of(0));
    assertTrue(odds.of(1) > 0 && odds.of(1) < 536, () -> "" + odds.of(1));
    odds.begin(first);
    assertEquals(32_768, odds.of(0));
  }
}

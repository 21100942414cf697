package takt.protocol.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import takt.protocol.Seeded;

/// Bytes written and read back, and bytes that lie.
class WireTest {
  private final WireWriter out = new WireWriter();
  private final WireReader in = new WireReader();

  @ParameterizedTest
  @CsvSource({"0, 00", "1, 01", "127, 7f", "128, 8001", "300, ac02", "16383, ff7f", "16384, 808001",
      "2147483647, ffffffff07", "9007199254740991, ffffffffffffff0f", "9223372036854775807, ffffffffffffffff7f",
      "-1, ffffffffffffffffff01", "-9223372036854775808, 80808080808080808001"}) //
  void varints(long value, String hex) {
    assertEquals(hex, HexFormat.of().formatHex(out.varint(value).toBytes()));
    assertEquals(value, in.reset(out.toBytes()).varint());
    assertTrue(in.done());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "80", "ff", "ffffffffffffffffff", // the end is missing
      "8000", "808000", "ff00", "80808080808080808000", // longer than their value needs
      "ffffffffffffffffff02", "ffffffffffffffffff7f", // more than 64 bits
      "ffffffffffffffffff8100", "8080808080808080808001", "ffffffffffffffffffff01", "ffffffffffffffffffffffffff"}) //
  void varintsThatLie(String hex) {
    assertEquals(0, in.reset(HexFormat.of().parseHex(hex)).varint());
    assertFailed();
  }

  @ParameterizedTest
  @CsvSource({"0, 00", "-1, 01", "1, 02", "-2, 03", "2147483647, feffffff0f",
      "9223372036854775807, feffffffffffffffff01", "-9223372036854775808, ffffffffffffffffff01"}) //
  void zigzags(long value, String hex) {
    assertEquals(hex, HexFormat.of().formatHex(out.zigzag(value).toBytes()));
    assertEquals(value, in.reset(out.toBytes()).zigzag());
    assertTrue(in.done());
  }

  @Test void fixedNumbersAreLittleEndian() {
    out.u8(0x1ff).fixed64(0x0102030405060708L).real(-2.5);
    assertEquals("ff080706050403020100000000000004c0", HexFormat.of().formatHex(out.toBytes()));
    in.reset(out.toBytes());
    assertEquals(0xff, in.u8());
    assertEquals(0x0102030405060708L, in.fixed64());
    assertEquals(-2.5, in.real());
    assertTrue(in.done());
  }

  @Test void whatIsWrittenComesBackInAnyMixture() {
    SplittableRandom random = Seeded.of(WireTest.class);
    for (int i = 0; i < 2000; i++) {
      long number = random.nextLong() >>> random.nextInt(64);
      long signed = random.nextLong() >> random.nextInt(64);
      double real = Double.longBitsToDouble(random.nextLong() & ~(1L << 62));
      String text = Seeded.text(random, 40);
      byte[] bytes = new byte[random.nextInt(20)];
      random.nextBytes(bytes);
      out.clear().text(text).varint(number).zigzag(signed).real(real).bytes(bytes);

      in.reset(out.toBytes());
      assertEquals(text, in.text(160));
      assertEquals(number, in.varint());
      assertEquals(signed, in.zigzag());
      assertEquals(real, in.real());
      assertArrayEquals(bytes, in.bytes(in.remaining()));
      assertTrue(in.done());
    }
  }

  @Test void textsAreUtf8AsTheJdkWritesItAndHalfPairsAreReplaced() {
    SplittableRandom random = Seeded.of(WireTest.class);
    for (int i = 0; i < 2000; i++) {
      String text = Seeded.text(random, 30);
      byte[] utf8 = text.getBytes(UTF_8);
      assertEquals(utf8.length, Utf8.length(text));
      assertArrayEquals(new WireWriter().varint(utf8.length).bytes(utf8).toBytes(), out.clear().text(text).toBytes());
    }
    String halves = "\udfae\ud83cx\ud83c\ud83c\udfae\ud83c";
    assertEquals("\ufffd\ufffdx\ufffd\ud83c\udfae\ufffd", in.reset(out.clear().text(halves).toBytes()).text(99));
    assertEquals(out.length() - 1, Utf8.length(halves));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0180", "02c080", "03e08080", "04f0808080", "03eda080", "04f4908080", "01ff", "02c241",
      "02e0a0", "03f09080", "02", "0341", "ffffffff0f41", "ffffffffffffffffff0141", "ffffffffffffffff7f"}) //
  void textsThatLie(String hex) {
    assertEquals("", in.reset(HexFormat.of().parseHex(hex)).text(Integer.MAX_VALUE));
    assertFailed();
  }

  @Test void textsAreBoundedInBytes() {
    byte[] bytes = out.text("\u00e9\u00e9").toBytes();
    assertEquals("\u00e9\u00e9", in.reset(bytes).text(4));
    assertTrue(in.done());
    assertEquals("", in.reset(bytes).text(3));
    assertFailed();
  }

  @Test void lengthsThatLieCostNothing() {
    byte[] twoGigabytes = out.varint(Integer.MAX_VALUE).u8(1).toBytes();
    assertEquals(0, in.reset(twoGigabytes).length(Integer.MAX_VALUE));
    assertFailed();
    assertEquals(0, in.reset(twoGigabytes).bytes(Integer.MAX_VALUE).length);
    assertFailed();
    assertEquals(0, in.reset(twoGigabytes).bytes(-1).length);
    assertEquals(0, in.reset(twoGigabytes).skip(Integer.MAX_VALUE).remaining());
    assertFailed();
    assertEquals(0, in.reset(twoGigabytes).skip(-1).remaining());
    assertFailed();
    assertEquals(0, in.reset(out.clear().varint(-1).toBytes()).length(Integer.MAX_VALUE));
    assertFailed();
  }

  @Test void aReaderThatFailedStaysFailed() {
    in.reset(new byte[]{1, 2, 3, 4, 5, 6, 7, 8, 9}).skip(10);
    assertEquals(0, in.u8());
    assertEquals(0, in.varint());
    assertEquals(0, in.zigzag());
    assertEquals(0, in.fixed64());
    assertEquals(0.0, in.real());
    assertEquals("", in.text(9));
    assertEquals(0, in.bytes(0).length);
    assertFailed();
    assertEquals(1, in.reset(new byte[]{1}).u8());
    assertTrue(in.done());
  }

  @Test void whateverIsReadFromWhateverBytesNothingIsThrown() {
    SplittableRandom random = Seeded.of(WireTest.class);
    byte[] bytes = new byte[48];
    for (int i = 0; i < 100_000; i++) {
      random.nextBytes(bytes);
      int offset = random.nextInt(24);
      int length = random.nextInt(24);
      in.reset(bytes, offset, length);
      for (int reads = random.nextInt(8); reads > 0; reads--) {
        switch (random.nextInt(8)) {
          case 0 -> in.u8();
          case 1 -> in.zigzag();
          case 2 -> in.real();
          case 3 -> assertTrue(in.text(random.nextInt(-1, 30)).length() <= length);
          case 4 -> assertTrue(in.bytes(random.nextInt()).length <= length);
          case 5 -> assertTrue(in.length(random.nextInt(-1, 30)) <= in.remaining());
          case 6 -> in.skip(random.nextInt(-1, 5));
          default -> in.varint();
        }
        assertTrue(in.position() >= offset && in.position() <= offset + length);
        assertTrue(in.ok() || in.remaining() == 0);
      }
    }
  }

  @Test void aReaderKeepsToItsPart() {
    byte[] bytes = {9, (byte) 0x80, 1, 9};
    assertEquals(0, in.reset(bytes, 1, 1).varint());
    assertFailed();
    assertEquals(128, in.reset(bytes, 1, 2).varint());
    assertTrue(in.done());
    assertEquals(3, in.position());
    assertEquals(9, in.reset(bytes, 3, 1).u8());
    assertTrue(in.done());
    assertTrue(in.reset(bytes, 2, 0).done());
  }

  private void assertFailed() {
    assertFalse(in.ok());
    assertFalse(in.done());
    assertEquals(0, in.remaining());
  }
}

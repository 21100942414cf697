package takt.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import takt.protocol.Seeded;

/// What [JsonWriter] writes, [JsonReader] reads, to the last bit.
class JsonRoundTripTest {
  private final JsonWriter writer = new JsonWriter();
  private final JsonReader reader = new JsonReader(JsonLimits.OWN);
  private final SplittableRandom random = Seeded.of(JsonRoundTripTest.class);

  @Test void treesComeBackEqualAndInOrder() {
    for (int i = 0; i < 3000; i++) {
      Json json = tree(4);
      byte[] bytes = writer.clear().value(json).toBytes();
      assertEquals(json, reader.read(bytes, 0, bytes.length), () -> writer + ": " + reader.error());
      assertEquals(writer.toString(), new JsonWriter().value(tree(bytes)).toString());
    }
  }

  @Test void everyDoubleComesBackAndNoShorterTextWouldDo() {
    for (int i = 0; i < 20_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (i % 4 == 1) value = Float.intBitsToFloat(random.nextInt());
      if (i % 4 == 2) value = random.nextInt(-1_000_000, 1_000_000) / 1000.0;
      if (i % 4 == 3) value = random.nextDouble(-1000, 1000);
      if (!Double.isFinite(value)) continue;
      String text = writer.clear().value(value).toString();
      assertEquals(value == 0 ? 0 : value, tree(text.getBytes(UTF_8)).number(Double.NaN), text);
      int digits = new BigDecimal(text).stripTrailingZeros().precision();
      if (digits > 2 && !text.matches("-?\\d+")) {
        BigDecimal shorter = new BigDecimal(value).round(new MathContext(digits - 1));
        assertNotEquals(value, shorter.doubleValue(), text);
      }
    }
  }

  @Test void doublesHaveTheTextOneExpects() {
    assertEquals("[0,0,1,-1,0.1,0.57,100,1.0E21,4.9E-324,1.7976931348623157E308,9007199254740991,9.007199254740992E15]",
        writer.beginArray().value(0.0).value(-0.0).value(1.0).value(-1.0).value(0.1).value(0.57).value(1e2).value(1e21)
            .value(Double.MIN_VALUE).value(Double.MAX_VALUE).value(0x1p53 - 1).value(0x1p53).endArray().toString());
    assertEquals("[null,null,null]", writer.clear().beginArray().value(Double.NaN).value(Double.POSITIVE_INFINITY)
        .value(Double.NEGATIVE_INFINITY).endArray().toString());
  }

  @Test void everyLongComesBack() {
    for (int i = 0; i < 20_000; i++) {
      long value = random.nextLong() >> random.nextInt(64);
      if (i < 128) value = (1L << (i & 63)) - (i >> 6);
      byte[] bytes = writer.clear().value(value).toBytes();
      assertEquals(Long.toString(value), writer.toString());
      assertEquals(new Json.Whole(value), tree(bytes));
    }
    assertEquals("-9223372036854775808", writer.clear().value(Long.MIN_VALUE).toString());
  }

  @Test void everyCharacterComesBack() {
    for (int code = 0; code <= 0x10ffff; code++) {
      if (code >= 0xd800 && code < 0xe000) continue;
      String text = "a" + Character.toString(code) + "b";
      byte[] bytes = writer.clear().value(text).toBytes();
      if (!tree(bytes).equals(new Json.Text(text))) assertEquals(text, writer.toString(), "U+" + code);
    }
  }

  @Test void controlCharactersAndQuotesAreEscaped() {
    assertEquals("\"\\u0000\\u0008\\u0009\\u000a\\u001f \\u007f\\\"\\\\/\u0080\"",
        writer.value("\0\b\t\n\u001f \u007f\"\\/\u0080").toString());
    assertEquals("{\"\\u000a\":1,\"-5\":2}",
        writer.clear().beginObject().name("\n").value(1).name(-5).value(2).endObject().toString());
  }

  @Test void halfASurrogatePairIsReplaced() {
    String replaced = "\"\ufffd\ufffdx\ufffd\ud83c\udfae\ufffd\"";
    assertEquals(replaced, writer.value("\udfae\ud83cx\ud83c\ud83c\udfae\ud83c").toString());
    assertTrue(reader.read(writer.toBytes(), 0, writer.length()) != null, reader.error());
  }

  @Test void aWriterIsUsedAgain() {
    for (int i = 0; i < 100; i++) writer.value("x".repeat(i));
    assertEquals("[1,2]", writer.clear().beginArray().value(1).raw(new byte[]{'9', '2', '9'}, 1, 1).endArray()
        .toString());
  }

  private Json tree(byte[] bytes) {
    Json json = reader.read(bytes, 0, bytes.length);
    if (json == null) throw new AssertionError(reader.error());
    return json;
  }

  private Json tree(int depth) {
    return switch (random.nextInt(depth > 0 ? 8 : 6)) {
      case 0 -> Json.Null.VALUE;
      case 1 -> Json.of(random.nextBoolean());
      case 2 -> Json.of(random.nextLong() >> random.nextInt(64));
      case 3 -> Json.of(random.nextInt(-1_000_000, 1_000_000) / 64.0);
      case 4 -> Json.of(random.nextDouble(-1e300, 1e300));
      case 5 -> Json.of(Seeded.text(random, 12));
      case 6 -> {
        List<Json> items = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) items.add(tree(depth - 1));
        yield new Json.Arr(items);
      }
      default -> {
        Map<String, Json> members = new LinkedHashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) members.put(Seeded.text(random, 6), tree(depth - 1));
        yield new Json.Obj(members);
      }
    };
  }
}

package takt.protocol.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What [JsonReader] takes, and what it says to the rest.
class JsonReaderTest {
  private final JsonReader reader = new JsonReader(JsonLimits.HOSTILE);

  @Test void readsEveryKindOfValueInOrder() {
    Json json = reader.read(" {\"z\" : [true,false,null] ,\t\"a\":{\"b\":-7.5e-1},\r\n\"n\":12} ");
    assertEquals("{\"z\":[true,false,null],\"a\":{\"b\":-0.75},\"n\":12}",
        new JsonWriter().value(some(json)).toString());
    assertEquals("", reader.error());
  }

  @Test void readsAPartOfAnArrayAndSaysWhereFromItsStart() {
    byte[] bytes = "xx[1,]yy".getBytes(UTF_8);
    assertNull(reader.read(bytes, 2, 4));
    assertEquals("a value expected at byte 3", reader.error());
    assertEquals(new Json.Whole(1), reader.read(bytes, 3, 1));
    assertEquals("", reader.error(), "an error is the last reading's alone");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 9, 10, 9007199254740991L, -9007199254740991L, 999999999999999999L,
      -999999999999999999L, 1000000000000000000L, -1000000000000000000L, Long.MAX_VALUE, Long.MIN_VALUE}) //
  void wholeNumbersOf64BitsAreExact(long value) {
    assertEquals(new Json.Whole(value), reader.read(Long.toString(value)));
  }

  @ParameterizedTest
  @CsvSource({"9223372036854775808, 9.223372036854775807E18", "-9223372036854775809, -9.223372036854775808E18",
      "12345678901234567890, 1.2345678901234567E19", "99999999999999999999, 1E20", "5e-324, 4.9E-324",
      "1e308, 1E308", "9007199254740992.0, 9.007199254740992E15", "-1e16, -1e16", "1.5, 1.5"}) //
  void otherNumbersAreTheNearestDouble(String text, double value) {
    assertEquals(new Json.Real(value), reader.read(text));
  }

  @ParameterizedTest
  @CsvSource({"-0, 0", "0.0, 0", "-0.0, 0", "1.0, 1", "1E+2, 100", "-12.5e1, -125", "1e-999, 0",
      "9007199254740991.0, 9007199254740991", "9.007199254740991e15, 9007199254740991"}) //
  void aWholeNumberIsWholeHoweverItIsWritten(String text, long value) {
    assertEquals(new Json.Whole(value), reader.read(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"01", "-01", "00", "-", "+1", "1.", ".5", "1.e3", "1e", "1e+", "1e-", "0x10", "1e999",
      "-1e999", "NaN", "Infinity", "-Infinity", "1_000", "1 2", "--1", "0.1.2",
      "0.1000000000000000055511151231257827021181583404541015625"}) //
  void numbersThatAreNoneAreRefused(String text) {
    refuses(text.getBytes(UTF_8));
  }

  @Test void wholeNumbersBeyondWhatAJavaScriptNumberHoldsAreNotWhole() {
    assertEquals(9007199254740991L, some(reader.read("9007199254740991.0")).whole(-1));
    assertEquals(9007199254740991L, some(reader.read("9.007199254740991e15")).whole(-1));
    assertEquals(-1, some(reader.read("9007199254740992.0")).whole(-1));
    assertEquals(-1, some(reader.read("1.5")).whole(-1));
    assertEquals(0, some(reader.read("-0")).whole(-1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{", "[", "\"", "}", "]", ",", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}",
      "{\"a\":1,}", "{,}", "{a:1}", "{'a':1}", "{1:1}", "[1}", "{\"a\":1]", "tru", "truE", "nul", "falsy", "true false",
      "[]x", "{}{}", "\u00a01", "// 1", "[1]//"}) //
  void brokenDocumentsAreRefused(String text) {
    refuses(text.getBytes(UTF_8));
  }

  @Test void aByteOrderMarkOrAZeroIsNoWhiteSpace() {
    refuses(HexFormat.of().parseHex("efbbbf31"));
    refuses(new byte[]{'1', 0});
    refuses(new byte[]{0});
  }

  @Test void escapesAreAllEight() {
    assertEquals(new Json.Text("\"\\/\b\f\n\r\tA\u00e9\ud83c\udfae"),
        reader.read("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00E9\\ud83c\\uDFAE\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\", "\\x", "\\U0041", "\\u", "\\u004", "\\u00g1", "\\u-001", "\\u 041", "\\ud83c",
      "\\udfae", "\\udfae\\ud83c", "\\ud83c\\ud83c", "\\ud83cx", "\\ud83c\\u0041", "\\0"}) //
  void escapesThatAreNoneAreRefused(String escape) {
    refuses(("\"" + escape + "\"").getBytes(UTF_8));
    refuses(("{\"" + escape + "\":1}").getBytes(UTF_8));
    refuses(("\"" + escape).getBytes(UTF_8));
  }

  @ParameterizedTest
  @CsvSource({"7f, \u007f", "c280, \u0080", "dfbf, \u07ff", "e0a080, \u0800", "ed9fbf, \ud7ff", "ee8080, \ue000",
      "efbfbf, \uffff", "f0908080, \ud800\udc00", "f48fbfbf, \udbff\udfff"}) //
  void utf8IsReadAtTheEdgesOfEveryLength(String hex, String text) {
    assertEquals(new Json.Text(text), reader.read(quoted(hex), 0, hex.length() / 2 + 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"80", "bf", "c080", "c1bf", "e08080", "e09fbf", "f0808080", "f08fbfbf", // overlong
      "eda080", "edbfbf", "eda0bdedb8ae", // surrogates
      "f4908080", "f5808080", "f8888080", "fe", "ff", // beyond Unicode
      "c2", "e0a0", "f09080", "c241", "e0a041", "f0908041"}) // truncated
  void whatIsNoUtf8IsRefused(String hex) {
    refuses(quoted(hex));
    byte[] open = quoted(hex);
    assertNull(reader.read(open, 0, open.length - 1));
    assertFalse(reader.error().isEmpty());
  }

  @Test void controlCharactersMustBeEscaped() {
    for (char c = 0; c < ' '; c++) refuses(("\"" + c + "\"").getBytes(ISO_8859_1));
    assertEquals(new Json.Text("\u0000"), reader.read("\"\\u0000\""));
  }

  @Test void aNameOccursOnceHoweverItIsWritten() {
    refuses("{\"a\":1,\"a\":1}".getBytes(UTF_8));
    refuses("{\"a\":1,\"b\":2,\"\\u0061\":1}".getBytes(UTF_8));
    assertEquals(2, some(reader.read("{\"a\":{\"a\":1},\"b\":1}")).members().size());
  }

  @Test void depthIsBounded() {
    int most = JsonLimits.HOSTILE.depthMax();
    assertTrue(reader.read("[".repeat(most) + "]".repeat(most)) != null, reader.error());
    refuses(("[".repeat(most + 1) + "]".repeat(most + 1)).getBytes(UTF_8));
    assertTrue(reader.read("{\"a\":".repeat(most) + "1" + "}".repeat(most)) != null, reader.error());
    refuses(("{\"a\":".repeat(most + 1) + "1" + "}".repeat(most + 1)).getBytes(UTF_8));
    assertTrue(reader.read("[" + "{\"a\":1},".repeat(most * 2) + "1]") != null, reader.error());
    refuses("[".repeat(1_000_000).getBytes(UTF_8));
    refuses("{\"a\":".repeat(100_000).getBytes(UTF_8));
    assertTrue(reader.read("[" + "[],".repeat(most * 2) + "1]") != null, "depth is not breadth");
  }

  @Test void valuesAreCounted() {
    int most = JsonLimits.HOSTILE.valuesMax();
    assertEquals(most - 1, some(reader.read("[" + "0,".repeat(most - 2) + "0]")).items().size());
    refuses(("[" + "0,".repeat(most - 1) + "0]").getBytes(UTF_8));
    refuses(("[" + "{},".repeat(most - 1) + "0]").getBytes(UTF_8));
  }

  @Test void textsAreBoundedInBytesAsWritten() {
    int most = JsonLimits.HOSTILE.textMax();
    assertTrue(reader.read("\"" + "a".repeat(most) + "\"") != null, reader.error());
    refuses(("\"" + "a".repeat(most + 1) + "\"").getBytes(UTF_8));
    assertTrue(reader.read("\"" + "\u00e9".repeat(most / 2) + "\"") != null, reader.error());
    refuses(("\"" + "\u00e9".repeat(most / 2) + "a\"").getBytes(UTF_8));
    refuses(("\"" + "\\u0041".repeat(most) + "\"").getBytes(UTF_8));
    refuses(("{\"" + "a".repeat(most + 1) + "\":1}").getBytes(UTF_8));
    refuses("1".repeat(1_000_000).getBytes(UTF_8));
  }

  @Test void whatWasReadCannotBeChanged() {
    Json json = some(reader.read("{\"a\":[1]}"));
    assertThrows(UnsupportedOperationException.class, () -> json.members().put("b", Json.of(1)));
    List<Json> items = some(json.get("a")).items();
    assertThrows(UnsupportedOperationException.class, () -> items.add(Json.of(1)));
  }

  private void refuses(byte[] bytes) {
    String text = new String(bytes, 0, Math.min(40, bytes.length), ISO_8859_1);
    assertNull(reader.read(bytes, 0, bytes.length), text);
    assertTrue(reader.error().matches(".+ at byte \\d+"), text + ": " + reader.error());
  }

  private static byte[] quoted(String hex) {
    return HexFormat.of().parseHex("22" + hex + "22");
  }

  private static Json some(@Nullable Json json) {
    if (json == null) throw new AssertionError("no document");
    return json;
  }
}

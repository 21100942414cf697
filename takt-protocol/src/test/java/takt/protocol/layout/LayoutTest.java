package takt.protocol.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonReader;
import takt.protocol.json.JsonWriter;

/// A layout's hash: the same for ever, on every machine, for the same document.
class LayoutTest {
  private static final String DOCUMENT = "{\"name\":\"Hello\",\"tags\":[{\"tag\":1,\"name\":\"x\",\"type\":\"real\","
      + "\"min\":0,\"max\":1000,\"step\":0.01}],\"größe\":\"🎮\"}";

  /// By `printf '%s' … | sha256sum | cut -c1-16`.
  private static final String HASH = "e222886a12556efc";

  @Test void hashIsThatOfTheDocumentsText() {
    assertEquals(HASH, Layout.of(read(DOCUMENT)).hash());
    assertEquals(DOCUMENT, new JsonWriter().value(Layout.of(read(DOCUMENT)).document()).toString());
  }

  @Test void hashIgnoresHowTheDocumentWasSpaced() {
    assertEquals(HASH, Layout.of(read(DOCUMENT.replace(",", " ,\n ").replace("1000", "1.0e3"))).hash());
  }

  @Test void hashSeesOrderAndEveryValue() {
    assertNotEquals(HASH, Layout.of(read(DOCUMENT.replace("0.01", "0.02"))).hash());
    assertNotEquals(HASH, Layout.of(read(DOCUMENT.replace("\"min\":0,\"max\":1000", "\"max\":1000,\"min\":0"))).hash());
    assertEquals("44136fa355b3678a", Layout.of(Json.Obj.EMPTY).hash());
  }

  private static Json read(String text) {
    Json json = new JsonReader(JsonLimits.OWN).read(text);
    if (json == null) throw new AssertionError("no document: " + text);
    return json;
  }
}

package takt.schema.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonReader;
import takt.schema.spi.ValueType;
import takt.schema.spi.ValueType.Flag;
import takt.schema.spi.ValueType.Java;
import takt.schema.spi.ValueType.Table;
import takt.schema.spi.ValueType.Whole;

/// A key of a map is there once, however often and in whatever form it came.
class MapKeysTest {
  private static final Whole NUMBER = new Whole(Java.INT, 0, 99);
  private static final Table NAMED = new Table(NUMBER, NUMBER, 9);
  private static final Table PAIRS = new Table(new Flag(), NUMBER, 9);

  private final JsonValues values = new JsonValues();

  private Object read(ValueType type, String json) {
    Json parsed = new JsonReader(JsonLimits.OWN).read(json);
    Object read = parsed == null ? null : values.read(type, parsed, Refs.NONE);
    return read == null ? List.of(values.error()) : read;
  }

  @Test void eachKeyOnceIsAMap() {
    assertEquals(Map.of(7, 1, 8, 2), read(NAMED, "{\"7\":1,\"8\":2}"));
    assertEquals(Map.of(true, 1, false, 2), read(PAIRS, "[[true,1],[false,2]]"));
  }

  @Test void aKeyTwiceIsRefused() {
    assertTrue(read(NAMED, "{\"7\":1,\"07\":2}").toString().contains("without a key twice"));
    assertTrue(read(PAIRS, "[[true,1],[true,2]]").toString().contains("without a key twice"));
  }
}

package takt.schema.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import takt.protocol.json.Json;
import takt.schema.Entity;
import takt.schema.Player;
import takt.schema.spi.ValueType;
import takt.schema.spi.ValueType.Real;

/// A quantised field's bounds are where its grid ends, which may be up to half a step outside of what was declared.
class GridEndsTest {
  /// Points −1, 0 and 1.
  private static final Real WIDER = new Real(ValueType.Java.DOUBLE, -0.5, 0.5, 1);
  /// Points 0, 3, 6 and 9.
  private static final Real NARROWER = new Real(ValueType.Java.DOUBLE, 0, 10, 3);
  private static final Real UNROUNDED = new Real(ValueType.Java.DOUBLE, 0, 10, 0);

  private static final Refs NOBODY = new Refs() {
    @Override public @Nullable Player player(long number) {
      return null;
    }

    @Override public @Nullable Entity entity(long id) {
      return null;
    }
  };

  private final JsonValues values = new JsonValues();

  private @Nullable Object read(Real type, double value) {
    return values.read(type, Json.of(value), NOBODY);
  }

  @Test void aValueThatWasSentAsTheEndOfTheGridMayComeBack() {
    double sent = WIDER.grid().round(0.5);
    assertEquals(1, sent);
    assertEquals(Json.of(sent), JsonValues.write(WIDER, sent));
    assertEquals(sent, read(WIDER, sent));
  }

  @Test void whatIsBeyondTheGridIsOutOfRange() {
    assertNull(read(WIDER, 1.0001));
    assertEquals("'the value' must be a number from -0.5 to 0.5", values.error());
    assertThrows(IllegalArgumentException.class, () -> JsonValues.write(WIDER, 1.0001));
  }

  @Test void whatIsDeclaredStaysInRangeWhereTheGridEndsBeforeIt() {
    assertEquals(9.0, read(NARROWER, 10));
    assertEquals(Json.of(9.0), JsonValues.write(NARROWER, 10.0));
    assertNull(read(NARROWER, 10.1));
  }

  @Test void withoutAGridTheDeclaredBoundsAreExact() {
    assertEquals(10.0, read(UNROUNDED, 10));
    assertNull(read(UNROUNDED, Math.nextUp(10.0)));
  }

  @Test void noNumberIsInNoRange() {
    for (Real type : new Real[]{WIDER, NARROWER, UNROUNDED}) {
      assertFalse(type.holds(Double.NaN));
      assertFalse(type.holds(Double.POSITIVE_INFINITY));
      assertTrue(type.holds(0));
    }
  }
}

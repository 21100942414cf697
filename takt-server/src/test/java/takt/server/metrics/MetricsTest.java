package takt.server.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// What counts under which name: series told apart, names that mean one thing, sums that never fall.
class MetricsTest {
  private final Metrics metrics = new Metrics();

  @Test void labelsAreToldApartWhateverIsInThem() {
    Counter one = metrics.counter("takt_g_total", "Of g.", "room", "x, reason, y", "reason", "z");
    assertNotSame(one, metrics.counter("takt_g_total", "Of g.", "room", "x", "reason", "y, reason, z"));
    assertSame(one, metrics.counter("takt_g_total", "Of g.", "room", "x, reason, y", "reason", "z"));
  }

  @Test void whatReadersCouldNotAddUpIsAMistake() {
    metrics.seconds("takt_h_seconds", "Of h.", "room", "x");
    wrong("expected one of its own", () -> metrics.millis("takt_h_seconds", "Of h.", "room", "y"));
    wrong("expected one of its own", () -> metrics.seconds("takt_h_seconds", "Of h.", "kind", "x"));
    wrong("expected one of its own", () -> metrics.counter("takt_h_seconds", "Of h.", "room", "x"));
    wrong("expected pairs", () -> metrics.counter("takt_i_total", "Of i.", "room"));
    wrong("expected snake_case", () -> metrics.counter("takt i", "Of i."));
    wrong("expected snake_case", () -> metrics.counter("takt_i_total", "Of i.", "a\"b", "x"));
    wrong("expected snake_case, once, not le", () -> metrics.counter("takt_i_total", "Of i.", "le", "x"));
    wrong("expected snake_case, once, not le", () -> metrics.counter("takt_i_total", "Of i.", "a", "x", "a", "y"));
    wrong("expected whole characters", () -> metrics.counter("takt_i_total", "Of i.", "room", "\ud83c"));
  }

  private static void wrong(String why, Runnable what) {
    String said = String.valueOf(assertThrows(IllegalArgumentException.class, what::run).getMessage());
    assertTrue(said.contains(why), said);
  }

  @Test void aClockThatGoesBackTakesNothingFromTheSum() {
    Histogram histogram = metrics.seconds("takt_m_seconds", "Of m.", 1000, 2000);
    histogram.record(500);
    histogram.record(-400);
    assertEquals(500, histogram.sum());
    assertArrayEquals(new long[]{2, 0, 0, 0}, histogram.counts());
  }

  @Test void aSumOfLiesDoesNotOverflow() {
    Histogram roundTrips = metrics.millis("takt_n_seconds", "Of n.");
    long most = 60_000;
    roundTrips.record(most);
    long lies = 10_000L * 20 * 60 * 60 * 24 * 365; // ten thousand liars, twenty times a second, for a year
    assertEquals(most * lies, Math.multiplyExact(roundTrips.sum(), lies));
  }
}

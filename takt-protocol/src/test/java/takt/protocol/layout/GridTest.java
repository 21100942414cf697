package takt.protocol.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import takt.protocol.Seeded;

/// Rounding to the grid, bit for bit as other languages must do it.
class GridTest {
  private static final double[] STEPS = {0.01, 1, 1.0 / 64, 0.3, 0.1, 0.001, 0.25, 1e-6, 3, 7.5, 1000, Math.PI / 1024,
      1e-300, 1e300};

  @Test void aRoundedNumberStaysWhereItIs() {
    SplittableRandom random = Seeded.of(GridTest.class);
    for (double step : STEPS) {
      Grid grid = new Grid(-1e6 * step, 1e6 * step, step);
      for (int i = 0; i < 20_000; i++) {
        double value = random.nextDouble(-1.1e6, 1.1e6) * step;
        double rounded = grid.round(value);
        assertEquals(rounded, grid.round(rounded), () -> value + " on steps of " + step);
        assertEquals(grid.point(value), grid.point(rounded), () -> value + " on steps of " + step);
        assertTrue(rounded >= grid.min() && rounded <= grid.max());
        double inside = Math.clamp(value, grid.min(), grid.max());
        assertTrue(Math.abs(rounded - inside) <= step * 0.500001, () -> value + " on steps of " + step);
      }
    }
  }

  @Test void everyPointIsItsOwnUpToTheLast() {
    SplittableRandom random = Seeded.of(GridTest.class);
    for (int i = 0; i < 200_000; i++) {
      double step = i < STEPS.length - 1 ? STEPS[i] : random.nextDouble(1e-9, 1e9);
      if (i % 3 == 0) step = 1.0 / random.nextInt(1, 1 << 30);
      Grid grid = new Grid(-0x1p49 * step, 0x1p49 * step, step);
      long point = random.nextLong(-1L << 49, 1L << 49) >> random.nextInt(20);
      assertEquals(point, grid.point(grid.value(point)), "step " + step);
    }
  }

  @Test void tiesGoUp() {
    Grid grid = new Grid(-10, 10, 1);
    double[] values = {-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, -2.51, 2.49};
    long[] points = {-2, -1, 0, 1, 2, 3, -3, 2};
    for (int i = 0; i < values.length; i++) assertEquals(points[i], grid.point(values[i]), "of " + values[i]);
  }

  @Test void stepsThatDivideOneGiveTheNearestDouble() {
    assertNotEquals(0.57, 57 * 0.01, "why the grid divides by 100");
    for (int point = -20_000; point <= 20_000; point++) {
      assertEquals(BigDecimal.valueOf(point, 2).doubleValue(), new Grid(-200, 200, 0.01).value(point));
      assertEquals(BigDecimal.valueOf(point, 1).doubleValue(), new Grid(-2000, 2000, 0.1).value(point));
    }
    assertEquals(0.57, new Grid(0, 1, 0.01).round(0.57));
    assertEquals(0.57, new Grid(0, 1, 0.01).round(0.5749999));
    assertEquals(0.58, new Grid(0, 1, 0.01).round(0.575000001));
    assertEquals(5 / 64.0, new Grid(0, 1, 1.0 / 64).round(0.08));
    assertEquals(3 * 0.3, new Grid(0, 1, 0.3).value(3), "0.3 divides nothing: the product, in double");
  }

  @ParameterizedTest
  @CsvSource({"0, 1000, 0.01, 0, 100000", "-1, 1, 0.01, -100, 100", "0, 100, 1, 0, 100", "-3.5, 3.5, 1, -3, 4",
      "0, 11, 3, 0, 4", "0, 1, 0.3, 0, 3", "-1, 1, 0.3, -3, 3", "5, 5, 1, 5, 5", "0, 0.4, 1, 0, 0",
      "-1125899906842624, 1125899906842624, 1, -1125899906842624, 1125899906842624"}) //
  void edgesAreOnTheGridAndHold(double min, double max, double step, long first, long last) {
    Grid grid = new Grid(min, max, step);
    assertEquals(first, grid.point(grid.min()));
    assertEquals(last, grid.point(grid.max()));
    assertEquals(first, grid.point(Double.NaN));
    for (double below : new double[]{Double.NEGATIVE_INFINITY, -Double.MAX_VALUE, grid.min() - step}) {
      assertEquals(first, grid.point(below));
    }
    for (double above : new double[]{Double.POSITIVE_INFINITY, Double.MAX_VALUE, grid.max() + step}) {
      assertEquals(last, grid.point(above));
    }
    assertEquals(grid, new Grid(grid.min(), grid.max(), step), "a grid of its own edges");
  }

  @Test void zeroHasNoSign() {
    for (double step : STEPS) {
      double zero = new Grid(-step, step, step).round(-0.0);
      assertEquals(0L, Double.doubleToRawLongBits(zero), "step " + step);
    }
  }

  @Test void orderIsKept() {
    SplittableRandom random = Seeded.of(GridTest.class);
    for (double step : STEPS) {
      Grid grid = new Grid(-100 * step, 100 * step, step);
      for (int i = 0; i < 5_000; i++) {
        double low = random.nextDouble(-110, 110) * step;
        double high = Math.nextUp(low);
        assertTrue(grid.point(low) <= grid.point(high));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.0, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e-16}) //
  void stepsThatMakeNoGridAreRefused(double step) {
    assertThrows(IllegalArgumentException.class, () -> new Grid(-1, 1, step));
  }

  @Test void edgesThatMakeNoGridAreRefused() {
    double nan = Double.NaN;
    double inf = Double.POSITIVE_INFINITY;
    assertThrows(IllegalArgumentException.class, () -> new Grid(1, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new Grid(nan, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Grid(0, nan, 1));
    assertThrows(IllegalArgumentException.class, () -> new Grid(-inf, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new Grid(0, inf, 1));
    assertThrows(IllegalArgumentException.class, () -> new Grid(0, Grid.POINTS_MAX + 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Grid(-Grid.POINTS_MAX - 1, 0, 1));
  }
}

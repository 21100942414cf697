package takt.protocol.delta;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import takt.protocol.layout.Compass;
import takt.protocol.layout.Grid;
import takt.protocol.layout.LayoutField;
import takt.protocol.layout.LayoutType;
import takt.protocol.layout.Points;
import takt.protocol.layout.RoomLayout;

/// Each foresight's guess, by numbers worked out by hand.
class GuessesTest {
  private static final PartShape SHAPE = shape(whole(-100, 100), real(0, 10, 0.1), angle(8), real(-50, 50, 0.5));
  private static final int WHOLE = 0;
  private static final int REAL = 1;
  private static final int ANGLE = 2;
  private static final int RATE = 3;

  private final MovedRow row = new MovedRow(SHAPE);
  private final Guesses guesses = new Guesses(SHAPE, 20);

  private static PartShape shape(LayoutType... types) {
    List<LayoutField> fields = new ArrayList<>();
    for (LayoutType type : types) fields.add(new LayoutField("f" + fields.size(), type, false, true, false));
    return PartShape.of(new RoomLayout.Part("things", fields));
  }

  private static LayoutType whole(long first, long last) {
    return new LayoutType.Whole(Points.of(first, last));
  }

  private static LayoutType real(double min, double max, double step) {
    Grid grid = new Grid(min, max, step);
    return new LayoutType.Real(grid, Points.of(grid));
  }

  private static LayoutType angle(int bits) {
    Compass compass = new Compass(bits);
    return new LayoutType.Angle(compass, Points.of(compass));
  }

  private long guess(int how, int f, long earlier, long before, long base) {
    row.earlier[f] = earlier;
    row.before[f] = before;
    row.base[f] = base;
    row.hasBefore = true;
    row.hasEarlier = true;
    return guesses.of(row, f, how);
  }

  @Test void holdIsTheBase() {
    guesses.at(3, 1, 1);
    assertEquals(14, guess(Foresight.HOLD, WHOLE, 8, 10, 14));
  }

  @Test void linearGoesOnAsItWent() {
    guesses.at(1, 1, 1);
    assertEquals(18, guess(Foresight.LINEAR, WHOLE, 8, 10, 14));
    guesses.at(3, 2, 1);
    assertEquals(20, guess(Foresight.LINEAR, WHOLE, 8, 10, 14));
  }

  @Test void halvesGoUpOnBothSidesOfZero() {
    guesses.at(1, 2, 1);
    assertEquals(5 + 2, guess(Foresight.LINEAR, WHOLE, 0, 2, 5));
    assertEquals(-5 - 1, guess(Foresight.LINEAR, WHOLE, 0, -2, -5));
    assertEquals(-5 + 2, guess(Foresight.LINEAR, WHOLE, 0, -8, -5));
    assertEquals(0, guess(Foresight.LINEAR, WHOLE, 0, 1, 0));
    assertEquals(1, guess(Foresight.LINEAR, WHOLE, 0, -1, 0));
  }

  @Test void meanGoesOnAsItWentFromTheEarliest() {
    guesses.at(2, 1, 3);
    assertEquals(14 + 3, guess(Foresight.MEAN, WHOLE, 8, 10, 14));
    guesses.at(1, 1, 1);
    assertEquals(-14 - 2, guess(Foresight.MEAN, WHOLE, -9, -10, -14));
    row.hasEarlier = false;
    assertEquals(-18, guesses.of(row, WHOLE, Foresight.MEAN));
  }

  @Test void curveAddsHowTheMoveChanged() {
    guesses.at(1, 1, 1);
    assertEquals(20, guess(Foresight.CURVE, WHOLE, 8, 10, 14));
    assertEquals(19 - 4, guess(Foresight.CURVE, WHOLE, 0, 9, 14));
    row.hasEarlier = false;
    assertEquals(19, guesses.of(row, WHOLE, Foresight.CURVE));
    row.hasBefore = false;
    assertEquals(14, guesses.of(row, WHOLE, Foresight.CURVE));
  }

  @Test void guessesStayWithinTheBounds() {
    guesses.at(10, 1, 1);
    assertEquals(100, guess(Foresight.LINEAR, WHOLE, 0, 50, 60));
    assertEquals(-100, guess(Foresight.LINEAR, WHOLE, 0, -50, -62));
    assertEquals(100, guess(Foresight.LINEAR, REAL, 0, 0, 100));
    guesses.at(1, 1, 1);
    // Linear is at the edge at 100; then the move was 15 less than the one before.
    assertEquals(85, guess(Foresight.CURVE, WHOLE, 30, 70, 95));
  }

  @Test void anglesGoTheShorterWayRound() {
    guesses.at(1, 1, 1);
    assertEquals(14, guess(Foresight.LINEAR, ANGLE, 0, 246, 2));
    assertEquals(246, guess(Foresight.LINEAR, ANGLE, 0, 10, 0));
    assertEquals(0, guess(Foresight.LINEAR, ANGLE, 0, 0, 128));
    assertEquals(254, guess(Foresight.LINEAR, ANGLE, 0, 0, 127));
    assertEquals(2, guess(Foresight.LINEAR, ANGLE, 0, 0, 129));
    assertEquals(2 + 4, guess(Foresight.MEAN, ANGLE, 250, 253, 2));
    assertEquals(6 + 4 - 2, guess(Foresight.CURVE, ANGLE, 252, 254, 2));
  }

  @Test void byARateASecond() {
    guesses.at(3, 1, 1);
    row.now[RATE] = -7; // −3.5 a second, for 3 of 20: −0.525
    assertEquals(45, guess(Foresight.by(RATE, false), REAL, 0, 0, 50));
    assertEquals(49, guess(Foresight.by(RATE, false), WHOLE, 0, 0, 50));
    row.now[RATE] = 100;
    assertEquals(58, guess(Foresight.by(RATE, false), WHOLE, 0, 0, 50));
    assertEquals(100, guess(Foresight.by(RATE, false), REAL, 0, 0, 95));
    guesses.at(200, 1, 1);
    assertEquals(100, guess(Foresight.by(RATE, false), WHOLE, 0, 0, 50));
  }

  @Test void byAStepATick() {
    guesses.at(3, 1, 1);
    row.now[RATE] = -7;
    assertEquals(40, guess(Foresight.by(RATE, true), WHOLE, 0, 0, 50));
    assertEquals(0, guess(Foresight.by(RATE, true), REAL, 0, 0, 50));
    row.now[RATE] = 2; // 3 rad of 256 directions: 122.2
    assertEquals(122, guess(Foresight.by(RATE, true), ANGLE, 0, 0, 0));
    assertEquals(66, guess(Foresight.by(RATE, true), ANGLE, 0, 0, 200));
  }

  @Test void whereTicksAreNotOfASecondARateSaysNothing() {
    Guesses onDemand = new Guesses(SHAPE, 0);
    onDemand.at(3, 1, 1);
    row.now[RATE] = 100;
    row.base[WHOLE] = 50;
    assertEquals(50, onDemand.of(row, WHOLE, Foresight.by(RATE, false)));
    assertEquals(100, onDemand.of(row, WHOLE, Foresight.by(RATE, true)));
  }

  /// A client that was away for long, a range as wide as they come, a rate without bounds: the edge, never another.
  @Test void whatIsTooFarIsAtTheEdge() {
    long most = (1L << 51) - 1;
    PartShape wide = shape(whole(-most - 1, most), real(-1e300, 1e300, 1e290));
    Guesses far = new Guesses(wide, 1);
    MovedRow at = new MovedRow(wide);
    at.hasBefore = true;
    for (int dt : new int[]{3, 64, 100_000, Integer.MAX_VALUE}) {
      far.at(dt, 1, 1);
      at.before[0] = -most;
      at.base[0] = most;
      assertEquals(most, far.of(at, 0, Foresight.LINEAR));
      at.before[0] = most;
      at.base[0] = -most;
      assertEquals(-most - 1, far.of(at, 0, Foresight.LINEAR));
      at.now[1] = 1L << 30;
      assertEquals(most, far.of(at, 0, Foresight.by(1, false)));
      at.base[0] = most;
      at.now[1] = -1L << 30;
      assertEquals(-most - 1, far.of(at, 0, Foresight.by(1, true)));
    }
  }

  @Test void onlyFieldsThatAreThereAndNotForeseenByOthersForesee() {
    assertTrue(SHAPE.isForesight(new int[]{0, 1, 2, 3}));
    assertTrue(SHAPE.isForesight(new int[]{Foresight.by(3, true), Foresight.by(2, false), 2, 3}));
    assertFalse(SHAPE.isForesight(new int[]{0, 1, 2}));
    assertFalse(SHAPE.isForesight(new int[]{-1, 1, 2, 3}));
    assertFalse(SHAPE.isForesight(new int[]{Foresight.by(0, true), 1, 2, 3}));
    assertFalse(SHAPE.isForesight(new int[]{Foresight.by(4, false), 1, 2, 3}));
    assertFalse(SHAPE.isForesight(new int[]{Foresight.by(1, false), Foresight.by(0, false), 2, 3}));
    assertFalse(SHAPE.isForesight(new int[]{Foresight.by(1, false), Foresight.by(2, false), 2, 3}));
  }
}

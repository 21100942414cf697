package takt.protocol.delta;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
    return PartShape.of(new RoomLayout.Part("things", fields, null));
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

  private void at(int dt, int... gaps) {
    guesses.at(gaps(dt, gaps));
  }

  private static Gaps gaps(int dt, int... gaps) {
    Gaps all = new Gaps().begin(dt);
    for (int gap : gaps) all.add(gap);
    return all;
  }

  /// @param past the oldest first, the base last
  private long guess(Foresight how, int f, long... past) {
    row.older = past.length - 1;
    for (int k = 0; k < past.length; k++) row.history[f][k] = past[past.length - 1 - k];
    return guesses.of(row, f, how);
  }

  @Test void holdIsTheBase() {
    at(3, 1, 1);
    assertEquals(14, guess(Foresight.HOLD, WHOLE, 8, 10, 14));
  }

  @Test void linearGoesOnAsItWent() {
    at(1, 1, 1);
    assertEquals(18, guess(Foresight.LINEAR, WHOLE, 8, 10, 14));
    at(3, 2, 1);
    assertEquals(20, guess(Foresight.LINEAR, WHOLE, 8, 10, 14));
  }

  @Test void halvesGoUpOnBothSidesOfZero() {
    at(1, 2, 1);
    assertEquals(5 + 2, guess(Foresight.LINEAR, WHOLE, 0, 2, 5));
    assertEquals(-5 - 1, guess(Foresight.LINEAR, WHOLE, 0, -2, -5));
    assertEquals(-5 + 2, guess(Foresight.LINEAR, WHOLE, 0, -8, -5));
    assertEquals(0, guess(Foresight.LINEAR, WHOLE, 0, 1, 0));
    assertEquals(1, guess(Foresight.LINEAR, WHOLE, 0, -1, 0));
  }

  @Test void meanGoesOnAsItWentOnAverage() {
    at(2, 1, 4);
    assertEquals(14 + 6, guess(Foresight.MEAN, WHOLE, 6, 10, 14)); // 4 a tick after 1 a tick: 2.5, then 3.25
    at(1, 1, 1);
    assertEquals(-14 - 2, guess(Foresight.MEAN, WHOLE, -9, -10, -14));
    assertEquals(-18, guess(Foresight.MEAN, WHOLE, -10, -14), "one that misses a difference goes on as it went");
  }

  @Test void curveGoesOnAsItsGoingChanged() {
    at(1, 1, 1);
    assertEquals(20, guess(Foresight.CURVE, WHOLE, 8, 10, 14));
    assertEquals(14 + 10 - 9, guess(Foresight.CURVE, WHOLE, 0, 9, 14));
    assertEquals(19, guess(Foresight.CURVE, WHOLE, 9, 14));
    assertEquals(14, guess(Foresight.CURVE, WHOLE, 14));
  }

  @Test void weightsAreOfTheNewestDifferenceFirst() {
    at(1, 1, 1, 1, 1, 1, 1, 1, 1);
    Foresight all = Foresight.of(1024, 512, 256, -1024, 0, 8192, 100);
    // Differences, the newest first: 9, 8, 4, 2, 7, 1, 5.
    assertEquals(36 + 9 + 4 + 1 - 2 + 8, guess(all, WHOLE, 0, 0, 5, 6, 13, 15, 19, 27, 36));
    assertEquals(36 + 9, guess(all, WHOLE, 6, 13, 15, 19, 27, 36), "with six older ones it needs one more");
  }

  @Test void whatIsFurtherAheadIsGuessedInSteps() {
    at(3, 1, 1, 1);
    // 4 on, as 2 before: 6, then 8, then 10.
    assertEquals(14 + 6 + 8 + 10, guess(Foresight.CURVE, WHOLE, 8, 10, 14));
    // Half as far each time: 8, 4, 2.
    assertEquals(16 + 8 + 4 + 2, guess(Foresight.of(512), WHOLE, 0, 16));
  }

  @Test void stepsAreAsLongAsTheLastGapOrNearlySo() {
    at(7, 3, 3, 3); // two steps of 3.5
    assertEquals(12 + 7 + 7, guess(Foresight.LINEAR, WHOLE, 0, 6, 12));
    at(5, 2, 1); // 2.5 of them: three steps
    assertEquals(12 + 5, guess(Foresight.LINEAR, WHOLE, 0, 10, 12));
    at(1, 3, 1);
    assertEquals(12 + 2, guess(Foresight.LINEAR, WHOLE, 0, 6, 12));
    at(40, 1); // eight steps and no more
    assertEquals(-100 + 8 * 5, guess(Foresight.LINEAR, WHOLE, -101, -100));
    assertEquals(-100 + 8 * 5, guess(Foresight.of(1024), WHOLE, -101, -100));
    assertEquals(-100 + 5 - 5 + 5 - 5 + 5 - 5 + 5 - 5 + 40, guess(Foresight.of(-1024), WHOLE, -101, -100) + 40);
  }

  @Test void differencesCountByTheTicksTheyTook() {
    at(1, 2, 1, 4);
    // 3 a tick, then 5, then 2.
    assertEquals(40 + 3 - 5 + 2, guess(Foresight.of(1024, -1024, 1024), WHOLE, 21, 29, 34, 40));
  }

  @Test void theErrorIsWhatTheSameGuessHadBeenAtTheBase() {
    at(1, 1, 1, 1);
    guess(Foresight.CURVE, WHOLE, 1, 4, 8, 14);
    assertEquals(14 - (8 + 2 * 4 - 3), guesses.error(row, WHOLE, Foresight.CURVE));
    guess(Foresight.CURVE, WHOLE, 4, 8, 14);
    assertEquals(14 - (8 + 4), guesses.error(row, WHOLE, Foresight.CURVE), "where one is missing, linear");
    guess(Foresight.CURVE, WHOLE, 8, 14);
    assertEquals(6, guesses.error(row, WHOLE, Foresight.CURVE), "and what moved there is no guess at all");
    guess(Foresight.CURVE, WHOLE, 14);
    assertEquals(0, guesses.error(row, WHOLE, Foresight.CURVE));
    at(9, 6, 2, 2);
    guess(Foresight.LINEAR, WHOLE, 0, 2, 14);
    assertEquals(14 - (2 + 6), guesses.error(row, WHOLE, Foresight.LINEAR), "three steps of two ticks");
  }

  @Test void guessesStayWithinTheBounds() {
    at(10, 1, 1);
    assertEquals(100, guess(Foresight.LINEAR, WHOLE, 0, 50, 60));
    assertEquals(-100, guess(Foresight.LINEAR, WHOLE, 0, -50, -62));
    assertEquals(100, guess(Foresight.LINEAR, REAL, 0, 0, 100));
    at(1, 1, 1);
    assertEquals(100, guess(Foresight.CURVE, WHOLE, 30, 70, 95), "10 on from 95");
  }

  @Test void anglesGoTheShorterWayRound() {
    at(1, 1, 1);
    assertEquals(14, guess(Foresight.LINEAR, ANGLE, 0, 246, 2));
    assertEquals(246, guess(Foresight.LINEAR, ANGLE, 0, 10, 0));
    assertEquals(0, guess(Foresight.LINEAR, ANGLE, 0, 0, 128));
    assertEquals(254, guess(Foresight.LINEAR, ANGLE, 0, 0, 127));
    assertEquals(2, guess(Foresight.LINEAR, ANGLE, 0, 0, 129));
    assertEquals(2 + 4, guess(Foresight.MEAN, ANGLE, 250, 253, 2), "3 and 5");
    assertEquals(6 + 4 - 2, guess(Foresight.CURVE, ANGLE, 252, 254, 2));
  }

  @Test void byARateASecond() {
    at(3, 1, 1);
    row.now[RATE] = -7; // −3.5 a second, for 3 of 20: −0.525
    assertEquals(45, guess(Foresight.by(RATE, false), REAL, 0, 0, 50));
    assertEquals(49, guess(Foresight.by(RATE, false), WHOLE, 0, 0, 50));
    row.now[RATE] = 100;
    assertEquals(58, guess(Foresight.by(RATE, false), WHOLE, 0, 0, 50));
    assertEquals(100, guess(Foresight.by(RATE, false), REAL, 0, 0, 95));
    at(200, 1, 1);
    assertEquals(100, guess(Foresight.by(RATE, false), WHOLE, 0, 0, 50));
  }

  @Test void byAStepATick() {
    at(3, 1, 1);
    row.now[RATE] = -7;
    assertEquals(40, guess(Foresight.by(RATE, true), WHOLE, 0, 0, 50));
    assertEquals(0, guess(Foresight.by(RATE, true), REAL, 0, 0, 50));
    row.now[RATE] = 2; // 3 rad of 256 directions: 122.2
    assertEquals(122, guess(Foresight.by(RATE, true), ANGLE, 0, 0, 0));
    assertEquals(66, guess(Foresight.by(RATE, true), ANGLE, 0, 0, 200));
  }

  @Test void whereTicksAreNotOfASecondARateSaysNothing() {
    Guesses onDemand = new Guesses(SHAPE, 0);
    onDemand.at(gaps(3, 1, 1));
    row.now[RATE] = 100;
    row.history[WHOLE][0] = 50;
    assertEquals(50, onDemand.of(row, WHOLE, Foresight.by(RATE, false)));
    assertEquals(100, onDemand.of(row, WHOLE, Foresight.by(RATE, true)));
  }

  /// A client that was away for long, a range as wide as they come, a rate without bounds: the edge, or where it was.
  @Test void whatIsTooFarIsNotBelieved() {
    long most = (1L << 51) - 1;
    PartShape wide = shape(whole(-most - 1, most), real(-1e300, 1e300, 1e290));
    Guesses far = new Guesses(wide, 1);
    MovedRow at = new MovedRow(wide);
    at.older = 1;
    long[] h = at.history[0];
    for (int dt : new int[]{1, 3, 64, 100_000, Integer.MAX_VALUE}) {
      far.at(gaps(dt, 1));
      h[1] = -most;
      h[0] = most;
      assertEquals(most, far.of(at, 0, Foresight.LINEAR));
      h[1] = most;
      h[0] = -most;
      assertEquals(dt == 1 ? -most - 1 : -most, far.of(at, 0, Foresight.LINEAR));
      at.history[1][0] = 0;
      at.now[1] = 1L << 30;
      assertEquals(most, far.of(at, 0, Foresight.by(1, false)));
      h[0] = most;
      at.now[1] = -1L << 30;
      assertEquals(-most - 1, far.of(at, 0, Foresight.by(1, true)));
    }
  }

  @Test void theLargestWeightsOverTheLongestWayStayNumbers() {
    long most = (1L << 51) - 1;
    PartShape wide = shape(whole(-most - 1, most));
    Guesses far = new Guesses(wide, 1);
    MovedRow at = new MovedRow(wide);
    at.older = 8;
    for (int k = 0; k < 9; k++) at.history[0][k] = k % 2 == 0 ? most : -most;
    Foresight all = Foresight.of(8192, -8192, 8192, -8192, 8192, -8192, 8192);
    for (int dt : new int[]{1, 8, 100_000, Integer.MAX_VALUE}) {
      far.at(gaps(dt, 1, 1, 1, 1, 1, 1, 1, 1));
      assertEquals(most, far.of(at, 0, all));
    }
  }

  @Test void fewWeightsAndSmallOnesCanBeTold() {
    assertThrows(IllegalArgumentException.class, () -> Foresight.of(8193));
    assertThrows(IllegalArgumentException.class, () -> Foresight.of(1, 2, 3, 4, 5, 6, 7, 8));
    assertEquals(-8192, Foresight.of(0, -8192).weight(1));
  }

  @Test void onlyFieldsThatAreThereAndNotForeseenByOthersForesee() {
    Foresight hold = Foresight.HOLD;
    assertTrue(isPossible(hold, Foresight.LINEAR, Foresight.MEAN, Foresight.CURVE));
    assertTrue(isPossible(Foresight.by(3, true), Foresight.by(2, false), hold, hold));
    assertFalse(isPossible(Foresight.by(0, true), hold, hold, hold));
    assertFalse(isPossible(Foresight.by(4, false), hold, hold, hold));
    assertFalse(isPossible(Foresight.by(1, false), Foresight.by(0, false), hold, hold));
    assertFalse(isPossible(Foresight.by(1, false), Foresight.by(2, false), hold, hold));
  }

  private static boolean isPossible(Foresight... all) {
    return Habit.isPossible(all);
  }
}

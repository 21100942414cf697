package takt.server.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The beat under any load: every point of the grid is run or dropped, none twice, and none moves.
class BeatTest {
  private static final long SECOND_NS = 1_000_000_000;
  private static final long TEN_HOURS_S = 10 * 3600;
  private static final int CATCH_UP_MAX = 4;
  /// No round number, so that nothing comes out even by chance.
  private static final long START_NS = 123_456_789_123L;

  /// Ten hours of ticks that take anything from nothing to many periods, on a machine that stands still now and then.
  private static final class Load {
    private final int rateHz;
    private final SplittableRandom random;
    private final Beat beat;
    private long tick;
    private long lastPoint = -1;
    private long jumps;

    private Load(int rateHz, long seed) {
      this.rateHz = rateHz;
      random = new SplittableRandom(seed);
      beat = new Beat(rateHz, START_NS, 0);
    }

    /// The number of the grid point that is a time, by whole numbers alone: the ⌈·⌉ of where it would be.
    private long point(long deadlineNs) {
      long point = Math.ceilDiv((deadlineNs - START_NS) * rateHz, SECOND_NS);
      assertEquals(START_NS + point * SECOND_NS / rateHz, deadlineNs, "a deadline that is no point of the grid");
      return point;
    }

    /// Grid points up to and with a time.
    private long points(long nowNs) {
      return nowNs < START_NS ? 0 : Math.ceilDiv((nowNs - START_NS + 1) * rateHz, SECOND_NS);
    }

    private long run(long nowNs) {
      long droppedBefore = beat.droppedTicks();
      int ticks = beat.due(tick, nowNs, CATCH_UP_MAX);
      assertTrue(ticks <= CATCH_UP_MAX);
      if (beat.droppedTicks() > droppedBefore) {
        jumps++;
        assertEquals(CATCH_UP_MAX, ticks, "ticks are dropped only beyond the most that are caught up");
      }
      assertEquals(points(nowNs), tick + ticks + beat.droppedTicks());
      long doneNs = nowNs;
      for (int i = 0; i < ticks; i++) {
        tick++;
        long point = point(beat.deadlineNs(tick));
        assertTrue(point > lastPoint, "two ticks for one deadline");
        assertTrue(beat.deadlineNs(tick) <= nowNs, "a tick before its time");
        lastPoint = point;
        doneNs += taken();
      }
      return doneNs;
    }

    private long taken() {
      long periodNs = SECOND_NS / rateHz;
      int kind = random.nextInt(1000);
      if (kind == 0) return random.nextLong(40 * periodNs);
      if (kind < 50) return random.nextLong(3 * periodNs);
      return random.nextLong(periodNs / 2);
    }

    /// Wakes at the deadline, or late by what the last ticks took and the machine's whims.
    private long wakes(long doneNs) {
      long late = random.nextInt(20) == 0 ? random.nextLong(SECOND_NS / rateHz) : random.nextLong(100_000);
      return Math.max(doneNs, beat.deadlineNs(tick + 1)) + late;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 60}) void tenHoursOfRandomLoadAddUpExactly(int rateHz) {
    for (long seed = 1; seed <= 3; seed++) {
      Load load = new Load(rateHz, seed);
      long lastNs = START_NS + TEN_HOURS_S * SECOND_NS - 1;
      long nowNs = START_NS;
      while (nowNs < lastNs) nowNs = Math.min(lastNs, load.wakes(load.run(nowNs)));
      load.run(lastNs);
      String what = "seed " + seed + ": " + load.tick + " run, " + load.beat.droppedTicks() + " dropped";
      assertEquals(TEN_HOURS_S * rateHz, load.tick + load.beat.droppedTicks(), what);
      assertTrue(load.jumps > 100 && load.beat.droppedTicks() > load.jumps, what + ": no load to speak of");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7, 20, 30, 60, 64, 77, 127, 128}) void deadlinesNeverDrift(int rateHz) {
    Beat beat = new Beat(rateHz, START_NS, 41);
    for (long second = 0; second < 1000; second++) {
      assertEquals(START_NS + second * 86_400 * SECOND_NS, beat.deadlineNs(42 + second * 86_400 * rateHz));
    }
  }

  @Test void nothingIsDueBeforeTheAnchor() {
    Beat beat = new Beat(60, START_NS, 7);
    assertEquals(0, beat.due(7, START_NS - 1, 4));
    assertEquals(1, beat.due(7, START_NS, 4));
    assertEquals(START_NS, beat.deadlineNs(8));
  }

  @Test void aDropMovesTheAnchorByWholePeriods() {
    Beat beat = new Beat(60, 0, 0);
    assertEquals(4, beat.due(0, 10 * SECOND_NS, 4));
    assertEquals(597, beat.droppedTicks());
    // The newest tick is due when the newest point of the old grid was.
    assertEquals(10 * SECOND_NS, beat.deadlineNs(4));
    assertEquals(10 * SECOND_NS + SECOND_NS / 60, beat.deadlineNs(5));
  }

  @Test void aRateOutOfBoundsIsAMistake() {
    assertThrows(IllegalArgumentException.class, () -> new Beat(0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new Beat(129, 0, 0));
  }
}

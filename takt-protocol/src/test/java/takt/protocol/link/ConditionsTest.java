package takt.protocol.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import takt.protocol.Seeded;

/// Each condition does what its name says, no more, by as much as it says.
class ConditionsTest {
  private static final long MS = 1_000_000;
  private static final int FRAMES = 20_000;

  private final SplittableRandom random = Seeded.of(ConditionsTest.class);
  private final BadNetwork network = new BadNetwork(random.nextLong());
  /// When each frame came for the first time, by its number; -1 if it never did.
  private final long[] arrivedNs = new long[FRAMES];
  private final int[] order = new int[2 * FRAMES];
  private int arrivals;

  @Test void latencyIsExact() {
    run(false, Conditions.of(35.5, 0, 0), MS);
    for (int i = 0; i < FRAMES; i++) assertEquals(i * MS + 35_500_000, arrivedNs[i]);
  }

  @Test void jitterIsExponentialOnTop() {
    run(false, Conditions.of(10, 20, 0), MS);
    double sum = 0;
    int above = 0;
    for (int i = 0; i < FRAMES; i++) {
      double delayMs = (arrivedNs[i] - i * MS) / 1e6 - 10;
      assertTrue(delayMs >= 0);
      sum += delayMs;
      if (delayMs > 20) above++;
    }
    assertEquals(20, sum / FRAMES, 0.8, "mean");
    assertEquals(Math.exp(-1), above / (double) FRAMES, 0.02, "share beyond the mean");
  }

  @ParameterizedTest
  @CsvSource({"0.01, 1, 1", "0.1, 1, 1", "0.1, 4, 4", "0.3, 2, 2", "0.5, 1, 1", "0.5, 8, 8", "0.9, 1, 9", "0.9, 20, 20",
      "0.95, 1, 19"}) //
  void lossHasItsRatioAndItsBursts(double ratio, double burst, double mean) {
    run(false, Conditions.PERFECT.withLoss(ratio, burst), MS);
    int lost = 0;
    int bursts = 0;
    for (int i = 0; i < FRAMES; i++) {
      if (arrivedNs[i] >= 0) continue;
      lost++;
      if (i == 0 || arrivedNs[i - 1] >= 0) bursts++;
    }
    assertEquals(lost, network.lost());
    assertEquals(FRAMES, lost + network.delivered());
    // Five standard deviations: of a two-state chain's share, and of the mean of geometric lengths.
    double keeps = 1 - 1 / mean - ratio / (1 - ratio) / mean;
    double sigma = Math.sqrt(ratio * (1 - ratio) * (1 + keeps) / (1 - keeps) / FRAMES);
    assertEquals(ratio, lost / (double) FRAMES, 5 * sigma + 1.0 / FRAMES, "ratio");
    assertEquals(mean, lost / (double) bursts, 5 * Math.sqrt(mean * (mean - 1) / bursts) + 0.001, "burst");
  }

  @Test void anOrderedPipePaysForALossWithTime() {
    run(true, Conditions.of(25, 0, 0.1), 1000 * MS);
    int late = 0;
    for (int i = 0; i < FRAMES; i++) {
      long delayNs = arrivedNs[i] - i * 1000L * MS;
      assertTrue(delayNs == 25 * MS || delayNs == (25 + 200 + 50) * MS, () -> "delay " + delayNs);
      if (delayNs > 25 * MS) late++;
    }
    assertEquals(late, network.lost());
    assertEquals(0.1, late / (double) FRAMES, 0.02);
    assertEquals(FRAMES, network.delivered());
  }

  @Test void duplicatesComeTwiceOnDatagramPipesAlone() {
    run(false, Conditions.PERFECT.withDuplicates(0.2), MS);
    assertEquals(FRAMES + network.repeated(), network.delivered());
    assertEquals(0.2, network.repeated() / (double) FRAMES, 0.02);
    assertEquals(arrivals, network.delivered());
  }

  @Test void reorderingHoldsFramesBackPastTheirFollowers() {
    run(false, Conditions.of(20, 0, 0).withReordering(0.1), MS);
    int overtaken = 0;
    int held = 0;
    for (int i = 0; i < FRAMES; i++) {
      long delayNs = arrivedNs[i] - i * MS;
      assertTrue(delayNs >= 20 * MS && delayNs < (20 + 60) * MS);
      if (delayNs > 20 * MS) held++;
      if (i + 1 < FRAMES && arrivedNs[i + 1] < arrivedNs[i]) overtaken++;
    }
    assertEquals(0.1, held / (double) FRAMES, 0.012);
    assertTrue(overtaken > held / 2 && overtaken <= held, "overtaken " + overtaken + " of " + held);
    assertEquals(FRAMES, network.delivered());
  }

  @Test void withoutReorderingOrJitterDatagramsKeepOrder() {
    run(false, Conditions.of(20, 0, 0.2), MS);
    for (int i = 1; i < arrivals; i++) assertTrue(order[i] > order[i - 1]);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false}) //
  void aStallHoldsEverythingThatLeavesDuringIt(boolean ordered) {
    run(ordered, Conditions.of(10, 0, 0).withStalls(0.001, 400), MS);
    int stalls = 0;
    for (int i = 1; i < FRAMES; i++) {
      long gapNs = arrivedNs[i] - arrivedNs[i - 1];
      assertTrue(gapNs == MS || gapNs == 0 || gapNs >= MS, () -> "gap " + gapNs);
      if (gapNs >= 300 * MS) stalls++;
      assertTrue(arrivedNs[i] - i * MS >= 10 * MS);
    }
    // A frame in a stall may begin another, which makes it longer: so fewer gaps than 20,000 · 0.001.
    assertTrue(stalls >= 5 && stalls <= 30, "stalls " + stalls);
  }

  @Test void aShortStallDoesNotCutALongOneShort() {
    Conditions shortly = Conditions.PERFECT.withStalls(1, 10);
    BadNetwork.Pipe pipe = network.connectDatagrams(Conditions.PERFECT.withStalls(1, 500), Conditions.PERFECT);
    pipe.attach(new Count(), new Count());
    pipe.first().send(new byte[]{0, 0, 0});
    pipe.conditions(shortly, Conditions.PERFECT);
    pipe.first().send(new byte[]{0, 0, 1});
    network.advanceTo(499 * MS);
    assertEquals(0, arrivals);
    network.advanceTo(500 * MS);
    assertEquals(2, arrivals);
  }

  @Test void aResetComesAboutAsOftenAsAsked() {
    for (int i = 0; i < 2000; i++) {
      BadNetwork.Pipe pipe = network.connect(Conditions.PERFECT.withResets(0.05), Conditions.PERFECT);
      pipe.attach(new Count(), new Count());
      pipe.first().send(new byte[]{0});
      assertEquals(network.resets(), i + 1 - (network.delivered() + undelivered(pipe)));
      network.advanceTo(i * MS);
    }
    assertEquals(0.05, network.resets() / 2000.0, 0.02);
    assertEquals(2000, network.resets() + network.delivered());
  }

  private static int undelivered(BadNetwork.Pipe pipe) {
    return pipe.isBroken() ? 0 : 1;
  }

  @Test void conditionsOutOfRangeAreRefusedByName() {
    for (double bad : new double[]{-0.1, 1.1e18, Double.NaN, Double.POSITIVE_INFINITY}) {
      refuses("latencyMs", () -> Conditions.PERFECT.withLatency(bad, 0));
      refuses("jitterMs", () -> Conditions.PERFECT.withLatency(0, bad));
      refuses("lossRatio", () -> Conditions.PERFECT.withLoss(bad, 1));
      refuses("lossBurst", () -> Conditions.PERFECT.withLoss(0.1, bad));
      refuses("duplicateRatio", () -> Conditions.PERFECT.withDuplicates(bad));
      refuses("reorderRatio", () -> Conditions.PERFECT.withReordering(bad));
      refuses("stallRatio", () -> Conditions.PERFECT.withStalls(bad, 1));
      refuses("stallMs", () -> Conditions.PERFECT.withStalls(0.1, bad));
      refuses("resetRatio", () -> Conditions.PERFECT.withResets(bad));
      refuses("bytesPerSecond", () -> Conditions.PERFECT.withBandwidth(bad));
      refuses("bufferBytes", () -> Conditions.PERFECT.withBuffer(bad));
    }
    refuses("lossRatio", () -> Conditions.of(0, 0, 0.96));
    refuses("lossBurst", () -> Conditions.PERFECT.withLoss(0.1, 0.99));
  }

  private static void refuses(String name, Runnable make) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, make::run);
    assertTrue(String.valueOf(e.getMessage()).startsWith(name + "="), e.getMessage());
  }

  /// Sends numbered frames at even times over a pipe of these conditions, and notes when each came.
  private void run(boolean ordered, Conditions conditions, long everyNs) {
    BadNetwork.Pipe pipe = ordered
        ? network.connect(conditions, Conditions.PERFECT)
        : network.connectDatagrams(conditions, Conditions.PERFECT);
    pipe.attach(new Count(), new Count());
    Arrays.fill(arrivedNs, -1);
    for (int i = 0; i < FRAMES; i++) {
      network.advanceTo(i * everyNs);
      pipe.first().send(new byte[]{(byte) (i >> 16), (byte) (i >> 8), (byte) i});
    }
    network.advanceTo(Long.MAX_VALUE / 2);
  }

  private final class Count implements LinkEnd {
    @Override public void onFrame(byte[] bytes, int offset, int length) {
      if (length < 3) return;
      int number = (bytes[0] & 0xff) << 16 | (bytes[1] & 0xff) << 8 | bytes[2] & 0xff;
      if (arrivedNs[number] < 0) arrivedNs[number] = network.nowNs();
      order[arrivals++] = number;
    }

    @Override public void onAlive() {}

    @Override public void onClosed(int code, String reason) {}
  }
}

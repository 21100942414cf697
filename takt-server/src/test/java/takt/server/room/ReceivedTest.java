package takt.server.room;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import takt.server.replication.Baselines;

/// What is built on where snapshots get lost: only what was acknowledged, or goes before in order.
class ReceivedTest {
  private final Received received = new Received();
  private final long[] bases = new long[Baselines.KEY];

  private long[] bases(int spacing) {
    received.baselines(spacing, bases);
    return bases;
  }

  private static long[] ticks(long... ticks) {
    long[] all = new long[Baselines.KEY];
    System.arraycopy(ticks, 0, all, 0, ticks.length);
    return all;
  }

  @Test void nothingOvertakesWhatItBuildsOn() {
    received.sentInOrder(10, true);
    assertFalse(received.mayOvertake(), "whole state is on its way");
    assertArrayEquals(ticks(10), bases(1));
    received.acked(10);
    assertTrue(received.mayOvertake());
    assertArrayEquals(ticks(10), bases(1));
  }

  @Test void whatGoesInOrderBuildsOnWhatWentBefore() {
    received.acked(10);
    received.sentInOrder(13, true);
    assertArrayEquals(ticks(13), bases(1));
    received.sentInOrder(14, false);
    assertArrayEquals(ticks(14, 13), bases(1));
  }

  @Test void onceWhatWasTooLargeIsThereNothingWaitsForWhatFollowedIt() {
    received.acked(10);
    received.sentInOrder(13, true);
    received.sentInOrder(14, false);
    received.sentInOrder(15, false);
    received.acked(13);
    assertTrue(received.mayOvertake());
    assertEquals(13, received.newestAcked());
    assertArrayEquals(ticks(13), bases(1), "14 and 15 may arrive too late to be of use");
  }

  @Test void twoThatAreTooLargeAreBothWaitedFor() {
    received.sentInOrder(13, true);
    received.sentInOrder(14, false);
    received.sentInOrder(15, true);
    received.acked(14);
    assertFalse(received.mayOvertake());
    received.acked(15);
    assertTrue(received.mayOvertake());
  }

  @Test void anAckThatComesLateIsRemembered() {
    for (long tick : new long[]{20, 22, 21}) received.acked(tick);
    assertArrayEquals(ticks(22, 21, 20), bases(1));
  }

  @Test void anOldAckDoesNotEndTheOrder() {
    received.acked(10);
    received.sentInOrder(12, true);
    received.acked(11);
    assertFalse(received.mayOvertake());
    assertArrayEquals(ticks(12, 11, 10), bases(1));
  }

  @Test void aGapEndsWhatIsBuiltOn() {
    for (long tick : new long[]{30, 31, 33, 34}) received.acked(tick);
    assertArrayEquals(ticks(34, 33), bases(1), "32 was lost");
    received.acked(32);
    assertArrayEquals(ticks(34, 33, 32, 31, 30), bases(1));
  }

  @Test void olderOnesAreAsFarApartAsSnapshotsAre() {
    for (long tick = 3; tick <= 30; tick += 3) received.acked(tick);
    assertArrayEquals(new long[]{30, 27, 24, 21, 18, 15, 12, 9, 6}, bases(3));
  }

  @Test void lengthsAreFew() {
    for (long tick = 1; tick <= 8; tick++) received.acked(tick);
    assertArrayEquals(ticks(8, 7, 6, 5, 4), bases(1), "4 of 7");
  }

  @Test void whatIsTooLongAgoIsForgotten() {
    received.acked(10);
    received.acked(10 + Long.SIZE);
    assertArrayEquals(ticks(10 + Long.SIZE), bases(Long.SIZE - 1));
    received.acked(11);
    assertArrayEquals(new long[]{74, 11, 0, 0, 0, 0, 0, 0, 0}, bases(Long.SIZE - 1));
    received.acked(10);
    assertEquals(74, received.newestAcked());
  }

  @Test void whatAClientHasLostIsBuiltOnNoMore() {
    for (long tick = 1; tick <= 10; tick++) received.acked(tick);
    received.forget();
    received.sentInOrder(12, true);
    received.sentInOrder(13, false);
    assertArrayEquals(ticks(13, 12), bases(1));
    received.acked(12);
    assertArrayEquals(ticks(12), bases(1));
  }
}

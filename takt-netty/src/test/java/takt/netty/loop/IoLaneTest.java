package takt.netty.loop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import takt.server.metrics.Metrics;

/// The timer that all connections of a thread share.
class IoLaneTest {
  private static final int PATIENCE_SECONDS = 20;

  @Test void oneWhoseTimerFailsCostsNobodyElseTheirs() throws InterruptedException {
    try (EventLoops loops = EventLoops.open(IoKind.NIO, 1, "lane", Duration.ofMillis(5), new Metrics())) {
      IoLane lane = loops.lanes().getFirst();
      CountDownLatch called = new CountDownLatch(8 * 3);
      lane.post(() -> {
        for (int i = 0; i < 8; i++) {
          boolean[] failed = {false};
          lane.watch(_ -> {
            if (failed[0]) return;
            failed[0] = true;
            throw new IllegalStateException("on purpose");
          });
          int[] times = {0};
          // Three times each: one that is called often does not make up for one that is not.
          lane.watch(_ -> {
            if (times[0]++ < 3) called.countDown();
          });
        }
      });
      assertTrue(called.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "calls missing: " + called.getCount());
    }
  }
}

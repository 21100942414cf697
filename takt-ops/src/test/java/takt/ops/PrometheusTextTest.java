package takt.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import takt.server.metrics.Counter;
import takt.server.metrics.Histogram;
import takt.server.metrics.Metrics;

/// The text that Prometheus reads: whole lines, exact numbers, nobody's name a line of its own.
class PrometheusTextTest {
  private final Metrics metrics = new Metrics();

  @Test void seriesOfANameStandTogetherUnderOneHead() {
    metrics.counter("takt_b_total", "Of b.", "kind", "one").add(1);
    metrics.gauge("takt_a", "Of a.", () -> -7);
    metrics.counter("takt_b_total", "Of b, said otherwise.", "kind", "two").add(2);
    assertEquals("""
        # HELP takt_a Of a.
        # TYPE takt_a gauge
        takt_a -7
        # HELP takt_b_total Of b.
        # TYPE takt_b_total counter
        takt_b_total{kind="one"} 1
        takt_b_total{kind="two"} 2
        """, PrometheusText.of(metrics));
  }

  @Test void hostileNamesStayBetweenTheirQuotes() throws Exception {
    String hostile = "a\"} 1\ntakt_forged 1\n#\\\r\0🎲{}";
    metrics.counter("takt_c_total", "Help\nwith \\ lines.", "room", hostile).add(3);
    String page = PrometheusText.of(metrics);
    assertEquals("""
        # HELP takt_c_total Help\\nwith \\\\ lines.
        # TYPE takt_c_total counter
        takt_c_total{room="a\\"} 1\\ntakt_forged 1\\n#\\\\\r\0🎲{}"} 3
        """, page);
    assertEquals("", MetricsPageTest.promtool(page));
  }

  @Test void bucketsAddUpAndNumbersAreExact() {
    Histogram histogram = metrics.seconds("takt_d_seconds", "Of d.", 1000, 2000, "room", "x");
    for (long ns : new long[]{-5, 0, 1000, 1001, 1414, 2000, 2001, 9_000_000_000L}) histogram.record(ns);
    assertEquals("""
        # HELP takt_d_seconds Of d.
        # TYPE takt_d_seconds histogram
        takt_d_seconds_bucket{room="x",le="0.000001"} 3
        takt_d_seconds_bucket{room="x",le="0.000001414"} 5
        takt_d_seconds_bucket{room="x",le="0.000002"} 6
        takt_d_seconds_bucket{room="x",le="+Inf"} 8
        takt_d_seconds_sum{room="x"} 9.000007416
        takt_d_seconds_count{room="x"} 8
        """, PrometheusText.of(metrics));
  }

  @Test void aGaugeThatFailsIsNoNumberAndTheOthersAreRead() {
    metrics.gauge("takt_e", "Of e.", () -> {
      throw new IllegalStateException("on purpose");
    });
    metrics.gauge("takt_f", "Of f.", () -> 5);
    String page = PrometheusText.of(metrics);
    assertTrue(page.contains("takt_e NaN\n") && page.contains("takt_f 5\n"), page);
  }

  @Test void twoServersInOneJvmCountApart() {
    Metrics other = new Metrics();
    metrics.counter("takt_j_total", "Of j.").add(1);
    other.counter("takt_j_total", "Of j.").add(2);
    assertTrue(PrometheusText.of(metrics).endsWith("takt_j_total 1\n"));
    assertTrue(PrometheusText.of(other).endsWith("takt_j_total 2\n"));
  }

  @Test void scrapesWhileOthersCountAreWholeAndNeverFall() throws Exception {
    Histogram histogram = metrics.pieces("takt_k_bytes", "Of k.", 1, 1 << 20);
    Counter counter = metrics.counter("takt_k_total", "Of k.");
    AtomicBoolean over = new AtomicBoolean();
    CountDownLatch begun = new CountDownLatch(2);
    Runnable busy = () -> {
      for (long i = 0; !over.get(); i++) {
        histogram.record(i & 0xfffff);
        counter.add(1);
        metrics.counter("takt_l_total", "Of l.", "room", String.valueOf(i % 64)).add(1);
        if (i == 100) begun.countDown();
      }
    };
    Thread one = Thread.ofPlatform().start(busy);
    Thread two = Thread.ofPlatform().start(busy);
    try {
      begun.await();
      long before = 0;
      for (int i = 0; i < 200; i++) {
        String page = PrometheusText.of(metrics);
        assertTrue(counted(page, "takt_k_total") >= before, "a counter fell");
        before = counted(page, "takt_k_total");
        assertEquals(counted(page, "takt_k_bytes_bucket{le=\"+Inf\"}"), counted(page, "takt_k_bytes_count"));
        long below = 0;
        for (String line : page.lines().filter(line -> line.startsWith("takt_k_bytes_bucket")).toList()) {
          long now = Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
          assertTrue(now >= below, line);
          below = now;
        }
      }
    } finally {
      over.set(true);
      one.join();
      two.join();
    }
  }

  private static long counted(String page, String series) {
    return page.lines().filter(line -> line.startsWith(series + " ")).findFirst()
        .map(line -> Long.parseLong(line.substring(series.length() + 1))).orElseThrow();
  }
}

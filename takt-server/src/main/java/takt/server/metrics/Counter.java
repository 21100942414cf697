package takt.server.metrics;

import java.util.concurrent.atomic.LongAdder;

/// Something that only goes up.
///
/// Any thread.
public final class Counter {
  private final LongAdder count = new LongAdder();

  public void add(long more) {
    count.add(more);
  }

  public long count() {
    return count.sum();
  }
}

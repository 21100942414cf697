package takt.server;

import java.time.Duration;

public final class Task<I, O> {
  @FunctionalInterface public interface Work<I, O> {
    O apply(I input) throws Exception;
  }

  public Task<I, O> pure(int ticks) {
    return this;
  }

  public Task<I, O> timeout(Duration after) {
    return this;
  }

  public void start(I input) {}
}

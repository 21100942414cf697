package takt.server.host;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import takt.server.room.TaskRunner;

/// Runs the work of tasks: what blocks on virtual threads, computations on a few threads of their own.
///
/// Any thread.
final class BackgroundTasks implements TaskRunner, AutoCloseable {
  private final ExecutorService blocking = Executors.newThreadPerTaskExecutor(
      Thread.ofVirtual().name("takt-task-", 0).factory());
  private final ExecutorService computing;

  /// @param threads for computations
  BackgroundTasks(int threads) {
    computing = Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon().name("takt-compute-", 0).factory());
  }

  @Override public void ask(Callable<?> work, Done done) {
    blocking.execute(() -> TaskRunner.run(work, done));
  }

  /// Runs what may block and answers by itself.
  void execute(Runnable what) {
    blocking.execute(what);
  }

  @Override public Computation compute(Callable<?> work) {
    Future<?> future = computing.submit(work);
    return new Computation() {
      @Override public boolean await(long waitNs) {
        try {
          future.get(waitNs, TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
          return false;
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
          return false;
        } catch (ExecutionException _) {
          return true;
        }
        return true;
      }

      @Override public void get(Done done) {
        switch (future.state()) {
          case SUCCESS -> done.accept(future.resultNow(), null);
          case FAILED -> done.accept(null, future.exceptionNow());
          case RUNNING, CANCELLED -> done.accept(null, new IllegalStateException("the computation was given up"));
        }
      }
    };
  }

  @Override public void close() {
    blocking.shutdownNow();
    computing.shutdownNow();
  }
}

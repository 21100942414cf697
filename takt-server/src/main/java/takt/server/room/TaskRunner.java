package takt.server.room;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Where the work of tasks runs: outside the room's thread.
///
/// Called on the room's thread.
public interface TaskRunner {
  /// Runs work that may block, and tells what came of it, on any thread.
  void ask(Callable<?> work, Done done);

  /// Begins a computation.
  Computation compute(Callable<?> work);

  /// What came of a piece of work: an answer, or what it threw.
  interface Done {
    void accept(@Nullable Object answer, @Nullable Throwable thrown);
  }

  /// A computation under way.
  interface Computation {
    /// Waits a moment for it; false if it is not done.
    boolean await(long waitNs);

    /// Hands over what came of it; after a true [#await].
    void get(Done done);
  }

  /// Runs nothing asked (a replay reads the answers) and computes when waited for: for replays and tests.
  static TaskRunner inline(boolean asks) {
    return new TaskRunner() {
      @Override public void ask(Callable<?> work, Done done) {
        if (asks) run(work, done);
      }

      @Override public Computation compute(Callable<?> work) {
        return new Computation() {
          @Override public boolean await(long waitNs) {
            return true;
          }

          @Override public void get(Done done) {
            run(work, done);
          }
        };
      }
    };
  }

  /// Runs work here and now.
  static void run(Callable<?> work, Done done) {
    Object answer;
    try {
      answer = work.call();
    } catch (Throwable e) {
      done.accept(null, e);
      return;
    }
    done.accept(answer, null);
  }
}

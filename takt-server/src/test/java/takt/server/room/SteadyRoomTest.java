package takt.server.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import takt.server.Room;
import takt.server.session.Lane;

/// A room where people play and nobody comes or goes allocates nothing in a tick: not a byte.
///
/// Measured is the room's thread alone, inside of the tick: inputs and acknowledgements are taken and decoded, the game
/// steps, the state is captured and written for twenty viewers of the binary protocol, and handed to another thread.
/// Not covered: events and commands, which are objects; viewers of the JSON twin, whose numbers become texts; sets,
/// maps and records in a state; people who come and go; what a game's own code allocates (players(), team(…) do); the
/// I/O threads.
class SteadyRoomTest {
  private static final int WARM_TICKS = 12_000;
  private static final int WINDOW_TICKS = 500;
  private static final int WINDOWS = 80;

  /// The thread that has the connections: runs what it is given, then lets all clients act.
  private static final class IoThread implements Lane, AutoCloseable {
    private final Thread thread = Thread.ofPlatform().name("lane").unstarted(this::run);
    private volatile @Nullable Runnable given;
    private volatile @Nullable Runnable then;
    private volatile boolean stopped;

    @Override public void post(Runnable what) {
      given = what;
      LockSupport.unpark(thread);
    }

    private void run() {
      while (!stopped) {
        Runnable now = given;
        if (now == null) {
          LockSupport.parkNanos(20_000);
          continue;
        }
        now.run();
        if (then != null) then.run();
        given = null;
      }
    }

    /// Waits for the clients to have acted.
    private void await() {
      for (long spins = 0; given != null; spins++) {
        if (spins > 10_000_000) throw new AssertionError("the lane does not come round");
        LockSupport.parkNanos(1_000);
      }
    }

    @Override public void close() {
      stopped = true;
    }
  }

  private static long leastPerWindow(Supplier<Room> factory) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    BareRoom room = new BareRoom(factory);
    try (IoThread lane = new IoThread()) {
      for (int i = 0; i < Rink.SKATERS; i++) room.enter(true, lane);
      lane.then = () -> room.watchers.forEach(BareRoom.Watcher::act);
      lane.thread.start();
      long least = Long.MAX_VALUE;
      for (int window = 0; window <= WINDOWS && least > 0; window++) {
        long bytes = 0;
        for (int i = 0; i < (window == 0 ? WARM_TICKS : WINDOW_TICKS); i++) {
          long before = threads.getCurrentThreadAllocatedBytes();
          room.tick();
          bytes += threads.getCurrentThreadAllocatedBytes() - before;
          lane.await();
        }
        if (window > 0) least = Math.min(least, bytes);
      }
      // It was no room that stood still.
      for (BareRoom.Watcher watcher : room.watchers) {
        assertTrue(watcher.snapshots > WARM_TICKS && watcher.snapshotBytes / watcher.snapshots > 10);
        assertTrue(room.body.appliedInput(room.body.people().occupants().getFirst()) > WARM_TICKS);
      }
      assertEquals(0, room.type.metrics().snapshotsHeld.count() + room.type.metrics().inputsRefused.count());
      return least;
    }
  }

  @Test void allocatesNothingWhereAllSeeTheSame() {
    assertEquals(0, leastPerWindow(Rink::new), "bytes in the best window of " + WINDOW_TICKS + " ticks");
  }

  @Test void allocatesNothingWhereEachSeesTheirOwn() {
    assertEquals(0, leastPerWindow(SecretRink::new), "bytes in the best window of " + WINDOW_TICKS + " ticks");
  }
}

package takt.netty.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A loop rests only when it has just read and nobody wants anything else of it. A rest here is an hour.
@Timeout(30) class NapsTest {
  private static final long HOUR_NS = TimeUnit.HOURS.toNanos(1);

  private int wakeups;
  private boolean blocks = true;
  private long dueNs = HOUR_NS;
  private int read;
  private final IoHandler sockets = new IoHandler() {
    @Override public int run(IoHandlerContext context) {
      return read;
    }

    @Override public IoRegistration register(IoHandle handle) {
      throw new IllegalStateException("nobody connects here");
    }

    @Override public void wakeup() {
      wakeups++;
    }

    @Override public boolean isCompatible(Class<? extends IoHandle> handleType) {
      return false;
    }
  };
  private final IoHandlerContext context = new IoHandlerContext() {
    @Override public boolean canBlock() {
      return blocks;
    }

    @Override public long delayNanos(long currentTimeNanos) {
      return dueNs;
    }

    @Override public long deadlineNanos() {
      return -1;
    }
  };
  private final Naps naps = new Naps(sockets, HOUR_NS);

  @Test void whatIsHandedOverEndsTheRest() throws InterruptedException {
    read = 1;
    naps.run(context);
    Thread loop = Thread.ofPlatform().start(() -> naps.run(context));
    while (loop.getState() != Thread.State.TIMED_WAITING) Thread.onSpinWait();
    naps.wakeup();
    loop.join();
    assertEquals(1, wakeups, "the sockets are told as well");
  }

  @Test void whoHadNothingToReadDoesNotRest() {
    for (int i = 0; i < 3; i++) assertEquals(0, naps.run(context));
    read = 1;
    assertEquals(1, naps.run(context), "the first that comes is read at once");
  }

  @Test void whoHasSomethingToDoDoesNotRest() {
    read = 1;
    blocks = false;
    for (int i = 0; i < 3; i++) assertEquals(1, naps.run(context));
  }

  @Test void aRestEndsWhenSomethingIsDue() {
    read = 1;
    dueNs = 1_000;
    for (int i = 0; i < 3; i++) assertEquals(1, naps.run(context));
  }
}

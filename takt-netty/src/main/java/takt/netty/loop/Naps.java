package takt.netty.loop;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Reads sockets in bunches: a loop that has just read something does not wait for the next byte at once, but rests a
/// moment, and then reads what has come on all of them.
///
/// Called on the loop's thread, [#wakeup()] by any. To wake up for each of thousands of inputs a second costs about as
/// much as to read them. Whatever others hand to the loop ends the rest, so nothing that is sent waits for it, and
/// neither does what is due; a loop that had nothing to read waits as ever.
final class Naps implements IoHandler {
  private final IoHandler sockets;
  private final long napNs;
  private boolean busy;
  /// The loop's thread while it rests.
  private volatile @Nullable Thread resting;

  Naps(IoHandler sockets, long napNs) {
    this.sockets = sockets;
    this.napNs = napNs;
  }

  /// @param napNs what a byte is read later at most
  static IoHandlerFactory between(IoHandlerFactory handlers, long napNs) {
    return executor -> new Naps(handlers.newHandler(executor), napNs);
  }

  @Override public int run(IoHandlerContext context) {
    if (busy) rest(context);
    int handled = sockets.run(context);
    busy = handled > 0;
    return handled;
  }

  private void rest(IoHandlerContext context) {
    resting = Thread.currentThread();
    // In this order: what others hand over is seen here, or they see the rest and end it.
    if (context.canBlock()) LockSupport.parkNanos(this, Math.min(napNs, context.delayNanos(System.nanoTime())));
    resting = null;
  }

  @Override public void wakeup() {
    Thread loop = resting;
    if (loop != null) LockSupport.unpark(loop);
    sockets.wakeup();
  }

  @Override public void initialize() {
    sockets.initialize();
  }

  @Override public void prepareToDestroy() {
    sockets.prepareToDestroy();
  }

  @Override public void destroy() {
    sockets.destroy();
  }

  @Override public IoRegistration register(IoHandle handle) throws Exception {
    return sockets.register(handle);
  }

  @Override public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return sockets.isCompatible(handleType);
  }
}

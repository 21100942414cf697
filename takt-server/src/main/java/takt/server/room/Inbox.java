package takt.server.room;

import org.jctools.queues.varhandle.MpscChunkedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;
import takt.server.room.RoomMessage.RoomOrder;

/// The one door into a room: a bounded queue from any thread to the room's.
///
/// [#offer] and [#offerPlay] from any thread, [#poll] from the room's. What players send is refused from
/// [#PLAY_MAX] on, visibly; the rest is kept for the front desk, whose words (someone left, someone is back) must not
/// be lost: it keeps what is refused and tries again. It grows from small: an idle room costs little.
public final class Inbox {
  /// Messages of players that may wait: at 20 Hz, 20 players and 60 inputs a second some 60 wait; this is 16 times
  /// that.
  public static final int PLAY_MAX = 1024;
  /// Messages of any kind that may wait.
  public static final int MAX = 2 * PLAY_MAX;
  private static final int INITIAL = 32;
  /// Orders that may wait; developers are few.
  static final int ORDERS_MAX = 64;

  private final MpscChunkedVarHandleArrayQueue<RoomMessage> queue = new MpscChunkedVarHandleArrayQueue<>(INITIAL, MAX);
  private final MpscChunkedVarHandleArrayQueue<RoomOrder> orders = new MpscChunkedVarHandleArrayQueue<>(2, ORDERS_MAX);
  private final Runnable wake;

  /// @param wake called after each offer, on the offering thread: a room that ticks on demand is woken by it
  public Inbox(Runnable wake) {
    this.wake = wake;
  }

  /// Puts in a message of the front desk, of a task or of a server; false if there is no room at all.
  public boolean offer(RoomMessage message) {
    boolean taken = message instanceof RoomOrder order ? orders.offer(order) : queue.offer(message);
    if (taken) wake.run();
    return taken;
  }

  /// Puts in a message of a player; false if players' messages fill their share.
  public boolean offerPlay(RoomMessage message) {
    return queue.size() < PLAY_MAX && offer(message);
  }

  /// The oldest message, null if there is none.
  public @Nullable RoomMessage poll() {
    return queue.poll();
  }

  /// The oldest order, null if there is none. They wait apart: a room that stands still takes nothing else.
  @Nullable RoomOrder pollOrder() {
    return orders.poll();
  }

  public boolean isEmpty() {
    return queue.isEmpty() && orders.isEmpty();
  }

  /// Messages waiting, about.
  public int depth() {
    return queue.size();
  }
}

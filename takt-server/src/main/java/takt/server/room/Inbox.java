package takt.server.room;

import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.varhandle.MpscChunkedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;
import takt.server.room.RoomMessage.RoomOrder;

/// The one door into a room: a bounded queue from any thread to the room's.
///
/// [#offer] and [#offerPlay] from any thread, [#poll] from the room's. What players send is refused from
/// [#PLAY_MAX] on, or more in rooms for many, visibly; as much again is kept for the front desk, whose words (someone
/// left, someone is back) must not be lost: it keeps what is refused and tries again. It grows from small: an idle room
/// costs little.
///
/// No player takes another's place: one may have an eighth of what is left waiting. So one who floods gets a ninth,
/// twenty who flood leave a tenth, and of that there is still some for somebody who sends little. After Choudhury and
/// Hahne, "Dynamic Queue Length Thresholds for Shared-Memory Packet Switches" (1998).
public final class Inbox {
  /// Messages of players that may wait in any room: at 20 Hz, 20 players and 60 inputs a second some 60 wait; this is
  /// 16 times that.
  public static final int PLAY_MAX = 1024;
  /// And for each place, in rooms for many: two ticks of an input, an acknowledgement and a command.
  static final int PLAY_A_PLACE = 6;
  private static final int MAX = 1 << 18;
  private static final int INITIAL = 32;
  /// What is left is divided by this for one player: a second's worth at 60 Hz, and few enough for a full room.
  private static final int SHARES = 8;
  /// Orders that may wait; developers are few.
  static final int ORDERS_MAX = 64;

  private final MpscChunkedVarHandleArrayQueue<RoomMessage> queue = new MpscChunkedVarHandleArrayQueue<>(INITIAL, MAX);
  private final MpscChunkedVarHandleArrayQueue<RoomOrder> orders = new MpscChunkedVarHandleArrayQueue<>(2, ORDERS_MAX);
  private final Runnable wake;
  private volatile int playMax = PLAY_MAX;
  /// How often the room has found it empty; written by the room's thread alone.
  private final AtomicLong emptied = new AtomicLong();

  /// What one player has put in since the inbox was empty last: at least what still waits of it.
  ///
  /// Owned by the thread that offers for that player.
  public static final class Share {
    private long emptied;
    private int put;
  }

  /// @param wake called after each offer, on the offering thread: a room that ticks on demand is woken by it
  public Inbox(Runnable wake) {
    this.wake = wake;
  }

  /// Makes it as large as a room of so many places needs; before anybody plays there.
  void fit(int places) {
    playMax = Math.max(PLAY_MAX, PLAY_A_PLACE * places);
  }

  /// Puts in a message of the front desk, of a task or of a server; false if there is no room at all.
  public boolean offer(RoomMessage message) {
    boolean taken = message instanceof RoomOrder order
        ? orders.offer(order)
        : queue.size() < 2 * playMax && queue.offer(message);
    if (taken) wake.run();
    return taken;
  }

  /// Puts in a message of a player; false if their share, or that of all players, is full.
  public boolean offerPlay(RoomMessage message, Share share) {
    long now = emptied.get();
    if (share.emptied != now) {
      share.emptied = now;
      share.put = 0;
    }
    if (share.put >= (playMax - queue.size()) / SHARES || !offer(message)) return false;
    share.put++;
    return true;
  }

  /// The oldest message, null if there is none.
  public @Nullable RoomMessage poll() {
    RoomMessage first = queue.poll();
    if (first == null) emptied.lazySet(emptied.getPlain() + 1);
    return first;
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

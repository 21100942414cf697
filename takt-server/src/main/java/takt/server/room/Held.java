package takt.server.room;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import takt.server.metrics.Counter;

/// What came while a room stood still or went slowly, kept in order for the tick that comes.
///
/// Owned by the room's thread. Of a member's inputs while the room stands still only the newest is kept, at the place
/// of the first: what was pressed in the meantime is void, and counted as skipped. At [#MAX] nothing more is taken out
/// of the inbox, which then refuses players as that of a late room does.
final class Held {
  /// Messages that may wait: as many as an inbox takes of players.
  static final int MAX = Inbox.PLAY_MAX;

  private final Map<Object, RoomMessage> inOrder = new LinkedHashMap<>();
  private final Counter skipped;

  /// @param skipped counts inputs that a newer one took the place of
  Held(Counter skipped) {
    this.skipped = skipped;
  }

  /// @param still whether the room stands still, and of inputs only the newest count; also where many wait already
  void add(RoomMessage message, boolean still) {
    boolean newest = still || inOrder.size() >= MAX / 2;
    if (!newest || !(message instanceof InputCame input)) inOrder.put(new Object(), message);
    else if (inOrder.put(input.member(), input) instanceof InputCame older) skip(older);
  }

  private void skip(InputCame older) {
    older.done();
    skipped.add(1);
  }

  /// The first that came, null for none.
  @Nullable RoomMessage poll() {
    if (inOrder.isEmpty()) return null;
    var all = inOrder.values().iterator();
    RoomMessage first = all.next();
    all.remove();
    return first;
  }

  boolean isEmpty() {
    return inOrder.isEmpty();
  }

  boolean isFull() {
    return inOrder.size() >= MAX;
  }
}

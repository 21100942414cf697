package takt.server.room;

import org.jspecify.annotations.Nullable;
import takt.server.CloseReason;
import takt.server.LeaveReason;

/// One step of the simulation, after its commands: answers and alarms that are due, bots, then the room's own `onTick`.
///
/// Owned by the room's thread.
final class Step {
  private final RoomBody body;
  private @Nullable CloseReason ended;

  Step(RoomBody body) {
    this.body = body;
  }

  boolean isOver() {
    return ended != null;
  }

  /// Whether the room steps now though no command came: always, but on demand only if something is due.
  boolean isDue(long roomMs) {
    return !body.clock().isOnDemand() || body.tick() == 0 || body.nextDue() <= roomMs;
  }

  void simulate(long wallMs) {
    body.people().expire();
    InputTable<?> inputs = body.parts().inputTable();
    if (inputs != null) body.metrics().inputsStarved.add(inputs.advance());
    body.parts().ring();
    BotCrew crew = body.parts().crew();
    if (crew != null) crew.play();
    body.calls().onTick(wallMs);
    body.parts().settle();
    Reach reach = body.reach();
    if (reach != null) reach.follow();
    if (body.people().isEmptyTooLong()) body.close(CloseReason.EMPTY);
    if (body.isClosing()) close();
    else body.list();
  }

  private void close() {
    CloseReason why = body.closing() == null ? CloseReason.ENDED : body.closing();
    body.people().leaveAll(why == CloseReason.SERVER_STOPPING ? LeaveReason.SERVER_STOPPING : LeaveReason.ROOM_CLOSED);
    body.calls().onClose(why);
    body.parts().settle();
    ended = why;
    // The desk hears it when the last frames are on their way: see DeskWords.
    body.desk().closed(why);
  }
}

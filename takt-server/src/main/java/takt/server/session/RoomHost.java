package takt.server.session;

import takt.server.room.Inbox;
import takt.server.room.RoomBody;
import takt.server.room.RoomDesk;
import takt.server.room.RoomType;

/// Where rooms live: threads with rooms on them, as the front desk sees it.
///
/// Called on the front desk's thread.
public interface RoomHost {
  /// Begins a room somewhere and answers at once with its inbox. If it cannot be made, the desk hears
  /// [RoomDesk#closed] with [takt.server.CloseReason#FAILED].
  Inbox open(RoomType type, RoomBody.Birth birth, RoomDesk desk);
}

package takt.server.room;

import org.jspecify.annotations.Nullable;
import takt.protocol.frame.ErrorCode;
import takt.protocol.json.Json;
import takt.server.CloseReason;
import takt.server.LeaveReason;
import takt.server.session.Downlink;

/// What a room tells the front desk.
///
/// Called on the room's thread; implementations hand over and return at once.
public interface RoomDesk {
  /// Somebody who listens to nothing: for replays.
  RoomDesk NOBODY = new RoomDesk() {};

  /// A seat is promised for that long.
  default void reserved(long member, long forMs) {}

  /// Someone is in.
  default void entered(long member) {}

  /// Someone may not come in, or be promised a seat.
  default void refused(long member, ErrorCode code, String text) {}

  /// Someone is out, and what the room had to say to them is on its way.
  ///
  /// @param told the connection that was told of it, null for none: they were away
  default void left(long member, LeaveReason why, String text, @Nullable Downlink told) {}

  /// What the list of open rooms should say changed.
  ///
  /// @param free seats nobody has or was promised
  /// @param listed the `@Listed` fields
  default void listing(int players, int free, int seatsMax, int freeSpectators, boolean locked, Json listed) {}

  /// The room is over; nothing comes from it after this.
  default void closed(CloseReason why) {}
}

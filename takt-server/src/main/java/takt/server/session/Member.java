package takt.server.session;

import java.util.List;
import org.jspecify.annotations.Nullable;
import takt.protocol.frame.UpFrame;
import takt.protocol.json.Json;
import takt.server.Identity;
import takt.server.LeaveReason;

/// One session's place in a room, or the promise of one: what the desk and the room mean by the same number.
///
/// Owned by the front desk's thread.
final class Member {
  private final long id;
  private final RoomEntry room;
  private final Asking asking;
  private boolean in;
  private @Nullable LeaveReason leaving;

  /// Who asked for the place, and hears what comes of it.
  sealed interface Asking {
    /// A session that joins.
    ///
    /// @param asked the frame it asked by
    /// @param number what it will call the room
    record Joining(Session session, UpFrame.Join asked, int number, Wish wish) implements Asking {}

    /// Somebody who wants a reservation.
    record Reserving(Identity identity, String key, Wish wish, Reserved answer) implements Asking {}
  }

  /// What was asked for, so that a full room can be answered with another.
  ///
  /// @param isFind whether any open room that fits will do
  /// @param tries rooms tried so far
  record Wish(boolean isFind, String type, Listings.Filter filter, Json options, boolean unlisted,
      boolean spectate, String reservation, int tries) {}

  Member(long id, RoomEntry room, Asking asking) {
    this.id = id;
    this.room = room;
    this.asking = asking;
  }

  long id() {
    return id;
  }

  RoomEntry room() {
    return room;
  }

  Asking asking() {
    return asking;
  }

  @Nullable Session session() {
    return asking instanceof Asking.Joining joining ? joining.session() : null;
  }

  /// Whether the room has let them in.
  boolean isIn() {
    return in;
  }

  void in() {
    in = true;
  }

  /// Why the room was told that they go, null if it was not.
  @Nullable LeaveReason leaving() {
    return leaving;
  }

  void leaving(LeaveReason why) {
    leaving = why;
  }
}

package takt.server.session;

import java.util.List;
import org.jspecify.annotations.Nullable;
import takt.protocol.frame.ErrorCode;
import takt.protocol.json.Json;
import takt.server.Identity;

/// One session's place in a room, or the promise of one: what the desk and the room mean by the same number.
///
/// Owned by the front desk's thread.
final class Member {
  private final long id;
  private final RoomEntry room;
  private final Asking asking;
  private boolean in;

  /// Who asked for the place, and hears what comes of it.
  sealed interface Asking {
    /// A session that joins.
    ///
    /// @param by the connection it asked on
    /// @param number what it will call the room
    record Joining(Session session, Connection by, long request, int number, Wish wish) implements Asking {}

    /// Somebody who wants a reservation.
    record Reserving(Identity identity, String key, Wish wish, Reserved answer) implements Asking {}
  }

  /// What was asked for, so that a full room can be answered with another.
  ///
  /// @param isFind whether any open room that fits will do
  /// @param layouts hashes of layouts the client has
  /// @param tries rooms tried so far
  record Wish(boolean isFind, String type, Listings.Filter filter, Json options, boolean unlisted,
      boolean spectate, String reservation, List<String> layouts, int sendRateHz, int tries) {}

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
}

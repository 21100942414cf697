package takt.server.session;

import org.jspecify.annotations.Nullable;
import takt.protocol.frame.UpFrame;
import takt.protocol.json.Json;
import takt.server.Identity;
import takt.server.LeaveReason;
import takt.server.room.RoomMessage;
import takt.server.room.RoomType;

/// One session's place in a room, or the promise of one: what the desk and the room mean by the same number.
///
/// Owned by the front desk's thread. Here is what the room is told of it; what the room says of it is in [Members].
final class Member {
  private final long id;
  private final RoomEntry room;
  private final Asking asking;
  private boolean in;
  private @Nullable LeaveReason leaving;

  /// Who asked for the place, and hears what comes of it.
  sealed interface Asking {
    Wish wish();

    /// A session that joins.
    ///
    /// @param asked the frame it asked by
    /// @param number what it will call the room
    record Joining(Session session, UpFrame.Join asked, int number, Wish wish) implements Asking {}

    /// Somebody who wants a reservation.
    ///
    /// @param key what the reservation is claimed by
    record Reserving(Identity identity, String key, Wish wish, Reserved answer) implements Asking {}
  }

  /// What was asked for, so that a full room can be answered with another.
  ///
  /// @param anyOf the type of which any open room that fits will do, null if it must be the one that was named or made
  /// @param reservation the key of the one that is claimed, empty for none
  /// @param tries rooms tried so far
  record Wish(@Nullable RoomType anyOf, Listings.Filter filter, Json options, boolean unlisted, boolean spectate,
      String reservation, int tries) {
    static Wish of(UpFrame.Join f) {
      return new Wish(null, new Listings.Filter(f.where()), f.options(), f.unlisted(), f.spectate(), "", 0);
    }

    /// The wish for the seat that a reservation promises, and nothing else.
    Wish promised(Tokens.Reservation r) {
      return new Wish(null, filter, options, false, r.spectator(), r.key(), 0);
    }

    /// The wish for any room of a type, one more of which is tried.
    Wish triedAny(RoomType type) {
      return new Wish(type, filter, options, unlisted, spectate, "", tries + 1);
    }
  }

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

  /// Whether the room has let them in.
  boolean isIn() {
    return in;
  }

  void entered() {
    in = true;
    room.entered();
  }

  // ---- what the room is told

  /// Asks the room for the place.
  void ask() {
    switch (asking) {
      case Asking.Joining j -> {
        Identity identity = j.session().identity();
        room.tell(
            new RoomMessage.Enter(id, j.wish().reservation(), identity.id(), identity.name(), j.wish().spectate()));
      }
      case Asking.Reserving r -> {
        Identity identity = r.identity();
        room.tell(new RoomMessage.Reserve(id, r.key(), identity.id(), identity.name(), r.wish().spectate()));
      }
    }
  }

  /// Leads the connection to the room, and the room's frames to the connection.
  ///
  /// @param resumed whether its client was there before, and so has heard of the layout or must be told it anew
  void attach(Connection connection, boolean resumed) {
    if (!(asking instanceof Asking.Joining joining)) return;
    UpFrame.Join asked = joining.asked();
    connection.lane().post(() -> connection.onRoute(joining.number(), id, room.inbox()));
    boolean knowsLayout = !resumed && asked.layouts().contains(room.type().layout().hash());
    room.tell(new RoomMessage.Attach(id, connection, joining.number(), asked.request(), connection.isBinary(), resumed,
        joining.session().capabilities(), knowsLayout, asked.sendRateHz()));
  }

  /// Their connection broke. A room that has not let them in hears it once it has.
  void lost(Connection connection) {
    if (!in) return;
    room.tell(new RoomMessage.Detach(id, connection));
    room.tell(new RoomMessage.Lost(id));
  }

  /// Their session was resumed.
  void back(Connection connection) {
    if (in) room.tell(new RoomMessage.Back(id));
    attach(connection, in);
  }

  void leave(LeaveReason why) {
    leaving = why;
    room.tell(new RoomMessage.Gone(id, why));
  }

  /// The room goes on behind another inbox, and what the old one held is lost: it is told again what it may not have
  /// heard.
  void reopened() {
    if (!in) ask();
    if (!(asking instanceof Asking.Joining joining)) return;
    Connection connection = joining.session().connection();
    if (leaving != null) {
      leave(leaving);
    } else if (connection == null) {
      room.tell(new RoomMessage.Lost(id));
    } else {
      room.tell(new RoomMessage.Back(id));
      attach(connection, in);
    }
  }
}

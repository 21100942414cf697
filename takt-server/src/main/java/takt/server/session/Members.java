package takt.server.session;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import takt.protocol.Protocol;
import takt.protocol.frame.DownFrame;
import takt.protocol.frame.ErrorCode;
import takt.protocol.frame.UpFrame;
import takt.protocol.link.TokenBucket;
import takt.server.CloseReason;
import takt.server.Identity;
import takt.server.LeaveReason;
import takt.server.room.RoomMessage;
import takt.server.room.RoomType;

/// Who has, or asks for, a place in which room: from the join or the reservation to the last word of the room.
///
/// Owned by the front desk's thread. Whether there is a place is the room's to say: it is asked by its inbox, and
/// answers by the methods named `on…`.
final class Members {
  /// Rooms tried for one join; then the last one's refusal stands.
  private static final int TRIES_MAX = 8;
  private static final int KEY_BITS = 128;

  private final OpenRooms rooms;
  private final SessionLimits limits;
  private final SessionMetrics metrics;
  private final Tokens tokens;
  private final Ids ids;
  private final LongSupplier wallClockMs;
  private final Map<Long, Member> byId = new HashMap<>();
  private long lastId;

  Members(OpenRooms rooms, SessionLimits limits, SessionMetrics metrics, Tokens tokens, Ids ids,
      LongSupplier wallClockMs) {
    this.rooms = rooms;
    this.limits = limits;
    this.metrics = metrics;
    this.tokens = tokens;
    this.ids = ids;
    this.wallClockMs = wallClockMs;
  }

  @Nullable Member get(long id) {
    return byId.get(id);
  }

  int count() {
    return byId.size();
  }

  // ---- asking

  /// A session asks for a place.
  void join(Session session, UpFrame.Join f) {
    Connection connection = session.connection();
    if (connection == null) return;
    Member before = session.memberOf(f);
    if (before != null) {
      // Its answer was lost on the way, and is given again. One that waits for its answer gets it.
      if (before.isIn()) before.attach(connection, false);
      return;
    }
    if (session.joinsPending() >= limits.joinsPendingMax()) {
      session.deny(f.request(), ErrorCode.TOO_FAST, "wait for the answers to earlier joins");
      return;
    }
    int number = session.freeNumber();
    if (number == 0) {
      session.deny(f.request(), ErrorCode.TOO_MANY_ROOMS,
          "a session is in at most " + Protocol.ROOMS_MAX + " rooms");
      return;
    }
    switch (rooms.find(f, session.identity(), session.opened())) {
      case OpenRooms.Found.None none -> session.deny(f.request(), none.code(), none.text());
      case OpenRooms.Found.Room found when session.isIn(found.entry()) -> session.deny(f.request(),
          ErrorCode.ALREADY_IN, "this session is in that room");
      case OpenRooms.Found.Room found -> enter(found.entry(),
          new Member.Asking.Joining(session, f, number, found.wish()));
    }
  }

  /// Somebody asks for the promise of a place.
  void reserve(Identity identity, UpFrame.Join f, Reserved answer) {
    switch (rooms.find(f, identity, null)) {
      case OpenRooms.Found.None none -> deny(answer, none.code(), none.text());
      case OpenRooms.Found.Room found -> reserve(found, identity, answer);
    }
  }

  private void enter(RoomEntry room, Member.Asking.Joining joining) {
    Session session = joining.session();
    Connection connection = session.connection();
    if (connection == null) return;
    Member member = add(room, joining);
    session.member(joining.number(), member);
    member.ask();
    member.attach(connection, false);
  }

  private void reserve(OpenRooms.Found.Room found, Identity identity, Reserved answer) {
    add(found.entry(), new Member.Asking.Reserving(identity, ids.next(KEY_BITS), found.wish(), answer)).ask();
  }

  private Member add(RoomEntry room, Member.Asking asking) {
    Member member = new Member(++lastId, room, asking);
    byId.put(member.id(), member);
    room.add(member);
    return member;
  }

  // ---- what rooms say

  void onReserved(Member member, long forMs) {
    if (!(member.asking() instanceof Member.Asking.Reserving r)) return;
    forget(member);
    long untilMs = wallClockMs.getAsLong() + forMs;
    String token = tokens.sign(new Tokens.Reservation(member.room().id(), r.key(), r.identity().id().value(),
        r.identity().name(), r.wish().spectate(), untilMs));
    r.answer().yes(token, member.room().id(), member.room().code(), forMs);
  }

  void onEntered(Member member) {
    if (!(member.asking() instanceof Member.Asking.Joining joining)) return;
    member.entered();
    if (joining.session().connection() == null) member.room().tell(new RoomMessage.Lost(member.id()));
  }

  /// Not let in: where any room will do the next one is tried.
  void onRefused(Member member, ErrorCode code, String text) {
    forget(member);
    RoomType anyOf = member.asking().wish().anyOf();
    if (anyOf != null && mayTryAnother(member.asking().wish(), code)) tryAnother(member.asking(), anyOf);
    else refuse(member.asking(), code, text);
  }

  private static boolean mayTryAnother(Member.Wish wish, ErrorCode code) {
    return wish.tries() < TRIES_MAX
        && (code == ErrorCode.ROOM_FULL || code == ErrorCode.ROOM_LOCKED || code == ErrorCode.ROOM_CLOSED);
  }

  private void tryAnother(Member.Asking asking, RoomType anyOf) {
    TokenBucket opened = asking instanceof Member.Asking.Joining j ? j.session().opened() : null;
    switch (rooms.findAny(anyOf, asking.wish(), opened)) {
      case OpenRooms.Found.None none -> refuse(asking, none.code(), none.text());
      case OpenRooms.Found.Room found -> {
        switch (asking) {
          case Member.Asking.Joining j -> enter(found.entry(),
              new Member.Asking.Joining(j.session(), j.asked(), j.number(), found.wish()));
          case Member.Asking.Reserving r -> reserve(found, r.identity(), r.answer());
        }
      }
    }
  }

  private void refuse(Member.Asking asking, ErrorCode code, String text) {
    switch (asking) {
      case Member.Asking.Joining j -> j.session().deny(j.asked().request(), code, text);
      case Member.Asking.Reserving r -> deny(r.answer(), code, text);
    }
  }

  /// Who asked for a promise is told no.
  void deny(Reserved answer, ErrorCode code, String text) {
    metrics.error(code);
    answer.no(code, text);
  }

  void onLeft(Member member, LeaveReason why, String text) {
    forget(member);
    if (member.isIn()) tellLeft(member, why, text);
    else refuse(member.asking(), ErrorCode.REFUSED, text.isEmpty() ? "the room sent you away" : text);
  }

  private static void tellLeft(Member member, LeaveReason why, String text) {
    if (!(member.asking() instanceof Member.Asking.Joining joining)) return;
    DownFrame.Left left = new DownFrame.Left(joining.number(), why.wire(), text);
    joining.session().left(left);
    joining.session().say(left);
  }

  /// The room is over.
  void onClosed(RoomEntry room, CloseReason why) {
    for (Member member : List.copyOf(room.members())) {
      if (member.isIn()) {
        // A room that died said no goodbye.
        onLeft(member, LeaveReason.ROOM_CLOSED, "the room failed");
      } else {
        ErrorCode code = why == CloseReason.FAILED ? ErrorCode.ROOM_FAILED : ErrorCode.ROOM_CLOSED;
        onRefused(member, code, why == CloseReason.FAILED ? "the room failed" : "the room has closed");
      }
    }
  }

  /// The member is no more: its number in the session is free again.
  private void forget(Member member) {
    byId.remove(member.id());
    member.room().remove(member);
    if (!(member.asking() instanceof Member.Asking.Joining joining)) return;
    Session session = joining.session();
    if (session.member(joining.number()) != member) return;
    session.member(joining.number(), null);
    Connection connection = session.connection();
    if (connection != null) connection.lane().post(() -> connection.onUnroute(joining.number(), member.id()));
  }
}

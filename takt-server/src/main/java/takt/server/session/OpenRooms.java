package takt.server.session;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import takt.protocol.frame.DownFrame;
import takt.protocol.frame.ErrorCode;
import takt.protocol.frame.UpFrame;
import takt.protocol.json.Json;
import takt.protocol.link.TokenBucket;
import takt.server.CloseReason;
import takt.server.Identity;
import takt.server.RoomRef;
import takt.server.room.Inbox;
import takt.server.room.Options;
import takt.server.room.RoomBody;
import takt.server.room.RoomMessage;
import takt.server.room.RoomType;

/// The rooms of this server: finds the one that is asked for, opens new ones, and lists them, also for who watches.
///
/// Owned by the front desk's thread.
final class OpenRooms {
  /// Rooms a list shows at most.
  private static final int LISTED_MAX = 1000;
  private static final int ID_BITS = 128;
  /// What friends read out to each other: no I, O, 0 and 1.
  private static final String CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  private static final int CODE_LENGTH = 6;

  private final Map<String, RoomType> types;
  private final SessionLimits limits;
  private final Tokens tokens;
  private final Ids ids;
  private final BiFunction<RoomEntry, RoomBody.Birth, Inbox> begin;
  private final Drain drain;
  private final UsedReservations usedReservations;
  private final LongSupplier wallClockMs;
  private final LongSupplier clockNs;
  /// In the order of their births: the oldest that fits is filled first.
  private final Map<String, RoomEntry> byId = new LinkedHashMap<>();
  private final Map<String, RoomEntry> byCode = new HashMap<>();

  /// @param begin begins a room on some thread
  /// @param clockNs the time of the desk's turn
  OpenRooms(Map<String, RoomType> types, SessionLimits limits, Tokens tokens, Ids ids,
      BiFunction<RoomEntry, RoomBody.Birth, Inbox> begin, Drain drain, UsedReservations usedReservations,
      LongSupplier wallClockMs, LongSupplier clockNs) {
    this.types = types;
    this.limits = limits;
    this.tokens = tokens;
    this.ids = ids;
    this.begin = begin;
    this.drain = drain;
    this.usedReservations = usedReservations;
    this.wallClockMs = wallClockMs;
    this.clockNs = clockNs;
  }

  @Nullable RoomEntry get(String id) {
    return byId.get(id);
  }

  int count() {
    return byId.size();
  }

  /// Offers rooms again what they did not take; whether any still does not.
  boolean tellAgain() {
    boolean waits = false;
    for (RoomEntry room : byId.values()) waits |= room.tellAgain();
    return waits;
  }

  void closeAll(CloseReason why) {
    for (RoomEntry room : byId.values()) {
      room.tell(new RoomMessage.Close(why));
      // Whatever its developer has said: one that stands still goes on, to its end.
      room.inbox().offer(new RoomMessage.Go(1));
    }
  }

  void remove(RoomEntry room) {
    byId.remove(room.id());
    byCode.remove(room.code());
  }

  // ---- finding one

  /// What became of a search.
  sealed interface Found {
    /// A room to ask for a place; it may still say no.
    record Room(RoomEntry entry, Member.Wish wish) implements Found {}

    record None(ErrorCode code, String text) implements Found {}
  }

  /// The room that a join asks for.
  ///
  /// @param opened the bucket of rooms that who asks may open, null for no such limit
  Found find(UpFrame.Join f, Identity identity, @Nullable TokenBucket opened) {
    Member.Wish wish = Member.Wish.of(f);
    if (!f.reservation().isEmpty()) return reserved(f.reservation(), identity, wish);
    if (!f.roomId().isEmpty()) return known(byId.get(f.roomId()), wish);
    if (!f.code().isEmpty()) return known(byCode.get(f.code().toUpperCase(Locale.ROOT)), wish);
    RoomType type = types.get(f.type());
    if (type == null) return new Found.None(ErrorCode.TYPE_UNKNOWN, typeUnknown(f.type()));
    String problem = Listings.check(type, f.where());
    if (problem.isEmpty()) problem = Options.check(type.code(), f.options(), false);
    if (!problem.isEmpty()) return new Found.None(ErrorCode.OPTION_INVALID, problem);
    return f.create() ? create(type, wish, opened) : findAny(type, wish, opened);
  }

  private Found reserved(String token, Identity identity, Member.Wish wish) {
    Tokens.Reservation r = tokens.reservation(token);
    if (r == null || !r.playerId().equals(identity.id().value())) {
      return new Found.None(ErrorCode.RESERVATION_INVALID, "the reservation is none of ours, or somebody else's");
    }
    if (r.untilMs() < wallClockMs.getAsLong()) {
      return new Found.None(ErrorCode.RESERVATION_EXPIRED, "the reservation has expired");
    }
    usedReservations.add(r);
    return known(byId.get(r.roomId()), wish.promised(r));
  }

  private static Found known(@Nullable RoomEntry room, Member.Wish wish) {
    return room == null
        ? new Found.None(ErrorCode.ROOM_UNKNOWN, "there is no such room (any more)")
        : new Found.Room(room, wish);
  }

  /// The oldest open room that fits, else a new one.
  Found findAny(RoomType type, Member.Wish wish, @Nullable TokenBucket opened) {
    Member.Wish again = wish.triedAny(type);
    for (RoomEntry room : byId.values()) {
      if (room.type() == type && room.isOpen(wish.spectate()) && wish.filter().fits(room.listed())) {
        return new Found.Room(room, again);
      }
    }
    return create(type, again, opened);
  }

  // ---- opening one

  private Found create(RoomType type, Member.Wish wish, @Nullable TokenBucket opened) {
    if (drain.isOn()) return new Found.None(ErrorCode.STOPPING, Drain.TEXT);
    if (isFull()) return new Found.None(ErrorCode.ROOMS_FULL, "the server has all rooms it can hold");
    if (opened != null && !opened.take(clockNs.getAsLong())) {
      return new Found.None(ErrorCode.TOO_FAST, "at most " + limits.roomsCreatedPerMinute() + " rooms a minute");
    }
    return new Found.Room(open(type, wish.options(), wish.unlisted()), wish);
  }

  /// Opens a room for the server's own code.
  void create(String name, Json options, CompletableFuture<RoomRef> answer) {
    RoomType type = types.get(name);
    String problem = type == null ? typeUnknown(name) : Options.check(type.code(), options, true);
    if (type == null || !problem.isEmpty()) {
      answer.completeExceptionally(new IllegalArgumentException(problem));
    } else if (drain.isOn() || isFull()) {
      answer.completeExceptionally(new IllegalStateException("the server takes no more rooms"));
    } else {
      RoomEntry room = open(type, options, false);
      answer.complete(new RoomRef(room.id(), room.code()));
    }
  }

  private boolean isFull() {
    return byId.size() >= limits.roomsMax();
  }

  private RoomEntry open(RoomType type, Json options, boolean unlisted) {
    String id = ids.next(ID_BITS);
    RoomEntry room = new RoomEntry(id, unlisted ? newCode() : "", unlisted, type, options);
    byId.put(id, room);
    if (unlisted) byCode.put(room.code(), room);
    long seed = seedOf(ids.next(64));
    room.inbox(begin.apply(room, new RoomBody.Birth(id, room.code(), 1, seed, options)));
    return room;
  }

  private String newCode() {
    while (true) {
      long seed = seedOf(ids.next(64)) >>> 1;
      StringBuilder code = new StringBuilder();
      for (int i = 0; i < CODE_LENGTH; i++, seed /= 32) code.append(CODE_LETTERS.charAt((int) (seed % 32)));
      if (!byCode.containsKey(code.toString())) return code.toString();
    }
  }

  private static long seedOf(String text) {
    long seed = 0;
    for (int i = 0; i < text.length(); i++) seed = seed * 0x100000001b3L ^ text.charAt(i);
    return seed;
  }

  private String typeUnknown(String type) {
    return (type.isEmpty() ? "'room' is missing" : "no rooms named '" + Listings.clip(type) + "'") + ", expected "
        + String.join(", ", types.keySet().stream().sorted().toList());
  }

  // ---- lists

  /// A session wants to see the open rooms of a type, and, if it watches them, all that changes later.
  void list(Session session, long request, String type, Json where, boolean watch) {
    RoomType found = types.get(type);
    String problem = found == null ? "" : Listings.check(found, where);
    if (found == null) {
      session.deny(request, ErrorCode.TYPE_UNKNOWN, typeUnknown(type));
    } else if (!problem.isEmpty()) {
      session.deny(request, ErrorCode.OPTION_INVALID, problem);
    } else if (watch && session.watches().size() >= limits.watchesMax()) {
      session.deny(request, ErrorCode.TOO_FAST, "at most " + limits.watchesMax() + " lists are watched at a time");
    } else {
      Listings.Filter filter = new Listings.Filter(where);
      if (watch) session.watches().add(new Session.Watch(request, type, filter));
      session.say(new DownFrame.Rooms(request, listings(type, filter), List.of()));
    }
  }

  List<Json> listings(String type, Listings.Filter filter) {
    List<Json> listings = new ArrayList<>();
    for (RoomEntry room : byId.values()) {
      if (listings.size() < LISTED_MAX && isListed(room, type, filter)) listings.add(room.listing());
    }
    return listings;
  }

  /// Every room, also those that no list shows.
  List<Json> everyone(int most) {
    List<Json> all = new ArrayList<>();
    for (RoomEntry room : byId.values()) {
      if (all.size() < most) all.add(room.listing());
    }
    return all;
  }

  private static boolean isListed(RoomEntry room, String type, Listings.Filter filter) {
    return room.isKnown() && !room.isUnlisted() && room.type().name().equals(type) && filter.fits(room.listed());
  }

  /// Tells what changed since the last turn.
  void tellWatchers(Collection<Session> sessions) {
    for (RoomEntry room : byId.values()) {
      if (room.takeChanged() && !room.isUnlisted()) tellWatchers(sessions, room, room.listed());
    }
  }

  /// Tells that a room is no more.
  static void tellGone(Collection<Session> sessions, RoomEntry room) {
    if (!room.isUnlisted()) tellWatchers(sessions, room, null);
  }

  /// @param listed what the room's listed fields are now, null if it is gone
  private static void tellWatchers(Collection<Session> sessions, RoomEntry room, @Nullable Json listed) {
    Json told = room.told();
    room.told(listed);
    for (Session session : sessions) {
      for (Session.Watch watch : session.watches()) {
        if (!watch.type().equals(room.type().name())) continue;
        boolean shown = listed != null && watch.filter().fits(listed);
        boolean wasShown = told != null && watch.filter().fits(told);
        if (shown) session.say(new DownFrame.Rooms(watch.request(), List.of(room.listing()), List.of()));
        else if (wasShown) session.say(new DownFrame.Rooms(watch.request(), List.of(), List.of(room.id())));
      }
    }
  }
}

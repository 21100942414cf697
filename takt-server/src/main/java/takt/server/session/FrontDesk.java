package takt.server.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jctools.queues.varhandle.MpscChunkedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;
import takt.protocol.Protocol;
import takt.protocol.frame.Capability;
import takt.protocol.frame.DownFrame;
import takt.protocol.frame.ErrorCode;
import takt.protocol.frame.UpFrame;
import takt.protocol.json.Json;
import takt.schema.Command;
import takt.schema.PlayerId;
import takt.schema.Refusal;
import takt.server.Authenticator;
import takt.server.CloseReason;
import takt.server.Credentials;
import takt.server.Identity;
import takt.server.LeaveReason;
import takt.server.RoomRef;
import takt.server.room.Inbox;
import takt.server.room.Options;
import takt.server.room.RoomBody;
import takt.server.room.RoomDesk;
import takt.server.room.RoomMessage;
import takt.server.room.RoomType;

/// Where players come in: opens sessions, finds and opens rooms, sees who comes and goes.
///
/// Its state is owned by one control thread, which calls [#turn]; everybody else knocks by the methods under *any
/// thread*, which only put something into its queue. Time, chance, room threads and blocking checks come from outside:
/// the whole desk runs as well in a test on a virtual clock. It reaches rooms by their inboxes alone and connections by
/// their lanes alone.
public final class FrontDesk {
  /// What connections and HTTP may have waiting here: a second of a reconnect storm of 10,000.
  private static final int OUTSIDE_MAX = 16 * 1024;
  /// That, and room to hear that every connection there can be is gone.
  private static final int QUEUE_MAX = 64 * 1024;
  /// Open rooms tried for one join before a new one is made.
  private static final int TRIES_MAX = 8;
  /// Rooms a list shows at most.
  private static final int LISTED_MAX = 1000;
  private static final int ID_BITS = 128;
  private static final String CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  private static final int CODE_LENGTH = 6;
  private static final long MS_NS = 1_000_000;

  private final Map<String, RoomType> types;
  private final SessionLimits limits;
  private final SessionMetrics metrics;
  private final Tokens tokens;
  private final Ids ids;
  private final RoomHost host;
  private final AuthDoor auth;
  private final LongSupplier wallClockMs;
  private final Runnable wake;
  private final Runnable drained;
  private final MpscChunkedVarHandleArrayQueue<Runnable> fromOutside = new MpscChunkedVarHandleArrayQueue<>(64,
      QUEUE_MAX);
  /// At most one listing per room and a handful of words per member: bounded by what there is, and never to be lost.
  private final Queue<Runnable> fromRooms = new ConcurrentLinkedQueue<>();
  private final Map<String, Session> sessions = new LinkedHashMap<>();
  private final Map<Connection, Session> byConnection = new LinkedHashMap<>();
  private final Set<Connection> greeting = new HashSet<>();
  private final Map<String, RoomEntry> rooms = new LinkedHashMap<>();
  private final Map<String, RoomEntry> roomsByCode = new HashMap<>();
  private final Map<Long, Member> members = new HashMap<>();
  /// Reservations that somebody joined with, by their keys, and until when they hold: who copied one is nobody by it.
  private final Map<String, Long> usedReservations = new HashMap<>();
  private volatile int sessionCount;
  private volatile int roomCount;
  private volatile int playerCount;
  private volatile boolean draining;
  private long lastMember;
  private long nowNs;
  private long drainDueNs = Long.MAX_VALUE;
  private long forgetDueNs = Long.MIN_VALUE;
  private boolean over;

  /// Where credentials are checked.
  ///
  /// @param authenticator null where only guests come
  /// @param guests whether somebody without a token may come in, under a name of their own choice
  /// @param elsewhere runs a check off the desk's thread
  public record AuthDoor(@Nullable Authenticator authenticator, boolean guests, Executor elsewhere) {}

  /// @param types the rooms on offer, by name
  /// @param wallClockMs the time of day, for tokens and clients
  /// @param wake called on any thread when there is something to do
  /// @param drained called on the desk's thread, once, when a drain is over: no room and no session is left
  public FrontDesk(Map<String, RoomType> types, SessionLimits limits, SessionMetrics metrics, Tokens tokens, Ids ids,
      RoomHost host, AuthDoor auth, LongSupplier wallClockMs, Runnable wake, Runnable drained) {
    this.types = Map.copyOf(types);
    this.limits = limits;
    this.metrics = metrics;
    this.tokens = tokens;
    this.ids = ids;
    this.host = host;
    this.auth = auth;
    this.wallClockMs = wallClockMs;
    this.wake = wake;
    this.drained = drained;
  }

  // ---- any thread

  SessionLimits limits() {
    return limits;
  }

  public SessionMetrics metrics() {
    return metrics;
  }

  long wallMs() {
    return wallClockMs.getAsLong();
  }

  public int sessionCount() {
    return sessionCount;
  }

  public int roomCount() {
    return roomCount;
  }

  public int playerCount() {
    return playerCount;
  }

  /// Whether the server is on its way out: it takes no new rooms and sessions.
  public boolean isDraining() {
    return draining;
  }

  /// The room type of that name, null for none.
  public @Nullable RoomType type(String name) {
    return types.get(name);
  }

  /// A connection says hello; false if the desk is full.
  boolean hello(Connection connection, UpFrame.Hello hello) {
    return knock(() -> onHello(connection, hello));
  }

  /// A connection asks for something; false if the desk is full.
  boolean say(Connection connection, UpFrame frame) {
    return knock(() -> onFrame(connection, frame));
  }

  /// A connection is gone.
  void gone(Connection connection) {
    // In the same queue as what it said before: a hello must not be heard after its goodbye.
    if (!fromOutside.offer(() -> onGone(connection))) fromRooms.add(() -> onGone(connection));
    wake.run();
  }

  /// Somebody wants a seat promised, before they connect; false if the desk is full.
  public boolean reserve(Credentials credentials, UpFrame.Join join, Reserved answer) {
    return knock(() -> onReserve(credentials, join, answer));
  }

  /// Somebody wants to see the open rooms of a type; false if the desk is full. The answer comes on the desk's thread.
  public boolean list(String type, Json where, Consumer<List<Json>> answer) {
    return knock(() -> answer.accept(listings(type, new Listings.Filter(where))));
  }

  /// A room goes on behind another door, from a checkpoint: everyone in it is brought back to it.
  public void reopened(String roomId, Inbox inbox) {
    fromRooms.add(() -> onReopened(roomId, inbox));
    wake.run();
  }

  /// Opens a room for the server's own code.
  public void create(String type, Json options, CompletableFuture<RoomRef> answer) {
    fromRooms.add(() -> onCreate(type, options, answer));
    wake.run();
  }

  /// Sends a server's command to a room.
  public void tell(String roomId, Command command, CompletableFuture<Boolean> answer) {
    fromRooms.add(() -> {
      RoomEntry room = rooms.get(roomId);
      if (room != null) room.tell(new RoomMessage.ServerCommand(command));
      answer.complete(room != null);
    });
    wake.run();
  }

  /// Whether something has come in since the last turn; the desk's thread.
  public boolean hasWork() {
    return !fromRooms.isEmpty() || !fromOutside.isEmpty();
  }

  /// Lets rooms end: opens no rooms and sessions, tells everybody, and after `grace` closes what is left.
  public void drain(Duration grace) {
    fromRooms.add(() -> onDrain(grace));
    wake.run();
  }

  private boolean knock(Runnable what) {
    boolean taken = fromOutside.size() < OUTSIDE_MAX && fromOutside.offer(what);
    if (taken) wake.run();
    return taken;
  }

  // ---- the desk's thread

  /// Does what there is to do; answers when it wants to be called again at the latest.
  public long turn(long nowNs) {
    this.nowNs = nowNs;
    for (Runnable what = fromRooms.poll(); what != null; what = fromRooms.poll()) what.run();
    for (Runnable what = fromOutside.poll(); what != null; what = fromOutside.poll()) what.run();
    boolean waits = false;
    for (RoomEntry room : rooms.values()) waits |= room.tellAgain();
    tellWatchers();
    if (nowNs >= forgetDueNs) forgetSessions(limits.heldFor());
    if (nowNs >= drainDueNs) closeRooms();
    sessionCount = sessions.size();
    roomCount = rooms.size();
    playerCount = members.size();
    return Math.min(nowNs + (waits ? 5 * MS_NS : 1_000 * MS_NS), drainDueNs);
  }

  // ---- hello

  private void onHello(Connection connection, UpFrame.Hello hello) {
    greeting.add(connection);
    if (over) end(connection, ErrorCode.STOPPING, "the server stops; try again soon");
    else if (!hello.resume().isEmpty()) resume(connection, hello);
    else if (!takesSessions(connection)) return;
    else if (!hello.reservation().isEmpty()) byReservation(connection, hello);
    else byToken(connection, hello);
  }

  /// Whether there may be one more session; else the connection is told why not.
  private boolean takesSessions(Connection connection) {
    if (draining) {
      end(connection, ErrorCode.STOPPING, "the server stops; try again soon");
      return false;
    }
    // Sessions that nobody is in and that hold no place make way first.
    if (sessions.size() >= limits.sessionsMax()) forgetSessions(Duration.ZERO);
    boolean full = sessions.size() >= limits.sessionsMax();
    if (full) end(connection, ErrorCode.BUSY, "the server is full");
    return !full;
  }

  private void byReservation(Connection connection, UpFrame.Hello hello) {
    Tokens.Reservation reservation = tokens.reservation(hello.reservation());
    if (reservation == null) {
      end(connection, ErrorCode.UNAUTHENTICATED, "the reservation is none of ours");
    } else if (reservation.untilMs() < wallMs()) {
      end(connection, ErrorCode.UNAUTHENTICATED, "the reservation has expired");
    } else if (usedReservations.containsKey(reservation.reservation())) {
      end(connection, ErrorCode.UNAUTHENTICATED, "the reservation was used already");
    } else {
      Identity identity = new Identity(new PlayerId(reservation.playerId()), reservation.name());
      open(connection, hello.capabilities(), identity);
    }
  }

  private void byToken(Connection connection, UpFrame.Hello hello) {
    authenticate(new Credentials(hello.token(), hello.name(), connection.address()), (identity, code, text) -> {
      if (identity != null) open(connection, hello.capabilities(), identity);
      else end(connection, code, text);
    });
  }

  private interface Authenticated {
    void accept(@Nullable Identity identity, ErrorCode code, String text);
  }

  /// Finds out who shows these credentials; the answer comes on the desk's thread, now or later.
  private void authenticate(Credentials credentials, Authenticated then) {
    Authenticator authenticator = auth.authenticator;
    boolean guest = credentials.token().isEmpty() && auth.guests;
    if (guest || authenticator == null) {
      if (!guest) then.accept(null, ErrorCode.UNAUTHENTICATED, "a token is shown, but this server takes guests only");
      else then.accept(guest(credentials), ErrorCode.UNAUTHENTICATED, "");
      return;
    }
    auth.elsewhere.execute(() -> {
      Runnable answer;
      try {
        Identity identity = authenticator.authenticate(credentials);
        answer = () -> then.accept(identity, ErrorCode.UNAUTHENTICATED, "");
      } catch (Refusal refusal) {
        answer = () -> then.accept(null, ErrorCode.UNAUTHENTICATED, refusal.reason());
      } catch (Throwable e) {
        System.getLogger("takt.auth").log(System.Logger.Level.ERROR, "the authenticator failed", e);
        answer = () -> then.accept(null, ErrorCode.SERVER_ERROR, "the server could not check who you are");
      }
      fromRooms.add(answer);
      wake.run();
    });
  }

  private Identity guest(Credentials credentials) {
    String id = ids.next(64);
    String name = credentials.name().isBlank() ? "Guest " + id.substring(0, 4) : credentials.name();
    return new Identity(new PlayerId("guest:" + id), name);
  }

  private void open(Connection connection, long capabilities, Identity identity) {
    if (!greeting.contains(connection) || !takesSessions(connection)) return;
    TokenBucket opened = new TokenBucket(limits.roomsCreatedPerMinute() / 60.0, limits.roomsCreatedPerMinute(), nowNs);
    Session session = new Session(ids.next(ID_BITS), ids.next(ID_BITS), identity, opened);
    sessions.put(session.id(), session);
    attach(session, connection, capabilities, false);
  }

  private void resume(Connection connection, UpFrame.Hello hello) {
    Tokens.Resume token = tokens.resume(hello.resume());
    Session session = token == null ? null : sessions.get(token.sessionId());
    if (token == null || session == null || !session.key().equals(token.key())) {
      end(connection, ErrorCode.SESSION_UNKNOWN, "the session is over, or was never ours; begin a new one");
      return;
    }
    Connection before = session.connection();
    if (before != null) {
      byConnection.remove(before);
      end(before, ErrorCode.TAKEN_OVER, "the session was taken up from somewhere else");
    }
    attach(session, connection, hello.capabilities(), true);
    for (int number = 1; number <= Protocol.ROOMS_MAX; number++) {
      Member member = session.room(number);
      DownFrame.Left left = session.left(number);
      if (left != null) say(session, left);
      if (member == null || !(member.asking() instanceof Member.Asking.Joining joining)) continue;
      route(connection, number, member);
      if (member.isIn()) member.room().tell(new RoomMessage.Back(member.id()));
      watch(member, joining, connection, member.isIn());
    }
  }

  /// Sends the room's frames there.
  private static void watch(Member member, Member.Asking.Joining joining, Connection connection, boolean resumed) {
    UpFrame.Join asked = joining.asked();
    boolean knowsLayout = !resumed && asked.layouts().contains(member.room().type().layout().hash());
    member.room().tell(new RoomMessage.Attach(member.id(), connection, joining.number(), asked.request(), resumed,
        joining.session().capabilities(), knowsLayout, asked.sendRateHz()));
  }

  private void attach(Session session, Connection connection, long capabilities, boolean resumed) {
    greeting.remove(connection);
    long both = capabilities & Capability.ALL;
    session.attach(connection, both);
    byConnection.put(connection, session);
    DownFrame.Welcome welcome = new DownFrame.Welcome(Protocol.VERSION, both, session.id(),
        tokens.sign(new Tokens.Resume(session.id(), session.key())), resumed, session.identity().id().value(),
        session.identity().name(), wallMs(), (int) limits.alive().toMillis(), Protocol.FRAME_MAX_UP,
        roomsOf(session));
    connection.lane().post(() -> connection.onWelcome(welcome));
    if (draining) connection.lane().post(() -> connection.say(drainingFrame()));
  }

  private static List<String> roomsOf(Session session) {
    List<String> ids = new ArrayList<>();
    for (Member member : session.rooms()) {
      if (member != null) ids.add(member.room().id());
    }
    return ids;
  }

  // ---- frames of open sessions

  private void onFrame(Connection connection, UpFrame frame) {
    Session session = byConnection.get(connection);
    if (session == null) return;
    switch (frame) {
      case UpFrame.Join f -> onJoin(session, f);
      case UpFrame.ListRooms f -> onList(session, f.request(), f.type(), f.where(), false);
      case UpFrame.Watch f -> onList(session, f.request(), f.type(), f.where(), true);
      case UpFrame.Unwatch f -> session.watches().removeIf(w -> w.request() == f.request());
      case UpFrame.Leave f -> onLeave(session, f.room());
      case UpFrame.Bye _ -> onBye(session, connection);
      default -> throw new IllegalStateException("frame=" + frame + ", expected one for the desk");
    }
  }

  private void onLeave(Session session, int number) {
    Member member = number > 0 ? session.room(number) : null;
    if (member == null) metrics.ofNoRoom.add(1);
    else leave(member, LeaveReason.LEFT);
  }

  private static void leave(Member member, LeaveReason why) {
    member.leaving(why);
    member.room().tell(new RoomMessage.Gone(member.id(), why));
  }

  private void onBye(Session session, Connection connection) {
    for (Member member : session.rooms()) {
      if (member != null) leave(member, LeaveReason.LEFT);
    }
    sessions.remove(session.id());
    byConnection.remove(connection);
    session.detach(nowNs);
    connection.lane().post(() -> connection.close(1000, "bye"));
  }

  private void onGone(Connection connection) {
    greeting.remove(connection);
    Session session = byConnection.remove(connection);
    if (session == null) return;
    session.detach(nowNs);
    for (Member member : session.rooms()) {
      if (member == null || !member.isIn()) continue;
      member.room().tell(new RoomMessage.Detach(member.id(), connection));
      member.room().tell(new RoomMessage.Lost(member.id()));
    }
  }

  // ---- lists

  private void onReopened(String roomId, Inbox inbox) {
    RoomEntry room = rooms.get(roomId);
    if (room == null) return;
    room.inbox(inbox);
    for (Member member : List.copyOf(room.members())) {
      switch (member.asking()) {
        case Member.Asking.Joining joining -> reopened(member, joining);
        case Member.Asking.Reserving reserving -> ask(member, reserving);
      }
    }
  }

  /// What the old inbox held is lost: the room is told again what it may not have heard.
  private static void reopened(Member member, Member.Asking.Joining joining) {
    if (!member.isIn()) ask(member, joining);
    Connection connection = joining.session().connection();
    LeaveReason leaving = member.leaving();
    if (leaving != null) {
      leave(member, leaving);
    } else if (connection == null) {
      member.room().tell(new RoomMessage.Lost(member.id()));
    } else {
      route(connection, joining.number(), member);
      member.room().tell(new RoomMessage.Back(member.id()));
      watch(member, joining, connection, member.isIn());
    }
  }

  private void onList(Session session, long request, String type, Json where, boolean watch) {
    RoomType found = types.get(type);
    String problem = found == null ? "" : Listings.check(found, where);
    if (found == null) {
      deny(session, request, ErrorCode.TYPE_UNKNOWN, typeUnknown(type));
    } else if (!problem.isEmpty()) {
      deny(session, request, ErrorCode.OPTION_INVALID, problem);
    } else if (watch && session.watches().size() >= limits.watchesMax()) {
      deny(session, request, ErrorCode.TOO_FAST, "at most " + limits.watchesMax() + " lists are watched at a time");
    } else {
      Listings.Filter filter = new Listings.Filter(where);
      if (watch) session.watches().add(new Session.Watch(request, type, filter));
      say(session, new DownFrame.Rooms(request, listings(type, filter), List.of()));
    }
  }

  private List<Json> listings(String type, Listings.Filter filter) {
    List<Json> listings = new ArrayList<>();
    for (RoomEntry room : rooms.values()) {
      if (listings.size() < LISTED_MAX && isListed(room, type, filter)) listings.add(room.listing());
    }
    return listings;
  }

  private static boolean isListed(RoomEntry room, String type, Listings.Filter filter) {
    return room.isKnown() && !room.isUnlisted() && room.type().name().equals(type) && filter.fits(room.listed());
  }

  private void tellWatchers() {
    for (RoomEntry room : rooms.values()) {
      if (room.takeChanged() && !room.isUnlisted()) tellWatchers(room, room.listed());
    }
  }

  /// @param listed what the room's listed fields are now, null if it is gone
  private void tellWatchers(RoomEntry room, @Nullable Json listed) {
    Json told = room.told();
    room.told(listed);
    for (Session session : byConnection.values()) {
      for (Session.Watch watch : session.watches()) {
        if (!watch.type().equals(room.type().name())) continue;
        boolean shown = listed != null && watch.filter().fits(listed);
        boolean wasShown = told != null && watch.filter().fits(told);
        if (shown) say(session, new DownFrame.Rooms(watch.request(), List.of(room.listing()), List.of()));
        else if (wasShown) say(session, new DownFrame.Rooms(watch.request(), List.of(), List.of(room.id())));
      }
    }
  }

  // ---- joining

  private void onJoin(Session session, UpFrame.Join f) {
    Connection connection = session.connection();
    if (connection == null) return;
    if (connection.isBinary()) {
      deny(session, f.request(), ErrorCode.CODEC_UNAVAILABLE, "rooms speak " + Protocol.JSON + " only, as yet");
      return;
    }
    Member before = session.joined(f);
    if (before != null) {
      joinedAlready(before, connection);
      return;
    }
    if (session.pending() >= limits.joinsPendingMax()) {
      deny(session, f.request(), ErrorCode.TOO_FAST, "wait for the answers to earlier joins");
      return;
    }
    int number = session.freeNumber();
    if (number == 0) {
      deny(session, f.request(), ErrorCode.TOO_MANY_ROOMS, "a session is in at most " + Protocol.ROOMS_MAX + " rooms");
      return;
    }
    Found found = resolve(f, session.identity(), session.opened());
    if (found.room == null) {
      deny(session, f.request(), found.code, found.text);
    } else if (isIn(session, found.room)) {
      deny(session, f.request(), ErrorCode.ALREADY_IN, "this session is in that room");
    } else {
      enter(session, found.room, new Member.Asking.Joining(session, f, number, found.wish));
    }
  }

  /// The same join again: its answer was lost on the way, and is given again. One that waits for its answer gets it.
  private static void joinedAlready(Member member, Connection connection) {
    if (!member.isIn() || !(member.asking() instanceof Member.Asking.Joining joining)) return;
    route(connection, joining.number(), member);
    watch(member, joining, connection, false);
  }

  private static boolean isIn(Session session, RoomEntry room) {
    for (Member member : session.rooms()) {
      if (member != null && member.room() == room) return true;
    }
    return false;
  }

  private void onReserve(Credentials credentials, UpFrame.Join f, Reserved answer) {
    if (draining) {
      deny(answer, ErrorCode.STOPPING, "the server stops; try again soon");
      return;
    }
    authenticate(credentials, (identity, code, text) -> {
      if (identity == null) {
        deny(answer, code, text);
        return;
      }
      Found found = resolve(f, identity, null);
      if (found.room != null) reserve(found.room, identity, found.wish, answer);
      else deny(answer, found.code, found.text);
    });
  }

  /// A room, or why there is none.
  private record Found(@Nullable RoomEntry room, Member.Wish wish, ErrorCode code, String text) {}

  private Found resolve(UpFrame.Join f, Identity identity, @Nullable TokenBucket opened) {
    Member.Wish wish = new Member.Wish(false, f.type(), new Listings.Filter(f.where()), f.options(), f.unlisted(),
        f.spectate(), "", 0);
    if (!f.reservation().isEmpty()) return reserved(f.reservation(), identity, wish);
    if (!f.roomId().isEmpty()) return known(rooms.get(f.roomId()), wish);
    if (!f.code().isEmpty()) return known(roomsByCode.get(f.code().toUpperCase(Locale.ROOT)), wish);
    RoomType type = types.get(f.type());
    if (type == null) return no(wish, ErrorCode.TYPE_UNKNOWN, typeUnknown(f.type()));
    String problem = Listings.check(type, f.where());
    if (problem.isEmpty()) problem = Options.check(type.code(), f.options(), false);
    if (!problem.isEmpty()) return no(wish, ErrorCode.OPTION_INVALID, problem);
    return f.create() ? create(type, wish, opened) : find(type, wish, opened);
  }

  private Found reserved(String token, Identity identity, Member.Wish wish) {
    Tokens.Reservation r = tokens.reservation(token);
    if (r == null || !r.playerId().equals(identity.id().value())) {
      return no(wish, ErrorCode.RESERVATION_INVALID, "the reservation is none of ours, or somebody else's");
    }
    if (r.untilMs() < wallMs()) return no(wish, ErrorCode.RESERVATION_EXPIRED, "the reservation has expired");
    usedReservations.put(r.reservation(), r.untilMs());
    return known(rooms.get(r.roomId()), new Member.Wish(false, wish.type(), wish.filter(), wish.options(), false,
        r.spectator(), r.reservation(), 0));
  }

  private static Found known(@Nullable RoomEntry room, Member.Wish wish) {
    return room == null
        ? no(wish, ErrorCode.ROOM_UNKNOWN, "there is no such room (any more)")
        : new Found(room, wish, ErrorCode.ROOM_UNKNOWN, "");
  }

  private static Found no(Member.Wish wish, ErrorCode code, String text) {
    return new Found(null, wish, code, text);
  }

  private String typeUnknown(String type) {
    return "no rooms named '" + (type.length() > 32 ? type.substring(0, 32) : type) + "', expected "
        + String.join(", ", types.keySet().stream().sorted().toList());
  }

  /// The oldest open room that fits, else a new one.
  private Found find(RoomType type, Member.Wish wish, @Nullable TokenBucket opened) {
    Member.Wish again = new Member.Wish(true, type.name(), wish.filter(), wish.options(), wish.unlisted(),
        wish.spectate(), "", wish.tries() + 1);
    for (RoomEntry room : rooms.values()) {
      if (room.type() == type && room.isOpen(wish.spectate()) && wish.filter().fits(room.listed())) {
        return new Found(room, again, ErrorCode.ROOM_UNKNOWN, "");
      }
    }
    return create(type, again, opened);
  }

  private Found create(RoomType type, Member.Wish wish, @Nullable TokenBucket opened) {
    if (draining) return no(wish, ErrorCode.STOPPING, "the server stops; try again soon");
    if (rooms.size() >= limits.roomsMax())
      return no(wish, ErrorCode.ROOMS_FULL, "the server has all rooms it can hold");
    if (opened != null && !opened.take(nowNs)) {
      return no(wish, ErrorCode.TOO_FAST, "at most " + limits.roomsCreatedPerMinute() + " rooms a minute");
    }
    return new Found(openRoom(type, wish.options(), wish.unlisted()), wish, ErrorCode.ROOM_UNKNOWN, "");
  }

  private void onCreate(String name, Json options, CompletableFuture<RoomRef> answer) {
    RoomType type = types.get(name);
    String problem = type == null ? typeUnknown(name) : Options.check(type.code(), options, true);
    if (type == null || !problem.isEmpty()) {
      answer.completeExceptionally(new IllegalArgumentException(problem));
    } else if (draining || rooms.size() >= limits.roomsMax()) {
      answer.completeExceptionally(new IllegalStateException("the server takes no more rooms"));
    } else {
      RoomEntry room = openRoom(type, options, false);
      answer.complete(new RoomRef(room.id(), room.code()));
    }
  }

  private RoomEntry openRoom(RoomType type, Json options, boolean unlisted) {
    String id = ids.next(ID_BITS);
    RoomEntry room = new RoomEntry(id, unlisted ? newCode() : "", unlisted, type, options);
    rooms.put(id, room);
    if (unlisted) roomsByCode.put(room.code(), room);
    long seed = seedOf(ids.next(64));
    room.inbox(host.open(type, new RoomBody.Birth(id, room.code(), 1, seed, options), new Door(room)));
    return room;
  }

  private static long seedOf(String text) {
    long seed = 0;
    for (int i = 0; i < text.length(); i++) seed = seed * 0x100000001b3L ^ text.charAt(i);
    return seed;
  }

  private String newCode() {
    while (true) {
      long seed = seedOf(ids.next(64)) >>> 1;
      StringBuilder code = new StringBuilder();
      for (int i = 0; i < CODE_LENGTH; i++, seed /= 32) code.append(CODE_LETTERS.charAt((int) (seed % 32)));
      if (!roomsByCode.containsKey(code.toString())) return code.toString();
    }
  }

  private void enter(Session session, RoomEntry room, Member.Asking.Joining joining) {
    Connection connection = session.connection();
    if (connection == null) return;
    Member member = member(room, joining);
    session.room(joining.number(), member);
    session.pending(1);
    route(connection, joining.number(), member);
    ask(member, joining);
    watch(member, joining, connection, false);
  }

  private void reserve(RoomEntry room, Identity identity, Member.Wish wish, Reserved answer) {
    Member.Asking.Reserving reserving = new Member.Asking.Reserving(identity, ids.next(ID_BITS), wish, answer);
    ask(member(room, reserving), reserving);
  }

  private static void ask(Member member, Member.Asking.Joining joining) {
    Identity identity = joining.session().identity();
    member.room().tell(new RoomMessage.Enter(member.id(), joining.wish().reservation(), identity.id(), identity.name(),
        joining.wish().spectate()));
  }

  private static void ask(Member member, Member.Asking.Reserving reserving) {
    Identity identity = reserving.identity();
    member.room().tell(new RoomMessage.Reserve(member.id(), reserving.key(), identity.id(), identity.name(),
        reserving.wish().spectate()));
  }

  private Member member(RoomEntry room, Member.Asking asking) {
    Member member = new Member(++lastMember, room, asking);
    members.put(member.id(), member);
    room.members().add(member);
    room.promised(1);
    return member;
  }

  private static void route(Connection connection, int number, Member member) {
    connection.lane().post(() -> connection.onRoute(number, member.id(), member.room().inbox()));
  }

  // ---- what rooms say, on the desk's thread

  private void onReserved(Member member, long forMs) {
    if (!(member.asking() instanceof Member.Asking.Reserving r)) return;
    forget(member);
    long untilMs = wallMs() + forMs;
    String token = tokens.sign(new Tokens.Reservation(member.room().id(), r.key(), r.identity().id().value(),
        r.identity().name(), r.wish().spectate(), untilMs));
    r.answer().yes(token, member.room().id(), member.room().code(), forMs);
  }

  private void onEntered(Member member) {
    if (!(member.asking() instanceof Member.Asking.Joining joining)) return;
    member.in();
    member.room().promised(-1);
    joining.session().pending(-1);
    if (joining.session().connection() == null) member.room().tell(new RoomMessage.Lost(member.id()));
  }

  /// Not let in: where any room will do the next one is tried.
  private void onRefused(Member member, ErrorCode code, String text) {
    forget(member);
    Member.Wish wish = switch (member.asking()) {
      case Member.Asking.Joining j -> j.wish();
      case Member.Asking.Reserving r -> r.wish();
    };
    boolean elsewhere = wish.isFind() && wish.tries() < TRIES_MAX
        && (code == ErrorCode.ROOM_FULL || code == ErrorCode.ROOM_LOCKED || code == ErrorCode.ROOM_CLOSED);
    RoomType type = elsewhere ? types.get(wish.type()) : null;
    Session session = member.session();
    if (type == null) refuse(member.asking(), code, text);
    else askAgain(member.asking(), find(type, wish, session == null ? null : session.opened()));
  }

  private void askAgain(Member.Asking asking, Found found) {
    if (found.room == null) {
      refuse(asking, found.code, found.text);
      return;
    }
    switch (asking) {
      case Member.Asking.Joining j -> enter(j.session(), found.room, new Member.Asking.Joining(j.session(), j.asked(),
          j.number(), found.wish));
      case Member.Asking.Reserving r -> reserve(found.room, r.identity(), found.wish, r.answer());
    }
  }

  private void refuse(Member.Asking asking, ErrorCode code, String text) {
    switch (asking) {
      case Member.Asking.Joining j -> deny(j.session(), j.asked().request(), code, text);
      case Member.Asking.Reserving r -> deny(r.answer(), code, text);
    }
  }

  private void onLeft(Member member, LeaveReason why, String text) {
    boolean wasIn = member.isIn();
    forget(member);
    if (wasIn) tellLeft(member, why, text);
    else refuse(member.asking(), ErrorCode.REFUSED, text.isEmpty() ? "the room sent you away" : text);
  }

  private void tellLeft(Member member, LeaveReason why, String text) {
    if (!(member.asking() instanceof Member.Asking.Joining joining)) return;
    DownFrame.Left left = new DownFrame.Left(joining.number(), why.wire(), text);
    joining.session().left(left);
    say(joining.session(), left);
  }

  private void onClosed(RoomEntry room, CloseReason why) {
    rooms.remove(room.id());
    roomsByCode.remove(room.code());
    for (Member member : List.copyOf(room.members())) {
      if (member.isIn()) {
        // A room that died said no goodbye.
        onLeft(member, LeaveReason.ROOM_CLOSED, "the room failed");
      } else {
        ErrorCode code = why == CloseReason.FAILED ? ErrorCode.ROOM_FAILED : ErrorCode.ROOM_CLOSED;
        onRefused(member, code, why == CloseReason.FAILED ? "the room failed" : "the room has closed");
      }
    }
    if (!room.isUnlisted()) tellWatchers(room, null);
    if (draining && rooms.isEmpty()) endSessions();
  }

  /// The member is no more: its number is free again.
  private void forget(Member member) {
    members.remove(member.id());
    member.room().members().remove(member);
    if (!member.isIn()) member.room().promised(-1);
    if (!(member.asking() instanceof Member.Asking.Joining joining)) return;
    Session session = joining.session();
    if (!member.isIn()) session.pending(-1);
    if (session.room(joining.number()) != member) return;
    session.room(joining.number(), null);
    Connection connection = session.connection();
    if (connection != null) connection.lane().post(() -> connection.onUnroute(joining.number(), member.id()));
  }

  /// A room's words, carried to the desk's thread.
  private final class Door implements RoomDesk {
    private final RoomEntry room;

    private Door(RoomEntry room) {
      this.room = room;
    }

    @Override public void reserved(long member, long forMs) {
      tell(member, m -> onReserved(m, forMs));
    }

    @Override public void entered(long member) {
      tell(member, FrontDesk.this::onEntered);
    }

    @Override public void refused(long member, ErrorCode code, String text) {
      tell(member, m -> onRefused(m, code, text));
    }

    @Override public void left(long member, LeaveReason why, String text) {
      tell(member, m -> onLeft(m, why, text));
    }

    @Override public void listing(int players, int free, int seatsMax, int freeSpectators, boolean locked,
        Json listed) {
      post(() -> room.list(players, free, seatsMax, freeSpectators, locked, listed));
    }

    @Override public void closed(CloseReason why) {
      post(() -> onClosed(room, why));
    }

    private void tell(long id, Consumer<Member> what) {
      post(() -> {
        Member member = members.get(id);
        if (member != null) what.accept(member);
      });
    }

    private void post(Runnable what) {
      fromRooms.add(what);
      wake.run();
    }
  }

  // ---- the end

  private void onDrain(Duration grace) {
    if (draining) return;
    draining = true;
    drainDueNs = nowNs + grace.toNanos();
    for (Connection connection : byConnection.keySet()) connection.lane().post(() -> connection.say(drainingFrame()));
    if (rooms.isEmpty()) endSessions();
  }

  private DownFrame.Draining drainingFrame() {
    long leftMs = Math.max(0, (drainDueNs - nowNs) / MS_NS);
    return new DownFrame.Draining((int) Math.min(leftMs, Integer.MAX_VALUE), 1_000);
  }

  private void closeRooms() {
    drainDueNs = Long.MAX_VALUE;
    for (RoomEntry room : rooms.values()) room.tell(new RoomMessage.Close(CloseReason.SERVER_STOPPING));
    if (rooms.isEmpty()) endSessions();
  }

  private void endSessions() {
    if (over) return;
    over = true;
    for (Connection connection : List.copyOf(byConnection.keySet())) {
      end(connection, ErrorCode.STOPPING, "the server stops; try again soon");
    }
    drained.run();
  }

  /// Forgets sessions that have been without connection for that long and have no place left.
  private void forgetSessions(Duration heldFor) {
    forgetDueNs = nowNs + 1_000 * MS_NS;
    long nowMs = wallMs();
    usedReservations.values().removeIf(untilMs -> untilMs < nowMs);
    long heldNs = heldFor.toNanos();
    sessions.values().removeIf(s -> s.connection() == null && !s.hasRooms() && nowNs - s.detachedNs() >= heldNs);
  }

  // ---- words

  private void say(Session session, DownFrame frame) {
    Connection connection = session.connection();
    if (connection != null) connection.lane().post(() -> connection.say(frame));
  }

  private void deny(Session session, long request, ErrorCode code, String text) {
    metrics.error(code);
    say(session, new DownFrame.Problem(request, code.code(), Json.Obj.EMPTY, text, false));
  }

  private void deny(Reserved answer, ErrorCode code, String text) {
    metrics.error(code);
    answer.no(code, text);
  }

  private static void end(Connection connection, ErrorCode code, String text) {
    connection.lane().post(() -> connection.end(code, text));
  }
}

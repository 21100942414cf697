package takt.server.session;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jctools.queues.varhandle.MpscChunkedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;
import takt.protocol.frame.ErrorCode;
import takt.protocol.frame.UpFrame;
import takt.protocol.json.Json;
import takt.schema.Command;
import takt.server.Authenticator;
import takt.server.CloseReason;
import takt.server.Credentials;
import takt.server.LeaveReason;
import takt.server.RoomRef;
import takt.server.room.Inbox;
import takt.server.room.RoomDesk;
import takt.server.room.RoomMessage;
import takt.server.room.RoomType;

/// Where players come in: hears connections, rooms and the server's own code, one after the other, and sees to it.
///
/// All behind it is owned by one control thread, which calls [#turn]; everybody else knocks by the methods under *any
/// thread*, which only put something into a queue. Time, chance, room threads and blocking checks come from outside:
/// the whole desk runs as well in a test on a virtual clock. It reaches rooms by their inboxes alone and connections by
/// their lanes alone.
///
/// What it hears it hands to the owner: [Sessions] has who is there, [OpenRooms] which rooms there are, [Members] who
/// is in which. Here are the queue and the drain.
public final class FrontDesk {
  /// What connections and HTTP may have waiting here: a second of a reconnect storm of 10,000.
  private static final int OUTSIDE_MAX = 16 * 1024;
  /// That, and room to hear that every connection there can be is gone.
  private static final int QUEUE_MAX = 64 * 1024;
  private static final long TURN_EVERY_NS = 1_000_000_000;
  /// When a room did not take what it was told: soon.
  private static final long TELL_AGAIN_NS = 5_000_000;

  private final Map<String, RoomType> types;
  private final SessionLimits limits;
  private final SessionMetrics metrics;
  private final LongSupplier wallClockMs;
  private final Runnable wake;
  private final Runnable drained;
  private final MpscChunkedVarHandleArrayQueue<Runnable> fromOutside = new MpscChunkedVarHandleArrayQueue<>(64,
      QUEUE_MAX);
  /// What must not be lost: a listing per room, a handful of words per member, a check per hello, and what the server's
  /// own code asks. Bounded by what there is.
  private final Queue<Runnable> fromInside = new ConcurrentLinkedQueue<>();
  private final Drain drain = new Drain();
  private final Authentication authentication;
  private final Sessions sessions;
  private final OpenRooms rooms;
  private final Members members;
  private volatile int sessionCount;
  private volatile int roomCount;
  private volatile int playerCount;
  private long nowNs;

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
    this.wallClockMs = wallClockMs;
    this.wake = wake;
    this.drained = drained;
    LongSupplier clockNs = () -> nowNs;
    authentication = new Authentication(auth, ids, this::post);
    UsedReservations used = new UsedReservations(wallClockMs);
    sessions = new Sessions(limits, metrics, tokens, ids, authentication, drain, used, wallClockMs, clockNs);
    rooms = new OpenRooms(this.types, limits, tokens, ids,
        (room, birth) -> host.open(room.type(), birth, new DeskProxy(room)), drain, used, wallClockMs,
        clockNs);
    members = new Members(rooms, limits, metrics, tokens, ids, wallClockMs);
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

  /// Sessions, connected or not, as of the last turn.
  public int sessionCount() {
    return sessionCount;
  }

  /// Rooms open, as of the last turn.
  public int roomCount() {
    return roomCount;
  }

  /// Places people have or ask for, as of the last turn.
  public int playerCount() {
    return playerCount;
  }

  /// Whether the server is on its way out: it takes no new rooms and sessions.
  public boolean isDraining() {
    return drain.isOn();
  }

  /// The room type of that name, null for none.
  public @Nullable RoomType type(String name) {
    return types.get(name);
  }

  /// A connection says hello; false if the desk is full.
  boolean hello(Connection connection, UpFrame.Hello hello) {
    return knock(() -> sessions.hello(connection, hello));
  }

  /// A connection asks for something; false if the desk is full.
  boolean say(Connection connection, UpFrame frame) {
    return knock(() -> onFrame(connection, frame));
  }

  /// A connection is gone.
  void gone(Connection connection) {
    // In the same queue as what it said before: a hello must not be heard after its goodbye.
    Runnable what = () -> sessions.gone(connection);
    if (fromOutside.offer(what)) wake.run();
    else post(what);
  }

  /// Somebody wants a seat promised, before they connect; false if the desk is full.
  public boolean reserve(Credentials credentials, UpFrame.Join join, Reserved answer) {
    return knock(() -> onReserve(credentials, join, answer));
  }

  /// Somebody wants to see the open rooms of a type; false if the desk is full. The answer comes on the desk's thread.
  public boolean list(String type, Json where, Consumer<List<Json>> answer) {
    return knock(() -> answer.accept(rooms.listings(type, new Listings.Filter(where))));
  }

  /// A room goes on behind another inbox, from a checkpoint: everyone in it is brought back to it.
  public void reopened(String roomId, Inbox inbox) {
    post(() -> onReopened(roomId, inbox));
  }

  /// Opens a room for the server's own code.
  public void create(String type, Json options, CompletableFuture<RoomRef> answer) {
    post(() -> rooms.create(type, options, answer));
  }

  /// Sends a server's command to a room.
  public void tell(String roomId, Command command, CompletableFuture<Boolean> answer) {
    post(() -> onTell(roomId, command, answer));
  }

  /// Tells a room something on behalf of who develops it; the answer is whether there is such a room, and it took it.
  public void tell(String roomId, RoomMessage message, CompletableFuture<Boolean> answer) {
    post(() -> {
      RoomEntry room = rooms.get(roomId);
      answer.complete(room != null && room.inbox().offer(message));
    });
  }

  /// Every room there is, also those that no list shows; the oldest first, at most `most` of them.
  public void everyRoom(int most, CompletableFuture<List<Json>> answer) {
    post(() -> answer.complete(rooms.everyone(most)));
  }

  /// Lets rooms end: opens no rooms and sessions, tells everybody, and after `grace` closes what is left.
  public void drain(Duration grace) {
    post(() -> onDrain(grace));
  }

  private boolean knock(Runnable what) {
    boolean taken = fromOutside.size() < OUTSIDE_MAX && fromOutside.offer(what);
    if (taken) wake.run();
    return taken;
  }

  private void post(Runnable what) {
    fromInside.add(what);
    wake.run();
  }

  // ---- the desk's thread

  /// Whether something has come in since the last turn.
  public boolean hasWork() {
    return !fromInside.isEmpty() || !fromOutside.isEmpty();
  }

  /// Does what there is to do; answers when it wants to be called again at the latest.
  public long turn(long nowNs) {
    this.nowNs = nowNs;
    for (Runnable what = fromInside.poll(); what != null; what = fromInside.poll()) what.run();
    for (Runnable what = fromOutside.poll(); what != null; what = fromOutside.poll()) what.run();
    boolean waits = rooms.tellAgain();
    rooms.tellWatchers(sessions.connected());
    sessions.forgetHeld();
    if (nowNs >= drain.closeDueNs()) closeRooms();
    sessionCount = sessions.count();
    roomCount = rooms.count();
    playerCount = members.count();
    return Math.min(nowNs + (waits ? TELL_AGAIN_NS : TURN_EVERY_NS), drain.closeDueNs());
  }

  // ---- what connections and HTTP say

  private void onFrame(Connection connection, UpFrame frame) {
    Session session = sessions.of(connection);
    if (session == null) return;
    switch (frame) {
      case UpFrame.Join f -> members.join(session, f);
      case UpFrame.ListRooms f -> rooms.list(session, f.request(), f.type(), f.where(), false);
      case UpFrame.Watch f -> rooms.list(session, f.request(), f.type(), f.where(), true);
      case UpFrame.Unwatch f -> session.watches().removeIf(w -> w.request() == f.request());
      case UpFrame.Leave f -> onLeave(session, f.room());
      case UpFrame.Bye _ -> sessions.bye(session, connection);
      default -> throw new IllegalStateException("frame=" + frame + ", expected one for the desk");
    }
  }

  private void onLeave(Session session, int number) {
    Member member = number > 0 ? session.member(number) : null;
    if (member == null) metrics.ofNoRoom.add(1);
    else member.leave(LeaveReason.LEFT);
  }

  private void onReserve(Credentials credentials, UpFrame.Join f, Reserved answer) {
    if (drain.isOn()) {
      members.deny(answer, ErrorCode.STOPPING, Drain.TEXT);
      return;
    }
    authentication.check(credentials, result -> {
      switch (result) {
        case Authentication.Result.Known known -> members.reserve(known.identity(), f, answer);
        case Authentication.Result.Unknown unknown -> members.deny(answer, unknown.code(), unknown.text());
      }
    });
  }

  // ---- what the server's own code says

  private void onTell(String roomId, Command command, CompletableFuture<Boolean> answer) {
    RoomEntry room = rooms.get(roomId);
    if (room != null) room.tell(new RoomMessage.ServerCommand(command));
    answer.complete(room != null);
  }

  private void onReopened(String roomId, Inbox inbox) {
    RoomEntry room = rooms.get(roomId);
    if (room == null) return;
    room.inbox(inbox);
    for (Member member : List.copyOf(room.members())) member.reopened();
  }

  // ---- what rooms say

  /// The desk as one room sees it: what the room says is carried to the desk's thread.
  private final class DeskProxy implements RoomDesk {
    private final RoomEntry room;

    private DeskProxy(RoomEntry room) {
      this.room = room;
    }

    @Override public void reserved(long member, long forMs) {
      hear(member, m -> members.onReserved(m, forMs));
    }

    @Override public void entered(long member) {
      hear(member, members::onEntered);
    }

    @Override public void refused(long member, ErrorCode code, String text) {
      hear(member, m -> members.onRefused(m, code, text));
    }

    @Override public void left(long member, LeaveReason why, String text) {
      hear(member, m -> members.onLeft(m, why, text));
    }

    @Override public void listing(int players, int free, int seatsMax, int freeSpectators, boolean locked,
        Json listed) {
      post(() -> room.onListing(players, free, seatsMax, freeSpectators, locked, listed));
    }

    @Override public void closed(CloseReason why) {
      post(() -> onClosed(room, why));
    }

    /// What is said of a member that is no more goes nowhere.
    private void hear(long id, Consumer<Member> what) {
      post(() -> {
        Member member = members.get(id);
        if (member != null) what.accept(member);
      });
    }
  }

  private void onClosed(RoomEntry room, CloseReason why) {
    rooms.remove(room);
    members.onClosed(room, why);
    OpenRooms.tellGone(sessions.connected(), room);
    if (drain.isOn() && rooms.count() == 0) end();
  }

  // ---- the end

  private void onDrain(Duration grace) {
    if (drain.isOn()) return;
    drain.begin(nowNs + grace.toNanos());
    sessions.tellDraining();
    if (rooms.count() == 0) end();
  }

  private void closeRooms() {
    drain.closing();
    rooms.closeAll(CloseReason.SERVER_STOPPING);
    if (rooms.count() == 0) end();
  }

  private void end() {
    if (drain.isOver()) return;
    drain.end();
    sessions.endAll();
    drained.run();
  }
}

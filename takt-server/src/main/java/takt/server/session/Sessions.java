package takt.server.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import takt.protocol.Protocol;
import takt.protocol.frame.Capability;
import takt.protocol.frame.DownFrame;
import takt.protocol.frame.ErrorCode;
import takt.protocol.frame.UpFrame;
import takt.protocol.link.TokenBucket;
import takt.schema.PlayerId;
import takt.server.Credentials;
import takt.server.Identity;
import takt.server.LeaveReason;

/// All sessions, and the connections they are on: from the hello, over breaks and resumes, to the end.
///
/// Owned by the front desk's thread.
final class Sessions {
  private static final int ID_BITS = 128;
  private static final long FORGET_EVERY_NS = 1_000_000_000;

  private final SessionLimits limits;
  private final SessionMetrics metrics;
  private final Tokens tokens;
  private final Ids ids;
  private final Authentication authentication;
  private final Drain drain;
  private final UsedReservations usedReservations;
  private final LongSupplier wallClockMs;
  private final LongSupplier clockNs;
  private final Map<String, Session> byId = new LinkedHashMap<>();
  private final Map<Connection, Session> byConnection = new LinkedHashMap<>();
  /// Connections that have said hello and are not welcomed yet, so that one that goes meanwhile gets no session.
  private final Set<Connection> greeting = new HashSet<>();
  private long forgetDueNs = Long.MIN_VALUE;

  /// @param clockNs the time of the desk's turn
  Sessions(SessionLimits limits, SessionMetrics metrics, Tokens tokens, Ids ids, Authentication authentication,
      Drain drain, UsedReservations usedReservations, LongSupplier wallClockMs, LongSupplier clockNs) {
    this.limits = limits;
    this.metrics = metrics;
    this.tokens = tokens;
    this.ids = ids;
    this.authentication = authentication;
    this.drain = drain;
    this.usedReservations = usedReservations;
    this.wallClockMs = wallClockMs;
    this.clockNs = clockNs;
  }

  /// Whose connection that is, null for nobody's.
  @Nullable Session of(Connection connection) {
    return byConnection.get(connection);
  }

  /// Those with a connection.
  Collection<Session> connected() {
    return byConnection.values();
  }

  /// With a connection or without.
  int count() {
    return byId.size();
  }

  // ---- they come

  void hello(Connection connection, UpFrame.Hello hello) {
    greeting.add(connection);
    if (drain.isOver()) end(connection, ErrorCode.STOPPING, Drain.TEXT);
    else if (!hello.resume().isEmpty()) resume(connection, hello);
    else if (!takesSessions(connection)) return;
    else if (!hello.reservation().isEmpty()) byReservation(connection, hello);
    else byToken(connection, hello);
  }

  /// Whether there may be one more session; else the connection is told why not.
  private boolean takesSessions(Connection connection) {
    if (drain.isOn()) {
      end(connection, ErrorCode.STOPPING, Drain.TEXT);
      return false;
    }
    // Sessions that nobody is in and that hold no place make way first.
    if (byId.size() >= limits.sessionsMax()) forget(Duration.ZERO);
    boolean full = byId.size() >= limits.sessionsMax();
    if (full) end(connection, ErrorCode.BUSY, "the server is full");
    return !full;
  }

  private void byReservation(Connection connection, UpFrame.Hello hello) {
    Tokens.Reservation reservation = tokens.reservation(hello.reservation());
    if (reservation == null) {
      end(connection, ErrorCode.UNAUTHENTICATED, "the reservation is none of ours");
    } else if (reservation.untilMs() < wallClockMs.getAsLong()) {
      end(connection, ErrorCode.UNAUTHENTICATED, "the reservation has expired");
    } else if (usedReservations.has(reservation)) {
      end(connection, ErrorCode.UNAUTHENTICATED, "the reservation was used already");
    } else {
      Identity identity = new Identity(new PlayerId(reservation.playerId()), reservation.name());
      open(connection, hello.capabilities(), identity);
    }
  }

  private void byToken(Connection connection, UpFrame.Hello hello) {
    Credentials credentials = new Credentials(hello.token(), hello.name(), connection.address());
    authentication.check(credentials, result -> {
      switch (result) {
        case Authentication.Result.Known known -> open(connection, hello.capabilities(), known.identity());
        case Authentication.Result.Unknown unknown -> end(connection, unknown.code(), unknown.text());
      }
    });
  }

  private void open(Connection connection, long capabilities, Identity identity) {
    // Both may have changed while the credentials were checked.
    if (!greeting.contains(connection) || !takesSessions(connection)) return;
    TokenBucket opened = new TokenBucket(limits.roomsCreatedPerMinute() / 60.0, limits.roomsCreatedPerMinute(),
        clockNs.getAsLong());
    Session session = new Session(ids.next(ID_BITS), ids.next(ID_BITS), identity, opened, metrics);
    byId.put(session.id(), session);
    attach(session, connection, capabilities, false);
  }

  private void resume(Connection connection, UpFrame.Hello hello) {
    Tokens.Resume token = tokens.resume(hello.resume());
    Session session = token == null ? null : byId.get(token.sessionId());
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
      DownFrame.Left left = session.left(number);
      if (left != null) session.say(left);
      Member member = session.member(number);
      if (member != null) member.back(connection);
    }
  }

  private void attach(Session session, Connection connection, long capabilities, boolean resumed) {
    greeting.remove(connection);
    long both = capabilities & Capability.on(connection.datagramMax());
    session.attach(connection, both);
    byConnection.put(connection, session);
    DownFrame.Welcome welcome = new DownFrame.Welcome(Protocol.VERSION, both, session.id(),
        tokens.sign(new Tokens.Resume(session.id(), session.key())), resumed, session.identity().id().value(),
        session.identity().name(), wallClockMs.getAsLong(), (int) limits.alive().toMillis(), Protocol.FRAME_MAX_UP,
        roomIds(session));
    connection.lane().post(() -> connection.onWelcome(welcome));
    if (drain.isOn()) session.say(drain.frame(clockNs.getAsLong()));
  }

  private static List<String> roomIds(Session session) {
    List<String> ids = new ArrayList<>();
    for (Member member : session.members()) {
      if (member != null) ids.add(member.room().id());
    }
    return ids;
  }

  // ---- they go

  /// A client says goodbye: it comes back to nothing.
  void bye(Session session, Connection connection) {
    for (Member member : session.members()) {
      if (member != null) member.leave(LeaveReason.LEFT);
    }
    byId.remove(session.id());
    byConnection.remove(connection);
    session.detach(clockNs.getAsLong());
    connection.lane().post(() -> connection.close(1000, "bye"));
  }

  /// A connection is gone; its session is held.
  void gone(Connection connection) {
    greeting.remove(connection);
    Session session = byConnection.remove(connection);
    if (session == null) return;
    session.detach(clockNs.getAsLong());
    for (Member member : session.members()) {
      if (member != null) member.lost(connection);
    }
  }

  /// Forgets, now and then, whom nobody comes back to.
  void forgetHeld() {
    if (clockNs.getAsLong() >= forgetDueNs) forget(limits.heldFor());
  }

  /// Forgets sessions that have been without connection for that long and have no place left.
  private void forget(Duration heldFor) {
    long nowNs = clockNs.getAsLong();
    forgetDueNs = nowNs + FORGET_EVERY_NS;
    usedReservations.forgetExpired();
    long heldNs = heldFor.toNanos();
    byId.values().removeIf(s -> s.connection() == null && !s.hasMembers() && nowNs - s.detachedNs() >= heldNs);
  }

  // ---- the server stops

  void tellDraining() {
    DownFrame.Draining frame = drain.frame(clockNs.getAsLong());
    for (Session session : byConnection.values()) session.say(frame);
  }

  void endAll() {
    for (Connection connection : List.copyOf(byConnection.keySet())) {
      end(connection, ErrorCode.STOPPING, Drain.TEXT);
    }
  }

  private static void end(Connection connection, ErrorCode code, String text) {
    connection.lane().post(() -> connection.end(code, text));
  }
}

package takt.netty.visit;

import java.time.Duration;
import takt.protocol.Protocol;

/// What one connection, one address and all of them together may cost: each limit with its reason, and what happens
/// at it.
///
/// Immutable; any thread. The limits of sessions are in [takt.server.session.SessionLimits].
///
/// @param connectionsMax open connections of the server; beyond it, closed at once. Above the sessions there may be,
///   for those that only ask for a page
/// @param connectionsPerAddress open connections of one address, IPv6 by /64; beyond it, closed at once. A school
///   behind one NAT fits
/// @param handshakesMax connections that have not asked for anything yet; beyond it, closed at once. Each may hold a
///   TLS handshake and a header's worth of memory, so they are fewer than the connections. While half are taken, an
///   address has a share, see [Handshakes]
/// @param handshakeWithin from accept to a whole request, TLS and PROXY header included; then closed
/// @param headWithin from the first byte of a later request to the end of its header; then closed
/// @param bodyWithin from the end of the header to the end of the body; then closed
/// @param idleWithin between an answer and the next request; then closed. Pages ask in bursts
/// @param answerWithin how long a client may take nothing of its answer; then closed
/// @param leaveWithin how long a goodbye may take to be read; then closed all the same
/// @param timer how often these are looked at, and how often connections are asked whether they live
/// @param queuedMax bytes that wait for a WebSocket's client; who is sent more then is `too-slow`. With one frame more
///   this is all that a client can hold of our memory; rooms hold back long before. Less than the largest frame would
///   end those who are only a while at taking it
/// @param sendBufferBytes the kernel's own queue for a connection: what lies there is old by the time it is read, and
///   cannot be taken back. Linux takes twice of it
/// @param fragmentsMax pieces of one WebSocket message; then `too-large`. Empty pieces cost nothing to send
/// @param controlPerSecond pings of a WebSocket's client, and as many again at once; then `too-fast`
/// @param requestsPerSecond requests of one address, five times as many at once; then 429. A class opens the page
/// @param joinsPerSecond joins and lists of one address, ten times as many at once; then 429. Each may open a room
public record VisitLimits(int connectionsMax, int connectionsPerAddress, int handshakesMax, Duration handshakeWithin,
    Duration headWithin, Duration bodyWithin, Duration idleWithin, Duration answerWithin, Duration leaveWithin,
    Duration timer, int queuedMax, int sendBufferBytes, int fragmentsMax, int controlPerSecond, int requestsPerSecond,
    int joinsPerSecond) {
  private static final Duration LONGEST = Duration.ofMinutes(10);
  public static final VisitLimits DEFAULTS = new VisitLimits(16_384, 256, 8_192, Duration.ofSeconds(5),
      Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(20),
      Duration.ofSeconds(2), Duration.ofSeconds(1), Protocol.FRAME_MAX_DOWN + 512 * 1024, 64 * 1024, 128, 20, 200, 10);

  public VisitLimits {
    check("connectionsMax", connectionsMax, 1_000_000);
    check("connectionsPerAddress", connectionsPerAddress, 1_000_000);
    check("handshakesMax", handshakesMax, 1_000_000);
    check("handshakeWithin", handshakeWithin);
    check("headWithin", headWithin);
    check("bodyWithin", bodyWithin);
    check("idleWithin", idleWithin);
    check("answerWithin", answerWithin);
    check("leaveWithin", leaveWithin);
    check("timer", timer);
    check("queuedMax", queuedMax, 1 << 30);
    check("sendBufferBytes", sendBufferBytes, 1 << 30);
    check("fragmentsMax", fragmentsMax, 1_000_000);
    check("controlPerSecond", controlPerSecond, 1_000_000);
    check("requestsPerSecond", requestsPerSecond, 1_000_000);
    check("joinsPerSecond", joinsPerSecond, 1_000_000);
  }

  private static void check(String name, int value, int most) {
    if (value < 1 || value > most) throw new IllegalArgumentException(name + "=" + value + ", expected 1.." + most);
  }

  private static void check(String name, Duration value) {
    if (!value.isPositive() || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(name + "=" + value + ", expected more than nothing, at most " + LONGEST);
    }
  }

  /// These, with other numbers of connections.
  public VisitLimits withConnections(int connectionsMax, int connectionsPerAddress, int handshakesMax) {
    return new VisitLimits(connectionsMax, connectionsPerAddress, handshakesMax, handshakeWithin, headWithin,
        bodyWithin, idleWithin, answerWithin, leaveWithin, timer, queuedMax, sendBufferBytes, fragmentsMax,
        controlPerSecond, requestsPerSecond, joinsPerSecond);
  }

  /// These, with other deadlines for what a client owes us.
  public VisitLimits withDeadlines(Duration handshakeWithin, Duration headWithin, Duration bodyWithin,
      Duration idleWithin, Duration answerWithin) {
    return new VisitLimits(connectionsMax, connectionsPerAddress, handshakesMax, handshakeWithin, headWithin,
        bodyWithin, idleWithin, answerWithin, leaveWithin, timer, queuedMax, sendBufferBytes, fragmentsMax,
        controlPerSecond, requestsPerSecond, joinsPerSecond);
  }

  /// These, with other times for goodbyes and for looking at the clock.
  public VisitLimits withTimer(Duration timer, Duration leaveWithin) {
    return new VisitLimits(connectionsMax, connectionsPerAddress, handshakesMax, handshakeWithin, headWithin,
        bodyWithin, idleWithin, answerWithin, leaveWithin, timer, queuedMax, sendBufferBytes, fragmentsMax,
        controlPerSecond, requestsPerSecond, joinsPerSecond);
  }

  /// These, with other bounds on what is queued for one client.
  public VisitLimits withQueues(int queuedMax, int sendBufferBytes) {
    return new VisitLimits(connectionsMax, connectionsPerAddress, handshakesMax, handshakeWithin, headWithin,
        bodyWithin, idleWithin, answerWithin, leaveWithin, timer, queuedMax, sendBufferBytes, fragmentsMax,
        controlPerSecond, requestsPerSecond, joinsPerSecond);
  }

  /// These, with other rates.
  public VisitLimits withRates(int controlPerSecond, int requestsPerSecond, int joinsPerSecond) {
    return new VisitLimits(connectionsMax, connectionsPerAddress, handshakesMax, handshakeWithin, headWithin,
        bodyWithin, idleWithin, answerWithin, leaveWithin, timer, queuedMax, sendBufferBytes, fragmentsMax,
        controlPerSecond, requestsPerSecond, joinsPerSecond);
  }
}

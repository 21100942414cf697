package takt.server.session;

import java.time.Duration;

/// What one client, and all of them together, may cost: each limit with its reason, and what happens at it.
///
/// Immutable; any thread.
///
/// @param helloWithin from connection to welcome; then `handshake-timeout`. A token check over a network fits, a slow
///   loris does not
/// @param alive a connection that said nothing for this long is probed, and told something; phones keep their radio
///   asleep longer only if we let them
/// @param silent a connection that answered nothing for this long is dead: `silent`. Three probes
/// @param controlPerSecond joins, lists and the like a connection may send; then `too-fast`
/// @param inputsPerSecond inputs and acks of each kind; then `too-fast`. Twice the fastest tick
/// @param commandsPerSecond command records; then `too-fast`. Rules of single commands are the room's, see
///   [takt.schema.Rate]
/// @param badFramesMax frames of a welcomed JSON client that are none, before `bad-frame` ends the connection: people
///   type
/// @param sessionsMax sessions of the node; then `busy`
/// @param roomsMax rooms of the node; then `rooms-full`
/// @param joinsPendingMax joins of a session that wait for an answer; then `too-fast`
/// @param watchesMax lists a session watches; then `too-fast`
/// @param roomsCreatedPerMinute rooms one session may open; then `too-fast`
/// @param heldFor how long a session without connection and without any seat is remembered
public record SessionLimits(Duration helloWithin, Duration alive, Duration silent, int controlPerSecond,
    int inputsPerSecond, int commandsPerSecond, int badFramesMax, int sessionsMax, int roomsMax, int joinsPendingMax,
    int watchesMax, int roomsCreatedPerMinute, Duration heldFor) {
  public static final SessionLimits DEFAULTS = new SessionLimits(Duration.ofSeconds(5), Duration.ofSeconds(5),
      Duration.ofSeconds(15), 20, 256, 60, 8, 10_000, 5_000, 4, 4, 10, Duration.ofSeconds(30));
}

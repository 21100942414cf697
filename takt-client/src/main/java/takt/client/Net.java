package takt.client;

/// The network as a client sees it.
///
/// Immutable; any thread. Counts are since the session began.
///
/// @param rttMs the round trip last measured, 0 for unknown
/// @param jitterMs how much later than the fastest nearly all snapshots come
/// @param delayMs how far in the past the room is drawn
/// @param lossPermille pings not answered within two seconds, of the last 32, in thousandths
/// @param receivedFrames frames from the server
/// @param receivedBytes their length
/// @param snapshots snapshots of this room
/// @param snapshotBytes their length
/// @param late snapshots that came after they should have been drawn
/// @param dropped snapshots thrown away: of another epoch, older than the newest, or on a base not known here
/// @param waitingCommands commands not yet answered
public record Net(int rttMs, int jitterMs, int delayMs, int lossPermille, long receivedFrames, long receivedBytes,
    long snapshots, long snapshotBytes, long late, long dropped, int waitingCommands) {}

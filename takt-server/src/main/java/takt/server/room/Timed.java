package takt.server.room;

/// A part that is due at a time of its own.
///
/// Owned by the room's thread. Times are units of [RoomClock].
interface Timed {
  long NEVER = Long.MAX_VALUE;

  /// Runs what is due now.
  void ring();

  /// When something is due next, [#NEVER] for nothing.
  long nextDue();
}

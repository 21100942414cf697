package takt.server;

/// What becomes of a room whose code threw.
public enum FaultPolicy {
  /// The callback is given up, the room goes on: nobody loses a game to one bad callback. What it had done stays done.
  CONTINUE,
  /// The room closes with [CloseReason#FAILED]: for rooms where half-done is worse than over.
  CLOSE_ROOM
}

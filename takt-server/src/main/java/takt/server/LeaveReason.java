package takt.server;

/// Why someone left. The names are on the wire and never change.
public enum LeaveReason {
  /// They said so.
  LEFT,
  /// Their connection broke and they did not come back in time.
  DISCONNECTED,
  /// The room sent them away.
  KICKED,
  /// They entered this room again from somewhere else.
  TAKEN_OVER,
  /// A bot made place for a person.
  REPLACED,
  /// The room closed.
  ROOM_CLOSED,
  /// The server stops.
  SERVER_STOPPING
}

package takt.server;

import java.util.Locale;

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
  SERVER_STOPPING;

  /// What it is called on the wire: `server-stopping`.
  public String wire() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

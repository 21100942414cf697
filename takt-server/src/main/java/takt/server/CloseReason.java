package takt.server;

/// Why a room ended.
public enum CloseReason {
  /// It said so.
  ENDED,
  /// Nobody was in it for [RoomConfig#closeWhenEmptyFor].
  EMPTY,
  /// Its code failed and [RoomConfig#onFault] says close, or it could not begin.
  FAILED,
  /// An operator closed it.
  CLOSED_BY_SERVER,
  /// The server stops.
  SERVER_STOPPING
}

package takt;

import takt.server.Rooms;

/// A server that runs: [Takt#start] made it.
///
/// Any thread. Two in one JVM share nothing.
public interface Server extends AutoCloseable {
  /// The port players come to; the one that was free, if the settings said 0.
  int port();

  /// The port of `/metrics`, `/livez` and `/readyz`.
  int adminPort();

  /// Its rooms.
  Rooms rooms();

  /// Stops it as `SIGTERM` would: nobody new comes in, players are told, rooms end or run out of time
  /// (`TAKT_DRAIN_SECONDS`). Returns when all is closed; again at once.
  @Override void close();
}

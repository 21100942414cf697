package takt.netty.websocket;

import takt.protocol.link.LinkEnd;

/// What a WebSocket is joined to.
///
/// Called on the connection's lane.
public interface SocketEnd extends LinkEnd {
  /// The largest message taken now, in bytes; never more than what the [Upgrade] was told.
  int frameMax();

  /// A whole message of the type that is not spoken here came, and was dropped.
  void onWrongType(String why);

  /// Something breaks a limit of WebSockets; expected to close the link.
  void onBroken(Limit limit, String why);

  /// The server stops; expected to close the link.
  void onStop();

  /// About every second.
  void onTimer();

  /// A limit that a client may run into.
  enum Limit {
    TOO_LARGE, TOO_FAST, TOO_SLOW
  }
}

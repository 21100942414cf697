package takt.netty.websocket;

import takt.protocol.frame.ErrorCode;
import takt.server.session.Connection;

/// A WebSocket's way to the connection that the rest of the server knows.
///
/// On the connection's lane.
public final class ConnectionEnd implements SocketEnd {
  private final Connection connection;

  public ConnectionEnd(Connection connection) {
    this.connection = connection;
  }

  @Override public int frameMax() {
    return connection.frameMax();
  }

  @Override public void onFrame(byte[] bytes, int offset, int length) {
    connection.onFrame(bytes, offset, length);
  }

  @Override public void onAlive() {
    connection.onAlive();
  }

  @Override public void onClosed(int code, String reason) {
    connection.onClosed(code, reason);
  }

  @Override public void onWrongType(String why) {
    connection.badFrame(why);
  }

  @Override public void onBroken(Limit limit, String why) {
    connection.end(switch (limit) {
      case TOO_LARGE -> ErrorCode.TOO_LARGE;
      case TOO_FAST -> ErrorCode.TOO_FAST;
      case TOO_SLOW -> ErrorCode.TOO_SLOW;
    }, why);
  }

  @Override public void onStop() {
    connection.end(ErrorCode.STOPPING, "the server stops; try again soon");
  }

  @Override public void onTimer() {
    connection.onTimer();
  }
}

package takt.server.session;

import takt.protocol.frame.ErrorCode;

/// A room's way to one connection.
///
/// Known to rooms as a value to hand frames to; used by any thread through its [Lane].
public interface Downlink {
  /// The thread that owns the connection. Rooms hand over all frames of a tick for one lane at once.
  Lane lane();

  /// Sends a frame that stands among other bytes; on the lane's thread only. The bytes are the caller's again when this
  /// returns. Frames for a closed connection are dropped and counted.
  void send(byte[] bytes, int offset, int length);

  /// Sends a frame as a datagram: it may be lost, come late or twice. Else as [#send].
  ///
  /// @param length at most [#datagramMax()]
  default void sendDatagram(byte[] bytes, int offset, int length) {
    send(bytes, offset, length);
  }

  /// The largest frame that may go as a datagram; 0 for a connection without such a lane. Any thread; always the same.
  default int datagramMax() {
    return 0;
  }

  /// Ends the connection with that error, after what was sent; on the lane's thread only.
  void end(ErrorCode code, String text);

  /// Bytes sent and not yet taken by the network, about; any thread. Only what is sent may depend on it, never state.
  long queuedBytes();
}

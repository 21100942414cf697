package takt.protocol.link;

import java.util.Arrays;

/// One end of a connection, to send into.
///
/// Owned by one thread, the one its [LinkEnd] is called on. Frames arrive whole, in order, once, or the link closes:
/// a WebSocket, a stream. Beside them some transports have a lane of **datagrams**: frames that arrive whole or not at
/// all, at any time, perhaps twice. Nothing here blocks.
public interface Link {
  /// Sends a frame. The array is shared from now on and must never be written again. After a close it is dropped.
  void send(byte[] frame);

  /// Sends a frame that stands among other bytes; they are the caller's again when this returns.
  default void send(byte[] bytes, int offset, int length) {
    send(Arrays.copyOfRange(bytes, offset, offset + length));
  }

  /// The largest frame that may go as a datagram; 0 for a link that has no such lane.
  default int datagramMax() {
    return 0;
  }

  /// Sends a frame as a datagram, if there is such a lane and it fits; else in order, like any other. The bytes are the
  /// caller's again when this returns.
  default void sendDatagram(byte[] bytes, int offset, int length) {
    send(bytes, offset, length);
  }

  /// Bytes sent that the transport has not yet handed to the network: what a slow reader makes grow.
  long queuedBytes();

  /// Asks the other end's transport for a sign of life; it answers by itself, without the program above it, and the
  /// answer comes as [LinkEnd#onAlive].
  void probe();

  /// Closes, after what was sent. More than one close is one.
  ///
  /// @param code a WebSocket close code: 1000, 1001 or one of [takt.protocol.frame.ErrorCode]
  /// @param reason at most 120 bytes of UTF-8
  void close(int code, String reason);
}

package takt.protocol.link;

/// One end of a connection, to send into.
///
/// Owned by one thread, the one its [LinkEnd] is called on. Frames arrive whole, in order, once, or the link closes:
/// a WebSocket, a stream. Nothing here blocks.
public interface Link {
  /// Sends a frame. The array is shared from now on and must never be written again. After a close it is dropped.
  void send(byte[] frame);

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

package takt.protocol.link;

/// One end of a connection, to receive by.
///
/// All calls come on the thread that owns the [Link].
public interface LinkEnd {
  /// A frame came, in its order or as a datagram. The bytes may be read until this returns, and never written: a sender
  /// may share them among many.
  void onFrame(byte[] bytes, int offset, int length);

  /// The other end's transport gave a sign of life other than a frame.
  void onAlive();

  /// The link is gone; nothing comes after this.
  ///
  /// @param code the close code the other end gave, 1006 if it gave none
  void onClosed(int code, String reason);
}

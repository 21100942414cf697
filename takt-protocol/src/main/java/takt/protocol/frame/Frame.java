package takt.protocol.frame;

/// One protocol unit: a kind and its payload.
///
/// Immutable; any thread.
public sealed interface Frame permits UpFrame, DownFrame {
  /// What kind of frame it is.
  default Kind kind() {
    return Shapes.of(this).kind();
  }
}

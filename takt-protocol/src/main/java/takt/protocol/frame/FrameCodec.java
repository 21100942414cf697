package takt.protocol.frame;

import org.jspecify.annotations.Nullable;

/// Turns frames into bytes and hostile bytes into frames.
///
/// One thread at a time: a codec keeps buffers. Decoding throws nothing: what is no frame gives null and [#error()].
public sealed interface FrameCodec permits JsonFrames, BinaryFrames {
  /// The frame's bytes, the caller's to keep.
  ///
  /// @throws IllegalArgumentException if the other end would refuse the frame: a field out of its bounds, fields that
  ///     contradict each other, or a payload made for the other codec
  byte[] encode(Frame frame);

  /// What a server receives: an up frame, [#skipped()] or null with [#error()].
  @Nullable UpFrame decodeUp(byte[] bytes, int offset, int length);

  /// What a client receives: a down frame, [#skipped()] or null with [#error()].
  @Nullable DownFrame decodeDown(byte[] bytes, int offset, int length);

  /// Whether the last decode gave null only because the frame is of a kind this build may skip.
  boolean skipped();

  /// Why the last decode gave null.
  String error();
}

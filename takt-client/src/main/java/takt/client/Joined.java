package takt.client;

/// What became of a join.
///
/// Immutable; any thread.
public sealed interface Joined {
  /// In.
  record Ok(ClientRoom room) implements Joined {}

  /// No seat is free.
  record Full(String text) implements Joined {}

  /// Not let in.
  ///
  /// @param code a code of [takt.protocol.frame.ErrorCode]
  record Refused(String code, String text) implements Joined {}

  /// The room, if there is one.
  ///
  /// @throws IllegalStateException if there is none; the message says why
  default ClientRoom orThrow() {
    return switch (this) {
      case Ok ok -> ok.room;
      case Full full -> throw new IllegalStateException("the room is full: " + full.text);
      case Refused refused -> throw new IllegalStateException(refused.code + ": " + refused.text);
    };
  }
}

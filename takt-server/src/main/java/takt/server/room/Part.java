package takt.server.room;

import takt.schema.spi.RoomCode;

/// What all parts of a room have in common.
///
/// Owned by the room's thread.
interface Part {
  /// Tells the part which field it is, once, before the room begins.
  void bind(RoomCode.Part part);

  /// Someone is gone for good.
  default void forget(Occupant who) {}

  /// Between two ticks.
  default void settle() {}
}

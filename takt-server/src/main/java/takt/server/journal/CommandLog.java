package takt.server.journal;

import java.util.List;
import takt.server.room.RoomBody;
import takt.server.room.RoomMessage.RoomCommand;

/// Where a room's commands go, tick by tick: a birth and these are the room.
///
/// Called on the room's thread; implementations hand over and return at once.
public interface CommandLog {
  /// Keeps nothing: a crash loses the room.
  CommandLog NONE = new CommandLog() {
    @Override public void birth(RoomBody.Birth birth) {}

    @Override public void tick(long tick, long wallMs, long roomMs, List<RoomCommand> commands) {}
  };

  /// The room begins.
  void birth(RoomBody.Birth birth);

  /// A tick ran.
  ///
  /// @param wallMs the time of day it was told
  /// @param roomMs its own time, where it ticks on demand
  /// @param commands what it took, in order; the room's again when this returns, list and commands: what is kept of
  ///   them is [RoomCommand#kept()]
  void tick(long tick, long wallMs, long roomMs, List<RoomCommand> commands);
}

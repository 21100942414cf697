package takt.server.room;

/// What a room is given of the world around it.
///
/// Immutable; room's thread.
///
/// @param inbox its own door: answers come by it
/// @param desk whom it tells of people and lists
/// @param tasks where work runs
/// @param faults where faults are counted
/// @param isReplay whether its past is being run again: then it is silent
public record RoomContext(Inbox inbox, RoomDesk desk, TaskRunner tasks, FaultLog faults, boolean isReplay) {
  /// A world where nothing happens: for prototypes.
  static RoomContext offline() {
    return new RoomContext(new Inbox(() -> {}), RoomDesk.NOBODY, TaskRunner.inline(false), new FaultLog(), true);
  }
}

package takt.server;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import takt.protocol.json.Json;
import takt.schema.Command;

/// A server's rooms, as its own code sees them: a website, a tool, a tournament.
///
/// Any thread; nothing blocks. Rooms themselves speak to the world by [Task]s.
public interface Rooms {
  /// Opens a room and gives its id.
  ///
  /// @param options option fields, trusted ones too
  /// @return fails with [IllegalArgumentException] if the type or an option is unknown, [IllegalStateException] if the
  ///   server takes no more rooms
  CompletableFuture<RoomRef> create(String type, Json options);

  /// The open listed rooms of a type, as lists show them.
  CompletableFuture<List<Json>> list(String type);

  /// Sends a command that the room takes in `on(X)`; false if there is no such room.
  CompletableFuture<Boolean> tell(RoomRef room, Command command);
}

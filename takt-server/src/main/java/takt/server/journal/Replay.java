package takt.server.journal;

import takt.server.room.FaultLog;
import takt.server.room.Inbox;
import takt.server.room.RoomBody;
import takt.server.room.RoomContext;
import takt.server.room.RoomDesk;
import takt.server.room.RoomLoop;
import takt.server.room.RoomType;
import takt.server.room.TaskRunner;

/// Runs a room's past again, tick by tick, with nobody watching.
///
/// Owned by one thread. The same birth and the same ticks give the same states: [Checkpoint#hash] says whether they
/// did. The room's code runs as it did, but asks nothing of the world: answers come from the log, computations are done
/// again.
public final class Replay {
  private final RoomBody body;
  private final RoomLoop loop;

  private Replay(RoomBody body, Inbox inbox) {
    this.body = body;
    loop = new RoomLoop(body, inbox, CommandLog.NONE);
  }

  /// From the birth.
  public static Replay of(RoomType type, RoomBody.Birth birth) {
    Inbox inbox = new Inbox(() -> {});
    return new Replay(RoomBody.body(type, context(inbox), birth), inbox);
  }

  /// From a checkpoint.
  ///
  /// @throws IllegalArgumentException if it is none of this room type
  public static Replay of(RoomType type, RoomBody.Birth birth, byte[] checkpoint) {
    Replay replay = of(type, birth);
    Checkpoint.load(replay.body, checkpoint);
    replay.body.restored();
    return replay;
  }

  private static RoomContext context(Inbox inbox) {
    return new RoomContext(inbox, RoomDesk.NOBODY, TaskRunner.inline(false), new FaultLog(), true);
  }

  /// Runs a logged tick.
  ///
  /// @throws IllegalStateException if it is not the next one
  public void tick(MemoryLog.LoggedTick logged) {
    if (logged.tick() != body.tick() + 1) {
      throw new IllegalStateException("tick=" + logged.tick() + ", expected " + (body.tick() + 1));
    }
    loop.again(logged.commands(), logged.wallMs(), logged.roomMs());
  }

  public RoomBody body() {
    return body;
  }
}

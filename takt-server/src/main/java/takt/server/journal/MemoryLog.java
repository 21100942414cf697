package takt.server.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import takt.server.room.RoomBody;
import takt.server.room.RoomMessage.RoomCommand;

/// A room's commands, kept in memory: for tests, replays and the last moments before a fault.
///
/// Owned by the room's thread.
public final class MemoryLog implements CommandLog {
  private final List<LoggedTick> ticks = new ArrayList<>();
  private RoomBody.@Nullable Birth birth;

  /// A tick and what it took.
  public record LoggedTick(long tick, long wallMs, long roomMs, List<RoomCommand> commands) {}

  @Override public void birth(RoomBody.Birth birth) {
    this.birth = birth;
  }

  @Override public void tick(long tick, long wallMs, long roomMs, List<RoomCommand> commands) {
    ticks.add(new LoggedTick(tick, wallMs, roomMs, commands.stream().map(RoomCommand::kept).toList()));
  }

  /// What the room was born with.
  public RoomBody.Birth birth() {
    return Objects.requireNonNull(birth, "a room that was born");
  }

  public List<LoggedTick> ticks() {
    return ticks;
  }
}

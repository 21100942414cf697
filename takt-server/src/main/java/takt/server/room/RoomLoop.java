package takt.server.room;

import java.util.List;
import takt.server.journal.CommandLog;
import takt.server.room.RoomMessage.RoomCommand;

/// The duty cycle of one room: the table of contents of everything that happens in a tick.
///
/// Owned by the room's thread. Time comes in as an argument; nothing here blocks or reads a clock.
public final class RoomLoop {
  private final RoomBody body;
  private final Incoming incoming;
  private final Step step;
  private final Outgoing outgoing;
  private final CommandLog journal;

  public RoomLoop(RoomBody body, Inbox inbox, CommandLog journal) {
    this.body = body;
    this.journal = journal;
    outgoing = new Outgoing(body);
    incoming = new Incoming(body, inbox, outgoing);
    step = new Step(body);
  }

  /// Runs one tick. A room that ticks on demand steps only if a command came or something is due; else it only sends.
  ///
  /// @param nowNs monotonic time, for what is only sent and measured
  /// @param wallMs the time of day, journalled
  /// @param roomMs how long the room has lived without gaps, journalled; looked at on demand only
  public void tick(long nowNs, long wallMs, long roomMs) {
    incoming.drain();
    boolean steps = incoming.hasCommands() || step.isDue(roomMs);
    if (steps) body.clock().advance(roomMs);
    incoming.apply(nowNs);
    if (steps) {
      step.simulate(wallMs);
      journal.tick(body.tick(), wallMs, body.clock().roomMs(), incoming.journalled());
      incoming.giveBack();
    }
    outgoing.capture();
    outgoing.select(nowNs);
    outgoing.encode(nowNs);
    outgoing.flush();
  }

  /// Runs a tick of the past again, with the commands it took then; nothing is sent.
  public void again(List<RoomCommand> commands, long wallMs, long roomMs) {
    incoming.take(commands);
    body.clock().advance(roomMs);
    incoming.apply(0);
    step.simulate(wallMs);
    body.desk().flush();
  }

  /// Between two ticks that are far apart: nothing happens in the room, what comes waits.
  ///
  /// @param still whether it stands still, and of inputs only the newest are of interest
  void hold(boolean still) {
    incoming.hold(still);
  }

  /// Whether something waits from when the room stood still.
  boolean holds() {
    return incoming.holds();
  }

  /// When a room that ticks on demand has something to send again; `Long.MAX_VALUE` for never.
  long retryNs() {
    return outgoing.retryNs();
  }

  /// Whether the room is over: it must not be run again.
  public boolean isOver() {
    return step.isOver();
  }

  public RoomBody body() {
    return body;
  }
}

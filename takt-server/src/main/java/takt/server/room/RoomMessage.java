package takt.server.room;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import takt.protocol.frame.Ack;
import takt.protocol.frame.Payload;
import takt.protocol.json.Json;
import takt.schema.PlayerId;
import takt.server.CloseReason;
import takt.server.Failure;
import takt.server.LeaveReason;
import takt.server.session.Downlink;

/// What goes into a room's [Inbox].
///
/// Immutable, but for [InputCame]; any thread. [RoomCommand]s are everything the simulation can observe from outside:
/// the journal holds them, and a replay needs nothing else. [RoomNote]s concern only what is sent to whom and never
/// change state. [RoomOrder]s concern only when ticks run, or look on.
public sealed interface RoomMessage {
  /// Something the simulation observes. `member` is the front desk's number for one session's place in this room.
  sealed interface RoomCommand extends RoomMessage
      permits
      Reserve, Enter, Lost, Back, Gone, InputCame, CommandCame, ServerCommand, Answered, Slipped, AddBot, Close {
    /// One that stays as it is, for a log: itself, but of one that is used again a copy.
    default RoomCommand kept() {
      return this;
    }
  }

  /// Something only sending observes.
  sealed interface RoomNote extends RoomMessage {}

  /// Something a developer asks for: no tick observes it, and it is heard between two ticks, also by a room that stands
  /// still.
  sealed interface RoomOrder extends RoomMessage {}

  /// Asks for a promise of a seat, answered by [RoomDesk#reserved] or [RoomDesk#refused].
  ///
  /// @param reservation what must be shown to claim it: unguessable, used once
  record Reserve(long member, String reservation, PlayerId id, String name, boolean spectator)
      implements
        RoomCommand {}

  /// Someone enters, with a reservation or, if it is empty, without.
  record Enter(long member, String reservation, PlayerId id, String name, boolean spectator) implements RoomCommand {}

  /// Someone's connection broke.
  record Lost(long member) implements RoomCommand {}

  /// Someone is back.
  record Back(long member) implements RoomCommand {}

  /// Someone leaves.
  record Gone(long member, LeaveReason why) implements RoomCommand {}

  /// A player's command record, not yet decoded: what it may refer to is the room's to know.
  ///
  /// @param tag its tag, if the fields are packed
  /// @param name its name, if they are a tree
  record CommandCame(long member, long seq, int tag, String name, Payload fields) implements RoomCommand {}

  /// A server's command record.
  record ServerCommand(Object command) implements RoomCommand {}

  /// A task was answered.
  ///
  /// @param task the part's place among the room's tasks
  /// @param failure why there is no answer, null if there is one
  record Answered(int task, long question, @Nullable Object answer, @Nullable Failure failure)
      implements
        RoomCommand {}

  /// A pure task was late for the tick it was due in.
  record Slipped(int task, long question) implements RoomCommand {}

  /// A bot is to take a seat, as the room's own [takt.server.Bots] would add it; without that part nothing happens.
  record AddBot() implements RoomCommand {}

  /// The server ends the room.
  record Close(CloseReason why) implements RoomCommand {}

  /// Sends a member's frames there from now on: greets them with a [takt.protocol.frame.DownFrame.Joined] and whole
  /// state.
  ///
  /// @param link the connection
  /// @param number the room's number on it
  /// @param request the join that led here
  /// @param binary whether it speaks the binary protocol, else the JSON twin
  /// @param resumed whether they were attached before: a resume, or a restore of the room
  record Attach(long member, Downlink link, int number, long request, boolean binary, boolean resumed,
      long capabilities, boolean knowsLayout, int sendRateHz) implements RoomNote {}

  /// Sends nothing there any more.
  record Detach(long member, Downlink link) implements RoomNote {}

  /// What a member has, told by itself or with a command; with an input it comes in that.
  ///
  /// @param atNs when it came, monotonic: rooms hear it up to a tick later
  record AckCame(long member, Ack ack, long atNs) implements RoomNote {}

  /// How many snapshots a second a member wants.
  record TuneCame(long member, int sendRateHz) implements RoomNote {}

  /// How fast the room's time goes from now on.
  ///
  /// @param slow how many times longer a tick takes than it should: 1 as it should, at most [#SLOW_MAX]; 0 to stand
  ///   still
  record Go(int slow) implements RoomOrder {
    /// A tick in five seconds, at 20 Hz.
    public static final int SLOW_MAX = 100;

    public Go {
      if (slow < 0 || slow > SLOW_MAX) throw new IllegalArgumentException("slow=" + slow + ", expected 0.." + SLOW_MAX);
    }
  }

  /// A room that stands still runs one tick; one that does not stands still from now on.
  record StepOnce() implements RoomOrder {}

  /// Asks what is in the room.
  ///
  /// @param rowsMax how many entities of each part are described; 0 for the figures alone
  /// @param answer called on the room's thread, between two ticks
  record Look(int rowsMax, Consumer<Json> answer) implements RoomOrder {}
}

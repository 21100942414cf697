package takt.server.room;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import takt.protocol.frame.Ack;
import takt.protocol.frame.ErrorCode;
import takt.server.room.RoomMessage.RoomCommand;

/// What enters a room: drained from its inbox, then applied in order.
///
/// Owned by the room's thread. Commands change state and are kept for the journal; notes concern only what is sent.
final class Incoming {
  private final RoomBody body;
  private final Inbox inbox;
  private final Outgoing outgoing;
  private final List<RoomMessage> arrived = new ArrayList<>();
  private final List<RoomCommand> commands = new ArrayList<>();
  private final Held held;

  Incoming(RoomBody body, Inbox inbox, Outgoing outgoing) {
    this.body = body;
    this.inbox = inbox;
    this.outgoing = outgoing;
    held = new Held(body.metrics().inputsSkipped);
  }

  /// Takes what waits, as much as one tick may.
  void drain() {
    arrived.clear();
    commands.clear();
    body.metrics().inboxDepth.record(inbox.depth());
    int most = body.config().commandsPerTickMax();
    for (RoomMessage message = next(); message != null; message = arrived.size() < most ? next() : null) {
      arrived.add(message);
      if (message instanceof RoomCommand command) commands.add(command);
    }
  }

  private @Nullable RoomMessage next() {
    RoomMessage first = held.poll();
    return first == null ? inbox.poll() : first;
  }

  /// Between two ticks that are far apart: what comes waits for the next.
  ///
  /// @param still whether the room stands still
  void hold(boolean still) {
    while (!held.isFull()) {
      RoomMessage message = inbox.poll();
      if (message == null) return;
      held.add(message, still);
    }
  }

  /// Whether something waits from when the room stood still.
  boolean holds() {
    return !held.isEmpty();
  }

  /// Takes what a tick of the past took.
  void take(List<RoomCommand> logged) {
    arrived.clear();
    arrived.addAll(logged);
    commands.clear();
    commands.addAll(logged);
  }

  boolean hasCommands() {
    return !commands.isEmpty();
  }

  void apply(long nowNs) {
    if (body.tick() == 1) body.createOnce();
    for (int i = 0; i < arrived.size(); i++) {
      RoomMessage message = arrived.get(i);
      if (message instanceof RoomCommand command) apply(command, nowNs);
      else if (message instanceof RoomMessage.RoomNote note) apply(note);
    }
  }

  private void apply(RoomCommand command, long nowNs) {
    switch (command) {
      case RoomMessage.Reserve c -> body.people().reserve(c);
      case RoomMessage.Enter c -> body.people().enter(c);
      case RoomMessage.Lost c -> body.people().lost(c.member());
      case RoomMessage.Back c -> body.people().back(c.member());
      case RoomMessage.Gone c -> body.people().gone(c.member(), c.why());
      case InputCame c -> {
        outgoing.acked(c.member(), c.epoch(), c.seen(), c.heard(), c.arrivedNs() == 0 ? nowNs : c.arrivedNs());
        input(c, nowNs);
      }
      case RoomMessage.CommandCame c -> {
        body.metrics().commandsTaken.add(1);
        body.handlers().take(c);
      }
      case RoomMessage.ServerCommand c -> body.handlers().take(c);
      case RoomMessage.Answered c -> body.parts().tasks().get(c.task()).answered(c);
      case RoomMessage.Slipped c -> body.parts().tasks().get(c.task()).slipped(c.question());
      case RoomMessage.AddBot _ -> {
        BotCrew crew = body.parts().crew();
        if (crew != null) crew.add();
      }
      case RoomMessage.Close c -> body.close(c.why());
    }
  }

  private void input(InputCame c, long nowNs) {
    Occupant who = body.people().member(c.member());
    InputTable<?> inputs = body.parts().inputTable();
    if (who == null || inputs == null || who.isSpectator()) {
      refuse(who, "no input is taken from you here");
      return;
    }
    if (!inputs.isNew(who, c.seq())) {
      body.metrics().inputsRepeated.add(1);
      return;
    }
    String why = inputs.take(who, c);
    if (!why.isEmpty()) refuse(who, why);
    else if (c.arrivedNs() != 0) body.metrics().inputToApply.record(Math.max(0, nowNs - c.arrivedNs()));
  }

  private void refuse(@Nullable Occupant who, String why) {
    body.metrics().inputsRefused.add(1);
    Viewer viewer = who == null ? null : who.viewer();
    if (viewer != null) viewer.problem(ErrorCode.INPUT_INVALID, why);
  }

  private void apply(RoomMessage.RoomNote note) {
    switch (note) {
      case RoomMessage.Attach n -> outgoing.attach(n);
      case RoomMessage.Detach n -> outgoing.detach(n);
      case RoomMessage.AckCame(long member, Ack ack, long atNs) ->
        outgoing.acked(member, ack.epoch(), ack.seen(), ack.heard(), atNs);
      case RoomMessage.TuneCame n -> outgoing.tune(n);
    }
  }

  /// The commands of this tick, for the journal: what came, and the computations that were late. Until [#giveBack()].
  List<RoomCommand> journalled() {
    body.takeSlips(commands);
    return commands;
  }

  /// Gives back to connections what they use again: nobody looks at this tick's commands any more.
  void giveBack() {
    for (int i = 0; i < commands.size(); i++) {
      if (commands.get(i) instanceof InputCame input) input.done();
    }
    commands.clear();
    arrived.clear();
  }
}

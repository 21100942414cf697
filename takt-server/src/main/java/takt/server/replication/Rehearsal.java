package takt.server.replication;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import takt.protocol.frame.Payload;
import takt.protocol.json.Json;
import takt.schema.PlayerId;
import takt.server.journal.CommandLog;
import takt.server.room.FaultLog;
import takt.server.room.Inbox;
import takt.server.room.InputCame;
import takt.server.room.Occupant;
import takt.server.room.RoomBody;
import takt.server.room.RoomContext;
import takt.server.room.RoomDesk;
import takt.server.room.RoomLoop;
import takt.server.room.RoomMessage;
import takt.server.room.RoomType;
import takt.server.room.TaskRunner;

/// A room that is played for nobody's eyes, as fast as it goes: by who opened it, and by its own bots, or else by more
/// players who hold this and that.
///
/// One thread. The same seed plays the same room, tick by tick.
final class Rehearsal {
  /// The first moment of every rehearsal: 2026-01-01.
  private static final long START_WALL_MS = 1_767_225_600_000L;
  private static final long SECOND_NS = 1_000_000_000L;
  /// How long a room has to send its own bots; without, there are so many players, if there are seats.
  private static final int BOTS_WITHIN_S = 1;
  private static final int PLAYERS_MAX = 16;

  private final FaultLog faults = new FaultLog();
  private final Inbox inbox = new Inbox(() -> {});
  private final RoomType type;
  private final RoomBody body;
  private final RoomLoop loop;
  private final Capture capture;
  private final Training.Crew crew;
  private final long seed;
  private final List<Supplier<Json>> hands = new ArrayList<>();

  Rehearsal(RoomType type, Training.Crew crew, long seed) {
    this.type = type;
    this.crew = crew;
    this.seed = seed;
    body = RoomBody.body(type, new RoomContext(inbox, RoomDesk.NOBODY, TaskRunner.inline(true), faults, false),
        new RoomBody.Birth("rehearsal", "", 1, seed, Json.Obj.EMPTY));
    loop = new RoomLoop(body, inbox, CommandLog.NONE);
    capture = new Capture(body);
  }

  /// How the room is seen.
  Capture capture() {
    return capture;
  }

  /// Plays.
  ///
  /// @param tick hears of the snapshot of each tick
  /// @throws IllegalStateException if the room's code failed, or it closed within a second
  void play(int seconds, Consumer<Snapshot> tick) {
    int hz = body.config().tickRateHz();
    join(1);
    for (int i = 1; i <= seconds * hz && !loop.isOver(); i++) {
      if (i == BOTS_WITHIN_S * hz && body.everyone().stream().noneMatch(Occupant::isBot)) {
        for (int p = 2; p <= Math.min(PLAYERS_MAX, type.seats()); p++) join(p);
      }
      for (int h = 0; h < hands.size(); h++) {
        inbox.offer(new InputCame(h + 1).numbered(i, 0).values(new Payload.Tree(hands.get(h).get())));
      }
      long nowNs = i * SECOND_NS / hz;
      loop.tick(nowNs, START_WALL_MS + nowNs / 1_000_000, nowNs / 1_000_000);
      for (FaultLog.Fault fault : faults.all()) {
        throw new IllegalStateException(fault.callback() + " of " + type.name() + " failed in tick "
            + fault.firstTick() + ", seed " + seed + ": " + fault.thrown(), fault.thrown());
      }
      tick.accept(capture.capture());
    }
    if (loop.isOver() && body.tick() < hz) {
      throw new IllegalStateException(type.name() + " closed in tick " + body.tick() + ", seed " + seed
          + ", expected one that runs for a second at least");
    }
  }

  private void join(int p) {
    String name = "player" + p;
    inbox.offer(new RoomMessage.Enter(p, "", new PlayerId(name), name, false));
    if (type.roomLayout().inputs() == null) return;
    hands.add(crew.hands(type.layout().document(), body.config().tickRateHz(), seed * PLAYERS_MAX + p));
  }
}

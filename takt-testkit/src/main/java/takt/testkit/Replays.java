package takt.testkit;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import takt.server.journal.Checkpoint;
import takt.server.journal.MemoryLog.LoggedTick;
import takt.server.journal.Replay;
import takt.testkit.SimulatedServer.SimulatedRoom;

/// The two things that are true of every room, whatever its test is about.
///
/// Stateless. A room's commands, run again from its birth, lead to the same state after every tick: nothing it did
/// depended on a clock, a dice or an order it should not see. And a room restored from a checkpoint at any tick goes on
/// alike: everything it goes on from is in the checkpoint.
final class Replays {
  private Replays() {}

  static void check(SimulatedRoom room, long seed) {
    List<LoggedTick> ticks = room.log().ticks();
    if (ticks.isEmpty()) return;
    again(room, ticks);
    restored(room, ticks, new SplittableRandom(seed).nextInt(ticks.size()));
  }

  private static void again(SimulatedRoom room, List<LoggedTick> ticks) {
    Replay replay = Replay.of(room.type(), room.log().birth());
    for (int i = 0; i < ticks.size(); i++) tick(room, replay, ticks.get(i), i, "run again from its birth");
  }

  private static void restored(SimulatedRoom room, List<LoggedTick> ticks, int at) {
    Replay replay = Replay.of(room.type(), room.log().birth());
    for (int i = 0; i <= at; i++) tick(room, replay, ticks.get(i), i, "run again from its birth");
    byte[] checkpoint = Checkpoint.save(replay.body());
    Replay restored = Replay.of(room.type(), room.log().birth(), checkpoint);
    byte[] twice = Checkpoint.save(restored.body());
    if (!Arrays.equals(checkpoint, twice)) {
      throw new AssertionError(
          name(room) + ": a checkpoint of tick " + (at + 1) + ", restored, gives another checkpoint"
              + " (first difference at byte " + Arrays.mismatch(checkpoint, twice)
              + "): something that changes is not saved,"
              + " or onRestore changes what is");
    }
    for (int i = at + 1; i < ticks.size(); i++) {
      tick(room, restored, ticks.get(i), i, "restored from a checkpoint of tick " + ticks.get(at).tick());
    }
  }

  private static void tick(SimulatedRoom room, Replay replay, LoggedTick logged, int i, String how) {
    replay.tick(logged);
    long hash = Checkpoint.hash(replay.body());
    if (hash != room.hashes().get(i)) {
      throw new AssertionError(name(room) + ", " + how + ", has another state after tick " + logged.tick()
          + ": its code depends on something that is not its own (a clock, a dice other than random(), a static, an"
          + " order of hashing), or changes something that is not saved (a transient field, a captured variable)");
    }
    if (room.crashTicks().contains(logged.tick())) replay.body().restored();
  }

  private static String name(SimulatedRoom room) {
    return "room '" + room.type().name() + "'";
  }
}

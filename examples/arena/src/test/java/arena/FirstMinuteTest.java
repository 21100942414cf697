package arena;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import takt.schema.Maths;
import takt.schema.Player;
import takt.testkit.RoomTest;
import takt.testkit.TestPlayer;

/// What the first minute is like, in simulated time: there is somebody to hit at once, and nobody stands about.
class FirstMinuteTest {
  private static final int SEEDS = 24;
  private static final int KILL_WITHIN_S = 20;
  private static final int IDLE_MAX_S = 5;

  @Test void whoOpensThePageCanShootSomebodyDownWithinTwentySeconds() {

    List<Double> seconds = new ArrayList<>();
    for (int seed = 1; seed <= SEEDS; seed++) {
      try (var room = RoomTest.of(Arena::new).seed(seed)) {
        TestPlayer<Arena> rookie = Rookie.join(room);
        int ticks = 0;
        while (kills(room, rookie) == 0 && ticks < 60 * Arena.TICK_RATE_HZ) {
          room.ticks(3);
          ticks += 3;
        }
        seconds.add((double) ticks / Arena.TICK_RATE_HZ);
      }
    }
    seconds.sort(null);
    System.out.println("first kill after " + seconds.get(SEEDS / 2) + " s (median of " + SEEDS + "), at most "
        + seconds.getLast() + " s");
    assertTrue(seconds.getLast() <= KILL_WITHIN_S, seconds::toString);
  }

  private static int kills(RoomTest<Arena> room, TestPlayer<Arena> player) {
    Pilot pilot = room.room().pilots.of(player.player());
    return pilot == null ? 0 : pilot.kills;
  }

  /// Where a bot was when it last got anywhere or shot, and when.
  private record Busy(double x, double y, long tick) {}

  @Test void noBotStandsAbout() {
    double longest = 0;
    for (int seed = 1; seed <= SEEDS / 3; seed++) {
      try (var room = RoomTest.of(Arena::new).seed(seed)) {
        room.join("ann");
        Map<Player, Busy> busy = new HashMap<>();
        for (int i = 0; i < 40 * Arena.TICK_RATE_HZ; i += 5) {
          room.ticks(5);
          longest = Math.max(longest, longestIdleS(room, busy));
        }
      }
    }
    System.out.println("no bot stayed in its place for longer than " + longest + " s");
    assertTrue(longest <= IDLE_MAX_S, "a bot was idle for " + longest + " s");
  }

  /// Idle is who does not get further than two ships from where it was.
  private static double longestIdleS(RoomTest<Arena> room, Map<Player, Busy> busy) {
    long longest = 0;
    for (Pilot pilot : room.room().pilots) {
      Player bot = pilot.owner();
      if (bot == null || !bot.isBot()) continue;
      Ship ship = room.room().ships.of(bot);
      if (ship == null) {
        busy.remove(bot);
        continue;
      }
      Busy before = busy.get(bot);
      if (before == null || Maths.hypot(ship.x - before.x, ship.y - before.y) > 4 * Ship.RADIUS) {
        busy.put(bot, new Busy(ship.x, ship.y, room.tick()));
      } else {
        longest = Math.max(longest, room.tick() - before.tick);
      }
    }
    return (double) longest / Arena.TICK_RATE_HZ;
  }
}

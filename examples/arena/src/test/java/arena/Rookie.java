package arena;

import takt.schema.Maths;
import takt.testkit.RoomTest;
import takt.testkit.TestPlayer;

/// Somebody who opens the page for the first time: flies at whoever is nearest in sight, aims where they are, not where
/// they will be, and holds the trigger down.
///
/// The test's thread.
final class Rookie {
  private Rookie() {}

  static TestPlayer<Arena> join(RoomTest<Arena> room) {
    TestPlayer<Arena> rookie = room.join("rookie").network(60, 10, 0.01);
    return rookie.input(Steer.class, hands -> play(room.room(), rookie, hands));
  }

  private static void play(Arena arena, TestPlayer<Arena> rookie, Steer hands) {
    Ship own = arena.ships.of(rookie.player());
    if (own == null) return;
    Ship nearest = arena.ships.nearest(own.x, own.y, other -> !other.isFriendOf(own) && isInSight(arena, own, other));
    if (nearest == null) nearest = arena.ships.nearest(own.x, own.y, other -> !other.isFriendOf(own));
    if (nearest == null) return;
    hands.aim = Maths.wrapAngle(Maths.atan2(nearest.y - own.y, nearest.x - own.x));
    boolean far = Maths.hypot(nearest.x - own.x, nearest.y - own.y) > 140;
    hands.dx = far ? Maths.cos(hands.aim) : 0;
    hands.dy = far ? Maths.sin(hands.aim) : 0;
    hands.fire = true;
  }

  private static boolean isInSight(Arena arena, Ship own, Ship other) {
    return arena.flight.rockBetween(own.x, own.y, other.x, other.y, 0) == null;
  }
}

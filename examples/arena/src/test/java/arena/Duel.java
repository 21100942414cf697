package arena;

import java.util.Objects;
import takt.protocol.json.Json;
import takt.testkit.RoomTest;
import takt.testkit.TestPlayer;

/// Two people in a [Drill]: ann at (1000, 800), bob 200 to her right.
///
/// The test's thread.
final class Duel implements AutoCloseable {
  final RoomTest<Drill> room;
  final TestPlayer<Drill> ann;
  final TestPlayer<Drill> bob;

  Duel(int seed, boolean teams) {
    room = RoomTest.of(Drill::new).seed(seed).option("teams", Json.of(teams));
    ann = room.join("ann");
    bob = room.join("bob");
    place(ann, 1000, 800, 100);
    place(bob, 1200, 800, 100);
  }

  Duel(int seed) {
    this(seed, false);
  }

  void place(TestPlayer<Drill> who, double x, double y, int health) {
    room.tell(new Drill.Place(who.player().number(), x, y, health)).ticks(1);
  }

  Ship ship(TestPlayer<Drill> who) {
    return Objects.requireNonNull(room.room().ships.of(who.player()), "no ship");
  }

  /// Somebody's ship, as another sees it.
  Ship seen(TestPlayer<Drill> by, TestPlayer<Drill> who) {
    return Objects.requireNonNull(by.sees().ships.of(who.player()), "not seen");
  }

  boolean flies(TestPlayer<Drill> who) {
    return room.room().ships.of(who.player()) != null;
  }

  Pilot pilot(TestPlayer<Drill> who) {
    return Objects.requireNonNull(room.room().pilots.of(who.player()), "no pilot");
  }

  /// Holds the trigger, aiming to the right, for so long.
  void shoot(TestPlayer<Drill> who, int ticks) {
    who.input(Steer.class, hands -> {
      hands.aim = 0;
      hands.fire = true;
    });
    room.ticks(ticks);
    who.input(Steer.class, hands -> hands.fire = false);
  }

  @Override public void close() {
    room.close();
  }
}

import takt.schema.Angle;
import takt.schema.Entity;
import takt.schema.Position;
import takt.schema.Sync;
import takt.server.Entities;
import takt.server.Interest;
import takt.server.Room;
import takt.server.RoomConfig;
import takt.server.Tick;

/// A room of things that lie where they are, of which each has the fields of the arena's ships.
class Still extends Room {
  private static final double SIDE = 10_000;

  static class Thing extends Entity {
    @Position(max = SIDE) double x, y;
    @Sync(min = -100, max = 100) double vx, vy;
    @Angle(bits = 10) double heading;
    @Sync(min = 1, max = 100) int hp = 100;
    @Sync(max = 65_535) int score;
  }

  final Entities<Thing> things = entities();
  private final int count;
  private final boolean interest;

  Still(int count, boolean interest) {
    this.count = count;
    this.interest = interest;
  }

  @Override protected void configure(RoomConfig c) {
    c.tickRateHz(20).entitiesMax(Math.max(1, count));
    // Fifty around each, as in crowd, however many there are.
    if (interest) c.interest(Interest.within(Math.sqrt(50 * SIDE * SIDE / Math.PI / Math.max(50, count))));
  }

  @Override protected void onCreate() {
    for (int i = 0; i < count; i++) {
      Thing thing = things.add(new Thing());
      thing.x = random().between(0, SIDE);
      thing.y = random().between(0, SIDE);
      thing.heading = random().between(0, 2 * Math.PI);
      thing.score = i % 60_000;
    }
  }

  @Override protected void onJoin(takt.schema.Player p) {
    focus(p, SIDE / 2, SIDE / 2);
  }

  @Override protected void onTick(Tick t) {}
}

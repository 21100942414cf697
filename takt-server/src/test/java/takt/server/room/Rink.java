package takt.server.room;

import takt.schema.Angle;
import takt.schema.Axis;
import takt.schema.Entity;
import takt.schema.Input;
import takt.schema.Player;
import takt.schema.Position;
import takt.schema.Sync;
import takt.server.Entities;
import takt.server.Inputs;
import takt.server.Room;
import takt.server.RoomConfig;
import takt.server.Tick;

/// Twenty who skate about: positions, speeds, a heading, hit points and scores that change now and then, and a name.
///
/// The workload that servers are compared by: 1000 by 1000 units without an edge, numbers in hundredths, everyone sees
/// everything.
class Rink extends Room {
  static final int SKATERS = 20;
  static final double SIZE = 1000;
  private static final double SPEED = 100;

  static class Skater extends Entity {
    @Position(max = SIZE) double x, y;
    @Sync(min = -SPEED, max = SPEED, step = 0.01) double vx, vy;
    @Angle(bits = 10) double heading;
    @Sync(min = 1, max = 100) int hp = 100;
    @Sync(max = 100_000) int score;
    @Sync(max = 16) String name = "";
  }

  static class Stick extends Input {
    @Axis double dx, dy;
    @Angle double aim;
    boolean fire;
  }

  final Entities<Skater> skaters = entities();
  final Inputs<Stick> sticks = inputs();

  @Override protected void configure(RoomConfig c) {
    c.tickRateHz(20).seatsMax(SKATERS);
  }

  @Override protected void onJoin(Player p) {
    Skater skater = skaters.add(p, new Skater());
    skater.name = p.name();
    skater.x = random().between(0, SIZE);
    skater.y = random().between(0, SIZE);
  }

  @Override protected void onTick(Tick t) {
    for (Skater skater : skaters) {
      Stick stick = sticks.of(skater);
      skater.vx = stick.dx * SPEED;
      skater.vy = stick.dy * SPEED;
      skater.heading = stick.aim;
      skater.x = wrap(skater.x + skater.vx * t.stepSeconds());
      skater.y = wrap(skater.y + skater.vy * t.stepSeconds());
      if (random().nextInt(80) == 0) skater.hp = 1 + random().nextInt(100);
      if (random().nextInt(100) == 0) skater.score += 1 + random().nextInt(10);
    }
  }

  private static double wrap(double at) {
    return at < 0 ? at + SIZE : at >= SIZE ? at - SIZE : at;
  }
}

package takt.server.room;

import static takt.schema.Audience.OWNER;
import static takt.schema.Audience.TEAM;

import org.jspecify.annotations.Nullable;
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

/// The same in a room where not everyone sees everything, so that each is sent a state of their own.
class SecretRink extends Room {
  static class Skater extends Entity {
    @Position(max = Rink.SIZE) double x, y;
    @Sync(max = 1000, to = OWNER) int breath;
    @Sync(max = 255, to = TEAM) int puck;
    @Sync
    @Nullable Player chased;
  }

  static class Stick extends Input {
    @Axis double dx, dy;
    @Angle double aim;
    boolean fire;
  }

  final Entities<Skater> skaters = entities();
  final Inputs<Stick> sticks = inputs();

  @Override protected void configure(RoomConfig c) {
    c.tickRateHz(20).seatsMax(Rink.SKATERS);
  }

  @Override protected void onJoin(Player p) {
    team(p, 1 + p.number() % 2);
    skaters.add(p, new Skater()).chased = p;
  }

  @Override protected void onTick(Tick t) {
    for (Skater skater : skaters) {
      skater.x = Math.clamp(skater.x + sticks.of(skater).dx, 0, Rink.SIZE);
      skater.breath = (skater.breath + 1) % 1000;
      skater.puck = (int) (t.number() % 255);
    }
  }
}

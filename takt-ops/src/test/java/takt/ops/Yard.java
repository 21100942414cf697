package takt.ops;

import takt.schema.*;
import takt.server.*;

/// A yard to walk about in.
class Yard extends Room {
  static class Walker extends Entity {
    @Position(max = 800) double x, y;
  }
  static class Keys extends Input { @Axis double dx, dy; }

  final Entities<Walker> walkers = entities();
  final Inputs<Keys> keys = inputs();

  @Override protected void configure(RoomConfig c) { c.tickRateHz(20).seatsMax(8); }
  @Override protected void onJoin(Player p) { walkers.add(p, new Walker()).x = 400; }
  @Override protected void onTick(Tick t) {
    for (Walker w : walkers) w.x = Maths.clamp(w.x + keys.of(w).dx * 240 * t.stepSeconds(), 0, 800);
  }
}

package takt.app.run;

import takt.schema.*;
import takt.server.*;

/// A room with somebody's step counted: small enough to know by heart.
class Yard extends Room {
  static class Walker extends Entity {
    @Sync(max = 1_000_000) int steps;
  }

  static class Feet extends Input {
    @Axis double forward;
  }

  final Entities<Walker> walkers = entities();
  final Inputs<Feet> feet = inputs();

  @Override protected void onJoin(Player p) {
    walkers.add(p, new Walker());
  }

  @Override protected void onTick(Tick t) {
    for (Walker w : walkers) {
      if (feet.of(w).forward > 0) w.steps++;
    }
  }
}

package takt.ops;

import takt.server.*;

/// A room that gets stuck in its first tick, until somebody pulls it out.
class Swamp extends Room {
  @Override protected void configure(RoomConfig c) { c.tickRateHz(20); }
  @Override protected void onTick(Tick t) { HealthTest.awaitRelease(); }
}

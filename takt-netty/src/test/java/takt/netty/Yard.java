package takt.netty;

import takt.schema.*;
import takt.server.*;

/// A yard to walk about in, with as much dust in the air as a test wants its snapshots large.
class Yard extends Room {
  static class Walker extends Entity {
    @Position(max = 800) double x, y;
  }
  static class Dust extends Entity {
    @Sync(max = 1_000_000) int grain;
  }
  static class Keys extends Input { @Axis double dx, dy; }
  record Say(@Limit(max = 200) String text) implements Command {}
  record Said(Player who, String text) implements Event {}

  @Option
  @Limit(min = 0, max = 2000) int dust;
  @Option
  @Listed
  @Limit(min = 1, max = 3) int map = 1;
  final Entities<Walker> walkers = entities();
  final Entities<Dust> air = entities();
  final Inputs<Keys> keys = inputs();

  @Override protected void configure(RoomConfig c) { c.tickRateHz(20).seatsMax(8).entitiesMax(3000); }
  @Override protected void onCreate() { for (int i = 0; i < dust; i++) air.add(new Dust()); }
  @Override protected void onJoin(Player p) { walkers.add(p, new Walker()).x = 400; }
  @Override protected void onTick(Tick t) {
    for (Walker w : walkers) w.x = Maths.clamp(w.x + keys.of(w).dx * 240 * t.stepSeconds(), 0, 800);
    for (Dust d : air) d.grain = (d.grain + 1) % 1_000_000;
  }
  void on(Player p, Say say) { broadcast(new Said(p, say.text())); }
}

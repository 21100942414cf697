package takt.testkit.versions;

import org.jspecify.annotations.Nullable;
import takt.schema.*;
import takt.server.*;

/// The game as the server has it.
class Now extends Room {
  enum Mood { CALM, WILD }

  static class Unit extends Entity {
    @Position(max = 100) double x, y;
    @Sync(max = 100) int hp = 100;
    @Sync(max = 9) int level = 3;
    @Sync Mood mood = Mood.WILD;
  }
  static class Keys extends Input {
    @Axis double dx, dy;
    @Press boolean fire;
  }
  record Order(@Limit(max = 100) int amount, @Nullable @Limit(max = 10) String text, Mood mood) implements Command {}
  record Filled(@Limit(max = 100) int amount, Mood mood) {}
  record Told(Player who, @Limit(max = 100) int amount, @Limit(max = 10) String text) implements Event {}

  final Entities<Unit> units = entities();
  final Inputs<Keys> keys = inputs();

  @Override protected void onJoin(Player p) {
    units.add(p, new Unit());
  }

  @Override protected void onTick(Tick t) {
    for (Unit unit : units) {
      unit.x = Maths.clamp(unit.x + keys.of(unit).dx, 0, 100);
      unit.y = Maths.clamp(unit.y + keys.of(unit).dy + 1, 0, 100);
      if (keys.of(unit).fire) unit.hp--;
    }
  }

  Filled on(Player p, Order order) {
    broadcast(new Told(p, order.amount(), "told"));
    return new Filled(order.amount(), order.mood());
  }
}

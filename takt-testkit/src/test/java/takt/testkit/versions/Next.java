package takt.testkit.versions;

import org.jspecify.annotations.Nullable;
import takt.schema.*;
import takt.server.*;

/// The game as it will be: with more fields everywhere, larger bounds and more moods.
class Next extends Room {
  enum Mood { DROWSY, CALM, WILD }

  static class Unit extends Entity {
    @Sync(max = 7) int armour = 5;
    @Position(max = 1000) double x, y;
    @Sync(max = 500) int hp = 500;
    @Sync Mood mood = Mood.DROWSY;
    @Sync(max = 9) int level = 9;
  }
  static class Keys extends Input {
    boolean duck;
    @Axis double dx, dy;
    @Press boolean fire, jump;
  }
  record Order(boolean urgent, @Limit(max = 500) int amount, @Nullable @Limit(max = 10) String text, Mood mood)
      implements
        Command {}
  record Filled(@Limit(max = 500) int amount, Mood mood, @Nullable String why) {}
  record Told(Player who, @Limit(max = 500) int amount, boolean urgent, @Limit(max = 10) String text)
      implements
        Event {}
  record Shout(@Limit(max = 9) int volume) implements Command {}

  final Entities<Unit> units = entities();
  final Inputs<Keys> keys = inputs();

  Filled on(Player p, Order order) {
    broadcast(new Told(p, order.amount(), order.urgent(), "told"));
    return new Filled(order.amount(), order.mood(), null);
  }

  void on(Player p, Shout shout) {}
}

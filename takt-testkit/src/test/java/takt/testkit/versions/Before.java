package takt.testkit.versions;

import takt.schema.*;
import takt.server.*;

/// The game as it was: without levels, texts and the second axis, with smaller bounds, and in another order.
class Before extends Room {
  enum Mood { CALM }

  static class Unit extends Entity {
    @Sync(max = 50) int hp = 50;
    @Position(max = 100) double x, y;
    @Sync Mood mood = Mood.CALM;
  }
  static class Keys extends Input {
    @Axis double dx;
  }
  record Order(Mood mood, @Limit(max = 50) int amount) implements Command {}
  record Filled(@Limit(max = 50) int amount) {}
  record Told(@Limit(max = 4) String text, @Limit(max = 50) int amount) implements Event {}

  final Entities<Unit> units = entities();
  final Inputs<Keys> keys = inputs();

  Filled on(Player p, Order order) {
    broadcast(new Told("told", order.amount()));
    return new Filled(order.amount());
  }
}

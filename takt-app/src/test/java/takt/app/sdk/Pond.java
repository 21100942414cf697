package takt.app.sdk;

import takt.schema.*;
import takt.server.*;

/// The game that the page of the Java client plays.
class Pond extends Room {
  static class Duck extends Entity {
    @Position(max = 100) double x;
    @Angle double heading;
    @Sync(max = 999) int quacks;
  }
  static class Paddle extends Input {
    @Axis double dx;
    @Press boolean quack;
  }
  record Say(@Limit(max = 9) String text) implements Command {}
  record Said(Player who, @Limit(max = 9) String text) implements Event {}

  record Count() implements Command {}
  record Counted(int ducks) {}

  @Sync boolean isFrozen;
  final Entities<Duck> ducks = entities();
  final Inputs<Paddle> paddles = inputs();

  @Override protected void onJoin(Player p) {
    ducks.add(p, new Duck());
  }

  @Override protected void onTick(Tick t) {
    for (Duck duck : ducks) {
      duck.x = Maths.clamp(duck.x + paddles.of(duck).dx, 0, 100);
      if (paddles.of(duck).quack) duck.quacks++;
    }
  }

  void on(Player p, Say say) {
    if (say.text().isEmpty()) throw new Refusal("say something");
    broadcast(new Said(p, say.text()));
  }

  Counted on(Player p, Count count) {
    return new Counted(ducks.size());
  }
}

package takt.app.bots;

import takt.schema.*;
import takt.server.*;

/// A room whose input has every kind of field.
class Toys extends Room {
  enum Gear {
    SLOW, FAST, REVERSE
  }

  static class Toy extends Entity {
    @Sync(max = 1_000_000) int moved;
  }

  static class Hands extends Input {
    @Axis double dx, dy;
    @Angle double aim;
    @Press boolean fire;
    boolean shield;
    @Limit(min = -3, max = 7) int lever;
    Gear gear = Gear.SLOW;
  }

  @Listed boolean moved;
  @Listed boolean pressed;
  @Listed boolean shifted;
  final Entities<Toy> toys = entities();
  final Inputs<Hands> hands = inputs();

  @Override protected void configure(RoomConfig c) {
    c.seatsMax(4);
  }

  @Override protected void onJoin(Player p) {
    toys.add(p, new Toy());
  }

  @Override protected void onTick(Tick t) {
    for (Toy toy : toys) {
      Hands in = hands.of(toy);
      if (in.dx != 0 && in.dy != 0 && in.aim != 0) toy.moved++;
      moved |= toy.moved > 10;
      pressed |= in.fire;
      shifted |= in.gear != Gear.SLOW && in.lever != 0;
    }
  }
}

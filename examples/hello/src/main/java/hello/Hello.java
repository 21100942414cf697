package hello;

import takt.Takt;
import takt.schema.*;
import takt.server.*;

/// Squares that move, for everyone in the room.
class Hello extends Room {
  static class Square extends Entity {
    @Position(max = 800) double x, y;
    @Sync(max = 359) int hue;

    @Predict void step(Keys in, double seconds) {
      x = Maths.clamp(x + in.dx * 240 * seconds, 0, 800);
      y = Maths.clamp(y + in.dy * 240 * seconds, 0, 800);
    }
  }

  static class Keys extends Input { @Axis double dx, dy; }

  final Entities<Square> squares = entities();
  final Inputs<Keys> keys = inputs();

  @Override protected void onJoin(Player p) {
    Square s = squares.add(p, new Square());                   // owned: leaves with its player
    s.x = random().nextInt(800);
    s.y = random().nextInt(800);
    s.hue = random().nextInt(360);
  }

  @Override protected void onTick(Tick t) {
    for (Square s : squares) s.step(keys.of(s), t.stepSeconds());
  }

  static void main() { Takt.serve(Hello::new); }
}

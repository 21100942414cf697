package hello;

import takt.schema.*;
import takt.server.*;

/// Squares that move. Your own answers at once; everyone else's glide.
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
    Square s = squares.add(p, new Square());
    s.x = s.y = 400;
    s.hue = random().nextInt(360);
  }

  @Override protected void onTick(Tick t) { for (Square s : squares) s.step(keys.of(s), t.stepSeconds()); }
}

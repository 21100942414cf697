package duel;

import takt.schema.*;
import takt.server.*;

/// Two fighters, the plain way: inputs relayed by the room, no rollback.
class Duel extends Room {
  enum Stance { STAND, BLOCK, STRIKE }

  static final class Fighter extends Entity {
    @Position(max = 100) double x;
    @Sync(max = 100) int health = 100;
    @Sync Stance stance = Stance.STAND;
    private int stunnedTicks;

    @Predict Stance step(Pad in, double seconds) {
      x = Maths.clamp(x + in.dx * 20 * seconds, 0, 100);
      stance = in.strike ? Stance.STRIKE : in.block ? Stance.BLOCK : Stance.STAND;
      return stance;
    }
  }

  static final class Pad extends Input {
    @Axis double dx;
    boolean block;
    @Press boolean strike;
    @Limit(max = 3) int combo;
  }

  record Over(Fighter winner) implements Event {}

  final Entities<Fighter> fighters = entities();
  final Inputs<Pad> pads = inputs();
  @Sync(max = 5) int[] rounds = new int[2];

  @Override protected void onTick(Tick t) {
    for (Fighter f : fighters) {
      if (f.step(pads.of(f), t.stepSeconds()) == Stance.STRIKE && --f.stunnedTicks < 0) broadcast(new Over(f));
    }
  }
}

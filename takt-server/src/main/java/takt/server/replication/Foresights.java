package takt.server.replication;

import java.util.Arrays;
import takt.protocol.delta.Foresight;
import takt.protocol.delta.Guesses;
import takt.protocol.delta.MovedRow;
import takt.protocol.delta.PartShape;
import takt.protocol.layout.LayoutType;

/// Learns by which guess each field of a part comes nearest.
///
/// Owned by the room's thread; allocates only when it changes its mind. A few rows a tick are enough: every guess there
/// is pays for them what its residual would take, and after [#WINDOW] rows the cheapest is taken if it is clearly so.
/// It knows only what everyone is sent, so what it chooses tells nobody anything.
final class Foresights {
  /// Rows between two looks at the costs: at 20 Hz about two seconds.
  static final int WINDOW = 64;
  private static final int ROWS_A_TICK = 2;
  /// Bits that another guess must save in a window.
  private static final int WORTH = 16;

  private final PartShape shape;
  private final int[] stepped;
  private final Guesses guesses;
  private final MovedRow row;
  /// By field, the bits that each way would have taken since the last look.
  private final long[][] costs;
  private int[] chosen;
  private int seen;
  private int next;

  Foresights(PartShape shape, int tickRateHz) {
    this.shape = shape;
    stepped = shape.stepped().stream().mapToInt(i -> i).toArray();
    guesses = new Guesses(shape, tickRateHz);
    row = new MovedRow(shape);
    chosen = shape.first().stream().mapToInt(i -> i).toArray();
    costs = new long[stepped.length][Foresight.BY_RATE + 2 * stepped.length];
  }

  /// How each stepped field is foreseen. Never changed: another choice is another array.
  int[] chosen() {
    return chosen;
  }

  /// Looks at a few rows of a tick and of the three before it.
  void learn(Rows now, Rows base, Rows before, Rows earlier) {
    if (now.count() == 0 || stepped.length == 0) return;
    for (int i = 0; i < ROWS_A_TICK; i++) {
      next = next + 1 < now.count() ? next + 1 : 0;
      learn(now, next, base, before, earlier);
    }
    if (seen < WINDOW) return;
    choose();
    for (long[] of : costs) Arrays.fill(of, 0);
    seen = 0;
  }

  private void learn(Rows now, int n, Rows base, Rows before, Rows earlier) {
    long id = now.id(n);
    int b = base.near(n, id);
    int f = before.near(n, id);
    int e = earlier.near(n, id);
    if (b < 0 || f < 0 || e < 0 || now.jumpTick(n) != base.jumpTick(b)) return;
    boolean moved = false;
    for (int s = 0; s < stepped.length; s++) {
      row.now[s] = now.whole(n, stepped[s]);
      row.base[s] = base.whole(b, stepped[s]);
      row.before[s] = before.whole(f, stepped[s]);
      row.earlier[s] = earlier.whole(e, stepped[s]);
      moved |= row.now[s] != row.base[s] || row.base[s] != row.before[s];
    }
    if (!moved) return;
    row.hasBefore = true;
    row.hasEarlier = true;
    guesses.at(1, 1, 1);
    seen++;
    for (int s = 0; s < stepped.length; s++) {
      for (int how = 0; how < costs[s].length; how++) {
        if (isPossible(s, how)) costs[s][how] += bits(s, guesses.of(row, s, how));
      }
    }
  }

  /// Counters and the like are not worth more than the simplest guesses. By another field only coordinates and angles
  /// are tried: so what a row takes grows with its fields, and not with their square.
  private boolean isPossible(int s, int how) {
    if (how <= Foresight.LINEAR) return true;
    LayoutType.Stepped type = shape.types().get(s);
    if (type instanceof LayoutType.Whole) return false;
    if (!Foresight.isByField(how)) return true;
    if (shape.first().get(s) != Foresight.LINEAR) return false;
    return Foresight.field(how) != s && shape.types().get(Foresight.field(how)) instanceof LayoutType.Real;
  }

  private int bits(int s, long guess) {
    long residual = shape.types().get(s).points().apart(guess, row.now[s]);
    return residual == 0 ? 0 : 66 - Long.numberOfLeadingZeros(Math.abs(residual));
  }

  private void choose() {
    for (int s = 0; s < stepped.length; s++) {
      int best = chosen[s];
      for (int how = 0; how < costs[s].length; how++) {
        if (isPossible(s, how) && costs[s][how] < costs[s][best]) best = how;
      }
      if (best == chosen[s] || costs[s][best] + WORTH > costs[s][chosen[s]]) continue;
      int[] changed = chosen.clone();
      changed[s] = best;
      if (shape.isForesight(changed)) chosen = changed;
    }
  }
}

package takt.protocol.delta;

import takt.protocol.layout.LayoutType;
import takt.protocol.layout.Points;

/// What fields are expected to be, by [Foresight].
///
/// One thread at a time; allocates nothing.
public final class Guesses {
  private final LayoutType.Stepped[] types;
  private final Points[] points;
  private final int tickRateHz;
  private int dt = 1;
  private int gap = 1;
  private int gapBefore = 1;

  /// @param tickRateHz of the room, 0 for one that ticks on demand
  public Guesses(PartShape shape, int tickRateHz) {
    this.tickRateHz = tickRateHz;
    types = shape.types().toArray(LayoutType.Stepped[]::new);
    points = new Points[types.length];
    for (int f = 0; f < types.length; f++) points[f] = types[f].points();
  }

  /// @param dt ticks from the base to now, at least 1, as the others
  /// @param gap ticks from the snapshot before to the base
  /// @param gapBefore ticks from the one before that
  public void at(int dt, int gap, int gapBefore) {
    this.dt = dt;
    this.gap = gap;
    this.gapBefore = gapBefore;
  }

  /// The point a field is expected at. One that is guessed by another field needs that one's point of now.
  ///
  /// @param how a [Foresight]
  public long of(MovedRow row, int f, int how) {
    long base = row.base[f];
    if (Foresight.isByField(how)) return byField(f, how, base, row.now[Foresight.field(how)], dt);
    if (how == Foresight.HOLD || !row.hasBefore) return base;
    Points p = points[f];
    if (how == Foresight.MEAN && row.hasEarlier) {
      return Foresight.onward(p, base, p.apart(row.earlier[f], base), dt / (double) (gap + gapBefore));
    }
    long last = p.apart(row.before[f], base);
    long guess = Foresight.onward(p, base, last, dt / (double) gap);
    return how == Foresight.CURVE && row.hasEarlier
        ? p.nearest(guess + last - p.apart(row.earlier[f], row.before[f]))
        : guess;
  }

  /// How far the base is from where the same guess would have had it, 0 if there is nothing to guess from.
  long error(MovedRow row, int f, int how) {
    if (!row.hasBefore) return 0;
    Points p = points[f];
    if (Foresight.isByField(how)) {
      return p.apart(byField(f, how, row.before[f], row.base[Foresight.field(how)], gap), row.base[f]);
    }
    long last = p.apart(row.before[f], row.base[f]);
    if (how == Foresight.HOLD || !row.hasEarlier) return last;
    long lastButOne = p.apart(row.earlier[f], row.before[f]);
    return last - (long) Math.floor(lastButOne * (gap / (double) gapBefore) + 0.5);
  }

  private long byField(int f, int how, long from, long rate, int ticks) {
    double value = Foresight.value(types[Foresight.field(how)], rate);
    double times = Foresight.isPerTick(how) ? ticks : tickRateHz == 0 ? 0 : ticks / (double) tickRateHz;
    return Foresight.atRate(types[f], from, value, times);
  }
}

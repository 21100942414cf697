import takt.protocol.delta.Foresight;
import takt.protocol.delta.Guesses;
import takt.protocol.delta.MovedRow;
import takt.protocol.delta.MovedRows;
import takt.protocol.delta.RangeReader;
import takt.protocol.delta.RangeWriter;
import takt.protocol.layout.LayoutType;
import takt.protocol.wire.BitReader;
import takt.protocol.wire.BitWriter;

/// A trace coded tick by tick by [MovedRows], each against older ticks that were acknowledged; all of it is read again
/// and compared.
///
/// One thread.
final class Lagged implements MovedRows.Rows {
  private final Trace trace;
  /// How far back the base, and the two before it are.
  private final int lag;
  private final int lagBefore;
  private final int lagEarlier;
  private final MovedRows writing;
  private final MovedRows reading;
  private final RangeWriter writer = new RangeWriter();
  private final RangeReader reader = new RangeReader();
  private int tick;
  private long[][] read = new long[0][];

  Lagged(Trace trace, int lag, int lagBefore, int lagEarlier) {
    this.trace = trace;
    this.lag = lag;
    this.lagBefore = lagBefore;
    this.lagEarlier = lagEarlier;
    writing = new MovedRows(trace.shape(), trace.tickRateHz());
    reading = new MovedRows(trace.shape(), trace.tickRateHz());
  }

  /// The bits of each tick.
  ///
  /// @param from the first tick
  /// @throws AssertionError if what is read is not what was written
  int[] bits(int[] foresights, int from) {
    int[] bits = new int[trace.ticks().size() - from];
    for (tick = from; tick < trace.ticks().size(); tick++) {
      BitWriter out = new BitWriter(1024);
      writing.code(writer.begin(), this, foresights, lag, lagBefore - lag, lagEarlier - lagBefore);
      writer.end(out);
      bits[tick - from] = out.bitCount();
      check(foresights, out);
    }
    return bits;
  }

  private void check(int[] foresights, BitWriter out) {
    long[][] truth = trace.ticks().get(tick);
    read = new long[truth.length][];
    BitReader in = new BitReader().reset(out.toBytes());
    boolean can = reading.code(reader.begin(in), this, foresights, lag, lagBefore - lag, lagEarlier - lagBefore);
    reader.end();
    for (int r = 0; r < truth.length; r++) {
      long[] row = read[r] == null ? at(lag)[r] : read[r];
      if (!can || !in.ok() || !java.util.Arrays.equals(row, truth[r])) {
        throw new AssertionError("tick " + tick + ", row " + r + " was read otherwise");
      }
    }
  }

  private long[][] at(int back) {
    return trace.ticks().get(tick - back);
  }

  @Override public int count() {
    return at(0).length;
  }

  @Override public boolean isAwake(int i) {
    return !java.util.Arrays.equals(at(lag)[i], at(lagBefore)[i]);
  }

  @Override public boolean hasMoved(int i) {
    return !java.util.Arrays.equals(at(0)[i], at(lag)[i]);
  }

  @Override public void load(int i, MovedRow row) {
    row.hasBefore = true;
    row.hasEarlier = true;
    copy(at(0)[i], row.now);
    copy(at(lag)[i], row.base);
    copy(at(lagBefore)[i], row.before);
    copy(at(lagEarlier)[i], row.earlier);
  }

  private static void copy(long[] from, long[] to) {
    System.arraycopy(from, 0, to, 0, to.length);
  }

  @Override public void store(int i, MovedRow row) {
    read[i] = row.now.clone();
  }

  /// The ways to foresee that cost least on a trace, by the rule of the server: of each residual other than 0 its bits
  /// and two more.
  static int[] learned(Trace trace, int lag, int lagBefore, int lagEarlier) {
    Lagged lagged = new Lagged(trace, lag, lagBefore, lagEarlier);
    Guesses guesses = new Guesses(trace.shape(), trace.tickRateHz());
    guesses.at(lag, lagBefore - lag, lagEarlier - lagBefore);
    MovedRow row = new MovedRow(trace.shape());
    int fields = trace.shape().stepped().size();
    long[][] costs = new long[fields][Foresight.BY_RATE];
    for (lagged.tick = lagEarlier; lagged.tick < trace.ticks().size(); lagged.tick++) {
      for (int i = 0; i < lagged.count(); i++) {
        if (!lagged.isAwake(i) && !lagged.hasMoved(i)) continue;
        lagged.load(i, row);
        for (int f = 0; f < fields; f++) {
          for (int how = 0; how < costs[f].length; how++) {
            if (trace.shape().types().get(f) instanceof LayoutType.Whole && how > Foresight.LINEAR) continue;
            long residual = trace.shape().types().get(f).points().apart(guesses.of(row, f, how), row.now[f]);
            costs[f][how] += residual == 0 ? 0 : 66 - Long.numberOfLeadingZeros(Math.abs(residual));
          }
        }
      }
    }
    int[] best = new int[fields];
    for (int f = 0; f < fields; f++) {
      for (int how = 1; how < costs[f].length; how++) {
        if (costs[f][how] > 0 && costs[f][how] < costs[f][best[f]]) best[f] = how;
      }
    }
    return best;
  }
}

package takt.server.replication;

import org.jspecify.annotations.Nullable;
import takt.protocol.delta.Gaps;
import takt.protocol.delta.Habit;
import takt.protocol.delta.MovedRow;
import takt.protocol.delta.MovedRows;
import takt.protocol.delta.PartShape;
import takt.protocol.delta.RangeWriter;
import takt.protocol.wire.BitWriter;

/// What a part's rows take if its rooms begin with that habit: learning more as they play, or, under interest, alone
/// and always with the same.
///
/// One thread. What enters or leaves, and values that are no numbers, take the same with any habit and are left out.
final class Trial {
  private final Gaps gaps = new Gaps();
  private final Sample sample;
  private final MovedRows coding;
  private final @Nullable Habits learning;
  private final RangeWriter coder = new RangeWriter();
  private final BitWriter out = new BitWriter(1024);
  private Habit told;
  private long bits;
  private long rows;

  /// @param older snapshots behind the base that rows are guessed by
  Trial(PartShape shape, Rows nobody, boolean[] hidden, int tickRateHz, int spacing, int older, boolean isAlone) {
    gaps.begin(spacing);
    for (int k = 0; k < older; k++) gaps.add(spacing);
    sample = new Sample(shape, nobody, hidden, older);
    coding = new MovedRows(shape, tickRateHz);
    learning = isAlone ? null : new Habits(shape, nobody, hidden, tickRateHz, spacing);
    told = shape.first();
  }

  void code(Rows now, Rows[] past) {
    sample.take(now, past, Sample.ROWS_MAX);
    rows += sample.count();
    out.clear();
    if (learning == null) alone();
    else together(learning, now, past);
    bits += out.bitCount();
  }

  private void together(Habits learning, Rows now, Rows[] past) {
    learning.learn(now, past);
    learning.chosen().write(told, out);
    told = learning.chosen();
    if (sample.count() == 0) return;
    coding.code(coder.begin(), sample, told, gaps);
    coder.end(out);
  }

  private void alone() {
    MovedRow row = coding.row();
    for (int i = 0; i < sample.count(); i++) {
      if (!sample.isAwake(i) && !sample.hasMoved(i)) continue;
      sample.load(i, row);
      coding.alone(told, gaps);
      boolean foreseen = coding.isAloneForeseen();
      out.flag(foreseen);
      if (foreseen) continue;
      coding.codeAlone(coder.begin());
      coder.end(out);
    }
  }

  long bits() {
    return bits;
  }

  long rows() {
    return rows;
  }
}

package takt.client;

import org.jspecify.annotations.Nullable;
import takt.protocol.delta.Gaps;
import takt.protocol.delta.Habit;
import takt.protocol.delta.MovedRow;
import takt.protocol.delta.MovedRows;
import takt.protocol.delta.PartShape;
import takt.protocol.delta.RangeReader;
import takt.protocol.json.Json;
import takt.protocol.layout.LayoutType;
import takt.protocol.layout.NamedValues;
import takt.protocol.layout.PackedValues;
import takt.protocol.wire.BitReader;

/// Reads an entity that is told from what it was told last: `docs/PROTOCOL.md` 14, *Seen*.
///
/// One thread at a time.
final class SeenReading {
  /// Older tellings that count, and the most ticks between two.
  private static final int DEPTH_MAX = 2;
  private static final int GAP_MAX = 16;
  /// Members of a row before its fields: owner and jump.
  private static final int FIELDS = 2;

  private final PartShape shape;
  private final NamedValues.Names names;
  private final MovedRows moved;
  private final Gaps gaps = new Gaps();
  /// What the rows are guessed by: it is much to make anew for each.
  private final Habit habit;

  /// When and how an entity was told.
  ///
  /// Immutable; kept with its row, so it belongs to a state as the row does.
  ///
  /// @param gap ticks between the older tellings
  /// @param depth how many older ones count
  /// @param awake whether it moved, or is not known for long enough to say
  record Told(long tick, int gap, int depth, boolean awake, @Nullable NamedValues before,
      @Nullable NamedValues earlier) {
    /// One that enters.
    static Told first(long tick) {
      return new Told(tick, 0, 0, true, null, null);
    }

    /// How many older ones an entity that is told now may be foreseen from.
    private int usable(long now) {
      return now - tick <= GAP_MAX ? depth : 0;
    }

    /// It is told again.
    ///
    /// @param row as it was until then
    private Told next(long now, NamedValues row, boolean moves) {
      long dt = now - tick;
      if (dt > GAP_MAX) return first(now);
      int newDepth = depth > 0 && gap == dt ? Math.min(depth + 1, DEPTH_MAX) : 1;
      return new Told(now, (int) dt, newDepth, moves, row, newDepth > 1 ? before : null);
    }
  }

  SeenReading(PartShape shape, NamedValues.Names names, MovedRows moved) {
    this.shape = shape;
    this.names = names;
    this.moved = moved;
    habit = shape.first();
  }

  /// Reads a row, without what the stream says is told behind it: that is in [#row()].
  NamedValues read(BitReader in, RangeReader coder, NamedValues base, Told told, long tick) {
    boolean foreseen = load(base, told, tick) && in.flag();
    if (foreseen) {
      moved.foreseeAlone();
    } else {
      coder.begin(in);
      boolean can = moved.codeAlone(coder);
      coder.end();
      if (!can) in.lie();
    }
    @Nullable Json[] values = null;
    for (int f = 0; f < shape.types().size(); f++) {
      if (moved.row().now[f] == moved.row().history[f][0]) continue;
      if (values == null) values = base.toArray();
      LayoutType.Stepped type = shape.types().get(f);
      values[FIELDS + shape.stepped().get(f)] = PackedValues.value(type, moved.row().now[f]);
    }
    return values == null || !in.ok() ? base : NamedValues.of(names, values);
  }

  /// The row that was read last.
  MovedRow row() {
    return moved.row();
  }

  /// How the row that was read last is told now.
  Told next(NamedValues base, Told told, long tick) {
    boolean moves = false;
    for (int f = 0; f < shape.types().size(); f++) moves |= moved.row().now[f] != moved.row().history[f][0];
    return told.next(tick, base, moves);
  }

  /// Says where the row stands; answers whether it is awake.
  private boolean load(NamedValues base, Told told, long tick) {
    MovedRow row = moved.row();
    points(base, 0);
    row.older = told.awake ? told.usable(tick) : 1;
    gaps.begin(told.awake ? tick - told.tick : 1);
    if (!told.awake) {
      gaps.add(1);
      points(base, 1);
    }
    for (int k = 0; told.awake && k < row.older; k++) {
      gaps.add(told.gap);
      points(k == 0 ? told.before : told.earlier, k + 1);
    }
    moved.alone(habit, gaps);
    return told.awake;
  }

  private void points(@Nullable NamedValues row, int k) {
    for (int f = 0; f < shape.types().size(); f++) {
      LayoutType.Stepped type = shape.types().get(f);
      Json value = row == null ? null : row.at(FIELDS + shape.stepped().get(f));
      moved.row().history[f][k] = value == null ? type.points().first() : PackedValues.point(type, value);
    }
  }
}

package takt.client;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import takt.protocol.delta.MovedRow;
import takt.protocol.delta.MovedRows;
import takt.protocol.delta.PartShape;
import takt.protocol.json.Json;
import takt.protocol.layout.LayoutType;
import takt.protocol.layout.NamedValues;
import takt.protocol.layout.PackedValues;

/// The rows of a part while [MovedRows] reads what became of them.
///
/// One thread; used once.
final class MovedReading implements MovedRows.Rows {
  /// Members of a row before its fields: owner and jump.
  private static final int FIELDS = 2;

  private final PartShape shape;
  private final PackedRows.Change change;
  private final NamedValues.Names names;
  private final PackedRows before;
  private final PackedRows earlier;
  private final List<Said> said = new ArrayList<>();
  /// The places of rows that are still there.
  private final int[] still;
  private final boolean[] awake;

  /// A row of which more follows than numbers.
  ///
  /// @param at its place
  @SuppressWarnings("ArrayRecordComponent") record Said(int at, boolean noted, boolean[] told) {}

  MovedReading(PartShape shape, PackedRows.Change change, NamedValues.Names names, PackedRows before,
      PackedRows earlier) {
    this.shape = shape;
    this.change = change;
    this.names = names;
    this.before = before;
    this.earlier = earlier;
    still = change.allStill();
    awake = new boolean[still.length];
    for (int i = 0; i < still.length; i++) awake[i] = isMoving(change.id(still[i]), change.row(still[i]));
  }

  private boolean isMoving(Long id, NamedValues base) {
    NamedValues was = before.row(id);
    if (was == null) return true;
    for (int f = 0; was != base && f < shape.types().size(); f++) {
      if (point(base, f) != point(was, f)) return true;
    }
    return false;
  }

  List<Said> said() {
    return said;
  }

  @Override public int count() {
    return still.length;
  }

  @Override public boolean isAwake(int i) {
    return awake[i];
  }

  /// A field's point; what the row has not counts as the first.
  private long point(NamedValues row, int f) {
    LayoutType.Stepped type = shape.types().get(f);
    Json value = row.at(FIELDS + shape.stepped().get(f));
    return value == null ? type.points().first() : PackedValues.point(type, value);
  }

  @Override public boolean hasMoved(int i) {
    throw new AssertionError("nothing is written here");
  }

  @Override public void load(int i, MovedRow row) {
    Long id = change.id(still[i]);
    points(change.row(still[i]), row.base);
    row.hasBefore = points(before.row(id), row.before);
    row.hasEarlier = points(earlier.row(id), row.earlier);
  }

  private boolean points(@Nullable NamedValues row, long[] into) {
    if (row == null) return false;
    for (int f = 0; f < into.length; f++) into[f] = point(row, f);
    return true;
  }

  @Override public void store(int i, MovedRow row) {
    NamedValues known = change.row(still[i]);
    @Nullable Json[] values = null;
    for (int f = 0; f < row.now.length; f++) {
      if (row.now[f] == row.base[f]) continue;
      if (values == null) values = known.toArray();
      LayoutType.Stepped type = shape.types().get(f);
      values[FIELDS + shape.stepped().get(f)] = PackedValues.value(type, row.now[f]);
    }
    if (values != null) change.moves(still[i], NamedValues.of(names, values));
    boolean more = row.noted;
    for (boolean told : row.told) more |= told;
    if (more) said.add(new Said(still[i], row.noted, row.told.clone()));
  }
}

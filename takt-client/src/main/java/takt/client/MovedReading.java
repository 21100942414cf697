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
  /// The base and those before it, as columns of points.
  private final PackedRows[] past;
  private final long[][] points;
  private final int fields;
  private final List<Said> said = new ArrayList<>();
  /// The places of rows that are still there.
  private final int[] still;
  private final boolean[] awake;

  /// A row of which more follows than numbers.
  ///
  /// @param at its place
  @SuppressWarnings("ArrayRecordComponent") record Said(int at, boolean noted, boolean[] told) {}

  /// @param past the rows of the base and of states before it, the newest first
  /// @param points of each of them
  MovedReading(PartShape shape, PackedRows.Change change, NamedValues.Names names, PackedRows[] past,
      long[][] points) {
    this.shape = shape;
    this.change = change;
    this.names = names;
    this.past = past;
    this.points = points;
    fields = shape.types().size();
    still = change.allStill();
    awake = new boolean[still.length];
    for (int i = 0; i < still.length; i++) awake[i] = isMoving(still[i]);
  }

  private boolean isMoving(int at) {
    int was = past.length == 1 ? -1 : past[1].place(past[0], at);
    if (was < 0) return true;
    for (int f = 0; f < fields; f++) {
      if (points[0][at * fields + f] != points[1][was * fields + f]) return true;
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

  @Override public boolean hasMoved(int i) {
    throw new AssertionError("nothing is written here");
  }

  @Override public void load(int i, MovedRow row) {
    row.older = -1;
    for (int k = 0; k < past.length; k++) {
      int at = past[k].place(past[0], still[i]);
      if (at < 0) break;
      row.older = k;
      for (int f = 0; f < fields; f++) {
        if (k < row.depths[f]) row.history[f][k] = points[k][at * fields + f];
      }
    }
  }

  @Override public void store(int i, MovedRow row) {
    NamedValues known = change.row(still[i]);
    @Nullable Json[] values = null;
    for (int f = 0; f < row.now.length; f++) {
      if (row.now[f] == row.history[f][0]) continue;
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

package takt.server.replication;

import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;
import takt.server.interest.Known;

/// What one client was told of those fields of an entity that not everyone sees alike.
///
/// Owned by the room's thread.
final class ToldOwn implements Known.Note {
  private final boolean[] seen;
  private final long[] wholes;
  private final @Nullable Json[] jsons;

  ToldOwn(int columns) {
    seen = new boolean[columns];
    wholes = new long[columns];
    jsons = new Json[columns];
  }

  @Override public ToldOwn copy() {
    ToldOwn copy = new ToldOwn(seen.length);
    System.arraycopy(seen, 0, copy.seen, 0, seen.length);
    System.arraycopy(wholes, 0, copy.wholes, 0, seen.length);
    System.arraycopy(jsons, 0, copy.jsons, 0, seen.length);
    return copy;
  }

  /// Whether the client has a value.
  boolean isSeen(int c) {
    return seen[c];
  }

  /// The value, of a column that is kept as a `long`.
  long whole(int c) {
    return wholes[c];
  }

  /// Any other value that the client has.
  Json json(int c) {
    Json json = jsons[c];
    return json == null ? Json.Null.VALUE : json;
  }

  /// Whether the client should have another value, or none any more.
  boolean differs(Glance glance, Rows rows, int row, int c) {
    Column column = rows.table().columns()[c];
    boolean sees = glance.seesNow(rows, row, column.to());
    if (sees != seen[c]) return true;
    if (!sees) return false;
    return column.isLong()
        ? glance.wholeNow(rows, row, c) != wholes[c]
        : !glance.jsonNow(rows, row, c).equals(jsons[c]);
  }

  /// The client is told; answers whether it has a value now.
  boolean take(Glance glance, Rows rows, int row, int c) {
    Column column = rows.table().columns()[c];
    seen[c] = glance.seesNow(rows, row, column.to());
    if (seen[c] && column.isLong()) wholes[c] = glance.wholeNow(rows, row, c);
    else if (seen[c]) jsons[c] = glance.jsonNow(rows, row, c);
    return seen[c];
  }
}

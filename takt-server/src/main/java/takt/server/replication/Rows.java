package takt.server.replication;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;

/// One table's rows at one tick, in columns.
///
/// Written by the room's thread while it captures, then read-only until its snapshot is used again.
final class Rows {
  /// Shown to everyone.
  static final long[] ALL = {};

  private final Table table;
  private final int part;
  private int count;
  private long[] ids = new long[8];
  private int[] owners = new int[8];
  private long[] jumps = new long[8];
  private long[] changes = new long[8];
  private final long[][] longs;
  private final Json[][] jsons;
  private long @Nullable [][] shown;

  /// @param part the number of the part, −1 for the room itself
  Rows(Table table, int part) {
    this.table = table;
    this.part = part;
    longs = new long[table.columns().length][];
    jsons = new Json[table.columns().length][];
    for (int c = 0; c < longs.length; c++) {
      if (table.columns()[c].isLong()) longs[c] = new long[8];
      else jsons[c] = new Json[8];
    }
    shown = table.usesShown() ? new long[8][] : null;
  }

  Table table() {
    return table;
  }

  /// The number of the part, −1 for the room itself.
  int part() {
    return part;
  }

  void clear() {
    for (int c = 0; c < jsons.length; c++) {
      if (jsons[c] != null) Arrays.fill(jsons[c], 0, count, null);
    }
    if (shown != null) Arrays.fill(shown, 0, count, null);
    count = 0;
  }

  /// A new row; answers its place.
  int add(long id, int owner, long jumpTick) {
    if (count == ids.length) grow();
    ids[count] = id;
    owners[count] = owner;
    jumps[count] = jumpTick;
    return count++;
  }

  private void grow() {
    int size = ids.length * 2;
    ids = Arrays.copyOf(ids, size);
    owners = Arrays.copyOf(owners, size);
    jumps = Arrays.copyOf(jumps, size);
    changes = Arrays.copyOf(changes, size);
    for (int c = 0; c < longs.length; c++) {
      if (longs[c] != null) longs[c] = Arrays.copyOf(longs[c], size);
      else jsons[c] = Arrays.copyOf(jsons[c], size);
    }
    if (shown != null) shown = Arrays.copyOf(shown, size);
  }

  int count() {
    return count;
  }

  long id(int row) {
    return ids[row];
  }

  /// The row of that id, looked for first where it was lately; −1 if there is none.
  int near(int row, long id) {
    if (row < count && ids[row] == id) return row;
    for (int i = 0; i < count; i++) {
      if (ids[i] == id) return i;
    }
    return -1;
  }

  /// The owner's number, 0 for nobody.
  int owner(int row) {
    return owners[row];
  }

  /// When it last jumped, 0 for never.
  long jumpTick(int row) {
    return jumps[row];
  }

  /// The last tick in which anything changed of it that everyone who knows of it is sent.
  long changeTick(int row) {
    return changes[row];
  }

  void changeTick(int row, long tick) {
    changes[row] = tick;
  }

  long whole(int row, int column) {
    return longs[column][row];
  }

  void whole(int row, int column, long value) {
    longs[column][row] = value;
  }

  Json json(int row, int column) {
    return jsons[column][row];
  }

  void json(int row, int column, Json value) {
    jsons[column][row] = value;
  }

  /// Whom it is shown to, by number; [#ALL] for everyone.
  void shown(int row, long[] to) {
    if (shown != null) shown[row] = to;
  }

  boolean isShown(int row, int viewer) {
    if (shown == null) return false;
    long[] to = shown[row];
    if (to == ALL) return true;
    for (long number : to) {
      if (number == viewer) return true;
    }
    return false;
  }

  /// Whether a column holds the same in two snapshots.
  static boolean same(Rows a, int rowA, Rows b, int rowB, int column) {
    return a.longs[column] != null
        ? a.longs[column][rowA] == b.longs[column][rowB]
        : a.jsons[column][rowA].equals(b.jsons[column][rowB]);
  }
}

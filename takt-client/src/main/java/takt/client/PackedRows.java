package takt.client;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;
import takt.protocol.layout.NamedValues;

/// The entities of one part in a state that came packed, by id: two arrays in the order of their slots.
///
/// Immutable; any thread. Half a thousand bots in a process keep a hundred states each: a state is its base's arrays
/// copied, with the rows that did not change shared.
final class PackedRows extends AbstractMap<Long, Map<String, Json>> {
  static final PackedRows NONE = new PackedRows(new Long[0], new NamedValues[0]);
  private static final int SLOT_MAX = 0xffff;
  private static final int SLOT_BITS = 16;

  private final Long[] ids;
  private final NamedValues[] rows;

  private PackedRows(Long[] ids, NamedValues[] rows) {
    this.ids = ids;
    this.rows = rows;
  }

  @Override public int size() {
    return ids.length;
  }

  @Override public @Nullable Map<String, Json> get(@Nullable Object id) {
    int at = id instanceof Long number ? find((int) (number & SLOT_MAX)) : -1;
    return at >= 0 && ids[at].equals(id) ? rows[at] : null;
  }

  @Override public boolean containsKey(@Nullable Object id) {
    return get(id) != null;
  }

  /// The place of what is in a slot, or less than 0.
  private int find(int slot) {
    int low = 0;
    int high = ids.length - 1;
    while (low <= high) {
      int middle = low + high >>> 1;
      int found = slot(ids[middle]);
      if (found == slot) return middle;
      if (found < slot) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  private static int slot(Long id) {
    return (int) (id & SLOT_MAX);
  }

  @Override public Set<Entry<Long, Map<String, Json>>> entrySet() {
    return new AbstractSet<>() {
      @Override public Iterator<Entry<Long, Map<String, Json>>> iterator() {
        List<Entry<Long, Map<String, Json>>> entries = new ArrayList<>(ids.length);
        for (int i = 0; i < ids.length; i++) entries.add(Map.entry(ids[i], rows[i]));
        return entries.iterator();
      }

      @Override public int size() {
        return ids.length;
      }
    };
  }

  /// What becomes of them by a delta: first they go, then they move, then they enter, each slot once in each.
  ///
  /// One thread. Nothing is copied before something changes.
  final class Change {
    private Long[] newIds = ids;
    private @Nullable NamedValues[] newRows = rows;
    private final List<Map.Entry<Long, NamedValues>> more = new ArrayList<>();
    private boolean fewer;

    /// Takes one away; false if the base has none there.
    boolean goes(int slot) {
      int at = find(slot);
      if (at < 0) return false;
      own();
      newRows[at] = null;
      fewer = true;
      return true;
    }

    /// The row of one in the base that has not gone; null if there is none.
    @Nullable NamedValues still(int slot) {
      int at = find(slot);
      return at < 0 ? null : newRows[at];
    }

    /// Puts another row in the place of one that is [#still] there.
    void moves(int slot, NamedValues row) {
      int at = find(slot);
      if (rows[at] == row) return;
      own();
      newRows[at] = row;
    }

    /// Puts one where nobody is, or in the place of who is there.
    void enters(int slot, long uses, NamedValues row) {
      long id = uses << SLOT_BITS | slot;
      int at = find(slot);
      if (at < 0) {
        more.add(Map.entry(id, row));
        return;
      }
      own();
      newIds[at] = id;
      newRows[at] = row;
    }

    private void own() {
      if (newRows != rows) return;
      newIds = ids.clone();
      newRows = Arrays.copyOf(rows, rows.length);
    }

    /// What they are now.
    PackedRows after() {
      if (more.isEmpty() && !fewer) return newRows == rows ? PackedRows.this : of(newIds.length);
      more.sort(Comparator.comparingInt(row -> slot(row.getKey())));
      int left = 0;
      for (NamedValues row : newRows) {
        if (row != null) left++;
      }
      return of(left + more.size());
    }

    private PackedRows of(int size) {
      Long[] allIds = new Long[size];
      NamedValues[] allRows = new NamedValues[size];
      int next = 0;
      int to = 0;
      for (int i = 0; i <= newRows.length; i++) {
        NamedValues row = i < newRows.length ? newRows[i] : null;
        if (row == null && i < newRows.length) continue;
        int before = row == null ? Integer.MAX_VALUE : slot(newIds[i]);
        for (; next < more.size() && slot(more.get(next).getKey()) < before; next++) {
          allIds[to] = more.get(next).getKey();
          allRows[to++] = more.get(next).getValue();
        }
        if (row == null) continue;
        allIds[to] = newIds[i];
        allRows[to++] = row;
      }
      return new PackedRows(allIds, allRows);
    }
  }
}

package takt.client;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import takt.protocol.delta.Habit;
import takt.protocol.delta.PartShape;
import takt.protocol.json.Json;
import takt.protocol.layout.LayoutType;
import takt.protocol.layout.NamedValues;
import takt.protocol.layout.PackedValues;

/// The entities of one part in a state that came packed, by id, in the order in which they entered.
///
/// Immutable; any thread. Half a thousand bots in a process keep a hundred states each: a state is its base's array of
/// rows copied, with the rows that did not change shared, and the ids as long as nobody comes or goes.
final class PackedRows extends AbstractMap<Long, Map<String, Json>> {
  static final PackedRows NONE = new PackedRows(Ids.NONE, new NamedValues[0], new SeenReading.Told[0], null);
  private static final int SLOT_MAX = 0xffff;
  private static final int SLOT_BITS = 16;

  private final Ids ids;
  private final NamedValues[] rows;
  /// How each was told, null for one that all are told of.
  private final SeenReading.@Nullable Told[] told;
  private final @Nullable Habit habit;
  /// The points of all rows, made when somebody builds on them.
  private long @Nullable [] points;

  /// Who is there: ids in the order in which they entered, and their places by slot.
  private static final class Ids {
    private static final Ids NONE = new Ids(new Long[0]);

    private final Long[] all;
    /// Places, in the order of their slots.
    private final int[] bySlot;

    private Ids(Long[] all) {
      this.all = all;
      long[] sorted = new long[all.length];
      for (int i = 0; i < all.length; i++) sorted[i] = (long) slot(all[i]) << 32 | i;
      Arrays.sort(sorted);
      bySlot = new int[all.length];
      for (int i = 0; i < sorted.length; i++) bySlot[i] = (int) sorted[i];
    }

    /// The place of what is in a slot, less than 0 if there is none.
    private int find(int slot) {
      int low = 0;
      int high = bySlot.length - 1;
      while (low <= high) {
        int middle = low + high >>> 1;
        int found = slot(all[bySlot[middle]]);
        if (found == slot) return bySlot[middle];
        if (found < slot) low = middle + 1;
        else high = middle - 1;
      }
      return -1;
    }

    private static int slot(Long id) {
      return (int) (id & SLOT_MAX);
    }
  }

  private record Entered(long id, NamedValues row, SeenReading.@Nullable Told told) {}

  private PackedRows(Ids ids, NamedValues[] rows, SeenReading.@Nullable Told[] told, @Nullable Habit habit) {
    this.ids = ids;
    this.rows = rows;
    this.told = told;
    this.habit = habit;
  }

  @Override public int size() {
    return rows.length;
  }

  /// How they use to move, as far as the server told; null for nobody.
  @Nullable Habit habit() {
    return habit;
  }

  /// The points of their stepped fields, those of a row beside one another; null if nobody made them, or they were
  /// forgotten.
  long @Nullable [] points() {
    return points;
  }

  /// Makes their points, for whoever builds on them: one thread at a time.
  ///
  /// @param before members of a row before its fields
  long[] makePoints(PartShape shape, int before) {
    int fields = shape.stepped().size();
    long[] all = new long[rows.length * fields];
    for (int f = 0; f < fields; f++) {
      LayoutType.Stepped type = shape.types().get(f);
      int place = before + shape.stepped().get(f);
      for (int at = 0; at < rows.length; at++) {
        Json value = rows[at].at(place);
        all[at * fields + f] = value == null ? type.points().first() : PackedValues.point(type, value);
      }
    }
    points = all;
    return all;
  }

  /// Who builds on them next has to make their points again.
  void forgetPoints() {
    points = null;
  }

  /// The place of an entity, which is the same in all states between which nobody came or went; less than 0 if it is
  /// not here.
  ///
  /// @param like where it has the place `at`
  int place(PackedRows like, int at) {
    if (like.ids == ids) return at;
    Long id = like.ids.all[at];
    int found = ids.find(Ids.slot(id));
    return found >= 0 && ids.all[found].equals(id) ? found : -1;
  }

  /// The row of an entity, null if it is not here.
  @Nullable NamedValues row(Long id) {
    int at = ids.find(Ids.slot(id));
    return at >= 0 && ids.all[at].equals(id) ? rows[at] : null;
  }

  @Override public @Nullable Map<String, Json> get(@Nullable Object id) {
    return id instanceof Long number ? row(number) : null;
  }

  @Override public boolean containsKey(@Nullable Object id) {
    return get(id) != null;
  }

  @Override public Set<Entry<Long, Map<String, Json>>> entrySet() {
    return new AbstractSet<>() {
      @Override public Iterator<Entry<Long, Map<String, Json>>> iterator() {
        List<Entry<Long, Map<String, Json>>> entries = new ArrayList<>(rows.length);
        for (int i = 0; i < rows.length; i++) entries.add(Map.entry(ids.all[i], rows[i]));
        return entries.iterator();
      }

      @Override public int size() {
        return rows.length;
      }
    };
  }

  /// What becomes of them by a delta: first they go, then they move, then they enter.
  ///
  /// One thread. Nothing is copied before something changes.
  final class Change {
    private @Nullable NamedValues[] newRows = rows;
    private SeenReading.@Nullable Told[] newTold = told;
    private final List<Entered> more = new ArrayList<>();
    private int goneCount;

    /// Takes one away; false if there is none.
    boolean goes(int slot) {
      int at = ids.find(slot);
      if (at < 0 || newRows[at] == null) return false;
      own()[at] = null;
      goneCount++;
      return true;
    }

    int stillCount() {
      return rows.length - goneCount;
    }

    /// The places of those that are not gone, in the order in which they entered.
    int[] allStill() {
      int[] still = new int[stillCount()];
      int count = 0;
      for (int at = 0; at < newRows.length; at++) {
        if (newRows[at] != null) still[count++] = at;
      }
      return still;
    }

    /// The place of one that has not gone; less than 0 if there is none.
    int still(int slot) {
      int at = ids.find(slot);
      return at < 0 || newRows[at] == null ? -1 : at;
    }

    /// The row at the place of one that is not gone.
    NamedValues row(int at) {
      NamedValues row = newRows[at];
      if (row == null) throw new IllegalStateException("at=" + at + ", expected one that is not gone");
      return row;
    }

    void moves(int at, NamedValues row) {
      if (newRows[at] != row) own()[at] = row;
    }

    /// How the one at that place was told, null for one that all are told of.
    SeenReading.@Nullable Told told(int at) {
      return newTold[at];
    }

    void tells(int at, SeenReading.Told how) {
      if (newTold == told) newTold = Arrays.copyOf(told, told.length);
      newTold[at] = how;
    }

    /// Whatever was in that slot is gone.
    ///
    /// @param how null for one that all are told of
    void enters(int slot, long uses, NamedValues row, SeenReading.@Nullable Told how) {
      goes(slot);
      more.add(new Entered(uses << SLOT_BITS | slot, row, how));
    }

    private @Nullable NamedValues[] own() {
      if (newRows == rows) newRows = Arrays.copyOf(rows, rows.length);
      return newRows;
    }

    /// What they are now.
    PackedRows after(Habit newHabit) {
      if (more.isEmpty() && goneCount == 0) return new PackedRows(ids, still(), newTold, newHabit);
      int size = stillCount() + more.size();
      Long[] allIds = new Long[size];
      NamedValues[] allRows = new NamedValues[size];
      SeenReading.@Nullable Told[] allTold = new SeenReading.Told[size];
      int to = 0;
      for (int at = 0; at < newRows.length; at++) {
        NamedValues row = newRows[at];
        if (row == null) continue;
        allIds[to] = ids.all[at];
        allTold[to] = newTold[at];
        allRows[to++] = row;
      }
      for (Entered one : more) {
        allIds[to] = one.id;
        allTold[to] = one.told;
        allRows[to++] = one.row;
      }
      return new PackedRows(new Ids(allIds), allRows, allTold, newHabit);
    }

    private NamedValues[] still() {
      NamedValues[] all = new NamedValues[newRows.length];
      for (int at = 0; at < all.length; at++) all[at] = row(at);
      return all;
    }
  }
}

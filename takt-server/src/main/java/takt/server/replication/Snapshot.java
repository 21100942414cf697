package takt.server.replication;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import takt.protocol.delta.Habit;

/// A room's sent state at a tick, as it travels: rounded, in columns.
///
/// Written by the room's thread while it captures, then read-only until the ring uses it again.
public final class Snapshot {
  /// An id's low bits: where its entity stands among all of the room.
  private static final int SLOT_MASK = 0xffff;

  private final Rows room;
  private final List<Rows> entities = new ArrayList<>();
  private final List<PlayerRow> players = new ArrayList<>();
  private final long[] alarms;
  private final Habit[] habits;
  private long tick;
  /// By slot, one more than the row in its own table, and the table; made when somebody first asks.
  private int[] rowBySlot = new int[0];
  private short[] tableBySlot = new short[0];
  private boolean indexed;

  Snapshot(Table room, List<Table> tables, int alarms) {
    this.room = new Rows(room, -1);
    for (Table table : tables) entities.add(new Rows(table, entities.size()));
    this.alarms = new long[alarms];
    habits = new Habit[tables.size()];
  }

  /// Someone in the room, as everyone may know.
  record PlayerRow(int number, String name, int seat, int team, boolean bot, boolean connected) {}

  /// 0 for one that holds nothing yet.
  public long tick() {
    return tick;
  }

  void begin(long tick) {
    this.tick = tick;
    indexed = false;
    room.clear();
    players.clear();
    for (int t = 0; t < entities.size(); t++) entities.get(t).clear();
  }

  Rows room() {
    return room;
  }

  List<Rows> entities() {
    return entities;
  }

  List<PlayerRow> players() {
    return players;
  }

  /// The player of that number, null for none.
  @Nullable PlayerRow player(int number) {
    int low = 0;
    int high = players.size() - 1;
    while (low <= high) { // numbers grow in the order in which people came
      int middle = low + high >>> 1;
      PlayerRow found = players.get(middle);
      if (found.number == number) return found;
      if (found.number < number) low = middle + 1;
      else high = middle - 1;
    }
    return null;
  }

  /// How the entities of each part use to move, as far as the room knows.
  Habit[] habits() {
    return habits;
  }

  /// When each sent alarm is due, in units; `Long.MAX_VALUE` for one that does not run.
  long[] alarms() {
    return alarms;
  }

  /// The team of a seated player, 0 for none.
  int teamOf(int number) {
    PlayerRow player = number == 0 ? null : player(number);
    return player == null || player.seat < 0 ? 0 : player.team;
  }

  /// The rows in which the entity of that id stands, null if it is not there.
  @Nullable Rows rowsOf(long id) {
    if (!indexed) index();
    int slot = (int) id & SLOT_MASK;
    int row = slot < rowBySlot.length ? rowBySlot[slot] - 1 : -1;
    if (row < 0) return null;
    Rows rows = entities.get(tableBySlot[slot] & 0xffff);
    return rows.id(row) == id ? rows : null;
  }

  /// The place in [#rowsOf] of the entity of that id, which must be there.
  int rowOf(long id) {
    if (!indexed) index();
    return rowBySlot[(int) id & SLOT_MASK] - 1;
  }

  private void index() {
    Arrays.fill(rowBySlot, 0);
    for (int t = 0; t < entities.size(); t++) {
      Rows rows = entities.get(t);
      for (int row = 0; row < rows.count(); row++) {
        int slot = (int) rows.id(row) & SLOT_MASK;
        if (slot >= rowBySlot.length) {
          rowBySlot = Arrays.copyOf(rowBySlot, Math.max(2 * rowBySlot.length, slot + 1));
          tableBySlot = Arrays.copyOf(tableBySlot, rowBySlot.length);
        }
        rowBySlot[slot] = row + 1;
        tableBySlot[slot] = (short) t;
      }
    }
    indexed = true;
  }
}

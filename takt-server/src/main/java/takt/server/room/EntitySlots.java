package takt.server.room;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import takt.schema.Entity;

/// The numbers of a room's entities: slots that are used again, each with a count of its uses.
///
/// Owned by the room's thread; saved. An id is `uses · 65536 + slot`, so a client that still speaks of the last entity
/// in a slot cannot mean the next. Slot 0 is the room's own: entity 0. The slot freed longest ago is used first.
final class EntitySlots extends Entity.Control {
  static final int SLOTS_MAX = 65_536;

  private @Nullable Entity[] entities = new Entity[64];
  private @Nullable EntityTable<?>[] tables = new EntityTable<?>[64];
  private int[] rows = new int[64];
  private int[] uses = new int[64];
  private int[] nextFree = new int[64];
  private int slots = 1;
  private int firstFree;
  private int lastFree;
  private int count;
  private int lent;

  static int slot(long id) {
    return (int) (id & 0xffff);
  }

  static long id(int slot, int uses) {
    return (long) uses << 16 | slot;
  }

  int count() {
    return count;
  }

  /// Gives an entity an id, and remembers in which row of which table it stands.
  void add(Entity entity, EntityTable<?> table, int row) {
    int slot = firstFree;
    if (slot != 0) {
      firstFree = nextFree[slot];
      if (firstFree == 0) lastFree = 0;
    } else {
      slot = slots++;
      reserve(slots);
    }
    stand(slot, entity, table, row);
    uses[slot]++;
    count++;
    id(entity, id(slot, uses[slot]));
  }

  void remove(Entity entity) {
    int slot = slot(entity.id());
    entities[slot] = null;
    tables[slot] = null;
    count--;
    if (lastFree == 0) firstFree = slot;
    else nextFree[lastFree] = slot;
    nextFree[slot] = 0;
    lastFree = slot;
    id(entity, 0);
  }

  /// The entity of that id, null if it is not in the room.
  @Nullable Entity get(long id) {
    int slot = slot(id);
    return id > 0 && slot > 0 && slot < slots && id(slot, uses[slot]) == id ? entities[slot] : null;
  }

  /// Whether that very object stands in that table.
  boolean isIn(EntityTable<?> table, Entity entity) {
    return get(entity.id()) == entity && tables[slot(entity.id())] == table;
  }

  /// The table it stands in, null if it is not in the room.
  @Nullable EntityTable<?> tableOf(Entity entity) {
    return get(entity.id()) == entity ? tables[slot(entity.id())] : null;
  }

  /// Whether it is in the room and has a place there.
  boolean isPlaced(Entity entity) {
    EntityTable<?> table = tableOf(entity);
    return table != null && table.isPlaced();
  }

  /// The row it stands in, with what is known of it; null if it is not in the room.
  EntityTable.@Nullable Row<?> rowOf(Entity entity) {
    EntityTable<?> table = get(entity.id()) == entity ? tables[slot(entity.id())] : null;
    return table == null ? null : table.rows().get(row(entity));
  }

  /// The number of the row it stands in.
  int row(Entity entity) {
    return rows[slot(entity.id())];
  }

  /// It stands in another row now.
  void row(Entity entity, int row) {
    rows[slot(entity.id())] = row;
  }

  private void stand(int slot, Entity entity, EntityTable<?> table, int row) {
    entities[slot] = entity;
    tables[slot] = table;
    rows[slot] = row;
  }

  private void reserve(int wanted) {
    if (wanted <= entities.length) return;
    int size = Math.max(wanted, entities.length * 2);
    entities = Arrays.copyOf(entities, size);
    tables = Arrays.copyOf(tables, size);
    rows = Arrays.copyOf(rows, size);
    uses = Arrays.copyOf(uses, size);
    nextFree = Arrays.copyOf(nextFree, size);
  }

  // ---- saving

  /// The uses of every slot there ever was.
  int[] uses() {
    return Arrays.copyOf(uses, slots);
  }

  /// The free slots, the next to be used first.
  int[] free() {
    int[] free = new int[slots - 1 - count];
    int slot = firstFree;
    for (int i = 0; i < free.length; i++, slot = nextFree[slot]) free[i] = slot;
    return free;
  }

  /// Takes up what was saved; the entities follow by [#restore(Entity, long, EntityTable, int)].
  ///
  /// @throws IllegalArgumentException if a free slot is none
  void restore(int[] uses, int[] free) {
    slots = Math.max(1, uses.length);
    reserve(slots);
    System.arraycopy(uses, 0, this.uses, 0, uses.length);
    lent = slots - 1 - free.length;
    for (int slot : free) {
      boolean isNew = slot > 0 && slot < slots && nextFree[slot] == 0 && slot != lastFree;
      if (!isNew) throw new IllegalArgumentException("slot " + slot + " cannot be free");
      if (lastFree == 0) firstFree = slot;
      else nextFree[lastFree] = slot;
      lastFree = slot;
    }
  }

  /// Whether an entity of that id was saved and is not yet here.
  boolean isLent(long id) {
    int slot = slot(id);
    boolean exists = id > 0 && slot > 0 && slot < slots && id(slot, uses[slot]) == id && entities[slot] == null;
    return exists && nextFree[slot] == 0 && slot != lastFree;
  }

  /// Whether every entity that was saved is here.
  boolean isComplete() {
    return count == lent;
  }

  /// Makes room for an id that another machine gave.
  void reserveFor(long id) {
    int slot = slot(id);
    slots = Math.max(slots, slot + 1);
    reserve(slots);
    uses[slot] = (int) (id >> 16);
  }

  void restore(Entity entity, long id, EntityTable<?> table, int row) {
    stand(slot(id), entity, table, row);
    count++;
    id(entity, id);
  }
}

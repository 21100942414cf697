package takt.server.replication;

import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;
import takt.protocol.layout.PackedEdits;
import takt.protocol.wire.BitWriter;

/// Writes what rows are made of, in bits: slots, notes, masks, values.
///
/// Owned by the room's thread; allocates nothing but to find what became of lists, maps and texts. `docs/PROTOCOL.md`,
/// *State, packed*, has the forms.
final class RowBits {
  private static final int SLOT_BITS = 16;
  private static final int SLOT_MASK = (1 << SLOT_BITS) - 1;
  private static final int MASK_GROUP = 8;

  private final Glance glance;
  private final PackedEdits edits = new PackedEdits();
  private boolean[] told = new boolean[MASK_GROUP];
  private BitWriter out = new BitWriter(16);
  private int slotBefore;

  /// @param glance for whose eyes it is
  RowBits(Glance glance) {
    this.glance = glance;
  }

  /// Where to write from now on; answers where it was until now.
  BitWriter to(BitWriter other) {
    BitWriter before = out;
    out = other;
    return before;
  }

  // ---- which row

  /// Begins a list of slots or ids.
  void list(int count) {
    out.count(count);
    slotBefore = 0;
  }

  void slot(long id) {
    int slot = (int) id & SLOT_MASK;
    boolean next = slot == slotBefore + 1;
    out.flag(!next);
    if (!next) out.zigzag(slot - slotBefore - 2);
    slotBefore = slot;
  }

  void id(long id) {
    slot(id);
    out.count(id >> SLOT_BITS);
  }

  void noted(long tick, Rows rows, int row, int owner, long jump) {
    boolean noted = isNoted(rows, row, owner, jump);
    out.flag(noted);
    if (noted) note(tick, rows, row, owner, jump);
  }

  static boolean isNoted(Rows rows, int row, int owner, long jump) {
    return rows.owner(row) != owner || rows.jumpTick(row) != jump;
  }

  /// @param owner the owner the reader knows
  /// @param jump the jump the reader knows
  void note(long tick, Rows rows, int row, int owner, long jump) {
    boolean gaveAway = rows.owner(row) != owner;
    out.flag(gaveAway);
    if (gaveAway) out.count(rows.owner(row));
    boolean jumped = rows.jumpTick(row) != jump;
    out.flag(jumped);
    if (jumped) out.count(tick - rows.jumpTick(row));
  }

  // ---- fields

  /// @param old where the reader has the value before, null if they have none
  void value(Rows rows, int row, @Nullable Rows old, int before, int c) {
    Column column = rows.table().columns()[c];
    if (!column.isLong()) json(column, glance.jsonNow(rows, row, c), old == null ? null : old.json(before, c));
    else if (old == null) column.pack(out, glance.wholeNow(rows, row, c));
    else column.packMoved(out, glance.wholeNow(rows, row, c), old.whole(before, c));
  }

  /// @param had whether the reader has a value
  /// @param before that value
  void whole(Column column, long value, boolean had, long before) {
    if (had) column.packMoved(out, value, before);
    else column.pack(out, value);
  }

  /// @param before what the reader has, null for none
  void json(Column column, Json value, @Nullable Json before) {
    column.pack(out, value, before, edits);
  }

  void none(Column column) {
    column.packNone(out);
  }

  /// A mask of so many fields, to be set.
  boolean[] told(int fields) {
    if (fields > told.length) told = new boolean[Math.max(fields, told.length * 2)];
    return told;
  }

  void mask(boolean[] set, int fields) {
    boolean grouped = fields > MASK_GROUP;
    for (int first = 0; first < fields; first += MASK_GROUP) {
      int end = Math.min(first + MASK_GROUP, fields);
      long bits = 0;
      for (int i = first; i < end; i++) bits |= set[i] ? 1L << i - first : 0;
      if (grouped) out.flag(bits != 0);
      if (!grouped || bits != 0) out.bits(bits, end - first);
    }
  }
}

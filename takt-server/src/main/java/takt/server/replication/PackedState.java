package takt.server.replication;

import org.jspecify.annotations.Nullable;
import takt.protocol.wire.BitWriter;

/// Writes the state of a snapshot as one viewer may see it, in bits.
///
/// Owned by the room's thread; allocates nothing once its buffers have grown. Whole, or the difference to a snapshot
/// the viewer has acknowledged; `docs/PROTOCOL.md`, *State, packed*, says what the names of values stand for:
/// ```
/// state     | room | players | part, for each of entities |
/// room      | changed u(1) | 1: mask, values |
/// players   | changed u(1) | 1: c gone, gone × c number | c told, told × player |
/// player    | c number | new u(1) | 1: text name | c seat + 1 | c team | bot u(1) | connected u(1) |
/// part      | changed u(1) | 1: c gone, gone × slot | c moved, moved × { slot, row } |
///           |                   c entered, entered × { slot, c uses, row } |
/// slot      | next u(1) | 1: c zigzag(slot − the slot before − 2) |
/// row       | told u(1) | 1: owner? u(1), 1: c owner | jump? u(1), 1: c tick − jump | mask, values |
/// mask      | fields, a bit each; of more than 8 each group of 8 begins with u(1), 0 if none of it |
/// ```
/// The bits of a row depend on nothing but the row, its base and who is looking: rows that many see can be written once
/// and appended.
public final class PackedState {
  private static final int SLOT_BITS = 16;
  private static final int SLOT_MASK = (1 << SLOT_BITS) - 1;
  private static final int MASK_GROUP = 8;

  private final Capture capture;
  private final Glance glance;
  private final int parts;
  private boolean[] told = new boolean[MASK_GROUP];
  private BitWriter out = new BitWriter(16);
  private int slotBefore;

  /// A state as written, and how large each of its parts is.
  ///
  /// Owned by the room's thread.
  public static final class Bits {
    private final BitWriter bits = new BitWriter(256);
    private final int[] byPart;

    private Bits(int parts) {
      byPart = new int[parts];
    }

    public BitWriter bits() {
      return bits;
    }

    /// Bits of the room's own fields, of the players and of each part, in this order.
    public int[] byPart() {
      return byPart;
    }
  }

  public PackedState(Capture capture, Snapshot first) {
    this.capture = capture;
    glance = new Glance(first);
    parts = 2 + first.entities().size();
  }

  /// Where to write a state of this room.
  public Bits bits() {
    return new Bits(parts);
  }

  /// Writes the state.
  ///
  /// @param base the snapshot to build on, null for whole state
  /// @param viewer the number of who is to see it
  /// @param to one of [#bits()]; it is cleared first
  public void write(Snapshot now, @Nullable Snapshot base, int viewer, Bits to) {
    out = to.bits.clear();
    glance.look(now, base, viewer);
    room(now, base);
    int end = measured(to, 0, 0);
    players(now, base);
    end = measured(to, 1, end);
    for (int t = 0; t < now.entities().size(); t++) {
      part(now, base, t);
      end = measured(to, 2 + t, end);
    }
  }

  private int measured(Bits to, int part, int begin) {
    int end = out.bitCount();
    to.byPart[part] = end - begin;
    return end;
  }

  // ---- the room and its people

  private void room(Snapshot now, @Nullable Snapshot base) {
    Rows rows = now.room();
    int columns = rows.table().columns().length;
    int fields = columns + now.alarms().length;
    boolean[] differs = told(fields);
    boolean any = false;
    for (int c = 0; c < fields; c++) {
      differs[c] = c < columns ? glance.roomDiffers(c) : glance.alarmDiffers(c - columns);
      any |= differs[c];
    }
    out.flag(any);
    if (!any) return;
    mask(differs, fields);
    for (int c = 0; c < columns; c++) {
      if (differs[c]) value(rows, 0, base == null ? null : base.room(), 0, c);
    }
    for (int i = 0; i < now.alarms().length; i++) {
      if (!differs[columns + i]) continue;
      long left = capture.leftMs(now.alarms()[i]);
      out.flag(left >= 0);
      if (left >= 0) out.count(left);
    }
  }

  private void players(Snapshot now, @Nullable Snapshot base) {
    int gone = 0;
    for (int i = 0; base != null && i < base.players().size(); i++) {
      if (glance.hasLeft(base, i)) gone++;
    }
    int news = 0;
    for (int i = 0; i < now.players().size(); i++) {
      if (glance.isNews(i)) news++;
    }
    out.flag(gone + news > 0);
    if (gone + news == 0) return;
    out.count(gone);
    for (int i = 0; base != null && i < base.players().size(); i++) {
      if (glance.hasLeft(base, i)) out.count(base.players().get(i).number());
    }
    out.count(news);
    for (int i = 0; i < now.players().size(); i++) {
      if (glance.isNews(i)) player(now.players().get(i));
    }
  }

  private void player(Snapshot.PlayerRow player) {
    boolean fresh = glance.before(player) == null;
    out.count(player.number()).flag(fresh);
    if (fresh) out.text(player.name());
    out.count(player.seat() + 1).count(player.team()).flag(player.bot()).flag(player.connected());
  }

  // ---- entities

  private void part(Snapshot now, @Nullable Snapshot base, int t) {
    glance.part(t);
    boolean changed = glance.goneCount() + glance.movedCount() + glance.enteredCount() > 0;
    out.flag(changed);
    if (!changed) return;
    Rows rows = now.entities().get(t);
    Rows old = base == null ? null : base.entities().get(t);
    out.count(glance.goneCount());
    slotBefore = 0;
    for (int i = 0; old != null && i < glance.goneCount(); i++) slot(old.id(glance.gone(i)));
    out.count(glance.movedCount());
    slotBefore = 0;
    for (int i = 0; old != null && i < glance.movedCount(); i++) {
      slot(rows.id(glance.moved(i)));
      moved(now.tick(), rows, glance.moved(i), old, glance.movedFrom(i));
    }
    out.count(glance.enteredCount());
    slotBefore = 0;
    for (int i = 0; i < glance.enteredCount(); i++) {
      int row = glance.entered(i);
      slot(rows.id(row));
      out.count(rows.id(row) >> SLOT_BITS);
      entered(now.tick(), rows, row);
    }
  }

  private void slot(long id) {
    int slot = (int) id & SLOT_MASK;
    boolean next = slot == slotBefore + 1;
    out.flag(!next);
    if (!next) out.zigzag(slot - slotBefore - 2);
    slotBefore = slot;
  }

  private void moved(long tick, Rows rows, int row, Rows old, int before) {
    owned(tick, rows, row, old.owner(before), old.jumpTick(before));
    int columns = rows.table().columns().length;
    boolean[] differs = told(columns);
    for (int c = 0; c < columns; c++) differs[c] = glance.differs(rows, row, old, before, c);
    mask(differs, columns);
    for (int c = 0; c < columns; c++) {
      if (!differs[c]) continue;
      Column column = rows.table().columns()[c];
      if (!glance.seesNow(rows, row, column.to())) column.packNone(out);
      else value(rows, row, glance.sawThen(old, before, column.to()) ? old : null, before, c);
    }
  }

  private void entered(long tick, Rows rows, int row) {
    owned(tick, rows, row, 0, 0);
    int columns = rows.table().columns().length;
    boolean[] seen = told(columns);
    for (int c = 0; c < columns; c++) seen[c] = glance.seesNow(rows, row, rows.table().columns()[c].to());
    mask(seen, columns);
    for (int c = 0; c < columns; c++) {
      if (seen[c]) value(rows, row, null, -1, c);
    }
  }

  /// @param owner the owner the reader knows
  /// @param jump the jump the reader knows
  private void owned(long tick, Rows rows, int row, int owner, long jump) {
    boolean gaveAway = rows.owner(row) != owner;
    boolean jumped = rows.jumpTick(row) != jump;
    out.flag(gaveAway || jumped);
    if (!gaveAway && !jumped) return;
    out.flag(gaveAway);
    if (gaveAway) out.count(rows.owner(row));
    out.flag(jumped);
    if (jumped) out.count(tick - rows.jumpTick(row));
  }

  // ---- fields

  /// @param old where the reader has the value before, null if they have none
  private void value(Rows rows, int row, @Nullable Rows old, int before, int c) {
    Column column = rows.table().columns()[c];
    if (!column.isLong()) column.pack(out, glance.jsonNow(rows, row, c));
    else if (old == null) column.pack(out, glance.wholeNow(rows, row, c));
    else column.packMoved(out, glance.wholeNow(rows, row, c), old.whole(before, c));
  }

  private boolean[] told(int fields) {
    if (fields > told.length) told = new boolean[Math.max(fields, told.length * 2)];
    return told;
  }

  private void mask(boolean[] set, int fields) {
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

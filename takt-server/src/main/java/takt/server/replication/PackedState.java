package takt.server.replication;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import takt.protocol.delta.Gaps;
import takt.protocol.delta.Habit;
import takt.protocol.delta.MovedRows;
import takt.protocol.delta.PartShape;
import takt.protocol.delta.RangeWriter;
import takt.protocol.wire.BitWriter;
import takt.schema.Audience;

/// Writes the state of a snapshot in bits: once what everyone may see, and for each viewer what else is for their eyes.
///
/// Owned by the room's thread; allocates nothing once its buffers have grown. Whole, or the difference to snapshots the
/// viewer has; `docs/PROTOCOL.md`, *State, packed*, says what the names of values stand for:
/// ```
/// state     | bases | room | players | public part, for each of entities | more u(1) | 1: room | own part, for each |
/// bases     | even u(1) | 0: c older, older × c gap |         of a delta only
/// room      | changed u(1) | 1: mask, values |
/// players   | changed u(1) | 1: c gone, gone × c number | c told, told × player |
/// player    | c number | new u(1) | 1: text name | c seat + 1 | c team | bot u(1) | connected u(1) |
/// public    | changed u(1) | 1: turnover u(1) | turnover: c gone, gone × slot | habit | moved rows, if any is left |
///           |                   what was said | turnover: c entered, entered × { slot, c uses, row } |
/// own       | changed u(1) | 1: c gone, gone × slot | c moved, moved × { slot, row } |
///           |                   c entered, entered × { slot, c uses, row } |
/// slot      | next u(1) | 1: c zigzag(slot − the slot before − 2) |
/// row       | noted u(1) | 1: note | mask, values |
/// note      | owner? u(1), 1: c owner | jump? u(1), 1: c tick − jump |
/// mask      | fields, a bit each; of more than 8 each group of 8 begins with u(1), 0 if none of it |
/// ```
/// The public bits depend on nothing but the snapshots, so all who have the same are sent the same.
public final class PackedState {
  private static final int SLOT_BITS = 16;
  private static final int SLOT_MASK = (1 << SLOT_BITS) - 1;
  private static final int MASK_GROUP = 8;
  /// A viewer who is nobody: sees what everyone sees.
  private static final int NOBODY = -1;

  private final Capture capture;
  private final Glance glance;
  private final Part[] parts;
  private final RangeWriter coder = new RangeWriter();
  private final Gaps gaps = new Gaps();
  private final boolean[] roomOwn;
  private final boolean hasOwn;
  private boolean[] told = new boolean[MASK_GROUP];
  private BitWriter out = new BitWriter(16);
  private int slotBefore;

  /// How one part is written.
  private static final class Part {
    /// Whether everyone may know of all its entities.
    private final boolean isPublic;
    /// Columns that are not written with the public bits.
    private final boolean[] own;
    private final boolean hasOwn;
    /// How its entities move as long as nobody was told.
    private final Habit habit;
    private final int[] others;
    private final MovedRows moved;
    private final PublicRows rows;

    private Part(Rows first, boolean[] own, PartShape shape, int tickRateHz) {
      isPublic = first.table().existence() == Audience.EVERYONE;
      this.own = own;
      hasOwn = !isPublic || isAny(own);
      habit = shape.first();
      others = shape.others().stream().mapToInt(i -> i).toArray();
      moved = new MovedRows(shape, tickRateHz);
      rows = new PublicRows(shape, first, own);
    }
  }

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

    private void clear() {
      bits.clear();
      Arrays.fill(byPart, 0);
    }
  }

  public PackedState(Capture capture, Snapshot first) {
    this.capture = capture;
    glance = new Glance(first);
    parts = parts(capture, first);
    roomOwn = own(first.room().table(), someHide(first));
    boolean any = isAny(roomOwn);
    for (Part part : parts) any |= part.hasOwn;
    hasOwn = any;
  }

  /// Whether there are entities that not everyone may know, so that not everyone may be told what refers to them.
  private static boolean someHide(Snapshot first) {
    return first.entities().stream().anyMatch(rows -> rows.table().existence() != Audience.EVERYONE);
  }

  /// Columns of a table that are not for everyone's eyes.
  static boolean[] own(Table table, boolean someHide) {
    Column[] columns = table.columns();
    boolean[] own = new boolean[columns.length];
    for (int c = 0; c < columns.length; c++) {
      own[c] = columns[c].to() != Audience.EVERYONE || someHide && (columns[c].isRef() || columns[c].holdsRefs());
    }
    return own;
  }

  private static boolean isAny(boolean[] all) {
    for (boolean one : all) {
      if (one) return true;
    }
    return false;
  }

  private static Part[] parts(Capture capture, Snapshot first) {
    Part[] parts = new Part[first.entities().size()];
    for (int t = 0; t < parts.length; t++) {
      Rows rows = first.entities().get(t);
      parts[t] = new Part(rows, own(rows.table(), someHide(first)), capture.shapes().get(t), capture.tickRateHz());
    }
    return parts;
  }

  /// Where to write a state of this room.
  public Bits bits() {
    return new Bits(2 + parts.length);
  }

  /// Writes what everyone sees.
  ///
  /// @param to one of [#bits()]; it is cleared first
  public void writePublic(Snapshot now, Baselines bases, Bits to) {
    to.clear();
    out = to.bits;
    Snapshot base = bases.base();
    glance.look(now, base, NOBODY);
    if (base != null) bases.gaps(now.tick(), gaps).write(out);
    int end = measured(to, 0, 0);
    room(now, base, false);
    end = measured(to, 0, end);
    players(now, base);
    end = measured(to, 1, end);
    for (int t = 0; t < parts.length; t++) {
      publicPart(now, bases, t);
      end = measured(to, 2 + t, end);
    }
  }

  /// Writes what else a viewer sees, behind the public bits.
  ///
  /// @param viewer the number of who is to see it
  /// @param to one of [#bits()]; it is cleared first
  public void writeOwn(Snapshot now, @Nullable Snapshot base, int viewer, Bits to) {
    to.clear();
    out = to.bits;
    boolean more = hasOwn && hasMore(now, base, viewer);
    out.flag(more);
    if (!more) return;
    room(now, base, true);
    int end = measured(to, 0, 0);
    for (int t = 0; t < parts.length; t++) {
      ownPart(now, base, t);
      end = measured(to, 2 + t, end);
    }
  }

  private int measured(Bits to, int part, int begin) {
    int end = out.bitCount();
    to.byPart[part] += end - begin;
    return end;
  }

  // ---- the room and its people

  private void room(Snapshot now, @Nullable Snapshot base, boolean own) {
    Rows rows = now.room();
    int columns = rows.table().columns().length;
    int fields = columns + now.alarms().length;
    boolean[] differs = told(fields);
    boolean any = false;
    for (int c = 0; c < fields; c++) {
      differs[c] = c < columns ? roomOwn[c] == own && glance.roomDiffers(c) : !own && glance.alarmDiffers(c - columns);
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

  // ---- entities everyone may know

  private void publicPart(Snapshot now, Baselines bases, int t) {
    Part part = parts[t];
    Snapshot base = bases.base();
    Rows rows = now.entities().get(t);
    Rows old = base == null ? null : base.entities().get(t);
    if (!part.isPublic) {
      out.flag(false);
    } else if (base == null || old == null || old.count() == 0) {
      out.flag(rows.count() > 0);
      if (rows.count() == 0) return;
      out.flag(true).count(0);
      now.habits()[t].write(part.habit, out); // nobody was there to know another
      entered(now.tick(), part, rows, 0);
    } else {
      part.rows.pair(rows, old, bases, t);
      boolean changed = part.rows.goneCount() + part.rows.movedCount() + rows.count() - part.rows.firstNew() > 0
          || now.habits()[t] != base.habits()[t];
      out.flag(changed);
      if (changed) changed(now, base, t, rows, old);
    }
  }

  private void changed(Snapshot now, Snapshot base, int t, Rows rows, Rows old) {
    Part part = parts[t];
    boolean turnover = part.rows.goneCount() > 0 || part.rows.firstNew() < rows.count();
    out.flag(turnover);
    if (turnover) out.count(part.rows.goneCount());
    slotBefore = 0;
    for (int i = 0; i < part.rows.goneCount(); i++) slot(old.id(part.rows.gone(i)));
    now.habits()[t].write(base.habits()[t], out);
    if (part.rows.count() > 0) {
      part.moved.code(coder.begin(), part.rows, now.habits()[t], gaps);
      coder.end(out);
      said(now.tick(), part, rows, old);
    }
    if (turnover) entered(now.tick(), part, rows, part.rows.firstNew());
  }

  /// What is not a number, of rows that moved.
  private void said(long tick, Part part, Rows rows, Rows old) {
    for (int i = 0; i < part.rows.saidCount(); i++) {
      int row = part.rows.saidNow(i);
      int before = part.rows.saidBase(i);
      if (isNoted(rows, row, old.owner(before), old.jumpTick(before))) {
        note(tick, rows, row, old.owner(before), old.jumpTick(before));
      }
      for (int c : part.others) {
        if (!part.own[c] && !Rows.same(rows, row, old, before, c)) value(rows, row, old, before, c);
      }
    }
  }

  private void entered(long tick, Part part, Rows rows, int first) {
    out.count(rows.count() - first);
    slotBefore = 0;
    for (int row = first; row < rows.count(); row++) {
      id(rows.id(row));
      noted(tick, rows, row, 0, 0);
      int columns = rows.table().columns().length;
      boolean[] seen = told(columns);
      for (int c = 0; c < columns; c++) seen[c] = !part.own[c];
      mask(seen, columns);
      for (int c = 0; c < columns; c++) {
        if (seen[c]) value(rows, row, null, -1, c);
      }
    }
  }

  private void slot(long id) {
    int slot = (int) id & SLOT_MASK;
    boolean next = slot == slotBefore + 1;
    out.flag(!next);
    if (!next) out.zigzag(slot - slotBefore - 2);
    slotBefore = slot;
  }

  private void id(long id) {
    slot(id);
    out.count(id >> SLOT_BITS);
  }

  private void noted(long tick, Rows rows, int row, int owner, long jump) {
    boolean noted = isNoted(rows, row, owner, jump);
    out.flag(noted);
    if (noted) note(tick, rows, row, owner, jump);
  }

  private static boolean isNoted(Rows rows, int row, int owner, long jump) {
    return rows.owner(row) != owner || rows.jumpTick(row) != jump;
  }

  /// @param owner the owner the reader knows
  /// @param jump the jump the reader knows
  private void note(long tick, Rows rows, int row, int owner, long jump) {
    boolean gaveAway = rows.owner(row) != owner;
    out.flag(gaveAway);
    if (gaveAway) out.count(rows.owner(row));
    boolean jumped = rows.jumpTick(row) != jump;
    out.flag(jumped);
    if (jumped) out.count(tick - rows.jumpTick(row));
  }

  // ---- what is for a viewer's eyes

  /// Looks for the viewer; answers whether there is anything they see beyond the public bits.
  private boolean hasMore(Snapshot now, @Nullable Snapshot base, int viewer) {
    glance.look(now, base, viewer);
    for (int c = 0; c < roomOwn.length; c++) {
      if (roomOwn[c] && glance.roomDiffers(c)) return true;
    }
    for (int t = 0; t < parts.length; t++) {
      if (parts[t].hasOwn && hasMore(t)) return true;
    }
    return false;
  }

  private boolean hasMore(int t) {
    glance.part(t, parts[t].isPublic ? parts[t].own : null);
    return glance.goneCount() + glance.movedCount() + glance.enteredCount() > 0;
  }

  private void ownPart(Snapshot now, @Nullable Snapshot base, int t) {
    boolean changed = parts[t].hasOwn && hasMore(t);
    out.flag(changed);
    if (!changed) return;
    Rows rows = now.entities().get(t);
    Rows old = base == null ? null : base.entities().get(t);
    out.count(glance.goneCount());
    slotBefore = 0;
    for (int i = 0; old != null && i < glance.goneCount(); i++) slot(old.id(glance.gone(i)));
    out.count(glance.movedCount());
    slotBefore = 0;
    for (int i = 0; i < glance.movedCount(); i++) {
      slot(rows.id(glance.moved(i)));
      int from = glance.movedFrom(i);
      ownRow(now.tick(), parts[t], rows, glance.moved(i), from < 0 ? null : old, from);
    }
    out.count(glance.enteredCount());
    slotBefore = 0;
    for (int i = 0; i < glance.enteredCount(); i++) {
      int row = glance.entered(i);
      id(rows.id(row));
      ownRow(now.tick(), parts[t], rows, row, null, -1);
    }
  }

  /// @param old where the reader has the row before, null if they have it from this state's public bits alone, or
  ///     not at all
  private void ownRow(long tick, Part part, Rows rows, int row, @Nullable Rows old, int before) {
    if (part.isPublic) out.flag(false); // the public bits have it
    else noted(tick, rows, row, old == null ? 0 : old.owner(before), old == null ? 0 : old.jumpTick(before));
    int columns = rows.table().columns().length;
    boolean[] differs = told(columns);
    for (int c = 0; c < columns; c++) {
      Audience to = rows.table().columns()[c].to();
      differs[c] = (!part.isPublic || part.own[c])
          && (old == null ? glance.seesNow(rows, row, to) : glance.differs(rows, row, old, before, c));
    }
    mask(differs, columns);
    for (int c = 0; c < columns; c++) {
      if (!differs[c]) continue;
      Column column = rows.table().columns()[c];
      if (!glance.seesNow(rows, row, column.to())) column.packNone(out);
      else value(rows, row, old != null && glance.sawThen(old, before, column.to()) ? old : null, before, c);
    }
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

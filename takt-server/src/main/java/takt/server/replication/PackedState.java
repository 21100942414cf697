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
import takt.server.interest.Known;
import takt.server.interest.View;

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
/// own       | changed u(1) | 1: seen u(1) | 1: [SeenRows] | 0: c gone, gone × slot | c moved, moved × { slot, row } |
///           |                   c entered, entered × { slot, c uses, row } |
/// slot      | next u(1) | 1: c zigzag(slot − the slot before − 2) |
/// row       | noted u(1) | 1: note | mask, values |
/// note      | owner? u(1), 1: c owner | jump? u(1), 1: c tick − jump |
/// mask      | fields, a bit each; of more than 8 each group of 8 begins with u(1), 0 if none of it |
/// ```
/// The public bits depend on nothing but the snapshots, so all who have the same are sent the same.
public final class PackedState {
  /// A viewer who is nobody: sees what everyone sees.
  private static final int NOBODY = -1;

  private final Capture capture;
  private final Glance glance;
  private final RowBits put;
  private final Part[] parts;
  private final RangeWriter coder = new RangeWriter();
  private final Gaps gaps = new Gaps();
  private final boolean[] roomOwn;
  private final boolean hasOwn;
  /// Whether not all may be told of what is known by where it is.
  private final boolean hasBudget;
  private final Rations rations = new Rations();
  private final Rations.Allowed allow = this::allow;
  private @Nullable View rationed;
  private BitWriter out = new BitWriter(16);

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
    /// Where it is known by place, how that is written.
    private final @Nullable SeenRows seen;
    private boolean seenChanged;

    private Part(Rows first, boolean[] own, PartShape shape, MovedRows moved, @Nullable SeenRows seen) {
      this.seen = seen;
      isPublic = first.table().existence() == Audience.EVERYONE && seen == null;
      this.own = own;
      hasOwn = !isPublic || isAny(own);
      habit = shape.first();
      others = shape.others().stream().mapToInt(i -> i).toArray();
      this.moved = moved;
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
    hasBudget = capture.hasBudget();
    glance = new Glance(first);
    put = new RowBits(glance);
    parts = parts(first);
    roomOwn = first.room().table().own(capture.someHide());
    boolean any = isAny(roomOwn);
    for (Part part : parts) any |= part.hasOwn;
    hasOwn = any;
  }

  private static boolean isAny(boolean[] all) {
    for (boolean one : all) {
      if (one) return true;
    }
    return false;
  }

  private Part[] parts(Snapshot first) {
    Part[] parts = new Part[first.entities().size()];
    for (int t = 0; t < parts.length; t++) {
      Rows rows = first.entities().get(t);
      PartShape shape = capture.shapes().get(t);
      MovedRows moved = new MovedRows(shape, capture.tickRateHz());
      SeenRows seen = capture.isUnderInterest(t) ? new SeenRows(capture, rows, t, glance, put, moved) : null;
      parts[t] = new Part(rows, rows.table().own(capture.someHide()), shape, moved, seen);
    }
    return parts;
  }

  /// Where to write a state of this room.
  public Bits bits() {
    return new Bits(2 + parts.length);
  }

  /// Chunks of entities known by where they are that were coded, ever.
  public long chunksCoded() {
    long coded = 0;
    for (Part part : parts) coded += part.seen == null ? 0 : part.seen.chunks().codedCount();
    return coded;
  }

  /// Chunks of such that were told, ever: each was coded once for all who were told it in a tick.
  public long chunksTold() {
    long told = 0;
    for (Part part : parts) told += part.seen == null ? 0 : part.seen.chunks().toldCount();
    return told;
  }

  /// Writes what everyone sees.
  ///
  /// @param to one of [#bits()]; it is cleared first
  public void writePublic(Snapshot now, Baselines bases, Bits to) {
    to.clear();
    write(to.bits);
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
  /// @param view what they know of by where it is, as it looked just now; null where there is no interest
  /// @param to one of [#bits()]; it is cleared first
  public void writeOwn(Snapshot now, @Nullable Snapshot base, int viewer, @Nullable View view, Bits to) {
    to.clear();
    write(to.bits);
    boolean more = hasOwn && hasMore(now, base, viewer, view);
    out.flag(more);
    if (!more) return;
    room(now, base, true);
    int end = measured(to, 0, 0);
    for (int t = 0; t < parts.length; t++) {
      if (parts[t].seen != null && view != null) seenPart(now, view, t);
      else ownPart(now, base, t);
      end = measured(to, 2 + t, end);
    }
  }

  private void write(BitWriter to) {
    out = to;
    put.to(to);
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
    boolean[] differs = put.told(fields);
    boolean any = false;
    for (int c = 0; c < fields; c++) {
      differs[c] = c < columns ? roomOwn[c] == own && glance.roomDiffers(c) : !own && glance.alarmDiffers(c - columns);
      any |= differs[c];
    }
    out.flag(any);
    if (!any) return;
    put.mask(differs, fields);
    for (int c = 0; c < columns; c++) {
      if (differs[c]) put.value(rows, 0, base == null ? null : base.room(), 0, c);
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
    if (turnover) put.list(part.rows.goneCount());
    for (int i = 0; i < part.rows.goneCount(); i++) put.slot(old.id(part.rows.gone(i)));
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
      if (RowBits.isNoted(rows, row, old.owner(before), old.jumpTick(before))) {
        put.note(tick, rows, row, old.owner(before), old.jumpTick(before));
      }
      for (int c : part.others) {
        if (!part.own[c] && !Rows.same(rows, row, old, before, c)) put.value(rows, row, old, before, c);
      }
    }
  }

  private void entered(long tick, Part part, Rows rows, int first) {
    put.list(rows.count() - first);
    for (int row = first; row < rows.count(); row++) {
      put.id(rows.id(row));
      put.noted(tick, rows, row, 0, 0);
      int columns = rows.table().columns().length;
      boolean[] seen = put.told(columns);
      for (int c = 0; c < columns; c++) seen[c] = !part.own[c];
      put.mask(seen, columns);
      for (int c = 0; c < columns; c++) {
        if (seen[c]) put.value(rows, row, null, -1, c);
      }
    }
  }

  // ---- what is for a viewer's eyes

  /// Looks for the viewer; answers whether there is anything they see beyond the public bits.
  private boolean hasMore(Snapshot now, @Nullable Snapshot base, int viewer, @Nullable View view) {
    glance.look(now, base, viewer, view);
    if (view != null && choose(now, view)) return true;
    for (int c = 0; c < roomOwn.length; c++) {
      if (roomOwn[c] && glance.roomDiffers(c)) return true;
    }
    for (int t = 0; t < parts.length; t++) {
      if (parts[t].hasOwn && parts[t].seen == null && hasMore(t)) return true;
    }
    return false;
  }

  /// Decides what is told of those that are known by where they are; answers whether there is anything.
  private boolean choose(Snapshot now, View view) {
    boolean any = false;
    for (int t = 0; t < parts.length; t++) {
      Known known = view.part(t);
      SeenRows seen = parts[t].seen;
      if (known == null || seen == null) continue;
      parts[t].seenChanged = seen.choose(now, now.entities().get(t), known);
      any |= parts[t].seenChanged;
    }
    return hasBudget ? ration(now, view) : any;
  }

  /// Leaves out what the client's budget has no place for.
  private boolean ration(Snapshot now, View view) {
    long asked = 0;
    for (int t = 0; t < parts.length; t++) {
      Known known = view.part(t);
      SeenRows seen = parts[t].seen;
      if (known != null && seen != null) asked += seen.bits(now, known);
    }
    if (asked > view.credit().bits()) {
      view.fallBehind();
      rations.clear();
      for (int t = 0; t < parts.length; t++) {
        Known known = view.part(t);
        SeenRows seen = parts[t].seen;
        if (known != null && seen != null) seen.ask(now, view, known, t, rations);
      }
      rationed = view;
      rations.share(view.credit().bits(), allow);
    }
    boolean any = false;
    for (int t = 0; t < parts.length; t++) {
      Known known = view.part(t);
      SeenRows seen = parts[t].seen;
      if (known == null || seen == null) continue;
      parts[t].seenChanged = seen.hasAny(known);
      any |= parts[t].seenChanged;
    }
    return any;
  }

  private void allow(int t, int i) {
    Known known = rationed == null ? null : rationed.part(t);
    SeenRows seen = parts[t].seen;
    if (known != null && seen != null) seen.allow(known, i);
  }

  private void seenPart(Snapshot now, View view, int t) {
    Known known = view.part(t);
    SeenRows seen = parts[t].seen;
    if (known == null || seen == null) throw new AssertionError("part " + t + " is not known by where it is");
    out.flag(parts[t].seenChanged);
    if (!parts[t].seenChanged) return;
    out.flag(true);
    int begin = out.bitCount();
    seen.write(now, now.entities().get(t), known, out);
    view.credit().spend(out.bitCount() - begin);
  }

  private boolean hasMore(int t) {
    glance.part(t, parts[t].isPublic ? parts[t].own : null);
    return glance.goneCount() + glance.movedCount() + glance.enteredCount() > 0;
  }

  private void ownPart(Snapshot now, @Nullable Snapshot base, int t) {
    boolean changed = parts[t].hasOwn && hasMore(t);
    out.flag(changed);
    if (!changed) return;
    out.flag(false);
    Rows rows = now.entities().get(t);
    Rows old = base == null ? null : base.entities().get(t);
    put.list(glance.goneCount());
    for (int i = 0; old != null && i < glance.goneCount(); i++) put.slot(old.id(glance.gone(i)));
    put.list(glance.movedCount());
    for (int i = 0; i < glance.movedCount(); i++) {
      put.slot(rows.id(glance.moved(i)));
      int from = glance.movedFrom(i);
      ownRow(now.tick(), parts[t], rows, glance.moved(i), from < 0 ? null : old, from);
    }
    put.list(glance.enteredCount());
    for (int i = 0; i < glance.enteredCount(); i++) {
      int row = glance.entered(i);
      put.id(rows.id(row));
      ownRow(now.tick(), parts[t], rows, row, null, -1);
    }
  }

  /// @param old where the reader has the row before, null if they have it from this state's public bits alone, or
  ///     not at all
  private void ownRow(long tick, Part part, Rows rows, int row, @Nullable Rows old, int before) {
    if (part.isPublic) out.flag(false); // the public bits have it
    else put.noted(tick, rows, row, old == null ? 0 : old.owner(before), old == null ? 0 : old.jumpTick(before));
    int columns = rows.table().columns().length;
    boolean[] differs = put.told(columns);
    for (int c = 0; c < columns; c++) {
      Audience to = rows.table().columns()[c].to();
      differs[c] = (!part.isPublic || part.own[c])
          && (old == null ? glance.seesNow(rows, row, to) : glance.differs(rows, row, old, before, c));
    }
    put.mask(differs, columns);
    for (int c = 0; c < columns; c++) {
      if (!differs[c]) continue;
      Column column = rows.table().columns()[c];
      if (!glance.seesNow(rows, row, column.to())) column.packNone(out);
      else put.value(rows, row, old != null && glance.sawThen(old, before, column.to()) ? old : null, before, c);
    }
  }
}

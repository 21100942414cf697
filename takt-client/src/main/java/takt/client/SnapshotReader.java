package takt.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import takt.protocol.Protocol;
import takt.protocol.delta.Gaps;
import takt.protocol.delta.Habit;
import takt.protocol.delta.MovedRow;
import takt.protocol.delta.MovedRows;
import takt.protocol.delta.PartShape;
import takt.protocol.delta.RangeReader;
import takt.protocol.json.Json;
import takt.protocol.layout.LayoutField;
import takt.protocol.layout.LayoutType;
import takt.protocol.layout.NamedValues;
import takt.protocol.layout.PackedEdits;
import takt.protocol.layout.PackedValues;
import takt.protocol.layout.RoomLayout;
import takt.protocol.wire.BitReader;

/// Reads packed state: bits and the states they build on become the next state.
///
/// One thread at a time. The bits are nobody's word: a lie gives null, and what is made of a frame until then is a
/// small multiple of its length beside a copy of the base's arrays, and of the lists and texts it edits: as much of
/// those as a frame could send whole.
/// ```
/// state     | bases | room | players | public part, for each of entities | more u(1) | 1: room | own part, for each |
/// bases     | even u(1) | 0: c older, older × c gap |         of a delta only
/// room      | changed u(1) | 1: mask, values |
/// players   | changed u(1) | 1: c gone, gone × c number | c told, told × player |
/// player    | c number | new u(1) | 1: text name | c seat + 1 | c team | bot u(1) | connected u(1) |
/// public    | changed u(1) | 1: turnover u(1) | turnover: c gone, gone × slot | habit | moved rows, if any is left |
///           |                   what was said | turnover: c entered, entered × { slot, c uses, row } |
/// own       | changed u(1) | 1: seen u(1) | 0: c gone, gone × slot | c moved, moved × { slot, row } |
///           |                   c entered, entered × { slot, c uses, row } |
///           |                1: turnover u(1) | turnover: c gone, gone × slot | seen rows, if any is left |
///           |                   turnover: c moved, moved × { slot, row } |
///           |                   c entered, entered × { slot, c uses, row } |
/// slot      | next u(1) | 1: c zigzag(slot − the slot before − 2) |
/// row       | noted u(1) | 1: note | mask, values |
/// note      | owner? u(1), 1: c owner | jump? u(1), 1: c tick − jump |
/// mask      | fields, a bit each; of more than 8 each group of 8 begins with u(1), 0 if none of it |
/// ```
final class SnapshotReader {
  private static final int SLOT_MAX = 0xffff;
  private static final long USES_MAX = Protocol.WHOLE_MAX >> 16;
  private static final int GROUP = 8;
  private static final long[] NO_POINTS = {};
  /// States of which points are kept: those a delta is told against, and some to spare.
  private static final int RECENT = 2 * Gaps.OLDER_MAX;
  private static final int NAME_BYTES_MAX = 1024;
  private static final NamedValues.Names PLAYER = new NamedValues.Names(
      List.of("name", "seat", "team", "bot", "connected"));

  private final Row room;
  private final List<Part> parts = new ArrayList<>();
  private final BitReader in = new BitReader();
  private final RangeReader coder = new RangeReader();
  private final Gaps gaps = new Gaps();
  /// The mask of the row that is being read, by place of the field.
  private final boolean[] mask;
  /// The slots that the list which is being read has had.
  private final BitSet slots = new BitSet();
  private int slotBefore;

  /// Fields, and how a row of them is laid out: `before` other members, then they.
  private record Row(List<LayoutField> fields, NamedValues.Names names, int before) {
    private static Row of(List<LayoutField> fields, String... before) {
      List<String> names = new ArrayList<>(List.of(before));
      for (LayoutField field : fields) names.add(field.name());
      return new Row(fields, new NamedValues.Names(names), before.length);
    }
  }

  /// @param recent its rows in the last states, whose points are kept; the oldest first
  private record Part(String name, Row row, PartShape shape, MovedRows moved, SeenReading seen,
      ArrayDeque<PackedRows> recent) {}

  /// The states a delta may build on, by tick.
  interface States {
    /// The state of that tick, null if it is not known.
    @Nullable ClientState at(long tick);
  }

  /// @param tickRateHz of the room, 0 for one that ticks on demand
  SnapshotReader(RoomLayout layout, int tickRateHz) {
    room = Row.of(layout.state());
    int fieldsMax = layout.state().size();
    for (RoomLayout.Part part : layout.entities()) {
      PartShape shape = PartShape.of(part);
      Row row = Row.of(part.fields(), "owner", "jump");
      MovedRows moved = new MovedRows(shape, tickRateHz);
      parts.add(new Part(part.name(), row, shape, moved, new SeenReading(shape, row.names, moved),
          new ArrayDeque<>()));
      fieldsMax = Math.max(fieldsMax, part.fields().size());
    }
    mask = new boolean[fieldsMax];
  }

  /// The state at `tick`, null if the bits are none.
  ///
  /// @param baseTick of the state it builds on, 0 for none
  /// @param states those read by this reader
  @Nullable ClientState read(States states, long baseTick, long tick, byte[] bytes) {
    in.reset(bytes);
    Bases bases = bases(states, baseTick, tick);
    if (bases == null) return null;
    ClientState base = bases.base;
    Map<String, Json> newRoom = room(base.room());
    Map<Long, Map<String, Json>> players = in.flag() ? players(base.players()) : base.players();
    PackedRows[] rows = new PackedRows[parts.size()];
    for (int i = 0; i < rows.length && in.ok(); i++) rows[i] = publicPart(parts.get(i), bases, tick);
    if (in.flag()) {
      newRoom = room(newRoom);
      for (int i = 0; i < rows.length && in.ok(); i++) {
        if (in.flag()) rows[i] = ownPart(parts.get(i), rows[i], in.flag(), tick);
      }
    }
    return in.done() ? state(tick, newRoom, players, rows) : null;
  }

  private @Nullable ClientState state(long tick, Map<String, Json> newRoom, Map<Long, Map<String, Json>> players,
      PackedRows[] rows) {
    Map<String, Map<Long, Map<String, Json>>> entities = new LinkedHashMap<>();
    int count = players.size();
    for (int i = 0; i < rows.length; i++) {
      if (!rows[i].isEmpty()) entities.put(parts.get(i).name, rows[i]);
      count += rows[i].size();
    }
    return count > ClientState.ROWS_MAX ? null : new ClientState(tick, newRoom, players, entities);
  }

  private Map<String, Json> room(Map<String, Json> base) {
    NamedValues known = base instanceof NamedValues values ? values : room.names.none();
    return in.flag() ? masked(room, known, null, null) : known;
  }

  // ---- what it builds on

  /// A state and those before it, the newest first.
  private record Bases(ClientState base, List<ClientState> older) {}

  private @Nullable Bases bases(States states, long baseTick, long tick) {
    if (baseTick == 0) return new Bases(ClientState.EMPTY, List.of());
    ClientState base = states.at(baseTick);
    if (base == null) return null;
    gaps.read(in, tick - baseTick);
    List<ClientState> older = new ArrayList<>(gaps.older());
    long at = baseTick;
    for (int k = 0; k < gaps.older() && in.ok(); k++) {
      at -= gaps.gap(k);
      ClientState one = at <= 0 ? null : states.at(at);
      if (one == null) return null;
      older.add(one);
    }
    return in.ok() ? new Bases(base, older) : null;
  }

  private static PackedRows rowsOf(ClientState state, Part part) {
    return state.entities(part.name) instanceof PackedRows packed ? packed : PackedRows.NONE;
  }

  /// The points of rows, which are kept for the last states only.
  private static long[] points(Part part, PackedRows rows) {
    if (rows.isEmpty()) return NO_POINTS;
    long[] known = rows.points();
    if (known != null) return known;
    part.recent.add(rows);
    if (part.recent.size() > RECENT) part.recent.remove().forgetPoints();
    return rows.makePoints(part.shape, part.row.before);
  }

  private Map<Long, Map<String, Json>> players(Map<Long, Map<String, Json>> base) {
    Map<Long, Map<String, Json>> players = new LinkedHashMap<>(base);
    for (int left = in.things(ClientState.ROWS_MAX); left > 0 && in.ok(); left--) {
      if (players.remove(in.count(Integer.MAX_VALUE)) == null) in.lie();
    }
    for (int left = in.things(ClientState.ROWS_MAX); left > 0 && in.ok(); left--) {
      long number = in.count(Integer.MAX_VALUE);
      Map<String, Json> known = players.get(number);
      Json name = in.flag() ? Json.of(in.text(NAME_BYTES_MAX)) : known == null ? null : known.get("name");
      if (name == null || number == 0) {
        in.lie();
        break;
      }
      players.put(number, NamedValues.of(PLAYER, new Json[]{name, Json.of(in.count(Integer.MAX_VALUE) - 1),
          Json.of(in.count(Integer.MAX_VALUE)), Json.of(in.flag()), Json.of(in.flag())}));
    }
    return players;
  }

  private PackedRows publicPart(Part part, Bases bases, long tick) {
    PackedRows base = rowsOf(bases.base, part);
    if (!in.flag()) return base;
    PackedRows.Change change = base.new Change();
    boolean turnover = in.flag();
    if (turnover) gone(change);
    Habit habit = known(part, base).read(in);
    if (change.stillCount() > 0 && in.ok()) moved(part, bases, change, habit, tick);
    if (turnover) entered(part.row, change, tick, false);
    return after(change, habit);
  }

  private static Habit known(Part part, PackedRows base) {
    Habit known = base.habit();
    return known == null || base.isEmpty() ? part.shape.first() : known;
  }

  private void moved(Part part, Bases bases, PackedRows.Change change, Habit habit, long tick) {
    PackedRows[] past = new PackedRows[1 + bases.older.size()];
    long[][] points = new long[past.length][];
    for (int k = 0; k < past.length; k++) {
      past[k] = rowsOf(k == 0 ? bases.base : bases.older.get(k - 1), part);
      points[k] = points(part, past[k]);
    }
    MovedReading rows = new MovedReading(part.shape, change, part.row.names, past, points);
    boolean can = part.moved.code(coder.begin(in), rows, habit, gaps);
    coder.end();
    if (!can) in.lie();
    for (MovedReading.Said said : rows.said()) {
      @Nullable Json[] values = change.row(said.at()).toArray();
      if (said.noted()) note(values, tick);
      for (int o = 0; o < said.told().length && in.ok(); o++) {
        int field = part.shape.others().get(o);
        int place = part.row.before + field;
        if (said.told()[o]) values[place] = value(part.row.fields.get(field), values[place]);
      }
      if (!in.ok()) return;
      change.moves(said.at(), NamedValues.of(part.row.names, values));
    }
  }

  /// @param seen whether its entities are known by where they are: then those that move stand before what is own
  private PackedRows ownPart(Part part, PackedRows base, boolean seen, long tick) {
    PackedRows.Change change = base.new Change();
    boolean turnover = !seen || in.flag();
    if (turnover) gone(change);
    if (seen && change.stillCount() > 0 && in.ok()) seen(part, change, tick);
    for (int left = turnover ? slots() : 0; left > 0 && in.ok(); left--) {
      int at = change.still(slot());
      if (at < 0) in.lie();
      else change.moves(at, row(part.row, change.row(at), tick));
    }
    if (turnover) entered(part.row, change, tick, seen);
    return after(change, known(part, base));
  }

  // ---- entities known by where they are

  private void seen(Part part, PackedRows.Change change, long tick) {
    int[] still = change.allStill();
    int awake = 0;
    boolean[] wasAwake = new boolean[still.length];
    for (int i = 0; i < still.length; i++) {
      SeenReading.Told told = change.told(still[i]);
      if (told == null || told.tick() >= tick) {
        in.lie();
        return;
      }
      wasAwake[i] = told.awake();
      if (wasAwake[i]) awake++;
    }
    boolean every = awake > 0 && in.flag();
    for (int i = 0; i < still.length && in.ok(); i++) {
      if (wasAwake[i] && (every || in.flag())) seenRow(part, change, still[i], tick);
    }
    if (awake == still.length) return;
    int i = 0;
    for (int left = in.things(still.length - awake); left > 0 && in.ok(); left--) {
      int passed = (int) in.count(still.length);
      for (; i < still.length && (wasAwake[i] || passed > 0); i++) {
        if (!wasAwake[i]) passed--;
      }
      if (i == still.length) in.lie();
      else seenRow(part, change, still[i++], tick);
    }
  }

  private void seenRow(Part part, PackedRows.Change change, int at, long tick) {
    NamedValues base = change.row(at);
    SeenReading.Told told = Objects.requireNonNull(change.told(at));
    NamedValues row = part.seen.read(in, coder, base, told, tick);
    change.tells(at, part.seen.next(base, told, tick));
    MovedRow read = part.seen.row();
    @Nullable Json[] values = read.noted ? row.toArray() : null;
    if (values != null) note(values, tick);
    for (int o = 0; o < read.told.length && in.ok(); o++) {
      if (!read.told[o]) continue;
      int field = part.shape.others().get(o);
      int place = part.row.before + field;
      if (values == null) values = row.toArray();
      values[place] = value(part.row.fields.get(field), values[place]);
    }
    if (in.ok()) change.moves(at, values == null ? row : NamedValues.of(part.row.names, values));
  }

  private void gone(PackedRows.Change change) {
    for (int left = slots(); left > 0 && in.ok(); left--) {
      if (!change.goes(slot())) in.lie();
    }
  }

  /// @param seen whether they are known by where they are
  private void entered(Row row, PackedRows.Change change, long tick, boolean seen) {
    for (int left = slots(); left > 0 && in.ok(); left--) {
      int slot = slot();
      long uses = in.count(USES_MAX);
      change.enters(slot, uses, row(row, row.names.none(), tick), seen ? SeenReading.Told.first(tick) : null);
    }
  }

  private PackedRows after(PackedRows.Change change, Habit habit) {
    return in.ok() ? change.after(habit) : PackedRows.NONE;
  }

  /// How many are in the list that begins.
  private int slots() {
    slots.clear();
    slotBefore = 0;
    return in.things(SLOT_MAX);
  }

  /// The next slot of the list; one that it had already is a lie.
  private int slot() {
    long slot = in.flag() ? slotBefore + 2 + in.zigzag(SLOT_MAX + 2) : slotBefore + 1;
    if (slot < 1 || slot > SLOT_MAX || slots.get((int) slot)) return (int) in.lie();
    slots.set((int) slot);
    slotBefore = (int) slot;
    return slotBefore;
  }

  private NamedValues row(Row row, NamedValues base, long tick) {
    @Nullable Json[] noted = new Json[2];
    if (in.flag()) note(noted, tick);
    return masked(row, base, noted[0], noted[1]);
  }

  /// Reads an owner and a jump into the first two places.
  private void note(@Nullable Json[] values, long tick) {
    if (in.flag()) values[0] = Json.of(in.count(Integer.MAX_VALUE));
    if (in.flag()) values[1] = Json.of(tick - in.count(tick));
  }

  /// The base with what is new: the same object if nothing is.
  private NamedValues masked(Row row, NamedValues base, @Nullable Json owner, @Nullable Json jump) {
    boolean any = readMask(row.fields.size());
    if (!any && owner == null && jump == null) return base;
    @Nullable Json[] values = base.toArray();
    if (owner != null) values[0] = owner;
    if (jump != null) values[1] = jump;
    for (int i = 0; any && i < row.fields.size() && in.ok(); i++) {
      if (mask[i]) values[row.before + i] = value(row.fields.get(i), values[row.before + i]);
    }
    return in.ok() ? NamedValues.of(row.names, values) : base;
  }

  private boolean readMask(int fields) {
    boolean any = false;
    boolean told = true;
    for (int i = 0; i < fields; i++) {
      if (fields > GROUP && i % GROUP == 0) told = in.flag();
      mask[i] = told && in.flag();
      any |= mask[i];
    }
    return any;
  }

  private Json value(LayoutField field, @Nullable Json base) {
    if (field.mayBeWithout() && !in.flag()) return Json.Null.VALUE;
    if (base == null || base instanceof Json.Null || field.boxed()) return PackedValues.read(field.type(), in);
    if (PackedEdits.has(field)) return PackedEdits.read(field.type(), base, in);
    return field.type() instanceof LayoutType.Stepped type
        ? PackedValues.value(type, type.points().readMoved(PackedValues.point(type, base), in))
        : PackedValues.read(field.type(), in);
  }
}

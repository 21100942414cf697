package takt.client;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import takt.protocol.Protocol;
import takt.protocol.json.Json;
import takt.protocol.layout.LayoutField;
import takt.protocol.layout.LayoutType;
import takt.protocol.layout.NamedValues;
import takt.protocol.layout.PackedValues;
import takt.protocol.layout.RoomLayout;
import takt.protocol.wire.BitReader;

/// Reads packed state: bits and the state they build on become the next state.
///
/// One thread at a time. The bits are nobody's word: a lie gives null, and what is made of a frame until then is a
/// small multiple of its length beside a copy of the base's arrays.
/// ```
/// state     | room | players | part, for each of entities |
/// room      | changed u(1) | 1: mask, values |
/// players   | changed u(1) | 1: c gone, gone × c number | c told, told × player |
/// player    | c number | new u(1) | 1: text name | c seat + 1 | c team | bot u(1) | connected u(1) |
/// part      | changed u(1) | 1: c gone, gone × slot | c moved, moved × { slot, row } |
///                             c entered, entered × { slot, c uses, row } |
/// slot      | next u(1) | 1: c zigzag(slot − the slot before − 2) |
/// row       | told u(1) | 1: owner? u(1), 1: c owner | jump? u(1), 1: c tick − jump | mask, values |
/// mask      | fields, a bit each; of more than 8 each group of 8 begins with u(1), 0 if none of it |
/// ```
final class SnapshotReader {
  private static final int SLOT_MAX = 0xffff;
  private static final long USES_MAX = Protocol.WHOLE_MAX >> 16;
  private static final int GROUP = 8;
  private static final int NAME_BYTES_MAX = 1024;
  private static final NamedValues.Names PLAYER = new NamedValues.Names(
      List.of("name", "seat", "team", "bot", "connected"));

  private final Row room;
  private final List<Part> parts = new ArrayList<>();
  private final BitReader in = new BitReader();
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

  private record Part(String name, Row row) {}

  SnapshotReader(RoomLayout layout) {
    room = Row.of(layout.state());
    int fieldsMax = layout.state().size();
    for (RoomLayout.Part part : layout.entities()) {
      parts.add(new Part(part.name(), Row.of(part.fields(), "owner", "jump")));
      fieldsMax = Math.max(fieldsMax, part.fields().size());
    }
    mask = new boolean[fieldsMax];
  }

  /// The state at `tick`, null if the bits are none.
  ///
  /// @param base what it builds on, read by this reader or [ClientState#EMPTY]
  @Nullable ClientState read(ClientState base, long tick, byte[] bytes) {
    in.reset(bytes);
    NamedValues known = base.room() instanceof NamedValues values ? values : room.names.none();
    Map<String, Json> newRoom = in.flag() ? masked(room, known, null, null) : known;
    Map<Long, Map<String, Json>> players = in.flag() ? players(base.players()) : base.players();
    Map<String, Map<Long, Map<String, Json>>> entities = new LinkedHashMap<>();
    int rows = players.size();
    for (Part part : parts) {
      PackedRows before = base.entities(part.name) instanceof PackedRows packed ? packed : PackedRows.NONE;
      PackedRows after = in.flag() ? part(part.row, before, tick) : before;
      if (!in.ok()) return null;
      if (!after.isEmpty()) entities.put(part.name, after);
      rows += after.size();
    }
    if (!in.done() || rows > ClientState.ROWS_MAX) return null;
    return new ClientState(tick, newRoom, players, entities);
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

  private PackedRows part(Row row, PackedRows base, long tick) {
    PackedRows.Change change = base.new Change();
    for (int left = slots(); left > 0 && in.ok(); left--) {
      if (!change.goes(slot())) in.lie();
    }
    for (int left = slots(); left > 0 && in.ok(); left--) {
      int slot = slot();
      NamedValues still = change.still(slot);
      if (still == null) in.lie();
      else change.moves(slot, row(row, still, tick));
    }
    for (int left = slots(); left > 0 && in.ok(); left--) {
      int slot = slot();
      long uses = in.count(USES_MAX);
      change.enters(slot, uses, row(row, row.names.none(), tick));
    }
    return in.ok() ? change.after() : base;
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
    Json owner = null;
    Json jump = null;
    if (in.flag()) {
      if (in.flag()) owner = Json.of(in.count(Integer.MAX_VALUE));
      if (in.flag()) jump = Json.of(tick - in.count(tick));
    }
    return masked(row, base, owner, jump);
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
    if (base == null || base instanceof Json.Null || field.boxed()
        || !(field.type() instanceof LayoutType.Stepped type)) {
      return PackedValues.read(field.type(), in);
    }
    return PackedValues.value(type, type.points().readMoved(PackedValues.point(type, base), in));
  }
}

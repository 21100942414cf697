package takt.client;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;
import takt.protocol.layout.LayoutField;
import takt.protocol.layout.LayoutType;
import takt.protocol.layout.PackedValues;
import takt.protocol.layout.RoomLayout;
import takt.protocol.wire.BitWriter;

/// Packs what changed between two states: what [SnapshotReader] reads.
///
/// Pure functions. What moved is packed even where nothing changed, so that such rows are read, too.
final class StatePacker {
  private static final int GROUP = 8;

  private StatePacker() {}

  static byte[] pack(RoomLayout layout, ClientState base, ClientState now) {
    BitWriter out = new BitWriter(256);
    boolean roomChanged = !base.room().equals(now.room());
    out.flag(roomChanged);
    if (roomChanged) masked(layout.state(), base.room(), now.room(), out);
    players(base.players(), now.players(), out);
    for (RoomLayout.Part part : layout.entities()) {
      part(part.fields(), now.tick(), base.entities(part.name()), now.entities(part.name()), out);
    }
    return out.toBytes();
  }

  private static void players(Map<Long, Map<String, Json>> base, Map<Long, Map<String, Json>> now, BitWriter out) {
    List<Long> gone = base.keySet().stream().filter(n -> !now.containsKey(n)).toList();
    List<Long> told = now.keySet().stream().filter(n -> !Objects.equals(base.get(n), now.get(n))).toList();
    out.flag(!gone.isEmpty() || !told.isEmpty());
    if (gone.isEmpty() && told.isEmpty()) return;
    out.count(gone.size());
    gone.forEach(out::count);
    out.count(told.size());
    for (long number : told) {
      Map<String, Json> player = now.getOrDefault(number, Map.of());
      boolean isNew = !Objects.equals(base.getOrDefault(number, Map.of()).get("name"), player.get("name"));
      out.count(number).flag(isNew);
      if (isNew) out.text(of(player, "name").text(""));
      out.count(of(player, "seat").whole(0) + 1).count(of(player, "team").whole(0));
      out.flag(of(player, "bot").flag(false)).flag(of(player, "connected").flag(false));
    }
  }

  private static void part(List<LayoutField> fields, long tick, Map<Long, Map<String, Json>> base,
      Map<Long, Map<String, Json>> now, BitWriter out) {
    List<Long> gone = slots(base.keySet().stream().filter(id -> !now.containsKey(id)));
    List<Long> moved = slots(now.keySet().stream()
        .filter(id -> base.containsKey(id) && (id % 3 == 0 || !Objects.equals(base.get(id), now.get(id)))));
    List<Long> entered = slots(now.keySet().stream().filter(id -> !base.containsKey(id)));
    boolean changed = !gone.isEmpty() || !moved.isEmpty() || !entered.isEmpty();
    out.flag(changed);
    if (!changed) return;
    long before = 0;
    out.count(gone.size());
    for (long id : gone) before = slot(before, id, out);
    before = 0;
    out.count(moved.size());
    for (long id : moved) {
      before = slot(before, id, out);
      row(fields, tick, base.getOrDefault(id, Map.of()), now.getOrDefault(id, Map.of()), out);
    }
    before = 0;
    out.count(entered.size());
    for (long id : entered) {
      before = slot(before, id, out);
      row(fields, tick, Map.of(), now.getOrDefault(id, Map.of()), out.count(id >> 16));
    }
  }

  private static List<Long> slots(Stream<Long> ids) {
    ToLongFunction<Long> slot = id -> id & 0xffff;
    return ids.sorted(Comparator.comparingLong(slot)).toList();
  }

  private static long slot(long before, long id, BitWriter out) {
    long slot = id & 0xffff;
    out.flag(slot != before + 1);
    if (slot != before + 1) out.zigzag(slot - before - 2);
    return slot;
  }

  private static void row(List<LayoutField> fields, long tick, Map<String, Json> base, Map<String, Json> now,
      BitWriter out) {
    boolean owner = !Objects.equals(base.get("owner"), now.get("owner"));
    boolean jump = !Objects.equals(base.get("jump"), now.get("jump"));
    out.flag(owner || jump);
    if (owner || jump) {
      out.flag(owner);
      if (owner) out.count(of(now, "owner").whole(0));
      out.flag(jump);
      if (jump) out.count(tick - of(now, "jump").whole(0));
    }
    masked(fields, base, now, out);
  }

  private static void masked(List<LayoutField> fields, Map<String, Json> base, Map<String, Json> now, BitWriter out) {
    List<Boolean> mask = new ArrayList<>();
    for (LayoutField field : fields) mask.add(!Objects.equals(base.get(field.name()), now.get(field.name())));
    for (int i = 0; i < mask.size(); i++) {
      boolean any = mask.subList(i / GROUP * GROUP, Math.min(mask.size(), i / GROUP * GROUP + GROUP)).contains(true);
      if (mask.size() > GROUP && i % GROUP == 0) out.flag(any);
      if (any || mask.size() <= GROUP) out.flag(mask.get(i));
    }
    for (int i = 0; i < mask.size(); i++) {
      String name = fields.get(i).name();
      if (mask.get(i)) value(fields.get(i), base.get(name), of(now, name), out);
    }
  }

  private static void value(LayoutField field, @Nullable Json base, Json value, BitWriter out) {
    boolean without = base instanceof Json.Null || value instanceof Json.Null;
    if (base == null || without || field.boxed() || !(field.type() instanceof LayoutType.Stepped type)) {
      PackedValues.writeField(field, value, out);
      return;
    }
    if (field.mayBeWithout()) out.flag(true);
    type.points().writeMoved(PackedValues.point(type, value), PackedValues.point(type, base), out);
  }

  private static Json of(Map<String, Json> row, String name) {
    return row.getOrDefault(name, Json.Null.VALUE);
  }
}

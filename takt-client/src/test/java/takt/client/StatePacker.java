package takt.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import takt.protocol.delta.Gaps;
import takt.protocol.delta.Habit;
import takt.protocol.delta.MovedRow;
import takt.protocol.delta.MovedRows;
import takt.protocol.delta.PartShape;
import takt.protocol.delta.RangeWriter;
import takt.protocol.json.Json;
import takt.protocol.layout.LayoutField;
import takt.protocol.layout.LayoutType;
import takt.protocol.layout.PackedEdits;
import takt.protocol.layout.PackedValues;
import takt.protocol.layout.RoomLayout;
import takt.protocol.wire.BitWriter;

/// Packs what changed between states: what [SnapshotReader] reads.
///
/// One thread. Some rows are told of even where nothing changed, so that such are read, too.
final class StatePacker {
  private static final int GROUP = 8;
  static final Packed NOTHING = new Packed(ClientState.EMPTY, Map.of());

  private final RoomLayout layout;
  private final int tickRateHz;
  private Packed base = NOTHING;
  private List<Packed> older = List.of();
  private final Gaps gaps = new Gaps();
  private Packed now = NOTHING;
  private BitWriter out = new BitWriter(256);

  /// A state as the packer remembers it.
  ///
  /// @param habits of parts, as told; of others the first
  record Packed(ClientState state, Map<String, Habit> habits) {
    private long tick() {
      return state.tick();
    }
  }

  StatePacker(RoomLayout layout, int tickRateHz) {
    this.layout = layout;
    this.tickRateHz = tickRateHz;
  }

  /// @param bases what it is told against, the newest first; none for whole state
  byte[] pack(List<Packed> bases, Packed now) {
    base = bases.isEmpty() ? NOTHING : bases.getFirst();
    older = bases.subList(Math.min(1, bases.size()), bases.size());
    this.now = now;
    gaps.begin(now.tick() - base.tick());
    for (int k = 1; k < bases.size(); k++) gaps.add((int) (bases.get(k - 1).tick() - bases.get(k).tick()));
    out = new BitWriter(256);
    if (!bases.isEmpty()) gaps.write(out);
    room(LayoutField::shared);
    players(base.state.players(), now.state.players());
    for (RoomLayout.Part part : layout.entities()) publicPart(part);
    boolean more = differs(layout.state(), base.state.room(), now.state.room(), f -> !f.shared());
    for (RoomLayout.Part part : layout.entities()) more |= !own(part).isEmpty();
    out.flag(more);
    if (!more) return out.toBytes();
    room(f -> !f.shared());
    for (RoomLayout.Part part : layout.entities()) ownPart(part);
    return out.toBytes();
  }

  private void room(Predicate<LayoutField> which) {
    boolean changed = differs(layout.state(), base.state.room(), now.state.room(), which);
    out.flag(changed);
    if (changed) masked(layout.state(), base.state.room(), now.state.room(), which);
  }

  private static boolean differs(List<LayoutField> fields, Map<String, Json> base, Map<String, Json> now,
      Predicate<LayoutField> which) {
    return fields.stream().anyMatch(f -> which.test(f) && !Objects.equals(base.get(f.name()), now.get(f.name())));
  }

  private void players(Map<Long, Map<String, Json>> base, Map<Long, Map<String, Json>> now) {
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

  // ---- what everyone may know

  private void publicPart(RoomLayout.Part part) {
    Map<Long, Map<String, Json>> old = base.state.entities(part.name());
    Map<Long, Map<String, Json>> rows = now.state.entities(part.name());
    List<Long> gone = old.keySet().stream().filter(id -> !rows.containsKey(id)).toList();
    List<Long> entered = rows.keySet().stream().filter(id -> !old.containsKey(id)).toList();
    PartShape shape = PartShape.of(part);
    Habit known = old.isEmpty() ? shape.first() : base.habits.getOrDefault(part.name(), shape.first());
    Habit chosen = rows.isEmpty() ? known : now.habits.getOrDefault(part.name(), shape.first());
    Moving moving = new Moving(part, shape);
    boolean news = !known.equals(chosen);
    boolean changed = gone.size() + moving.moved() + entered.size() > 0 || news && !rows.isEmpty();
    out.flag(changed);
    if (!changed) return;
    // Some say of nobody that they went or came.
    boolean turnover = !gone.isEmpty() || !entered.isEmpty() || now.tick() % 5 == 0;
    out.flag(turnover);
    if (turnover) slots(gone);
    chosen.write(known, out);
    if (old.size() > gone.size()) moved(part, shape, moving, chosen);
    if (turnover) out.count(entered.size());
    long slot = 0;
    for (long id : entered) {
      slot = slot(slot, id);
      out.count(id >> 16);
      Map<String, Json> row = rows.getOrDefault(id, Map.of());
      noted(Map.of(), row);
      masked(part.fields(), Map.of(), row, LayoutField::shared);
    }
  }

  private void moved(RoomLayout.Part part, PartShape shape, Moving moving, Habit habit) {
    RangeWriter coder = new RangeWriter();
    new MovedRows(shape, tickRateHz).code(coder.begin(), moving, habit, gaps);
    coder.end(out);
    for (long id : moving.said) {
      Map<String, Json> was = base.state.entities(part.name()).getOrDefault(id, Map.of());
      Map<String, Json> is = now.state.entities(part.name()).getOrDefault(id, Map.of());
      if (isNoted(was, is)) note(was, is);
      for (int o : shape.others()) {
        LayoutField field = part.fields().get(o);
        Json value = of(is, field.name());
        if (!Objects.equals(was.get(field.name()), is.get(field.name()))) value(field, was.get(field.name()), value);
      }
    }
  }

  /// The rows that are still there.
  private final class Moving implements MovedRows.Rows {
    private final RoomLayout.Part part;
    private final PartShape shape;
    private final List<Long> still;
    private final List<Long> said = new ArrayList<>();

    private Moving(RoomLayout.Part part, PartShape shape) {
      this.part = part;
      this.shape = shape;
      still = base.state.entities(part.name()).keySet().stream()
          .filter(now.state.entities(part.name())::containsKey).toList();
    }

    private @Nullable Map<String, Json> row(Packed state, int i) {
      return state.state.entities(part.name()).get(still.get(i));
    }

    private Map<String, Json> here(Packed state, int i) {
      return Objects.requireNonNull(row(state, i));
    }

    private long moved() {
      long moved = 0;
      for (int i = 0; i < count(); i++) if (hasMoved(i)) moved++;
      return moved;
    }

    @Override public int count() {
      return still.size();
    }

    @Override public boolean isAwake(int i) {
      Map<String, Json> was = older.isEmpty() ? null : row(older.getFirst(), i);
      return was == null || !Arrays.equals(points(was), points(here(base, i)));
    }

    @Override public boolean hasMoved(int i) {
      return still.get(i) % 7 == 0 || isNoted(here(base, i), here(now, i))
          || differs(part.fields(), here(base, i), here(now, i), LayoutField::shared);
    }

    private long[] points(Map<String, Json> row) {
      long[] points = new long[shape.types().size()];
      for (int f = 0; f < points.length; f++) {
        LayoutType.Stepped type = shape.types().get(f);
        Json value = row.get(part.fields().get(shape.stepped().get(f)).name());
        points[f] = value == null ? type.points().first() : PackedValues.point(type, value);
      }
      return points;
    }

    private void load(MovedRow row, Map<String, Json> from, int k) {
      long[] points = points(from);
      for (int f = 0; f < points.length; f++) row.history[f][k] = points[f];
    }

    @Override public void load(int i, MovedRow row) {
      load(row, here(base, i), 0);
      row.older = 0;
      for (Packed state : older) {
        Map<String, Json> was = row(state, i);
        if (was == null) break;
        load(row, was, ++row.older);
      }
      System.arraycopy(points(here(now, i)), 0, row.now, 0, row.now.length);
      row.noted = isNoted(here(base, i), here(now, i));
      boolean more = row.noted;
      for (int o = 0; o < row.told.length; o++) {
        LayoutField field = part.fields().get(shape.others().get(o));
        row.told[o] = differs(List.of(field), here(base, i), here(now, i), _ -> true);
        more |= row.told[o];
      }
      if (more) said.add(still.get(i));
    }

    @Override public void store(int i, MovedRow row) {
      throw new AssertionError("nothing is read here");
    }
  }

  // ---- what some may know

  private Map<Long, Map<String, Json>> own(RoomLayout.Part part) {
    Map<Long, Map<String, Json>> told = new LinkedHashMap<>();
    now.state.entities(part.name()).forEach((id, row) -> {
      Map<String, Json> was = base.state.entities(part.name()).getOrDefault(id, Map.of());
      if (id % 11 == 0 || differs(part.fields(), was, row, f -> !f.shared())) told.put(id, was);
    });
    return told;
  }

  private void ownPart(RoomLayout.Part part) {
    Map<Long, Map<String, Json>> told = own(part);
    out.flag(!told.isEmpty());
    if (told.isEmpty()) return;
    out.flag(false).count(0).count(told.size());
    long slot = 0;
    for (Map.Entry<Long, Map<String, Json>> one : told.entrySet()) {
      slot = slot(slot, one.getKey());
      out.flag(false);
      masked(part.fields(), one.getValue(), now.state.entities(part.name()).getOrDefault(one.getKey(), Map.of()),
          f -> !f.shared());
    }
    out.count(0);
  }

  // ---- rows

  private void slots(List<Long> ids) {
    out.count(ids.size());
    long slot = 0;
    for (long id : ids) slot = slot(slot, id);
  }

  private long slot(long before, long id) {
    long slot = id & 0xffff;
    out.flag(slot != before + 1);
    if (slot != before + 1) out.zigzag(slot - before - 2);
    return slot;
  }

  private static boolean isNoted(Map<String, Json> base, Map<String, Json> now) {
    return !Objects.equals(base.get("owner"), now.get("owner")) || !Objects.equals(base.get("jump"), now.get("jump"));
  }

  private void noted(Map<String, Json> base, Map<String, Json> row) {
    boolean noted = isNoted(base, row);
    out.flag(noted);
    if (noted) note(base, row);
  }

  private void note(Map<String, Json> base, Map<String, Json> row) {
    boolean owner = !Objects.equals(base.get("owner"), row.get("owner"));
    out.flag(owner);
    if (owner) out.count(of(row, "owner").whole(0));
    boolean jump = !Objects.equals(base.get("jump"), row.get("jump"));
    out.flag(jump);
    if (jump) out.count(now.tick() - of(row, "jump").whole(0));
  }

  private void masked(List<LayoutField> fields, Map<String, Json> base, Map<String, Json> row,
      Predicate<LayoutField> which) {
    List<Boolean> mask = new ArrayList<>();
    for (LayoutField field : fields) mask.add(differs(List.of(field), base, row, which));
    for (int i = 0; i < mask.size(); i++) {
      boolean any = mask.subList(i / GROUP * GROUP, Math.min(mask.size(), i / GROUP * GROUP + GROUP)).contains(true);
      if (mask.size() > GROUP && i % GROUP == 0) out.flag(any);
      if (any || mask.size() <= GROUP) out.flag(mask.get(i));
    }
    for (int i = 0; i < mask.size(); i++) {
      String name = fields.get(i).name();
      if (mask.get(i)) value(fields.get(i), base.get(name), of(row, name));
    }
  }

  private void value(LayoutField field, @Nullable Json base, Json value) {
    if (base == null || base instanceof Json.Null || value instanceof Json.Null || field.boxed()) {
      PackedValues.writeField(field, value, out);
    } else if (PackedEdits.has(field)) {
      new PackedEdits().write(field.type(), base, value, out.flag(true));
    } else if (field.type() instanceof LayoutType.Stepped type) {
      if (field.mayBeWithout()) out.flag(true);
      type.points().writeMoved(PackedValues.point(type, value), PackedValues.point(type, base), out);
    } else {
      PackedValues.writeField(field, value, out);
    }
  }

  private static Json of(Map<String, Json> row, String name) {
    return row.getOrDefault(name, Json.Null.VALUE);
  }
}

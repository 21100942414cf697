import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import takt.client.ClientRoom;
import takt.protocol.delta.PartShape;
import takt.protocol.json.Json;
import takt.protocol.layout.LayoutField;
import takt.protocol.layout.LayoutType;
import takt.protocol.layout.PackedValues;
import takt.protocol.layout.RoomLayout;
import takt.schema.Entity;
import takt.schema.Input;
import takt.schema.spi.ClassCode;
import takt.schema.spi.Companions;
import takt.schema.spi.FieldCode;
import takt.server.Entities;
import takt.server.Room;
import takt.server.metrics.Metrics;
import takt.testkit.RoomTest;
import takt.testkit.TestPlayer;

/// A room played by real clients on a simulated network; the snapshots one of them is sent are measured, and every
/// state it makes of them is compared with the room's own objects, point by point.
///
/// One thread.
final class Played {
  /// What came out.
  ///
  /// @param bytes of a snapshot, header and all
  /// @param parts bytes of it, by part of the state; the rest is the header and what fills the last byte
  record Figures(long snapshots, double bytes, Map<String, Double> parts, Trace trace) {}

  /// A scene.
  ///
  /// @param part where the room has its entities
  /// @param hands what each player holds: called once a tick with their number from 0
  record Scene<R extends Room, E extends Entity, I extends Input>(Supplier<R> room, Class<E> type,
      Function<R, Entities<E>> part, int tickRateHz, int players, Class<I> input, BiConsumer<Integer, I> hands) {}

  private static final int BEHIND_MAX = 64;
  private static final String PART_BYTES = "takt_snapshot_part_bytes_total";
  private static final String SNAPSHOTS = "takt_snapshots_total";

  private Played() {}

  /// Plays a scene.
  ///
  /// @param warm ticks before it is measured
  /// @throws AssertionError if the client's state is not the room's
  static <R extends Room, E extends Entity, I extends Input> Figures play(Scene<R, E, I> scene, long seed, int warm,
      int ticks) {
    // Never closed: that would play all of it again, and refuse the arena, whose rate is a property of the JVM.
    RoomTest<R> room = RoomTest.of(scene.room).seed(seed);
    List<TestPlayer<R>> players = new ArrayList<>();
    for (int i = 0; i < scene.players; i++) {
      int who = i;
      TestPlayer<R> player = room.join("p" + i);
      if (scene.input != Input.class) {
        player.input(scene.input, new OnceATick<>(room, held -> scene.hands.accept(who, held)));
      }
      players.add(player);
    }
    room.ticks(warm);
    ClientRoom client = players.getFirst().client();
    RoomLayout.Part layout = RoomLayout.of(client.schema()).entities().getFirst();
    PartShape shape = PartShape.of(layout);
    Map<Long, long[][]> truth = new HashMap<>();
    Trace trace = new Trace(shape, scene.tickRateHz, new ArrayList<>());
    Map<String, Double> partsBefore = counted(room, PART_BYTES);
    double allBefore = sum(counted(room, SNAPSHOTS));
    long snapshotsBefore = client.net().snapshots();
    long bytesBefore = client.net().snapshotBytes();
    long compared = 0;
    long seen = client.tick();
    for (int i = 0; i < ticks; i++) {
      room.ticks(1);
      long[][] now = points(scene, room.room(), layout, shape);
      truth.put(room.tick(), now);
      truth.remove(room.tick() - BEHIND_MAX);
      trace.ticks().add(now);
      if (client.tick() == seen) continue;
      seen = client.tick();
      long[][] was = truth.get(seen);
      if (was == null) continue;
      compare(was, client, layout, shape, seed);
      compared++;
    }
    long snapshots = client.net().snapshots() - snapshotsBefore;
    if (compared < ticks - 2) throw new AssertionError(compared + " states of " + ticks + " ticks compared");
    Map<String, Double> parts = counted(room, PART_BYTES);
    double all = sum(counted(room, SNAPSHOTS)) - allBefore;
    parts.replaceAll((part, bytes) -> (bytes - partsBefore.get(part)) / all);
    if (room.faults() > 0) throw new AssertionError("the room's code failed, seed " + seed);
    return new Figures(snapshots, (client.net().snapshotBytes() - bytesBefore) / (double) snapshots, parts, trace);
  }

  /// Hands that do something once in each tick, however often they are asked.
  private static final class OnceATick<I> implements Consumer<I> {
    private final RoomTest<?> room;
    private final Consumer<I> hands;
    private long tick;

    private OnceATick(RoomTest<?> room, Consumer<I> hands) {
      this.room = room;
      this.hands = hands;
    }

    @Override public void accept(I held) {
      if (room.tick() == tick) return;
      tick = room.tick();
      hands.accept(held);
    }
  }

  private static double sum(Map<String, Double> all) {
    return all.values().stream().mapToDouble(d -> d).sum();
  }

  /// A counter's values by its last label.
  private static Map<String, Double> counted(RoomTest<?> room, String name) {
    Map<String, Double> counted = new LinkedHashMap<>();
    for (Metrics.Metric metric : room.simulation().metrics().all()) {
      if (!(metric instanceof Metrics.Count count) || !count.name().equals(name)) continue;
      counted.put(count.labels().getLast(), (double) count.counter().count());
    }
    return counted;
  }

  private static <R extends Room, E extends Entity> long[][] points(Scene<R, E, ?> scene, R room,
      RoomLayout.Part layout, PartShape shape) {
    ClassCode<E> code = Companions.code(scene.type);
    List<long[]> rows = new ArrayList<>();
    for (E entity : scene.part.apply(room)) {
      long[] row = new long[shape.stepped().size()];
      for (int f = 0; f < row.length; f++) {
        FieldCode field = field(code, layout.fields().get(shape.stepped().get(f)));
        int at = code.fields().indexOf(field);
        Json value = field.storage() == FieldCode.Storage.WHOLE
            ? Json.of(code.whole(entity, at))
            : Json.of(code.real(entity, at));
        row[f] = PackedValues.point(shape.types().get(f), value);
      }
      rows.add(row);
    }
    return rows.toArray(long[][]::new);
  }

  private static FieldCode field(ClassCode<?> code, LayoutField field) {
    return code.fields().stream().filter(f -> f.name().equals(field.name())).findFirst().orElseThrow();
  }

  private static void compare(long[][] truth, ClientRoom client, RoomLayout.Part layout, PartShape shape, long seed) {
    Iterator<Map<String, Json>> rows = client.state().entities(layout.name()).values().iterator();
    for (int r = 0; r < truth.length; r++) {
      Map<String, Json> row = rows.next();
      for (int f = 0; f < truth[r].length; f++) {
        LayoutType.Stepped type = shape.types().get(f);
        String name = layout.fields().get(shape.stepped().get(f)).name();
        long point = PackedValues.point(type, row.get(name));
        if (point != truth[r][f]) {
          throw new AssertionError("tick " + client.tick() + ", row " + r + ", " + name + ": the client has point "
              + point + ", the room " + truth[r][f] + ", seed " + seed);
        }
      }
    }
    if (rows.hasNext()) throw new AssertionError("the client has rows the room has not, seed " + seed);
  }
}

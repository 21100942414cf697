package takt.client;

import java.util.LinkedHashMap;
import java.util.Map;
import takt.protocol.json.Json;
import takt.schema.Entity;
import takt.schema.spi.ClassCode;
import takt.schema.spi.FieldCode;

/// A room as it is drawn now: between two snapshots, a little in the past.
///
/// Owned by the thread that updates the room. The objects in it are the same from frame to frame, and others than those
/// of [ClientRoom#entities]: positions and angles glide, everything else is of the snapshot before.
public final class RoomView {
  private final ClientRoom room;
  private final Map<Class<?>, Drawn<?>> drawn = new LinkedHashMap<>();
  private ClientState from = ClientState.EMPTY;
  private ClientState to = ClientState.EMPTY;
  private double tick;
  private double share;

  /// The entities of a class as they are drawn, and at which tick that is.
  private static final class Drawn<E extends Entity> {
    private final ClientEntities<E> entities;
    private double tick = -1;

    private Drawn(ClientEntities<E> entities) {
      this.entities = entities;
    }
  }

  RoomView(ClientRoom room) {
    this.room = room;
  }

  /// The tick that is drawn, with its fraction.
  public double tick() {
    return tick;
  }

  /// The entities of a class, where they are drawn.
  ///
  /// @throws IllegalArgumentException if the room has no part of that class
  /// @throws Incompatible if a field of theirs is of another kind at the server
  @SuppressWarnings("unchecked") public <E extends Entity> ClientEntities<E> entities(Class<E> type) {
    Drawn<E> known = (Drawn<E>) drawn.get(type);
    if (known == null) {
      known = new Drawn<>(new ClientEntities<>(type, room.parts(type), room));
      drawn.put(type, known);
    }
    if (known.tick != tick) draw(known.entities);
    known.tick = tick;
    return known.entities;
  }

  /// Draws these states from now on.
  void at(ClientState from, ClientState to, double tick) {
    this.from = from;
    this.to = to;
    this.tick = tick;
    share = to.tick() > from.tick() ? Math.clamp((tick - from.tick()) / (to.tick() - from.tick()), 0, 1) : 0;
  }

  private <E extends Entity> void draw(ClientEntities<E> entities) {
    Map<Long, Map<String, Json>> rows = entities.rows(from);
    entities.fill(rows, entities.meet(rows));
    entities.tell();
    Map<Long, Map<String, Json>> next = entities.rows(to);
    rows.forEach((id, row) -> {
      Map<String, Json> after = next.getOrDefault(id, row);
      E entity = entities.get(id);
      long jump = after.getOrDefault("jump", Json.Null.VALUE).whole(0);
      boolean jumps = jump > from.tick() && jump <= to.tick();
      if (entity != null) glide(entities.code(), entity, row, jumps ? row : after);
    });
  }

  private <E extends Entity> void glide(ClassCode<E> code, E entity, Map<String, Json> row, Map<String, Json> after) {
    for (int i = 0; i < code.fields().size(); i++) {
      FieldCode field = code.fields().get(i);
      boolean angle = field.role() == FieldCode.Role.ANGLE;
      if (!angle && field.role() != FieldCode.Role.POSITION || field.storage() != FieldCode.Storage.REAL) continue;
      double a = row.getOrDefault(field.name(), Json.Null.VALUE).number(Double.NaN);
      double b = after.getOrDefault(field.name(), Json.Null.VALUE).number(a);
      if (!Double.isNaN(a)) code.real(entity, i, angle ? between(a, b, share) : a + (b - a) * share);
    }
  }

  /// Between two angles the shorter way round, from 0 up to, not including, 2π.
  private static double between(double a, double b, double share) {
    double round = 2 * Math.PI;
    double turn = ((b - a + Math.PI) % round + round) % round - Math.PI;
    double at = (a + turn * share) % round;
    return at < 0 ? at + round : at;
  }
}

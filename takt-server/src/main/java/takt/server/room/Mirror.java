package takt.server.room;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;
import takt.schema.Entity;
import takt.schema.Player;
import takt.schema.PlayerId;
import takt.schema.spi.ClassCode;
import takt.schema.spi.FieldCode;
import takt.schema.wire.JsonValues;
import takt.schema.wire.Refs;
import takt.server.Room;

/// A room as a client knows it: an object of the game's own room class that holds what was sent and nothing else.
///
/// One thread. It never runs: its hooks, tasks and alarms do nothing. For tests that compare what somebody sees with
/// what is.
public final class Mirror implements Refs {
  private final RoomBody body;
  private final JsonValues values = new JsonValues();
  private final Map<Long, Occupant> players = new LinkedHashMap<>();

  private Mirror(RoomType type) {
    body = RoomBody.body(type, RoomContext.offline(), new RoomBody.Birth("mirror", "", 1, 1, Json.Obj.EMPTY));
  }

  /// A room that holds this state.
  ///
  /// @param tick the state's tick
  /// @param room the room's own sent fields
  /// @param players who is there, by number
  /// @param entities the entities of each part, by id
  public static Room of(RoomType type, long tick, Map<String, Json> room, Map<Long, Map<String, Json>> players,
      Map<String, Map<Long, Map<String, Json>>> entities) {
    Mirror mirror = new Mirror(type);
    mirror.body.clock().restore(tick, 0);
    players.forEach(mirror::player);
    for (EntityTable<?> table : mirror.body.parts().tables()) {
      mirror.meet(table, entities.getOrDefault(table.name(), Map.of()));
    }
    for (EntityTable<?> table : mirror.body.parts().tables()) {
      mirror.fill(table, entities.getOrDefault(table.name(), Map.of()));
    }
    mirror.fill(type.code(), mirror.body.room(), room);
    return mirror.body.room();
  }

  private void player(Long number, Map<String, Json> fields) {
    int index = (int) field(fields, "seat").whole(-1);
    Seats seats = index < 0 ? body.people().gallery() : body.people().seats();
    boolean bot = field(fields, "bot").flag(false);
    Seats.Seat seat = seats.restore(index < 0 ? seats.all().size() : index, bot ? SeatState.BOT : SeatState.OCCUPIED,
        "", Seats.NEVER);
    Occupant who = new Occupant((int) (long) number, new PlayerId("player:" + number), field(fields, "name").text(""),
        seat, index < 0);
    who.team((int) field(fields, "team").whole(0));
    who.bot(bot);
    who.connected(field(fields, "connected").flag(false));
    body.people().restore(who);
    players.put(number, who);
  }

  private static Json field(Map<String, Json> fields, String name) {
    return fields.getOrDefault(name, Json.Null.VALUE);
  }

  private <E extends Entity> void meet(EntityTable<E> table, Map<Long, Map<String, Json>> rows) {
    rows.forEach((id, fields) -> {
      E entity = table.code().make();
      Occupant owner = players.get(field(fields, "owner").whole(0));
      body.slots().reserveFor(id);
      body.slots().restore(entity, id, table, table.rows().size());
      table.restore(entity, owner, 0, false, Set.of());
      if (owner != null) owner.owned().add(entity);
    });
  }

  private <E extends Entity> void fill(EntityTable<E> table, Map<Long, Map<String, Json>> rows) {
    for (EntityTable.Row<E> row : table.rows()) {
      if (row != null) fill(table.code(), row.entity(), rows.getOrDefault(row.entity().id(), Map.of()));
    }
  }

  private <T> void fill(ClassCode<T> code, T object, Map<String, Json> fields) {
    for (int i = 0; i < code.fields().size(); i++) {
      FieldCode field = code.fields().get(i);
      Json json = fields.get(field.name());
      FieldCode.Sent sent = field.sent();
      if (sent == null || json == null) continue;
      switch (field.storage()) {
        case WHOLE -> code.whole(object, i, json instanceof Json.Bool(boolean flag) ? flag ? 1 : 0 : json.whole(0));
        case REAL -> code.real(object, i, json.number(0));
        case VALUE -> set(code, object, i, field, values.read(sent.as(), json, this));
      }
    }
  }

  @SuppressWarnings("unchecked") private <T> void set(ClassCode<T> code, T object, int i, FieldCode field,
      @Nullable Object value) {
    if (!field.fixed()) {
      code.value(object, i, value);
    } else if (code.value(object, i) instanceof Collection<?> all) {
      all.clear();
      if (value instanceof Collection<?> items) ((Collection<Object>) all).addAll(items);
    } else if (code.value(object, i) instanceof Map<?, ?> map) {
      map.clear();
      if (value instanceof Map<?, ?> entries) ((Map<Object, Object>) map).putAll(entries);
    }
  }

  @Override public @Nullable Player player(long number) {
    return players.get(number);
  }

  @Override public @Nullable Entity entity(long id) {
    return body.slots().get(id);
  }
}

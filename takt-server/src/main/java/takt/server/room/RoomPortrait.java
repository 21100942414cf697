package takt.server.room;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;
import takt.schema.Entity;
import takt.schema.Input;
import takt.schema.Player;
import takt.schema.PlayerId;
import takt.schema.spi.ClassCode;
import takt.schema.spi.Companions;
import takt.schema.spi.FieldCode;
import takt.schema.spi.ValueType;

/// What is in a room, for whoever develops it: everything, sent or not, as JSON.
///
/// The room's thread, between two ticks; it changes nothing. Values are described as they are, also those outside of
/// their bounds. The description is bounded whatever the room holds: so many values, entities of a part, elements of a
/// collection, characters of a text; what is left out is counted or marked.
final class RoomPortrait {
  /// Values in one description: some 300 kB.
  static final int VALUES_MAX = 10_000;
  static final int PEOPLE_MAX = 256;
  static final int ALARMS_MAX = 100;
  static final int ELEMENTS_MAX = 32;
  static final int TEXT_MAX = 200;
  private static final int DEPTH_MAX = 6;
  private static final Json MORE = Json.of("…");

  private final RoomBody body;
  private int values;

  private RoomPortrait(RoomBody body) {
    this.body = body;
  }

  /// @param rowsMax how many entities of each part; 0 for the figures alone
  static Json of(RoomBody body, Pace pace, TickFigures figures, int rowsMax) {
    return new RoomPortrait(body).describe(pace, figures, rowsMax);
  }

  private Json describe(Pace pace, TickFigures figures, int rowsMax) {
    Map<String, Json> view = new LinkedHashMap<>();
    view.put("id", Json.of(body.id()));
    view.put("type", Json.of(body.type().name()));
    view.put("tick", Json.of(body.tick()));
    view.put("rateHz", Json.of((long) (body.clock().isOnDemand() ? 0 : body.config().tickRateHz())));
    view.put("still", Json.of(pace.isStill()));
    view.put("slow", Json.of((long) pace.slow()));
    view.put("droppedTicks", Json.of(body.droppedTicks()));
    view.put("figures", figures.json());
    view.put("seats", Json.of((long) body.people().seats().max()));
    view.put("seatsTaken", Json.of((long) body.people().seats().taken()));
    view.put("people", Json.of((long) body.everyone().size()));
    view.put("entities", Json.of((long) body.slots().count()));
    view.put("takesBots", Json.of(body.parts().crew() != null));
    if (rowsMax > 0) {
      // Small things first: a part with thousands of entities must not crowd them out.
      view.put("room", fields(body.roomCode(), body.room()));
      view.put("who", people());
      view.put("alarms", alarms());
      view.put("tasks", tasks());
      view.put("parts", parts(rowsMax));
      view.put("cut", Json.of(values >= VALUES_MAX));
    }
    return new Json.Obj(view);
  }

  // ---- people

  private Json people() {
    List<Json> all = new ArrayList<>();
    InputTable<?> inputs = body.parts().inputTable();
    for (Occupant who : body.everyone()) {
      if (all.size() >= PEOPLE_MAX) break;
      Map<String, Json> one = new LinkedHashMap<>();
      one.put("number", Json.of((long) who.number()));
      one.put("name", text(who.name()));
      one.put("seat", Json.of((long) who.seat()));
      one.put("team", Json.of((long) who.team()));
      one.put("kind", Json.of(who.isBot() ? "bot" : who.isSpectator() ? "spectator" : "player"));
      one.put("connected", Json.of(who.isConnected()));
      one.put("owns", Json.of((long) who.owned().size()));
      if (inputs != null) one.put("input", input(inputs, who));
      all.add(new Json.Obj(one));
    }
    return new Json.Arr(all);
  }

  private <I extends Input> Json input(InputTable<I> inputs, Occupant who) {
    I now = inputs.peek(who);
    return now == null ? Json.Null.VALUE : fields(inputs.code(), now);
  }

  // ---- parts

  private Json parts(int rowsMax) {
    List<Json> parts = new ArrayList<>();
    for (EntityTable<?> table : body.parts().tables()) {
      Map<String, Json> part = new LinkedHashMap<>();
      part.put("name", Json.of(table.name()));
      part.put("class", Json.of(table.code().name()));
      part.put("count", Json.of((long) table.size()));
      part.put("rows", rows(table, rowsMax));
      parts.add(new Json.Obj(part));
    }
    return new Json.Arr(parts);
  }

  private <E extends Entity> Json rows(EntityTable<E> table, int rowsMax) {
    List<Json> rows = new ArrayList<>();
    for (EntityTable.Row<E> row : table.rows()) {
      if (row == null) continue;
      if (rows.size() >= rowsMax || values >= VALUES_MAX) break;
      Player owner = row.entity().owner();
      rows.add(new Json.Obj(Map.of("id", Json.of(row.entity().id()), "owner",
          owner == null ? Json.Null.VALUE : Json.of((long) owner.number()), "fields",
          fields(table.code(), row.entity()))));
    }
    return new Json.Arr(rows);
  }

  private Json alarms() {
    List<Json> all = new ArrayList<>();
    for (SingleAlarm alarm : body.parts().alarms()) {
      all.add(alarm(alarm.name(), Json.Null.VALUE, alarm.isRunning() ? alarm.nextDue() : Timed.NEVER, alarm.period()));
    }
    for (KeyedAlarms<?> alarms : body.parts().keyedAlarms()) {
      alarms.running().forEach((key, running) -> {
        if (all.size() < ALARMS_MAX) {
          all.add(alarm(alarms.name(), value(alarms.keyType(), key, 0), running.due(), running.period()));
        }
      });
    }
    return new Json.Arr(all);
  }

  private Json alarm(String name, Json key, long due, long period) {
    Map<String, Json> alarm = new LinkedHashMap<>();
    alarm.put("name", Json.of(name));
    alarm.put("key", key);
    boolean runs = due != Timed.NEVER;
    alarm.put("leftMs", runs ? Json.of(body.clock().millis(Math.max(0, due - body.clock().now()))) : Json.Null.VALUE);
    alarm.put("everyMs", period == 0 ? Json.Null.VALUE : Json.of(body.clock().millis(period)));
    return new Json.Obj(alarm);
  }

  private Json tasks() {
    List<Json> all = new ArrayList<>();
    for (AskedTask<?, ?> task : body.parts().tasks()) {
      all.add(new Json.Obj(Map.of("name", Json.of(task.name()), "pending", Json.of((long) task.pending()))));
    }
    return new Json.Arr(all);
  }

  // ---- values

  private <T> Json fields(ClassCode<T> code, T object) {
    return fields(code, object, 0);
  }

  private <T> Json fields(ClassCode<T> code, T object, int depth) {
    Map<String, Json> fields = new LinkedHashMap<>();
    for (int i = 0; i < code.fields().size(); i++) {
      if (values >= VALUES_MAX) break;
      values++;
      FieldCode field = code.fields().get(i);
      fields.put(field.name(), switch (field.storage()) {
        case WHOLE -> field.type() instanceof ValueType.Flag
            ? Json.of(code.whole(object, i) != 0)
            : Json.of(code.whole(object, i));
        case REAL -> real(code.real(object, i));
        case VALUE -> value(field.type(), code.value(object, i), depth + 1);
      });
    }
    return new Json.Obj(fields);
  }

  private Json value(ValueType type, @Nullable Object value, int depth) {
    if (value == null) return Json.Null.VALUE;
    if (depth > DEPTH_MAX || values >= VALUES_MAX) return MORE;
    values++;
    return switch (type) {
      case ValueType.Flag _ -> Json.of((Boolean) value);
      case ValueType.Whole _ -> Json.of(value instanceof Character c ? c : ((Number) value).longValue());
      case ValueType.Real _,ValueType.Angle _ -> real(((Number) value).doubleValue());
      case ValueType.Text _ -> text((String) value);
      case ValueType.Choice _ -> Json.of(((Enum<?>) value).name());
      case ValueType.Struct _,ValueType.OneOf _ -> fields(code(Companions.recordCode(value.getClass())), value, depth);
      case ValueType.Kept _ -> fields(code(Companions.code(value.getClass())), value, depth);
      case ValueType.Ref _ -> Json.of("entity " + ((Entity) value).id());
      case ValueType.Person _ -> Json.of("player " + ((Player) value).number());
      case ValueType.PersonId _ -> text(((PlayerId) value).value());
      case ValueType.Owed _ -> Json.of("a reply owed");
      case ValueType.Many many -> many(many, value, depth);
      case ValueType.Table table -> table(table, (Map<?, ?>) value, depth);
    };
  }

  @SuppressWarnings("unchecked") private static ClassCode<Object> code(ClassCode<?> code) {
    return (ClassCode<Object>) code;
  }

  private Json many(ValueType.Many type, Object value, int depth) {
    List<Json> items = new ArrayList<>();
    if (value instanceof Collection<?> all) {
      for (Object item : all) {
        if (items.size() >= ELEMENTS_MAX) break;
        items.add(value(type.of(), item, depth + 1));
      }
      return items(items, all.size());
    }
    int length = java.lang.reflect.Array.getLength(value);
    for (int i = 0; i < Math.min(length, ELEMENTS_MAX); i++) {
      items.add(value(type.of(), java.lang.reflect.Array.get(value, i), depth + 1));
    }
    return items(items, length);
  }

  private static Json items(List<Json> items, int size) {
    if (size > items.size()) items.add(Json.of("… " + (size - items.size()) + " more"));
    return new Json.Arr(items);
  }

  private Json table(ValueType.Table type, Map<?, ?> map, int depth) {
    List<Json> pairs = new ArrayList<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (pairs.size() >= ELEMENTS_MAX) break;
      pairs.add(new Json.Arr(List.of(value(type.key(), entry.getKey(), depth + 1),
          value(type.value(), entry.getValue(), depth + 1))));
    }
    return items(pairs, map.size());
  }

  private static Json real(double value) {
    return Double.isFinite(value) ? Json.of(value) : Json.of(String.valueOf(value));
  }

  private static Json text(String text) {
    return Json.of(text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX) + "…");
  }
}

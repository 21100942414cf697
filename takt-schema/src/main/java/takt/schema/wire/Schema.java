package takt.schema.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import takt.protocol.json.Json;
import takt.protocol.layout.Layout;
import takt.schema.Entity;
import takt.schema.spi.ClassCode;
import takt.schema.spi.Companions;
import takt.schema.spi.FieldCode;
import takt.schema.spi.RoomCode;
import takt.schema.spi.ValueType;

/// Writes the `schema.json` of a room type: all that its clients are sent and may send.
///
/// Stateless; any thread. `docs/PROTOCOL.md` describes the document. What never leaves the server is not in it, so
/// that a change of hidden state changes no hash.
public final class Schema {
  private Schema() {}

  /// The layout of a room type: its document and hash.
  ///
  /// @throws IllegalStateException if a class it names has no companion
  public static Layout of(RoomCode<?> room) {
    Map<String, Json> document = new LinkedHashMap<>();
    document.put("room", Json.of(room.name()));
    document.put("state", roomState(room));
    document.put("entities", parts(room, RoomCode.PartKind.ENTITIES));
    document.put("inputs", parts(room, RoomCode.PartKind.INPUTS));
    document.put("commands", commands(room));
    document.put("events", events(room));
    return Layout.of(new Json.Obj(document));
  }

  private static Json roomState(RoomCode<?> room) {
    List<Json> fields = new ArrayList<>(sentFields(room));
    for (RoomCode.Part part : room.parts()) {
      if (part.kind() != RoomCode.PartKind.ALARM || part.to() == null) continue;
      fields.add(object("name", Json.of(part.name()), "type", Json.of("alarm"), "to", Json.of(part.to().name())));
    }
    return new Json.Arr(fields);
  }

  private static Json parts(RoomCode<?> room, RoomCode.PartKind kind) {
    List<Json> parts = new ArrayList<>();
    for (RoomCode.Part part : room.parts()) {
      if (part.kind() != kind || part.of() == null) continue;
      ClassCode<?> code = Companions.code(part.of());
      List<Json> fields = kind == RoomCode.PartKind.INPUTS ? allFields(code) : sentFields(code);
      parts.add(object("name", Json.of(part.name()), "class", Json.of(code.name()), "fields", new Json.Arr(fields)));
    }
    return new Json.Arr(parts);
  }

  private static Json commands(RoomCode<?> room) {
    List<Json> commands = new ArrayList<>();
    for (RoomCode.Handler handler : room.handlers()) {
      if (handler.fromServers()) continue;
      for (RoomCode.Taken taken : handler.commands()) {
        Json fields = new Json.Arr(allFields(Companions.code(taken.type())));
        Class<?> answers = handler.answers();
        commands.add(answers == null
            ? object("name", Json.of(taken.name()), "fields", fields)
            : object("name", Json.of(taken.name()), "fields", fields, "answers",
                new Json.Arr(allFields(Companions.code(answers)))));
      }
    }
    return new Json.Arr(commands);
  }

  private static Json events(RoomCode<?> room) {
    List<Json> events = new ArrayList<>();
    for (RoomCode.Told told : room.events()) {
      events.add(object("name", Json.of(told.name()), "lossy", Json.of(told.lossy()), "fields",
          new Json.Arr(allFields(Companions.code(told.type())))));
    }
    return new Json.Arr(events);
  }

  private static List<Json> sentFields(ClassCode<?> code) {
    List<Json> fields = new ArrayList<>();
    for (FieldCode field : code.fields()) {
      FieldCode.Sent sent = field.sent();
      if (sent == null) continue;
      Map<String, Json> members = field(field, sent.as());
      members.put("to", Json.of(sent.to().name()));
      fields.add(new Json.Obj(members));
    }
    return fields;
  }

  private static List<Json> allFields(ClassCode<?> code) {
    List<Json> fields = new ArrayList<>();
    for (FieldCode field : code.fields()) fields.add(new Json.Obj(field(field, field.type())));
    return fields;
  }

  private static Map<String, Json> field(FieldCode field, ValueType type) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("name", Json.of(field.name()));
    members.putAll(type(type).members());
    if (field.nullable()) members.put("nullable", Json.of(true));
    if (field.boxed()) members.put("boxed", Json.of(true));
    if (field.role() != FieldCode.Role.PLAIN) {
      members.put("role", Json.of(field.role().name().toLowerCase(Locale.ROOT)));
    }
    return members;
  }

  private static Json type(ValueType type) {
    return switch (type) {
      case ValueType.Flag _ -> object("type", Json.of("flag"));
      case ValueType.Whole w -> object("type", Json.of("whole"), "min", Json.of(w.min()), "max", Json.of(w.max()));
      case ValueType.Real r when r.step() == 0 -> object("type", Json.of("real"));
      case ValueType.Real r -> object("type", Json.of("real"), "min", Json.of(r.min()), "max", Json.of(r.max()), "step",
          Json.of(r.step()));
      case ValueType.Angle a -> object("type", Json.of("angle"), "bits", Json.of((long) a.bits()));
      case ValueType.Text t -> object("type", Json.of("text"), "max", Json.of((long) t.max()));
      case ValueType.Choice c -> object("type", Json.of("choice"), "of",
          new Json.Arr(c.constants().stream().map(constant -> Json.of(constant.name())).toList()));
      case ValueType.Struct s -> record(s.type());
      case ValueType.OneOf o -> object("type", Json.of("oneOf"), "of",
          new Json.Arr(o.of().stream().map(Schema::record).toList()));
      case ValueType.Ref r -> object("type", Json.of("entity"), "of",
          Json.of(r.type() == Entity.class ? "entity" : Companions.code(r.type()).name()));
      case ValueType.Person _ -> object("type", Json.of("player"));
      case ValueType.PersonId _ -> object("type", Json.of("playerId"));
      case ValueType.Many m -> object("type", Json.of("list"), "of", type(m.of()), "max", Json.of((long) m.max()));
      case ValueType.Table t -> object("type", Json.of("map"), "key", type(t.key()), "of", type(t.value()), "max",
          Json.of((long) t.max()));
      case ValueType.Kept _,ValueType.Owed _ -> throw new IllegalStateException(type + " does not travel");
    };
  }

  private static Json record(Class<?> type) {
    ClassCode<?> code = Companions.code(type);
    return object("type", Json.of("record"), "class", Json.of(code.name()), "fields", new Json.Arr(allFields(code)));
  }

  private static Json object(Object... namesAndValues) {
    Map<String, Json> members = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      members.put((String) namesAndValues[i], (Json) namesAndValues[i + 1]);
    }
    return new Json.Obj(members);
  }
}

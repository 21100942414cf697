package takt.server.room;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;
import takt.schema.spi.ClassCode;
import takt.schema.spi.FieldCode;
import takt.schema.spi.RoomCode;
import takt.schema.spi.ValueType;
import takt.schema.wire.JsonValues;
import takt.schema.wire.Refs;

/// The `@Option` and `@Listed` fields of rooms.
///
/// Stateless; any thread for [#check], room's thread for the rest.
public final class Options {
  private Options() {}

  /// Why these options do not fit a room type, empty if they do.
  ///
  /// @param options an object; what it does not name keeps the field's initialiser
  /// @param trusted whether a server sets them
  public static String check(RoomCode<?> code, Json options, boolean trusted) {
    JsonValues values = new JsonValues();
    for (Map.Entry<String, Json> option : options.members().entrySet()) {
      int i = code.indexOf(option.getKey());
      FieldCode field = i < 0 ? null : code.fields().get(i);
      if (field == null || !isOption(field)) return "no option of that name: expected " + names(code, trusted);
      if (field.role() == FieldCode.Role.TRUSTED_OPTION && !trusted) return "'" + field.name() + "' is set by servers";
      Object value = values.read(field.type(), option.getValue(), Refs.NONE);
      if (!values.error().isEmpty()) return values.error().replace("'the value'", "'" + field.name() + "'");
      if (value == null && !field.nullable()) return "'" + field.name() + "' must not be null";
    }
    return "";
  }

  /// Sets checked options.
  static <R> void apply(RoomCode<R> code, R room, Json options) {
    JsonValues values = new JsonValues();
    options.members().forEach((name, json) -> {
      int i = code.indexOf(name);
      Object value = values.read(code.fields().get(i).type(), json, Refs.NONE);
      set(code, room, i, value);
    });
  }

  private static <R> void set(ClassCode<R> code, R room, int i, @Nullable Object value) {
    switch (code.fields().get(i).storage()) {
      case WHOLE -> code.whole(room, i, switch (value) {
        case Boolean b -> b ? 1 : 0;
        case Character c -> c;
        case Number n -> n.longValue();
        case null, default -> throw new IllegalStateException("option " + code.fields().get(i).name() + "=" + value);
      });
      case REAL -> code.real(room, i, value instanceof Number n ? n.doubleValue() : Double.NaN);
      case VALUE -> code.value(room, i, value);
    }
  }

  /// The values of the listed fields.
  static <R> Json listed(RoomCode<R> code, R room) {
    Map<String, Json> listed = new LinkedHashMap<>();
    for (int i = 0; i < code.fields().size(); i++) {
      FieldCode field = code.fields().get(i);
      if (!field.listed()) continue;
      listed.put(field.name(), switch (field.storage()) {
        case WHOLE -> field.type() instanceof ValueType.Flag
            ? Json.of(code.whole(room, i) != 0)
            : Json.of(code.whole(room, i));
        case REAL -> Json.of(code.real(room, i));
        case VALUE -> code.value(room, i) instanceof Enum<?> e
            ? Json.of(e.name())
            : code.value(room, i) instanceof String s ? Json.of(s) : Json.Null.VALUE;
      });
    }
    return new Json.Obj(listed);
  }

  /// Whether [#listed] would give that: asked in every tick, and told without making anything.
  static <R> boolean isListed(RoomCode<R> code, R room, Json listed) {
    for (int i = 0; i < code.fields().size(); i++) {
      FieldCode field = code.fields().get(i);
      if (!field.listed()) continue;
      Json known = listed.get(field.name());
      if (known == null || !isListed(code, room, i, known)) return false;
    }
    return true;
  }

  private static <R> boolean isListed(RoomCode<R> code, R room, int i, Json known) {
    return switch (code.fields().get(i).storage()) {
      case WHOLE -> known instanceof Json.Bool(boolean flag)
          ? flag == (code.whole(room, i) != 0)
          : known.whole(Long.MIN_VALUE) == code.whole(room, i);
      // A number that is none is listed as null each time; nobody lists such.
      case REAL -> known.number(Double.NaN) == code.real(room, i);
      case VALUE -> switch (code.value(room, i)) {
        case Enum<?> e -> e.name().equals(known.text(""));
        case String s -> s.equals(known.text("")) && known instanceof Json.Text;
        case null, default -> known instanceof Json.Null;
      };
    };
  }

  private static boolean isOption(FieldCode field) {
    return field.role() == FieldCode.Role.OPTION || field.role() == FieldCode.Role.TRUSTED_OPTION;
  }

  private static String names(RoomCode<?> code, boolean trusted) {
    String names = String.join(", ", code.fields().stream()
        .filter(f -> f.role() == FieldCode.Role.OPTION || trusted && isOption(f)).map(FieldCode::name).toList());
    return names.isEmpty() ? "none" : names;
  }
}

package takt.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;
import takt.protocol.layout.LayoutField;
import takt.protocol.layout.LayoutType;
import takt.schema.spi.ClassCode;
import takt.schema.spi.Companions;
import takt.schema.spi.FieldCode;
import takt.schema.spi.ValueType;

/// Between the versions of one game: this build's classes and the layout of a server that is older or newer.
///
/// Pure functions; any thread. Fields are matched by name. One that this build lacks is passed over; one that the
/// server lacks keeps what its class gives it; a number beyond this build's bounds is moved to the edge, a name that it
/// does not know is the first. A field that both know must be of one kind.
final class Versions {
  private Versions() {}

  /// @throws Incompatible if a field that both know is of another kind
  static void check(ClassCode<?> code, List<LayoutField> fields) {
    for (FieldCode field : code.fields()) {
      ValueType here = field.sent() == null ? field.type() : field.sent().as();
      LayoutField there = named(fields, field.name());
      if (there != null) check(code.name() + "." + field.name(), here, there.type());
    }
  }

  private static @Nullable LayoutField named(List<LayoutField> fields, String name) {
    for (LayoutField field : fields) {
      if (field.name().equals(name)) return field;
    }
    return null;
  }

  private static void check(String where, ValueType here, LayoutType there) {
    if (!kind(here).equals(kind(there))) throw new Incompatible(where, kind(here), kind(there));
    switch (here) {
      case ValueType.Struct struct when there instanceof LayoutType.Struct record ->
        check(Companions.recordCode(struct.type()), record.fields());
      case ValueType.OneOf oneOf when there instanceof LayoutType.OneOf(List<LayoutType.Struct> records) -> {
        for (Class<?> type : oneOf.of()) {
          ClassCode<?> code = Companions.recordCode(type);
          for (LayoutType.Struct record : records) {
            if (record.name().equals(code.name())) check(code, record.fields());
          }
        }
      }
      case ValueType.Many many when there instanceof LayoutType.Many(LayoutType of, int _) ->
        check(where + "[]", many.of(), of);
      case ValueType.Table table when there instanceof LayoutType.Table(LayoutType key, LayoutType of, int _) -> {
        check(where + "{}", table.key(), key);
        check(where + "{}", table.value(), of);
      }
      default -> {
        // One kind, and nothing inside.
      }
    }
  }

  private static String kind(ValueType type) {
    return switch (type) {
      case ValueType.Flag _ -> "a flag";
      case ValueType.Whole _ -> "a whole number";
      case ValueType.Real _ -> "a number";
      case ValueType.Angle _ -> "an angle";
      case ValueType.Text _ -> "a text";
      case ValueType.PersonId _ -> "a player id";
      case ValueType.Choice _ -> "a choice";
      case ValueType.Struct _ -> "a record";
      case ValueType.OneOf _ -> "one of some records";
      case ValueType.Ref _ -> "an entity";
      case ValueType.Person _ -> "a player";
      case ValueType.Many _ -> "a list";
      case ValueType.Table _ -> "a map";
      case ValueType.Kept _,ValueType.Owed _ -> "no value";
    };
  }

  private static String kind(LayoutType type) {
    return switch (type) {
      case LayoutType.Flag _ -> "a flag";
      case LayoutType.Whole _ -> "a whole number";
      case LayoutType.Real _,LayoutType.Full _ -> "a number";
      case LayoutType.Angle _ -> "an angle";
      case LayoutType.Text _ -> "a text";
      case LayoutType.PlayerId _ -> "a player id";
      case LayoutType.Choice _ -> "a choice";
      case LayoutType.Struct _ -> "a record";
      case LayoutType.OneOf _ -> "one of some records";
      case LayoutType.Ref _ -> "an entity";
      case LayoutType.Person _ -> "a player";
      case LayoutType.Many _ -> "a list";
      case LayoutType.Table _ -> "a map";
      case LayoutType.Alarm _ -> "an alarm";
    };
  }

  /// A record's members as this build can read them.
  static Json fit(ClassCode<?> code, Json json) {
    Map<String, Json> members = new LinkedHashMap<>();
    if (json.get("type") instanceof Json.Text named) members.put("type", named);
    for (FieldCode field : code.fields()) {
      Json value = json.get(field.name());
      if (value != null) members.put(field.name(), fit(field.type(), value));
      else if (field.type() instanceof ValueType.Choice choice && !field.nullable()) {
        members.put(field.name(), first(choice));
      }
    }
    return new Json.Obj(members);
  }

  /// A value as this build can read it.
  static Json fit(ValueType type, Json value) {
    if (value instanceof Json.Null) return value;
    return switch (type) {
      case ValueType.Whole(ValueType.Java _, long min, long max) -> Json.of(Math.clamp(value.whole(0), min, max));
      case ValueType.Real real when !real.holds(value.number(0)) ->
        Json.of(Math.clamp(value.number(0), real.min(), real.max()));
      case ValueType.Text text -> Json.of(cut(value.text(""), text.max()));
      case ValueType.Choice choice -> isKnown(choice, value) ? value : first(choice);
      case ValueType.Struct struct -> fit(Companions.recordCode(struct.type()), value);
      case ValueType.OneOf oneOf -> oneOf(oneOf, value);
      case ValueType.Many many -> {
        List<Json> items = new ArrayList<>();
        for (Json item : value.items()) {
          if (items.size() < many.max()) items.add(fit(many.of(), item));
        }
        yield new Json.Arr(items);
      }
      case ValueType.Table table -> table(table, value);
      default -> value;
    };
  }

  private static String cut(String text, int max) {
    if (text.length() <= max) return text;
    boolean halved = max > 0 && Character.isHighSurrogate(text.charAt(max - 1));
    return text.substring(0, halved ? max - 1 : max);
  }

  private static boolean isKnown(ValueType.Choice choice, Json value) {
    for (Enum<?> constant : choice.constants()) {
      if (constant.name().equals(value.text(""))) return true;
    }
    return false;
  }

  private static Json first(ValueType.Choice choice) {
    return Json.of(choice.constants().getFirst().name());
  }

  private static Json oneOf(ValueType.OneOf type, Json value) {
    for (Class<?> record : type.of()) {
      ClassCode<?> code = Companions.recordCode(record);
      if (value.get("type") instanceof Json.Text(String name) && name.equals(code.name())) return fit(code, value);
    }
    return Json.Null.VALUE;
  }

  private static Json table(ValueType.Table type, Json value) {
    Map<String, Json> members = new LinkedHashMap<>();
    value.members().forEach((key, of) -> {
      if (members.size() < type.max()) members.put(key, fit(type.value(), of));
    });
    if (value instanceof Json.Obj) return new Json.Obj(members);
    List<Json> pairs = new ArrayList<>();
    for (Json pair : value.items()) {
      if (pair.items().size() != 2 || pairs.size() >= type.max()) continue;
      pairs.add(new Json.Arr(List.of(fit(type.key(), pair.items().get(0)), fit(type.value(), pair.items().get(1)))));
    }
    return new Json.Arr(pairs);
  }
}

package takt.server.replication;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import takt.protocol.json.Json;
import takt.schema.spi.ClassCode;
import takt.schema.spi.Companions;
import takt.schema.spi.FieldCode;
import takt.schema.spi.RecordCode;
import takt.schema.spi.ValueType;

/// Takes out of values what refers to entities that a viewer may not know of, or that are gone.
///
/// Stateless; any thread. A component that refers to one becomes null; an element of a collection, or an entry of a
/// map, that is one is left out.
public final class KnownRefs {
  private KnownRefs() {}

  /// Whether a value of that type may refer to entities.
  public static boolean areIn(ValueType type) {
    return areIn(type, new HashSet<>());
  }

  /// Whether a record of that class may refer to entities.
  public static boolean areIn(ClassCode<?> record) {
    return areIn(record, new HashSet<>());
  }

  private static boolean areIn(ValueType type, Set<Class<?>> seen) {
    return switch (type) {
      case ValueType.Ref _ -> true;
      case ValueType.Struct struct -> seen.add(struct.type()) && areIn(Companions.code(struct.type()), seen);
      case ValueType.OneOf oneOf -> {
        boolean in = false;
        for (Class<?> record : oneOf.of()) in |= seen.add(record) && areIn(Companions.code(record), seen);
        yield in;
      }
      case ValueType.Many many -> areIn(many.of(), seen);
      case ValueType.Table table -> areIn(table.key(), seen) || areIn(table.value(), seen);
      default -> false;
    };
  }

  private static boolean areIn(ClassCode<?> record, Set<Class<?>> seen) {
    for (FieldCode field : record.fields()) {
      if (areIn(field.type(), seen)) return true;
    }
    return false;
  }

  /// A record's components without what is not known.
  ///
  /// @param knows whether the entity of an id may be known
  public static Json only(RecordCode<?> code, Json json, LongPredicate knows) {
    Map<String, Json> members = new LinkedHashMap<>(json.members());
    for (FieldCode field : code.fields()) {
      members.computeIfPresent(field.name(), (_, value) -> only(field.type(), value, knows));
    }
    return new Json.Obj(members);
  }

  /// A value without what is not known.
  public static Json only(ValueType type, Json json, LongPredicate knows) {
    if (json instanceof Json.Null) return json;
    return switch (type) {
      case ValueType.Ref _ -> isKnown(type, json, knows) ? json : Json.Null.VALUE;
      case ValueType.Struct struct -> only(Companions.recordCode(struct.type()), json, knows);
      case ValueType.OneOf oneOf -> oneOf(oneOf, json, knows);
      case ValueType.Many many -> many(many, json, knows);
      case ValueType.Table table -> table(table, json, knows);
      default -> json;
    };
  }

  private static boolean isKnown(ValueType type, Json json, LongPredicate knows) {
    return !(type instanceof ValueType.Ref) || json.whole(0) != 0 && knows.test(json.whole(0));
  }

  private static Json oneOf(ValueType.OneOf type, Json json, LongPredicate knows) {
    Json name = json.get("type");
    for (Class<?> record : type.of()) {
      RecordCode<?> code = Companions.recordCode(record);
      if (name != null && code.name().equals(name.text(""))) return only(code, json, knows);
    }
    return json;
  }

  private static Json many(ValueType.Many type, Json json, LongPredicate knows) {
    List<Json> items = new ArrayList<>();
    for (Json item : json.items()) {
      if (isKnown(type.of(), item, knows)) items.add(only(type.of(), item, knows));
    }
    return new Json.Arr(items);
  }

  /// An object where the key is a name or number, else an array of pairs.
  private static Json table(ValueType.Table type, Json json, LongPredicate knows) {
    if (json instanceof Json.Obj(Map<String, Json> members)) {
      Map<String, Json> known = new LinkedHashMap<>();
      members.forEach((name, value) -> {
        boolean knowsKey = !(type.key() instanceof ValueType.Ref) || knows.test(Long.parseLong(name));
        if (knowsKey && isKnown(type.value(), value, knows)) known.put(name, only(type.value(), value, knows));
      });
      return new Json.Obj(known);
    }
    List<Json> pairs = new ArrayList<>();
    for (Json pair : json.items()) {
      Json value = pair.items().get(1);
      if (!isKnown(type.value(), value, knows)) continue;
      pairs.add(new Json.Arr(List.of(only(type.key(), pair.items().get(0), knows), only(type.value(), value, knows))));
    }
    return new Json.Arr(pairs);
  }
}

package takt.server.session;

import java.util.Map;
import takt.protocol.json.Json;
import takt.schema.spi.FieldCode;
import takt.server.room.RoomType;

/// How rooms are looked for by their `@Listed` fields.
///
/// Stateless; any thread.
final class Listings {
  private Listings() {}

  /// Fields an open room must have, by name; equal, as JSON. An object that fits every room if it is empty.
  record Filter(Json where) {
    boolean fits(Json listed) {
      for (Map.Entry<String, Json> wanted : where.members().entrySet()) {
        Json has = listed.get(wanted.getKey());
        if (has == null || !same(has, wanted.getValue())) return false;
      }
      return true;
    }

    private static boolean same(Json a, Json b) {
      boolean numbers = isNumber(a) && isNumber(b);
      return numbers ? a.number(0) == b.number(0) : a.equals(b);
    }

    private static boolean isNumber(Json json) {
      return json instanceof Json.Whole || json instanceof Json.Real;
    }
  }

  /// Why a filter can never fit a room of that type, empty if it can.
  static String check(RoomType type, Json where) {
    for (String name : where.members().keySet()) {
      int i = type.code().indexOf(name);
      if (i < 0 || !type.code().fields().get(i).listed()) {
        return "no listed field '" + clip(name) + "', expected " + names(type);
      }
    }
    return "";
  }

  private static String names(RoomType type) {
    String names = String.join(", ",
        type.code().fields().stream().filter(FieldCode::listed).map(FieldCode::name).toList());
    return names.isEmpty() ? "none" : names;
  }

  /// What a client wrote, short enough to be told back to it.
  static String clip(String name) {
    return name.length() <= 32 ? name : name.substring(0, 32);
  }
}

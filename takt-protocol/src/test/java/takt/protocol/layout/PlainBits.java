package takt.protocol.layout;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import takt.protocol.json.Json;

/// Payloads as `docs/PROTOCOL.md` 14 has them, written the plainest way: as a text of ones and zeros, straight from the
/// schema document.
///
/// One thread. Shares nothing with the code it is compared with: what the golden vectors hold comes from here.
final class PlainBits {
  private final StringBuilder bits = new StringBuilder();

  PlainBits u(int width, long value) {
    for (int i = 0; i < width; i++) bits.append(value >>> i & 1);
    return this;
  }

  PlainBits c(long value) {
    for (; value > 7; value >>= 3) u(3, value & 7).u(1, 1);
    return u(3, value).u(1, 0);
  }

  PlainBits text(String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    c(utf8.length);
    for (byte b : utf8) u(8, b & 0xff);
    return this;
  }

  String hex() {
    byte[] bytes = new byte[(bits.length() + 7) / 8];
    for (int i = 0; i < bits.length(); i++) bytes[i / 8] |= (byte) (bits.charAt(i) - '0' << i % 8);
    return HexFormat.of().formatHex(bytes);
  }

  // ---- values

  PlainBits fields(Json fields, Json values) {
    for (Json field : fields.items()) field(field, at(values, text(field, "name")));
    return this;
  }

  PlainBits field(Json field, Json value) {
    boolean there = !(value instanceof Json.Null);
    if (mayBeWithout(field)) u(1, there ? 1 : 0);
    return there || !mayBeWithout(field) ? value(field, value) : this;
  }

  static boolean mayBeWithout(Json field) {
    return switch (text(field, "type")) {
      case "entity", "player" -> false;
      case "flag", "whole", "real", "angle" -> field.get("boxed") != null
          || field.get("to") != null && !text(field, "to").equals("EVERYONE");
      default -> true;
    };
  }

  private PlainBits value(Json type, Json value) {
    return switch (text(type, "type")) {
      case "flag" -> u(1, value.flag(false) ? 1 : 0);
      case "whole", "angle" -> stepped(type, value);
      case "real" -> type.get("step") == null
          ? u(64, Double.doubleToRawLongBits(value.number(0)))
          : stepped(type, value);
      case "text", "playerId" -> text(value.text(""));
      case "choice" -> place(type, at(type, "of").items().indexOf(value));
      case "record" -> record(type, value);
      case "oneOf" -> {
        List<Json> of = at(type, "of").items();
        int place = 0;
        while (!at(of.get(place), "class").equals(at(value, "type"))) place++;
        yield place(type, place).record(of.get(place), value);
      }
      case "entity" -> value instanceof Json.Null ? c(0) : c(value.whole(0) % 65536).c(value.whole(0) / 65536);
      case "player" -> c(value.whole(0));
      case "list" -> {
        c(value.items().size());
        for (Json item : value.items()) value(at(type, "of"), item);
        yield this;
      }
      case "map" -> map(at(type, "key"), at(type, "of"), value);
      case "alarm" -> c(value.whole(0));
      default -> throw new AssertionError(type);
    };
  }

  private PlainBits place(Json type, int place) {
    if (place < 0) throw new AssertionError(type);
    return u(width(at(type, "of").items().size() - 1), place);
  }

  private PlainBits record(Json type, Json value) {
    return at(type, "fields").items().isEmpty() ? u(1, 0) : fields(at(type, "fields"), value);
  }

  private PlainBits map(Json key, Json of, Json value) {
    if (value instanceof Json.Arr) {
      c(value.items().size());
      for (Json pair : value.items()) value(key, pair.items().get(0)).value(of, pair.items().get(1));
      return this;
    }
    c(value.members().size());
    boolean named = List.of("text", "playerId", "choice").contains(text(key, "type"));
    value.members().forEach((name, v) -> {
      value(key, named ? Json.of(name) : Json.of(Long.parseLong(name)));
      value(of, v);
    });
    return this;
  }

  // ---- numbers

  private PlainBits stepped(Json type, Json value) {
    if (isWide(type)) return u(1, value.whole(0) < 0 ? 1 : 0).u(53, Math.abs(value.whole(0)));
    return u(width(type), point(type, value) - first(type));
  }

  private static boolean isWide(Json type) {
    return text(type, "type").equals("whole") && at(type, "max").whole(0) - at(type, "min").whole(0) >= 1L << 52;
  }

  private static int width(long number) {
    return Math.max(1, Long.toBinaryString(number).length());
  }

  private static int width(Json type) {
    if (text(type, "type").equals("angle")) return (int) at(type, "bits").whole(0);
    return width(point(type, at(type, "max")) - first(type));
  }

  private static long first(Json type) {
    return text(type, "type").equals("angle") ? 0 : point(type, at(type, "min"));
  }

  private static long point(Json type, Json value) {
    if (text(type, "type").equals("whole")) return value.whole(0);
    double x = value.number(0);
    if (text(type, "type").equals("angle")) {
      long all = 1L << at(type, "bits").whole(0);
      double part = x / (2 * Math.PI) - Math.floor(x / (2 * Math.PI));
      return Math.floorMod((long) Math.floor(part * all + 0.5), all);
    }
    double step = at(type, "step").number(0);
    double inverse = Math.rint(1 / step);
    boolean hasInverse = inverse >= 1 && Math.abs(inverse * step - 1) < 1e-12;
    double inside = Math.clamp(x, at(type, "min").number(0), at(type, "max").number(0));
    return (long) Math.floor((hasInverse ? inside * inverse : inside / step) + 0.5);
  }

  // ---- state

  /// A delta as the JSON twin has it, to a base that is an object with `room`, `players` and `entities`.
  PlainBits state(Json document, long tick, Json base, Json delta) {
    Json room = at(delta, "room");
    u(1, room.members().isEmpty() ? 0 : 1);
    if (!room.members().isEmpty()) masked(at(document, "state").items(), room, at(base, "room"));
    players(at(at(delta, "gone"), "players").items(), at(delta, "players").members());
    for (Json part : at(document, "entities").items()) {
      String name = text(part, "name");
      part(at(part, "fields").items(), tick, at(at(base, "entities"), name).members(),
          at(at(delta, "gone"), name).items(), at(at(delta, "entities"), name).members());
    }
    return this;
  }

  private void players(List<Json> gone, Map<String, Json> told) {
    u(1, gone.isEmpty() && told.isEmpty() ? 0 : 1);
    if (gone.isEmpty() && told.isEmpty()) return;
    c(gone.size());
    for (Json number : gone) c(number.whole(0));
    c(told.size());
    told.forEach((number, player) -> {
      c(Long.parseLong(number)).u(1, player.get("name") == null ? 0 : 1);
      if (player.get("name") != null) text(text(player, "name"));
      c(at(player, "seat").whole(0) + 1).c(at(player, "team").whole(0));
      u(1, at(player, "bot").flag(false) ? 1 : 0).u(1, at(player, "connected").flag(false) ? 1 : 0);
    });
  }

  private void part(List<Json> fields, long tick, Map<String, Json> base, List<Json> gone, Map<String, Json> rows) {
    u(1, gone.isEmpty() && rows.isEmpty() ? 0 : 1);
    if (gone.isEmpty() && rows.isEmpty()) return;
    List<Long> moved = new ArrayList<>();
    List<Long> entered = new ArrayList<>();
    for (String id : rows.keySet()) (base.containsKey(id) ? moved : entered).add(Long.valueOf(id));
    slots(gone.stream().map(id -> id.whole(0)).toList(), (_, _) -> {});
    slots(moved, (text, _) -> row(fields, tick, at(rows, text), at(base, text)));
    slots(entered, (text, id) -> c(id / 65536).row(fields, tick, at(rows, text), Json.Obj.EMPTY));
  }

  private interface Each {
    void of(String text, long id);
  }

  private void slots(List<Long> ids, Each each) {
    c(ids.size());
    long before = 0;
    for (long id : ids) {
      slot(before, id % 65536);
      before = id % 65536;
      each.of(Long.toString(id), id);
    }
  }

  PlainBits slot(long before, long slot) {
    if (slot == before + 1) return u(1, 0);
    return u(1, 1).c(zigzag(slot - before - 2));
  }

  private void row(List<Json> fields, long tick, Json row, Json base) {
    Json owner = at(row, "owner");
    Json jump = at(row, "jump");
    if (owner instanceof Json.Null && jump instanceof Json.Null) {
      u(1, 0);
    } else {
      u(1, 1).u(1, owner instanceof Json.Null ? 0 : 1);
      if (!(owner instanceof Json.Null)) c(owner.whole(0));
      u(1, jump instanceof Json.Null ? 0 : 1);
      if (!(jump instanceof Json.Null)) c(tick - jump.whole(0));
    }
    masked(fields, row, base);
  }

  private void masked(List<Json> fields, Json row, Json base) {
    for (int i = 0; i < fields.size(); i++) {
      List<Json> group = fields.subList(i, Math.min(fields.size(), i / 8 * 8 + 8));
      if (i % 8 == 0 && fields.size() > 8) {
        boolean any = group.stream().anyMatch(f -> row.get(text(f, "name")) != null);
        u(1, any ? 1 : 0);
        if (!any) {
          i += group.size() - 1;
          continue;
        }
      }
      u(1, row.get(text(fields.get(i), "name")) == null ? 0 : 1);
    }
    for (Json field : fields) {
      Json value = row.get(text(field, "name"));
      if (value != null) changed(field, value, at(base, text(field, "name")));
    }
  }

  private void changed(Json field, Json value, Json base) {
    boolean isNumber = switch (text(field, "type")) {
      case "whole" -> !isWide(field);
      case "real" -> field.get("step") != null;
      case "angle" -> true;
      default -> false;
    };
    boolean moves = isNumber && field.get("boxed") == null && width(field) > 4;
    if (!moves || base instanceof Json.Null || value instanceof Json.Null) {
      field(field, value);
      return;
    }
    if (mayBeWithout(field)) u(1, 1);
    long d = point(field, value) - point(field, base);
    if (text(field, "type").equals("angle")) {
      long all = 1L << width(field);
      d = Math.floorMod(d + all / 2, all) - all / 2;
    }
    int k = width(field) / 2;
    if (zigzag(d) < 1L << k) u(1, 0).u(k, zigzag(d));
    else if (zigzag(d) < (1L << k) + (1L << k + 3)) u(1, 1).u(1, 0).u(k + 3, zigzag(d) - (1L << k));
    else u(1, 1).u(1, 1).stepped(field, value);
  }

  static long zigzag(long d) {
    return d >= 0 ? 2 * d : -2 * d - 1;
  }

  // ---- JSON

  static Json at(Json json, String name) {
    Json member = json.get(name);
    return member == null ? Json.Null.VALUE : member;
  }

  private static Json at(Map<String, Json> members, String name) {
    return members.getOrDefault(name, Json.Obj.EMPTY);
  }

  static String text(Json json, String name) {
    return at(json, name).text("");
  }
}

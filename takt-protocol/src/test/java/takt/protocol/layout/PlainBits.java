package takt.protocol.layout;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;

/// Payloads as `docs/PROTOCOL.md` 14 has them, written the plainest way: as a text of ones and zeros, straight from the
/// schema document.
///
/// One thread. Shares nothing with the code it is compared with: what the golden vectors hold comes from here, and from
/// [PlainMoved].
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

  /// As a text of ones and zeros.
  String ones() {
    return bits.toString();
  }

  int length() {
    return bits.length();
  }

  PlainBits cut(int length) {
    bits.setLength(length);
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

  static boolean isWide(Json type) {
    return text(type, "type").equals("whole") && at(type, "max").whole(0) - at(type, "min").whole(0) >= 1L << 52;
  }

  private static int width(long number) {
    return Math.max(1, Long.toBinaryString(number).length());
  }

  static int width(Json type) {
    if (text(type, "type").equals("angle")) return (int) at(type, "bits").whole(0);
    return width(point(type, at(type, "max")) - first(type));
  }

  static long first(Json type) {
    return text(type, "type").equals("angle") ? 0 : point(type, at(type, "min"));
  }

  static long point(Json type, Json value) {
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

  /// The states a delta builds on, each an object with `tick`, `room`, `players`, `entities` and perhaps `habits`;
  /// null for none, the older ones newest first. Entities are in the order in which they entered: a script sorts ids,
  /// so they must ascend.
  record Bases(@Nullable Json base, List<Json> older) {
    private Json rows(@Nullable Json state, String part) {
      return state == null ? Json.Obj.EMPTY : at(at(state, "entities"), part);
    }

    private long tick(@Nullable Json state) {
      return state == null ? 0 : at(state, "tick").whole(0);
    }

    List<Integer> gaps() {
      List<Integer> gaps = new ArrayList<>();
      long tick = tick(base);
      for (Json one : older) {
        gaps.add((int) (tick - tick(one)));
        tick = tick(one);
      }
      return gaps;
    }
  }

  /// A delta as the JSON twin has it.
  ///
  /// @param habits how entities of parts move from now on, by the part's name; of others as until now
  /// @param own parts, or fields as `part.field`, that not everyone may know for another reason than `to`
  PlainBits state(Json document, int tickRateHz, long tick, Bases bases, Json delta, Json habits,
      Set<String> own) {
    bases(tick, bases);
    List<Json> roomFields = at(document, "state").items();
    Json room = at(delta, "room");
    Json roomOwn = only(roomFields, "", room, own, true);
    room(roomFields, bases, only(roomFields, "", room, own, false));
    players(at(at(delta, "gone"), "players").items(), at(delta, "players").members());
    boolean more = !roomOwn.members().isEmpty();
    for (Json part : at(document, "entities").items()) {
      Change change = new Change(part, tick, bases, delta, own);
      if (own.contains(change.name)) u(1, 0);
      else publicPart(change, tickRateHz, bases, habits);
      more |= change.hasOwn();
    }
    u(1, more ? 1 : 0);
    if (!more) return this;
    room(roomFields, bases, roomOwn);
    for (Json part : at(document, "entities").items()) ownPart(new Change(part, tick, bases, delta, own));
    return this;
  }

  PlainBits bases(long tick, Bases bases) {
    if (bases.base == null) return this;
    List<Integer> gaps = bases.gaps();
    long dt = tick - bases.tick(bases.base);
    if (gaps.size() == 8 && gaps.stream().allMatch(gap -> gap == dt)) return u(1, 1);
    u(1, 0).c(gaps.size());
    for (int gap : gaps) c(gap);
    return this;
  }

  private void room(List<Json> fields, Bases bases, Json told) {
    u(1, told.members().isEmpty() ? 0 : 1);
    if (!told.members().isEmpty()) masked(fields, told, bases.base == null ? Json.Obj.EMPTY : at(bases.base, "room"));
  }

  /// Those members of a row that are, or are not, for some only.
  private static Json only(List<Json> fields, String part, Json row, Set<String> own, boolean isOwn) {
    Map<String, Json> members = new LinkedHashMap<>();
    for (Json field : fields) {
      Json value = row.get(text(field, "name"));
      boolean toSome = !text(field, "to").equals("EVERYONE") || own.contains(part)
          || own.contains(part + "." + text(field, "name"));
      if (value != null && toSome == isOwn) members.put(text(field, "name"), value);
    }
    return new Json.Obj(members);
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

  /// What becomes of a part.
  private static final class Change {
    private final String name;
    private final List<Json> fields;
    private final long tick;
    private final Set<String> own;
    private final Map<String, Json> base;
    private final List<Long> gone;
    private final Map<String, Json> told;
    private final List<Long> moved = new ArrayList<>();
    private final List<Long> entered = new ArrayList<>();

    private Change(Json part, long tick, Bases bases, Json delta, Set<String> own) {
      name = text(part, "name");
      fields = at(part, "fields").items();
      this.tick = tick;
      this.own = own;
      base = bases.rows(bases.base, name).members();
      gone = at(at(delta, "gone"), name).items().stream().map(id -> id.whole(0)).toList();
      told = at(at(delta, "entities"), name).members();
      for (String id : told.keySet()) (base.containsKey(id) ? moved : entered).add(Long.valueOf(id));
    }

    private Json told(long id, boolean isOwn) {
      return only(fields, name, at(told, Long.toString(id)), own, isOwn);
    }

    private boolean hasOwn() {
      if (own.contains(name)) return gone.size() + told.size() > 0;
      return told.keySet().stream().anyMatch(id -> !told(Long.parseLong(id), true).members().isEmpty());
    }
  }

  private void publicPart(Change change, int tickRateHz, Bases bases, Json habits) {
    Json known = bases.base == null || change.base.isEmpty()
        ? Json.Obj.EMPTY
        : at(at(bases.base, "habits"), change.name);
    Json habit = habits.get(change.name) == null ? known : at(habits, change.name);
    boolean news = !habitBits(change.fields, known, habit).equals(habitBits(change.fields, known, known));
    List<Long> movedPublic = change.moved.stream().filter(id -> !change.told(id, false).members().isEmpty()
        || isNoted(at(change.told, Long.toString(id))) || at(change.told, Long.toString(id)).members().isEmpty())
        .toList();
    boolean changed = change.gone.size() + movedPublic.size() + change.entered.size() > 0 || news;
    u(1, changed ? 1 : 0);
    if (!changed) return;
    boolean turnover = change.gone.size() + change.entered.size() > 0;
    u(1, turnover ? 1 : 0);
    if (turnover) slots(change.gone, (_, _) -> {});
    u(1, news ? 1 : 0);
    if (news) bits.append(habitBits(change.fields, known, habit));
    if (change.base.size() > change.gone.size()) moved(change, tickRateHz, bases, habit, movedPublic);
    if (!turnover) return;
    slots(change.entered, (text, id) -> {
      c(id / 65536).noted(change.tick, at(change.told, text));
      masked(change.fields, change.told(id, false), Json.Obj.EMPTY);
    });
  }

  /// What is told of a habit to who knows another.
  private static String habitBits(List<Json> fields, Json known, Json habit) {
    PlainBits bits = new PlainBits();
    List<Json> stepped = fields.stream().filter(PlainMoved::isStepped).toList();
    List<List<Integer>> from = foresights(stepped, known);
    List<List<Integer>> to = foresights(stepped, habit);
    for (int f = 0; f < stepped.size(); f++) {
      bits.u(1, from.get(f).equals(to.get(f)) ? 1 : 0);
      if (from.get(f).equals(to.get(f))) continue;
      bits.c(to.get(f).get(0));
      for (int weight : to.get(f).subList(1, to.get(f).size())) bits.c(zigzag(weight));
    }
    Set<Json> before = new HashSet<>(at(known, "odds").items());
    List<List<Integer>> odds = at(habit, "odds").items().stream().filter(one -> !before.contains(one))
        .map(PlainMoved::wholes).toList();
    bits.c(odds.size());
    int next = 0;
    for (List<Integer> one : odds) {
      bits.c(one.get(0) - next).u(4, one.get(1) + 7);
      next = one.get(0) + 1;
    }
    return bits.bits.toString();
  }

  private static List<List<Integer>> foresights(List<Json> stepped, Json habit) {
    if (habit.get("foresights") == null) return PlainMoved.first(stepped);
    return at(habit, "foresights").items().stream().map(PlainMoved::wholes).toList();
  }

  private void moved(Change change, int tickRateHz, Bases bases, Json habit, List<Long> moved) {
    List<Json> stepped = change.fields.stream().filter(PlainMoved::isStepped).toList();
    List<Json> others = change.fields.stream().filter(field -> !PlainMoved.isStepped(field)
        && text(field, "to").equals("EVERYONE")).toList();
    List<PlainMoved.Row> rows = new ArrayList<>();
    List<String> said = new ArrayList<>();
    long last = 0;
    for (String id : change.base.keySet()) {
      if (Long.parseLong(id) <= last) throw new AssertionError(change.base.keySet() + ", expected to ascend");
      last = Long.parseLong(id);
      if (change.gone.contains(last)) continue;
      PlainMoved.Row row = row(change, bases, id, stepped, others, moved.contains(last));
      rows.add(row);
      boolean tells = row.noted();
      for (boolean told : row.told()) tells |= told;
      if (tells) said.add((row.awake() ? "0" : "1") + id);
    }
    long dt = Math.min(change.tick - bases.tick(bases.base), Integer.MAX_VALUE);
    stream(new PlainMoved(change.fields, tickRateHz, habit, dt, bases.gaps()).code(rows));
    for (char asleep : new char[]{'0', '1'}) {
      for (String id : said) if (id.charAt(0) == asleep) said(change, id.substring(1), others);
    }
  }

  private void said(Change change, String id, List<Json> others) {
    Json row = at(change.told, id);
    if (isNoted(row)) note(change.tick, row);
    for (Json field : others) {
      Json value = change.told(Long.parseLong(id), false).get(text(field, "name"));
      if (value != null) changed(field, value, at(at(change.base, id), text(field, "name")));
    }
  }

  private static PlainMoved.Row row(Change change, Bases bases, String id, List<Json> stepped, List<Json> others,
      boolean moved) {
    Map<String, Json> now = new LinkedHashMap<>(at(change.base, id).members());
    now.putAll(at(change.told, id).members());
    List<long[]> past = new ArrayList<>(List.of(points(stepped, at(change.base, id))));
    for (Json state : bases.older) {
      Json was = bases.rows(state, change.name).get(id);
      if (was == null) break;
      past.add(points(stepped, was));
    }
    boolean[] told = new boolean[others.size()];
    for (int o = 0; o < told.length; o++) {
      told[o] = change.told(Long.parseLong(id), false).get(text(others.get(o), "name")) != null;
    }
    boolean awake = past.size() == 1 || !Arrays.equals(past.get(0), past.get(1));
    return new PlainMoved.Row(awake, moved, past, points(stepped, new Json.Obj(now)),
        isNoted(at(change.told, id)), told);
  }

  private static long[] points(List<Json> stepped, Json row) {
    return stepped.stream().mapToLong(field -> {
      Json value = row.get(text(field, "name"));
      return value == null ? first(field) : point(field, value);
    }).toArray();
  }

  /// A text of ones and zeros.
  PlainBits stream(String made) {
    bits.append(made);
    return this;
  }

  private void ownPart(Change change) {
    boolean hidden = change.own.contains(change.name);
    u(1, change.hasOwn() ? 1 : 0);
    if (!change.hasOwn()) return;
    u(1, 0); // of all that there is, not of what is seen from somewhere
    Set<Long> fresh = new HashSet<>(change.entered);
    if (hidden) {
      slots(change.gone, (_, _) -> {});
      slots(change.moved, (text, id) -> ownRow(change, text, id, at(change.base, text)));
      slots(change.entered, (text, id) -> c(id / 65536).ownRow(change, text, id, Json.Obj.EMPTY));
      return;
    }
    c(0);
    List<Long> told = change.told.keySet().stream().map(Long::valueOf)
        .filter(id -> !change.told(id, true).members().isEmpty()).toList();
    slots(told, (text, id) -> {
      u(1, 0);
      masked(change.fields, change.told(id, true), fresh.contains(id) ? Json.Obj.EMPTY : at(change.base, text));
    });
    c(0);
  }

  private void ownRow(Change change, String text, long id, Json base) {
    noted(change.tick, at(change.told, text));
    masked(change.fields, change.told(id, true), base);
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

  private static boolean isNoted(Json row) {
    return row.get("owner") != null || row.get("jump") != null;
  }

  private void noted(long tick, Json row) {
    u(1, isNoted(row) ? 1 : 0);
    if (isNoted(row)) note(tick, row);
  }

  private void note(long tick, Json row) {
    Json owner = row.get("owner");
    Json jump = row.get("jump");
    u(1, owner == null ? 0 : 1);
    if (owner != null) c(owner.whole(0));
    u(1, jump == null ? 0 : 1);
    if (jump != null) c(tick - jump.whole(0));
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
    boolean isEdited = List.of("list", "map", "text").contains(text(field, "type"));
    if (isEdited && !(base instanceof Json.Null) && !(value instanceof Json.Null)) {
      u(1, 1).u(1, 0).value(field, value); // whole: what became of it is written by hand
      return;
    }
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

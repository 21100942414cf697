package takt.protocol.delta;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonReader;
import takt.protocol.json.JsonWriter;
import takt.protocol.layout.LayoutField;
import takt.protocol.layout.RoomLayout;

/// How the entities of a room use to move, as `takt train` found out: a text that is committed with the game.
///
/// Immutable; any thread. Everything goes by names, so that it outlives changes of the game: what is there under
/// another name, or gone, is untrained again, and all else is not. See `docs/training.md`:
/// ```
/// {"version":1,"parts":{
/// "ships":{"odds":[0,3,1,-2],"fields":{
/// "x":{"rate":"vx","odds":[0,5,3,-1]},
/// "heading":{"weights":[1310,-286],"odds":[]}}}}}
/// ```
public final class TrainedHabits {
  /// Of the text's form.
  private static final int VERSION = 1;

  private final Map<String, Json> parts;

  private TrainedHabits(Map<String, Json> parts) {
    this.parts = parts;
  }

  /// Reads a text.
  ///
  /// @throws IllegalArgumentException if it is none; the text of it says why
  public static TrainedHabits of(String text) {
    JsonReader reader = new JsonReader(JsonLimits.OWN);
    Json json = reader.read(text);
    if (json == null) throw new IllegalArgumentException("no JSON: " + reader.error());
    Json version = json.get("version");
    if (version == null || version.whole(0) != VERSION || !(json.get("parts") instanceof Json.Obj(var parts))) {
      throw new IllegalArgumentException("no \"version\":" + VERSION + " with \"parts\"");
    }
    return new TrainedHabits(parts);
  }

  /// What was found out of some parts of a room.
  ///
  /// @param habits by the names of the parts
  public static TrainedHabits of(RoomLayout layout, Map<String, Habit> habits) {
    Map<String, Json> parts = new LinkedHashMap<>();
    for (RoomLayout.Part part : layout.entities()) {
      Habit habit = habits.get(part.name());
      if (habit != null) parts.put(part.name(), part(part, habit));
    }
    return new TrainedHabits(parts);
  }

  /// A schema document, with the habits of those parts of which something is known.
  ///
  /// @throws IllegalArgumentException if what is said of a field is none; the text says why
  public Json in(Json document) {
    List<Json> told = new ArrayList<>();
    List<Json> entities = document.get("entities") instanceof Json.Arr(List<Json> all) ? all : List.of();
    for (RoomLayout.Part part : RoomLayout.of(document).entities()) {
      Map<String, Json> members = new LinkedHashMap<>(entities.get(told.size()).members());
      Habit untrained = PartShape.of(part).untrained();
      Habit habit = parts.containsKey(part.name()) ? habit(part, parts.get(part.name())) : untrained;
      if (!habit.equals(untrained)) members.put("habit", habit.json(untrained));
      told.add(new Json.Obj(members));
    }
    Map<String, Json> members = new LinkedHashMap<>(document.members());
    members.put("entities", new Json.Arr(told));
    return new Json.Obj(members);
  }

  // ---- by names

  /// Where a field's odds are, and how many.
  private record Block(String name, int at, int count) {}

  private static List<Block> blocks(RoomLayout.Part part, PartShape shape) {
    List<Block> blocks = new ArrayList<>();
    for (int at : shape.stepped()) {
      int f = blocks.size();
      blocks.add(new Block(part.fields().get(at).name(), Places.FIELDS + f * Places.OF_FIELD, Places.OF_FIELD));
    }
    int others = Places.others(blocks.size());
    for (int at : shape.others()) blocks.add(new Block(part.fields().get(at).name(), others++, 1));
    return blocks;
  }

  private static Json part(RoomLayout.Part part, Habit habit) {
    PartShape shape = PartShape.of(part);
    Habit untrained = shape.untrained();
    Map<String, Json> fields = new LinkedHashMap<>();
    for (Block block : blocks(part, shape)) {
      Map<String, Json> members = new LinkedHashMap<>();
      int f = fields.size();
      if (f < shape.stepped().size()) guess(part, shape, habit.foresight(f), members);
      members.put("odds", habit.told(untrained, block.at, block.count));
      fields.put(block.name, new Json.Obj(members));
    }
    return object("odds", habit.told(untrained, 0, Places.FIELDS), "fields", new Json.Obj(fields));
  }

  private static void guess(RoomLayout.Part part, PartShape shape, Foresight foresight, Map<String, Json> into) {
    if (foresight.isByField()) {
      LayoutField by = part.fields().get(shape.stepped().get(foresight.field()));
      into.put(foresight.isPerTick() ? "step" : "rate", Json.of(by.name()));
      return;
    }
    List<Json> weights = new ArrayList<>();
    for (int k = 0; k < foresight.order(); k++) weights.add(Json.of(foresight.weight(k)));
    into.put("weights", new Json.Arr(weights));
  }

  private static Habit habit(RoomLayout.Part part, Json told) {
    PartShape shape = PartShape.of(part);
    Habit untrained = shape.untrained();
    char[] odds = untrained.odds().clone();
    Foresight[] guesses = new Foresight[shape.stepped().size()];
    Map<String, Json> fields = member(told, "fields").members();
    List<Block> blocks = blocks(part, shape);
    Habit.tell(member(told, "odds").items(), odds, 0, Places.FIELDS);
    for (int f = 0; f < blocks.size(); f++) {
      boolean isStepped = f < guesses.length;
      if (isStepped) guesses[f] = untrained.foresight(f);
      Json field = fields.get(blocks.get(f).name);
      if (field == null || isGuessed(field) != isStepped) continue;
      Habit.tell(member(field, "odds").items(), odds, blocks.get(f).at, blocks.get(f).count);
      if (isStepped) guesses[f] = guess(field, blocks.subList(0, guesses.length), guesses[f]);
    }
    if (!Habit.isPossible(guesses)) {
      throw new IllegalArgumentException("fields of '" + part.name() + "' that go by what goes by another");
    }
    return untrained.with(guesses, odds);
  }

  /// Whether it was a number that can be foreseen: one that is something else since is another field.
  private static boolean isGuessed(Json field) {
    return field.get("weights") != null || field.get("rate") != null || field.get("step") != null;
  }

  /// @param otherwise for one that went by a field that is gone
  private static Foresight guess(Json field, List<Block> stepped, Foresight otherwise) {
    Json rate = field.get("rate");
    Json by = rate == null ? field.get("step") : rate;
    if (by != null) {
      for (int g = 0; g < stepped.size(); g++) {
        if (stepped.get(g).name.equals(by.text(""))) return Foresight.by(g, rate == null);
      }
      return otherwise;
    }
    return Foresight.of(member(field, "weights").items().stream()
        .mapToInt(weight -> Math.clamp(weight.whole(Long.MAX_VALUE), -Integer.MAX_VALUE, Integer.MAX_VALUE))
        .toArray());
  }

  private static Json member(Json json, String name) {
    Json member = json.get(name);
    if (member == null) throw new IllegalArgumentException("something without \"" + name + "\"");
    return member;
  }

  private static Json object(String first, Json a, String second, Json b) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put(first, a);
    members.put(second, b);
    return new Json.Obj(members);
  }

  /// The text: a field a line, so that it can be compared and merged.
  public String text() {
    StringBuilder text = new StringBuilder("{\"version\":" + VERSION + ",\"parts\":{");
    String next = "\n";
    for (Map.Entry<String, Json> part : parts.entrySet()) {
      text.append(next).append(json(Json.of(part.getKey()))).append(":{\"odds\":")
          .append(json(member(part.getValue(), "odds"))).append(",\"fields\":{");
      String nextField = "\n";
      for (Map.Entry<String, Json> field : member(part.getValue(), "fields").members().entrySet()) {
        text.append(nextField).append(json(Json.of(field.getKey()))).append(':').append(json(field.getValue()));
        nextField = ",\n";
      }
      text.append("}}");
      next = ",\n";
    }
    return text.append("}}\n").toString();
  }

  private static String json(Json json) {
    return new JsonWriter().value(json).toString();
  }
}

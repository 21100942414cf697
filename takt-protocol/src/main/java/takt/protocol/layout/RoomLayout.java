package takt.protocol.layout;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import takt.protocol.Protocol;
import takt.protocol.json.Json;

/// A schema document, ready to read and write bits by.
///
/// Immutable; any thread. A command's or event's tag is its place in its list.
///
/// @param state the room's own fields, alarms among them
/// @param entities parts of entities
/// @param inputs the fields of an input, null if the room takes none
public record RoomLayout(List<LayoutField> state, List<Part> entities, @Nullable List<LayoutField> inputs,
    List<Command> commands, List<Event> events) {
  private static final int DEPTH_MAX = 16;
  /// The most elements a list may have: a document that allows more is not ours.
  private static final int MANY_MAX = 1 << 20;

  /// Entities of one class.
  ///
  /// @param habit how they use to move, for [takt.protocol.delta.PartShape] to read; null if nobody was trained
  public record Part(String name, List<LayoutField> fields, @Nullable Json habit) {}

  /// A command; `answers` are the fields of its reply, null if it has none.
  public record Command(String name, List<LayoutField> fields, @Nullable List<LayoutField> answers) {}

  /// An event.
  public record Event(String name, List<LayoutField> fields) {}

  /// Reads a document, which may come from a server that lies.
  ///
  /// @throws IllegalArgumentException if it is none; the text says where
  public static RoomLayout of(Json document) {
    List<Part> entities = new ArrayList<>();
    Set<String> parts = new HashSet<>();
    for (Json part : list(document, "entities")) {
      if (!parts.add(name(part))) throw no(name(part), "named once");
      entities.add(new Part(name(part), fields(part, "fields", 0), part.get("habit")));
    }
    List<Json> inputs = list(document, "inputs");
    List<Command> commands = new ArrayList<>();
    for (Json command : list(document, "commands")) {
      boolean answers = command.get("answers") != null;
      commands.add(new Command(name(command), fields(command, "fields", 0),
          answers ? fields(command, "answers", 0) : null));
    }
    List<Event> events = new ArrayList<>();
    for (Json event : list(document, "events")) events.add(new Event(name(event), fields(event, "fields", 0)));
    return new RoomLayout(fields(document, "state", 0), entities,
        inputs.isEmpty() ? null : fields(inputs.getFirst(), "fields", 0), commands, events);
  }

  /// The place of the command of that name, −1 for none.
  public int commandTag(String name) {
    for (int i = 0; i < commands.size(); i++) {
      if (commands.get(i).name.equals(name)) return i;
    }
    return -1;
  }

  private static List<LayoutField> fields(Json owner, String member, int depth) {
    List<LayoutField> fields = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Json field : list(owner, member)) {
      String name = name(field);
      if (!names.add(name)) throw no(name, "named once");
      boolean shared = text(field, "to", "EVERYONE").equals("EVERYONE");
      Json boxed = field.get("boxed");
      fields.add(new LayoutField(name, type(field, name, depth), boxed != null && boxed.flag(false), shared,
          text(field, "role", "").equals("position")));
    }
    return fields;
  }

  private static LayoutType type(Json json, String where, int depth) {
    if (depth > DEPTH_MAX) throw no(where, "nested less deep than " + DEPTH_MAX);
    return switch (text(json, "type", "")) {
      case "flag" -> new LayoutType.Flag();
      case "whole" -> new LayoutType.Whole(Points.of(whole(json, "min"), whole(json, "max")));
      case "real" -> real(json);
      case "angle" -> angle(new Compass(Math.clamp(whole(json, "bits"), 0, 99)));
      case "text" -> new LayoutType.Text(most(json));
      case "playerId" -> new LayoutType.PlayerId();
      case "choice" -> new LayoutType.Choice(names(json, where));
      case "record" -> record(json, depth);
      case "oneOf" -> oneOf(json, where, depth);
      case "entity" -> new LayoutType.Ref();
      case "player" -> new LayoutType.Person();
      case "list" -> new LayoutType.Many(type(member(json, "of"), where, depth + 1), most(json));
      case "map" -> new LayoutType.Table(type(member(json, "key"), where, depth + 1),
          type(member(json, "of"), where, depth + 1), most(json));
      case "alarm" -> new LayoutType.Alarm();
      default -> throw no(where, "of a type that this version knows");
    };
  }

  private static LayoutType real(Json json) {
    if (json.get("step") == null) return new LayoutType.Full();
    Grid grid = new Grid(number(json, "min"), number(json, "max"), number(json, "step"));
    return new LayoutType.Real(grid, Points.of(grid));
  }

  private static LayoutType angle(Compass compass) {
    return new LayoutType.Angle(compass, Points.of(compass));
  }

  private static LayoutType.Struct record(Json json, int depth) {
    return new LayoutType.Struct(member(json, "class").text(""), fields(json, "fields", depth + 1));
  }

  private static LayoutType oneOf(Json json, String where, int depth) {
    List<LayoutType.Struct> records = new ArrayList<>();
    for (Json record : list(json, "of")) records.add(record(record, depth + 1));
    if (records.isEmpty()) throw no(where, "one of at least one record");
    return new LayoutType.OneOf(records);
  }

  private static List<String> names(Json json, String where) {
    List<String> names = new ArrayList<>();
    for (Json name : list(json, "of")) names.add(name.text(""));
    if (names.isEmpty()) throw no(where, "a choice of at least one name");
    return names;
  }

  private static List<Json> list(Json json, String name) {
    return member(json, name).items();
  }

  private static Json member(Json json, String name) {
    Json member = json.get(name);
    if (member == null) throw new IllegalArgumentException("a schema document without '" + name + "'");
    return member;
  }

  private static String name(Json json) {
    return member(json, "name").text("");
  }

  private static String text(Json json, String name, String otherwise) {
    Json member = json.get(name);
    return member == null ? otherwise : member.text(otherwise);
  }

  private static long whole(Json json, String name) {
    return member(json, name).whole(Protocol.WHOLE_MAX + 1);
  }

  private static double number(Json json, String name) {
    return member(json, name).number(Double.NaN);
  }

  private static int most(Json json) {
    return Math.clamp(whole(json, "max"), 0, MANY_MAX);
  }

  private static IllegalArgumentException no(String where, String expected) {
    return new IllegalArgumentException("'" + where + "' of a schema document, expected " + expected);
  }
}

package takt.processor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;
import org.jspecify.annotations.Nullable;
import takt.processor.Vocabulary.Word;
import takt.schema.Audience;
import takt.schema.spi.RoomCode.PartKind;

/// Writes what a room's JavaScript clients see of it as TypeScript declarations: `takt/dts/NAME.d.ts`.
///
/// One per room. The types are those of the JSON twin, in which the JavaScript SDK speaks to games whatever the wire.
/// Classes of other files are read as far as their signatures tell: their comments are there only if they are compiled
/// too.
final class TypeScriptWriter {
  private static final int LINE_MAX = 120;
  /// What TypeScript keeps for itself; a class of such a name gets an underscore.
  private static final Set<String> TAKEN = Set.of("any", "unknown", "never", "string", "number", "boolean", "symbol",
      "object", "bigint", "undefined", "void", "null", "let", "var", "function", "export", "in", "of", "type", "typeof",
      "delete", "with", "yield", "await", "async", "Record", "Partial");

  private final ClassModel model;
  private final ClassModel.Room room;
  private final ValueReader values;
  private final FieldReader fields;
  private final Elements elements;
  private final Map<TypeElement, String> names = new LinkedHashMap<>();
  private final Deque<TypeElement> toWrite = new ArrayDeque<>();
  private final StringBuilder text = new StringBuilder();

  /// @param fields of a reader that tells nobody: what is wrong with a class is told where it stands
  TypeScriptWriter(ClassModel model, ClassModel.Room room, ValueReader values, FieldReader fields, Elements elements) {
    this.model = model;
    this.room = room;
    this.values = values;
    this.fields = fields;
    this.elements = elements;
  }

  /// The file's name: as clients ask for the room, if nobody gave it another name.
  String name() {
    return model.type().getSimpleName().toString().replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT)
        + ".d.ts";
  }

  String text() {
    String name = identifier(model.type().getSimpleName().toString());
    line(0, "// Written by takt-processor from " + model.type().getQualifiedName()
        + ". Do not edit: the next compilation writes it again.");
    line(0, "");
    doc(0, comment(model.type()));
    line(0, "export interface " + name + " {");
    writeView(name);
    TypeElement input = part(PartKind.INPUTS);
    if (input != null) doc(1, "What the player holds: `room.input`.");
    line(1, "input: " + (input == null ? "{}" : name + "." + name(input)));
    doc(1, "What `room.send` takes, and its answer.");
    List<String> commands = new ArrayList<>();
    for (ClassModel.Handler handler : room.handlers()) {
      TypeElement answers = handler.answers();
      for (ClassModel.Taken taken : handler.fromServers() ? List.<ClassModel.Taken>of() : handler.commands()) {
        commands.add(property(Vocabulary.wireName(taken.type())) + ": { fields: " + name + "." + name(taken.type())
            + "; answer: " + (answers == null ? "void" : name + "." + name(answers)) + " }");
      }
    }
    members("commands", commands);
    doc(1, "What `room.on` hears.");
    members("events", room.events().stream().map(told -> property(Vocabulary.wireName(told.type())) + ": " + name + "."
        + name(told.type())).toList());
    line(0, "}");
    if (toWrite.isEmpty()) return text.toString();
    line(0, "");
    line(0, "export declare namespace " + name + " {");
    for (boolean first = true; !toWrite.isEmpty(); first = false) {
      if (!first) line(0, "");
      write(toWrite.remove());
    }
    line(0, "}");
    return text.toString();
  }

  private @Nullable TypeElement part(PartKind kind) {
    for (ClassModel.Part part : room.parts()) {
      if (part.kind() == kind) return part.of();
    }
    return null;
  }

  private void members(String name, List<String> members) {
    line(1, name + ": {" + (members.isEmpty() ? "}" : ""));
    for (String member : members) line(2, member);
    if (!members.isEmpty()) line(1, "}");
  }

  // ---- the room

  private void writeView(String name) {
    doc(1, "What is drawn: `room.frame` and `room.state`.");
    line(1, "view: {");
    line(2, "tick: number");
    for (ClassModel.Field field : model.fields()) {
      Value sent = field.sent();
      if (sent != null) field(2, field, sent, name + ".");
    }
    for (ClassModel.Part part : room.parts()) {
      TypeElement of = part.of();
      if (part.kind() == PartKind.ENTITIES && of != null) {
        doc(2, comment(part.element()));
        line(2, property(part.name()) + ": " + name + "." + name(of) + "[]");
      } else if (part.kind() == PartKind.ALARM && part.to() != null) {
        doc(2, sentences(comment(part.element()), "Milliseconds left, null while it does not run."));
        line(2, property(part.name()) + ": number | null");
      }
    }
    line(1, "}");
  }

  private void field(int depth, ClassModel.Field field, Value value, String space) {
    boolean some = field.sent() != null && field.to() != Audience.EVERYONE;
    String to = !some ? "" : switch (field.to()) {
      case OWNER -> "Sent to the owner only.";
      case TEAM -> "Sent to the owner's team only.";
      default -> "Sent to whom the game shows it only.";
    };
    doc(depth, sentences(comment(field.element()), bounds(value), to));
    line(depth, property(field.name()) + (some ? "?: " : ": ") + type(value, space) + (field.nullable()
        && !(value instanceof Value.Ref)
            ? " | null"
            : ""));
  }

  private static String bounds(Value value) {
    return switch (value) {
      case Value.Whole whole when !whole.equals(Value.whole(whole.java())) ->
        "A whole number from " + whole.min() + " to " + whole.max() + ".";
      case Value.Real real when !real.equals(Value.real(real.java())) ->
        "From " + ValueWriter.number(real.min()) + " to " + ValueWriter.number(real.max()) + ".";
      case Value.Angle _ -> "In radians.";
      case Value.Text(int max) when max < Bounds.TEXT_MAX -> "At most " + max + " characters.";
      default -> "";
    };
  }

  // ---- the classes in it

  private void write(TypeElement type) {
    String name = name(type);
    doc(1, comment(type));
    if (type.getKind() == ElementKind.ENUM) {
      List<Element> ordered = new Sources(elements).constants(type);
      line(1, "type " + name + " = " + (ordered == null ? type.getEnclosedElements() : ordered).stream()
          .filter(e -> e.getKind() == ElementKind.ENUM_CONSTANT).map(e -> literal(e.getSimpleName().toString()))
          .collect(Collectors.joining(" | ")));
    } else if (type.getKind() == ElementKind.INTERFACE) {
      List<TypeElement> all = new ArrayList<>();
      values.permitted(type, all);
      line(1, "type " + name + " = " + all.stream().map(record -> "({ type: " + literal(Vocabulary.wireName(record))
          + " } & " + name(record) + ")").collect(Collectors.joining(" | ")));
    } else {
      line(1, "interface " + name + " {");
      if (type.getKind() == ElementKind.RECORD) writeComponents(type);
      else writeFields(type);
      line(1, "}");
    }
  }

  private void writeComponents(TypeElement record) {
    Map<String, String> comments = parameters(raw(record));
    for (RecordComponentElement component : record.getRecordComponents()) {
      Value value = Bounds.orDefault(values.component(component));
      String name = component.getSimpleName().toString();
      doc(2, sentences(comments.getOrDefault(name, ""), bounds(value)));
      boolean orNull = Marks.of(component).nullable() && !(value instanceof Value.Ref);
      line(2, property(name) + ": " + type(value, "") + (orNull ? " | null" : ""));
    }
  }

  private void writeFields(TypeElement type) {
    Word word = Vocabulary.word(type);
    boolean entity = word == Word.ENTITY;
    if (entity) {
      line(2, "id: number");
      doc(2, "The number of the player whose it is, 0 for nobody's.");
      line(2, "owner: number");
      doc(2, "Whether it is this player's.");
      line(2, "mine: boolean");
    }
    for (ClassModel.Field field : fields.read(type, word)) {
      Value value = entity ? field.sent() : field.value();
      if (value != null) field(2, field, value, "");
    }
  }

  // ---- types

  private String type(Value value, String space) {
    return switch (value) {
      case Value.Flag _ -> "boolean";
      case Value.Whole _,Value.Real _,Value.Angle _,Value.Person _ -> "number";
      case Value.Ref _ -> "number | null";
      case Value.Text _,Value.PersonId _ -> "string";
      case Value.Choice choice -> space + name(choice.type());
      case Value.Struct struct -> space + name(struct.type());
      case Value.OneOf oneOf -> space + name(oneOf.type());
      case Value.Many many -> element(many.of(), space) + "[]";
      case Value.Table(Value.Choice key, Value of, int _) ->
        "{ [key in " + type(key, space) + "]?: " + type(of, space) + " }";
      case Value.Table(Value key, Value of, int _) when isText(key) -> "{ [key: string]: " + type(of, space) + " }";
      case Value.Table(Value key, Value of, int _) when isNumber(key) -> "{ [key: number]: " + type(of, space) + " }";
      case Value.Table table -> "[" + type(table.key(), space) + ", " + type(table.value(), space) + "][]";
      case Value.Kept _,Value.Owed _,Value.No _ -> "never";
    };
  }

  private String element(Value value, String space) {
    return value instanceof Value.Ref ? "(number | null)" : type(value, space);
  }

  private static boolean isText(Value key) {
    return key instanceof Value.Text || key instanceof Value.PersonId;
  }

  private static boolean isNumber(Value key) {
    return key instanceof Value.Whole || key instanceof Value.Person || key instanceof Value.Ref;
  }

  /// How a class is called in the file, which it then gets into.
  private String name(TypeElement type) {
    String known = names.get(type);
    if (known != null) return known;
    String simple = identifier(type.getSimpleName().toString());
    String name = names.containsValue(simple) ? identifier(Vocabulary.nestedName(type)) : simple;
    for (int n = 2; names.containsValue(name); n++) name = simple + n;
    names.put(type, name);
    toWrite.add(type);
    return name;
  }

  /// A Java name as TypeScript takes it: what is none there, such as `€`, becomes an underscore.
  private static String identifier(String name) {
    StringBuilder text = new StringBuilder();
    name.codePoints().forEach(c -> text.appendCodePoint(Character.isUnicodeIdentifierPart(c) || c == '$' ? c : '_'));
    return TAKEN.contains(name) ? text.append('_').toString() : text.toString();
  }

  private static String property(String name) {
    boolean plain = name.codePoints().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '$'));
    return plain ? name : literal(name);
  }

  private static String literal(String text) {
    return '\'' + text + '\''; // A Java name: nothing in it needs a backslash.
  }

  // ---- comments

  private String comment(Element element) {
    String comment = raw(element);
    int tags = comment.indexOf("\n@");
    return (comment.startsWith("@") ? "" : tags < 0 ? comment : comment.substring(0, tags)).strip();
  }

  private String raw(Element element) {
    String comment;
    try {
      comment = elements.getDocComment(element);
    } catch (RuntimeException _) {
      return ""; // Compilers have failed here; a comment is not worth a build.
    }
    if (comment == null) return "";
    // Compilers differ in whether they leave the marks in.
    return comment.lines().map(line -> line.strip().replaceFirst("^(///|/\\*\\*|\\*/|\\*(?!\\*)) ?", "").replaceFirst(
        " ?\\*/$", "").stripTrailing()).collect(Collectors.joining("\n")).strip();
  }

  /// What a record's comment says of its components. (Eclipse's compiler fails when asked for a component's own.)
  private static Map<String, String> parameters(String comment) {
    Map<String, String> all = new LinkedHashMap<>();
    for (String part : ("\n" + comment).split("\n@", -1)) {
      if (!part.startsWith("param ")) continue;
      String rest = part.substring("param ".length()).strip().replaceAll("\\s+", " ");
      int space = rest.indexOf(' ');
      if (space > 0) all.put(rest.substring(0, space), rest.substring(space).strip());
    }
    return all;
  }

  private static String sentences(String comment, String... more) {
    StringBuilder text = new StringBuilder(comment);
    for (String sentence : more) {
      if (sentence.isEmpty()) continue;
      boolean open = !text.isEmpty() && Character.isLetterOrDigit(text.charAt(text.length() - 1));
      text.append(text.isEmpty() ? "" : open ? ". " : " ").append(sentence);
    }
    return text.toString();
  }

  private void doc(int depth, String comment) {
    if (comment.isEmpty()) return;
    String safe = comment.replace("*/", "*\\/");
    if (!safe.contains("\n") && safe.length() + 2 * depth + 7 <= LINE_MAX) {
      line(depth, "/** " + safe + " */");
      return;
    }
    line(depth, "/**");
    safe.lines().forEach(part -> line(depth, (" * " + part).stripTrailing()));
    line(depth, " */");
  }

  private void line(int depth, String line) {
    text.append(line.isEmpty() ? "" : "  ".repeat(depth)).append(line).append('\n');
  }
}

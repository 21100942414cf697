package takt.processor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import org.jspecify.annotations.Nullable;
import takt.processor.ClassModel.Field;
import takt.processor.ClassModel.Part;
import takt.processor.ClassModel.Reach;
import takt.processor.Vocabulary.Word;
import takt.schema.Audience;
import takt.schema.Input;
import takt.schema.OldState;
import takt.schema.Player;
import takt.schema.spi.ClassCode;
import takt.schema.spi.Companion;
import takt.schema.spi.FieldCode;
import takt.schema.spi.FieldCode.Role;
import takt.schema.spi.RecordCode;
import takt.schema.spi.RoomCode;
import takt.schema.spi.Slots;

/// Writes the text of a companion.
///
/// One per companion. The same models give the same text.
final class CompanionWriter {
  private static final int LINE_MAX = 120;
  /// Fields whose table stands in the constructor, and in each method where there are more: some 70 bytes of code each,
  /// and a method may have 65,535.
  private static final int FIELDS_MAX = 250;

  private final TypeElement top;
  private final List<ClassModel> models;
  private final ProcessingEnvironment environment;
  private final Imports imports;
  private final ValueWriter values;
  private final Map<ClassModel, String> codeNames = new HashMap<>();
  private final StringBuilder body = new StringBuilder();
  private boolean unchecked;

  CompanionWriter(TypeElement top, List<ClassModel> models, ProcessingEnvironment environment) {
    this.top = top;
    this.models = models;
    this.environment = environment;
    this.imports = new Imports(Vocabulary.packageOf(top), environment.getElementUtils());
    this.values = new ValueWriter(imports);
    for (ClassModel model : models) codeNames.put(model, codeName(model));
  }

  /// The companion's qualified name.
  String name() {
    return top.getQualifiedName() + "_Takt";
  }

  String text() {
    writeMembers();
    String listOfCodes = imports.name(List.class) + "<" + imports.name(ClassCode.class) + "<?>>";
    String packageName = Vocabulary.packageOf(top).getQualifiedName().toString();
    String simple = top.getSimpleName() + "_Takt";
    String head = "public final class " + simple + " implements " + imports.name(Companion.class) + " {\n";
    return "// Written by takt-processor from " + top.getSimpleName() + ". Do not edit: the next compilation writes it"
        + " again.\n" + (packageName.isEmpty() ? "" : "package " + packageName + ";\n\n") + imports.text()
        + "/// How Takt makes, reads and writes the objects of " + top.getSimpleName() + " and of the classes in it.\n"
        + suppressed() + head
        + "  public " + simple + "() {}\n\n  @" + imports.name(Override.class) + " public int version() {\n    return "
        + Companion.VERSION
        + ";\n  }\n\n  @" + imports.name(Override.class) + " public " + listOfCodes + " codes() {\n    return "
        + list(3, models.stream().map(model -> "new " + codeNames.get(model) + "()").toList()) + ";\n  }\n" + body
        + "}\n";
  }

  private String codeName(ClassModel model) {
    String simple = model.type().getSimpleName() + "Code";
    String full = Vocabulary.nestedName(model.type()).replace('.', '_') + "Code";
    boolean clear = !simple.equals("ClassCode") && !simple.equals("FieldCode") && !simple.equals("RecordCode")
        && !simple.equals("RoomCode");
    return clear && imports.reserve(simple) ? simple : full;
  }

  // ---- the companion

  private void writeMembers() {
    for (ClassModel model : models) writeCode(model);
  }

  /// What linters would say of a companion's code in such a package: it hands on null where records did not, and names
  /// what is deprecated.
  private String suppressed() {
    List<String> keys = new ArrayList<>();
    if (isNullMarked()) keys.add("\"NullAway\"");
    if (isDeprecated()) keys.addAll(List.of("\"deprecation\"", "\"removal\""));
    String all = String.join(", ", keys);
    return keys.isEmpty()
        ? ""
        : "@" + imports.name(SuppressWarnings.class) + "(" + (keys.size() == 1 ? all : "{" + all + "}") + ")\n";
  }

  private boolean isNullMarked() {
    for (Element e = top; e != null; e = e.getEnclosingElement()) {
      for (AnnotationMirror mark : e.getAnnotationMirrors()) {
        if (mark.getAnnotationType().asElement().getSimpleName().contentEquals("NullMarked")) return true;
      }
    }
    return false;
  }

  private boolean isDeprecated() {
    return imports.anyDeprecated() || models.stream().anyMatch(this::hasDeprecated);
  }

  private boolean hasDeprecated(ClassModel model) {
    Elements elements = environment.getElementUtils();
    ClassModel.Room room = model.room();
    return model.fields().stream().anyMatch(field -> elements.isDeprecated(field.element()))
        || ElementFilter.constructorsIn(model.type().getEnclosedElements()).stream().anyMatch(elements::isDeprecated)
        || room != null && (room.parts().stream().anyMatch(part -> elements.isDeprecated(part.element()))
            || room.handlers().stream().anyMatch(handler -> elements.isDeprecated(handler.method())));
  }

  private void writeCode(ClassModel model) {
    String type = imports.name(model.type());
    Class<?> base = switch (model.word()) {
      case ROOM -> RoomCode.class;
      case RECORD -> RecordCode.class;
      default -> ClassCode.class;
    };
    blank();
    line(1,
        "private static final class " + codeNames.get(model) + " extends " + imports.name(base) + "<" + type + "> {");
    Map<Element, String> handles = handles(model);
    writeConstructor(model);
    writeWas(model);
    if (model.made() && model.word() != Word.RECORD) method("public " + type + " make()", "return new " + type + "();");
    if (model.word() == Word.RECORD) writeRecordMake(model);
    writeFamily(model, handles, FieldCode.Storage.WHOLE, "whole", "long");
    writeFamily(model, handles, FieldCode.Storage.REAL, "real", "double");
    writeFamily(model, handles, FieldCode.Storage.VALUE, "value", imports.name(Object.class));
    if (model.migrates()) {
      method("public void migrate(" + type + " object, " + imports.name(OldState.class) + " old)",
          "object.migrate(old);");
    }
    ClassModel.Room room = model.room();
    if (room != null) writeRoom(type, room, handles);
    line(1, "}");
  }

  private void writeWas(ClassModel model) {
    if (!model.was().isEmpty())
      method("public " + imports.name(String.class) + " was()", "return " + ValueWriter.text(model.was()) + ";");
    if (model.knownTo() != Audience.EVERYONE) {
      String audience = imports.name(Audience.class);
      method("public " + audience + " knownTo()", "return " + audience + "." + model.knownTo() + ";");
    }
    TypeElement steeredBy = model.steeredBy();
    if (steeredBy != null) {
      method("public " + imports.name(Class.class) + "<? extends " + imports.name(Input.class) + "> steeredBy()",
          "return " + imports.name(steeredBy) + ".class;");
    }
  }

  // ---- tables

  private void writeConstructor(ClassModel model) {
    List<String> fields = model.fields().stream().map(this::field).toList();
    ClassModel.Room room = model.room();
    String start = "super(" + imports.name(model.type()) + ".class, " + ValueWriter.text(model.name());
    boolean many = fields.size() > FIELDS_MAX;
    String array = imports.name(FieldCode.class) + "[]";
    if (many) writeFields(array, fields);
    line(2, codeNames.get(model) + "() {");
    if (room != null) {
      line(3, start + ",");
      line(5, (many ? imports.name(List.class) + ".of(table())" : list(6, fields)) + ",");
      line(5, list(6, room.parts().stream().map(this::part).toList()) + ",");
      line(5, list(6, room.handlers().stream().map(this::handler).toList()) + ",");
      line(5, list(6, room.events().stream().map(this::told).toList()) + ");");
    } else if (many) {
      line(3, start + ", table());");
    } else {
      line(3,
          start + fields.stream().map(field -> ",\n" + "  ".repeat(5) + field).collect(Collectors.joining()) + ");");
    }
    line(2, "}");
  }

  private void writeFields(String array, List<String> fields) {
    line(2, "private static " + array + " table() {");
    line(3, array + " all = new " + array.replace("[]", "[" + fields.size() + "]") + ";");
    for (int i = 0; i < fields.size(); i += FIELDS_MAX) line(3, "table" + i + "(all);");
    line(3, "return all;");
    line(2, "}");
    blank();
    for (int i = 0; i < fields.size(); i++) {
      if (i % FIELDS_MAX == 0) line(2, "private static void table" + i + "(" + array + " all) {");
      line(3, "all[" + i + "] = " + fields.get(i) + ";");
      if (i % FIELDS_MAX < FIELDS_MAX - 1 && i < fields.size() - 1) continue;
      line(2, "}");
      blank();
    }
  }

  private String field(Field field) {
    StringBuilder text = new StringBuilder(imports.name(FieldCode.class)).append(".of(")
        .append(ValueWriter.text(field.name())).append(", ").append(values.of(field.value())).append(')');
    List<String> more = new ArrayList<>();
    if (!field.was().isEmpty()) more.add(".was(" + ValueWriter.text(field.was()) + ")");
    if (field.boxed()) more.add(".ofBox()");
    if (field.nullable()) more.add(".orNull()");
    if (field.fixed()) more.add(".ofFinal()");
    if (field.listed()) more.add(".inList()");
    Value sent = field.sent();
    if (sent != null) {
      more.add(".sent(" + values.of(sent) + ", " + imports.name(Audience.class) + "." + field.to() + ")");
    }
    if (field.role() != Role.PLAIN) more.add(".as(" + imports.name(Role.class) + "." + field.role() + ")");
    for (String call : more) {
      boolean fits = text.length() - text.lastIndexOf("\n") + call.length() < 96;
      text.append(fits ? "" : "\n" + "  ".repeat(7)).append(call);
    }
    return text.toString();
  }

  private String part(Part part) {
    String code = imports.name(RoomCode.class);
    TypeElement of = part.of();
    Value takes = part.takes();
    Value gives = part.gives();
    Audience to = part.to();
    return "new " + code + ".Part(" + ValueWriter.text(part.name()) + ", " + code + ".PartKind." + part.kind() + ", "
        + classOrNull(of) + ", " + (takes == null ? "null" : values.of(takes)) + ", "
        + (gives == null ? "null" : values.of(gives)) + ", "
        + (to == null ? "null" : imports.name(Audience.class) + "." + to) + ")";
  }

  private String classOrNull(@Nullable TypeElement type) {
    return type == null ? "null" : imports.name(type) + ".class";
  }

  private String handler(ClassModel.Handler handler) {
    String code = imports.name(RoomCode.class);
    List<String> commands = handler.commands().stream().map(taken -> "new " + code + ".Taken("
        + imports.name(taken.type()) + ".class, " + ValueWriter.text(Vocabulary.wireName(taken.type())) + ", "
        + ValueWriter.number(taken.perSecond()) + ")").toList();
    String list = commands.size() == 1
        ? imports.name(List.class) + ".of(" + commands.getFirst() + ")"
        : list(7, commands);
    return "new " + code + ".Handler(" + list + ", " + handler.fromServers() + ", " + classOrNull(handler.answers())
        + ")";
  }

  private String told(ClassModel.Told told) {
    return "new " + imports.name(RoomCode.class) + ".Told(" + imports.name(told.type()) + ".class, "
        + ValueWriter.text(Vocabulary.wireName(told.type())) + ", " + told.lossy() + ")";
  }

  // ---- fields behind handles

  /// Writes a `VarHandle` for each field that cannot be named.
  private Map<Element, String> handles(ClassModel model) {
    Map<Element, String> handles = new LinkedHashMap<>();
    for (Field field : model.fields()) {
      if (field.reach() == Reach.HANDLE) handle(model, field.element(), field.owner(), field.type(), handles);
    }
    ClassModel.Room room = model.room();
    for (Part part : room == null ? List.<Part>of() : room.parts()) {
      if (part.reach() == Reach.HANDLE) handle(model, part.element(), part.owner(), part.type(), handles);
    }
    if (!handles.isEmpty()) blank();
    return handles;
  }

  private void handle(ClassModel model, Element field, TypeElement owner, TypeMirror type,
      Map<Element, String> handles) {
    if (handles.containsKey(field)) return; // Another number of one vector.
    String base = field.getSimpleName().toString().replaceAll("([a-z0-9])([A-Z])", "$1_$2").toUpperCase(
        java.util.Locale.ROOT);
    String name = base;
    for (int n = 2; handles.containsValue(name); n++) name = base + "_" + n;
    handles.put(field, name);
    StringBuilder of = new StringBuilder(imports.name(model.type())).append(".class");
    if (Vocabulary.hidden(owner, Vocabulary.packageOf(top)) == null) {
      of = new StringBuilder(imports.name(owner)).append(".class");
    } else {
      for (TypeElement t = model.type(); t != null && !t.equals(owner); t = Vocabulary.superclass(t)) {
        of.append(".getSuperclass()");
      }
    }
    String erased = imports.name(environment.getTypeUtils().erasure(type));
    line(2, "private static final " + imports.name(VarHandle.class) + " " + name + " = reach("
        + imports.name(MethodHandles.class) + ".lookup(), " + of + ", " + ValueWriter.text(field.getSimpleName()
            .toString())
        + ", " + erased + ".class);");
  }

  // ---- accessors

  private void writeRecordMake(ClassModel model) {
    unchecked = false;
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i < model.fields().size(); i++) {
      Field field = model.fields().get(i);
      arguments.add(switch (storage(field)) {
        case WHOLE -> field.value() instanceof Value.Flag
            ? "slots.flag(" + i + ")"
            : narrow(field.type(), TypeKind.LONG) + "slots.whole(" + i + ")";
        case REAL -> narrow(field.type(), TypeKind.DOUBLE) + "slots.real(" + i + ")";
        case VALUE -> cast(field.type()) + "slots.value(" + i + ")";
      });
    }
    String type = imports.name(model.type());
    String call = "return new " + type + "(" + String.join(", ", arguments) + ");";
    if (call.length() > 110)
      call = "return new " + type + "(\n" + "  ".repeat(5) + String.join(",\n" + "  ".repeat(5),
          arguments) + ");";
    method("public " + type + " make(" + imports.name(Slots.class) + " slots)", call);
  }

  private static FieldCode.Storage storage(Field field) {
    if (field.boxed()) return FieldCode.Storage.VALUE;
    return switch (field.value()) {
      case Value.Flag _,Value.Whole _ -> FieldCode.Storage.WHOLE;
      case Value.Real _,Value.Angle _ -> FieldCode.Storage.REAL;
      default -> FieldCode.Storage.VALUE;
    };
  }

  private void writeFamily(ClassModel model, Map<Element, String> handles, FieldCode.Storage storage, String name,
      String javaType) {
    String type = imports.name(model.type());
    Predicate<Field> read = field -> storage(field) == storage;
    if (model.fields().stream().noneMatch(read)) return;
    begin("public " + javaType + " " + name + "(" + type + " object, int field)");
    line(3, "return switch (field) {");
    cases(model, read, field -> get(field, handles));
    line(4, "default -> super." + name + "(object, field);");
    line(3, "};");
    line(2, "}");
    Predicate<Field> written = field -> read.test(field) && !field.fixed() && field.reach() != Reach.ACCESSOR;
    if (model.fields().stream().noneMatch(written)) return;
    unchecked = false;
    int start = body.length();
    line(3, "switch (field) {");
    cases(model, written, field -> set(field, handles));
    line(4, "default -> super." + name + "(object, field, value);");
    line(3, "}");
    line(2, "}");
    String rest = body.substring(start);
    body.setLength(start);
    begin("public void " + name + "(" + type + " object, int field, " + javaType + " value)");
    body.append(rest);
  }

  private void cases(ClassModel model, Predicate<Field> which, java.util.function.Function<Field, String> text) {
    for (int i = 0; i < model.fields().size(); i++) {
      Field field = model.fields().get(i);
      if (which.test(field)) line(4, "case " + i + " -> " + text.apply(field) + ";");
    }
  }

  private String get(Field field, Map<Element, String> handles) {
    String flag = field.value() instanceof Value.Flag && !field.boxed() ? " ? 1 : 0" : "";
    if (!field.axis().isEmpty()) return vector(field, handles) + "." + field.axis();
    return switch (field.reach()) {
      case DIRECT -> "object." + field.name() + flag;
      case ACCESSOR -> "object." + field.name() + "()" + flag;
      case HANDLE -> (storage(field) == FieldCode.Storage.VALUE ? "" : "(" + imports.name(field.type()) + ") ")
          + handles.get(field.element()) + ".get(object)" + flag;
    };
  }

  /// The vector that a number is of.
  private String vector(Field field, Map<Element, String> handles) {
    return field.reach() == Reach.HANDLE
        ? "((" + imports.name(field.type()) + ") " + handles.get(field.element()) + ".get(object))"
        : "object." + field.element().getSimpleName();
  }

  private String set(Field field, Map<Element, String> handles) {
    if (!field.axis().isEmpty()) return vector(field, handles) + "." + field.axis() + " = value";
    boolean handle = field.reach() == Reach.HANDLE;
    String value = switch (storage(field)) {
      case WHOLE -> field.value() instanceof Value.Flag ? "value != 0" : narrow(field.type(), TypeKind.LONG) + "value";
      case REAL -> narrow(field.type(), TypeKind.DOUBLE) + "value";
      case VALUE -> (handle ? "(" + wildcards(field.type()) + ") " : cast(field.type())) + "value";
    };
    return handle
        ? handles.get(field.element()) + ".set(object, " + value + ")"
        : "object." + field.name() + " = " + value;
  }

  /// The cast from a `long` or `double` to a smaller primitive.
  private static String narrow(TypeMirror type, TypeKind from) {
    return type.getKind() == from ? "" : "(" + TypeNames.simple(type) + ") ";
  }

  private String cast(TypeMirror type) {
    TypeMirror of = type;
    if (of instanceof DeclaredType declared && !declared.getTypeArguments().isEmpty()) unchecked = true;
    return "(" + imports.name(type) + ") ";
  }

  /// A generic type as a cast can check it.
  private String wildcards(TypeMirror type) {
    if (!(type instanceof DeclaredType declared) || declared.getTypeArguments().isEmpty()) return imports.name(type);
    return imports.name((TypeElement) declared.asElement())
        + declared.getTypeArguments().stream().map(_ -> "?").collect(Collectors.joining(", ", "<", ">"));
  }

  // ---- rooms

  private void writeRoom(String type, ClassModel.Room room, Map<Element, String> handles) {
    unchecked = false;
    if (!room.parts().isEmpty()) {
      begin("public " + imports.name(Object.class) + " part(" + type + " room, int part)");
      line(3, "return switch (part) {");
      for (int i = 0; i < room.parts().size(); i++) {
        Part part = room.parts().get(i);
        String handle = handles.get(part.element());
        line(4, "case " + i + " -> " + (handle == null ? "room." + part.name() : handle + ".get(room)") + ";");
      }
      line(4, "default -> super.part(room, part);");
      line(3, "};");
      line(2, "}");
    }
    if (room.handlers().isEmpty()) return;
    String player = imports.name(Player.class);
    begin("public " + imports.name(Object.class) + " handle(" + type + " room, int handler, " + player + " from, "
        + imports.name(Object.class) + " command)");
    line(3, "return switch (handler) {");
    for (int i = 0; i < room.handlers().size(); i++) {
      ClassModel.Handler handler = room.handlers().get(i);
      String call = "room.on(" + (handler.fromServers() ? "" : "from, ") + "(" + imports.name(handler.takes())
          + ") command);";
      if (handler.isVoid()) {
        line(4, "case " + i + " -> {");
        line(5, call);
        line(5, "yield null;");
        line(4, "}");
      } else {
        line(4, "case " + i + " -> " + call);
      }
    }
    line(4, "default -> super.handle(room, handler, from, command);");
    line(3, "};");
    line(2, "}");
  }

  // ---- lines

  private String list(int depth, List<String> items) {
    String indent = "\n" + "  ".repeat(depth);
    return imports.name(List.class) + ".of(" + (items.isEmpty() ? "" : indent) + String.join("," + indent, items) + ")";
  }

  private void method(String signature, String statement) {
    begin(signature);
    line(3, statement);
    line(2, "}");
  }

  private void begin(String signature) {
    blank();
    if (unchecked) line(2, "@" + imports.name(SuppressWarnings.class) + "(\"unchecked\")");
    unchecked = false;
    line(2, "@" + imports.name(Override.class) + " " + signature + " {");
  }

  private void line(int depth, String text) {
    ("  ".repeat(depth) + text).lines().forEach(this::wrap);
  }

  private void blank() {
    body.append('\n');
  }

  /// Writes a line, broken behind commas where it is too long.
  private void wrap(String line) {
    String rest = line;
    String indent = " ".repeat(line.length() - line.stripLeading().length() + 4);
    for (int at = comma(rest); rest.length() > LINE_MAX && at > indent.length(); at = comma(rest)) {
      body.append(rest, 0, at).append('\n');
      rest = indent + rest.substring(at).stripLeading();
    }
    body.append(rest).append('\n');
  }

  /// Behind the last comma that keeps a line short enough, outside of texts; 0 for none.
  private static int comma(String line) {
    int at = 0;
    boolean quoted = false;
    for (int i = 0; i < Math.min(line.length(), LINE_MAX); i++) {
      char c = line.charAt(i);
      if (c == '"' && (i == 0 || line.charAt(i - 1) != '\\')) quoted = !quoted;
      if (c == ',' && !quoted) at = i + 1;
    }
    return at;
  }
}

package takt.processor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import org.jspecify.annotations.Nullable;
import takt.processor.ClassModel.Handler;
import takt.processor.ClassModel.Part;
import takt.processor.ClassModel.Taken;
import takt.processor.ClassModel.Told;
import takt.processor.Vocabulary.Word;
import takt.schema.Audience;
import takt.schema.Lossy;
import takt.schema.Rate;
import takt.schema.Sync;
import takt.schema.spi.RoomCode.PartKind;

/// Reads what only rooms have: parts, handlers, events.
///
/// One per top-level class.
final class RoomReader {
  /// What `players`, `state` and `tick` mean in a client's view of a room.
  private static final Set<String> RESERVED = Set.of("players", "state", "tick");

  private final ValueReader values;
  private final TravelRules travel;
  private final Problems problems;
  private final TypeElement top;
  private final PackageElement from;

  RoomReader(ValueReader values, TravelRules travel, Problems problems, TypeElement top) {
    this.values = values;
    this.travel = travel;
    this.problems = problems;
    this.top = top;
    this.from = Vocabulary.packageOf(top);
  }

  ClassModel.Room read(TypeElement room) {
    List<Handler> handlers = handlers(room);
    Set<TypeElement> taken = new LinkedHashSet<>();
    for (Handler handler : handlers) handler.commands().forEach(command -> taken.add(command.type()));
    if (!Vocabulary.is(room, Modifier.ABSTRACT)) checkUntaken(room);
    checkNames(room, taken, "commands");
    List<Told> events = events(room);
    checkNames(room, events.stream().map(Told::type).toList(), "events");
    return new ClassModel.Room(parts(room), handlers, events);
  }

  /// The classes and interfaces that a room is made of, the room last.
  private static Set<TypeElement> lineage(TypeElement type) {
    Set<TypeElement> lineage = new LinkedHashSet<>();
    collect(type, lineage);
    return lineage;
  }

  private static void collect(@Nullable TypeElement type, Set<TypeElement> lineage) {
    if (type == null || Vocabulary.isRoot(type)) return;
    collect(Vocabulary.superclass(type), lineage);
    for (TypeMirror face : type.getInterfaces()) collect(Vocabulary.element(face), lineage);
    lineage.add(type);
  }

  // ---- parts

  static boolean isPart(VariableElement field) {
    TypeElement type = Vocabulary.element(field.asType());
    return type != null && Unsavable.isPart(type.getQualifiedName().toString());
  }

  private List<Part> parts(TypeElement room) {
    List<Part> parts = new ArrayList<>();
    Map<String, TypeElement> names = new HashMap<>();
    for (TypeElement owner : lineage(room)) {
      for (VariableElement field : Members.fields(owner, top)) {
        if (!isPart(field) || Vocabulary.is(field, Modifier.STATIC)) continue;
        Part part = part(owner, field);
        if (part == null) continue;
        TypeElement twin = names.put(part.name(), owner);
        if (twin != null) {
          problems.tell(room, new Value.No(field, "has the name of a part of " + twin.getSimpleName() + ", which "
              + owner.getSimpleName() + " extends; rename one"));
        }
        boolean second = part.kind() == PartKind.INPUTS && parts.stream().anyMatch(p -> p.kind() == PartKind.INPUTS);
        if (second) {
          problems.tell(room, new Value.No(field, "is a second Inputs of " + room.getSimpleName()
              + ", but a player sends one input a tick; put the fields of both into one class"));
        }
        parts.add(part);
      }
    }
    return parts;
  }

  private @Nullable Part part(TypeElement owner, VariableElement field) {
    String why = wrongPart(field);
    if (why != null) {
      problems.tell(field, why);
      return null;
    }
    DeclaredType type = (DeclaredType) field.asType();
    PartKind kind = PartKind.valueOf(type.asElement().getSimpleName().toString().toUpperCase(java.util.Locale.ROOT));
    List<? extends TypeMirror> arguments = type.getTypeArguments();
    Sync sync = field.getAnnotation(Sync.class);
    TypeElement of = null;
    Value takes = null;
    Value gives = null;
    switch (kind) {
      case ENTITIES, INPUTS -> {
        of = of(field, arguments.getFirst(), kind);
        if (of == null) return null;
      }
      case ALARMS -> {
        takes = argument(field, arguments.getFirst());
        if (takes == null) return null;
        if (!isKey(takes)) {
          problems.tell(field, "has alarms by " + TypeNames.simple(arguments.getFirst())
              + ", but a key is a player, entity, enum, record, text or whole number; take one of these");
          return null;
        }
      }
      case TASK -> {
        takes = argument(field, arguments.get(0));
        gives = argument(field, arguments.get(1));
        if (takes == null || gives == null) return null;
        travel.check(takes, TravelRules.Trip.TO_TASK, field);
        travel.check(gives, TravelRules.Trip.FROM_TASK, field);
      }
      case ALARM, BOTS -> {
      }
    }
    return new Part(field, type, owner, FieldReader.reach(owner, field, from), kind, of, takes, gives,
        sync == null ? null : sync.to());
  }

  private static @Nullable String wrongPart(VariableElement field) {
    DeclaredType type = (DeclaredType) field.asType();
    String name = type.asElement().getSimpleName().toString();
    if (!Vocabulary.is(field, Modifier.FINAL)) return "is a part, which lives as long as its room; make it final";
    if (Vocabulary.is(field, Modifier.TRANSIENT)) return "is a part, which is saved with its room; drop 'transient'";
    if (RESERVED.contains(field.getSimpleName().toString())) {
      return "is a name that clients know as something else (the people in the room; its own fields; its tick); rename"
          + " the part";
    }
    Marks marks = Marks.of(field);
    Sync sync = marks.sync();
    if (sync != null && !name.equals("Alarm")) {
      return "has a @Sync, which of all parts only an Alarm can have; drop it"
          + (name.equals("Entities") ? ": what is sent of entities, their own fields say" : "");
    }
    if (sync == null && !marks.first().isEmpty()) {
      return "has " + marks.first() + ", which is for fields, but is a part; drop it";
    }
    if (sync != null && sync.to() != Audience.EVERYONE) {
      return "goes to " + sync.to() + ", but a room has no owner and no team; send it to EVERYONE";
    }
    boolean isRaw = type.getTypeArguments().isEmpty()
        && !((TypeElement) type.asElement()).getTypeParameters().isEmpty();
    return isRaw ? "is a part without type arguments; write " + name + "<…>" : null;
  }

  private @Nullable TypeElement of(VariableElement field, TypeMirror argument, PartKind kind) {
    boolean entities = kind == PartKind.ENTITIES;
    if (argument.getKind() == TypeKind.ERROR) {
      problems.breakOff();
      return null;
    }
    // Of a generic class that the room extends, which is told.
    if (argument.getKind() == TypeKind.TYPEVAR && problems.any()) return null;
    TypeElement of = Vocabulary.element(argument);
    if (of == null || Vocabulary.word(of) != (entities ? Word.ENTITY : Word.INPUT)) {
      problems.tell(field,
          "holds " + TypeNames.simple(argument) + ", which is no class of yours that extends " + (entities
              ? "Entity"
              : "Input") + "; name one");
      return null;
    }
    if (Vocabulary.is(of, Modifier.ABSTRACT)) {
      problems.tell(field,
          "holds " + of.getSimpleName() + ", which is abstract, so no client could make one; name a class"
              + " that is not, with a part for each");
      return null;
    }
    if (!of.getTypeParameters().isEmpty()) {
      problems.tell(field, ValueReader.generic(of));
      return null;
    }
    Value.No hidden = Vocabulary.hidden(of, from);
    if (hidden == null) return of;
    problems.tell(field, hidden);
    return null;
  }

  private @Nullable Value argument(VariableElement field, TypeMirror type) {
    Value value = values.read(type, from, false);
    if (!(value instanceof Value.No no)) return value;
    problems.tell(field, no);
    return null;
  }

  private static boolean isKey(Value value) {
    return switch (value) {
      case Value.Flag _,Value.Real _,Value.Angle _,Value.Kept _,Value.Owed _ -> false;
      case Value.Many _,Value.Table _,Value.No _ -> false;
      default -> true;
    };
  }

  // ---- handlers

  private List<Handler> handlers(TypeElement room) {
    Map<String, ExecutableElement> methods = new LinkedHashMap<>();
    for (TypeElement owner : lineage(room)) {
      for (ExecutableElement method : Members.methods(owner, top)) {
        boolean toImplement = owner.getKind() == ElementKind.INTERFACE && Vocabulary.is(method, Modifier.ABSTRACT);
        if (!method.getSimpleName().contentEquals("on") || toImplement) continue;
        methods.put(TypeNames.signature(method), method);
      }
    }
    List<Handler> handlers = new ArrayList<>();
    Map<TypeElement, ExecutableElement> taken = new HashMap<>();
    for (ExecutableElement method : methods.values()) {
      Handler handler = handler(room, method);
      if (handler == null) continue;
      ExecutableElement twin = null;
      for (Taken command : handler.commands()) {
        ExecutableElement other = taken.putIfAbsent(command.type(), method);
        if (twin == null) twin = other;
      }
      if (twin == null) {
        handlers.add(handler);
      } else {
        problems.tell(room,
            new Value.No(method, "takes a command that another handler takes too (" + TypeNames.signature(
                twin).replaceAll("\\w+\\.", "") + "), so which one is called is not clear; keep one"));
      }
    }
    return handlers;
  }

  private @Nullable Handler handler(TypeElement room, ExecutableElement method) {
    List<? extends VariableElement> parameters = method.getParameters();
    for (VariableElement parameter : parameters) {
      if (parameter.asType().getKind() != TypeKind.ERROR) continue;
      problems.breakOff();
      return null;
    }
    String why = wrongHandler(method);
    if (why != null) {
      problems.tell(room, new Value.No(method, why));
      return null;
    }
    TypeElement takes = Vocabulary.element(parameters.getLast().asType());
    if (takes == null) {
      problems.tell(room, new Value.No(method, notCommand(TypeNames.simple(parameters.getLast().asType()))));
      return null;
    }
    List<TypeElement> records = commands(room, method, takes);
    if (records.isEmpty()) return null;
    List<Taken> commands = new ArrayList<>();
    for (TypeElement record : records) {
      Rate rate = record.getAnnotation(Rate.class);
      commands.add(new Taken(record, rate == null ? 0 : rate.perSecond()));
    }
    boolean isVoid = method.getReturnType().getKind() == TypeKind.VOID;
    TypeElement answers = isVoid ? null : answers(room, method);
    return isVoid || answers != null ? new Handler(method, takes, commands, parameters.size() == 1, answers) : null;
  }

  private @Nullable String wrongHandler(ExecutableElement method) {
    List<? extends VariableElement> parameters = method.getParameters();
    if (parameters.isEmpty() || parameters.size() > 2 || !method.getTypeParameters().isEmpty()
        || parameters.size() == 2 && !isPlayer(parameters.getFirst().asType())) {
      return "is no handler: a method called 'on' takes (Player, a command), or (a command) that only servers send;"
          + " change its parameters or rename it";
    }
    if (Vocabulary.is(method, Modifier.PRIVATE)) return "is private, but the room's companion calls it; drop 'private'";
    if (Vocabulary.is(method, Modifier.STATIC)) return "is static, but a handler changes its room; drop 'static'";
    TypeElement owner = Vocabulary.owner(method);
    if (FieldReader.reach(owner, method, from) == ClassModel.Reach.HANDLE) {
      return "is not public, but the companion of a room in another package calls it; make it public";
    }
    for (TypeMirror thrown : method.getThrownTypes()) {
      if (ClassReader.isChecked(thrown)) {
        return "throws " + TypeNames.simple(thrown) + ", which nobody could catch; catch it inside, or throw a Refusal";
      }
    }
    return null;
  }

  private static boolean isPlayer(TypeMirror type) {
    TypeElement element = Vocabulary.element(type);
    return element != null && element.getQualifiedName().contentEquals(Vocabulary.PLAYER);
  }

  /// The records that a handler takes; none, and told why, for a parameter that is no command.
  private List<TypeElement> commands(TypeElement room, ExecutableElement method, TypeElement takes) {
    List<TypeElement> records = new ArrayList<>();
    if (takes.getKind() == ElementKind.RECORD) {
      records.add(takes);
    } else if (takes.getKind() == ElementKind.INTERFACE && Vocabulary.is(takes, Modifier.SEALED)) {
      Value.No no = values.permitted(takes, records);
      if (no != null) {
        problems.tell(method, no);
        return List.of();
      }
      if (records.isEmpty()) {
        problems.breakOff();
        return List.of();
      }
    }
    boolean all = !records.isEmpty() && records.stream().allMatch(r -> Vocabulary.isA(r, Vocabulary.COMMAND));
    if (!all) {
      boolean open = takes.getKind() == ElementKind.INTERFACE && Vocabulary.isA(takes, Vocabulary.COMMAND);
      problems.tell(room, new Value.No(method, open
          ? "is no handler: " + takes.getSimpleName()
              + " is an open interface; seal it over records, or take one record"
          : notCommand(takes.getSimpleName().toString())));
      return List.of();
    }
    for (TypeElement record : records) {
      Value value = values.record(record);
      Value.No no = value instanceof Value.No bad ? bad : Vocabulary.hidden(record, from);
      if (no == null) continue;
      problems.tell(method, no);
      return List.of();
    }
    Value.No hidden = Vocabulary.hidden(takes, from);
    if (hidden == null) return records;
    problems.tell(method, hidden);
    return List.of();
  }

  private static String notCommand(String type) {
    return "is no handler: " + type
        + " is no Command; let it be a record that implements Command, or rename the method";
  }

  private @Nullable TypeElement answers(TypeElement room, ExecutableElement method) {
    TypeMirror type = method.getReturnType();
    TypeElement element = Vocabulary.element(type);
    if (element != null && element.getQualifiedName().contentEquals(Vocabulary.REPLY)) {
      List<? extends TypeMirror> arguments = ((DeclaredType) type).getTypeArguments();
      type = arguments.isEmpty() ? type : arguments.getFirst();
    }
    Value value = values.read(type, from, false);
    if (value instanceof Value.Struct(TypeElement record)) {
      travel.checkRecord(record, TravelRules.Trip.DOWN);
      return record;
    }
    if (value instanceof Value.No no && (no.isBroken() || no.at() != null || isRecord(type))) {
      problems.tell(method, no);
    } else {
      problems.tell(room, new Value.No(method, "answers " + TypeNames.simple(method.getReturnType())
          + ", but a handler answers nothing, a record, or a Reply of a record; wrap it in a record"));
    }
    return null;
  }

  private static boolean isRecord(TypeMirror type) {
    TypeElement element = Vocabulary.element(type);
    return element != null && element.getKind() == ElementKind.RECORD;
  }

  /// Tells commands declared in a room that nobody takes.
  private void checkUntaken(TypeElement room) {
    Set<TypeElement> named = new HashSet<>();
    for (TypeElement owner : lineage(room)) {
      for (ExecutableElement method : Members.methods(owner, top)) {
        if (method.getSimpleName().contentEquals("on") && !name(method, named)) return;
      }
    }
    for (TypeElement owner : lineage(room)) {
      if (owner.getKind() == ElementKind.INTERFACE) continue;
      for (TypeElement record : membersOf(owner)) {
        boolean command = record.getKind() == ElementKind.RECORD && Vocabulary.isA(record, Vocabulary.COMMAND);
        if (!command || named.contains(record)) continue;
        problems.tell(room, new Value.No(record, "is a command that no handler of " + room.getSimpleName()
            + " takes, so clients would send it in vain; add void on(Player player, " + record.getSimpleName()
            + " command), or delete it"));
      }
    }
  }

  /// Adds the records that a handler names, be it right or wrong; false if one cannot be known.
  private boolean name(ExecutableElement method, Set<TypeElement> named) {
    for (VariableElement parameter : method.getParameters()) {
      if (parameter.asType().getKind() == TypeKind.ERROR) return false;
      TypeElement type = Vocabulary.element(parameter.asType());
      if (type == null) continue;
      named.add(type);
      List<TypeElement> family = new ArrayList<>();
      values.permitted(type, family);
      named.addAll(family);
    }
    return true;
  }

  private static List<TypeElement> membersOf(TypeElement type) {
    List<TypeElement> all = new ArrayList<>();
    for (TypeElement nested : ElementFilter.typesIn(type.getEnclosedElements())) {
      if (Vocabulary.word(nested) == Word.ROOM) continue;
      all.add(nested);
      all.addAll(membersOf(nested));
    }
    return all;
  }

  // ---- events

  private List<Told> events(TypeElement room) {
    Set<TypeElement> records = new LinkedHashSet<>();
    for (TypeElement owner : lineage(room)) {
      for (TypeElement member : Members.types(owner, top)) {
        if (!Vocabulary.isA(member, Vocabulary.EVENT)) continue;
        List<TypeElement> family = new ArrayList<>();
        if (member.getKind() == ElementKind.RECORD) family.add(member);
        if (member.getKind() == ElementKind.INTERFACE && Vocabulary.is(member, Modifier.SEALED))
          values.permitted(member,
              family);
        family.stream().filter(r -> Vocabulary.isA(r, Vocabulary.EVENT)).forEach(records::add);
      }
    }
    List<Told> events = new ArrayList<>();
    for (TypeElement record : records) {
      Value.No hidden = Vocabulary.hidden(record, from);
      if (hidden != null) {
        problems.tell(room, hidden);
      } else if (!(values.record(record) instanceof Value.No)) {
        events.add(new Told(record, record.getAnnotation(Lossy.class) != null));
      }
    }
    return events;
  }

  // ---- names on the wire

  private void checkNames(TypeElement room, Iterable<TypeElement> records, String what) {
    Map<String, TypeElement> names = new HashMap<>();
    for (TypeElement record : records) {
      TypeElement twin = names.put(Vocabulary.wireName(record), record);
      if (twin == null) continue;
      Element at = record;
      problems.tell(room, new Value.No(at, "has the same name on the wire as " + Vocabulary.nestedName(twin) + " ('"
          + Vocabulary.wireName(record) + "'), and " + room.getSimpleName() + " has both as " + what + "; rename one"));
    }
  }
}

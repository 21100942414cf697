package takt.processor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.util.ElementFilter;
import org.jspecify.annotations.Nullable;
import takt.processor.ClassModel.Field;
import takt.processor.ClassModel.Reach;
import takt.processor.Vocabulary.Word;
import takt.schema.Angle;
import takt.schema.Audience;
import takt.schema.Limit;
import takt.schema.Option;
import takt.schema.Position;
import takt.schema.Sync;
import takt.schema.Was;
import takt.schema.spi.FieldCode.Role;
import takt.schema.spi.ValueType.Java;

/// Reads the fields of a class: what they hold, how they leave the server, and what is wrong with them.
///
/// One per top-level class.
final class FieldReader {
  /// Classes whose objects change: a `static final` one is shared by all rooms like one that is not final.
  private static final Set<String> CHANGING = Set.of("java.util.ArrayList", "java.util.LinkedList", "java.util.HashMap",
      "java.util.LinkedHashMap", "java.util.TreeMap", "java.util.EnumMap", "java.util.IdentityHashMap",
      "java.util.HashSet", "java.util.LinkedHashSet", "java.util.TreeSet", "java.util.ArrayDeque", "java.util.Deque",
      "java.util.Queue", "java.util.PriorityQueue", "java.util.BitSet", "java.util.Random", "java.lang.StringBuilder",
      "java.util.concurrent.ConcurrentHashMap", "java.util.concurrent.ConcurrentMap",
      "java.util.concurrent.atomic.AtomicInteger", "java.util.concurrent.atomic.AtomicLong",
      "java.util.concurrent.atomic.AtomicBoolean", "java.util.concurrent.atomic.AtomicReference", Vocabulary.PLAYER,
      Vocabulary.VEC_2, Vocabulary.VEC_3);

  private final ValueReader values;
  private final TravelRules travel;
  private final Problems problems;
  private final TypeElement top;
  private final PackageElement from;

  FieldReader(ValueReader values, TravelRules travel, Problems problems, TypeElement top) {
    this.values = values;
    this.travel = travel;
    this.problems = problems;
    this.top = top;
    this.from = Vocabulary.packageOf(top);
  }

  /// The fields of a class that are saved or sent, superclasses' first.
  List<Field> read(TypeElement type, Word word) {
    List<Field> fields = new ArrayList<>();
    Map<String, TypeElement> names = new HashMap<>();
    Set<Element> twins = new HashSet<>();
    for (TypeElement owner : lineage(type)) {
      checkStatics(owner);
      for (VariableElement field : Members.fields(owner, top)) {
        if (Vocabulary.is(field, Modifier.STATIC) || word == Word.ROOM && RoomReader.isPart(field)) continue;
        for (Field model : fields(owner, field, word)) {
          TypeElement twin = names.put(model.name(), owner);
          if (twin == null) {
            fields.add(model);
          } else {
            twins.add(field);
            problems.tell(type, new Value.No(field, twin.equals(owner)
                ? "and another field are both called " + model.name() + " where they are saved and sent; rename one"
                : "has the name of a field of " + twin.getSimpleName() + ", which " + owner.getSimpleName()
                    + " extends; rename one"));
          }
        }
      }
    }
    checkWas(type, fields);
    checkHidden(type, fields, twins);
    return fields;
  }

  /// Tells names of before that say nothing, or what another field is called.
  private void checkWas(TypeElement type, List<Field> fields) {
    Map<String, Field> olds = new HashMap<>();
    for (Field field : fields) {
      Was mark = field.element().getAnnotation(Was.class);
      if (mark == null || !field.axis().isEmpty() && !field.axis().equals("x")) continue;
      String was = mark.value();
      Field twin = olds.put(was, field);
      String why = was.isEmpty() || was.equals(field.element().getSimpleName().toString())
          ? "has @Was(\"" + was
              + "\"), which is no other name than its own; write what it was called before, or drop it"
          : fields.stream().anyMatch(other -> other.name().equals(was))
              ? "was " + was + " by its @Was, but so another field is called now; drop one of them"
              : twin != null ? "was " + was + " by its @Was, and so was " + twin.name() + "; keep one" : null;
      if (why != null) problems.tell(type, new Value.No(field.element(), why));
    }
  }

  /// Tells fields that hide one of a superclass, which the companion then could not name.
  ///
  /// @param twins those that are told already
  private void checkHidden(TypeElement type, List<Field> fields, Set<Element> twins) {
    for (Field field : fields) {
      if (field.reach() != Reach.DIRECT) continue;
      for (TypeElement t = type; t != null && !t.equals(field.owner()); t = Vocabulary.superclass(t)) {
        for (VariableElement other : ElementFilter.fieldsIn(t.getEnclosedElements())) {
          if (twins.contains(other) || !other.getSimpleName().equals(field.element().getSimpleName())) continue;
          problems.tell(type, new Value.No(other, "has the name of a field of " + field.owner().getSimpleName()
              + ", which " + t.getSimpleName() + " extends, and hides it; rename one"));
        }
      }
    }
  }

  /// A class and those it extends, up to Takt's own, the last first.
  private List<TypeElement> lineage(TypeElement type) {
    List<TypeElement> lineage = new ArrayList<>();
    for (TypeElement owner = type; owner != null && !Vocabulary.isRoot(owner); owner = Vocabulary.superclass(owner)) {
      String name = owner.getQualifiedName().toString();
      if (name.startsWith("java.") || name.startsWith("javax.")) {
        problems.tell(type,
            "extends " + owner.getSimpleName() + ", a library's class, whose fields cannot be saved; hold"
                + " what you need in fields of your own");
        break;
      }
      if (!owner.equals(type) && !owner.getTypeParameters().isEmpty()) problems.tell(type, ValueReader.generic(owner));
      lineage.addFirst(owner);
    }
    return lineage;
  }

  // ---- what is no field of an object

  /// Tells static fields that can change.
  void checkStatics(TypeElement owner) {
    for (VariableElement field : ElementFilter.fieldsIn(owner.getEnclosedElements())) {
      if (!Vocabulary.is(field, Modifier.STATIC)) continue;
      String mark = Marks.of(field).first();
      if (!mark.isEmpty()) {
        problems.tell(field, "is static, but " + mark + " marks the state of an object; drop 'static'");
      } else if (RoomReader.isPart(field)) {
        problems.tell(field, "is static, but a part belongs to its room; make it a final field without 'static'");
      } else if (!Vocabulary.is(field, Modifier.FINAL)) {
        problems.tell(field,
            "is static and can change: all rooms of a server would share it and no restore would know it;"
                + " drop 'static' or make it final");
      } else if (changes(field)) {
        problems.tell(field, "is static and its object can change: all rooms of a server would share it and no restore"
            + " would know it; drop 'static', or make it an unchanging List, Set or Map");
      }
    }
  }

  private static boolean changes(VariableElement field) {
    TypeElement type = Vocabulary.element(field.asType());
    if (type == null) return false;
    Word word = Vocabulary.word(type);
    return word != Word.OTHER && word != Word.RECORD || CHANGING.contains(type.getQualifiedName().toString());
  }

  /// Tells marks on the fields of classes that are no state, and marks on components that are for fields.
  void checkStray(TypeElement type) {
    Word word = Vocabulary.word(type);
    for (VariableElement field : ElementFilter.fieldsIn(type.getEnclosedElements())) {
      Marks marks = Marks.of(field);
      if (word == Word.RECORD && Vocabulary.is(field, Modifier.STATIC) && marks.first().isEmpty()) continue;
      String stray = stray(marks, word);
      if (stray != null) problems.tell(field, stray);
    }
  }

  /// Why a mark does not belong on such a class's field; null if all do.
  private static @Nullable String stray(Marks marks, Word word) {
    boolean state = word == Word.ROOM || word == Word.ENTITY;
    if (marks.axis() != null && word != Word.INPUT) return outside("@Axis", "an Input", word);
    if (marks.press() != null && word != Word.INPUT) return outside("@Press", "an Input", word);
    if (marks.position() != null && word != Word.ENTITY) return outside("@Position", "an Entity", word);
    if (marks.option() != null && word != Word.ROOM) return outside("@Option", "a Room", word);
    if (marks.listed() != null && word != Word.ROOM) return outside("@Listed", "a Room", word);
    if (marks.sync() != null && !state) {
      return outside("@Sync", "a Room or an Entity", word) + (word == Word.INPUT || word == Word.RECORD
          ? "; its bound is a @Limit"
          : "");
    }
    if (marks.angle() != null && !state && word != Word.INPUT && word != Word.RECORD) {
      return outside("@Angle", "a Room, an Entity, an Input or a record", word);
    }
    if (marks.limit() != null && word != Word.INPUT && word != Word.RECORD && marks.option() == null) {
      return "has a @Limit, which bounds what clients send and options, but is neither; drop it, or write"
          + " @Sync(max = …) to send the field";
    }
    return null;
  }

  private static String outside(String mark, String where, Word word) {
    return "has " + mark + ", which is for the fields of " + where + ", but is in " + word.said() + "; drop " + mark;
  }

  // ---- one field

  private List<Field> fields(TypeElement owner, VariableElement field, Word word) {
    int axes = Vocabulary.is(field, Modifier.TRANSIENT) ? 0 : Vocabulary.axes(field.asType());
    if (axes > 0) return vector(owner, field, axes, word);
    Field model = field(owner, field, word);
    return model == null ? List.of() : List.of(model);
  }

  private @Nullable Field field(TypeElement owner, VariableElement field, Word word) {
    Marks marks = Marks.of(field);
    if (Vocabulary.is(field, Modifier.TRANSIENT)) {
      if (!marks.first().isEmpty()) {
        problems.tell(field,
            "is transient, so neither saved nor sent, but has " + marks.first() + "; drop one of them");
      }
      return null;
    }
    boolean isFinal = Vocabulary.is(field, Modifier.FINAL);
    Value value = values.read(field.asType(), from, isFinal && word != Word.INPUT);
    if (value instanceof Value.No no) {
      problems.tell(field, no);
      return null;
    }
    String stray = stray(marks, word);
    boolean travels = marks.ways() > 0 || marks.option() != null || marks.listed() != null || word == Word.INPUT;
    if (stray == null && travels) stray = Vocabulary.taken(field, word);
    if (stray == null && marks.ways() > 1) stray = "has two marks that say how it is sent; keep one";
    if (stray == null && isFinal) stray = ofFinal(owner, field, value, marks, word);
    if (stray != null) {
      problems.tell(field, stray);
      return null;
    }
    if (word == Word.INPUT) return input(owner, field, value, marks);
    return isFinal && travel.isImmutable(value) ? null : state(owner, field, value, marks, word);
  }

  /// Why a final field cannot be, null if it can.
  private @Nullable String ofFinal(TypeElement owner, VariableElement field, Value value, Marks marks, Word word) {
    if (word == Word.INPUT) return "is final, but an input is written anew each tick; drop 'final'";
    if (value instanceof Value.Ref || value instanceof Value.Person || value instanceof Value.Owed) {
      return "is final, so a restore could not put back which one it was; drop 'final'";
    }
    if (!travel.isImmutable(value)) {
      return value instanceof Value.Struct || value instanceof Value.OneOf
          ? "is final and holds a record with objects in it, which a restore could not put back; drop 'final'"
          : null;
    }
    if (!marks.first().isEmpty()) {
      return "is final, so it never changes, but has " + marks.first() + "; drop 'final' or " + marks.first();
    }
    if ((word == Word.ENTITY || word == Word.SAVED) && field.getConstantValue() == null && hasConstructorWithParameters(
        owner)) {
      return "is final, but a restore makes the object by the constructor without parameters and could not put back"
          + " what another constructor was given; drop 'final'";
    }
    return null;
  }

  private static boolean hasConstructorWithParameters(TypeElement type) {
    for (ExecutableElement constructor : ElementFilter.constructorsIn(type.getEnclosedElements())) {
      if (!constructor.getParameters().isEmpty()) return true;
    }
    return false;
  }

  private Reach reach(TypeElement owner, Element member) {
    return reach(owner, member, from);
  }

  static Reach reach(TypeElement owner, Element member, PackageElement from) {
    if (Vocabulary.is(member, Modifier.PRIVATE)) return Reach.HANDLE;
    boolean near = Vocabulary.packageOf(owner).equals(from) || Vocabulary.is(member, Modifier.PUBLIC);
    return near ? Reach.DIRECT : Reach.HANDLE;
  }

  private static boolean isBoxed(VariableElement field, Value value) {
    return field.asType().getKind() == TypeKind.DECLARED && value.isNumberOrFlag();
  }

  // ---- vectors

  /// A vector's numbers are fields of their own: columns, differences and bounds are those of numbers.
  private List<Field> vector(TypeElement owner, VariableElement field, int axes, Word word) {
    Marks marks = Marks.of(field);
    String why = wrongVector(field, marks, word);
    Value held = Value.real(Java.DOUBLE);
    Value bounded = why == null ? vectorBounds(held, marks, word) : null;
    if (bounded instanceof Value.No no) why = no.why();
    Audience to = to(marks);
    if (why == null && word == Word.ROOM && bounded != null && to != Audience.EVERYONE) {
      why = "goes to " + to + ", but a room has no owner and no team; send it to EVERYONE, or put it into an entity";
    }
    if (why != null) {
      problems.tell(field, why);
      return List.of();
    }
    List<Field> numbers = new ArrayList<>();
    for (String axis : List.of("x", "y", "z").subList(0, axes)) {
      boolean place = marks.position() != null;
      String upper = axis.toUpperCase(Locale.ROOT);
      String was = was(marks).isEmpty() || place ? "" : was(marks) + upper;
      boolean input = word == Word.INPUT;
      numbers.add(new Field(field, place ? axis : field.getSimpleName() + upper, axis, field.asType(), owner,
          reach(owner, field), was, input && bounded != null ? bounded : held, false, false, false, false,
          input ? null : bounded, to, place ? Role.POSITION : Role.PLAIN));
    }
    return numbers;
  }

  private static @Nullable String wrongVector(VariableElement field, Marks marks, Word word) {
    String type = TypeNames.a(field.asType());
    if (!Vocabulary.is(field, Modifier.FINAL)) {
      return "is " + type + ", of which the numbers are saved and sent, not the object; make it final and set its x and"
          + " y";
    }
    String stray = stray(marks, word);
    if (stray != null) return stray;
    if (marks.ways() > 1) return "has two marks that say how it is sent; keep one";
    if (marks.ways() > 0 && marks.limit() != null) return marks.first() + " and @Limit bound one thing twice; drop one";
    for (String mark : List.of("@Angle", "@Press", "@Option", "@Listed")) {
      if (marks.has(mark)) return "is " + type + ", but " + mark + " is for a single value; drop " + mark;
    }
    return word == Word.INPUT && marks.axis() == null && marks.limit() == null
        ? "is " + type + " without bound, which clients send; mark it @Axis (-1 to 1) or @Limit(min = …, max = …)"
        : null;
  }

  /// The bounds of a vector's numbers; null where they are not sent.
  private static @Nullable Value vectorBounds(Value number, Marks marks, Word word) {
    Sync sync = marks.sync();
    if (sync != null) return Bounds.of(number, "@Sync", sync.min(), sync.max(), sync.step());
    Position position = marks.position();
    if (position != null) return Bounds.of(number, "@Position", position.min(), position.max(), position.step());
    if (word != Word.INPUT) return null;
    Limit limit = marks.limit();
    return limit == null ? new Value.Real(Java.DOUBLE, -1, 1, 1.0 / 127) : ValueReader.limited(number, limit);
  }

  // ---- inputs

  private @Nullable Field input(TypeElement owner, VariableElement field, Value value, Marks marks) {
    Value held = inputValue(field, value, marks);
    if (held instanceof Value.No no) {
      problems.tell(field, no);
      return null;
    }
    Role role = marks.press() != null ? Role.PRESS : held instanceof Value.Angle ? Role.ANGLE : Role.PLAIN;
    return new Field(field, field.asType(), owner, reach(owner, field), was(marks), held, false, false, false, false,
        null, Audience.EVERYONE, role);
  }

  private static Value inputValue(VariableElement field, Value value, Marks marks) {
    TypeKind kind = field.asType().getKind();
    String type = TypeNames.a(field.asType());
    Limit limit = marks.limit();
    if (marks.ways() > 0 && limit != null) return ValueReader.both(marks.first(), "@Limit");
    Angle angle = marks.angle();
    if (angle != null) return ValueReader.angle(field.asType(), angle);
    if (marks.axis() != null) {
      return kind == TypeKind.DOUBLE
          ? new Value.Real(Java.DOUBLE, -1, 1, 1.0 / 127)
          : Value.No.because("is " + type + ", but an @Axis is a double from -1 to 1; declare it double");
    }
    if (marks.press() != null) {
      return kind == TypeKind.BOOLEAN
          ? value
          : Value.No.because("is " + type + ", but a @Press is a boolean; declare it boolean");
    }
    if (kind == TypeKind.BOOLEAN || value instanceof Value.Choice) {
      return limit == null ? value : ValueReader.limited(value, limit);
    }
    if (kind == TypeKind.BYTE || kind == TypeKind.SHORT || kind == TypeKind.INT || kind == TypeKind.LONG) {
      return limit != null
          ? ValueReader.limited(value, limit)
          : Value.No.because("is a whole number without bound, which clients send; add @Limit(max = …)");
    }
    if (kind == TypeKind.DOUBLE) {
      return limit != null
          ? ValueReader.limited(value, limit)
          : Value.No
              .because("is a number without bound, which clients send; mark it @Axis (-1 to 1), @Angle (radians) or"
                  + " @Limit(min = …, max = …)");
    }
    return Value.No.because("is " + type + ", but an input holds booleans, enums, whole numbers with a @Limit, and"
        + " doubles with @Axis, @Angle or @Limit; send anything else as a command");
  }

  // ---- rooms, entities, helpers

  private @Nullable Field state(TypeElement owner, VariableElement field, Value value, Marks marks, Word word) {
    Value sent = sent(field, value, marks);
    if (sent instanceof Value.No no) {
      problems.tell(field, no);
      return null;
    }
    Audience to = to(marks);
    if (word == Word.ROOM && sent != null && to != Audience.EVERYONE) {
      problems.tell(field,
          "goes to " + to + ", but a room has no owner and no team; send it to EVERYONE, or put it into an"
              + " entity");
    }
    if (sent != null) travel.check(sent, TravelRules.Trip.DOWN, field);
    Value held = marks.option() == null ? value : option(field, value, marks);
    if (marks.listed() != null && !canBeListed(field, value)) {
      problems.tell(field,
          "is " + TypeNames.a(field.asType()) + ", but a list shows numbers, texts, booleans and enums; drop @Listed");
    }
    return new Field(field, field.asType(), owner, reach(owner, field), was(marks), held, isBoxed(field, value),
        marks.nullable(), Vocabulary.is(field, Modifier.FINAL), marks.listed() != null,
        sent == null ? null : Bounds.orDefault(sent), to, role(marks));
  }

  /// How a field is sent; null for not, a `No` for a mistake.
  private static @Nullable Value sent(VariableElement field, Value value, Marks marks) {
    Sync sync = marks.sync();
    if (sync != null) return Bounds.of(value, "@Sync", sync.min(), sync.max(), sync.step());
    Angle angle = marks.angle();
    if (angle != null) return ValueReader.angle(field.asType(), angle);
    Position position = marks.position();
    if (position == null) return null;
    String name = field.getSimpleName().toString();
    if (field.asType().getKind() != TypeKind.DOUBLE) {
      return Value.No.because("is " + TypeNames.a(field.asType()) + ", but a @Position is a double; declare it double");
    }
    if (!name.equals("x") && !name.equals("y") && !name.equals("z")) {
      return Value.No.because("is no coordinate by its name, but @Position marks x, y and z; rename it, or write"
          + " @Sync(max = …)");
    }
    return Bounds.of(value, "@Position", position.min(), position.max(), position.step());
  }

  private static Audience to(Marks marks) {
    Sync sync = marks.sync();
    if (sync != null) return sync.to();
    Angle angle = marks.angle();
    return angle == null ? Audience.EVERYONE : angle.to();
  }

  private Value option(VariableElement field, Value value, Marks marks) {
    Limit limit = marks.limit();
    Value held = limit == null ? value : ValueReader.limited(value, limit);
    if (held instanceof Value.No no) {
      problems.tell(field, no);
      return value;
    }
    if (limit == null && (value instanceof Value.Whole || value instanceof Value.Real)) {
      problems.tell(field, "is an option without bound, which whoever creates a room sets; add @Limit(max = …)");
      return value;
    }
    travel.check(held, TravelRules.Trip.OPTION, field);
    return held;
  }

  private static boolean canBeListed(VariableElement field, Value value) {
    boolean plain = value instanceof Value.Text || value instanceof Value.Choice;
    return plain || field.asType().getKind().isPrimitive() && field.asType().getKind() != TypeKind.CHAR;
  }

  private static String was(Marks marks) {
    Was was = marks.was();
    return was == null ? "" : was.value();
  }

  private static Role role(Marks marks) {
    if (marks.position() != null) return Role.POSITION;
    if (marks.angle() != null) return Role.ANGLE;
    Option option = marks.option();
    return option == null ? Role.PLAIN : option.trusted() ? Role.TRUSTED_OPTION : Role.OPTION;
  }
}

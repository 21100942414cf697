package takt.processor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import org.jspecify.annotations.Nullable;
import takt.schema.Angle;
import takt.schema.Limit;
import takt.schema.spi.ValueType.Form;
import takt.schema.spi.ValueType.Java;

/// Reads types: the closed set of what can be saved, and for everything else why not and what instead.
///
/// Tells nobody; one per top-level class.
final class ValueReader {
  private final Map<TypeElement, Value> records = new HashMap<>();
  private final Set<TypeElement> reading = new HashSet<>();

  /// What a type holds, or why it cannot be saved.
  ///
  /// @param from the package whose companion names the type
  /// @param inPlace whether the object stays and is filled on load: a final field of a class
  Value read(TypeMirror type, PackageElement from, boolean inPlace) {
    return switch (type.getKind()) {
      case BOOLEAN -> new Value.Flag();
      case BYTE -> Value.whole(Java.BYTE);
      case SHORT -> Value.whole(Java.SHORT);
      case CHAR -> Value.whole(Java.CHAR);
      case INT -> Value.whole(Java.INT);
      case LONG -> Value.whole(Java.LONG);
      case FLOAT -> Value.real(Java.FLOAT);
      case DOUBLE -> Value.real(Java.DOUBLE);
      case ARRAY -> array(((ArrayType) type).getComponentType(), from);
      case DECLARED -> declared((DeclaredType) type, from, inPlace);
      case WILDCARD -> Value.No.because("a wildcard does not say which type it holds; write the type");
      case TYPEVAR -> Value.No.because("a type parameter does not say what it holds; write the type");
      case ERROR -> Value.No.BROKEN;
      default -> Value.No.because(TypeNames.a(type) + " cannot be saved");
    };
  }

  private Value array(TypeMirror component, PackageElement from) {
    Value of = read(component, from, false);
    return switch (of) {
      case Value.No no -> no;
      case Value.Many(Form form, Value _, int _) when form != Form.ARRAY -> noArray(component);
      case Value.Table _,Value.Owed _ -> noArray(component);
      default -> component.getKind() == TypeKind.DECLARED && of.isNumberOrFlag()
          ? Value.No.because("an array of " + TypeNames.simple(component) + " is not supported; declare it "
              + unboxed(of) + "[]")
          : new Value.Many(Form.ARRAY, of, Value.UNBOUNDED);
    };
  }

  private static Value noArray(TypeMirror component) {
    String name = TypeNames.simple(component);
    return Value.No.because("an array of generic type is not supported; declare it List<" + name + ">");
  }

  private static String unboxed(Value value) {
    return switch (value) {
      case Value.Whole whole -> whole.java().name().toLowerCase(java.util.Locale.ROOT);
      case Value.Real real -> real.java().name().toLowerCase(java.util.Locale.ROOT);
      default -> "boolean";
    };
  }

  private Value declared(DeclaredType type, PackageElement from, boolean inPlace) {
    TypeElement element = (TypeElement) type.asElement();
    String name = element.getQualifiedName().toString();
    return switch (name) {
      case "java.lang.Boolean" -> new Value.Flag();
      case "java.lang.Byte" -> Value.whole(Java.BYTE);
      case "java.lang.Short" -> Value.whole(Java.SHORT);
      case "java.lang.Character" -> Value.whole(Java.CHAR);
      case "java.lang.Integer" -> Value.whole(Java.INT);
      case "java.lang.Long" -> Value.whole(Java.LONG);
      case "java.lang.Float" -> Value.real(Java.FLOAT);
      case "java.lang.Double" -> Value.real(Java.DOUBLE);
      case "java.lang.String" -> new Value.Text(Value.UNBOUNDED);
      case Vocabulary.PLAYER -> new Value.Person();
      case Vocabulary.PLAYER_ID -> new Value.PersonId();
      case Vocabulary.REPLY -> reply(type, from);
      case Vocabulary.VEC_2, Vocabulary.VEC_3 -> Value.No.because(TypeNames.a(type) + " changes in place, so it is held"
          + " only in a final field of its own; in records, lists and maps write a record of doubles");
      case "java.util.List", "java.util.ArrayList" -> many(type, Form.LIST, from);
      case "java.util.Set", "java.util.LinkedHashSet" -> many(type, Form.SET, from);
      case "java.util.Deque", "java.util.Queue", "java.util.ArrayDeque" -> many(type, Form.DEQUE, from);
      case "java.util.Map", "java.util.LinkedHashMap" -> table(type, from);
      case "java.util.TreeSet", "java.util.SortedSet", "java.util.NavigableSet" ->
        inPlace ? many(type, Form.SET, from) : notInPlace(element, "Set");
      case "java.util.TreeMap", "java.util.SortedMap", "java.util.NavigableMap", "java.util.EnumMap" ->
        inPlace ? table(type, from) : notInPlace(element, "Map");
      default -> gameClass(element, type, from);
    };
  }

  /// How such a collection is ordered is code of its maker, which only the constructor of the class around it can run.
  private static Value notInPlace(TypeElement element, String instead) {
    String name = element.getSimpleName().toString();
    return Value.No
        .because((name.startsWith("E") ? "an " : "a ") + name + " is made by the constructor, which knows its"
            + " order, and filled by a restore; make it a final field, or declare it as " + instead);
  }

  private Value many(DeclaredType type, Form form, PackageElement from) {
    if (type.getTypeArguments().isEmpty()) return raw(type, "<Card>");
    Value of = read(type.getTypeArguments().getFirst(), from, false);
    return of instanceof Value.No ? of : new Value.Many(form, of, Value.UNBOUNDED);
  }

  private Value table(DeclaredType type, PackageElement from) {
    if (type.getTypeArguments().isEmpty()) return raw(type, "<String, Card>");
    Value key = read(type.getTypeArguments().get(0), from, false);
    if (key instanceof Value.No) return key;
    if (key instanceof Value.Many || key instanceof Value.Table || key instanceof Value.Owed) {
      return Value.No.because("a map with a key that may change is not supported; take a text, number, enum, record,"
          + " player or entity as key");
    }
    Value value = read(type.getTypeArguments().get(1), from, false);
    return value instanceof Value.No ? value : new Value.Table(key, value, Value.UNBOUNDED);
  }

  private static Value raw(DeclaredType type, String arguments) {
    String name = type.asElement().getSimpleName().toString();
    return Value.No.because("a " + name + " without type arguments does not say what it holds; write " + name
        + arguments);
  }

  private Value reply(DeclaredType type, PackageElement from) {
    if (type.getTypeArguments().isEmpty()) return raw(type, "<Bought>");
    Value of = read(type.getTypeArguments().getFirst(), from, false);
    if (of instanceof Value.No || of instanceof Value.Struct) return of instanceof Value.No ? of : new Value.Owed();
    return Value.No.because("a Reply answers with a record; write one around " + TypeNames.simple(type
        .getTypeArguments().getFirst()));
  }

  private Value gameClass(TypeElement element, DeclaredType type, PackageElement from) {
    if (element.getKind() == ElementKind.ENUM) {
      Value.No hidden = Vocabulary.hidden(element, from);
      if (hidden != null) return hidden;
      return element.getEnclosedElements().stream().anyMatch(e -> e.getKind() == ElementKind.ENUM_CONSTANT)
          ? new Value.Choice(element)
          : new Value.No(element, "has no constants, so nothing could ever be held or sent of it; add one");
    }
    if (element.getKind() == ElementKind.RECORD) return struct(element, from);
    if (element.getKind() == ElementKind.INTERFACE && Vocabulary.is(element, Modifier.SEALED))
      return oneOf(element, from);
    if (element.getQualifiedName().contentEquals(Vocabulary.ENTITY)) return new Value.Ref(element);
    return switch (Vocabulary.word(element)) {
      case ENTITY -> named(element, from, new Value.Ref(element));
      case SAVED -> named(element, from, new Value.Kept(element));
      case INPUT -> Value.No.because("an input is written anew each tick and never kept; copy what you need of it");
      case ROOM -> Value.No.because("a room cannot be kept in a field; pass it as a parameter");
      default -> Value.No.because(Unsavable.why(element, type));
    };
  }

  private static Value named(TypeElement element, PackageElement from, Value value) {
    if (!element.getTypeParameters().isEmpty()) return generic(element);
    Value.No hidden = Vocabulary.hidden(element, from);
    return hidden != null ? hidden : value;
  }

  static Value.No generic(TypeElement element) {
    return new Value.No(element, "is generic, so what its fields hold is not known; write a class for each use");
  }

  private Value oneOf(TypeElement face, PackageElement from) {
    if (!face.getTypeParameters().isEmpty()) return generic(face);
    Value.No hidden = Vocabulary.hidden(face, from);
    if (hidden != null) return hidden;
    List<TypeElement> all = new ArrayList<>();
    Value.No no = permitted(face, all);
    if (no != null || all.isEmpty()) return no == null ? Value.No.BROKEN : no;
    Map<String, TypeElement> names = new HashMap<>();
    for (TypeElement record : all) {
      if (struct(record, from) instanceof Value.No bad) return bad;
      for (RecordComponentElement component : record.getRecordComponents()) {
        if (!component.getSimpleName().contentEquals("type")) continue;
        return new Value.No(component, "is called type, which on the wire says which record of " + face.getSimpleName()
            + " it is; rename it");
      }
      TypeElement twin = names.put(Vocabulary.wireName(record), record);
      if (twin != null) {
        return new Value.No(record, "has the same name on the wire as " + Vocabulary.nestedName(twin)
            + ", which " + face.getSimpleName() + " permits too; rename one");
      }
    }
    return new Value.OneOf(face, all);
  }

  /// Collects the records of a sealed interface; null, or why it has others.
  ///
  /// By name: compilers list what a file leaves to them, each in an order of its own.
  Value.@Nullable No permitted(TypeElement face, List<TypeElement> all) {
    List<TypeElement> permitted = new ArrayList<>();
    for (TypeMirror type : face.getPermittedSubclasses()) {
      TypeElement element = Vocabulary.element(type);
      if (element == null) return Value.No.BROKEN;
      permitted.add(element);
    }
    permitted.sort(Comparator.comparing(element -> element.getQualifiedName().toString()));
    for (TypeElement element : permitted) {
      if (element.getKind() == ElementKind.RECORD) {
        if (!all.contains(element)) all.add(element);
      } else if (element.getKind() == ElementKind.INTERFACE && Vocabulary.is(element, Modifier.SEALED)) {
        Value.No no = permitted(element, all);
        if (no != null) return no;
      } else {
        return new Value.No(element, "is no record, but permitted by the sealed interface " + face.getSimpleName()
            + ", of which only records can be saved and sent; make it a record");
      }
    }
    return null;
  }

  // ---- records

  private Value struct(TypeElement record, PackageElement from) {
    Value.No hidden = Vocabulary.hidden(record, from);
    return hidden != null ? hidden : record(record);
  }

  /// A record, or why it cannot be saved.
  Value record(TypeElement record) {
    Value known = records.get(record);
    if (known != null) return known;
    if (!reading.add(record)) return new Value.Struct(record);
    Value value = readRecord(record);
    reading.remove(record);
    if (reading.isEmpty() || value instanceof Value.No) records.put(record, value);
    return value;
  }

  private Value readRecord(TypeElement record) {
    if (!record.getTypeParameters().isEmpty()) return generic(record);
    TypeElement top = Vocabulary.outermost(record);
    if (!Vocabulary.isMarked(record) && (top.equals(record) || !Vocabulary.isGame(top))) {
      return Value.No.because("the record " + record.getSimpleName() + " is in a file that holds no game class, so its"
          + " code would be missing when only that file is compiled; mark the record @Saved");
    }
    for (RecordComponentElement component : record.getRecordComponents()) {
      String taken = Vocabulary.taken(component, Vocabulary.Word.RECORD);
      if (taken != null) return new Value.No(component, taken);
      if (component(component) instanceof Value.No no)
        return no.isBroken() || no.at() != null
            ? no
            : new Value.No(component, no.why());
    }
    return new Value.Struct(record);
  }

  /// What a component holds, within its own bounds, or why not.
  Value component(RecordComponentElement component) {
    TypeElement record = Vocabulary.owner(component);
    Value value = read(component.asType(), Vocabulary.packageOf(record), false);
    if (value instanceof Value.No) return value;
    Marks marks = Marks.of(component);
    Angle angle = marks.angle();
    if (angle != null) return marks.limit() != null ? both("@Angle", "@Limit") : angle(component.asType(), angle);
    Limit limit = marks.limit();
    return limit == null ? value : limited(value, limit);
  }

  static Value both(String one, String other) {
    return Value.No.because("has " + one + " and " + other + ", which say two things of one number; drop one");
  }

  static Value limited(Value value, Limit limit) {
    if (value instanceof Value.Whole || value instanceof Value.Real || value instanceof Value.Text
        || value instanceof Value.Many || value instanceof Value.Table) {
      return Bounds.of(value, "@Limit", limit.min(), limit.max(), limit.step());
    }
    return Value.No.because("has a @Limit, which bounds numbers, texts and collections; drop it");
  }

  static Value angle(TypeMirror type, Angle angle) {
    if (type.getKind() != TypeKind.DOUBLE) {
      return Value.No.because("is " + TypeNames.a(type) + ", but @Angle marks a double in radians; declare it"
          + " double or drop @Angle");
    }
    if (angle.bits() < 4 || angle.bits() > 24) {
      return Value.No
          .because("has @Angle(bits = " + angle.bits() + "); write 4 to 24 bits, 12 are a tenth of a degree");
    }
    return new Value.Angle(angle.bits());
  }
}

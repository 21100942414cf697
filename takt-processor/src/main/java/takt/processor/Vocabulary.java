package takt.processor;

import java.util.HashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import org.jspecify.annotations.Nullable;
import takt.schema.Saved;

/// Says what a class is, by Takt's words.
///
/// Stateless. Goes by qualified names: a game without takt-server on its class path has no rooms, and that is fine.
final class Vocabulary {
  static final String ENTITY = "takt.schema.Entity";
  static final String INPUT = "takt.schema.Input";
  static final String COMMAND = "takt.schema.Command";
  static final String EVENT = "takt.schema.Event";
  static final String PLAYER = "takt.schema.Player";
  static final String PLAYER_ID = "takt.schema.PlayerId";
  static final String VEC_2 = "takt.schema.Vec2";
  static final String VEC_3 = "takt.schema.Vec3";
  static final String OLD_STATE = "takt.schema.OldState";
  static final String ROOM = "takt.server.Room";
  static final String REPLY = "takt.server.Reply";

  private static final Set<String> ROOTS = Set.of(ENTITY, INPUT, ROOM, "java.lang.Object");

  /// What an entity has on the wire and in a client's view beside its fields.
  private static final Set<String> ENTITY_NAMES = Set.of("id", "owner", "mine", "jump");

  /// What the fields of a class mean.
  enum Word {
    ROOM, ENTITY, INPUT, SAVED, RECORD,
    /// Nothing of Takt's.
    OTHER;

    /// As it is said in a message.
    String said() {
      return switch (this) {
        case ROOM -> "a room";
        case ENTITY -> "an entity";
        case INPUT -> "an input";
        case SAVED -> "a @Saved class";
        case RECORD -> "a record";
        case OTHER -> "a class that is no state";
      };
    }
  }

  private Vocabulary() {}

  static Word word(TypeElement type) {
    if (type.getKind() == ElementKind.RECORD) return Word.RECORD;
    if (type.getKind() != ElementKind.CLASS || isRoot(type)) return Word.OTHER;
    if (isA(type, ROOM)) return Word.ROOM;
    if (isA(type, ENTITY)) return Word.ENTITY;
    if (isA(type, INPUT)) return Word.INPUT;
    return isSaved(type) ? Word.SAVED : Word.OTHER;
  }

  /// Whether it is one of the classes that games' classes extend.
  static boolean isRoot(TypeElement type) {
    return ROOTS.contains(type.getQualifiedName().toString());
  }

  static boolean isSaved(TypeElement type) {
    return type.getAnnotation(Saved.class) != null;
  }

  /// Whether a record has code of its own wherever it stands.
  static boolean isMarked(TypeElement type) {
    return isSaved(type) || isA(type, COMMAND) || isA(type, EVENT);
  }

  /// Whether a top-level class gets a companion: it is, or holds, a class with state, a command or an event.
  static boolean isGame(TypeElement type) {
    Word word = word(type);
    if (word == Word.RECORD ? isMarked(type) : word != Word.OTHER) return true;
    for (TypeElement nested : ElementFilter.typesIn(type.getEnclosedElements())) {
      if (isGame(nested)) return true;
    }
    return false;
  }

  /// Why what travels cannot have that name; null if it can.
  static @Nullable String taken(Element element, Word word) {
    String name = element.getSimpleName().toString();
    if (name.equals("__proto__")) {
      return "is a name that JavaScript gives a meaning of its own, so it never arrives there; rename it";
    }
    boolean taken = switch (word) {
      case ENTITY -> ENTITY_NAMES.contains(name);
      case ROOM -> name.equals("tick");
      default -> false;
    };
    return taken
        ? "is sent, but " + name + " means something else of " + word.said() + " to clients; rename it"
        : null;
  }

  /// Whether a class is, extends or implements the one of that qualified name.
  static boolean isA(TypeElement type, String name) {
    return isA(type, name, new HashSet<>());
  }

  private static boolean isA(TypeElement type, String name, Set<TypeElement> seen) {
    if (!seen.add(type)) return false;
    if (type.getQualifiedName().contentEquals(name)) return true;
    TypeElement superclass = superclass(type);
    if (superclass != null && isA(superclass, name, seen)) return true;
    for (TypeMirror face : type.getInterfaces()) {
      TypeElement element = element(face);
      if (element != null && isA(element, name, seen)) return true;
    }
    return false;
  }

  static @Nullable TypeElement superclass(TypeElement type) {
    return element(type.getSuperclass());
  }

  /// The class of a class type; null for other types and for what the compiler could not find.
  static @Nullable TypeElement element(TypeMirror type) {
    return type.getKind() == TypeKind.DECLARED ? (TypeElement) ((DeclaredType) type).asElement() : null;
  }

  /// How many numbers a vector's type has; 0 for what is none.
  static int axes(TypeMirror type) {
    TypeElement element = element(type);
    if (element == null) return 0;
    if (element.getQualifiedName().contentEquals(VEC_2)) return 2;
    return element.getQualifiedName().contentEquals(VEC_3) ? 3 : 0;
  }

  static boolean is(Element element, Modifier modifier) {
    return element.getModifiers().contains(modifier);
  }

  static boolean isEnum(TypeMirror type) {
    TypeElement element = element(type);
    return element != null && element.getKind() == ElementKind.ENUM;
  }

  static TypeElement outermost(TypeElement type) {
    TypeElement top = type;
    for (Element e = type; e instanceof TypeElement t; e = e.getEnclosingElement()) top = t;
    return top;
  }

  static PackageElement packageOf(TypeElement type) {
    return (PackageElement) Objects.requireNonNull(outermost(type).getEnclosingElement(), "a class has a package");
  }

  /// The class that declares a member; a class itself.
  static TypeElement owner(Element element) {
    Element owner = element;
    while (!(owner instanceof TypeElement)) {
      owner = Objects.requireNonNull(owner.getEnclosingElement(), "a member has a class");
    }
    return (TypeElement) owner;
  }

  /// The field behind a record component, null if the compiler made none.
  static @Nullable VariableElement fieldOf(RecordComponentElement component) {
    for (VariableElement field : ElementFilter.fieldsIn(owner(component).getEnclosedElements())) {
      if (field.getSimpleName().equals(component.getSimpleName())) return field;
    }
    return null;
  }

  /// How the wire calls a class: its simple name with a lower-case first letter.
  static String wireName(TypeElement type) {
    String name = type.getSimpleName().toString();
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  /// A nested class as one says it: `Hello.Ship`.
  static String nestedName(TypeElement type) {
    return type.getEnclosingElement() instanceof TypeElement outer
        ? nestedName(outer) + "." + type.getSimpleName()
        : type.getSimpleName().toString();
  }

  /// Why a class of that package cannot name another, null if it can.
  static Value.@Nullable No hidden(TypeElement type, PackageElement from) {
    for (Element e = type; e instanceof TypeElement t; e = e.getEnclosingElement()) {
      if (is(t, Modifier.PRIVATE)) {
        return new Value.No(t, "is private, and the companion class that saves it must name it; drop 'private'");
      }
      if (!packageOf(t).equals(from) && !is(t, Modifier.PUBLIC)) {
        return new Value.No(t, "is used from package " + from.getQualifiedName()
            + " but not public, and the companion class there must name it; make it public");
      }
    }
    return null;
  }
}

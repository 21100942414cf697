package takt.processor;

import java.util.Map;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;

/// Says of a class outside the closed set why it cannot be saved, and what to write instead.
///
/// Stateless. `docs/what-can-be-saved.md` lists the same.
final class Unsavable {
  private static final String NO_ORDER = "%s has no fixed order, so a restore could differ; declare it as %s";
  private static final String NOT_SUPPORTED = "%s is not one of the collections that can be saved; declare it as %s";
  private static final String TIME = "%s cannot be saved; keep milliseconds or ticks in a long";
  private static final String TEXT = "%s cannot be saved; keep its text in a String";

  private static final Map<String, String> KNOWN = Map.ofEntries(
      Map.entry("java.util.HashMap", NO_ORDER.formatted("a HashMap", "Map or LinkedHashMap")),
      Map.entry("java.util.IdentityHashMap", NO_ORDER.formatted("an IdentityHashMap", "Map or LinkedHashMap")),
      Map.entry("java.util.WeakHashMap", NO_ORDER.formatted("a WeakHashMap", "Map or LinkedHashMap")),
      Map.entry("java.util.Hashtable", NO_ORDER.formatted("a Hashtable", "Map or LinkedHashMap")),
      Map.entry("java.util.concurrent.ConcurrentHashMap",
          NO_ORDER.formatted("a ConcurrentHashMap", "Map or LinkedHashMap: one thread owns a room")),
      Map.entry("java.util.HashSet", NO_ORDER.formatted("a HashSet", "Set or LinkedHashSet")),
      Map.entry("java.util.EnumSet", NOT_SUPPORTED.formatted("an EnumSet", "Set")),
      Map.entry("java.util.LinkedList", NOT_SUPPORTED.formatted("a LinkedList", "List or Deque")),
      Map.entry("java.util.Vector", NOT_SUPPORTED.formatted("a Vector", "List")),
      Map.entry("java.util.Stack", NOT_SUPPORTED.formatted("a Stack", "Deque")),
      Map.entry("java.util.PriorityQueue",
          NOT_SUPPORTED.formatted("a PriorityQueue", "List and keep it sorted, or Queue in a final field")),
      Map.entry("java.util.Collection", NOT_SUPPORTED.formatted("a Collection", "List or Set")),
      Map.entry("java.lang.Iterable", NOT_SUPPORTED.formatted("an Iterable", "List or Set")),
      Map.entry("java.util.SequencedCollection", NOT_SUPPORTED.formatted("a SequencedCollection", "List or Set")),
      Map.entry("java.util.BitSet", "a BitSet cannot be saved; keep bits in a long, or a boolean[]"),
      Map.entry("java.util.Optional", "an Optional cannot be saved; let the field be null instead (@Nullable)"),
      Map.entry("java.util.OptionalInt", "an OptionalInt cannot be saved; declare it as Integer, null for none"),
      Map.entry("java.util.OptionalDouble", "an OptionalDouble cannot be saved; declare it as Double, null for none"),
      Map.entry("java.util.Random", "a Random cannot be saved; call random(), which the room saves with itself"),
      Map.entry("java.time.Instant", TIME.formatted("an Instant")),
      Map.entry("java.time.Duration", TIME.formatted("a Duration")),
      Map.entry("java.util.Date", TIME.formatted("a Date")),
      Map.entry("java.util.UUID", TEXT.formatted("a UUID")),
      Map.entry("java.lang.CharSequence", TEXT.formatted("a CharSequence")),
      Map.entry("java.lang.StringBuilder", TEXT.formatted("a StringBuilder")),
      Map.entry("java.math.BigInteger", TEXT.formatted("a BigInteger")),
      Map.entry("java.math.BigDecimal", TEXT.formatted("a BigDecimal")),
      Map.entry("java.util.concurrent.atomic.AtomicInteger",
          "an AtomicInteger cannot be saved; declare it int: one thread owns a room"),
      Map.entry("java.util.concurrent.atomic.AtomicLong",
          "an AtomicLong cannot be saved; declare it long: one thread owns a room"),
      Map.entry("java.lang.Number", "a Number does not say which; declare it int, long or double"),
      Map.entry("java.lang.Object", "an Object does not say what it holds; write the type"));

  private Unsavable() {}

  static String why(TypeElement element, DeclaredType type) {
    String name = element.getQualifiedName().toString();
    String known = KNOWN.get(name);
    if (known != null) return known;
    if (isPart(name)) {
      return TypeNames.a(type) + " is a part, which a room runs; declare it as a final field of the room";
    }
    if (element.getAnnotation(FunctionalInterface.class) != null) {
      return TypeNames.a(type)
          + " is code (a lambda), which cannot be saved; keep an enum or a record that says what to do";
    }
    if (name.startsWith("java.") || name.startsWith("javax.") || name.startsWith("takt.")) {
      return TypeNames.a(type)
          + " is a library's object, which cannot be saved; keep what it is made of in numbers, texts"
          + " and records, or mark the field transient and make it again in onRestore";
    }
    if (element.getKind() == ElementKind.INTERFACE) {
      return TypeNames.a(type)
          + " may be anything that implements it, so nobody knows how to save it; seal the interface and"
          + " let records implement it, or declare a class";
    }
    if (element.getKind() == ElementKind.ANNOTATION_TYPE) return "an annotation cannot be saved; write the type";
    return "the class " + TypeNames.simple(type)
        + " is not marked as state; mark it @Saved if it is yours, else keep what it is made of"
        + " in numbers, texts and records, or mark the field transient";
  }

  /// Whether a class is one of a room's parts.
  static boolean isPart(String name) {
    return switch (name) {
      case "takt.server.Entities", "takt.server.Inputs", "takt.server.Alarm", "takt.server.Alarms", "takt.server.Bots",
          "takt.server.Task" ->
        true;
      default -> false;
    };
  }
}

package takt.server.scan;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.security.CodeSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import takt.server.scan.Bytecode.Kind;
import takt.server.scan.Bytecode.Method;
import takt.server.scan.Bytecode.Use;

/// Finds what a replay of a room could not repeat, by reading the class files of its code.
///
/// One thread; keeps nothing. Followed are calls from the room's constructors, hooks and handlers, into whatever comes
/// from the same jar or folder as the room: its entities, records, `@Saved` helpers and static helpers. A virtual call
/// leads to that method of every class that the room's code makes (rapid type analysis, Bacon and Sweeney 1996). Not
/// followed are the JDK, Takt, other jars, and code that only a `Task` runs: a lambda or method reference made as a
/// `Task.Work` is outside of the room, but for a `pure` one, which is computed again at every replay.
///
/// It reads files by name and loads no class. What cannot be found, or is no class file, is skipped.
public final class ClassScan {
  /// What a finding is sorted by: the order of the source.
  private static final Comparator<Finding> BY_PLACE = Comparator.comparing(Finding::className)
      .thenComparingInt(Finding::line).thenComparing(Finding::method).thenComparing(Finding::what);

  /// The functional interface of what a task runs outside of the room.
  private static final String WORK = "takt/server/Task$Work";
  private static final String MIGRATE = "migrate(Ltakt/schema/OldState;)V";

  /// One thing found.
  ///
  /// @param className the class's binary name
  /// @param method the method it is in, for a lambda the one around it
  /// @param file the source file, empty if the class file does not say
  /// @param line the line in it, 0 if the class file does not say
  /// @param what what is called, and what is wrong with it
  /// @param fix what to write instead
  public record Finding(String className, String method, String file, int line, String what, String fix) {
    /// As in a stack trace, so that a terminal or editor leads there.
    @Override public String toString() {
      return className + "." + method + "(" + file + ":" + line + "): " + what + "; " + fix;
    }
  }

  private record Place(Bytecode owner, Method method) {}

  private final ClassLoader loader;
  private final @Nullable String source;
  private final String home;
  private final Map<String, @Nullable Bytecode> own = new HashMap<>();
  private final Map<String, @Nullable Bytecode> foreign = new HashMap<>();
  private final Map<String, Map<String, Place>> instanceMethods = new HashMap<>();
  private final Map<String, Set<String>> callbacks = new HashMap<>();

  private final Set<String> made = new HashSet<>();
  private final Set<String> called = new HashSet<>();
  /// The methods of what is made, by signature.
  private final Map<String, List<Place>> callable = new HashMap<>();
  private final Set<Method> reached = new HashSet<>();
  private final Deque<Place> open = new ArrayDeque<>();
  private final Set<Finding> findings = new TreeSet<>(BY_PLACE);

  private ClassScan(Class<?> room) {
    ClassLoader of = room.getClassLoader();
    loader = of == null ? ClassLoader.getSystemClassLoader() : of;
    CodeSource from = room.getProtectionDomain().getCodeSource();
    URL location = from == null ? null : from.getLocation();
    source = location == null ? null : location.toString();
    home = room.getPackageName().replace('.', '/') + "/";
  }

  /// What is found in a room's code, in the order of the source. Empty is good.
  public static List<Finding> of(Class<?> room) {
    ClassScan scan = new ClassScan(room);
    scan.enter(room.getName().replace('.', '/'));
    while (!scan.open.isEmpty()) scan.visit(scan.open.pop());
    return new ArrayList<>(scan.findings);
  }

  // ---- following

  /// The room: constructed by its factory, its handlers called by its companion.
  private void enter(String room) {
    Bytecode code = own(room);
    if (code == null) return;
    make(room);
    for (Method method : code.methods().values()) {
      if (method.name().equals("<init>")) reach(code, method);
    }
    for (Place place : instanceMethods(code).values()) {
      if (place.method().name().equals("on")) reach(place.owner(), place.method());
    }
  }

  /// Takes note that objects of a class exist: of its methods, those can be called now that are called or called back.
  private void make(String name) {
    Bytecode code = own(name);
    if (code == null || !made.add(name)) return;
    initialize(name);
    for (Map.Entry<String, Place> method : instanceMethods(code).entrySet()) {
      Place place = method.getValue();
      callable.computeIfAbsent(method.getKey(), _ -> new ArrayList<>()).add(place);
      boolean live = called.contains(method.getKey()) || callbacks(code).contains(method.getKey());
      if (live) reach(place.owner(), place.method());
    }
    for (Bytecode c = code; c != null; c = c.superclass() == null ? null : own(c.superclass())) {
      for (String mentioned : c.mentions()) makeState(mentioned);
    }
  }

  /// State is made by restores and decoders, which are not the room's code.
  private void makeState(String name) {
    Bytecode code = own(name);
    if (code == null || made.contains(name) || !isState(code)) return;
    make(name);
    for (Method method : code.methods().values()) {
      boolean byRestore = method.name().equals("<init>") || method.signature().equals(MIGRATE);
      if (byRestore) reach(code, method);
    }
  }

  private boolean isState(Bytecode code) {
    for (Bytecode c = code; c != null; c = c.superclass() == null ? null : own(c.superclass())) {
      String above = c.superclass();
      boolean extended = above != null && (above.equals("takt/schema/Entity") || above.equals("takt/schema/Input"));
      if (c.isState() || extended) return true;
    }
    return false;
  }

  private void initialize(String name) {
    Bytecode code = own(name);
    Method method = code == null ? null : code.methods().get("<clinit>()V");
    if (code != null && method != null) reach(code, method);
  }

  private void reach(Bytecode owner, Method method) {
    if (!method.isAbstract() && reached.add(method)) open.push(new Place(owner, method));
  }

  private void visit(Place place) {
    Use work = null;
    for (Use use : place.method().uses()) {
      if (use.face().equals(WORK)) {
        work = use;
        continue;
      }
      boolean pure = use.owner().equals("takt/server/Task") && use.name().equals("pure");
      if (pure && work != null) follow(place, work);
      follow(place, use);
    }
  }

  private void follow(Place from, Use use) {
    switch (use.kind()) {
      case STATIC, CODE_STATIC -> {
        check(from, use);
        initialize(use.owner());
        reachIn(use.owner(), use.signature());
      }
      case EXACT, CODE_EXACT -> {
        check(from, use);
        reachIn(use.owner(), use.signature());
        if (use.name().equals("<init>")) make(use.owner());
      }
      case VIRTUAL, CODE_VIRTUAL -> {
        check(from, use);
        if (called.add(use.signature())) {
          for (Place place : callable.getOrDefault(use.signature(), List.of())) reach(place.owner(), place.method());
        }
      }
      case GET -> {
        initialize(use.owner());
        Unrepeatable.Reason reason = Unrepeatable.field(use.owner(), use.name());
        if (reason != null) find(from, use, simple(use.owner()) + "." + use.name() + " " + reason.what(), reason.fix());
      }
      case PUT -> {
        boolean starts = from.method().name().equals("<clinit>");
        if (!starts && own(use.owner()) != null) {
          String what = "is written: all rooms of a server share it and no restore knows it";
          find(from, use, "the static field " + use.name() + " " + what, "make it a field of the room or of an entity");
        }
      }
      case LOCK -> find(from, use, "synchronized waits for other threads",
          "one thread owns a room: drop it, or do the work in a Task");
    }
  }

  /// Reaches the method that a class has or inherits.
  private void reachIn(String owner, String signature) {
    for (Bytecode c = own(owner); c != null; c = c.superclass() == null ? null : own(c.superclass())) {
      Method method = c.methods().get(signature);
      if (method != null) {
        reach(c, method);
        return;
      }
    }
    Bytecode code = own(owner);
    Place place = code == null ? null : instanceMethods(code).get(signature);
    if (place != null) reach(place.owner(), place.method());
  }

  /// The methods of a class's objects by signature: its own, inherited, and defaults of interfaces.
  private Map<String, Place> instanceMethods(Bytecode code) {
    Map<String, Place> known = instanceMethods.get(code.name());
    if (known != null) return known;
    Map<String, Place> methods = new HashMap<>();
    instanceMethods.put(code.name(), methods);
    for (String face : code.interfaces()) {
      Bytecode inherited = own(face);
      if (inherited != null) methods.putAll(instanceMethods(inherited));
    }
    Bytecode above = code.superclass() == null ? null : own(code.superclass());
    if (above != null) methods.putAll(instanceMethods(above));
    for (Method method : code.methods().values()) {
      if (!method.isStatic() && !method.isAbstract() && !method.name().equals("<init>")) {
        methods.put(method.signature(), new Place(code, method));
      }
    }
    return methods;
  }

  /// What others may call on objects of a class: methods of the classes and interfaces above it that are not its own
  /// source's. A task's work is called by the task, outside.
  private Set<String> callbacks(Bytecode code) {
    Set<String> known = callbacks.get(code.name());
    if (known != null) return known;
    Set<String> all = new HashSet<>();
    callbacks.put(code.name(), all);
    List<String> above = new ArrayList<>(code.interfaces());
    if (code.superclass() != null) above.add(code.superclass());
    for (String name : above) {
      Bytecode next = own(name);
      if (next == null) next = name.equals(WORK) ? null : foreign(name);
      if (next == null) continue;
      all.addAll(callbacks(next));
      if (own(name) != null) continue;
      for (Method method : next.methods().values()) {
        if (!method.isStatic() && !method.isPrivate() && !method.name().equals("<init>")) all.add(method.signature());
      }
    }
    return all;
  }

  // ---- finding

  private void check(Place place, Use use) {
    Unrepeatable.Reason reason = null;
    // What a class of the game inherits from the JDK, such as hashCode of Object, is called by the game's name.
    for (String owner = use.owner(); owner != null && reason == null;) {
      Bytecode code = own(owner);
      if (code != null && code.methods().containsKey(use.signature())) return;
      reason = Unrepeatable.call(owner, use.name(), use.type());
      owner = code == null || use.name().equals("<init>") ? null : code.superclass();
    }
    if (reason == null) return;
    String call = use.name().equals("<init>")
        ? "new " + simple(use.owner())
        : simple(use.owner()) + "." + use.name();
    find(place, use, call + " " + reason.what(), reason.fix());
  }

  private void find(Place place, Use use, String what, String fix) {
    String method = place.method().name();
    // The compiler calls the code of a lambda lambda$around$0, or after these two.
    if (method.startsWith("lambda$new$")) method = "<init>";
    else if (method.startsWith("lambda$static$")) method = "<clinit>";
    else if (method.startsWith("lambda$")) method = method.substring(7, Math.max(7, method.lastIndexOf('$')));
    Bytecode owner = place.owner();
    findings.add(new Finding(owner.name().replace('/', '.'), method, owner.file(), use.line(), what, fix));
  }

  private static String simple(String internalName) {
    return internalName.substring(internalName.lastIndexOf('/') + 1).replace('$', '.');
  }

  // ---- reading

  /// A class from the room's own jar or folder; null for any other.
  private @Nullable Bytecode own(String name) {
    if (name.startsWith("java/") || name.startsWith("takt/")) return null;
    if (own.containsKey(name)) return own.get(name);
    URL url = loader.getResource(name + ".class");
    boolean here = url != null && (source == null ? name.startsWith(home) : url.toString().contains(source));
    Bytecode code = here ? read(name) : null;
    own.put(name, code);
    return code;
  }

  private @Nullable Bytecode foreign(String name) {
    if (foreign.containsKey(name)) return foreign.get(name);
    Bytecode code = read(name);
    foreign.put(name, code);
    return code;
  }

  private @Nullable Bytecode read(String name) {
    try (InputStream file = loader.getResourceAsStream(name + ".class")) {
      return file == null ? null : Bytecode.read(file.readAllBytes());
    } catch (IllegalArgumentException _) {
      return null; // no class file: whoever loads it will say so
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the class file of " + name.replace('/', '.'), e);
    }
  }
}

package takt.server.scan;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The calls whose result a replay, or another machine, would not repeat, and what to write instead.
///
/// Stateless. Names are internal ones.
final class Unrepeatable {
  /// Why a call is found.
  record Reason(String what, String fix) {}

  private static final String CLOCK = "use tick() and stepSeconds(), or Tick.wallTime(), which is journalled";
  private static final String CHANCE = "use random(), which is saved with the room";
  private static final String ORDER = "use a LinkedHashMap or LinkedHashSet, or never walk over it";
  private static final String FIXED = "fine to look things up in; to walk over it, use a List or a LinkedHashMap";
  private static final String THREAD = "one thread owns a room: do it in a Task, which runs outside";
  private static final String OUTSIDE = "do it in a Task, which runs outside";
  private static final String MACHINE = "machines differ: pass it to the room's constructor or make it an @Option";

  private static final Set<String> INEXACT = Set.of("sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh",
      "cosh",
      "tanh", "exp", "expm1", "log", "log10", "log1p", "pow", "cbrt", "hypot");
  private static final Set<String> OWN_MATHS = Set.of("sin", "cos", "atan2", "hypot");

  private static final Set<String> UNORDERED = Set.of("java/util/HashMap", "java/util/HashSet",
      "java/util/IdentityHashMap", "java/util/WeakHashMap", "java/util/Hashtable",
      "java/util/concurrent/ConcurrentHashMap");

  /// Classes found whenever they are made or called, with what they are.
  private static final Map<String, Reason> CLASSES = Map.ofEntries(
      Map.entry("java/util/concurrent/ThreadLocalRandom", new Reason("draws chance of its own", CHANCE)),
      Map.entry("java/security/SecureRandom", new Reason("draws chance of its own", CHANCE)),
      Map.entry("java/util/concurrent/Executors", new Reason("starts threads", THREAD)),
      Map.entry("java/util/concurrent/ExecutorService", new Reason("hands work to threads", THREAD)),
      Map.entry("java/util/concurrent/ForkJoinPool", new Reason("hands work to threads", THREAD)),
      Map.entry("java/util/concurrent/CompletableFuture", new Reason("hands work to threads", THREAD)),
      Map.entry("java/util/Timer", new Reason("starts a thread", "use an Alarm")),
      Map.entry("java/util/concurrent/locks/LockSupport", new Reason("waits", THREAD)),
      Map.entry("java/util/concurrent/CountDownLatch", new Reason("waits for other threads", THREAD)),
      Map.entry("java/util/concurrent/Semaphore", new Reason("waits for other threads", THREAD)),
      Map.entry("java/util/concurrent/locks/ReentrantLock", new Reason("waits for other threads", THREAD)),
      Map.entry("java/io/File", new Reason("asks the file system", OUTSIDE)),
      Map.entry("java/io/FileInputStream", new Reason("reads a file", OUTSIDE)),
      Map.entry("java/io/FileOutputStream", new Reason("writes a file", OUTSIDE)),
      Map.entry("java/io/FileReader", new Reason("reads a file", OUTSIDE)),
      Map.entry("java/io/FileWriter", new Reason("writes a file", OUTSIDE)),
      Map.entry("java/io/RandomAccessFile", new Reason("uses a file", OUTSIDE)),
      Map.entry("java/nio/file/Files", new Reason("uses files", OUTSIDE)),
      Map.entry("java/lang/ProcessBuilder", new Reason("starts a process", OUTSIDE)));

  private static final Set<String> HARMLESS_NET = Set.of("java/net/URI", "java/net/URLEncoder", "java/net/URLDecoder",
      "java/net/InetSocketAddress");

  private Unrepeatable() {}

  /// Why a call or constructor is found, null if it is fine.
  static @Nullable Reason call(String owner, String name, String type) {
    Reason reason = CLASSES.get(owner);
    if (reason == null) reason = clock(owner, name, type);
    if (reason == null) reason = chance(owner, name, type);
    if (reason == null) reason = order(owner, name, type);
    if (reason == null) reason = thread(owner, name);
    return reason == null ? outside(owner, name) : reason;
  }

  private static @Nullable Reason clock(String owner, String name, String type) {
    boolean clock = owner.equals("java/lang/System") && (name.equals("nanoTime") || name.equals("currentTimeMillis"))
        || owner.startsWith("java/time/") && (name.equals("now") || owner.equals("java/time/Clock") && !name.equals(
            "fixed"))
        || owner.equals("java/util/Date") && name.equals("<init>") && type.equals("()V")
        || owner.equals("java/util/Calendar") && name.equals("getInstance");
    return clock ? new Reason("reads the clock", CLOCK) : null;
  }

  private static @Nullable Reason chance(String owner, String name, String type) {
    boolean chance = owner.equals("java/lang/Math") && name.equals("random")
        || owner.equals("java/util/UUID") && name.equals("randomUUID")
        || (owner.equals("java/util/Random") || owner.equals("java/util/SplittableRandom")) && name.equals("<init>")
            && type.equals("()V")
        || owner.equals("java/util/Collections") && name.equals("shuffle") && type.equals("(Ljava/util/List;)V")
        || owner.startsWith("java/util/random/") && (name.equals("getDefault") || name.equals("of")
            || name.equals("create") && type.startsWith("()"));
    return chance ? new Reason("draws chance of its own", CHANCE) : null;
  }

  private static @Nullable Reason order(String owner, String name, String type) {
    if (owner.equals("java/lang/Math") && INEXACT.contains(name)) {
      return new Reason("may differ between JVMs in the last digit", OWN_MATHS.contains(name)
          ? "use Maths." + name + ", the same everywhere"
          : "use StrictMath." + name + ", the same on every JVM");
    }
    if (UNORDERED.contains(owner) && name.equals("<init>")) {
      return new Reason("has no order that a restore could keep", ORDER);
    }
    if ((owner.equals("java/util/Set") || owner.equals("java/util/Map")) && isFixed(name, type)) {
      return new Reason("has another order in every JVM", FIXED);
    }
    if (owner.equals("java/util/stream/Collectors") && (name.startsWith("to") && (name.endsWith("Set") || name.endsWith(
        "Map")) || name.equals("groupingBy")) && !type.contains("Supplier;")) {
      return new Reason("has no order that a restore could keep", ORDER);
    }
    boolean identity = owner.equals("java/lang/System") && name.equals("identityHashCode")
        || name.equals("hashCode")
            && Set.of("java/lang/Object", "java/lang/Enum", "takt/schema/Entity").contains(owner);
    return identity
        ? new Reason("differs in every run", "compare what the object holds, an id() or an ordinal()")
        : null;
  }

  /// Whether it makes an unchanging set or map of two or more.
  private static boolean isFixed(String name, String type) {
    if (name.equals("copyOf") || name.equals("ofEntries")) return true;
    return name.equals("of") && !Set.of("()Ljava/util/Set;", "()Ljava/util/Map;", "(Ljava/lang/Object;)Ljava/util/Set;",
        "(Ljava/lang/Object;Ljava/lang/Object;)Ljava/util/Map;").contains(type);
  }

  private static @Nullable Reason thread(String owner, String name) {
    if (owner.equals("java/lang/Thread")) {
      boolean waits = name.equals("sleep") || name.equals("join") || name.equals("yield") || name.equals("onSpinWait");
      boolean asks = name.equals("currentThread") || name.startsWith("get") || name.startsWith("is");
      return asks ? null : new Reason(waits ? "waits" : "starts a thread", waits ? "use an Alarm" : THREAD);
    }
    if (owner.equals("java/util/concurrent/TimeUnit") && name.equals("sleep"))
      return new Reason("waits", "use an Alarm");
    if (owner.equals("java/lang/Object") && (name.equals("wait") || name.startsWith("notify"))) {
      return new Reason("waits for other threads", THREAD);
    }
    boolean parallel = name.equals("parallelStream") || owner.startsWith("java/util/stream/") && name.equals("parallel")
        || owner.equals("java/util/Arrays") && name.startsWith("parallel");
    return parallel ? new Reason("works on other threads, in any order", "use a plain loop or stream()") : null;
  }

  private static @Nullable Reason outside(String owner, String name) {
    boolean net = owner.startsWith("java/net/") && !HARMLESS_NET.contains(owner);
    if (net || owner.startsWith("java/nio/channels/")) return new Reason("uses the network or a channel", OUTSIDE);
    if (owner.startsWith("java/sql/") || owner.startsWith("javax/sql/")) return new Reason("asks a database", OUTSIDE);
    if (owner.equals("java/lang/Runtime") && name.equals("exec")) return new Reason("starts a process", OUTSIDE);
    boolean machine = owner.equals("java/lang/System") && (name.equals("getProperty") || name.equals("getenv") || name
        .equals("getProperties") || name.equals("lineSeparator"))
        || owner.equals("java/lang/Boolean") && name.equals("getBoolean")
        || owner.equals("java/lang/Integer") && name.equals("getInteger")
        || owner.equals("java/lang/Long") && name.equals("getLong")
        || owner.equals("java/lang/Runtime") && (name.endsWith("Memory") || name.equals("availableProcessors"))
        || owner.equals("java/util/Locale") && name.equals("getDefault")
        || owner.equals("java/util/TimeZone") && name.equals("getDefault")
        || owner.equals("java/time/ZoneId") && name.equals("systemDefault");
    return machine ? new Reason("asks the machine", MACHINE) : null;
  }

  /// Why reading a static field is found, null if it is fine.
  static @Nullable Reason field(String owner, String name) {
    if (!owner.equals("java/lang/System")) return null;
    return switch (name) {
      case "in" -> new Reason("reads the console", OUTSIDE);
      case "out", "err" -> new Reason("prints again at every replay", "use log(), which is silent then");
      default -> null;
    };
  }
}

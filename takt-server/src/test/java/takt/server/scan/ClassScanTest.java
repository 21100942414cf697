package takt.server.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import takt.server.scan.ClassScan.Finding;

/// Whatever a replay could not repeat is found at its line, and nothing else is.
class ClassScanTest {
  private static final String HEAD = """
      package game;
      import java.time.*;
      import java.util.*;
      import java.util.concurrent.*;
      import java.util.stream.*;
      import takt.schema.*;
      import takt.server.*;
      """;

  @TempDir Path folder;

  // ---- one call each

  static final List<String> SINS = List.of("System.nanoTime() //! System.nanoTime reads the clock; use tick()",
      "System.currentTimeMillis() //! reads the clock", "Instant.now() //! Instant.now reads the clock",
      "LocalDate.now() //! reads the clock", "LocalDateTime.now(ZoneId.of(\"UTC\")) //! reads the clock",
      "ZonedDateTime.now() //! reads the clock", "Clock.systemUTC() //! reads the clock",
      "new Date() //! new Date reads the clock", "Calendar.getInstance() //! reads the clock",
      "Math.random() //! Math.random draws chance of its own; use random()",
      "new Random() //! new Random draws chance of its own", "new SplittableRandom() //! draws chance",
      "ThreadLocalRandom.current() //! draws chance", "new java.security.SecureRandom() //! draws chance",
      "UUID.randomUUID() //! UUID.randomUUID draws chance",
      "java.util.random.RandomGenerator.getDefault() //! draws chance",
      "Math.sin(1) //! Math.sin may differ between JVMs in the last digit; use Maths.sin",
      "Math.pow(1, 2) //! may differ between JVMs in the last digit; use StrictMath.pow",
      "Math.exp(1) //! StrictMath.exp", "Math.log(1) //! StrictMath.log", "Math.tan(1) //! StrictMath.tan",
      "Math.cos(1) //! Maths.cos", "Math.atan2(1, 2) //! Maths.atan2", "Math.hypot(1, 2) //! Maths.hypot",
      "System.identityHashCode(this) //! System.identityHashCode differs in every run",
      "new Object().hashCode() //! Object.hashCode differs in every run",
      "Kind.A.hashCode() //! hashCode differs in every run",
      "new HashMap<String, String>() //! new HashMap has no order that a restore could keep; use a LinkedHashMap",
      "new HashSet<String>() //! new HashSet has no order", "new IdentityHashMap<String, String>() //! has no order",
      "Map.of(1, 2, 3, 4) //! Map.of has another order in every JVM", "Set.of(1, 2) //! Set.of has another order",
      "Set.copyOf(List.of()) //! has another order",
      "List.of(1).stream().collect(Collectors.toSet()) //! Collectors.toSet has no order",
      "List.of(1).parallelStream() //! works on other threads",
      "List.of(1).stream().parallel() //! works on other threads",
      "new Thread(() -> {}) //! new Thread starts a thread", "Thread.ofVirtual() //! starts a thread",
      "Executors.newCachedThreadPool() //! starts threads",
      "CompletableFuture.completedFuture(1) //! hands work to threads",
      "new CountDownLatch(1) //! waits for other threads",
      "java.nio.file.Files.exists(null) //! Files.exists uses files; do it in a Task",
      "new java.io.File(\"a\") //! asks the file system", "new java.net.Socket() //! uses the network",
      "java.net.http.HttpClient.newHttpClient() //! uses the network", "System.in //! System.in reads the console",
      "System.out //! System.out prints again at every replay; use log()", "System.err //! use log()",
      "System.getProperty(\"a\") //! System.getProperty asks the machine", "System.getenv(\"A\") //! asks the machine",
      "Integer.getInteger(\"a\") //! asks the machine",
      "Runtime.getRuntime().availableProcessors() //! asks the machine",
      "Locale.getDefault() //! asks the machine");

  @ParameterizedTest
  @FieldSource("SINS") void aSinIsFoundAtItsLine(String sin) throws Exception {
    String[] parts = sin.split(" //! ", 2);
    check("""
        class Game extends Room {
          enum Kind { A }
          Object last;
          @Override protected void onTick(Tick t) {
            last = %s; //! %s
          }
        }
        """.formatted(parts[0], parts[1]));
  }

  @Test void aSleepALockAndAStaticFieldAreFound() throws Exception {
    check("""
        class Game extends Room {
          static int rounds;
          @Override protected void onTick(Tick t) {
            rounds++; //! the static field rounds is written
            synchronized (this) { //! synchronized waits for other threads
              try {
                Thread.sleep(1); //! Thread.sleep waits; use an Alarm
                wait(); //! waits for other threads
              } catch (InterruptedException e) {
                locked();
              }
            }
          }
          synchronized void locked() {
            rounds = 0; //! the static field //! synchronized waits
          }
        }
        """);
  }

  // ---- what is followed

  @Test void itFollowsCallsIntoEverythingOfTheGame() throws Exception {
    check("""
        class Game extends Base implements Talk {
          static final long START = System.nanoTime(); //! reads the clock
          final long born = System.nanoTime(); //! reads the clock
          final Alarm alarm = alarm(this::late);
          final Alarm other = alarm(() -> later(System.nanoTime())); //! reads the clock
          final Entities<Ship> ships = entities();
          Weapon weapon = new Laser();
          Deck deck;
          record Say(@Limit(max = 9) String text) implements Command {
            Say { System.nanoTime(); } //! reads the clock
          }
          void on(Player p, Say say) {
            weapon.fire();
            List<Ship> all = new ArrayList<>();
            all.sort(new ById());
            Rules.check();
            Comparator<Ship> by = Comparator.comparing(Rules::rank);
          }
          void late() { System.nanoTime(); } //! reads the clock
          void later(long time) { hidden(); }
          private void hidden() { System.nanoTime(); } //! reads the clock
          @Override public String toString() { return "" + System.nanoTime(); } //! reads the clock
        }
        abstract class Base extends Room {
          @Override protected void onTick(Tick t) { step(); }
          void step() { System.nanoTime(); } //! reads the clock
        }
        interface Talk {
          default void on(Player p, Hello hello) { System.nanoTime(); } //! reads the clock
          record Hello() implements Command {}
        }
        class Ship extends Entity {
          int hp = (int) System.nanoTime(); //! reads the clock
          @Override protected void migrate(OldState old) { System.nanoTime(); } //! reads the clock
        }
        @Saved class Deck {
          Deck() { System.nanoTime(); } //! reads the clock
          void migrate(OldState old) { System.nanoTime(); } //! reads the clock
        }
        interface Weapon { void fire(); }
        class Laser implements Weapon {
          @Override public void fire() { System.nanoTime(); } //! reads the clock
        }
        class ById implements Comparator<Ship> {
          @Override public int compare(Ship a, Ship b) { return (int) System.nanoTime(); } //! reads the clock
        }
        class Rules {
          static final long SINCE = System.nanoTime(); //! reads the clock
          static void check() { System.nanoTime(); } //! reads the clock
          static Integer rank(Ship s) { return (int) System.nanoTime(); } //! reads the clock
        }
        """);
  }

  @Test void aPureTaskIsPartOfTheRoom() throws Exception {
    check("""
        class Game extends Room {
          final Task<String, String> plan = task((String s) -> s + System.nanoTime(), (s, t) -> {}).pure(2); //! clock
          final Task<String, String> think = task(Brain::think, (s, t) -> {}).pure(2);
          final Task<String, String> ask = task((String s) -> s + System.nanoTime(), (s, t) -> {});
        }
        class Brain {
          static String think(String s) { return s + System.nanoTime(); } //! reads the clock
        }
        """);
  }

  @Test void whatIsOutsideIsNot() throws Exception {
    check("""
        class Game extends Room {
          final Task<String, String> ask;
          final Task<String, Long> time = task((String s) -> System.nanoTime(), this::told);
          final Task<String, Long> file = task(Disk::read, this::told);
          final Map<String, Integer> ordered = new LinkedHashMap<>(Map.of("a", 1));
          final Random dice = new Random(7);
          long sum;
          Game(Services services) { ask = task(services::load, (s, t) -> {}); }
          void told(String s, Long l) { sum += l + Maths.clamp(1, 2, 3) + (long) Math.sqrt(4) + Math.abs(-1); }
          void unused() { System.nanoTime(); }
          static void main(String[] args) {
            System.out.println(System.nanoTime());
            new Game(new Database());
          }
        }
        interface Services { String load(String s) throws Exception; }
        class Database implements Services {
          @Override public String load(String s) throws Exception { Thread.sleep(1); return s + System.nanoTime(); }
        }
        class Disk {
          static Long read(String s) { return new java.io.File(s).length(); }
        }
        class Other extends Room {
          @Override protected void onTick(Tick t) { System.nanoTime(); }
        }
        """);
  }

  @Test void aCleanRoomHasNone() throws Exception {
    check("""
        class Game extends Room {
          enum Phase { WAITING, PLAYING }
          static class Ship extends Entity {
            @Position(max = 9) double x, y;
            @Predict void step(Keys in, double seconds) { x += Maths.sin(in.dx) * seconds; }
          }
          static class Keys extends Input { @Axis double dx; }
          record Say(@Limit(max = 9) String text) implements Command {}
          record Said(Player who, String text) implements Event {}
          final Entities<Ship> ships = entities();
          final Inputs<Keys> keys = inputs();
          final Map<Player, List<Phase>> seen = new LinkedHashMap<>();
          Phase phase = Phase.WAITING;
          @Override protected void onJoin(Player p) { ships.add(p, new Ship()).x = random().nextInt(9); }
          @Override protected void onTick(Tick t) {
            for (Ship s : ships) s.step(keys.of(s), t.stepSeconds());
            seen.values().stream().flatMap(List::stream).filter(p -> p == phase).toList();
            switch (phase) {
              case WAITING -> phase = Phase.PLAYING;
              case PLAYING -> seen.clear();
            }
            assert !seen.isEmpty() : "none " + seen;
          }
          void on(Player p, Say say) {
            Refusal.unless(!say.text().isBlank(), "say something");
            broadcast(new Said(p, say.text().strip()));
          }
        }
        """);
  }

  @Test void aFindingReadsLikeAStackTrace() throws Exception {
    Finding finding = scan("""
        class Game extends Room {
          @Override protected void onTick(Tick t) { Runnable r = () -> System.nanoTime(); }
        }
        """).getFirst();
    assertEquals("game.Game.onTick(Game.java:9): System.nanoTime reads the clock; use tick() and stepSeconds(), or"
        + " Tick.wallTime(), which is journalled", finding.toString());
  }

  // ---- set up

  /// Compiles a game and expects findings at the lines with `//!`, each with the words behind it, and no others.
  private void check(String source) throws Exception {
    List<Finding> found = scan(source);
    Set<String> unmet = new TreeSet<>();
    Set<Finding> expected = new HashSet<>();
    List<String> lines = (HEAD + source).lines().toList();
    for (int line = 1; line <= lines.size(); line++) {
      String[] parts = lines.get(line - 1).split("//! ", -1);
      for (int i = 1; i < parts.length; i++) {
        int at = line;
        String words = parts[i].strip();
        List<Finding> met = found.stream().filter(f -> f.line() == at && (f.what() + "; " + f.fix()).contains(words))
            .toList();
        expected.addAll(met);
        if (met.isEmpty()) unmet.add(line + ": " + words);
      }
    }
    assertEquals(Set.of(), unmet, () -> "not found; found were " + found);
    assertTrue(expected.containsAll(found), () -> "found too much: " + found.stream().filter(f -> !expected.contains(f))
        .toList());
    assertEquals(found.size(), new HashSet<>(found).size(), "twice");
  }

  private List<Finding> scan(String source) throws IOException, ReflectiveOperationException {
    Path file = Files.writeString(folder.resolve("Game.java"), HEAD + source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> said = new ArrayList<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      assertTrue(compiler.getTask(null, files, d -> said.add(d.toString()), List.of("-g", "-proc:none", "-d", folder
          .toString(), "-classpath", System.getProperty("java.class.path")), null, files.getJavaFileObjects(file))
          .call(),
          said::toString);
    }
    try (URLClassLoader games = new URLClassLoader(new URL[]{folder.toUri().toURL()}, getClass().getClassLoader())) {
      return ClassScan.of(games.loadClass("game.Game"));
    }
  }
}

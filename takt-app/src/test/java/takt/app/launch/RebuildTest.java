package takt.app.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./takt run` builds when something changed, only then, one at a time, and never starts what was not built whole.
class RebuildTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Path temp;
  private final Machine machine;
  private final Checkout takt;

  RebuildTest(@TempDir Path temp) {
    this.temp = temp;
    machine = new Machine(temp.resolve("a machine"));
    takt = new Checkout(temp.resolve("a checkout"), machine);
    Machine.jdk(machine.jvmFolder().resolve("temurin-25"), "25.0.1");
  }

  @Test void nothingChangedStartsWithoutMaven() throws Exception {
    runs(1);
    runs(1);
    takt.write("README.md", "words");
    takt.write("alpha/src/test/java/alpha/ATest.java", "class ATest { int other; }");
    takt.write("takt.log", "what the server wrote");
    Files.setLastModifiedTime(takt.folder.resolve("pom.xml"), FileTime.from(Instant.now()));
    runs(1);
  }

  @Test void everyChangeOfASourceIsSeen() throws Exception {
    int builds = 1;
    runs(builds);
    Path source = takt.folder.resolve("alpha/src/main/java/alpha/A.java");
    FileTime before = Files.getLastModifiedTime(source);
    takt.write("alpha/src/main/java/alpha/A.java", "class a {}");
    Files.setLastModifiedTime(source, before);
    runs(++builds);
    takt.write("alpha/src/main/java/alpha/a new one.java", "class C {}");
    runs(++builds);
    Files.delete(takt.folder.resolve("alpha/src/main/java/alpha/B.java"));
    runs(++builds);
    Files.move(source, source.resolveSibling("Z.java"));
    runs(++builds);
    takt.write("alpha/src/main/java/alpha/target/Aim.java", "class Aim {}");
    runs(++builds);
    takt.write("alpha/src/main/resources/page.html", "<p>");
    runs(++builds);
    takt.write("alpha/pom.xml", "<project/>");
    runs(++builds);
    takt.write("sdk/javascript/src/index.js", "");
    runs(++builds);
    runs(builds);
  }

  @Test void aDistributionThatIsNotWholeIsBuiltAgain() throws Exception {
    runs(1);
    Files.delete(takt.folder.resolve("dist/target/dist/lib/picocli.jar"));
    runs(2);
    takt.write("dist/target/dist/lib/left-behind.jar", "");
    runs(3);
    assertFalse(Files.exists(takt.folder.resolve("dist/target/dist/lib/left-behind.jar")));
  }

  @Test void progressIsALinePerModule() throws Exception {
    takt.mavenDoes("""
        echo '[INFO] Reactor Build Order:'
        echo '[INFO] Downloaded from central: https://repo/a.jar'
        echo '[INFO] Building Takt protocol 0.1.0-SNAPSHOT                              [1/2]'
        echo '[INFO] Building jar: /somewhere/else.jar'
        echo '[WARNING] nobody needs to know'
        echo '[INFO] Building Takt app 0.1.0-SNAPSHOT                                   [2/2]'
        make_jars""");
    try (Program run = takt.start("run")) {
      assertTrue(run.ends(0).errors()
          .matches(
              "takt: building\ntakt: {3}\\[1/2] Takt protocol\ntakt: {3}\\[2/2] Takt app\ntakt: built in \\d+ s\n"),
          run::toString);
      assertTrue(run.output().startsWith("java of "), run::toString);
    }
  }

  @Test void aFailedBuildIsShownInFullAndStartsNothing() throws Exception {
    runs(1);
    takt.write("alpha/src/main/java/alpha/A.java", "class A");
    takt.mavenDoes("""
        echo '[INFO] Building Takt protocol 0.1.0-SNAPSHOT                              [1/2]'
        echo '[INFO] COMPILATION WARNING : '
        echo '[WARNING] A.java:[3,1] [rawtypes] found raw type'
        echo '    (see the manual)'
        echo '[INFO] 1 warning'
        echo '[INFO] COMPILATION ERROR : '
        echo '[ERROR] A.java:[1,8] reached end of file'
        echo '  symbol:   class X'
        echo '[INFO] BUILD FAILURE'
        echo '[ERROR] Failed to execute goal compile on project alpha -> [Help 1]'
        echo '[ERROR] A.java:[1,8] reached end of file'
        echo '[ERROR] [Help 1] http://somewhere'
        exit 1""");
    try (Program run = takt.start("run")) {
      run.ends(1);
      assertEquals("""
          takt: building
          takt:   [1/2] Takt protocol
          [WARNING] A.java:[3,1] [rawtypes] found raw type
              (see the manual)
          [ERROR] A.java:[1,8] reached end of file
            symbol:   class X
          [ERROR] Failed to execute goal compile on project alpha
          takt: the whole log: %s/.takt/log/build.log
          takt: the build failed; nothing was started.
          """.formatted(takt.folder), run.errors());
      assertEquals("", run.output());
    }
    takt.mavenDoes("make_jars");
    runs(3);
  }

  @Test void aNetworkThatIsAwayIsSaid() throws Exception {
    takt.mavenDoes("echo '[ERROR] Could not transfer artifact a:b:1 from/to central: Unknown host'; exit 1");
    try (Program run = takt.start("run")) {
      run.ends(1).says("takt: a library could not be fetched\\. Is the network there\\?", LIMIT);
    }
  }

  @Test void twoAtTheSameTimeBuildOnce() throws Exception {
    twoAtTheSameTime("takt: another ./takt is building here; waiting for it to finish\n");
  }

  @Test void twoAtTheSameTimeBuildOnceWithoutFlock() throws Exception {
    machine.remove("flock");
    twoAtTheSameTime("takt: another ./takt \\(\\d+\\) is building here; waiting for it to finish\n");
    assertFalse(Files.exists(takt.folder.resolve(".takt/lock.pid")));
  }

  private void twoAtTheSameTime(String message) throws Exception {
    takt.mavenDoes("echo began >began; until [ -e go ]; do sleep 0.1; done; make_jars");
    try (Program first = takt.start("run")) {
      awaits(takt.folder.resolve("began"));
      try (Program second = takt.start("run")) {
        second.says(message, LIMIT);
        takt.write("go", "");
        assertTrue(first.ends(0).output().startsWith("java of "), first::toString);
        assertTrue(second.ends(0).output().startsWith("java of "), second::toString);
      }
    }
    assertEquals(1, takt.mavenCalls().size());
  }

  @Test void theLockOfTheDeadIsCleared() throws Exception {
    machine.remove("flock");
    try (Program dead = machine.start(temp, machine.bin().resolve("sh").toString(), "-c", "exit 0")) {
      dead.ends(0);
      machine.link(takt.folder.resolve(".takt/lock.pid"), Path.of(Long.toString(dead.pid())));
    }
    runs(1);
  }

  @Test void aBuildInsideABuildOfTheSameCheckoutIsRefused() throws Exception {
    takt.mavenDoes("./takt run; exit 1");
    try (Program run = takt.start("run")) {
      run.ends(1);
    }
    assertTrue(Files.readString(takt.folder.resolve(".takt/log/build.log"))
        .contains("takt: this command was started by a ./takt that is building the same checkout"));
  }

  @Test void aLauncherThatIsStoppedTakesMavenWithIt() throws Exception {
    takt.mavenDoes("echo $$ >began.part; mv began.part began; exec sleep 60");
    for (String signal : new String[]{"TERM", "HUP", "KILL"}) {
      Files.deleteIfExists(takt.folder.resolve("began"));
      try (Program run = takt.start("run")) {
        ProcessHandle maven = maven();
        run.signal(signal);
        run.exitCode(LIMIT);
        assertTrue(run.errors().endsWith("takt: stopped\n"), run::toString);
        maven.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      }
    }
    takt.mavenDoes("make_jars");
    runs(4);
  }

  /// On a terminal of its own, from script(1): Ctrl-C typed there goes to the launcher and to Maven alike. The launcher
  /// waits for Maven, so that the prompt comes back when all is over.
  @Test void ctrlCStopsTheBuild() throws Exception {
    machine.install("script");
    takt.mavenDoes("trap 'sleep 1; echo over >over; exit 130' INT; echo began >began; while :; do sleep 0.1; done");
    String typed = "{ until [ -e began ]; do sleep 0.1; done; printf '\\003'; until [ -e over ]; do sleep 0.1; done; }";
    for (String shell : new String[]{"dash", "bash"}) {
      machine.install(shell);
      String seen = "trap : INT; " + shell + " ./takt run; echo \"ended with $?, Maven is $(cat over)\"";
      try (Program run = machine.start(takt.folder, machine.bin().resolve("sh").toString(), "-c",
          "rm -f began over; " + typed + " | script -qc '" + seen + "' /dev/null")) {
        run.ends(0);
        assertTrue(run.output().endsWith("takt: stopped\r\nended with 130, Maven is over\r\n"), run::toString);
      }
    }
  }

  @Test void theServerTakesTheLaunchersPlaceSoSignalsReachIt() throws Exception {
    Machine.script(machine.jvmFolder().resolve("temurin-25/bin/java"), """
        trap 'echo interrupted; exit 5' INT
        trap 'echo terminated; exit 6' TERM
        echo "serving as $$"
        while :; do sleep 0.1; done""");
    for (String signal : new String[]{"INT", "TERM"}) {
      try (Program run = takt.start("run")) {
        run.says("serving as " + run.pid() + "\n", LIMIT);
        run.signal(signal);
        assertEquals(signal.equals("INT") ? 5 : 6, run.exitCode(LIMIT), run::toString);
      }
    }
  }

  private void runs(int builds) throws InterruptedException {
    try (Program run = takt.start("run")) {
      assertTrue(run.ends(0).output().startsWith("java of "), run::toString);
      assertEquals(builds, takt.mavenCalls().size(), run::toString);
    }
  }

  /// The Maven that has begun, and said its process id.
  private ProcessHandle maven() throws Exception {
    Path began = takt.folder.resolve("began");
    awaits(began);
    return ProcessHandle.of(Long.parseLong(Files.readString(began).strip())).orElseThrow();
  }

  private static void awaits(Path file) throws InterruptedException {
    long endNs = System.nanoTime() + LIMIT.toNanos();
    while (!Files.exists(file)) {
      assertTrue(System.nanoTime() < endNs, () -> "no " + file + " within " + LIMIT);
      LockSupport.parkNanos(10_000_000);
    }
  }
}

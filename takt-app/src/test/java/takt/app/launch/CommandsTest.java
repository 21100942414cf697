package takt.app.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `./takt` takes, from where, and what reaches the server's JVM.
class CommandsTest {
  private final Path temp;
  private final Machine machine;
  private final Checkout takt;
  private final Path jdk;

  CommandsTest(@TempDir Path temp) {
    this.temp = temp;
    machine = new Machine(temp.resolve("a machine"));
    takt = new Checkout(temp.resolve("a checkout"), machine);
    jdk = Machine.jdk(machine.jvmFolder().resolve("temurin-25"), "25.0.1");
  }

  @Test void helpNeedsNothing() throws Exception {
    for (List<String> arguments : List.of(List.<String>of(), List.of("help"), List.of("--help"), List.of("-h"))) {
      try (Program help = takt.start(arguments.toArray(String[]::new))) {
        help.ends(0);
        for (String command : List.of("run", "run Hello.java", "bots", "test", "prove", "bench", "help")) {
          assertTrue(help.output().contains("\n  ./takt " + command + " "), help::toString);
        }
        assertEquals("", help.errors());
      }
    }
  }

  @Test void anUnknownCommandIsAnsweredWithCauseAndFix() throws Exception {
    try (Program unknown = takt.start("rnu")) {
      unknown.ends(2);
      assertEquals("takt: there is no command 'rnu'.\n      ./takt help lists what there is.\n", unknown.errors());
      assertEquals("", unknown.output());
    }
    assertEquals(List.of(), takt.mavenCalls());
  }

  @Test void whatFollowsRunReachesTheServerAsItIs() throws Exception {
    try (Program run = takt.start("run", "My Hello.java", "--port=0", "", "a  b*c$HOME\"'\\")) {
      run.ends(0);
      assertTrue(run.output().endsWith("""
          <takt.app.Main>
          <run>
          <My Hello.java>
          <--port=0>
          <>
          <a  b*c$HOME"'\\>
          """), run::toString);
    }
  }

  @Test void botsAreTheServersProgramToo() throws Exception {
    try (Program bots = takt.start("bots", "--room", "a", "--count", "3")) {
      assertTrue(bots.ends(0).output().endsWith("<takt.app.Main>\n<bots>\n<--room>\n<a>\n<--count>\n<3>\n"),
          bots::toString);
    }
  }

  @Test void theVersionIsTheServersToSay() throws Exception {
    try (Program version = takt.start("--version")) {
      assertTrue(version.ends(0).output().endsWith("<takt.app.Main>\n<--version>\n"), version::toString);
    }
  }

  @Test void theOptionsOfThePersonComeAfterTheFilesAndBeforeTheClassPath() throws Exception {
    machine.set("TAKT_JAVA_OPTS", "-Xmx2g  -Dname=*");
    try (Program run = takt.start("run")) {
      run.ends(0);
      assertTrue(run.output().endsWith("""
          <@%1$s/build/jvm.options>
          <-Xmx2g>
          <-Dname=*>
          <-cp>
          <%1$s/dist/target/dist/lib/*>
          <takt.app.Main>
          <run>
          """.formatted(takt.folder)), run::toString);
    }
  }

  @Test void anotherCollectorTakesThePlaceOfG1() throws Exception {
    machine.set("TAKT_JAVA_OPTS", "-XX:+UseZGC");
    try (Program run = takt.start("run")) {
      assertTrue(run.ends(0).output().contains("/build/jvm.options>\n<-XX:-UseG1GC>\n<-XX:+UseZGC>\n"), run::toString);
    }
  }

  /// The options file and that switch, read by the JVM these tests run on.
  @Test void theRealJvmTakesTheOptions() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
    String options = "@" + takt.folder.resolve("build/jvm.options");
    try (Program plain = machine.start(temp, java, options, "-XX:+PrintFlagsFinal", "-version");
        Program other = machine.start(temp, java, options, "-XX:-UseG1GC", "-XX:+UseZGC", "-Xmx64m",
            "-XX:+PrintFlagsFinal",
            "-version")) {
      plain.ends(0);
      assertTrue(plain.output().matches("(?s).* UseG1GC +:?= true .*"), plain::toString);
      assertTrue(plain.output().matches("(?s).* MaxGCPauseMillis +:?= 5 .*"), plain::toString);
      other.ends(0);
      assertTrue(other.output().matches("(?s).* UseZGC +:?= true .*"), other::toString);
      assertTrue(other.output().matches("(?s).* MaxHeapSize +:?= 67108864 .*"), other::toString);
    }
  }

  @Test void runsFromAnyFolderAndStaysInIt() throws Exception {
    Path elsewhere = Files.createDirectories(temp.resolve("some where"));
    try (Program run = machine.start(elsewhere, "../a checkout/takt", "run")) {
      assertTrue(run.ends(0).output().startsWith("java of " + jdk + " in " + elsewhere + "\n"), run::toString);
    }
  }

  @Test void findsTheProjectThroughLinksAndOnThePath() throws Exception {
    machine.link(temp.resolve("links/takt one"), Path.of("../a checkout/takt"));
    machine.link(machine.bin().resolve("takt"), temp.resolve("links/takt one"));
    try (Program run = machine.start(temp, machine.bin().resolve("sh").toString(), "-c", "takt run")) {
      run.ends(0);
      assertTrue(run.output().contains("<" + takt.folder + "/dist/target/dist/lib/*>\n"), run::toString);
    }
    try (Program run = machine.start(takt.folder, machine.bin().resolve("sh").toString(), "takt", "run")) {
      run.ends(0);
    }
  }

  @Test void runsInBashAsInDash() throws Exception {
    for (String shell : List.of("dash", "bash")) {
      machine.install(shell);
      try (Program run = machine.start(takt.folder, machine.bin().resolve(shell).toString(), "./takt", "run")) {
        run.ends(0);
      }
    }
    assertEquals(1, takt.mavenCalls().size());
  }

  @Test void benchListsWhatThereIsAndRunsItOnTheDistribution() throws Exception {
    try (Program none = takt.start("bench")) {
      assertEquals("takt: there is no measurement yet: bench/ holds none.\n", none.ends(0).errors());
    }
    machine.install("openssl", "echo OpenSSL 3");
    takt.write("bench/beat.sh", """
        #!/bin/sh
        # How late do ticks start?
        # tools: openssl
        printf '%s\\n' "$TAKT_CLASSPATH" "$JAVA_HOME" "$TAKT_TOOL_OPENSSL" "$@"
        """);
    try (Program list = takt.start("bench")) {
      assertEquals("  ./takt bench beat         How late do ticks start?\n", list.ends(0).output());
    }
    try (Program unknown = takt.start("bench", "bear")) {
      assertEquals("takt: there is no measurement 'bear'.\n      ./takt bench lists what there is.\n",
          unknown.ends(2).errors());
    }
    try (Program beat = takt.start("bench", "beat", "--for", "2 m")) {
      assertEquals(takt.folder + "/dist/target/dist/lib/*\n" + jdk + "\n" + machine.bin().resolve("openssl")
          + "\n--for\n2 m\n", beat.ends(0).output());
    }
  }
}

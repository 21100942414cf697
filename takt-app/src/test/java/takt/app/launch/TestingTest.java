package takt.app.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./takt test` and `./takt prove`: what is run, how it is counted, and that nothing green comes from nothing.
class TestingTest {
  private final Machine machine;
  private final Checkout takt;

  TestingTest(@TempDir Path temp) {
    machine = new Machine(temp.resolve("a machine"));
    takt = new Checkout(temp.resolve("a checkout"), machine);
    Machine.jdk(machine.jvmFolder().resolve("temurin-25"), "25.0.1");
  }

  @Test void addsUpTheReportsOfAllModules() throws Exception {
    takt.mavenDoes("""
        report alpha alpha.ATest 7 0 0 0
        report alpha alpha.BTest 5 0 0 0
        report takt-app app.CTest 1 0 0 0""");
    tells(0, "13 passed, 0 failed", "test");
    assertTrue(call().endsWith(" verify --fail-at-end -Dsurefire.failIfNoSpecifiedTests=false"), call());
  }

  @Test void failuresAndErrorsFail() throws Exception {
    takt.mavenDoes(
        """
            report alpha alpha.ATest 7 1 2 0
            echo '[ERROR] Tests run: 7, Failures: 1, Errors: 2, Time elapsed: 0.1 s <<< FAILURE! -- in alpha.ATest'
            echo '[ERROR] alpha.ATest.one -- Time elapsed: 0.01 s <<< FAILURE!'
            echo 'expected: 1 but was: 2'
            exit 1""");
    try (Program test = tells(1, "4 passed, 3 failed", "test")) {
      assertTrue(test.errors().contains("takt:   failed: alpha.ATest.one -- Time elapsed: 0.01 s <<< FAILURE!\n"),
          test::toString);
      assertTrue(test.errors().contains("\nexpected: 1 but was: 2\n"), test::toString);
    }
  }

  @Test void skippedOnesAreNamedAndDoNotCountAsPassed() throws Exception {
    takt.mavenDoes("report alpha alpha.ATest 7 0 0 3");
    tells(0, "4 passed, 0 failed, 3 skipped", "test");
    takt.mavenDoes("report alpha alpha.ATest 3 0 0 3");
    tells(1, "0 passed, 0 failed, 3 skipped", "test");
  }

  @Test void noTestAtAllFails() throws Exception {
    takt.mavenDoes("make_jars");
    try (Program test = tells(1, "0 passed, 0 failed", "test")) {
      assertTrue(test.errors().contains("takt: no test ran"), test::toString);
    }
  }

  @Test void aBuildThatFailsWithoutAFailedTestFails() throws Exception {
    takt.mavenDoes("report alpha alpha.ATest 7 0 0 0; echo '[ERROR] There was an error in the forked process'; exit 1");
    try (Program test = tells(1, "7 passed, 1 failed", "test")) {
      assertTrue(test.errors().contains("[ERROR] There was an error in the forked process\n"), test::toString);
      assertTrue(test.errors().endsWith("takt: no test failed, but the build did: see above; it counts as one\n"),
          test::toString);
    }
  }

  @Test void reportsOfEarlierRunsDoNotCount() throws Exception {
    takt.mavenDoes("report alpha alpha.ATest 7 1 0 0; exit 1");
    tells(1, "6 passed, 1 failed", "test");
    takt.mavenDoes("report alpha alpha.BTest 2 0 0 0");
    tells(0, "2 passed, 0 failed", "test");
  }

  @Test void modulesCanBeNamed() throws Exception {
    takt.mavenDoes("report alpha alpha.ATest 7 0 0 0");
    tells(0, "7 passed, 0 failed", "test", "alpha", "takt-app/");
    assertTrue(call().endsWith(" verify --fail-at-end -Dsurefire.failIfNoSpecifiedTests=false -pl alpha,takt-app -am"),
        call());
    tells(0, "7 passed, 0 failed", "test", "-Dtest=ATest#a b", "alpha");
    assertTrue(call().endsWith(" -pl alpha -am -Dtest=ATest#a b"), call());
    try (Program test = takt.start("test", "alpa")) {
      assertEquals("takt: there is no module 'alpa'.\n      There are: alpha takt-app \n", test.ends(2).errors());
    }
  }

  @Test void proveRunsTheTaggedOnesAlone() throws Exception {
    takt.mavenDoes("report alpha alpha.HourTest 1 0 0 0");
    tells(0, "1 passed, 0 failed", "prove");
    assertTrue(call().endsWith(
        " verify --fail-at-end -Dsurefire.failIfNoSpecifiedTests=false -Dgroups=prove -DexcludedGroups="), call());
  }

  @Test void afterAllTestsPassedRunStartsWithoutMaven() throws Exception {
    takt.mavenDoes("make_jars; report alpha alpha.ATest 7 0 0 0");
    tells(0, "7 passed, 0 failed", "test");
    try (Program run = takt.start("run")) {
      run.ends(0);
    }
    assertEquals(1, takt.mavenCalls().size());
  }

  /// A module's tools are those its pom names and those of the modules it is built from, whose tests run too.
  @Test void bringsTheToolsTheModulesNeedAndHandsThemOn() throws Exception {
    machine.install("openssl", "echo OpenSSL 3").install("nginx", "echo nginx").install("haproxy", "echo haproxy");
    takt.module("alpha", "<takt.tools>openssl haproxy</takt.tools>");
    takt.module("takt-app", "<takt.tools>nginx</takt.tools> <artifactId>alpha</artifactId>");
    takt.mavenDoes("env | grep '^TAKT_TOOL_' | sort >tools.seen; report alpha alpha.ATest 7 0 0 0");
    tells(0, "7 passed, 0 failed", "test", "alpha");
    assertEquals(List.of("TAKT_TOOL_HAPROXY=" + machine.bin().resolve("haproxy"),
        "TAKT_TOOL_OPENSSL=" + machine.bin().resolve("openssl")), seen());
    tells(0, "7 passed, 0 failed", "test", "takt-app");
    assertEquals(List.of("TAKT_TOOL_HAPROXY=" + machine.bin().resolve("haproxy"),
        "TAKT_TOOL_NGINX=" + machine.bin().resolve("nginx"), "TAKT_TOOL_OPENSSL=" + machine.bin().resolve("openssl")),
        seen());
  }

  @Test void aMissingToolFailsAndSkipsNothing() throws Exception {
    takt.module("alpha", "<takt.tools>haproxy</takt.tools>");
    try (Program test = takt.start("test")) {
      test.ends(1);
      assertTrue(test.errors().contains("takt: haproxy is neither installed nor could it be fetched.\n"
          + "      Debian, Ubuntu: sudo apt-get install -y haproxy"), test::toString);
      assertFalse(test.output().contains("passed"), test::toString);
    }
    assertEquals(List.of(), takt.mavenCalls());
  }

  private Program tells(int exitCode, String lastLine, String... arguments) throws InterruptedException {
    try (Program test = takt.start(arguments)) {
      assertEquals(lastLine + "\n", test.ends(exitCode).output(), test::toString);
      return test;
    }
  }

  private String call() {
    return takt.mavenCalls().getLast();
  }

  private List<String> seen() throws IOException {
    return Files.readAllLines(takt.folder.resolve("tools.seen"));
  }
}

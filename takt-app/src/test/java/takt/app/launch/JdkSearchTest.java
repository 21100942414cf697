package takt.app.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which JDK is taken, and in which order places are looked at.
class JdkSearchTest {
  private final Path temp;
  private final Machine machine;
  private final Checkout takt;

  JdkSearchTest(@TempDir Path temp) {
    this.temp = temp;
    machine = new Machine(temp.resolve("a machine"));
    takt = new Checkout(temp.resolve("a checkout"), machine);
  }

  @Test void looksWhereThePersonSaidFirstAndAtItsOwnLast() throws Exception {
    Path own = Machine.jdk(takt.folder.resolve(".takt/jdk"), "25.0.6");
    assertEquals(own, found());
    Path mac = Machine.jdk(temp.resolve("mac/Contents/Home"), "25.0.5");
    Machine.script(temp.resolve("a machine/java_home"), "[ \"$1 $2\" = '-v 25+' ] && echo '" + mac + "'");
    assertEquals(mac, found());
    Path sdkman = Machine.jdk(machine.home().resolve(".sdkman/candidates/java/25.0.4-tem"), "25.0.4");
    assertEquals(sdkman, found());
    Path system = Machine.jdk(machine.jvmFolder().resolve("temurin-25"), "25.0.3");
    assertEquals(system, found());
    Path onPath = Machine.jdk(temp.resolve("opt/jdk"), "25.0.2");
    machine.link(machine.bin().resolve("java"), onPath.resolve("bin/java"));
    assertEquals(onPath, found());
    Path said = Machine.jdk(temp.resolve("said by JAVA_HOME"), "25.0.1");
    machine.set("JAVA_HOME", said.toString());
    assertEquals(said, found());
  }

  @Test void passesAnOldDefaultJava() throws Exception {
    Path old = Machine.jdk(machine.jvmFolder().resolve("java-17"), "17.0.15");
    machine.link(temp.resolve("alternatives/java"), old.resolve("bin/java"));
    machine.link(machine.bin().resolve("java"), temp.resolve("alternatives/java"));
    Path good = Machine.jdk(machine.jvmFolder().resolve("temurin-25"), "25.0.1");
    assertEquals(good, found());
  }

  @Test void saysThatJavaHomeWillNotDo() throws Exception {
    Path old = Machine.jdk(temp.resolve("old"), "17.0.15");
    Path good = Machine.jdk(machine.jvmFolder().resolve("temurin-25"), "25.0.1");
    machine.set("JAVA_HOME", old.toString());
    try (Program jdk = takt.start("jdk")) {
      jdk.ends(0);
      assertEquals(good + "\n", jdk.output());
      assertEquals("takt: JAVA_HOME=" + old + " is no JDK 25 or newer; looking elsewhere\n", jdk.errors());
    }
  }

  @Test void aRuntimeWithoutCompilerIsNoJdk() throws Exception {
    Path runtime = Machine.jdk(machine.jvmFolder().resolve("jre-25"), "25.0.1");
    Files.delete(runtime.resolve("bin/javac"));
    Path good = Machine.jdk(machine.jvmFolder().resolve("jdk-26"), "26-ea");
    assertEquals(good, found());
  }

  @Test void ofSeveralTheNearestTo25IsTaken() throws Exception {
    Machine.jdk(machine.jvmFolder().resolve("a-27"), "27");
    Machine.jdk(machine.jvmFolder().resolve("b-1.8"), "1.8.0_402");
    Path good = Machine.jdk(machine.jvmFolder().resolve("c-25"), "25");
    Machine.jdk(machine.jvmFolder().resolve("d-26"), "26.0.1");
    Machine.jdk(machine.jvmFolder().resolve("e-9"), "9.0.4");
    assertEquals(good, found());
  }

  @Test void withoutReleaseFileTheJdkIsAsked() throws Exception {
    Path young = Machine.jdk(machine.jvmFolder().resolve("a"), "21.0.2");
    Path good = Machine.jdk(machine.jvmFolder().resolve("b"), "25.0.1");
    Files.delete(young.resolve("release"));
    Files.delete(good.resolve("release"));
    assertEquals(good, found());
  }

  @Test void aVersionManagersScriptIsAskedForTheHome() throws Exception {
    Path good = Machine.jdk(temp.resolve("versions/25 of asdf"), "25.0.1");
    machine.install("java", """
        [ "$*" = '-XshowSettings:properties -version' ] || exit 9
        printf 'Property settings:\\n    java.class.path = \\n    java.home = %s\\n' 'HOME' >&2
        """.replace("HOME", good.toString()));
    assertEquals(good, found());
  }

  @Test void severalFoldersOfJdksCanBeNamed() throws Exception {
    Path good = Machine.jdk(temp.resolve("second folder/jdk"), "25.0.1");
    machine.set("TAKT_JVM_DIRS", machine.jvmFolder() + ":" + temp.resolve("second folder"));
    assertEquals(good, found());
  }

  @Test void mavenAndTheServerRunOnIt() throws Exception {
    Path good = Machine.jdk(machine.jvmFolder().resolve("temurin 25"), "25.0.1");
    try (Program run = takt.start("run")) {
      run.ends(0);
      assertTrue(takt.mavenCalls().getFirst().startsWith("JAVA_HOME=" + good + " "), takt.mavenCalls()::toString);
      assertTrue(run.output().startsWith("java of " + good + " "), run::toString);
    }
  }

  private Path found() throws InterruptedException {
    try (Program jdk = takt.start("jdk")) {
      return Path.of(jdk.ends(0).output().strip());
    }
  }
}

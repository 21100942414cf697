package takt.app.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The promise of the README, kept: a clean clone, two commands. The real project, the real Maven, a folder with a
/// space in its name, a machine with little more than a shell.
///
/// Only the home is the real one, for the libraries Maven has there. The tests run in the clone are those of one small
/// module: all of them would run this test again.
class CleanCloneTest {
  private static final Duration BUILD_LIMIT = Duration.ofMinutes(10);
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final String SMALL_MODULE = "takt-protocol";

  private final Path temp;
  private final Machine machine;

  CleanCloneTest(@TempDir Path temp) {
    this.temp = temp;
    machine = new Machine(temp.resolve("a machine"));
    machine.set("HOME", System.getProperty("user.home")).set("TAKT_PORT", "0");
  }

  @Test void withJava17AsTheDefault() throws Exception {
    Path old = Machine.jdk(temp.resolve("java-17"), "17.0.15");
    Machine.script(old.resolve("bin/java"), "echo 'this is Java 17' >&2; exit 1");
    machine.link(machine.bin().resolve("java"), old.resolve("bin/java"));
    machine.link(machine.jvmFolder().resolve("jdk"), Path.of(System.getProperty("java.home")));
    Path clone = cleanClone();
    runWorks(clone);
    testWorks(clone);
  }

  /// The JDK downloaded is two scripts that start the one these tests run on: a real one is 140 MB.
  @Test void withNoJavaAtAll() throws Exception {
    Path packed = Machine.jdk(temp.resolve("packed/jdk-25"), "25.0.1");
    for (String program : new String[]{"java", "javac", "jar"}) {
      Machine.script(packed.resolve("bin/" + program),
          "exec '" + System.getProperty("java.home") + "/bin/" + program + "' \"$@\"");
    }
    try (Adoptium adoptium = new Adoptium(Adoptium.archiveOf(packed))) {
      machine.set("TAKT_JDK_API", adoptium.api());
      runWorks(cleanClone());
      assertEquals(2, adoptium.requests().size(), "the JDK was fetched once");
    }
  }

  private void runWorks(Path clone) throws Exception {
    long beganNs = System.nanoTime();
    try (Program run = machine.start(clone, "./takt", "run")) {
      serves(run, BUILD_LIMIT);
      tell("first ./takt run to the page", beganNs);
      assertTrue(run.errors().contains("takt: building\n"), run::toString);
      stops(run);
    }
    beganNs = System.nanoTime();
    try (Program run = machine.start(temp, clone.resolve("takt").toString(), "run")) {
      serves(run, START_LIMIT);
      tell("second ./takt run to the page", beganNs);
      assertEquals("", run.errors(), "nothing changed, nothing is built");
      stops(run);
    }
  }

  private void testWorks(Path clone) throws Exception {
    long beganNs = System.nanoTime();
    try (Program test = machine.start(clone, "./takt", "test", SMALL_MODULE)) {
      assertEquals(0, test.exitCode(BUILD_LIMIT), test::toString);
      assertTrue(test.output().matches("[1-9]\\d* passed, 0 failed\n"), test::toString);
      tell("./takt test " + SMALL_MODULE, beganNs);
    }
    assertFalse(Files.exists(clone.resolve("takt-app/target/surefire-reports")), "this test did not run itself");
  }

  private static void serves(Program run, Duration limit) throws Exception {
    URI page = page(run, limit);
    try (HttpClient client = HttpClient.newHttpClient()) {
      var answer = client.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString());
      assertEquals(200, answer.statusCode());
      assertTrue(answer.body().contains("<title>Arena</title>"), answer::body);
    }
  }

  private static URI page(Program run, Duration limit) throws Exception {
    return URI.create(run.says("Takt is up: (http://localhost:\\d+/)", limit).group(1));
  }

  /// A signal to the launcher's process is one to the server, which is the same process by now.
  private static void stops(Program run) throws Exception {
    URI page = page(run, START_LIMIT);
    run.signal("TERM");
    assertEquals(0, run.exitCode(START_LIMIT), run::toString);
    try (HttpClient client = HttpClient.newHttpClient()) {
      assertThrows(ConnectException.class,
          () -> client.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString()));
    }
  }

  /// What somebody gets who clones the project as it is here: the last commit, and what is not yet committed.
  private Path cleanClone() throws IOException, InterruptedException {
    Path project = Checkout.project();
    Path clone = temp.resolve("a clone");
    git(temp, "clone", "--quiet", "--no-hardlinks", project.toString(), clone.toString());
    for (String file : git(project, "ls-files", "-z", "--modified", "--others", "--exclude-standard").split("\0", -1)) {
      if (file.isEmpty()) continue;
      Path target = clone.resolve(file);
      Files.deleteIfExists(target);
      if (!Files.exists(project.resolve(file))) continue;
      Files.createDirectories(target.resolve(".."));
      Files.copy(project.resolve(file), target, StandardCopyOption.COPY_ATTRIBUTES);
    }
    return clone;
  }

  private static String git(Path folder, String... arguments) throws IOException, InterruptedException {
    String[] command = new String[arguments.length + 3];
    command[0] = "git";
    command[1] = "-c";
    command[2] = "safe.directory=*"; // a build server's checkout often belongs to another user
    System.arraycopy(arguments, 0, command, 3, arguments.length);
    Process git = new ProcessBuilder(command).directory(folder.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, git.waitFor(), () -> "git " + String.join(" ", arguments) + " failed. This test clones the project:"
        + " it needs git (Debian, Ubuntu: sudo apt-get install -y git), and a checkout made by git");
    return output;
  }

  private static void tell(String what, long beganNs) {
    System.out.printf("%s: %.1f s%n", what, (System.nanoTime() - beganNs) / 1e9);
  }
}

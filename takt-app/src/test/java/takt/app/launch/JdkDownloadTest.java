package takt.app.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A machine without a JDK: one is fetched, whole and as promised, or nothing is left behind and people are told what
/// to do.
class JdkDownloadTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Path temp;
  private final Machine machine;
  private final Checkout takt;
  private final Adoptium adoptium;

  JdkDownloadTest(@TempDir Path temp) throws Exception {
    this.temp = temp;
    machine = new Machine(temp.resolve("a machine"));
    machine.install("uname", "case $1 in -s) echo Linux ;; -m) echo x86_64 ;; esac");
    takt = new Checkout(temp.resolve("a checkout"), machine);
    adoptium = new Adoptium(Adoptium.archiveOf(Machine.jdk(temp.resolve("packed/jdk-25.0.1+8"), "25.0.1")));
    machine.set("TAKT_JDK_API", adoptium.api());
  }

  @AfterEach void tearDown() {
    adoptium.close();
  }

  @Test void fetchesChecksUnpacksAndStartsOnIt() throws Exception {
    try (Program run = takt.start("run")) {
      run.ends(0);
      assertTrue(run.output().startsWith("java of "), run::toString);
      assertTrue(
          run.errors()
              .contains("takt: downloading OpenJDK25U-jdk_x64_linux_hotspot_25.0.1_8.tar.gz, 0 MB, into .takt/jdk\n"),
          run::toString);
    }
    assertEquals("/v3/assets/latest/25/hotspot?architecture=x64&image_type=jdk&os=linux&vendor=eclipse",
        adoptium.requests().getFirst().toString());
    assertTrue(Files.isExecutable(takt.folder.resolve(".takt/jdk/bin/javac")));
    assertFalse(Files.exists(takt.folder.resolve(".takt/jdk.part")));
    try (Program again = takt.start("jdk")) {
      assertEquals(takt.folder.resolve(".takt/jdk") + "\n", again.ends(0).output());
      assertEquals("", again.errors());
    }
    assertEquals(2, adoptium.requests().size(), "fetched once");
  }

  @Test void wgetServesAsWell() throws Exception {
    machine.remove("curl").install("wget");
    succeeds();
  }

  @Test void asksForThePlatformInAdoptiumsWords() throws Exception {
    machine.install("uname", "case $1 in -s) echo Darwin ;; -m) echo arm64 ;; esac");
    succeeds();
    assertTrue(adoptium.requests().getFirst().getQuery().startsWith("architecture=aarch64&image_type=jdk&os=mac&"));
  }

  @Test void muslIsAnotherPlatform() throws Exception {
    machine.install("ldd", "echo 'musl libc (x86_64)' >&2; exit 1");
    succeeds();
    assertTrue(adoptium.requests().getFirst().getQuery().contains("&os=alpine-linux&"));
  }

  @Test void findsTheHomeInAMacArchive() throws Exception {
    Machine.jdk(temp.resolve("mac/jdk-25.0.1+8/Contents/Home"), "25.0.1");
    adoptium.archive(Adoptium.archiveOf(temp.resolve("mac/jdk-25.0.1+8")));
    succeeds();
  }

  @Test void aWrongChecksumIsRefused() throws Exception {
    adoptium.promise("12".repeat(32));
    fails("the download is not what was promised: its SHA-256 is [0-9a-f]{64}, expected (12){32}\\.");
  }

  @Test void aDownloadCutOffLeavesNothingAndTheNextOneWorks() throws Exception {
    adoptium.cut(true);
    fails("the download from http://\\S+ ended early \\(curl ended with 18\\)\\.");
    adoptium.cut(false);
    succeeds();
  }

  @Test void aDownloadKilledLeavesNoHalfJdk() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    adoptium.hold(open);
    try (Program run = takt.start("jdk")) {
      run.says("downloading", LIMIT);
    }
    open.countDown();
    assertFalse(Files.exists(takt.folder.resolve(".takt/jdk")));
    succeeds();
  }

  @Test void aServerThatIsDownIsSaid() throws Exception {
    adoptium.close();
    fails("http://\\S+ did not answer \\(curl ended with 7\\)\\.");
  }

  @Test void anUnknownPlatformIsSaid() throws Exception {
    machine.install("uname", "case $1 in -s) echo Linux ;; -m) echo riscv64 ;; esac");
    fails("there is no download for the processor 'riscv64'\\.");
    machine.install("uname", "case $1 in -s) echo FreeBSD ;; -m) echo amd64 ;; esac");
    fails("there is no download for the system 'FreeBSD'\\.");
  }

  @Test void aJdkThatDoesNotRunHereIsRefused() throws Exception {
    Path foreign = Machine.jdk(temp.resolve("foreign/jdk"), "25.0.1");
    Machine.script(foreign.resolve("bin/java"), "exit 126");
    adoptium.archive(Adoptium.archiveOf(foreign));
    fails("the JDK fetched for linux x64 does not run here\\.");
  }

  @Test void whatIsMissingToDownloadIsSaid() throws Exception {
    machine.remove("curl");
    fails("there is neither curl nor wget to download with\\.\n +Debian, Ubuntu: sudo apt-get install -y curl");
    machine.install("curl").remove("gzip");
    fails("there is no tar or gzip to unpack with\\.\n +Debian, Ubuntu: sudo apt-get install -y tar gzip");
  }

  @Test void twoAtTheSameTimeFetchOnce() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    adoptium.hold(open);
    try (Program first = takt.start("jdk")) {
      first.says("downloading", LIMIT);
      try (Program second = takt.start("jdk")) {
        second.says("another ./takt is building here; waiting", LIMIT);
        first.says("\n[^\n]* [0-9]+ MB\n", LIMIT); // progress, also where there is no terminal
        open.countDown();
        first.ends(0);
        assertEquals(first.output(), second.ends(0).output());
      }
    }
    assertEquals(2, adoptium.requests().size());
  }

  private void succeeds() throws InterruptedException {
    try (Program jdk = takt.start("jdk")) {
      assertEquals(takt.folder.resolve(".takt/jdk") + "\n", jdk.ends(0).output());
    }
  }

  /// Exit code 3, the reason, a line per platform, and nothing left.
  private void fails(String reason) throws InterruptedException {
    try (Program jdk = takt.start("jdk")) {
      jdk.ends(3);
      jdk.says("takt: no JDK 25: " + reason + "\n", LIMIT);
      for (String platform : new String[]{"Debian", "Ubuntu", "Fedora", "Arch", "Alpine", "macOS", "SDKMAN",
          "Windows"}) {
        jdk.says("\n +[^\n]*" + platform + " [^\n]*\n|, " + platform + "  ", LIMIT);
      }
      assertEquals("", jdk.output());
    }
    assertFalse(Files.exists(takt.folder.resolve(".takt/jdk")));
    assertFalse(Files.exists(takt.folder.resolve(".takt/jdk.part")));
  }
}

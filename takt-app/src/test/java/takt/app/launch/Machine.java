package takt.app.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A machine as the launcher may meet it: the programs it has, its JDKs, a home. What a test runs "on" it sees nothing
/// else of the machine the test itself runs on.
///
/// Used by the test's thread.
final class Machine {
  /// What every Debian has, down to the smallest image, plus curl: the launcher gets no more unless a test says so.
  private static final List<String> PROGRAMS = List.of("awk", "basename", "cat", "chmod", "cksum", "cmp", "cp", "curl",
      "cut",
      "date",
      "dirname", "env", "find", "flock", "grep", "gzip", "head", "id", "ldd", "ln", "ls", "mkdir", "mkfifo", "mktemp",
      "mv",
      "readlink", "rm", "sed", "sh", "sha256sum", "sleep", "sort", "tail", "tar", "timeout", "touch", "tr", "uname",
      "wc");

  private final Path folder;
  private final Map<String, String> environment = new TreeMap<>();

  /// A machine without any Java.
  Machine(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(bin());
      Files.createDirectories(home());
      Files.createDirectories(jvmFolder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    PROGRAMS.forEach(this::install);
    set("PATH", bin().toString());
    set("HOME", home().toString());
    set("LANG", "C.UTF-8");
    set("TAKT_JVM_DIRS", jvmFolder().toString());
    set("TAKT_JAVA_HOME_TOOL", folder.resolve("java_home").toString());
    set("TAKT_SBIN", "");
    set("TAKT_JDK_API", "http://127.0.0.1:9"); // discard: nobody answers; a test that downloads says where from
  }

  Path bin() {
    return folder.resolve("bin");
  }

  Path home() {
    return folder.resolve("home");
  }

  Path jvmFolder() {
    return folder.resolve("usr lib jvm");
  }

  Map<String, String> environment() {
    return environment;
  }

  Machine set(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /// Gives it a program of the machine the test runs on.
  Machine install(String program) {
    Path real = Stream.of("/usr/bin", "/bin", "/usr/sbin", "/sbin").map(in -> Path.of(in, program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("program=" + program
            + ", expected in /usr/bin or /bin. Debian, Ubuntu: sudo apt-get install -y " + program));
    return link(bin().resolve(program), real);
  }

  Machine remove(String program) {
    try {
      Files.delete(bin().resolve(program));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /// Gives it a program that is this script.
  Machine install(String program, String script) {
    script(bin().resolve(program), script);
    return this;
  }

  /// A JDK that is two scripts and a release file. Its `java` says where it is and what it was given, one argument a
  /// line.
  static Path jdk(Path home, String version) {
    script(home.resolve("bin/java"), """
        case " $* " in *" -version "*)
          printf 'openjdk version "%s" 2025-09-16\\n' VERSION >&2
          exit
        esac
        echo "java of HOME in $PWD"
        for argument; do printf '<%s>\\n' "$argument"; done
        """.replace("VERSION", version).replace("HOME", home.toString()));
    script(home.resolve("bin/javac"), "exit 9");
    write(home.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  static void script(Path file, String text) {
    write(file, "#!/bin/sh\n" + text);
    try {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void write(Path file, String text) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      // A new file under the name, not new bytes in it: a script may be running, a link must not be written through.
      Path fresh = Files.createTempFile(file.toAbsolutePath().getParent(), "fresh", "");
      Files.writeString(fresh, text);
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Machine link(Path from, Path to) {
    try {
      Files.createDirectories(from.getParent());
      Files.createSymbolicLink(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /// Starts a program of this machine in a folder.
  Program start(Path in, String... command) {
    return Program.start(in, environment, new ArrayList<>(List.of(command)));
  }
}

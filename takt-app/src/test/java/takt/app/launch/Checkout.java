package takt.app.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/// A small project with the launcher in it. Its Maven is a script that writes down how it was called and makes two
/// jars, or does what a test tells it to.
///
/// Used by the test's thread.
public final class Checkout {
  final Path folder;
  private final Machine machine;

  Checkout(Path folder, Machine machine) {
    this.folder = folder;
    this.machine = machine;
    copy(project().resolve("takt"), folder.resolve("takt"));
    copy(project().resolve("build"), folder.resolve("build"));
    write("pom.xml", """
        <project>
          <modules>
            <module>alpha</module>
            <module>takt-app</module>
          </modules>
        </project>
        """);
    module("alpha", "");
    write("alpha/src/main/java/alpha/A.java", "class A {}");
    write("alpha/src/main/java/alpha/B.java", "class B {}");
    write("alpha/src/test/java/alpha/ATest.java", "class ATest {}");
    module("takt-app", "<artifactId>alpha</artifactId>");
    mavenDoes("make_jars");
    // Maven is there, so that nobody goes and fetches it.
    Machine.script(machine.home().resolve(".m2/wrapper/dists/apache-maven-3/0/bin/mvn"), "exit 9");
  }

  /// The real project's root: the first folder above that has the launcher.
  public static Path project() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.isExecutable(folder.resolve("takt"))) {
      folder = folder.getParent();
    }
    if (folder == null)
      throw new IllegalStateException("the tests of the launcher run inside the project; found no ./takt above");
    return folder;
  }

  /// What Maven does when it is called: lines of shell. `make_jars` is what a build leaves.
  void mavenDoes(String script) {
    Machine.script(folder.resolve("mvnw"),
        """
            set -eu
            printf '%s\\n' "JAVA_HOME=$JAVA_HOME $*" >>maven.calls
            make_jars() {
              mkdir -p dist/target/dist/lib
              echo jar >dist/target/dist/lib/takt-app.jar
              echo jar >dist/target/dist/lib/picocli.jar
            }
            report() { # MODULE CLASS TESTS FAILURES ERRORS SKIPPED
              mkdir -p "$1/target/surefire-reports"
              {
                printf '<?xml version="1.0"?>\\n<testsuite name="%s" time="0.1" tests="%s" ' "$2" "$3"
                printf 'errors="%s" skipped="%s" failures="%s">\\n' "$5" "$6" "$4"
                echo '<system-out>'
                echo '<testsuite tests="99" failures="99">'
                echo '</system-out></testsuite>'
              } >"$1/target/surefire-reports/TEST-$2.xml"
            }
            """
            + script + "\n");
  }

  /// How Maven was called so far, a line each.
  List<String> mavenCalls() {
    try {
      Path calls = folder.resolve("maven.calls");
      return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A module, and what its pom says beside its name.
  void module(String name, String says) {
    write(name + "/pom.xml", """
        <project>
          <parent>
            <artifactId>takt</artifactId>
          </parent>
          <artifactId>%s</artifactId>
          %s
        </project>
        """.formatted(name, says));
  }

  void write(String file, String text) {
    Machine.write(folder.resolve(file), text);
  }

  /// `./takt ...`, started and not waited for.
  Program start(String... arguments) {
    return machine.start(folder, Stream.concat(Stream.of("./takt"), Stream.of(arguments)).toArray(String[]::new));
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package takt.app.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// How code looks where a formatter has no say. After TigerBeetle's `tidy.zig`.
class TidyTest {
  /// The longest method there is may only get shorter.
  private static final int METHOD_LINES_MAX = 70;
  private static final int COLUMNS_MAX = 120;
  private static final Path ROOT = root();

  /// What may not be written, and what instead.
  private static final TreeMap<String, String> BANNED = new TreeMap<>(Map.of(
      "Thread\\.sleep|TimeUnit\\.\\w+\\.sleep", "wait for the event itself, on a virtual clock or with a bound",
      "@Disabled|assumeTrue", "a test that cannot run fails with the instruction",
      "\\b(TODO|FIXME|XXX|HACK)\\b", "do it, or write a decision",
      "printStackTrace\\(\\)", "log it with what was being done",
      "@Author|@author", "git knows",
      "catch \\((Exception|Throwable) \\w+\\) \\{\\s*\\}", "handle it, or say why not",
      "\\bString\\.format\\(\"%", "put the text together, or use formatted() on a text block"));

  private static final Set<String> NAMES_WHAT_IS_BANNED = Set.of("TidyTest.java", "ClassScanTest.java");

  private static final Pattern ROLE_NAME = Pattern.compile(
      "\\b(?:class|interface|record|enum) (\\w*(?:Impl|Manager|Util|Utils|Helper|Base|Abstract)|Abstract\\w+)\\b");
  private static final String PUBLIC = "public (?:abstract |final |sealed |non-sealed )*"
      + "(?:class|interface|record|enum) (\\w+)";
  private static final Pattern PUBLIC_TYPE = Pattern.compile(
      "((?:^///.*\\n)+)((?:^@.*\\n)*)^(?:@\\w+(?:\\([^)]*\\))? )*" + PUBLIC,
      Pattern.MULTILINE);
  private static final Pattern UNDOCUMENTED = Pattern.compile(
      "(?<!\\n)\\n\\n(?:@\\w+(?:\\([^)]*\\))?\\s)*" + PUBLIC);
  private static final Pattern THREADING = Pattern.compile(
      "(?i)thread|immutable|stateless|constant|pure function|lane");
  private static final Pattern METHOD = Pattern.compile(
      "^  (?:  )?(?!return |if |for |while |switch |try |do |synchronized |.* = |.*-> )"
          + "[\\w@<].*\\) (?:throws [\\w, .]+ )?\\{$");

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("mvnw"))) folder = Objects.requireNonNull(folder.getParent());
    return folder;
  }

  private static List<Path> sources(String under) {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files.filter(f -> f.toString().endsWith(".java") && f.toString().contains("/src/" + under))
          .filter(f -> !f.toString().contains("/target/") && !f.toString().contains("/.takt/")).sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String name(Path file) {
    return ROOT.relativize(file).toString();
  }

  @Test void thereIsSomethingToLookAt() {
    assertTrue(sources("main").size() > 100, "found " + sources("main").size() + " sources below " + ROOT);
  }

  @Test void linesFitTheScreen() {
    List<String> wide = new ArrayList<>();
    for (Path file : sources("")) {
      int line = 0;
      for (String text : text(file).lines().toList()) {
        line++;
        if (text.length() > COLUMNS_MAX && !text.contains("http"))
          wide.add(name(file) + ":" + line + " has " + text.length());
      }
    }
    assertEquals(List.of(), wide, "lines of more than " + COLUMNS_MAX + " columns");
  }

  @Test void methodsFitTheHead() {
    List<String> tall = new ArrayList<>();
    for (Path file : sources("main")) {
      List<String> lines = text(file).lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        if (!METHOD.matcher(lines.get(i)).matches()) continue;
        String indent = lines.get(i).substring(0, lines.get(i).length() - lines.get(i).stripLeading().length());
        int end = i + 1;
        while (end < lines.size() && !lines.get(end).equals(indent + "}")) end++;
        if (end - i + 1 > METHOD_LINES_MAX) tall.add(name(file) + ":" + (i + 1) + " has " + (end - i + 1) + " lines");
      }
    }
    assertEquals(List.of(), tall, "methods of more than " + METHOD_LINES_MAX + " lines");
  }

  @Test void nothingBannedIsWritten() {
    List<String> found = new ArrayList<>();
    for (Path file : sources("")) {
      if (NAMES_WHAT_IS_BANNED.contains(String.valueOf(file.getFileName()))) continue;
      String text = text(file);
      BANNED.forEach((banned, instead) -> {
        Matcher matcher = Pattern.compile(banned).matcher(text);
        if (matcher.find()) found.add(name(file) + ": '" + matcher.group() + "': " + instead);
      });
    }
    assertEquals(List.of(), found);
  }

  @Test void typesAreNamedByWhatTheyAre() {
    List<String> found = new ArrayList<>();
    for (Path file : sources("main")) {
      Matcher matcher = ROLE_NAME.matcher(text(file));
      while (matcher.find()) found.add(name(file) + ": " + matcher.group(1));
    }
    assertEquals(List.of(), found, "names of roles, not of things");
  }

  @Test void everyPackageHasAMap() {
    List<String> missing = new ArrayList<>();
    for (Path file : sources("main")) {
      Path folder = Objects.requireNonNull(file.getParent());
      if (file.endsWith("module-info.java") || Files.exists(folder.resolve("package-info.java"))) continue;
      missing.add(name(folder));
    }
    assertEquals(List.of(), missing.stream().distinct().toList(), "packages without package-info.java");
  }

  @Test void publicTypesSayTheirThread() {
    List<String> silent = new ArrayList<>();
    for (Path file : sources("main")) {
      if (name(file).startsWith("examples")) continue;
      String text = text(file);
      Matcher documented = PUBLIC_TYPE.matcher(text);
      while (documented.find()) {
        boolean plain = text.contains("@interface " + documented.group(3))
            || text.contains("enum " + documented.group(3));
        if (!plain && !THREADING.matcher(documented.group(1)).find())
          silent.add(name(file) + ": " + documented.group(3));
      }
      Matcher bare = UNDOCUMENTED.matcher(text);
      while (bare.find()) silent.add(name(file) + ": " + bare.group(1) + " has no documentation");
    }
    assertEquals(List.of(), silent, "public types that do not say which thread may use them");
  }

  @Test void nothingTellsOfTheMachineItWasWrittenOn() throws IOException {
    List<String> found = new ArrayList<>();
    Pattern path = Pattern.compile("(?<![A-Za-z0-9.])/(?:wor[k]|roo[t]|home/[a-z]+)/");
    try (Stream<Path> files = Files.walk(ROOT)) {
      for (Path file : files.filter(f -> f.toString().matches(".*\\.(java|md|xml|js|sh|yml|html|css|json)")).toList()) {
        String name = name(file);
        if (name.contains("target/") || name.contains("node_modules") || name.startsWith(".takt")) continue;
        if (path.matcher(text(file)).find()) found.add(name);
      }
    }
    assertEquals(List.of(), found);
  }
}

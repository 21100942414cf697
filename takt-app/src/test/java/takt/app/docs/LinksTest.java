package takt.app.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import takt.app.launch.Checkout;

/// What pages point to is there: files, headings, and the source files that the tour names.
class LinksTest {
  private static final Path ROOT = Checkout.project();
  private static final Pattern LINK = Pattern.compile("(?<!!)\\[[^\\]]+\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);
  private static final Pattern SOURCE = Pattern.compile("`([\\w./-]*\\.(?:java|js|json|proto|sh|html))`");
  private static final Pattern CODE = Pattern.compile("^```.*?^```", Pattern.DOTALL | Pattern.MULTILINE);

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    try (Stream<Path> top = Files.list(ROOT); Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      Stream.concat(top, docs).filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
    }
    pages.add(ROOT.resolve("sdk/javascript/README.md"));
    return pages;
  }

  private static Set<String> anchors(Path page) throws IOException {
    TreeSet<String> anchors = new TreeSet<>();
    String text = CODE.matcher(Files.readString(page)).replaceAll("");
    for (MatchResult heading : HEADING.matcher(text).results().toList()) {
      anchors.add(heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}\\s_-]", "").strip()
          .replace(' ', '-'));
    }
    return anchors;
  }

  @Test void linksLeadSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (Path page : pages()) {
      String text = CODE.matcher(Files.readString(page)).replaceAll("");
      for (MatchResult link : LINK.matcher(text).results().toList()) {
        String to = link.group(1);
        if (to.startsWith("http") || to.startsWith("mailto:")) continue;
        links++;
        String[] parts = to.split("#", 2);
        Path from = Objects.requireNonNull(page.getParent());
        Path target = parts[0].isEmpty() ? page : from.resolve(parts[0]).normalize();
        boolean there = Files.exists(target)
            && (parts.length == 1 || Files.isRegularFile(target) && anchors(target).contains(parts[1]));
        if (!there) broken.add(ROOT.relativize(page) + ": " + to);
      }
    }
    assertTrue(links > 40, "found " + links + " links");
    assertEquals(List.of(), broken, "links that lead nowhere");
  }

  /// Every decision is in their list, and the list in the order of their numbers.
  @Test void theListOfDecisionsIsWhole() throws IOException {
    String list = Files.readString(ROOT.resolve("docs/decisions/README.md"));
    List<String> listed = LINK.matcher(list).results().map(link -> link.group(1)).toList();
    try (Stream<Path> files = Files.list(ROOT.resolve("docs/decisions"))) {
      assertEquals(files.map(file -> file.getFileName().toString()).filter(name -> name.matches("\\d{4}-.*")).sorted()
          .toList(), listed);
    }
  }

  /// Files are named alone, or with as much of their path as tells them from others.
  @Test void theTourNamesFilesThatExist() throws IOException {
    List<String> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(ROOT)) {
      files.map(file -> "/" + ROOT.relativize(file).toString().replace('\\', '/'))
          .filter(file -> !file.matches(".*/(target|node_modules|\\.git|\\.takt)/.*")).forEach(all::add);
    }
    List<String> wrong = new ArrayList<>();
    int named = 0;
    for (String page : List.of("docs/tour.md", "CONTRIBUTING.md")) {
      for (MatchResult source : SOURCE.matcher(Files.readString(ROOT.resolve(page))).results().toList()) {
        named++;
        String name = source.group(1);
        long found = all.stream().filter(file -> file.endsWith("/" + name)).count();
        if (found != 1) wrong.add(page + ": " + name + " is there " + found + " times");
      }
    }
    assertTrue(named > 30, "found " + named + " names of files");
    assertEquals(List.of(), wrong);
  }
}

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// What a measurement prints: Markdown, and figures for `./takt bench check`.
///
/// One thread. Text goes to standard output as it comes; [#keep] writes the figures, [#save] the text.
final class Report {
  private final String name;
  private final StringBuilder text = new StringBuilder();
  private final Map<String, String> figures = new LinkedHashMap<>();

  /// @param name of its files
  Report(String name) {
    this.name = name;
  }

  void say(String line) {
    System.out.println(line);
    text.append(line).append('\n');
  }

  static void progress(String bench, String line) {
    System.err.println(bench + ": " + line);
  }

  void fact(String name, String value) {
    say("| " + name + " | " + value.replace("|", "\\|") + " |");
  }

  /// The head of a table whose first `words` columns are text, as is one named remark.
  void table(int words, String... names) {
    say("| " + String.join(" | ", names) + " |");
    StringBuilder rule = new StringBuilder("|");
    for (int i = 0; i < names.length; i++) rule.append(i < words || names[i].equals("remark") ? "---|" : "---:|");
    say(rule.toString());
  }

  void cells(Object... cells) {
    say(Arrays.stream(cells).map(Object::toString).collect(Collectors.joining(" | ", "| ", " |")));
  }

  /// A figure of that name; NaN for one that was asked for and could not be measured.
  ///
  /// @param how what it is of, as "median of 5, 1.2 to 1.4", or why there is none
  void figure(String name, double value, String how) {
    figures.put(name, (Double.isNaN(value) ? "" : "" + value) + "\t" + how.replaceAll("[\t\n]", " "));
  }

  /// Writes the figures where `./takt bench check` reads them, beside those of other runs.
  void keep() throws IOException {
    Path file = Kit.OUT.resolve("figures").resolve(name + ".tsv");
    Files.createDirectories(file.getParent());
    Files.write(file, figures.entrySet().stream().map(e -> e.getKey() + "\t" + e.getValue()).toList());
  }

  /// Writes the text below bench/results.
  void save() throws IOException {
    Path file = Kit.ROOT.resolve("bench/results").resolve(name + ".md");
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /// Writes a picture beside the text.
  void save(String svg) throws IOException {
    Files.writeString(Kit.ROOT.resolve("bench/results").resolve(name + ".svg"), svg);
  }

  static String fixed(double v, int digits) {
    return Double.isNaN(v) ? "–" : String.format(Locale.ROOT, "%." + digits + "f", v);
  }

  static String percent(double v) {
    return Double.isNaN(v) ? "–" : fixed(100 * v, 0) + " %";
  }

  /// NaN for none; NaNs among them are left out.
  static double median(double[] values) {
    double[] sorted = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    if (sorted.length == 0) return Double.NaN;
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  /// The median, and the least and the most.
  static String spread(double[] values) {
    double[] sorted = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    if (sorted.length < 2) return fixed(median(sorted), 2);
    return fixed(median(sorted), 2) + " (" + fixed(sorted[0], 2) + "–" + fixed(sorted[sorted.length - 1], 2) + ")";
  }
}

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Runs all measurements anew and prints each figure beside its bar; started by bench/check.sh.
///
/// What was not measured, because it does not exist yet or because others disturbed it, has not reached its bar: the
/// exit code is 0 only if all have. One thread, which waits.
final class Check {
  static final String USAGE = """
      ./takt bench check [--kept] [--only NAME[,NAME…]] [--save]
        --kept  runs nothing: prints what earlier runs of the measurements left in .takt/bench/figures
        --only  runs these alone, and prints all
        --save  the measurements write what they print below bench/results; this one bench/results/check.md""";
  static final Path ROOT = Path.of(System.getProperty("bench.root"));
  static final Path FIGURES = Path.of(System.getProperty("bench.out"), "figures");

  /// A line of bench/bars.tsv.
  ///
  /// @param aim NaN for none
  record Bar(String figure, String number, String what, String unit, boolean atMost, double bar, double aim,
      String command) {
    static Bar of(String line) {
      String[] cells = line.split("\t");
      if (cells.length != 8) throw new IllegalStateException("bench/bars.tsv, expected 8 cells: " + line);
      double aim = cells[6].equals("-") ? Double.NaN : Double.parseDouble(cells[6]);
      return new Bar(cells[0], cells[1], cells[2], cells[3], cells[4].equals("<="), Double.parseDouble(cells[5]), aim,
          cells[7]);
    }

    String bench() {
      return command.split(" ")[0];
    }

    Path script() {
      return ROOT.resolve("bench/" + bench() + ".sh");
    }

    boolean reaches(double figure, double mark) {
      return atMost ? figure <= mark : figure >= mark;
    }

    String mark(double mark) {
      return Double.isNaN(mark) ? "" : (atMost ? "≤ " : "≥ ") + Check.number(mark) + " " + unit;
    }
  }

  /// What a measurement left: no value if it was asked for and could not be had.
  record Figure(Double value, String how) {}

  private final boolean kept;
  private final boolean save;
  private final Set<String> only;
  private final StringBuilder text = new StringBuilder();

  private Check(boolean kept, boolean save, Set<String> only) {
    this.kept = kept;
    this.save = save;
    this.only = only;
  }

  static void main(String[] args) throws Exception {
    boolean kept = false;
    boolean save = false;
    Set<String> only = Set.of();
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--kept")) kept = true;
      else if (args[i].equals("--save")) save = true;
      else if (args[i].equals("--only") && i + 1 < args.length) only = Set.of(args[++i].split(","));
      else {
        System.err.println(USAGE + "\ntakt: '" + args[i] + "', expected one of those above");
        System.exit(2);
      }
    }
    System.exit(new Check(kept, save, only).run() ? 0 : 1);
  }

  private boolean run() throws IOException, InterruptedException {
    List<Bar> bars = Files.readAllLines(ROOT.resolve("bench/bars.tsv")).stream().filter(l -> !l.startsWith("#")).map(
        Bar::of).toList();
    Map<String, String> problems = kept ? new HashMap<>() : measure(bars);
    for (Bar bar : bars) {
      if (!Files.exists(bar.script())) problems.put(bar.command, "there is no ./takt bench " + bar.bench() + " yet");
    }
    return print(bars, figures(), problems);
  }

  /// Runs every measurement that a bar names, each once; what became of those that brought nothing, by command.
  private Map<String, String> measure(List<Bar> bars) throws IOException, InterruptedException {
    Map<String, String> problems = new HashMap<>();
    Set<String> tried = new HashSet<>();
    if (only.isEmpty()) forget(); // figures of an earlier run are none of this one
    for (Bar bar : bars) {
      String command = bar.command;
      if (!only.isEmpty() && !only.contains(bar.bench())) continue;
      if (!tried.add(command) || !Files.exists(bar.script())) continue;
      List<String> words = new ArrayList<>(List.of(command.split(" ")));
      System.err.println("check: ./takt bench " + command);
      words.set(0, bar.script().toString());
      words.addFirst("sh");
      if (save) words.add("--save");
      int code = new ProcessBuilder(words).inheritIO().start().waitFor();
      if (code != 0) problems.put(command, "./takt bench " + command + " ended with " + code);
    }
    return problems;
  }

  private static void forget() throws IOException {
    if (!Files.isDirectory(FIGURES)) return;
    try (Stream<Path> files = Files.list(FIGURES)) {
      for (Path file : files.toList()) Files.delete(file);
    }
  }

  private static Map<String, Figure> figures() throws IOException {
    Map<String, Figure> figures = new HashMap<>();
    if (!Files.isDirectory(FIGURES)) return figures;
    try (Stream<Path> files = Files.list(FIGURES)) {
      for (Path file : files.toList()) {
        for (String line : Files.readAllLines(file)) {
          String[] cells = line.split("\t", 3);
          figures.put(cells[0], new Figure(cells[1].isEmpty() ? null : Double.valueOf(cells[1]), cells[2]));
        }
      }
    }
    return figures;
  }

  private boolean print(List<Bar> bars, Map<String, Figure> figures, Map<String, String> problems) throws IOException {
    say("# Figures beside their bars\n\n`./takt bench check`, " + LocalDate.now(ZoneOffset.UTC) + ".\n");
    say("| # | what | figure | bar | aim | | of |\n|---|---|---:|---:|---:|---|---|");
    int reached = 0;
    int missing = 0;
    for (Bar bar : bars) {
      Figure figure = figures.get(bar.figure);
      String verdict;
      if (figure == null || figure.value == null) {
        missing++;
        verdict = "**not measured**";
      } else if (!bar.reaches(figure.value, bar.bar)) {
        verdict = "**below its bar**";
      } else {
        reached++;
        verdict = !Double.isNaN(bar.aim) && bar.reaches(figure.value, bar.aim) ? "reached, aim too" : "reached";
      }
      String how = figure != null ? figure.how : problems.getOrDefault(bar.command, "nobody measured it");
      say("| " + String.join(" | ", bar.number, bar.what, figure == null || figure.value == null
          ? "–"
          : number(
              figure.value) + " " + bar.unit,
          bar.mark(bar.bar), bar.mark(bar.aim), verdict, how) + " |");
    }
    say("\n%d of %d bars reached; %d not measured, which count as not reached.".formatted(reached, bars.size(),
        missing));
    if (save) Files.writeString(ROOT.resolve("bench/results/check.md"), text);
    return reached == bars.size();
  }

  private static String number(double v) {
    return v == Math.rint(v) && Math.abs(v) < 1e6
        ? String.format(Locale.ROOT, "%.0f", v)
        : v >= 1e6 ? "never" : String.format(Locale.ROOT, Math.abs(v) < 1 ? "%.3f" : "%.2f", v);
  }

  private void say(String line) {
    System.out.println(line);
    text.append(line).append('\n');
  }
}

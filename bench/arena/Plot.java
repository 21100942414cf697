import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// A picture of figures, as SVG: readable on light and dark ground, with its units.
///
/// One thread. Lines over a number, or bars in groups; the first value axis begins at 0.
final class Plot {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 400;
  private static final int LEFT = 70;
  private static final int RIGHT = 140;
  private static final int TOP = 52;
  private static final int BOTTOM = 56;
  private static final int GRID_LINES = 5;
  private static final int LABEL_HEIGHT = 16;
  /// Of the series, in their order: on light ground, on dark ground.
  private static final String[][] COLOURS = {{"#1d4ed8", "#7aa7ff"}, {"#b45309", "#fbb454"}, {"#52525b", "#b4b4bd"}};

  private final StringBuilder svg = new StringBuilder();
  private final double most;

  private Plot(String title, String down, String across, double most) {
    this.most = most;
    StringBuilder light = new StringBuilder();
    StringBuilder dark = new StringBuilder();
    for (int i = 0; i < COLOURS.length; i++) {
      light.append(".s%d{fill:%s;stroke:%s}".formatted(i, COLOURS[i][0], COLOURS[i][0]));
      dark.append(".s%d{fill:%s;stroke:%s}".formatted(i, COLOURS[i][1], COLOURS[i][1]));
    }
    line("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">"
        .formatted(WIDTH, HEIGHT, WIDTH, HEIGHT));
    line("<title>" + title + "</title>");
    line("<style>text{font:13px system-ui,sans-serif;fill:#24292f;stroke:none}.ground{fill:#fff}.grid{stroke:#d0d7de}"
        + ".axis{stroke:#57606a}.title{font-weight:600;font-size:15px}.line{fill:none;stroke-width:2.5}" + light
        + "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.ground{fill:#0d1117}.grid{stroke:#30363d}"
        + ".axis{stroke:#8b949e}" + dark + "}text.s0,text.s1,text.s2{stroke:none}path.line{fill:none}</style>");
    line("<rect class=\"ground\" width=\"100%\" height=\"100%\"/>");
    text(LEFT, 26, "start", "title", title);
    text(LEFT, TOP - 8, "start", "", down);
    text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 14, "middle", "", across);
    for (int i = 0; i <= GRID_LINES; i++) {
      double value = most * i / GRID_LINES;
      rule(LEFT, y(value), WIDTH - RIGHT, y(value), i == 0 ? "axis" : "grid");
      text(LEFT - 8, y(value) + 4, "end", "", number(value));
    }
  }

  /// A line over the same numbers for each series; NaN leaves a point out.
  ///
  /// @param values by series, then by place
  static String lines(String title, String down, String across, List<String> series, List<Integer> places,
      double[][] values) {
    Plot plot = new Plot(title, down, across, ceiling(values));
    double last = places.getLast();
    for (int place : places) {
      double x = LEFT + place / last * (WIDTH - RIGHT - LEFT);
      plot.rule(x, plot.y(0), x, plot.y(0) + 5, "axis");
      plot.text(x, plot.y(0) + 20, "middle", "", String.format(Locale.ROOT, "%,d", place));
    }
    double labelled = Double.POSITIVE_INFINITY;
    double[] told = new double[places.size()];
    Arrays.fill(told, Double.POSITIVE_INFINITY);
    for (int s : byLast(values)) {
      StringBuilder path = new StringBuilder();
      double x = 0;
      double y = 0;
      for (int i = 0; i < places.size(); i++) {
        if (Double.isNaN(values[s][i])) continue;
        x = LEFT + places.get(i) / last * (WIDTH - RIGHT - LEFT);
        y = plot.y(values[s][i]);
        path.append(path.isEmpty() ? "M" : "L").append(fixed(x)).append(' ').append(fixed(y));
        plot.line("<circle class=\"s%d\" cx=\"%s\" cy=\"%s\" r=\"4\"/>".formatted(s, fixed(x), fixed(y)));
        if (told[i] - y < LABEL_HEIGHT) continue; // two on top of each other cannot be read
        told[i] = y;
        plot.text(x, y - 9, "middle", "", number(values[s][i]));
      }
      if (path.isEmpty()) continue;
      plot.line("<path class=\"line s%d\" d=\"%s\"/>".formatted(s, path));
      double at = Math.min(y + 4, labelled - LABEL_HEIGHT);
      labelled = at;
      plot.text(WIDTH - RIGHT + 14, at, "start", "s" + s, series.get(s));
    }
    return plot.end();
  }

  /// Bars side by side for each series in every group.
  ///
  /// @param values by series, then by group
  static String bars(String title, String down, String across, List<String> series, List<String> groups,
      double[][] values) {
    Plot plot = new Plot(title, down, across, ceiling(values));
    double room = (double) (WIDTH - RIGHT - LEFT) / groups.size();
    double width = room * 0.7 / series.size();
    for (int g = 0; g < groups.size(); g++) {
      double from = LEFT + g * room + room * 0.15;
      plot.text(LEFT + (g + 0.5) * room, plot.y(0) + 20, "middle", "", groups.get(g));
      for (int s = 0; s < series.size(); s++) {
        double v = values[s][g];
        if (Double.isNaN(v)) continue;
        plot.line("<rect class=\"s%d\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>".formatted(s,
            fixed(from + s * width + 2), fixed(plot.y(v)), fixed(width - 4), fixed(plot.y(0) - plot.y(v))));
        plot.text(from + (s + 0.5) * width, plot.y(v) - 6, "middle", "", number(v));
      }
    }
    for (int s = 0; s < series.size(); s++) {
      double y = TOP + 20 + 22 * s;
      plot.line("<rect class=\"s%d\" x=\"%d\" y=\"%s\" width=\"12\" height=\"12\"/>".formatted(s,
          WIDTH - RIGHT + 14, fixed(y - 11)));
      plot.text(WIDTH - RIGHT + 32, y, "start", "", series.get(s));
    }
    return plot.end();
  }

  /// Series from the lowest last value to the highest, so that their labels can be moved apart upwards.
  private static List<Integer> byLast(double[][] values) {
    List<Integer> order = new ArrayList<>();
    for (int s = 0; s < values.length; s++) order.add(s);
    order.sort((a, b) -> Double.compare(last(values[a]), last(values[b])));
    return order;
  }

  private static double last(double[] values) {
    double last = 0;
    for (double v : values) if (!Double.isNaN(v)) last = v;
    return last;
  }

  /// A round number above all.
  private static double ceiling(double[][] values) {
    double most = 0;
    for (double[] row : values) for (double v : row) if (v > most) most = v;
    if (most == 0) return 1;
    double unit = Math.pow(10, Math.floor(Math.log10(most)));
    for (double step : new double[]{1, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10}) {
      if (step * unit >= most * 1.06) return step * unit;
    }
    return 15 * unit;
  }

  private double y(double value) {
    return HEIGHT - BOTTOM - value / most * (HEIGHT - BOTTOM - TOP);
  }

  private void rule(double x1, double y1, double x2, double y2, String kind) {
    line("<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>".formatted(kind, fixed(x1), fixed(y1), fixed(x2),
        fixed(y2)));
  }

  private void text(double x, double y, String anchor, String kind, String text) {
    String styled = kind.isEmpty() ? "" : " class=\"" + kind + "\"";
    line("<text x=\"%s\" y=\"%s\" text-anchor=\"%s\"%s>%s</text>".formatted(fixed(x), fixed(y), anchor, styled, text));
  }

  private void line(String element) {
    svg.append(element).append('\n');
  }

  private String end() {
    line("</svg>");
    return svg.toString();
  }

  private static String fixed(double v) {
    return String.format(Locale.ROOT, "%.1f", v);
  }

  private static String number(double v) {
    return String.format(Locale.ROOT, v >= 100 || v == Math.rint(v) ? "%.0f" : "%.1f", v);
  }
}

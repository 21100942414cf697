package takt.ops;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import takt.server.metrics.Histogram;
import takt.server.metrics.Metrics;

/// Writes metrics as Prometheus reads them: its text format 0.0.4.
///
/// Stateless; any thread. What is counted meanwhile is in this text or in the next.
/// ```
/// # HELP takt_drops_total Frames dropped, by reason.
/// # TYPE takt_drops_total counter
/// takt_drops_total{reason="inbox-full"} 3
/// ```
final class PrometheusText {
  static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final StringBuilder text = new StringBuilder(32 * 1024);

  private PrometheusText() {}

  /// All series of a name stand together, the names in alphabetical order.
  static String of(Metrics metrics) {
    Map<String, List<Metrics.Metric>> byName = new TreeMap<>();
    for (Metrics.Metric metric : metrics.all()) {
      byName.computeIfAbsent(metric.name(), _ -> new ArrayList<>()).add(metric);
    }
    PrometheusText page = new PrometheusText();
    byName.forEach(page::family);
    return page.text.toString();
  }

  private void family(String name, List<Metrics.Metric> series) {
    Metrics.Metric first = series.getFirst();
    String type = switch (first) {
      case Metrics.Count _ -> "counter";
      case Metrics.Gauge _ -> "gauge";
      case Metrics.Distribution _ -> "histogram";
    };
    text.append("# HELP ").append(name).append(' ').append(line(first.help())).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    for (Metrics.Metric metric : series) {
      switch (metric) {
        case Metrics.Count count -> sample(name, labels(count), String.valueOf(count.counter().count()));
        case Metrics.Gauge gauge -> sample(name, labels(gauge), value(gauge));
        case Metrics.Distribution distribution -> distribution(name, distribution);
      }
    }
  }

  /// Buckets count what is at or below their bound. Their counts are read once, so that the last of them is the number
  /// of all, as the format demands, whatever is counted meanwhile.
  private void distribution(String name, Metrics.Distribution distribution) {
    Histogram histogram = distribution.histogram();
    String labels = labels(distribution);
    String before = labels.isEmpty() ? "le=\"" : labels + ",le=\"";
    long[] bounds = histogram.bounds();
    long[] counts = histogram.counts();
    long below = 0;
    for (int i = 0; i < bounds.length; i++) {
      below += counts[i];
      sample(name + "_bucket", before + scaled(bounds[i], distribution.unit()) + "\"", String.valueOf(below));
    }
    String all = String.valueOf(below + counts[bounds.length]);
    sample(name + "_bucket", before + "+Inf\"", all);
    sample(name + "_sum", labels, scaled(histogram.sum(), distribution.unit()));
    sample(name + "_count", labels, all);
  }

  private void sample(String name, String labels, String value) {
    text.append(name);
    if (!labels.isEmpty()) text.append('{').append(labels).append('}');
    text.append(' ').append(value).append('\n');
  }

  private static String labels(Metrics.Metric metric) {
    List<String> labels = metric.labels();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < labels.size(); i += 2) {
      if (i > 0) text.append(',');
      text.append(labels.get(i)).append("=\"").append(line(labels.get(i + 1)).replace("\"", "\\\"")).append('"');
    }
    return text.toString();
  }

  /// What stays on its line whatever it says: a name with a line feed in it must not begin a line of its own.
  private static String line(String any) {
    return any.replace("\\", "\\\\").replace("\n", "\\n");
  }

  /// A gauge that cannot be read is no number; the others are still worth reading.
  private static String value(Metrics.Gauge gauge) {
    long value;
    try {
      value = gauge.value().getAsLong();
    } catch (RuntimeException _) {
      return "NaN";
    }
    return scaled(value, gauge.unit());
  }

  /// In decimal, exactly: as doubles a thousand nanoseconds were 1.0000000000000002E-6 s.
  private static String scaled(long value, double unit) {
    if (unit == 1 || value == 0) return String.valueOf(value);
    return BigDecimal.valueOf(value).multiply(BigDecimal.valueOf(unit)).stripTrailingZeros().toPlainString();
  }
}

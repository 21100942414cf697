package takt.server.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Everything one server counts and measures, by name.
///
/// Any thread. One object a server: two servers in one JVM count apart.
public final class Metrics {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");

  private final List<Metric> metrics = new CopyOnWriteArrayList<>();
  private final Map<Series, Object> bySeries = new ConcurrentHashMap<>();
  private final Map<String, Shape> shapeByName = new ConcurrentHashMap<>();

  private record Series(String name, List<String> labels) {}

  /// What all series of a name have in common: readers add them up.
  private record Shape(Class<?> type, double unit, List<String> labelNames) {
    boolean is(Class<?> type, double unit) {
      return this.type == type && this.unit == unit;
    }
  }

  /// One time series.
  public sealed interface Metric {
    String name();

    String help();

    /// Label names and values, in turn.
    List<String> labels();
  }

  /// A counter; its name ends in `_total`.
  public record Count(String name, String help, List<String> labels, Counter counter) implements Metric {}

  /// Something that goes up and down, read when it is asked for.
  public record Gauge(String name, String help, List<String> labels, LongSupplier value, double unit)
      implements
        Metric {}

  /// A distribution.
  ///
  /// @param unit what one of the histogram's whole numbers is in the unit of the name: `1e-9` for seconds
  public record Distribution(String name, String help, List<String> labels, Histogram histogram, double unit)
      implements
        Metric {}

  /// The series in the order they were made.
  public List<Metric> all() {
    return List.copyOf(metrics);
  }

  /// The counter of that name and those labels, made when first asked for.
  public Counter counter(String name, String help, String... labels) {
    return made(name, labels, Counter.class, 1, key -> {
      Counter counter = new Counter();
      metrics.add(new Count(name, help, key, counter));
      return counter;
    });
  }

  /// The histogram of nanoseconds, shown in seconds, from a microsecond to a minute.
  public Histogram seconds(String name, String help, String... labels) {
    return distribution(name, help, 1e-9, labels, Histogram::ofNanos);
  }

  /// The histogram of nanoseconds, shown in seconds, for what is measured more coarsely.
  public Histogram seconds(String name, String help, long leastNs, long mostNs, String... labels) {
    return distribution(name, help, 1e-9, labels, () -> new Histogram(leastNs, mostNs));
  }

  /// The histogram of milliseconds, shown in seconds, from one to a minute. Also for what others say they measured: no
  /// number of them makes the sum overflow, as it would in nanoseconds.
  public Histogram millis(String name, String help, String... labels) {
    return distribution(name, help, 1e-3, labels, () -> new Histogram(1, 60_000));
  }

  /// The histogram of thousandths, shown as a ratio from 0 to 1.
  public Histogram ratio(String name, String help, String... labels) {
    return distribution(name, help, 1e-3, labels, () -> new Histogram(1, 1000));
  }

  /// The histogram of whole pieces: bytes, messages.
  public Histogram pieces(String name, String help, long least, long most, String... labels) {
    return distribution(name, help, 1, labels, () -> new Histogram(least, most));
  }

  private Histogram distribution(String name, String help, double unit, String[] labels, Supplier<Histogram> make) {
    return made(name, labels, Histogram.class, unit, key -> {
      Histogram histogram = make.get();
      metrics.add(new Distribution(name, help, key, histogram, unit));
      return histogram;
    });
  }

  /// A value read when it is asked for; the first of a name and labels stays.
  public void gauge(String name, String help, LongSupplier value, String... labels) {
    made(name, labels, LongSupplier.class, 1, key -> {
      metrics.add(new Gauge(name, help, key, value, 1));
      return value;
    });
  }

  private <T> T made(String name, String[] labels, Class<T> type, double unit, Function<List<String>, T> make) {
    Series series = new Series(name, List.of(labels));
    Object known = bySeries.get(series);
    Shape common = shapeByName.get(name);
    if (known != null && common != null && common.is(type, unit)) return type.cast(known);
    if (!NAME.matcher(name).matches()) throw new IllegalArgumentException("name=" + name + ", expected snake_case");
    Shape shape = new Shape(type, unit, labelNames(name, series.labels));
    if (!shape.equals(shapeByName.computeIfAbsent(name, _ -> shape))) {
      throw new IllegalArgumentException("name=" + name + ", expected one of its own: it is that of something else,"
          + " or has other labels");
    }
    return type.cast(bySeries.computeIfAbsent(series, _ -> make.apply(series.labels)));
  }

  /// The names among labels; their values may be anything that can be written.
  private static List<String> labelNames(String name, List<String> labels) {
    if (labels.size() % 2 != 0) {
      throw new IllegalArgumentException("labels=" + labels + " of " + name + ", expected pairs");
    }
    List<String> names = IntStream.range(0, labels.size() / 2).mapToObj(i -> labels.get(2 * i)).toList();
    Set<String> seen = new HashSet<>(Set.of("le")); // the bound of a histogram's bucket
    for (String label : names) {
      if (!NAME.matcher(label).matches() || !seen.add(label)) {
        throw new IllegalArgumentException("label=" + label + " of " + name + ", expected snake_case, once, not le");
      }
    }
    for (String text : labels) {
      if (!UTF_8.newEncoder().canEncode(text)) {
        throw new IllegalArgumentException("labels=" + labels + " of " + name + ", expected whole characters");
      }
    }
    return names;
  }
}

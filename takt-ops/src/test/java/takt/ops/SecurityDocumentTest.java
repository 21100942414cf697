package takt.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import takt.netty.http.HttpBounds;
import takt.netty.visit.VisitLimits;
import takt.protocol.Protocol;
import takt.protocol.frame.ErrorCode;
import takt.server.metrics.Metrics;
import takt.server.session.SessionLimits;

/// The limits that `SECURITY.md` promises against those the code has, their codes and their counters.
class SecurityDocumentTest {
  /// `| name | default | at it | counter |`.
  private static final Pattern ROW = Pattern
      .compile("^\\| `(\\w+)` \\| (\\d+(?: s)?) \\| ([^|]+) \\| (–|`\\w+`) \\|$", Pattern.MULTILINE);
  private static final Pattern CODE = Pattern.compile("`([a-z]+(?:-[a-z]+)*)`");

  @TempDir Path folder = Path.of("");

  @Test void limitsOfSessionsAndConnectionsAreThoseOfTheirRecords() throws Exception {
    assertEquals(components(SessionLimits.DEFAULTS), table("SessionLimits"));
    assertEquals(components(VisitLimits.DEFAULTS), table("VisitLimits"));
  }

  @Test void limitsOfRequestsAndFramesAreThoseOfTheirConstants() throws Exception {
    assertEquals(constants(HttpBounds.class), table("HttpBounds"));
    assertEquals(constants(Protocol.class), table("Protocol"));
  }

  @Test void codesAndCountersExist() throws Exception {
    try (Server server = Server.open(folder)) {
      server.page("/livez");
      server.page("/livez"); // on the same connection: the first is counted before this is answered
      var counters = server.node.metrics().all().stream().map(Metrics.Metric::name).toList();
      for (var row : ROW.matcher(page()).results().toList()) {
        String counter = row.group(4).replace("`", "");
        assertTrue(counter.equals("–") || counters.contains(counter), row.group());
        boolean hasCode = CODE.matcher(row.group(3)).results().anyMatch(code -> ErrorCode.of(code.group(1)) != null);
        assertEquals(counter.equals("takt_errors_total"), hasCode, row.group());
      }
    }
  }

  private static String page() throws IOException {
    return Files.readString(Path.of("../SECURITY.md"));
  }

  /// Names and defaults of the table under the heading that names the class.
  private static Map<String, String> table(String of) throws IOException {
    String[] parts = page().split("\\(`" + of + "`\\)\n", 2);
    assertEquals(2, parts.length, "no table of " + of);
    Map<String, String> rows = new TreeMap<>();
    ROW.matcher(parts[1].split("\n#", 2)[0]).results().forEach(row -> rows.put(row.group(1), row.group(2)));
    return rows;
  }

  private static Map<String, String> components(Record limits) throws ReflectiveOperationException {
    Map<String, String> all = new TreeMap<>();
    for (RecordComponent component : limits.getClass().getRecordComponents()) {
      Object value = component.getAccessor().invoke(limits);
      all.put(component.getName(), value instanceof Duration time ? time.toSeconds() + " s" : String.valueOf(value));
    }
    return all;
  }

  /// Constants that end in `MAX` or have it before their kind, but for the bound of numbers.
  private static Map<String, String> constants(Class<?> in) throws ReflectiveOperationException {
    Map<String, String> all = new TreeMap<>();
    for (Field field : in.getDeclaredFields()) {
      boolean limit = field.getType() == int.class && field.getName().contains("_MAX");
      if (!limit || !Modifier.isStatic(field.getModifiers())) continue;
      field.setAccessible(true);
      all.put(field.getName(), String.valueOf(field.getInt(null)));
    }
    return all;
  }
}

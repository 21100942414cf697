package takt.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import takt.netty.tls.TlsFiles;
import takt.server.metrics.Metrics;

/// `docs/metrics.md` against a server with everything in it: what one has the other has, of the same type, with the
/// same labels.
class MetricsDocumentTest {
  /// `| name | type | labels | what it means | when to worry |`, the first three in code or a dash.
  private static final Pattern ROW = Pattern
      .compile("\\| `([a-z0-9_]+)` \\| (\\w+) \\| ([^|]*) \\| [^|]+ \\| [^|]+ \\|");

  private static final Pattern REASON = Pattern.compile("^\\| `([a-z-]+)` \\|", Pattern.MULTILINE);

  @TempDir Path folder = Path.of("");

  @Test void thePageNamesWhatThereIsAndNothingElse() throws Exception {
    X509Bundle pair = new CertificateBuilder().subject("CN=localhost").setIsCertificateAuthority(true).ecp256()
        .buildSelfSigned();
    TlsFiles files = new TlsFiles(Files.writeString(folder.resolve("cert.pem"), pair.getCertificatePathPEM()),
        Files.writeString(folder.resolve("key.pem"), pair.getPrivateKeyPEM()));
    try (Server server = Server.open(folder, Yard::new, b -> b.tls(files))) {
      server.page("/livez"); // the first answer of a status makes its counter
      assertEquals(String.join("\n", written()), String.join("\n", counted(server.node.metrics())));
    }
  }

  @Test void everyReasonOfADropIsExplainedAndNoOther() throws Exception {
    String page = Files.readString(Path.of("../docs/metrics.md"));
    int frames = page.indexOf("\n`takt_drops_total`:");
    int rooms = page.indexOf("\n`takt_room_drops_total`:");
    assertTrue(0 < frames && frames < rooms, "two tables of reasons");
    try (Server server = Server.open(folder)) {
      assertEquals(reasons(server.node.metrics(), "takt_drops_total"), reasons(page.substring(frames, rooms)));
      assertEquals(reasons(server.node.metrics(), "takt_room_drops_total"), reasons(page.substring(rooms)));
    }
  }

  private static Set<String> reasons(Metrics metrics, String name) {
    Set<String> all = new TreeSet<>();
    for (Metrics.Metric metric : metrics.all()) {
      if (metric.name().equals(name)) all.add(metric.labels().getLast());
    }
    return all;
  }

  private static Set<String> reasons(String table) {
    Set<String> all = new TreeSet<>();
    REASON.matcher(table).results().forEach(row -> all.add(row.group(1)));
    return all;
  }

  private static Set<String> counted(Metrics metrics) {
    Set<String> all = new TreeSet<>();
    for (Metrics.Metric metric : metrics.all()) {
      String type = switch (metric) {
        case Metrics.Count _ -> "counter";
        case Metrics.Gauge _ -> "gauge";
        case Metrics.Distribution _ -> "histogram";
      };
      List<String> labels = new ArrayList<>();
      for (int i = 0; i < metric.labels().size(); i += 2) labels.add("`" + metric.labels().get(i) + "`");
      all.add(metric.name() + " " + type + " " + (labels.isEmpty() ? "–" : String.join(" ", labels)));
    }
    return all;
  }

  private static Set<String> written() throws IOException {
    Set<String> all = new TreeSet<>();
    List<String> lines = Files.readString(Path.of("../docs/metrics.md")).split("\n## Reasons", 2)[0].lines()
        .filter(line -> line.startsWith("| `")).toList();
    for (String line : lines) {
      var row = ROW.matcher(line);
      assertTrue(row.matches(), "no row of five cells: " + line);
      assertTrue(all.add(row.group(1) + " " + row.group(2) + " " + row.group(3)), "twice: " + line);
    }
    return all;
  }
}

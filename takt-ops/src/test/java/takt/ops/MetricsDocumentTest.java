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
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import takt.netty.tls.TlsFiles;
import takt.server.metrics.Metrics;

/// `docs/metrics.md` against a server with everything in it: what one has the other has, of the same type, with the same
/// labels.
class MetricsDocumentTest {
  /// `| name | type | labels | what it means | when to worry |`, the first three in code or a dash.
  private static final Pattern ROW = Pattern
      .compile("\\| `([a-z0-9_]+)` \\| (\\w+) \\| ([^|]*) \\| ([^|]+) \\| ([^|]*) \\|");

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

  private static TreeSet<String> counted(Metrics metrics) {
    TreeSet<String> all = new TreeSet<>();
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

  private static TreeSet<String> written() throws IOException {
    TreeSet<String> all = new TreeSet<>();
    List<String> lines = Files.readAllLines(Path.of("../docs/metrics.md")).stream()
        .filter(line -> line.startsWith("| `")).toList();
    for (String line : lines) {
      var row = ROW.matcher(line);
      assertTrue(row.matches(), "no row of five cells: " + line);
      assertTrue(all.add(row.group(1) + " " + row.group(2) + " " + row.group(3)), "twice: " + line);
    }
    return all;
  }
}

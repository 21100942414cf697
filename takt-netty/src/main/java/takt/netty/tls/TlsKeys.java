package takt.netty.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import takt.server.metrics.Counter;
import takt.server.metrics.Metrics;

/// The key pair TLS is spoken with, loaded again when its files change.
///
/// Any thread; a daemon thread of its own looks at the files. Connections keep what they began with. A pair that does
/// not load leaves the old one in place and is reported once.
public final class TlsKeys implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("takt.tls");
  /// A certificate that ends sooner is worth a warning.
  private static final Duration SOON = Duration.ofDays(14);

  /// Connections that did not speak TLS at all.
  final Counter plain;
  /// Handshakes that began and failed.
  final Counter broken;
  private final TlsFiles files;
  private final Counter loaded;
  private final Counter failed;
  private final Thread watcher;
  private volatile SslContext context;
  private volatile long untilSeconds;
  private volatile boolean closed;
  private String seen;

  /// Loads the pair and begins to watch it.
  ///
  /// @param every how often the files are looked at
  /// @throws IOException if it does not load; the message says which file, why, and what to do
  public TlsKeys(TlsFiles files, Duration every, Metrics metrics) throws IOException {
    this.files = files;
    loaded = metrics.counter("takt_tls_reloads_total", "Times new key pairs were looked at, by outcome.", "outcome",
        "loaded");
    failed = metrics.counter("takt_tls_reloads_total", "Times new key pairs were looked at, by outcome.", "outcome",
        "failed");
    plain = refused(metrics, "plain");
    broken = refused(metrics, "handshake");
    seen = stamp();
    context = load();
    metrics.gauge("takt_tls_certificate_expiry_timestamp_seconds", "When the certificate ends, in seconds since 1970.",
        () -> untilSeconds);
    watcher = Thread.ofPlatform().daemon().name("takt-tls-files").unstarted(() -> watch(every));
    watcher.start();
  }

  private static Counter refused(Metrics metrics, String reason) {
    return metrics.counter("takt_tls_failures_total", "TLS handshakes that failed.", "reason", reason);
  }

  /// What a connection that begins now speaks with.
  public SslContext context() {
    return context;
  }

  private void watch(Duration every) {
    while (!closed) {
      LockSupport.parkNanos(this, every.toNanos());
      String now = stamp();
      if (closed || now.equals(seen)) continue;
      seen = now;
      reload();
    }
  }

  private void reload() {
    try {
      context = load();
      loaded.add(1);
      LOG.log(System.Logger.Level.INFO, "the TLS key pair was loaded again, new connections use it");
    } catch (IOException | RuntimeException e) {
      // Whatever stands in those files, the thread goes on looking: the next pair may be good.
      failed.add(1);
      LOG.log(System.Logger.Level.ERROR,
          "the new TLS key pair was not taken, the old one stays: " + e.getMessage());
    }
  }

  private SslContext load() throws IOException {
    KeyPairFiles.Loaded pair = KeyPairFiles.load(files);
    X509Certificate own = pair.chain().getFirst();
    SslContext context = SslContextBuilder.forServer(pair.key(), pair.chain())
        .sslProvider(SslProvider.JDK)
        .protocols("TLSv1.3", "TLSv1.2")
        .applicationProtocolConfig(new ApplicationProtocolConfig(Protocol.ALPN, SelectorFailureBehavior.NO_ADVERTISE,
            SelectedListenerFailureBehavior.ACCEPT, ApplicationProtocolNames.HTTP_1_1))
        .build();
    Instant until = own.getNotAfter().toInstant();
    untilSeconds = until.getEpochSecond();
    // Certificates are made and checked by wall time, the one thing here that is.
    if (until.isBefore(Instant.now().plus(SOON))) {
      LOG.log(System.Logger.Level.WARNING, "the certificate in " + files.certificates() + " ends " + until
          + "; put a new one in its place, it is taken without a restart");
    }
    return context;
  }

  /// What changes when a file does; links are followed, for that is how deployments swap them.
  private String stamp() {
    return stamp(files.certificates()) + "|" + stamp(files.key());
  }

  private static String stamp(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return now.lastModifiedTime() + " " + now.size() + " " + now.fileKey();
    } catch (IOException _) {
      return "missing";
    }
  }

  @Override public void close() {
    closed = true;
    LockSupport.unpark(watcher);
  }
}

package takt.ops;

import java.util.Map;
import java.util.function.Supplier;
import takt.server.host.Node;

/// The pages of a server for operators: `/metrics`, `/livez`, `/readyz`.
///
/// Any thread; a page takes milliseconds at most and waits for nobody, so it can be asked while everything else hangs.
/// One object a server, closed after its listeners.
/// ```java
/// OpsPages ops = OpsPages.of(node);
/// ops.byPath().get("/livez").get(); // 200 "ok", or 503 and what is stuck
/// ```
public final class OpsPages implements AutoCloseable {
  private static final String METRICS = "/metrics";
  private static final String ALIVE = "/livez";
  private static final String READY = "/readyz";

  private final Node node;
  private final JvmMetrics jvm;

  private OpsPages(Node node) {
    this.node = node;
    jvm = JvmMetrics.into(node.metrics());
  }

  /// The pages of this server. From now on the JVM's own figures are among its metrics.
  public static OpsPages of(Node node) {
    return new OpsPages(node);
  }

  /// What there is, by path; each is made when it is asked for.
  public Map<String, Supplier<Page>> byPath() {
    return Map.of(METRICS, this::metrics, ALIVE, this::alive, READY, this::ready);
  }

  /// Everything that was counted, for Prometheus.
  public Page metrics() {
    return new Page(200, PrometheusText.TYPE, PrometheusText.of(node.metrics()));
  }

  /// Whether only a restart helps: then 503, and what is stuck. A server that drains or has too much to do lives.
  public Page alive() {
    String stuck = node.stuck();
    return stuck == null ? Page.plain(200, "ok\n") : Page.plain(503, "stuck: " + stuck + "\n");
  }

  /// Whether new players may be sent here: 503 while it drains, once it has stopped, and when something is stuck.
  public Page ready() {
    String stuck = node.stuck();
    if (stuck != null) return Page.plain(503, "stuck: " + stuck + "\n");
    if (node.isReady()) return Page.plain(200, "ok\n");
    return Page.plain(503, node.isDraining() ? "draining: nobody new comes in, rooms end\n" : "stopped\n");
  }

  /// Hears no more of the JVM.
  @Override public void close() {
    jvm.close();
  }
}

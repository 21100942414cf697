package takt.netty;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import takt.netty.http.Answer;
import takt.netty.visit.VisitLimits;
import takt.schema.PlayerId;
import takt.server.Identity;
import takt.server.host.Node;
import takt.server.metrics.Metrics;
import takt.server.session.SessionLimits;

/// A node with a yard in it and both doors open, on free ports of this machine.
final class Doors implements AutoCloseable {
  /// Deadlines for tests that wait for them: long enough for an honest client on a busy machine to be in time.
  static final VisitLimits SHORT = VisitLimits.DEFAULTS
      .withDeadlines(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1),
          Duration.ofSeconds(1))
      .withTimer(Duration.ofMillis(20), Duration.ofMillis(500));

  private static final long PATIENCE_NS = 30_000_000_000L;

  final Node node;
  final NettyDoors doors;

  private final Queue<String> addresses;

  private Doors(Node node, NettyDoors doors, Queue<String> addresses) {
    this.node = node;
    this.doors = doors;
    this.addresses = addresses;
  }

  static Doors open() {
    return open(b -> b);
  }

  static Doors open(UnaryOperator<DoorsConfig.Builder> with) {
    return open(SessionLimits.DEFAULTS, with, Map.of());
  }

  static Doors open(SessionLimits sessions, UnaryOperator<DoorsConfig.Builder> with,
      Map<String, Supplier<Answer>> admin) {
    Queue<String> addresses = new ConcurrentLinkedQueue<>();
    Node node = Node.builder().room("yard", Yard::new).guests(true).limits(sessions).authenticator(credentials -> {
      addresses.add(credentials.address());
      return new Identity(new PlayerId(credentials.token()), credentials.token());
    }).start();
    try {
      DoorsConfig config = with.apply(DoorsConfig.builder().publicPort(0).adminPort(0).ioThreads(1)).build();
      return new Doors(node, NettyDoors.open(node, config, admin), addresses);
    } catch (IOException e) {
      node.close();
      throw new AssertionError(e);
    }
  }

  /// The address that whoever showed a token came from, as the game's own code is told; each once, in order.
  String nextAddress() {
    await(() -> !addresses.isEmpty(), () -> "nobody has shown a token");
    return addresses.remove();
  }

  int port() {
    return doors.publicPort();
  }

  URI http(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  URI socket() {
    return URI.create("ws://127.0.0.1:" + port() + "/takt");
  }

  /// What a series stands at, 0 if nobody has counted yet.
  ///
  /// @param labels names and values in turn, as they are written
  long metric(String name, String... labels) {
    for (Metrics.Metric metric : node.metrics().all()) {
      if (!metric.name().equals(name) || !metric.labels().equals(List.of(labels))) continue;
      return switch (metric) {
        case Metrics.Count count -> count.counter().count();
        case Metrics.Gauge gauge -> gauge.value().getAsLong();
        case Metrics.Distribution distribution -> distribution.histogram().count();
      };
    }
    return 0;
  }

  /// Waits until a counter or gauge stands at `least` or more; an error after a time no healthy run needs.
  void awaitMetric(long least, String name, String... labels) {
    await(() -> metric(name, labels) >= least, () -> name + List.of(labels) + " is at " + metric(name, labels)
        + ", expected " + least);
  }

  /// Waits until so many players' connections are open.
  void awaitConnections(int count) {
    await(() -> doors.connections() == count, () -> doors.connections() + " connections, expected " + count);
  }

  private static void await(BooleanSupplier until, Supplier<String> otherwise) {
    long beganNs = System.nanoTime();
    while (!until.getAsBoolean()) {
      if (System.nanoTime() - beganNs > PATIENCE_NS) throw new AssertionError(otherwise.get());
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Override public void close() {
    doors.close();
    node.close();
  }
}

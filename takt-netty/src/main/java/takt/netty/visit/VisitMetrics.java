package takt.netty.visit;

import java.util.List;
import takt.server.metrics.Counter;
import takt.server.metrics.Metrics;

/// What connections count, whatever they speak.
///
/// Any thread.
final class VisitMetrics {
  final Counter bytesIn;
  final Counter bytesOut;
  private final Metrics metrics;

  VisitMetrics(Metrics metrics) {
    this.metrics = metrics;
    bytesIn = metrics.counter("takt_socket_received_bytes_total", "Bytes read from sockets, headers and TLS included.");
    bytesOut = metrics.counter("takt_socket_sent_bytes_total", "Bytes written to sockets, headers and TLS included.");
    // From the start: a rate needs a zero to begin from.
    for (String reason : List.of("handshake", "head", "body", "answer", "leave")) lateWith(reason);
  }

  /// A connection was closed because its time was up.
  ///
  /// @param reason what it had to do
  void evicted(String reason) {
    lateWith(reason).add(1);
  }

  private Counter lateWith(String reason) {
    return metrics.counter("takt_connections_evicted_total", "Connections closed for being late, by what with.",
        "reason", reason);
  }
}

package takt.server.session;

import java.util.EnumMap;
import java.util.Map;
import takt.protocol.frame.ErrorCode;
import takt.protocol.frame.Kind;
import takt.server.metrics.Counter;
import takt.server.metrics.Histogram;
import takt.server.metrics.Metrics;

/// What connections and sessions count and measure.
///
/// Any thread.
public final class SessionMetrics {
  /// Connections that were accepted.
  public final Counter opened;
  /// The round trip as clients measured it, in milliseconds.
  public final Histogram rtt;
  /// The loss as clients measured it, in thousandths.
  public final Histogram loss;
  /// Frames refused because a room's inbox was full.
  public final Counter inboxFull;
  /// Frames for a room the session is not in.
  public final Counter ofNoRoom;
  /// Frames of a kind we may skip.
  public final Counter skipped;
  /// Frames for a connection that was gone.
  public final Counter undelivered;
  private final Metrics metrics;
  private final Map<Kind, Counter> framesIn = new EnumMap<>(Kind.class);
  private final Map<Kind, Counter> bytesIn = new EnumMap<>(Kind.class);
  private final Map<ErrorCode, Counter> errors = new EnumMap<>(ErrorCode.class);
  private final SentFrames sent;

  public SessionMetrics(Metrics metrics) {
    this.metrics = metrics;
    opened = metrics.counter("takt_connections_opened_total", "Connections accepted.");
    rtt = metrics.millis("takt_client_rtt_seconds", "Round trips as clients measured them.");
    loss = metrics.ratio("takt_client_loss_ratio", "Share of frames lost, as clients measured it.");
    inboxFull = drop("inbox-full");
    ofNoRoom = drop("of-no-room");
    skipped = drop("skipped-kind");
    undelivered = drop("undelivered");
    sent = new SentFrames(metrics);
    for (Kind kind : Kind.values()) {
      if (!kind.isUp()) continue;
      framesIn.put(kind, metrics.counter("takt_received_frames_total", "Frames received.", "kind", kind.type()));
      bytesIn.put(kind, metrics.counter("takt_received_bytes_total", "Bytes of frames received.", "kind", kind.type()));
    }
    for (ErrorCode code : ErrorCode.values()) {
      errors.put(code,
          metrics.counter("takt_errors_total", "Times a client was told no, by code.", "code", code.code()));
    }
  }

  private Counter drop(String reason) {
    return metrics.counter("takt_drops_total", "Frames dropped, by reason.", "reason", reason);
  }

  void received(Kind kind, int bytes) {
    count(framesIn, kind, 1);
    count(bytesIn, kind, bytes);
  }

  void sent(Kind kind, int bytes) {
    sent.add(kind, bytes);
  }

  /// Somebody was told no.
  public void error(ErrorCode code) {
    count(errors, code, 1);
  }

  private static <K> void count(Map<K, Counter> counters, K key, long more) {
    Counter counter = counters.get(key);
    if (counter != null) counter.add(more);
  }
}

package takt.server.session;

import takt.protocol.frame.Kind;
import takt.server.metrics.Counter;
import takt.server.metrics.Metrics;

/// Frames for clients, counted by kind where they are made.
///
/// Any thread. Rooms and connections of one server share the counters. A frame whose connection is gone by the time it
/// gets there was made all the same, and is counted once more as undelivered.
public final class SentFrames {
  private final Counter[] frames = new Counter[Kind.values().length];
  private final Counter[] bytes = new Counter[Kind.values().length];

  public SentFrames(Metrics metrics) {
    for (Kind kind : Kind.values()) {
      if (kind.isUp()) continue;
      frames[kind.ordinal()] = metrics.counter("takt_sent_frames_total", "Frames sent.", "kind", kind.type());
      bytes[kind.ordinal()] = metrics.counter("takt_sent_bytes_total",
          "Bytes of frames sent, without headers of the transport.", "kind", kind.type());
    }
  }

  /// One more of that kind, which goes down.
  public void add(Kind kind, int length) {
    frames[kind.ordinal()].add(1);
    bytes[kind.ordinal()].add(length);
  }
}

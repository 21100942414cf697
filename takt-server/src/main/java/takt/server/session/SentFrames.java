package takt.server.session;

import java.util.EnumMap;
import java.util.Map;
import takt.protocol.frame.Kind;
import takt.server.metrics.Counter;
import takt.server.metrics.Metrics;

/// Frames for clients, counted by kind where they are made.
///
/// Any thread. Rooms and connections of one server share the counters. A frame whose connection is gone by the time it
/// gets there was made all the same, and is counted once more as undelivered.
public final class SentFrames {
  private final Map<Kind, Counters> byKind = new EnumMap<>(Kind.class);

  private record Counters(Counter frames, Counter bytes) {}

  public SentFrames(Metrics metrics) {
    for (Kind kind : Kind.values()) {
      if (kind.isUp()) continue;
      byKind.put(kind, new Counters(metrics.counter("takt_sent_frames_total", "Frames sent.", "kind", kind.type()),
          metrics.counter("takt_sent_bytes_total", "Bytes of frames sent, without headers of the transport.", "kind",
              kind.type())));
    }
  }

  /// One more of that kind, which goes down.
  public void add(Kind kind, int length) {
    Counters counters = byKind.get(kind);
    if (counters == null) throw new IllegalArgumentException("kind=" + kind + ", expected one that goes down");
    counters.frames.add(1);
    counters.bytes.add(length);
  }
}

package takt.server.room;

import java.util.LinkedHashMap;
import java.util.Map;
import takt.protocol.json.Json;

/// How the last ticks of a room went, kept while somebody looks.
///
/// Owned by the room's thread. Nanoseconds.
final class TickFigures {
  /// Three seconds at 20 Hz.
  private static final int KEPT = 64;

  private final long[] lateness = new long[KEPT];
  private final long[] duration = new long[KEPT];
  private long ticks;

  void record(long latenessNs, long durationNs) {
    int at = (int) (ticks++ % KEPT);
    lateness[at] = Math.max(0, latenessNs);
    duration[at] = durationNs;
  }

  /// Mean and worst of the last ticks, in microseconds; nothing if there were none.
  Json json() {
    if (ticks == 0) return Json.Obj.EMPTY;
    Map<String, Json> figures = new LinkedHashMap<>();
    put(figures, "duration", duration);
    put(figures, "lateness", lateness);
    return new Json.Obj(figures);
  }

  private void put(Map<String, Json> figures, String name, long[] values) {
    int count = (int) Math.min(ticks, KEPT);
    long sum = 0;
    long most = 0;
    for (int i = 0; i < count; i++) {
      sum += values[i];
      most = Math.max(most, values[i]);
    }
    figures.put(name + "Us", Json.of(sum / count / 1000));
    figures.put(name + "MaxUs", Json.of(most / 1000));
  }
}

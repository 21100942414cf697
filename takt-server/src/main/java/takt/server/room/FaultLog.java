package takt.server.room;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import takt.server.CloseReason;
import takt.server.FaultPolicy;

/// Where the faults of rooms' own code are told apart and counted.
///
/// Any thread. The same fault a million times is one entry with a count, and some twenty lines of log: the first time,
/// then at each power of two. After Agrona's `DistinctErrorLog`.
public final class FaultLog {
  /// Different faults kept; more are counted together.
  static final int DISTINCT_MAX = 256;

  private final Map<String, Fault> faults = new ConcurrentHashMap<>();

  /// One distinct fault.
  ///
  /// @param room the room type it is in
  /// @param callback what failed
  /// @param thrown the first that was thrown
  /// @param firstRoomId the room it first happened in
  /// @param firstTick and when
  public record Fault(String room, String callback, Throwable thrown, String firstRoomId, long firstTick,
      LongAdder count) {}

  /// The distinct faults so far.
  public List<Fault> all() {
    return new ArrayList<>(faults.values());
  }

  /// Counts a fault, writes it down now and then, and does what the room's policy says.
  void report(RoomBody body, String callback, Throwable thrown) {
    body.metrics().faults.add(1);
    String key = body.type().name() + ' ' + callback + ' ' + site(thrown);
    if (faults.size() >= DISTINCT_MAX && !faults.containsKey(key)) key = "others";
    Fault fault = faults.computeIfAbsent(key, _ -> new Fault(body.type().name(), callback, thrown, body.id(),
        body.tick(), new LongAdder()));
    fault.count.increment();
    long count = fault.count.sum();
    if (Long.bitCount(count) == 1) {
      String text = callback + " of room " + body.type().name() + " " + body.id() + " failed in tick " + body.tick()
          + (count == 1 ? "" : " (" + count + " times so far)");
      body.log().log(System.Logger.Level.ERROR, text, thrown);
    }
    if (body.config().onFault() == FaultPolicy.CLOSE_ROOM) body.close(CloseReason.FAILED);
  }

  private static String site(Throwable thrown) {
    StackTraceElement[] trace = thrown.getStackTrace();
    return thrown.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
  }
}

package takt.server.room;

import java.util.Arrays;

/// How often one player may send each command that has a [takt.schema.Rate].
///
/// Owned by the room's thread; saved. The generic cell rate algorithm (ITU-T I.371): one number a command, the time at
/// which its next one would be on schedule, in nanoseconds of the room's time.
final class CommandRates {
  private static final double SECOND_NS = 1e9;

  private long[] onScheduleNs = new long[0];

  /// Whether a command may pass now; if so it is counted.
  ///
  /// @param command the command's place in the layout
  boolean pass(int command, double perSecond, long nowNs) {
    if (perSecond == 0) return true;
    if (command >= onScheduleNs.length) onScheduleNs = Arrays.copyOf(onScheduleNs, command + 1);
    double intervalNs = SECOND_NS / perSecond;
    double burst = Math.max(1, Math.floor(perSecond));
    long due = Math.max(onScheduleNs[command], nowNs);
    if (due - nowNs > (burst - 1) * intervalNs) return false;
    onScheduleNs[command] = due + (long) intervalNs;
    return true;
  }

  long[] state() {
    return onScheduleNs;
  }

  void state(long[] state) {
    onScheduleNs = state;
  }
}

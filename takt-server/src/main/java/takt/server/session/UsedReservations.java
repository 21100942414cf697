package takt.server.session;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// Reservations that their players joined with, as long as they hold: who copied one is nobody by it.
///
/// Owned by the front desk's thread. Each was the promise of a seat, so there are only so many as rooms promise in ten
/// minutes, which is how long the longest holds.
final class UsedReservations {
  private final LongSupplier wallClockMs;
  private final Map<String, Long> untilMsByKey = new HashMap<>();

  UsedReservations(LongSupplier wallClockMs) {
    this.wallClockMs = wallClockMs;
  }

  void add(Tokens.Reservation reservation) {
    untilMsByKey.put(reservation.key(), reservation.untilMs());
  }

  boolean has(Tokens.Reservation reservation) {
    return untilMsByKey.containsKey(reservation.key());
  }

  /// Forgets those that have expired, which are refused for that.
  void forgetExpired() {
    long nowMs = wallClockMs.getAsLong();
    untilMsByKey.values().removeIf(untilMs -> untilMs < nowMs);
  }
}

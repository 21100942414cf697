package takt.netty.visit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// How many connections have not asked for anything yet, in all and by address.
///
/// Any thread. Silence costs an attacker nothing, and a few addresses that come back whenever they are evicted could
/// hold every place. So the second half of the places is shared out: while the first is taken, an address has
/// [#SHARE] and no more. It takes a thousand addresses, not thirty, to keep others out.
final class Handshakes {
  /// More than a browser opens at once; a school behind one NAT fits, for an honest handshake is over in a moment.
  static final int SHARE = 8;

  private final int max;
  private final AtomicInteger open = new AtomicInteger();
  private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();

  /// @param max places in all
  Handshakes(int max) {
    this.max = max;
  }

  /// Takes a place; false if there is none for this one.
  ///
  /// @param address what limits count it as, null for one that speaks for others and is not shared out to
  boolean begin(@Nullable String address) {
    int now = open.incrementAndGet();
    if (now <= max && (address == null || isWithin(now <= max / 2 ? max : SHARE, address))) return true;
    open.decrementAndGet();
    return false;
  }

  private boolean isWithin(int most, String address) {
    boolean[] in = {false};
    byAddress.compute(address, (_, count) -> {
      int before = count == null ? 0 : count;
      in[0] = before < most;
      return in[0] ? Integer.valueOf(before + 1) : count;
    });
    return in[0];
  }

  /// Gives a place back that [#begin] took.
  void end(@Nullable String address) {
    if (address != null) {
      byAddress.computeIfPresent(address, (_, count) -> count == 1 ? null : Integer.valueOf(count - 1));
    }
    open.decrementAndGet();
  }

  /// Those that are at it now.
  int open() {
    return open.get();
  }
}

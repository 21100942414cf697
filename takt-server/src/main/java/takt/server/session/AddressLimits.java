package takt.server.session;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import takt.server.metrics.Counter;
import takt.server.metrics.Metrics;

/// How many connections one address may have: a cap on what one machine can hold.
///
/// Any thread. IPv6 addresses count by their /64, which is what one subscriber has.
public final class AddressLimits {
  private final int connectionsMax;
  private final Map<String, Integer> open = new ConcurrentHashMap<>();
  private final Counter refused;

  /// @param connectionsMax connections at a time from one address: a school behind one NAT fits into 256
  public AddressLimits(int connectionsMax, Metrics metrics) {
    this.connectionsMax = connectionsMax;
    refused = metrics.counter("takt_drops_total", "Frames dropped, by reason.", "reason", "connections-of-address");
  }

  /// Counts a connection in; false, counted, if the address has enough.
  ///
  /// @param key what [#key] made of the address
  public boolean enter(String key) {
    boolean[] in = {false};
    open.compute(key, (_, count) -> {
      int before = count == null ? 0 : count;
      in[0] = before < connectionsMax;
      return in[0] ? Integer.valueOf(before + 1) : count;
    });
    if (!in[0]) refused.add(1);
    return in[0];
  }

  /// Counts a connection out.
  public void leave(String key) {
    open.computeIfPresent(key, (_, count) -> count == 1 ? null : Integer.valueOf(count - 1));
  }

  /// Addresses with a connection now.
  public int addresses() {
    return open.size();
  }

  /// What an address counts as: itself, or the first four groups of an IPv6 one.
  ///
  /// @param address its bytes: 4 or 16
  public static String key(byte[] address) {
    StringBuilder key = new StringBuilder();
    boolean mapped = address.length == 16 && isMapped(address);
    int from = mapped ? 12 : 0;
    int to = address.length == 16 && !mapped ? 8 : address.length;
    for (int i = from; i < to; i++) key.append(i == from ? "" : ".").append(address[i] & 0xff);
    return key.toString();
  }

  /// An IPv4 address in IPv6 clothes: `::ffff:a.b.c.d`.
  private static boolean isMapped(byte[] address) {
    for (int i = 0; i < 10; i++) {
      if (address[i] != 0) return false;
    }
    return address[10] == -1 && address[11] == -1;
  }
}

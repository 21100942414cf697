package takt.netty.address;

import java.util.List;

/// The proxies whose word we take on who is behind them.
///
/// Immutable; any thread. Anybody can write an `X-Forwarded-For`: each hop appends the address it saw, so what stands
/// to the right of the last trusted hop is true and everything to its left is a claim.
public final class TrustedProxies {
  /// Hops looked at, from the right: a chain longer than that is somebody's game.
  private static final int HOPS_MAX = 16;

  private final List<Cidr> networks;

  public TrustedProxies(List<Cidr> networks) {
    this.networks = List.copyOf(networks);
  }

  public boolean isTrusted(ClientAddress address) {
    byte[] bytes = ClientAddress.bytes(address.text());
    if (bytes == null) return false;
    for (Cidr network : networks) {
      if (network.contains(bytes)) return true;
    }
    return false;
  }

  /// Who is behind a connection: the right-most address that is no trusted proxy; the left-most if all are.
  ///
  /// @param peer the other end, or what a PROXY header said of it
  /// @param forwarded values of `X-Forwarded-For`, in the order they came
  public ClientAddress behind(ClientAddress peer, List<String> forwarded) {
    ClientAddress client = peer;
    int hops = 0;
    for (int i = forwarded.size() - 1; i >= 0; i--) {
      String[] chain = forwarded.get(i).split(",", -1);
      for (int k = chain.length - 1; k >= 0; k--) {
        if (!isTrusted(client) || ++hops > HOPS_MAX) return client;
        ClientAddress hop = ClientAddress.parse(chain[k]);
        if (hop == null) return client;
        client = hop;
      }
    }
    return client;
  }
}

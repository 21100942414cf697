package takt.netty.address;

/// A network: an address and how many of its first bits count.
///
/// Immutable; any thread.
public final class Cidr {
  private final byte[] network;
  private final int bits;
  private final String text;

  private Cidr(byte[] network, int bits, String text) {
    this.network = network;
    this.bits = bits;
    this.text = text;
  }

  /// The network written as `10.0.0.0/8`, `fd00::/8`, or an address alone.
  ///
  /// @throws IllegalArgumentException for anything else
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    String host = slash < 0 ? text : text.substring(0, slash);
    byte[] network = host.contains("[") || host.matches("[0-9.]+:\\d+") ? null : ClientAddress.bytes(host);
    if (network == null) throw wrong(text);
    int most = network.length * Byte.SIZE;
    String length = slash < 0 ? String.valueOf(most) : text.substring(slash + 1);
    if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > most) throw wrong(text);
    return new Cidr(network, Integer.parseInt(length), text);
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException("network=" + text + ", expected like 10.0.0.0/8, fd00::/8 or 192.0.2.7");
  }

  /// Whether an address lies in it; one of the other family never does.
  boolean contains(byte[] address) {
    if (address.length != network.length) return false;
    for (int bit = 0; bit < bits; bit += Byte.SIZE) {
      int mask = bits - bit >= Byte.SIZE ? 0xff : 0xff << Byte.SIZE - (bits - bit) & 0xff;
      if (((address[bit / Byte.SIZE] ^ network[bit / Byte.SIZE]) & mask) != 0) return false;
    }
    return true;
  }

  @Override public String toString() {
    return text;
  }
}

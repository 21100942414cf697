package takt.netty.address;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import takt.server.session.AddressLimits;

/// An IP address of somebody who came to us.
///
/// Immutable; any thread. An IPv4 address in IPv6 clothes (`::ffff:a.b.c.d`), as a dual-stack socket gives it, is the
/// IPv4 address.
///
/// @param text as logs and the room's code see it
/// @param key what limits count it as, see [AddressLimits#key]
public record ClientAddress(String text, String key) {
  private static final int V6_BYTES = 16;
  private static final int V4_AT = 12;
  /// The longest text of an address, with brackets, zone and port: longer ones are not looked at.
  private static final int TEXT_MAX = 64;
  /// Where a socket says nothing of its other end, as one that is gone by now: counted together.
  public static final ClientAddress UNKNOWN = new ClientAddress("unknown", "unknown");

  /// The address at the other end of a socket.
  public static ClientAddress of(@Nullable SocketAddress remote) {
    if (!(remote instanceof InetSocketAddress inet)) return UNKNOWN;
    InetAddress address = inet.getAddress();
    return address == null ? UNKNOWN : of(address.getAddress());
  }

  /// The address somebody wrote, with or without a port; null if it is none.
  public static @Nullable ClientAddress parse(String text) {
    byte[] bytes = bytes(text);
    return bytes == null ? null : of(bytes);
  }

  static ClientAddress of(byte[] bytes) {
    byte[] plain = unmapped(bytes);
    try {
      return new ClientAddress(NetUtil.toAddressString(InetAddress.getByAddress(plain)), AddressLimits.key(plain));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("bytes=" + bytes.length + ", expected 4 or 16", e);
    }
  }

  /// The bytes of an address somebody wrote: `10.0.0.1`, `10.0.0.1:80`, `::1`, `[::1]:80`; null if it is none.
  static byte @Nullable [] bytes(String text) {
    String host = text.strip();
    if (host.length() > TEXT_MAX) return null;
    if (host.startsWith("[")) {
      int end = host.indexOf(']');
      if (end < 0 || !isPort(host.substring(end + 1))) return null;
      host = host.substring(1, end);
    } else if (host.indexOf(':') >= 0 && host.indexOf(':') == host.lastIndexOf(':')) {
      if (!isPort(host.substring(host.indexOf(':')))) return null;
      host = host.substring(0, host.indexOf(':'));
    }
    if (!NetUtil.isValidIpV4Address(host) && !NetUtil.isValidIpV6Address(host)) return null;
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
    return bytes == null ? null : unmapped(bytes);
  }

  private static boolean isPort(String rest) {
    return rest.isEmpty() || rest.length() <= 6 && rest.matches(":\\d{1,5}");
  }

  private static byte[] unmapped(byte[] bytes) {
    if (bytes.length != V6_BYTES || bytes[10] != -1 || bytes[11] != -1) return bytes;
    for (int i = 0; i < 10; i++) {
      if (bytes[i] != 0) return bytes;
    }
    return Arrays.copyOfRange(bytes, V4_AT, V6_BYTES);
  }
}

package takt.app;

import java.io.PrintStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import takt.netty.pages.Origins;

/// What is printed when a server is up: its settings in effect, then where to go.
///
/// One thread.
final class Banner {
  private Banner() {}

  static void print(PrintStream out, Settings settings, Launch server) {
    StringBuilder text = new StringBuilder("Settings in effect; docs/configuration.md says what they do:\n");
    settings.lines().forEach(line -> text.append("  ").append(line).append('\n'));
    text.append("Rooms: ").append(String.join(", ", server.roomNames())).append('\n');
    List<String> open = new ArrayList<>();
    if (server.takesGuests()) open.add("guests come in without a token, under any name");
    if (server.origins().contains(Origins.ANY)) open.add("any web page may connect");
    if (!settings.isProduction()) {
      text.append("DEVELOPMENT MODE").append(open.isEmpty() ? "" : ": " + String.join(", and ", open))
          .append(".\n  For players: TAKT_MODE=production, which checks what it needs and says so.\n");
    } else if (!open.isEmpty()) {
      text.append("OPEN: ").append(String.join(", and ", open)).append(".\n");
    }
    String host = settings.get(Settings.ADMIN_HOST);
    text.append("Operators: http://").append(host.contains(":") ? "[" + host + "]" : host).append(':')
        .append(server.adminPort()).append("/metrics, /livez, /readyz\n");
    if (!settings.isProduction() && isReachable(host)) {
      text.append("Developers: http://localhost:").append(server.adminPort()).append("/dev, on this machine alone\n");
    }
    String scheme = settings.get(Settings.TLS_CERT).isEmpty() ? "http" : "https";
    text.append("Takt is up: ").append(scheme).append("://localhost:").append(server.port()).append("/\n");
    if (settings.get(Settings.HOST).equals("::")) {
      for (String address : addresses()) {
        text.append("  in your network: ").append(scheme).append("://").append(address).append(':')
            .append(server.port()).append("/\n");
      }
    }
    out.print(text);
    out.flush();
  }

  /// Whether this machine reaches a listener of that address by the name localhost.
  private static boolean isReachable(String host) {
    return List.of("127.0.0.1", "0.0.0.0", "::", "::1", "localhost").contains(host);
  }

  /// This machine's addresses, for a phone beside it; IPv4, which people can type.
  private static List<String> addresses() {
    List<String> found = new ArrayList<>();
    try {
      NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
          .filter(a -> a instanceof Inet4Address && a.isSiteLocalAddress())
          .map(InetAddress::getHostAddress).forEach(found::add);
    } catch (SocketException _) {
      // Only a kindness.
    }
    return found;
  }
}

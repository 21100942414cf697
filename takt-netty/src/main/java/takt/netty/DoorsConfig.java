package takt.netty;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import takt.netty.address.Cidr;
import takt.netty.files.FileMount;
import takt.netty.loop.IoKind;
import takt.netty.pages.Origins;
import takt.netty.tls.TlsFiles;
import takt.netty.visit.VisitLimits;

/// How a server is reached.
///
/// Immutable; any thread. Made by [#builder()], which checks every value and says what it expected.
///
/// @param publicHost the address players come to: empty for all, of both families
/// @param publicPort 0 for any that is free
/// @param adminHost the address operators come to
/// @param adminPort 0 for any that is free
/// @param adminNames names the admin listener may be called by, besides localhost; `*` for any
/// @param origins web pages that may use this server: see [Origins]
/// @param trustedProxies networks of proxies whose `X-Forwarded-…` and PROXY headers are believed
/// @param proxyProtocol whether trusted proxies begin connections with a PROXY header
/// @param tls the files of a key pair; null for no TLS
/// @param tlsCheck how often they are looked at
/// @param ioThreads threads for players' connections
/// @param files where pages come from
/// @param contentSecurityPolicy what pages may load and whom they may talk to
public record DoorsConfig(String publicHost, int publicPort, String adminHost, int adminPort, List<String> adminNames,
    List<String> origins, List<Cidr> trustedProxies, boolean proxyProtocol, @Nullable TlsFiles tls, Duration tlsCheck,
    IoKind io, int ioThreads, List<FileMount> files, String contentSecurityPolicy, VisitLimits limits) {
  /// The public port unless somebody says another.
  public static final int PUBLIC_PORT = 7777;
  /// The admin port unless somebody says another.
  public static final int ADMIN_PORT = 7778;
  /// Pages of this server alone, their sockets, and styles written into them. A page in a frame of another's page could
  /// be clicked without being seen.
  public static final String CONTENT_SECURITY_POLICY = "default-src 'self'; connect-src 'self' ws: wss:; "
      + "img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; "
      + "frame-ancestors 'none'";
  private static final int IO_THREADS_MAX = 4;

  public static Builder builder() {
    return new Builder();
  }

  /// What a [DoorsConfig] is made of.
  public static final class Builder {
    private String publicHost = "";
    private int publicPort = PUBLIC_PORT;
    private String adminHost = "127.0.0.1";
    private int adminPort = ADMIN_PORT;
    private List<String> adminNames = List.of();
    private List<String> origins = List.of(Origins.SELF);
    private List<Cidr> trustedProxies = List.of();
    private boolean proxyProtocol;
    private @Nullable TlsFiles tls;
    private Duration tlsCheck = Duration.ofSeconds(2);
    private IoKind io = IoKind.AUTO;
    private int ioThreads = Math.min(IO_THREADS_MAX, Runtime.getRuntime().availableProcessors());
    private final List<FileMount> files = new ArrayList<>();
    private String contentSecurityPolicy = CONTENT_SECURITY_POLICY;
    private VisitLimits limits = VisitLimits.DEFAULTS;

    private Builder() {}

    /// The address players come to; all addresses of both families at first.
    public Builder publicHost(String host) {
      publicHost = host;
      return this;
    }

    /// 0 to 65535, 0 for any that is free; [#PUBLIC_PORT] at first.
    public Builder publicPort(int port) {
      publicPort = port("publicPort", port);
      return this;
    }

    /// The address operators come to; this machine alone at first.
    public Builder adminHost(String host) {
      if (host.isEmpty()) throw new IllegalArgumentException("adminHost is empty, expected an address like 127.0.0.1");
      adminHost = host;
      return this;
    }

    /// 0 to 65535, 0 for any that is free; [#ADMIN_PORT] at first.
    public Builder adminPort(int port) {
      adminPort = port("adminPort", port);
      return this;
    }

    /// Names the admin listener may be called by besides localhost, without ports; none at first.
    public Builder adminNames(List<String> names) {
      adminNames = List.copyOf(names);
      return this;
    }

    /// Web pages that may use this server; those it serves itself at first.
    public Builder origins(List<String> origins) {
      var _ = new Origins(origins);
      this.origins = List.copyOf(origins);
      return this;
    }

    /// Networks like `10.0.0.0/8`; none at first.
    public Builder trustedProxies(List<String> networks) {
      trustedProxies = networks.stream().map(Cidr::parse).toList();
      return this;
    }

    /// Whether trusted proxies begin connections with a PROXY header; no at first.
    public Builder proxyProtocol(boolean proxyProtocol) {
      this.proxyProtocol = proxyProtocol;
      return this;
    }

    /// The files of a key pair; null, which is at first, for no TLS.
    public Builder tls(@Nullable TlsFiles tls) {
      this.tls = tls;
      return this;
    }

    /// How often the key pair's files are looked at, 10 ms to 1 h; every 2 s at first.
    public Builder tlsCheck(Duration every) {
      if (every.toMillis() < 10 || every.toHours() > 1) {
        throw new IllegalArgumentException("tlsCheck=" + every + ", expected 10 ms to 1 h");
      }
      tlsCheck = every;
      return this;
    }

    public Builder io(IoKind io) {
      this.io = io;
      return this;
    }

    /// Threads for players' connections, 1 to 64; one for each processor up to four at first.
    public Builder ioThreads(int threads) {
      if (threads < 1 || threads > 64) throw new IllegalArgumentException("ioThreads=" + threads + ", expected 1..64");
      ioThreads = threads;
      return this;
    }

    /// A further place pages come from; none at first.
    public Builder files(FileMount mount) {
      files.add(mount);
      return this;
    }

    /// What pages may load and whom they may talk to.
    public Builder contentSecurityPolicy(String policy) {
      if (policy.chars().anyMatch(c -> c < ' ' || c > '~')) {
        throw new IllegalArgumentException("contentSecurityPolicy=" + policy + ", expected one line of ASCII");
      }
      contentSecurityPolicy = policy;
      return this;
    }

    public Builder limits(VisitLimits limits) {
      this.limits = limits;
      return this;
    }

    public DoorsConfig build() {
      if (proxyProtocol && trustedProxies.isEmpty()) {
        throw new IllegalArgumentException("proxyProtocol=true without trustedProxies, expected the networks of the"
            + " proxies: nobody else's header is believed");
      }
      return new DoorsConfig(publicHost, publicPort, adminHost, adminPort, adminNames, origins, trustedProxies,
          proxyProtocol, tls, tlsCheck, io, ioThreads, List.copyOf(files), contentSecurityPolicy, limits);
    }

    private static int port(String name, int port) {
      if (port < 0 || port > 65_535) throw new IllegalArgumentException(name + "=" + port + ", expected 0..65535");
      return port;
    }
  }
}

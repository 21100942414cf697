package takt.netty.loop;

/// How a server talks to the kernel.
///
/// Constants; any thread.
public enum IoKind {
  /// Epoll where it is to be had, else NIO.
  AUTO,
  /// Linux.
  EPOLL,
  /// Linux, where the kernel and the container allow it; no faster on loopback, by measurement.
  IO_URING,
  /// Everywhere.
  NIO
}

package takt.server.session;

/// A thread that owns connections, as others see it.
///
/// Any thread. What is posted by one thread runs in the order it was posted.
@FunctionalInterface public interface Lane {
  void post(Runnable what);
}

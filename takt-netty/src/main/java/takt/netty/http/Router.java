package takt.netty.http;

/// Says what becomes of requests.
///
/// Called on the lane of each connection: it must not block, but may answer later, from any thread.
@FunctionalInterface public interface Router {
  void onRequest(Exchange exchange);
}

package takt.netty.loop;

/// Somebody a lane calls about once a second, on its thread.
@FunctionalInterface public interface Timed {
  void onTimer(long nowNs);
}

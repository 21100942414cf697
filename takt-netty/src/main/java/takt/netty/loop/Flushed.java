package takt.netty.loop;

/// Somebody who has written and wants to be flushed once, after everything that is written in the same breath.
///
/// Called on the lane.
@FunctionalInterface public interface Flushed {
  void flush();
}

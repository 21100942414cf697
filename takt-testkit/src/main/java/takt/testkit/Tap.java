package takt.testkit;

/// Hears every frame that arrives in a [SimulatedServer], on either side: to hash, to print, to count.
///
/// Called on the test's thread, before the receiver.
@FunctionalInterface public interface Tap {
  /// @param link the connection's place among all that were ever opened, from 0
  /// @param up whether it goes to the server
  /// @param nowNs when it arrives
  /// @param frame not to be kept or written to
  void heard(int link, boolean up, long nowNs, byte[] frame, int offset, int length);
}

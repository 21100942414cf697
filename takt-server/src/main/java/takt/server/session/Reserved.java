package takt.server.session;

import takt.protocol.frame.ErrorCode;

/// Hears what became of a wish for a reservation.
///
/// Called on the front desk's thread, once.
public interface Reserved {
  /// @param token what to show in a hello and a join
  /// @param code what friends type, empty for a listed room
  /// @param forMs how long the promise holds
  void yes(String token, String roomId, String code, long forMs);

  /// There is no seat, or none for them.
  void no(ErrorCode code, String text);
}

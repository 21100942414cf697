package takt.server;

/// An answer owed to who sent a command.
///
/// Owned by the room's thread. It may be kept in state and given in a later tick; one that is never given is refused
/// when the room closes. If the player has left, giving it does nothing.
///
/// @param <R> the record it answers with
public interface Reply<R extends Record> {
  /// Answers. The first answer counts, later ones do nothing.
  void send(R answer);

  /// Says no.
  void refuse(String reason);

  /// Whether it was given.
  boolean isGiven();
}

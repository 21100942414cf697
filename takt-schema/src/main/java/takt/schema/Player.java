package takt.schema;

/// Someone in this room: human or bot, connected or not, seated or looking on.
///
/// Owned by the room's thread. Read-only here; rooms change it by their own verbs. The same object from join to leave,
/// so it may be kept in fields and compared with `==`; after its leave it stays as it last was.
public interface Player {
  /// Who they are anywhere.
  PlayerId id();

  /// What they are called: 1 to 32 characters, as the authenticator or they themselves said. Escape it before markup.
  String name();

  /// Who they are in this room: 1 for the first ever to enter, one more for each. Never given twice.
  int number();

  /// Their seat, from 0; −1 for a spectator. Given again after a leave.
  int seat();

  /// Their team, 0 for none.
  int team();

  boolean isBot();

  /// Whether somebody is at the other end now. Bots always are.
  boolean isConnected();

  /// Whether they only look on.
  default boolean isSpectator() {
    return seat() < 0;
  }
}

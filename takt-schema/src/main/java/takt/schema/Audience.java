package takt.schema;

/// Who is sent a field, or may know that an entity exists.
public enum Audience {
  /// Everyone in the room, spectators too.
  EVERYONE,
  /// The entity's owner.
  OWNER,
  /// The owner and whoever is in the same team.
  TEAM,
  /// Whoever the room showed it to, and the owner.
  SHOWN
}

package takt.client;

/// Hears what becomes of the entities of a class, or of the players of a room, after each snapshot.
///
/// Called by the thread that updates the room, when all of the new state is in place.
///
/// @param <T> an entity class, or [takt.schema.Player]
public interface Watcher<T> {
  /// Something is new to this client.
  default void add(T one) {}

  /// Something that is known has changed.
  default void change(T one) {}

  /// Something is known no more; it holds what was known last.
  default void remove(T one) {}
}

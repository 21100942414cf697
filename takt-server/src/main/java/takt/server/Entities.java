package takt.server;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import takt.schema.Entity;
import takt.schema.Player;

/// A part of a room: the entities of one class, in the order of their birth.
///
/// Owned by the room's thread. A loop over it may add and remove: what was added in the loop is not met by it, what was
/// removed is not met again. Neither loops nor [#near] allocate; what they walk by is good until the end of the tick:
/// keep entities, not iterators. Bounded by [RoomConfig#entitiesMax].
///
/// @param <E> the class
public interface Entities<E extends Entity> extends Iterable<E> {
  /// Puts an entity of nobody's into the room.
  ///
  /// @return `e`
  /// @throws IllegalStateException if it is in the room already or the room is full of entities
  <T extends E> T add(T e);

  /// Puts an entity into the room that leaves with its owner.
  ///
  /// @return `e`
  /// @throws IllegalStateException as [#add(Entity)], or if the owner has left
  <T extends E> T add(Player owner, T e);

  /// Takes an entity out; false if it is not in.
  boolean remove(E e);

  /// The first of a player's entities here, null for none.
  @Nullable E of(Player owner);

  /// The entity of that id here, null for none.
  @Nullable E get(long id);

  int size();

  boolean isEmpty();

  /// All that are within `radius` of a place now, in the order of their birth; good until the end of the tick. Only for
  /// classes with `@Position` x and y.
  Iterable<E> near(double x, double y, double radius);

  /// The nearest to a place that passes `which`, null for none. Of equally near ones the older. A lambda that uses
  /// variables around it is an object, made at every call: where that is in every tick, a loop costs less.
  @Nullable E nearest(double x, double y, Predicate<? super E> which);

  /// The nearest to a place, null for none.
  default @Nullable E nearest(double x, double y) {
    return nearest(x, y, _ -> true);
  }

  /// Gives an entity to another player, null for nobody.
  void give(E e, @Nullable Player owner);

  /// Moves an entity somewhere else at once: clients do not glide there.
  void teleport(E e, double x, double y);

  /// Lets a player see what is for `SHOWN` of an entity.
  void show(E e, Player p);

  /// Lets everyone see it, whoever comes later too.
  void showAll(E e);

  /// Hides it from a player again.
  void hide(E e, Player p);

  /// Hides it from everyone again.
  void hideAll(E e);
}

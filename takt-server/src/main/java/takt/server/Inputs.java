package takt.server;

import takt.schema.Entity;
import takt.schema.Input;
import takt.schema.Player;

/// A part of a room: what each player intends in this tick.
///
/// Owned by the room's thread. Exactly one input per player and tick: if none came in time the last is repeated for
/// [RoomConfig#inputsRepeatTicks], then neutral. The object is written anew each tick; do not keep it.
///
/// @param <I> the class
public interface Inputs<I extends Input> {
  /// The player's input of this tick. For a bot it is neutral until its driver writes it.
  I of(Player p);

  /// The owner's input of this tick; a neutral one for an entity of nobody's.
  I of(Entity e);
}

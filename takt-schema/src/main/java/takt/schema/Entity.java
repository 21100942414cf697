package takt.schema;

import org.jspecify.annotations.Nullable;

/// A replicated object: extend it, give it fields.
///
/// Owned by the room's thread on a server, by the thread that updates the room on a client. Fields are state: marked
/// with [Sync], [Position] or [Angle] they are sent and saved, unmarked they are saved, `transient` they are neither.
/// An entity needs a constructor without parameters: a restore and every client make it with that.
public abstract class Entity {
  private long id;
  private @Nullable Player owner;

  /// Which entity this is in its room, for as long as the room lives: a slot and how often the slot was used before,
  /// `uses · 65536 + slot`. 0 until it is added to the room.
  public final long id() {
    return id;
  }

  /// Whose it is: it leaves the room with its owner. Null for nobody's.
  public final @Nullable Player owner() {
    return owner;
  }

  /// Its owner's team, 0 for none.
  public final int team() {
    return owner == null ? 0 : owner.team();
  }

  /// Whether it is in the room now.
  public final boolean isPresent() {
    return id != 0;
  }

  /// Called after a checkpoint of an older version was read into this, with what that version had.
  protected void migrate(OldState old) {}

  /// How the room and the client's mirror set what games only read. Not for games.
  public abstract static class Control {
    protected Control() {}

    /// Gives the entity its id, 0 to take it away.
    protected static void id(Entity entity, long id) {
      entity.id = id;
    }

    protected static void owner(Entity entity, @Nullable Player owner) {
      entity.owner = owner;
    }

    protected static void migrate(Entity entity, OldState old) {
      entity.migrate(old);
    }
  }
}

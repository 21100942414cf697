package takt.server;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import takt.schema.Entity;
import takt.schema.Event;
import takt.schema.Input;
import takt.schema.OldState;
import takt.schema.Player;
import takt.schema.PlayerId;
import takt.server.room.RoomBody;

/// The rules of a room: extend it, give it state, parts and handlers.
///
/// Owned by the room's thread: every hook, handler and callback runs there, one at a time, and everything here is
/// called from there. Fields are state and are saved (`transient` ones are not); the parts ([#entities()],
/// [#inputs()], [#alarm], [#bots()], [#task]) are final fields that the room runs; a command record `X` is taken by a
/// method `on(Player, X)`. Nothing here may block, read a clock or roll dice: ask [#task], [Tick] and [#random()].
///
/// In every tick, in this order: commands (answers of tasks among them), alarms, bots, [#onTick].
///
/// What a hook or handler throws is contained: it is reported with room, tick and callback, and the room goes on,
/// or closes if [RoomConfig#onFault] says so. A [takt.schema.Refusal] is no fault, it is an answer.
public abstract class Room {
  private final RoomBody body;

  /// @throws IllegalStateException when called by hand: rooms are made by a server or a `RoomTest`
  @SuppressWarnings("this-escape") // kept, not called, until the subclass is whole
  protected Room() {
    body = RoomBody.admit(this, new Hooks());
  }

  // ---- hooks

  /// Says how this room runs. Called once for every room, after its options were set.
  protected void configure(RoomConfig c) {}

  /// The room begins.
  protected void onCreate() {}

  /// The room goes on, from a checkpoint, in a new epoch.
  protected void onRestore() {}

  /// Someone asks to enter. Throw a [takt.schema.Refusal] to say no.
  protected void onKnock(Knock knock) {}

  /// Someone entered: a player, a spectator or a bot.
  protected void onJoin(Player p) {}

  /// Someone's connection broke; their seat is held for [RoomConfig#reconnectFor].
  protected void onDisconnect(Player p) {}

  /// Someone is back in their seat.
  protected void onReconnect(Player p) {}

  /// One step of the simulation.
  protected void onTick(Tick t) {}

  /// Someone is gone. What they own leaves after this, unless [Bots#takeOver] is called in it.
  protected void onLeave(Player p, LeaveReason why) {}

  /// The room ends; everyone left before.
  protected void onClose(CloseReason why) {}

  /// Called after a checkpoint of an older version was read into this.
  protected void migrate(OldState old) {}

  // ---- parts: call these in field initialisers or the constructor

  /// A part that holds entities of one class.
  protected final <E extends Entity> Entities<E> entities() {
    return body.parts().entities();
  }

  /// The part that holds what each player intends in this tick. At most one a room.
  protected final <I extends Input> Inputs<I> inputs() {
    return body.parts().inputs();
  }

  /// A part that runs `what` at a time yet to be said.
  protected final Alarm alarm(Runnable what) {
    return body.parts().alarm(what);
  }

  /// A part that runs `what` for each key at a time yet to be said. Keys are players, entities, enums or records.
  protected final <K> Alarms<K> alarms(Consumer<K> what) {
    return body.parts().alarms(what);
  }

  /// The part that seats bots that do nothing by themselves.
  protected final Bots bots() {
    return body.parts().bots(_ -> {});
  }

  /// The part that seats bots; `drive` is called for each of them in every tick. At most one a room.
  protected final Bots bots(Consumer<Player> drive) {
    return body.parts().bots(drive);
  }

  /// A part that asks the world outside.
  ///
  /// @param work runs on another thread, may block, sees values only, and may be asked again after a crash
  /// @param then takes the question and the answer, in a tick of this room
  protected final <I, O> Task<I, O> task(Task.Work<I, O> work, Task.Then<I, O> then) {
    return body.parts().task(work, then);
  }

  // ---- people

  /// Everyone with a seat, bots too, in the order they came.
  protected final Players players() {
    return body.people().players();
  }

  /// Everyone who only looks on.
  protected final Players spectators() {
    return body.people().spectators();
  }

  /// Players and spectators.
  protected final Players everyone() {
    return body.people().everyone();
  }

  /// The players of a team.
  protected final Players team(int team) {
    return body.people().team(team);
  }

  /// The player of that id, null if not here.
  protected final @Nullable Player player(PlayerId id) {
    return body.people().player(id);
  }

  /// Puts a player into a team, 0 for none.
  protected final void team(Player p, int team) {
    body.people().team(p, team);
  }

  /// Gives a spectator a seat; false if none is free.
  protected final boolean seat(Player p) {
    return body.people().seat(p);
  }

  /// Makes a player a spectator; false if no spectator's place is free.
  protected final boolean unseat(Player p) {
    return body.people().unseat(p);
  }

  /// Sends someone away at once, with a reason for them to read.
  protected final void kick(Player p, String why) {
    body.people().kick(p, why);
  }

  /// Lets a player look from where that entity is, as long as it is in the room: see [RoomConfig#interest]. Without
  /// this they look from what they steer, which is the entity with a place whose input was last asked for, or until
  /// then the first with a place that they own; when it is gone, or another's, they go on looking from where it was. A
  /// spectator steers nothing, and sees nothing that has a place until this was called.
  protected final void focus(Player p, Entity e) {
    body.focus(p, e);
  }

  /// Lets a player look from a place, until told otherwise.
  protected final void focus(Player p, double x, double y) {
    body.focus(p, x, y);
  }

  // ---- words

  /// Tells everyone.
  protected final void broadcast(Event e) {
    body.words().broadcast(e);
  }

  /// Tells everyone to whom that place is near enough to know of what is there; the place travels along. Without
  /// [RoomConfig#interest] that is everyone.
  protected final void broadcastAt(double x, double y, Event e) {
    body.words().broadcastAt(x, y, e);
  }

  /// Tells one.
  protected final void send(Player p, Event e) {
    body.words().send(p, e);
  }

  /// Tells some.
  protected final void send(Players some, Event e) {
    body.words().send(some, e);
  }

  /// An answer to the command being handled, to be given later. Return it from the handler.
  ///
  /// @throws IllegalStateException outside a handler
  protected final <R extends Record> Reply<R> reply() {
    return body.words().reply();
  }

  // ---- time and chance

  /// The tick that runs, 0 before the first.
  protected final long tick() {
    return body.tick();
  }

  /// The room's only chance: seeded, saved.
  protected final Rng random() {
    return body.random();
  }

  /// Where the room's remarks go; silent while a journal is replayed.
  protected final System.Logger log() {
    return body.log();
  }

  // ---- life

  /// The room's id anywhere: unguessable.
  protected final String id() {
    return body.id();
  }

  /// What friends type to join, empty if the room is listed.
  protected final String code() {
    return body.code();
  }

  /// Takes nobody in any more.
  protected final void lock() {
    body.lock(true);
  }

  /// Takes people in again.
  protected final void unlock() {
    body.lock(false);
  }

  /// Ends the room after this tick.
  protected final void close() {
    body.close(CloseReason.ENDED);
  }

  /// How the room's engine calls what only subclasses see.
  private final class Hooks implements RoomBody.Hooks {
    @Override public void configure(RoomConfig c) {
      Room.this.configure(c);
    }

    @Override public void onCreate() {
      Room.this.onCreate();
    }

    @Override public void onRestore() {
      Room.this.onRestore();
    }

    @Override public void onKnock(Knock knock) {
      Room.this.onKnock(knock);
    }

    @Override public void onJoin(Player p) {
      Room.this.onJoin(p);
    }

    @Override public void onDisconnect(Player p) {
      Room.this.onDisconnect(p);
    }

    @Override public void onReconnect(Player p) {
      Room.this.onReconnect(p);
    }

    @Override public void onTick(Tick t) {
      Room.this.onTick(t);
    }

    @Override public void onLeave(Player p, LeaveReason why) {
      Room.this.onLeave(p, why);
    }

    @Override public void onClose(CloseReason why) {
      Room.this.onClose(why);
    }

    @Override public void migrate(OldState old) {
      Room.this.migrate(old);
    }
  }
}

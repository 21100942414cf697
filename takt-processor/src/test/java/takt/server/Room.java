package takt.server;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import takt.schema.Entity;
import takt.schema.Event;
import takt.schema.Input;
import takt.schema.OldState;
import takt.schema.Player;
import takt.schema.PlayerId;

/// Stands in for the server's: the signatures that games compile against.
public abstract class Room {
  protected void configure(RoomConfig config) {}

  protected void onCreate() {}

  protected void onJoin(Player player) {}

  protected void onDisconnect(Player player) {}

  protected void onReconnect(Player player) {}

  protected void onTick(Tick tick) {}

  protected void onLeave(Player player, LeaveReason why) {}

  protected void migrate(OldState old) {}

  protected final <E extends Entity> Entities<E> entities() {
    return new Entities<>();
  }

  protected final <I extends Input> Inputs<I> inputs() {
    return new Inputs<>();
  }

  protected final Alarm alarm(Runnable code) {
    return new Alarm();
  }

  protected final <K> Alarms<K> alarms(Consumer<K> code) {
    return new Alarms<>();
  }

  protected final Bots bots() {
    return new Bots();
  }

  protected final Bots bots(Consumer<Player> drive) {
    return new Bots();
  }

  protected final <I, O> Task<I, O> task(Task.Work<I, O> work, BiConsumer<I, O> answer) {
    return new Task<>();
  }

  protected final <R> Reply<R> reply() {
    return new Reply<>();
  }

  protected final List<Player> players() {
    return List.of();
  }

  protected final List<Player> team(int team) {
    return List.of();
  }

  protected final @Nullable Player player(PlayerId id) {
    return null;
  }

  protected final void team(Player player, int team) {}

  protected final void broadcast(Event event) {}

  protected final void broadcastAt(double x, double y, Event event) {}

  protected final void send(Player to, Event event) {}

  protected final Rng random() {
    return new Rng();
  }

  protected final void close() {}
}

package takt.server.room;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import takt.schema.Entity;
import takt.schema.Input;
import takt.schema.Player;
import takt.schema.spi.RoomCode;
import takt.server.Alarm;
import takt.server.Alarms;
import takt.server.Bots;
import takt.server.Entities;
import takt.server.Inputs;
import takt.server.Task;

/// The parts of a room: made by its fields' initialisers, then bound to their names.
///
/// Owned by the room's thread.
public final class Parts {
  private final RoomBody body;
  private final List<Part> made = new ArrayList<>();
  private final List<EntityTable<?>> tables = new ArrayList<>();
  private final List<Timed> timed = new ArrayList<>();
  private final List<AskedTask<?, ?>> tasks = new ArrayList<>();
  private final List<SingleAlarm> alarms = new ArrayList<>();
  private final List<KeyedAlarms<?>> keyedAlarms = new ArrayList<>();
  private @Nullable InputTable<?> inputs;
  private @Nullable BotCrew bots;
  private boolean bound;

  Parts(RoomBody body) {
    this.body = body;
  }

  public <E extends Entity> Entities<E> entities() {
    return made(new EntityTable<>(body));
  }

  public <I extends Input> Inputs<I> inputs() {
    return made(new InputTable<>(body));
  }

  public Alarm alarm(Runnable what) {
    return made(new SingleAlarm(body, what));
  }

  public <K> Alarms<K> alarms(Consumer<K> what) {
    return made(new KeyedAlarms<>(body, what));
  }

  public Bots bots(Consumer<Player> drive) {
    return made(new BotCrew(body, drive));
  }

  public <I, O> Task<I, O> task(Task.Work<I, O> work, Task.Then<I, O> then) {
    AskedTask<I, O> task = new AskedTask<>(body, tasks.size(), work, then);
    tasks.add(task);
    return made(task);
  }

  private <P extends Part> P made(P part) {
    if (bound) throw new IllegalStateException("a part made after the room began: parts are final fields of the room");
    made.add(part);
    return part;
  }

  /// Tells each part which field it is.
  ///
  /// @throws IllegalStateException if a part is in no field or a field has no part
  void bind(RoomCode<Object> code) {
    List<Part> loose = new ArrayList<>(made);
    for (int i = 0; i < code.parts().size(); i++) {
      RoomCode.Part field = code.parts().get(i);
      if (!(code.part(body.room(), i) instanceof Part part) || !loose.remove(part)) {
        throw new IllegalStateException("field " + field.name() + " of " + code.type().getName()
            + " holds no part of its own: assign it once, where it is declared or in the constructor");
      }
      part.bind(field);
      sort(part, field);
    }
    if (!loose.isEmpty()) {
      throw new IllegalStateException(loose.size() + " part(s) of " + code.type().getName()
          + " are in no field: only what is in a final field of the room is run and saved");
    }
    bound = true;
  }

  private void sort(Part part, RoomCode.Part field) {
    switch (part) {
      case EntityTable<?> table -> tables.add(table);
      case SingleAlarm alarm -> alarms.add(alarm);
      case KeyedAlarms<?> keyed -> keyedAlarms.add(keyed);
      case InputTable<?> table -> {
        if (inputs != null) throw new IllegalStateException(field.name() + " is a second Inputs, expected at most one");
        inputs = table;
      }
      case BotCrew crew -> {
        if (bots != null) throw new IllegalStateException(field.name() + " is a second Bots, expected at most one");
        bots = crew;
      }
      default -> {
        // Tasks are counted when they are made: their order is that of the code.
      }
    }
    if (part instanceof Timed t) timed.add(t);
  }

  // ---- what the loop asks

  public List<EntityTable<?>> tables() {
    return tables;
  }

  public List<SingleAlarm> alarms() {
    return alarms;
  }

  public List<KeyedAlarms<?>> keyedAlarms() {
    return keyedAlarms;
  }

  public List<AskedTask<?, ?>> tasks() {
    return tasks;
  }

  public @Nullable InputTable<?> inputTable() {
    return inputs;
  }

  public @Nullable BotCrew crew() {
    return bots;
  }

  /// Runs what is due: answers of computations and questions given up, then alarms, in the order of their fields.
  void ring() {
    for (int i = 0; i < tasks.size(); i++) tasks.get(i).ring();
    for (int i = 0; i < timed.size(); i++) {
      if (!(timed.get(i) instanceof AskedTask<?, ?>)) timed.get(i).ring();
    }
  }

  /// When something is due next, in units.
  long nextDue() {
    long due = Timed.NEVER;
    for (Timed part : timed) due = Math.min(due, part.nextDue());
    return due;
  }

  void forget(Occupant who) {
    for (Part part : made) part.forget(who);
  }

  void settle() {
    for (int i = 0; i < made.size(); i++) made.get(i).settle();
  }
}

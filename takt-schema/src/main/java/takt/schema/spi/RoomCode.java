package takt.schema.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;
import takt.schema.Audience;
import takt.schema.Player;

/// A room class as the processor saw it: its fields, its parts, what it takes and what it tells.
///
/// Immutable; any thread, as far as the room allows it.
///
/// @param <R> the room class
public abstract class RoomCode<R> extends ClassCode<R> {
  private final List<Part> parts;
  private final List<Handler> handlers;
  private final List<Told> events;

  protected RoomCode(Class<R> type, String name, List<FieldCode> fields, List<Part> parts, List<Handler> handlers,
      List<Told> events) {
    super(type, name, fields.toArray(FieldCode[]::new));
    this.parts = parts;
    this.handlers = handlers;
    this.events = events;
  }

  /// The parts in the order of their fields.
  public final List<Part> parts() {
    return parts;
  }

  /// The handlers; the place in the list is what [#handle] takes.
  public final List<Handler> handlers() {
    return handlers;
  }

  /// The events the room may tell.
  public final List<Told> events() {
    return events;
  }

  /// The object in a part's field, null if the constructor left it empty.
  public @Nullable Object part(R room, int part) {
    throw new AssertionError("part=" + part + " of " + type().getName() + ", expected 0.." + (parts.size() - 1));
  }

  /// Calls a handler; gives what it answered, null for nothing. What it throws goes through.
  ///
  /// @param from who sent it, null for a server
  public @Nullable Object handle(R room, int handler, @Nullable Player from, Object command) {
    throw new AssertionError("handler=" + handler + " of " + type().getName() + ", expected 0.."
        + (handlers.size() - 1));
  }

  /// Whether this class handles players' commands in `on(Player, X)` only: what a room without any may refuse early.
  public final boolean takesCommands() {
    return !handlers.isEmpty();
  }

  /// A final field that the room runs.
  ///
  /// @param name the field's
  /// @param kind which part it is
  /// @param of the class of its entities or inputs, null for other kinds
  /// @param takes what a task is asked with, or an alarm's key; null for none
  /// @param gives what a task answers; null for none
  /// @param to who is sent what is left of an alarm, null for nobody
  public record Part(String name, PartKind kind, @Nullable Class<?> of, @Nullable ValueType takes,
      @Nullable ValueType gives, @Nullable Audience to) {}

  public enum PartKind {
    ENTITIES, INPUTS, ALARM, ALARMS, BOTS, TASK
  }

  /// A method `on(Player, X)` or `on(X)`.
  ///
  /// @param commands the records it takes: one, or all of a sealed interface
  /// @param fromServers whether it is an `on(X)`
  /// @param answers the record it answers with, now or by a reply; null for none
  public record Handler(List<Taken> commands, boolean fromServers, @Nullable Class<?> answers) {}

  /// A command record.
  ///
  /// @param name how the wire calls it
  /// @param perSecond how often one player may send it, 0 for no own bound
  public record Taken(Class<?> type, String name, double perSecond) {}

  /// An event record.
  ///
  /// @param name how the wire calls it
  public record Told(Class<?> type, String name, boolean lossy) {}
}

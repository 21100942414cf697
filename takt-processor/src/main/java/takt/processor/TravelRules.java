package takt.processor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import org.jspecify.annotations.Nullable;

/// Checks that what leaves its room may, down to the last component of the last record in it.
///
/// One per top-level class.
final class TravelRules {
  /// Where a value goes.
  enum Trip {
    /// From the server to clients: events, answers, `@Sync` fields.
    DOWN,
    /// From clients to a room: commands.
    UP,
    /// From whoever creates a room.
    OPTION,
    /// From a room to a task.
    TO_TASK,
    /// From a task to a room.
    FROM_TASK
  }

  private final ValueReader values;
  private final Problems problems;

  TravelRules(ValueReader values, Problems problems) {
    this.values = values;
    this.problems = problems;
  }

  /// Tells what of a value cannot make the trip.
  ///
  /// @param at the field, component or method that holds it
  void check(Value value, Trip trip, Element at) {
    new Walk(trip, at).value(value, at, false);
  }

  /// Tells what of a record's components cannot make the trip.
  void checkRecord(TypeElement record, Trip trip) {
    new Walk(trip, record).record(record, record);
  }

  private final class Walk {
    private final Trip trip;
    private final Element start;
    private final Deque<TypeElement> path = new ArrayDeque<>();
    private final Set<TypeElement> done = new HashSet<>();

    Walk(Trip trip, Element start) {
      this.trip = trip;
      this.start = start;
    }

    /// @param at where a problem is told
    void value(Value value, Element at, boolean isElement) {
      String why = why(value, isElement);
      if (why != null) {
        problems.tell(start, new Value.No(at.equals(start) ? null : at, why));
        return;
      }
      switch (value) {
        case Value.Struct struct -> record(struct.type(), at);
        case Value.OneOf oneOf -> oneOf.of().forEach(record -> record(record, at));
        case Value.Many many -> value(many.of(), at, true);
        case Value.Table table -> {
          value(table.key(), at, true);
          value(table.value(), at, true);
        }
        default -> {
        }
      }
    }

    void record(TypeElement record, Element at) {
      if (path.contains(record)) {
        if (trip != Trip.TO_TASK && trip != Trip.FROM_TASK) {
          problems.tell(start, new Value.No(at.equals(start) ? null : at, "holds " + TypeNames.a(record.asType())
              + " inside " + TypeNames.a(record.asType())
              + ", so what is sent has no bound; send a flat list instead"));
        }
        return;
      }
      if (!done.add(record) || values.record(record) instanceof Value.No) return;
      path.push(record);
      for (RecordComponentElement component : record.getRecordComponents()) {
        value(values.component(component), component, false);
      }
      path.pop();
    }

    private @Nullable String why(Value value, boolean isElement) {
      boolean task = trip == Trip.TO_TASK || trip == Trip.FROM_TASK;
      return switch (value) {
        case Value.Kept kept -> objectStays(kept, task);
        case Value.Owed _ when trip == Trip.TO_TASK -> null;
        case Value.Owed _ -> "holds a Reply, which is saved but never sent; keep it in a field of the room";
        case Value.Text(int max) when max == Value.UNBOUNDED -> unbounded("text", isElement);
        case Value.Many(_, _, int max) when max == Value.UNBOUNDED -> unbounded("collection", isElement);
        case Value.Table(_, _, int max) when max == Value.UNBOUNDED -> unbounded("collection", isElement);
        case Value.Ref _ when task -> outside("entity", "the numbers it needs");
        case Value.Person _ when task -> outside("Player", "their PlayerId");
        case Value.Ref _ when trip == Trip.OPTION -> nobodyYet("entities");
        case Value.Person _ when trip == Trip.OPTION -> nobodyYet("players");
        default -> null;
      };
    }

    private static String objectStays(Value.Kept kept, boolean task) {
      return "holds the object " + kept.type().getSimpleName() + ", which is saved but never leaves its room; "
          + (task ? "pass" : "send") + " a record of what is needed";
    }

    private @Nullable String unbounded(String what, boolean isElement) {
      if (trip != Trip.UP && trip != Trip.OPTION) return null;
      return isElement
          ? "holds " + what + "s without bound, which clients fill: its @Limit bounds how many, not how long; wrap the "
              + what + " in a record and put a @Limit(max = …) there"
          : "is a " + what + " without bound, which clients fill; add @Limit(max = …)";
    }

    private String outside(String what, String instead) {
      return "holds " + (what.startsWith("e") ? "an " : "a ") + what + ", which lives in its room, but a task is done"
          + " outside; pass " + instead;
    }

    private String nobodyYet(String what) {
      return "is an option, and there are no " + what + " before the room is; take a number, text, enum or record";
    }
  }

  /// Whether a value is what it is for ever: nothing in it can change or must be found again on load.
  boolean isImmutable(Value value) {
    return isImmutable(value, new HashSet<>());
  }

  private boolean isImmutable(Value value, Set<TypeElement> seen) {
    return switch (value) {
      case Value.Many _, Value.Table _, Value.Kept _, Value.Ref _, Value.Person _, Value.Owed _ -> false;
      case Value.Struct struct -> isImmutable(List.of(struct.type()), seen);
      case Value.OneOf oneOf -> isImmutable(oneOf.of(), seen);
      default -> true;
    };
  }

  private boolean isImmutable(List<TypeElement> records, Set<TypeElement> seen) {
    for (TypeElement record : records) {
      if (!seen.add(record)) continue;
      for (RecordComponentElement component : record.getRecordComponents()) {
        if (!isImmutable(values.component(component), seen)) return false;
      }
    }
    return true;
  }
}

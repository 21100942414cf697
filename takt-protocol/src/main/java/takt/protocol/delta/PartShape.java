package takt.protocol.delta;

import java.util.ArrayList;
import java.util.List;
import takt.protocol.layout.LayoutField;
import takt.protocol.layout.LayoutType;
import takt.protocol.layout.RoomLayout;

/// Which fields of a part everyone is sent, and how: those that can be foreseen, and the others.
///
/// Immutable; any thread. What is sent to some only is in neither list.
///
/// @param stepped the places of fields that travel as whole numbers of less than 2⁵²
/// @param others the places of other fields
/// @param types of the stepped ones
/// @param untrained how their entities are expected to move if the layout says nothing of it
/// @param first how they are expected to move as long as nothing better is known
public record PartShape(List<Integer> stepped, List<Integer> others, List<LayoutType.Stepped> types, Habit untrained,
    Habit first) {
  private static final int WIDTH_MAX = 52;

  /// @throws IllegalArgumentException if the part's habit is none; the text says why
  public static PartShape of(RoomLayout.Part part) {
    List<Integer> stepped = new ArrayList<>();
    List<Integer> others = new ArrayList<>();
    List<LayoutType.Stepped> types = new ArrayList<>();
    List<Foresight> guessed = new ArrayList<>();
    for (int i = 0; i < part.fields().size(); i++) {
      LayoutField field = part.fields().get(i);
      if (!field.shared()) continue;
      boolean foreseen = !field.boxed() && field.type() instanceof LayoutType.Stepped s
          && s.points().width() <= WIDTH_MAX;
      if (!foreseen) {
        others.add(i);
        continue;
      }
      stepped.add(i);
      types.add((LayoutType.Stepped) field.type());
      guessed.add(Foresight.first(types.getLast(), field.isPosition()));
    }
    Habit untrained = Habit.first(guessed, Places.first(types, others.size()));
    Habit first = part.habit() == null ? untrained : untrained.told(part.habit());
    return new PartShape(List.copyOf(stepped), List.copyOf(others), List.copyOf(types), untrained, first);
  }

  /// The same with another habit to begin with.
  public PartShape with(Habit first) {
    return new PartShape(stepped, others, types, untrained, first);
  }
}

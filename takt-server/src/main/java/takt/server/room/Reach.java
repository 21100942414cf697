package takt.server.room;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import takt.protocol.layout.LayoutField;
import takt.protocol.layout.RoomLayout;
import takt.schema.Entity;
import takt.server.Interest;

/// How far each player sees, in the room as it is now: what commands, events and answers may speak of.
///
/// Owned by the room's thread. It follows from places alone, not from what happened to be sent, so that a replay comes
/// to the same; [takt.server.interest] keeps what each client was told. A client may name what is
/// within [Interest#leaveRadius()].
public final class Reach {
  private final RoomBody body;
  private final Interest interest;
  private final boolean[] under;
  private final Set<EntityTable<?>> tablesUnder = new HashSet<>();

  /// @throws IllegalArgumentException if it speaks of classes the room has no entities of
  Reach(RoomBody body, Interest interest) {
    this.body = body;
    this.interest = interest;
    for (Class<?> type : interest.always()) check(type, "always");
    for (Class<?> type : interest.weighed()) check(type, "weight");
    List<EntityTable<?>> tables = new ArrayList<>(body.parts().tables());
    under = new boolean[tables.size()];
    for (int t = 0; t < under.length; t++) {
      RoomLayout.Part part = body.type().roomLayout().entities().get(t);
      under[t] = hasPlace(part) && !interest.always().contains(tables.get(t).code().type());
      if (under[t]) tablesUnder.add(tables.get(t));
    }
  }

  private void check(Class<?> type, String verb) {
    if (body.parts().tables().stream().anyMatch(table -> table.code().type() == type)) return;
    throw new IllegalArgumentException("interest: " + verb + "(" + type.getSimpleName()
        + ".class), expected a class of which the room has entities()");
  }

  private static boolean hasPlace(RoomLayout.Part part) {
    long coordinates = part.fields().stream().filter(LayoutField::isPosition)
        .filter(field -> field.name().equals("x") || field.name().equals("y")).count();
    return coordinates == 2;
  }

  public Interest interest() {
    return interest;
  }

  /// Whether the entities of a part are known by where they are.
  public boolean isUnder(int t) {
    return under[t];
  }

  /// Everyone's centre goes where it should be after a step.
  void follow() {
    List<Occupant> all = body.everyone();
    for (int i = 0; i < all.size(); i++) {
      if (!all.get(i).isBot()) all.get(i).centre().follow(body.slots(), all.get(i));
    }
  }

  boolean mayName(Occupant who, Entity entity) {
    return isWithin(who, entity, interest.leaveRadius());
  }

  boolean mayBeTold(Occupant who, Entity entity) {
    return isWithin(who, entity, interest.radius());
  }

  private boolean isWithin(Occupant who, Entity entity, double radius) {
    EntityTable<?> table = body.slots().tableOf(entity);
    if (table == null || !tablesUnder.contains(table) || entity.owner() == who) return true;
    return isWithin(who, table.x(entity), table.y(entity), radius);
  }

  /// Whether someone is told of what happens at a place.
  boolean isNear(Occupant who, double x, double y) {
    return isWithin(who, x, y, interest.radius());
  }

  private static boolean isWithin(Occupant who, double x, double y, double radius) {
    Centre centre = who.centre();
    double dx = x - centre.x();
    double dy = y - centre.y();
    return centre.isPlaced() && dx * dx + dy * dy <= radius * radius;
  }
}

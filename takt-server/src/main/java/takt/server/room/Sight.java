package takt.server.room;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import takt.schema.Audience;
import takt.schema.Entity;
import takt.schema.Player;
import takt.schema.spi.ClassCode;
import takt.schema.spi.Companions;
import takt.schema.spi.RoomCode;

/// Who may know of an entity, in the room as it is now: what events, answers and commands may speak of.
///
/// Immutable; room's thread, for it looks at the room. What a snapshot shows to whom, `Glance` says by the same rules,
/// of the room as it was then.
public final class Sight {
  private final Map<Class<?>, Audience> existence = new HashMap<>();
  private final boolean sameForAll;

  Sight(RoomCode<?> code) {
    boolean same = true;
    for (RoomCode.Part part : code.parts()) {
      if (part.kind() == RoomCode.PartKind.ENTITIES && part.of() != null) {
        ClassCode<?> entity = Companions.code(part.of());
        existence.put(part.of(), entity.knownTo());
        same &= entity.knownTo() == Audience.EVERYONE && allToEveryone(entity);
      }
    }
    sameForAll = same && allToEveryone(code);
  }

  private static boolean allToEveryone(ClassCode<?> code) {
    return code.fields().stream().allMatch(f -> f.sent() == null || f.sent().to() == Audience.EVERYONE);
  }

  /// Whether everyone sees the same: then a snapshot is encoded once for all.
  public boolean isSameForAll() {
    return sameForAll;
  }

  /// Who may know that an entity of that class exists.
  public Audience existence(Class<?> type) {
    return existence.getOrDefault(type, Audience.EVERYONE);
  }

  /// Whether someone may know that an entity exists.
  public boolean mayKnow(RoomBody body, Occupant who, Entity entity) {
    return switch (existence(entity.getClass())) {
      case EVERYONE -> true;
      case OWNER -> entity.owner() == who;
      case TEAM -> entity.owner() == who || isSameTeam(who, entity.owner());
      case SHOWN -> entity.owner() == who || isShown(body, who, entity);
    };
  }

  private static boolean isSameTeam(Occupant who, @Nullable Player owner) {
    return owner != null && !who.isSpectator() && !owner.isSpectator() && owner.team() != 0
        && owner.team() == who.team();
  }

  private static boolean isShown(RoomBody body, Occupant who, Entity entity) {
    EntityTable.Row<?> row = body.slots().rowOf(entity);
    return row != null && (row.isShownToAll() || row.shown().contains(who));
  }
}

package takt.server.room;

import org.jspecify.annotations.Nullable;
import takt.protocol.wire.WireReader;
import takt.protocol.wire.WireWriter;
import takt.schema.Entity;

/// Where someone looks from, in a room under interest.
///
/// Owned by the room's thread; state of the simulation, and saved. It is wherever the entity is that the room has
/// named, else what they steer, else the first with a place that they own; when that is gone it stays where it was.
final class Centre {
  private static final int PLACED = 1;
  private static final int FIXED = 2;
  private static final int STEERS = 4;

  private @Nullable Entity focus;
  private @Nullable Entity steered;
  private boolean steers;
  private boolean fixed;
  private boolean placed;
  private double x;
  private double y;
  // while a room is read
  private long focusId;
  private long steeredId;

  /// Whether there is such a place.
  boolean isPlaced() {
    return placed;
  }

  double x() {
    return x;
  }

  double y() {
    return y;
  }

  /// Its input was asked for, and it has a place.
  void steers(Entity e) {
    steered = e;
    steers = true;
  }

  void focus(Entity e) {
    focus = e;
    fixed = false;
  }

  void focus(double atX, double atY) {
    focus = null;
    fixed = true;
    placed = true;
    x = atX;
    y = atY;
  }

  /// Goes where it should be after a step.
  void follow(EntitySlots slots, Occupant who) {
    if (focus != null && !slots.isPlaced(focus)) focus = null;
    // The very object may come back, or be another's now: neither may lead them away from where they lost it.
    if (steered != null && !(slots.isPlaced(steered) && steered.owner() == who)) steered = null;
    if (fixed) return;
    Entity from = focus != null ? focus : steers ? steered : firstOwned(slots, who);
    EntityTable<?> table = from == null ? null : slots.tableOf(from);
    if (from == null || table == null) return;
    placed = true;
    x = table.x(from);
    y = table.y(from);
  }

  private static @Nullable Entity firstOwned(EntitySlots slots, Occupant who) {
    for (int i = 0; i < who.owned().size(); i++) {
      if (slots.isPlaced(who.owned().get(i))) return who.owned().get(i);
    }
    return null;
  }

  // ---- saving

  void write(WireWriter out) {
    out.u8((placed ? PLACED : 0) | (fixed ? FIXED : 0) | (steers ? STEERS : 0));
    out.varint(focus == null ? 0 : focus.id()).varint(steered == null ? 0 : steered.id());
    if (placed) out.fixed64(Double.doubleToRawLongBits(x)).fixed64(Double.doubleToRawLongBits(y));
  }

  void read(WireReader in) {
    int flags = in.u8();
    placed = (flags & PLACED) != 0;
    fixed = (flags & FIXED) != 0;
    steers = (flags & STEERS) != 0;
    focusId = in.varint();
    steeredId = in.varint();
    if (!placed) return;
    x = Double.longBitsToDouble(in.fixed64());
    y = Double.longBitsToDouble(in.fixed64());
  }

  /// Finds the entities that were read, once all are there; answers whether it could.
  boolean settle(EntitySlots slots) {
    focus = slots.get(focusId);
    steered = slots.get(steeredId);
    return (focus != null || focusId == 0) && (steered != null || steeredId == 0) && Double.isFinite(x)
        && Double.isFinite(y);
  }
}

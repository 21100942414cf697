package takt.server.room;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Objects that are good until the end of a tick, and used again in the next.
///
/// Owned by the room's thread. What a loop needs to walk is such an object: whether the compiler would have removed it
/// depends on how large the code around the loop is, and the tick must allocate nothing either way. They are given back
/// all at once, between two ticks, because nobody can know whether an iterator that has come to its end is still held.
///
/// @param <T> what they are
final class TickSpares<T> {
  /// Kept: as many loops over one part in one tick; those beyond are made and forgotten. 24 bytes each.
  static final int KEPT_MAX = 2048;

  private final Supplier<T> make;
  private final List<T> all = new ArrayList<>();
  private int used;

  TickSpares(Supplier<T> make) {
    this.make = make;
  }

  /// One that nobody else has in this tick.
  T take() {
    if (used < all.size()) return all.get(used++);
    T made = make.get();
    if (used == KEPT_MAX) return made;
    all.add(made);
    used++;
    return made;
  }

  /// The tick is over: all are free.
  void free() {
    used = 0;
  }
}

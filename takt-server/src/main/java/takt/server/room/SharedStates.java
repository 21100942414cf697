package takt.server.room;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// States of one tick, each written once for all who build on the same snapshot, and written over in the next.
///
/// Owned by the room's thread.
///
/// @param <S> what a state is written into
final class SharedStates<S> {
  private final Supplier<S> make;
  private final List<S> states = new ArrayList<>();
  private long[] bases = new long[8];
  private int count;

  SharedStates(Supplier<S> make) {
    this.make = make;
  }

  /// Another tick begins.
  void clear() {
    count = 0;
  }

  /// The state that builds on the snapshot of that tick, null if it has not been written.
  @Nullable S get(long base) {
    for (int i = 0; i < count; i++) {
      if (bases[i] == base) return states.get(i);
    }
    return null;
  }

  /// Where to write it.
  S add(long base) {
    if (count == bases.length) bases = Arrays.copyOf(bases, 2 * count);
    if (count == states.size()) states.add(make.get());
    bases[count] = base;
    return states.get(count++);
  }
}

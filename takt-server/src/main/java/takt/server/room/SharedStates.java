package takt.server.room;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import takt.server.replication.Snapshot;

/// States of one tick in one codec: where all see the same, each is written once for all who build on the same
/// snapshot. What they are written into is written over in the next tick.
///
/// Owned by the room's thread.
///
/// @param <S> what a state is written into
final class SharedStates<S> {
  private final boolean sameForAll;
  private final Supplier<S> make;
  private final Writer<S> writer;
  private final List<S> states = new ArrayList<>();
  private long[] bases = new long[8];
  private int count;

  /// Writes a state as one viewer sees it.
  interface Writer<S> {
    /// @param base what it builds on, null for whole state
    void write(Snapshot now, @Nullable Snapshot base, int viewer, S to);
  }

  /// @param sameForAll whether all viewers see the same; else each has a state written of their own
  SharedStates(boolean sameForAll, Supplier<S> make, Writer<S> writer) {
    this.sameForAll = sameForAll;
    this.make = make;
    this.writer = writer;
  }

  /// Another tick begins.
  void clear() {
    count = 0;
  }

  /// The state as that viewer sees it: theirs until the next is asked for.
  S of(Snapshot now, @Nullable Snapshot base, int viewer) {
    long key = base == null ? 0 : base.tick();
    for (int i = 0; i < count; i++) {
      if (bases[i] == key) return states.get(i);
    }
    S state = next();
    if (sameForAll) keep(key);
    writer.write(now, base, viewer, state);
    return state;
  }

  private S next() {
    if (count == states.size()) states.add(make.get());
    return states.get(count);
  }

  private void keep(long key) {
    if (count == bases.length) bases = Arrays.copyOf(bases, 2 * count);
    bases[count++] = key;
  }
}

package takt.server.room;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import takt.server.replication.Baselines;
import takt.server.replication.Snapshot;

/// States of one tick in one codec: where all see the same, each is written once for all who build on the same
/// snapshots. What they are written into is written over in the next tick.
///
/// Owned by the room's thread.
///
/// @param <S> what a state is written into
final class SharedStates<S> {
  private final boolean sameForAll;
  private final Supplier<S> make;
  private final Writer<S> writer;
  private final List<S> states = new ArrayList<>();
  private long[] keys = new long[2 * Baselines.KEY];
  private int count;

  /// Writes a state as one viewer sees it.
  interface Writer<S> {
    void write(Snapshot now, Baselines bases, int viewer, S to);
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
  S of(Snapshot now, Baselines bases, int viewer) {
    for (int i = 0; i < count; i++) {
      if (bases.is(keys, i * Baselines.KEY)) return states.get(i);
    }
    S state = next();
    if (sameForAll) keep(bases);
    writer.write(now, bases, viewer, state);
    return state;
  }

  private S next() {
    if (count == states.size()) states.add(make.get());
    return states.get(count);
  }

  private void keep(Baselines bases) {
    if (count * Baselines.KEY == keys.length) keys = Arrays.copyOf(keys, 2 * keys.length);
    bases.key(keys, count++ * Baselines.KEY);
  }
}

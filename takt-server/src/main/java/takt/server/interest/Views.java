package takt.server.interest;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What one client knew with each snapshot that it may have, where snapshots get lost: each begins from what the client
/// knew with the one it builds on.
///
/// Owned by the room's thread; allocates only to grow: as many as are on their way at once.
public final class Views {
  /// Nothing builds on what was sent before so many others.
  private static final int MOST = 128;

  private final Supplier<View> make;
  private final List<View> spares = new ArrayList<>();
  /// By tick, the oldest first.
  private final List<View> kept = new ArrayList<>();

  /// @param make a view of a client that knows nothing
  public Views(Supplier<View> make) {
    this.make = make;
  }

  /// What the client knew with a snapshot, to look from for the next one. It knows nothing if there was none such.
  ///
  /// @param base the tick of a snapshot, 0 for none
  /// @param oldest the oldest that one will build on from now on
  public View next(long base, long oldest) {
    while (!kept.isEmpty() && (kept.getFirst().tick() < oldest || kept.size() == MOST)) {
      spares.add(kept.removeFirst());
    }
    View next = spares.isEmpty() ? make.get() : spares.removeLast();
    View before = at(base);
    if (before == null) next.forget();
    else next.become(before);
    kept.add(next);
    return next;
  }

  private @Nullable View at(long tick) {
    for (int i = 0; i < kept.size(); i++) {
      if (kept.get(i).tick() == tick) return kept.get(i);
    }
    return null;
  }
}

package takt.schema.wire;

import org.jspecify.annotations.Nullable;
import takt.schema.Entity;
import takt.schema.Player;

/// Finds who and what travels as a number.
///
/// Used on the thread that owns the room or mirror it looks into. On a server it answers for one sender: what that
/// sender cannot see is not there.
public interface Refs {
  /// Finds nobody and nothing.
  Refs NONE = new Refs() {
    @Override public @Nullable Player player(long number) {
      return null;
    }

    @Override public @Nullable Entity entity(long id) {
      return null;
    }
  };

  /// The player of that number in the room, or null.
  @Nullable Player player(long number);

  /// The entity of that id in the room, or null.
  @Nullable Entity entity(long id);
}

package takt.server;

import org.jspecify.annotations.Nullable;
import takt.schema.Entity;
import takt.schema.Input;
import takt.schema.Player;

public final class Inputs<I extends Input> {
  public @Nullable I of(Player player) {
    return null;
  }

  public @Nullable I of(Entity entity) {
    return null;
  }
}

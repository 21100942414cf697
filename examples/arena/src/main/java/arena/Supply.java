package arena;

import takt.schema.*;

/// Something to fetch.
final class Supply extends Entity {
  static final double RADIUS = 20;

  enum Kind {
    /// Health, at once.
    REPAIR,
    /// Three shots side by side, for a while.
    SPREAD,
    /// Shots twice as fast, for a while.
    RAPID
  }

  @Position(max = Arena.WIDTH) double x;
  @Position(max = Arena.HEIGHT) double y;
  @Sync Kind kind = Kind.REPAIR;
}

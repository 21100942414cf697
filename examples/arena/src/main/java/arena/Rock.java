package arena;

import takt.schema.*;

/// A rock: it stops ships and shots, and never moves.
final class Rock extends Entity {
  static final int RADIUS_MIN = 46;
  static final int RADIUS_MAX = 120;

  @Position(max = Arena.WIDTH) double x;
  @Position(max = Arena.HEIGHT) double y;
  @Sync(max = RADIUS_MAX) int radius;
}

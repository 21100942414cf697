package arena;

import takt.schema.*;

/// What a pilot holds in a tick: where to, where at, and the trigger.
final class Steer extends Input {
  @Axis double dx, dy;
  @Angle double aim;
  boolean fire;
}

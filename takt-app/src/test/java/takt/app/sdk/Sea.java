package takt.app.sdk;

import takt.schema.*;
import takt.server.*;

/// Another build's pond, whose ducks head elsewhere.
class Sea extends Room {
  static class Duck extends Entity {
    @Sync(max = 9) String heading = "north";
  }

  final Entities<Duck> ducks = entities();
}

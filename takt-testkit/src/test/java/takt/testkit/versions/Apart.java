package takt.testkit.versions;

import takt.schema.*;
import takt.server.*;

/// Another game under the same names: fields of other kinds.
class Apart extends Room {
  static class Unit extends Entity {
    @Position(max = 100) double x, y;
    @Sync(max = 9) String hp = "all";
  }
  static class Keys extends Input {
    boolean dx;
  }
  record Order(@Limit(max = 9) String amount) implements Command {}
  record Told(boolean who) implements Event {}

  final Entities<Unit> units = entities();
  final Inputs<Keys> keys = inputs();

  void on(Player p, Order order) {
    broadcast(new Told(true));
  }
}

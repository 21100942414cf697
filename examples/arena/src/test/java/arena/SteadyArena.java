package arena;

import takt.schema.*;
import takt.server.RoomConfig;

/// An arena of twenty that keeps count of what a tick brings about.
class SteadyArena extends Arena {
  static final int CREW = 20;

  /// Events told since it was looked at last.
  transient int told;

  @Override protected void configure(RoomConfig c) {
    super.configure(c);
    c.seatsMax(CREW);
  }

  @Override protected void onCreate() {
    super.onCreate();
    bots.fill(CREW);
  }

  @Override void tell(Event e) {
    told++;
    super.tell(e);
  }

  @Override void tellAt(double x, double y, Event e) {
    told++;
    super.tellAt(x, y, e);
  }

  /// What changes when an alarm rings: supplies are looked after, a ship is launched, a power fades.
  long alarms() {
    long sum = ships.size() + 100L * supplies.size();
    for (Ship ship : ships) if (ship.power != null) sum += 10_000;
    return sum;
  }

  /// When supplies are looked after next.
  long restockMs() {
    return restock.left(Supply.Kind.REPAIR).toMillis();
  }
}

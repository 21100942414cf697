package zone;

import static java.time.Duration.ofSeconds;
import static takt.schema.Audience.*;

import java.util.*;
import takt.schema.*;
import takt.server.*;

class Zone extends Room {
  interface Services {
    Loaded load(PlayerId who);

    Payment buy(Purchase purchase);
  }

  enum Kind { SWORD, POTION }

  record Item(Kind kind, int count) {}

  record Loaded(String name, long gold, List<Item> items) {}

  record Purchase(PlayerId who, Kind kind, int count, long price, Reply<Bought> reply) {}

  sealed interface Payment {
    record Paid(long left) implements Payment {}

    record Declined(String why) implements Payment {}
  }

  record Bought(Kind kind, int count) {}

  sealed interface Mind {
    record Wander() implements Mind {}

    record Hunt(double x, double y) implements Mind {}
  }

  static final class Hero extends Entity {
    @Position(max = 4096) double x, y;
    @Sync(max = 1e12, to = OWNER) @Was("coins") long gold;
    @Sync(max = 100, to = OWNER) final List<Item> items = new ArrayList<>();
  }

  @Sync(to = TEAM) static final class Door extends Entity {
    @Position(max = 4096) double x, y;
    @Sync boolean open;
    @Sync(to = SHOWN) Kind behind = Kind.SWORD;
  }

  static class Walk extends Input { @Axis double dx, dy; }

  record Buy(Kind kind, @Limit(min = 1, max = 99) int count) implements Command {}

  record Open(Door door) implements Command {}

  record Announce(@Limit(max = 500) String text) implements Command {}

  record Told(String text) implements Event {}

  final Entities<Hero> heroes = entities();
  final Entities<Door> doors = entities();
  final Inputs<Walk> walk = inputs();
  final Task<PlayerId, Loaded> load;
  final Task<Mind, Mind> brain;
  final Task<Purchase, Payment> purchase;
  final Map<Door, Deque<Mind>> plans = new LinkedHashMap<>();

  Zone(Services s) {
    load = task(s::load, this::onLoaded).timeout(ofSeconds(5));
    brain = task((Mind m) -> m, (Mind was, Mind is) -> {}).pure(2);
    purchase = task(s::buy, this::onPaid);
  }

  @Override protected void configure(RoomConfig c) { c.tickRateHz(20).seatsMax(200).durable().version(3); }

  @Override protected void onJoin(Player p) { load.start(p.id()); }

  void onLoaded(PlayerId who, Loaded l) {
    Player p = player(who);
    if (p == null) return;
    Hero h = heroes.add(p, new Hero());
    h.gold = l.gold();
    h.items.addAll(l.items());
  }

  Reply<Bought> on(Player p, Buy b) {
    Reply<Bought> reply = reply();
    purchase.start(new Purchase(p.id(), b.kind(), b.count(), 10, reply));
    return reply;
  }

  void onPaid(Purchase x, Payment result) {
    switch (result) {
      case Payment.Paid paid -> x.reply().send(new Bought(x.kind(), x.count()));
      case Payment.Declined no -> x.reply().refuse(no.why());
    }
  }

  void on(Player p, Open o) { o.door().open = true; }

  void on(Announce a) { broadcast(new Told(a.text())); }
}

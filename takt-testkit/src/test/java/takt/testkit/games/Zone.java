package takt.testkit.games;

import static java.time.Duration.ofSeconds;
import static takt.schema.Audience.OWNER;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import takt.schema.*;
import takt.server.*;

/// An open world's zone: heroes loaded from a database, doors, NPCs that plan off the tick thread.
class Zone extends Room {
  interface Services {
    Loaded load(PlayerId who) throws Exception;
  }

  record Loaded(@Limit(max = 32) String title, @Limit(max = 1e12) long gold) {}
  record Look(int npc, double x, double y) {}
  record Plan(int npc, double dx, double dy) {}

  static final class Hero extends Entity {
    @Position(max = 2000) double x, y;
    @Sync(max = 32) String title = "";
    @Sync(max = 1e12, to = OWNER)
    @Was("coins") long gold;
    @Sync Bag bag = new Bag(0);
    final Inventory inventory = new Inventory();
  }
  record Bag(@Limit(max = 100) int size) {}
  @Saved static final class Inventory {
    final Map<String, Integer> counts = new LinkedHashMap<>();
    @Nullable Inventory lent;
  }
  static final class Door extends Entity {
    @Position(max = 2000) double x, y;
    @Sync boolean open;
  }
  static final class Npc extends Entity { @Position(max = 2000) double x, y; }
  static final class Walk extends Input { @Axis double dx, dy; }

  record Open(Door door) implements Command {}
  record Buy(@Limit(max = 20) String kind, @Limit(min = 1, max = 9) int count) implements Command {}
  record Bought(@Limit(max = 9999) int have) {}
  record Announce(@Limit(max = 100) String text) implements Command {}
  record Told(String text) implements Event {}

  final Entities<Hero> heroes = entities();
  final Entities<Door> doors = entities();
  final Entities<Npc> npcs = entities();
  final Inputs<Walk> walk = inputs();
  final Task<PlayerId, Loaded> load;
  final Task<Look, Plan> brain;
  int failures;

  Zone(Services s) {
    load = task(s::load, this::onLoaded).timeout(ofSeconds(5)).onFailure((who, failure) -> failures++);
    brain = task(Zone::decide, this::onPlan).pure(2);
  }

  static Plan decide(Look look) { return new Plan(look.npc, Maths.sin(look.x), Maths.cos(look.y)); }

  @Override protected void configure(RoomConfig c) { c.tickRateHz(20).seatsMax(200).version(3); }

  @Override protected void onCreate() {
    doors.add(new Door()).x = 10;
    for (int i = 0; i < 3; i++) npcs.add(new Npc()).x = 100 * i;
  }

  @Override protected void onJoin(Player p) { load.start(p.id()); }

  void onLoaded(PlayerId who, Loaded l) {
    Player p = player(who);
    if (p == null) return;
    Hero h = heroes.add(p, new Hero());
    h.title = l.title();
    h.gold = l.gold();
    h.inventory.lent = h.inventory;
  }

  void onPlan(Look asked, Plan plan) {
    int i = 0;
    for (Npc npc : npcs) {
      if (i++ != plan.npc()) continue;
      npc.x = Maths.clamp(npc.x + plan.dx(), 0, 2000);
      npc.y = Maths.clamp(npc.y + plan.dy(), 0, 2000);
    }
  }

  @Override protected void onTick(Tick t) {
    for (Hero h : heroes) {
      h.x = Maths.clamp(h.x + walk.of(h).dx * 100 * t.stepSeconds(), 0, 2000);
      h.y = Maths.clamp(h.y + walk.of(h).dy * 100 * t.stepSeconds(), 0, 2000);
    }
    int i = 0;
    for (Npc npc : npcs) brain.start(new Look(i++, npc.x, npc.y));
  }

  void on(Player p, Open open) {
    Hero h = heroes.of(p);
    Refusal.unless(h != null && Maths.hypot(h.x - open.door().x, h.y - open.door().y) < 50, "too far away");
    open.door().open = true;
  }

  Bought on(Player p, Buy b) {
    Hero h = heroes.of(p);
    Refusal.unless(h != null && h.gold >= b.count(), "not enough gold");
    Objects.requireNonNull(h).gold -= b.count();
    return new Bought(h.inventory.counts.merge(b.kind(), b.count(), Integer::sum));
  }

  void on(Announce a) { broadcast(new Told(a.text())); }
}

package arena;

import static java.time.Duration.ofMillis;

import java.time.Duration;
import takt.Takt;
import takt.schema.*;
import takt.server.*;

/// Ships among rocks, everyone against everyone or two teams. Clients send what pilots hold and say; what comes of it
/// is decided here.
class Arena extends Room {
  static final double WIDTH = 2400;
  static final double HEIGHT = 1600;
  static final int TICK_RATE_HZ = 30;
  static final int SEATS = 16;
  /// Who is here at least: bots take the seats that people leave.
  static final int CROWD = 10;
  static final Duration RESPAWN = ofMillis(2500);

  @Rate(perSecond = 2) record Say(@Limit(max = 120) String text) implements Command {}
  record Said(Player who, String text) implements Event {}
  record Downed(Player who, Player by) implements Event {}
  // Of these the place is told too.
  @Lossy record Struck(Player who, Player by, int damage) implements Event {}
  @Lossy record Burst(Player who) implements Event {}
  @Lossy record Chipped() implements Event {}
  @Lossy record Fetched(Player who, Supply.Kind kind) implements Event {}

  /// Two teams, or everyone for themselves.
  @Option
  @Listed
  @Sync boolean teams;

  final Entities<Rock> rocks = entities();
  final Entities<Pilot> pilots = entities();
  final Entities<Ship> ships = entities();
  final Entities<Bolt> bolts = entities();
  final Entities<Supply> supplies = entities();
  final Inputs<Steer> steer = inputs();

  final transient Hangar hangar = new Hangar(this);
  final transient Flight flight = new Flight(this);
  final transient Gunnery gunnery = new Gunnery(this);
  final transient Depot depot = new Depot(this);
  final transient Wits wits = new Wits(this);

  final Alarms<Player> respawn = alarms(hangar::ship);
  final Alarms<Supply.Kind> restock = alarms(depot::restock);
  final Alarms<Ship> fade = alarms(depot::fade);
  final Bots bots = bots(wits::drive);

  @Override protected void configure(RoomConfig c) {
    c.tickRateHz(TICK_RATE_HZ).seatsMax(SEATS);
  }

  @Override protected void onCreate() {
    flight.scatterRocks();
    depot.open();
    bots.fill(CROWD);
  }

  @Override protected void onJoin(Player p) {
    if (p.isSpectator()) return;
    hangar.pilot(p);
    hangar.ship(p);
  }

  @Override protected void onTick(Tick t) {
    for (Ship ship : ships) if (ship.step(steer.of(ship), t.stepSeconds())) gunnery.fire(ship);
    flight.collide();
    gunnery.fly(t.stepSeconds());
    depot.handOut();
  }

  void on(Player p, Say say) {
    String text = say.text().strip();
    Refusal.unless(!text.isEmpty() && text.chars().noneMatch(Character::isISOControl), "say something people can read");
    broadcast(new Said(p, text));
  }

  // ---- the room's verbs, which are for its own class alone, handed to its topics

  Rng dice() {
    return random();
  }

  long now() {
    return tick();
  }

  void tell(Event e) {
    broadcast(e);
  }

  void tellAt(double x, double y, Event e) {
    broadcastAt(x, y, e);
  }

  void joinTeam(Player p, int team) {
    team(p, team);
  }

  static void main() {
    Takt.serve(Arena::new);
  }
}

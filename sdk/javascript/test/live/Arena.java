import takt.Takt;
import takt.schema.*;
import takt.server.*;

/// What the SDK is tried with, and what its README shows: ships that fly, talk and shoot.
class Arena extends Room {
  static class Ship extends Entity {
    @Position(max = 800) double x, y;
    @Angle double heading;
    @Sync(max = 100) int hp = 100;
  }
  static class Steer extends Input {
    @Axis double dx, dy;
    @Press boolean fire;
  }
  record Say(@Limit(max = 200) String text) implements Command {}
  record Said(Player who, String text) implements Event {}
  record Add(@Limit(min = 0, max = 1000) int a, @Limit(min = 0, max = 1000) int b) implements Command {}
  record Sum(int sum) {}
  @Lossy record Beam(@Angle double heading, @Limit(max = 700) int length) implements Event {}

  @Option
  @Listed
  @Limit(min = 1, max = 3) int map = 1;
  @Sync(max = 1_000_000) int shots;
  final Entities<Ship> ships = entities();
  final Inputs<Steer> steer = inputs();

  @Override protected void configure(RoomConfig c) { c.tickRateHz(30).seatsMax(16); }
  @Override protected void onJoin(Player p) {
    Ship s = ships.add(p, new Ship());
    s.x = s.y = 400;
  }
  @Override protected void onTick(Tick t) {
    for (Ship s : ships) {
      Steer in = steer.of(s);
      if (in.dx != 0 || in.dy != 0) s.heading = Maths.atan2(in.dy, in.dx);
      s.x = Maths.clamp(s.x + in.dx * 240 * t.stepSeconds(), 0, 800);
      s.y = Maths.clamp(s.y + in.dy * 240 * t.stepSeconds(), 0, 800);
      if (!in.fire) continue;
      shots++;
      broadcastAt(s.x, s.y, new Beam(s.heading, 300));
    }
  }
  void on(Player p, Say say) {
    Refusal.unless(!say.text().isBlank(), "say something");
    broadcast(new Said(p, say.text()));
  }
  Sum on(Player p, Add add) { return new Sum(add.a() + add.b()); }

  static void main() { Takt.serve(Arena::new); }
}

import takt.schema.Angle;
import takt.schema.Entity;
import takt.schema.Player;
import takt.schema.Position;
import takt.schema.Sync;
import takt.server.Entities;
import takt.server.Interest;
import takt.server.Room;
import takt.server.RoomConfig;
import takt.server.Tick;

/// One room with everyone in it, who each see what is within 100 units: the workload of `./takt bench crowd` on Takt.
///
/// The fields, ranges and ways are the arena's; the ships steer themselves, by dice that `peer.mjs` throws alike. The
/// room grows with its players, so that it stays as crowded. Precision: x, y, vx, vy in hundredths, heading in 1024ths
/// of a turn (0.006 rad).
class Crowd extends Room {
  static final double RADIUS = 100;
  /// Around each, within the radius, if the room had no edges.
  static final double AROUND = 50;
  static final double SIDE_MAX = 2000;
  private static final double TURN = 2 * Math.PI;

  static class Ship extends Entity {
    @Position(max = SIDE_MAX) double x, y;
    @Sync(min = -100, max = 100) double vx, vy;
    @Angle(bits = 10) double heading;
    @Sync(min = 1, max = 100) int hp = 100;
    @Sync(max = 65_535) int score;
    int dice;
    double leftS;
    double turn;

    /// Xorshift of 32 bits (Marsaglia, 2003), so that JavaScript can throw the same.
    double dice() {
      dice ^= dice << 13;
      dice ^= dice >>> 17;
      dice ^= dice << 5;
      return (dice >>> 8) / (double) (1 << 24);
    }

    /// A segment of 0.5 to 2 s: one in ten stands still, half of the others turn.
    void turnAway() {
      leftS += 0.5 + 1.5 * dice();
      turn = 0;
      vx = 0;
      vy = 0;
      if (dice() < 0.1) return;
      heading = dice() * TURN;
      vx = Math.floor(Math.cos(heading) * 100 + 0.5);
      vy = Math.floor(Math.sin(heading) * 100 + 0.5);
      if (dice() < 0.5) turn = dice() < 0.5 ? 1 : -1;
    }

    void move(double seconds, double side) {
      leftS -= seconds;
      if (leftS <= 0) turnAway();
      heading = hundredths((heading + turn * seconds + TURN) % TURN);
      x = hundredths(wrap(x + vx * seconds, side));
      y = hundredths(wrap(y + vy * seconds, side));
      if (dice() < 0.25 * seconds) hp = 1 + (int) (dice() * 100);
      if (dice() < 0.20 * seconds) score += 1 + (int) (dice() * 10);
    }
  }

  final Entities<Ship> ships = entities();
  private final double side;
  private final double stepSeconds;
  private final int players;
  private final int hz;
  boolean begun;

  Crowd(int players, int hz) {
    this.players = players;
    this.hz = hz;
    side = side(players);
    stepSeconds = 1.0 / hz;
  }

  static double side(int players) { return Math.sqrt(players * Math.PI * RADIUS * RADIUS / AROUND); }

  @Override protected void configure(RoomConfig c) {
    c.tickRateHz(hz).seatsMax(players).entitiesMax(players).commandsPerTickMax(10_000)
        .interest(Interest.within(RADIUS));
  }

  @Override protected void onJoin(Player p) {
    Ship s = ships.add(p, new Ship());
    s.dice = p.number() * 0x9E3779B9;
    s.x = hundredths(s.dice() * side);
    s.y = hundredths(s.dice() * side);
  }

  /// They stand until all are there: so they are where the peer's are.
  @Override protected void onTick(Tick t) {
    if (!begun) begun = ships.size() == players;
    else for (Ship s : ships) s.move(stepSeconds, side);
  }

  static double hundredths(double v) { return Math.floor(v * 100 + 0.5) / 100; }

  static double wrap(double v, double side) { return v < 0 ? v + side : v >= side ? v - side : v; }
}

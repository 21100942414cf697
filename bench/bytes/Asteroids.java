import org.jspecify.annotations.Nullable;
import takt.schema.Entity;
import takt.schema.Position;
import takt.schema.Sync;
import takt.server.Entities;
import takt.server.Room;
import takt.server.RoomConfig;
import takt.server.Tick;

/// The scene of KinematicSoup's *Unity Network Transform Benchmark*, as spheres: 250 rigid asteroids in a sphere around
/// a planetoid, 60 steps and 30 syncs a second, places in hundredths, rotations in thousandths.
///
/// Bounds, scales, speeds, spins, masses and accelerations are theirs. Their meshes are spheres here, as wide as
/// their spawner takes them to be, with the friction and the bounce that are Unity's own; how large their planetoid is
/// is not said there. A rotation is four numbers, the quaternion's, without changes of sign.
class Asteroids extends Room {
  static final int COUNT = 250;
  static final double BOUNDS = 50 * Math.cbrt(COUNT / 1000.0);
  static final double SCALE_MIN = 0.25;
  static final double SCALE_MAX = 1;
  static final double SPEED_MIN = 1;
  static final double SPEED_MAX = 4;
  static final double SPIN_MAX = Math.toRadians(45);
  static final double ACCELERATION = 5;
  static final double BOUNDS_ACCELERATION = 10;
  static final double RADIUS = 2;
  static final double PLANETOID = 5;
  static final double FRICTION = 0.6;
  static final int TICK_RATE_HZ = 30;
  static final int STEPS = 2;

  static class Asteroid extends Entity {
    @Position(min = -64, max = 64) double x, y, z;
    @Sync(min = -1, max = 1, step = 0.001) double qx, qy, qz, qw;
    double vx, vy, vz, wx, wy, wz, scale, speed;

    double radius() { return RADIUS * scale; }

    double mass() { return scale * scale * scale; }
  }

  final Entities<Asteroid> asteroids = entities();

  @Override protected void configure(RoomConfig c) { c.tickRateHz(TICK_RATE_HZ).seatsMax(4); }

  @Override protected void onCreate() {
    for (int i = 0; i < COUNT; i++) spawn();
  }

  private void spawn() {
    Asteroid a = new Asteroid();
    a.scale = random().between(SCALE_MIN, SCALE_MAX);
    a.speed = random().between(SPEED_MIN, SPEED_MAX);
    do {
      a.x = random().between(-BOUNDS, BOUNDS);
      a.y = random().between(-BOUNDS, BOUNDS);
      a.z = random().between(-BOUNDS, BOUNDS);
    } while (Math.hypot(Math.hypot(a.x, a.y), a.z) > BOUNDS || overlaps(a));
    double[] v = inSphere();
    double length = Math.hypot(Math.hypot(v[0], v[1]), v[2]);
    a.vx = v[0] / length * a.speed;
    a.vy = v[1] / length * a.speed;
    a.vz = v[2] / length * a.speed;
    double[] w = inSphere();
    a.wx = w[0] * SPIN_MAX;
    a.wy = w[1] * SPIN_MAX;
    a.wz = w[2] * SPIN_MAX;
    double[] axis = inSphere();
    double half = random().between(0, Math.PI);
    double norm = Math.hypot(Math.hypot(axis[0], axis[1]), axis[2]);
    a.qx = axis[0] / norm * Math.sin(half);
    a.qy = axis[1] / norm * Math.sin(half);
    a.qz = axis[2] / norm * Math.sin(half);
    a.qw = Math.cos(half);
    asteroids.add(a);
  }

  private boolean overlaps(Asteroid a) {
    if (Math.hypot(Math.hypot(a.x, a.y), a.z) < PLANETOID + a.radius()) return true;
    for (Asteroid b : asteroids) {
      if (Math.hypot(Math.hypot(a.x - b.x, a.y - b.y), a.z - b.z) < a.radius() + b.radius()) return true;
    }
    return false;
  }

  private double[] inSphere() {
    while (true) {
      double x = random().between(-1.0, 1.0);
      double y = random().between(-1.0, 1.0);
      double z = random().between(-1.0, 1.0);
      double square = x * x + y * y + z * z;
      if (square <= 1 && square > 1e-6) return new double[]{x, y, z};
    }
  }

  @Override protected void onTick(Tick t) {
    for (int i = 0; i < STEPS; i++) step(t.stepSeconds() / STEPS);
  }

  private void step(double dt) {
    for (Asteroid a : asteroids) {
      steer(a, dt);
      a.x += a.vx * dt;
      a.y += a.vy * dt;
      a.z += a.vz * dt;
      spin(a, dt);
      double distance = Math.hypot(Math.hypot(a.x, a.y), a.z);
      if (distance < PLANETOID + a.radius()) rebound(a, distance);
    }
    for (Asteroid a : asteroids) {
      for (Asteroid b : asteroids) {
        if (a.id() < b.id()) collide(a, b);
      }
    }
  }

  /// Back into the bounds, else towards its own speed.
  private static void steer(Asteroid a, double dt) {
    double distance = Math.hypot(Math.hypot(a.x, a.y), a.z);
    if (distance > BOUNDS) {
      double pull = BOUNDS_ACCELERATION * dt / distance;
      a.vx -= a.x * pull;
      a.vy -= a.y * pull;
      a.vz -= a.z * pull;
      return;
    }
    double speed = Math.hypot(Math.hypot(a.vx, a.vy), a.vz);
    if (speed == 0 || Math.abs(speed * speed - a.speed * a.speed) <= 0.001) return;
    double times = (speed < a.speed
        ? Math.min(a.speed, speed + ACCELERATION * dt)
        : Math.max(a.speed, speed - ACCELERATION * dt)) / speed;
    a.vx *= times;
    a.vy *= times;
    a.vz *= times;
  }

  /// Turns the rotation by the spin: `q = exp(w · dt / 2) · q`.
  private static void spin(Asteroid a, double dt) {
    double w = Math.hypot(Math.hypot(a.wx, a.wy), a.wz);
    if (w == 0) return;
    double s = Math.sin(w * dt / 2) / w;
    double c = Math.cos(w * dt / 2);
    double x = a.wx * s;
    double y = a.wy * s;
    double z = a.wz * s;
    double qx = c * a.qx + x * a.qw + y * a.qz - z * a.qy;
    double qy = c * a.qy - x * a.qz + y * a.qw + z * a.qx;
    double qz = c * a.qz + x * a.qy - y * a.qx + z * a.qw;
    double qw = c * a.qw - x * a.qx - y * a.qy - z * a.qz;
    double norm = Math.sqrt(qx * qx + qy * qy + qz * qz + qw * qw);
    a.qx = qx / norm;
    a.qy = qy / norm;
    a.qz = qz / norm;
    a.qw = qw / norm;
  }

  /// Off the planetoid, which does not move.
  private static void rebound(Asteroid a, double distance) {
    double nx = -a.x / distance;
    double ny = -a.y / distance;
    double nz = -a.z / distance;
    double deep = PLANETOID + a.radius() - distance;
    a.x -= nx * deep;
    a.y -= ny * deep;
    a.z -= nz * deep;
    touch(a, null, nx, ny, nz);
  }

  private static void collide(Asteroid a, Asteroid b) {
    double dx = b.x - a.x;
    double dy = b.y - a.y;
    double dz = b.z - a.z;
    double reach = a.radius() + b.radius();
    double square = dx * dx + dy * dy + dz * dz;
    if (square >= reach * reach || square == 0) return;
    double distance = Math.sqrt(square);
    double nx = dx / distance;
    double ny = dy / distance;
    double nz = dz / distance;
    double deep = reach - distance;
    double part = b.mass() / (a.mass() + b.mass());
    a.x -= nx * deep * part;
    a.y -= ny * deep * part;
    a.z -= nz * deep * part;
    b.x += nx * deep * (1 - part);
    b.y += ny * deep * (1 - part);
    b.z += nz * deep * (1 - part);
    touch(a, b, nx, ny, nz);
  }

  /// What two spheres do to one another: no bounce, and friction against the way their surfaces slide.
  private static void touch(Asteroid a, @Nullable Asteroid b, double nx, double ny, double nz) {
    double ra = a.radius();
    double rb = b == null ? 0 : b.radius();
    double sx = a.wx * ra + (b == null ? 0 : b.wx * rb);
    double sy = a.wy * ra + (b == null ? 0 : b.wy * rb);
    double sz = a.wz * ra + (b == null ? 0 : b.wz * rb);
    double ux = (b == null ? 0 : b.vx) - a.vx - (sy * nz - sz * ny);
    double uy = (b == null ? 0 : b.vy) - a.vy - (sz * nx - sx * nz);
    double uz = (b == null ? 0 : b.vz) - a.vz - (sx * ny - sy * nx);
    double closing = ux * nx + uy * ny + uz * nz;
    if (closing >= 0) return;
    double inverse = 1 / a.mass() + (b == null ? 0 : 1 / b.mass());
    double push = -closing / inverse;
    double tx = ux - closing * nx;
    double ty = uy - closing * ny;
    double tz = uz - closing * nz;
    double slide = Math.hypot(Math.hypot(tx, ty), tz);
    // The surface of a solid sphere is moved 3.5 times as easily along itself as the sphere is.
    double rub = slide == 0 ? 0 : Math.min(FRICTION * push, slide / (3.5 * inverse)) / slide;
    double px = push * nx - rub * tx;
    double py = push * ny - rub * ty;
    double pz = push * nz - rub * tz;
    impulse(a, -px, -py, -pz, nx, ny, nz);
    if (b != null) impulse(b, px, py, pz, -nx, -ny, -nz);
  }

  /// @param nx from its middle to where it is touched
  private static void impulse(Asteroid a, double px, double py, double pz, double nx, double ny, double nz) {
    double m = a.mass();
    a.vx += px / m;
    a.vy += py / m;
    a.vz += pz / m;
    double turn = 2.5 / (m * a.radius());
    a.wx += (ny * pz - nz * py) * turn;
    a.wy += (nz * px - nx * pz) * turn;
    a.wz += (nx * py - ny * px) * turn;
  }
}

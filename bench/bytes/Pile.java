import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.ode4j.math.DQuaternionC;
import org.ode4j.math.DVector3C;
import org.ode4j.ode.DBody;
import org.ode4j.ode.DBox;
import org.ode4j.ode.DContact;
import org.ode4j.ode.DContactBuffer;
import org.ode4j.ode.DGeom;
import org.ode4j.ode.DJointGroup;
import org.ode4j.ode.DMass;
import org.ode4j.ode.DSapSpace;
import org.ode4j.ode.DSpace;
import org.ode4j.ode.DWorld;
import org.ode4j.ode.OdeConstants;
import org.ode4j.ode.OdeHelper;
import org.ode4j.ode.OdeMath;
import takt.protocol.delta.PartShape;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonReader;
import takt.protocol.layout.RoomLayout;

/// The 901 cubes of Glenn Fiedler's *networked physics data compression challenge* (2015), simulated anew: like it, but
/// never the original, whose file is lost and whose player was a person.
///
/// One thread. The constants are those of `mas-bandwidth/networked-physics-gdc-2015`, `src/game/Cubes.cpp`,
/// `src/cubes/Simulation.cpp` and `Game.h`; the physics engine is a port of the same one. The player is the seed's: it
/// makes for a place, and pushes, pulls or neither, for half a second to two. A frame is quantised as the challenge's
/// was: the quaternion's smallest three at 9 bits, places in 512ths of a metre, and whether the cube is awake within
/// the player's heap of cubes, found by who touches whom.
final class Pile {
  static final int STEPS = 30;
  static final int COUNT = STEPS * STEPS + 1;
  static final int TICK_RATE_HZ = 60;
  static final double DT = 1.0 / TICK_RATE_HZ;
  static final double SMALL = 0.4;
  static final double LARGE = 1.5;
  static final double GRAVITY = 20;
  static final double SPEED_MAX = 32;
  static final double SPIN_MAX = 16;
  static final double REST_S = 0.1;
  static final double REST_SPEED = 0.1;
  static final double STRAFE = 120;
  /// The player goes from place to place within so many metres of the middle, once it has fallen.
  static final double ROAM = 12;
  static final int FALL = 60;
  static final int CONTACTS_MAX = 16;
  static final int FIELDS = 8;
  static final int LARGEST = 0;
  static final int ABC = 1;
  static final int XYZ = 4;
  static final int INTERACTING = 7;
  private static final double UNITS = 512;
  private static final int QUATERNION_MAX = 511;

  private final DWorld world = OdeHelper.createWorld();
  private final DSpace space = OdeHelper.createSapSpace(DSapSpace.AXES.XYZ);
  private final DJointGroup contacts = OdeHelper.createJointGroup();
  private final DContactBuffer buffer = new DContactBuffer(CONTACTS_MAX);
  private final List<DBody> bodies = new ArrayList<>();
  private final double[] atRestS = new double[COUNT];
  private final List<List<Integer>> touching = new ArrayList<>();
  private final SplittableRandom random;
  private int frame;
  private int segmentEnds;
  private double targetX;
  private double targetY;
  private boolean push;
  private boolean pull;

  /// What a cube is on the wire: as a class of a game would declare it.
  static final PartShape SHAPE = shape();

  private static PartShape shape() {
    String component = "{'name':'%s','type':'real','min':0,'max':511,'step':1,'to':'EVERYONE'}";
    String place = "{'name':'%s','type':'real','min':%d,'max':%d,'step':0.001953125,'role':'position','to':'EVERYONE'}";
    String whole = "{'name':'%s','type':'whole','min':0,'max':%d,'to':'EVERYONE'}";
    List<String> fields = List.of(whole.formatted("largest", 3), component.formatted("a"), component.formatted("b"),
        component.formatted("c"), place.formatted("x", -256, 256), place.formatted("y", -256, 256),
        place.formatted("z", -8, 56), whole.formatted("interacting", 1));
    String document = "{'room':'Pile','state':[],'entities':[{'name':'cubes','class':'cube','fields':["
        + String.join(",", fields) + "]}],'inputs':[],'commands':[],'events':[]}";
    Json json = Objects.requireNonNull(new JsonReader(JsonLimits.OWN).read(document.replace('\'', '"')));
    return PartShape.of(RoomLayout.of(json).entities().getFirst());
  }

  /// Simulates; answers the frames.
  static Trace simulate(long seed, int frames) {
    OdeHelper.initODE2(0);
    OdeMath.dRandSetSeed((int) seed);
    Pile pile = new Pile(seed);
    List<long[][]> ticks = new ArrayList<>();
    for (int i = 0; i < frames; i++) {
      pile.step();
      ticks.add(pile.quantised());
    }
    return new Trace(SHAPE, TICK_RATE_HZ, ticks);
  }

  private Pile(long seed) {
    random = new SplittableRandom(seed);
    world.setERP(0.25);
    world.setCFM(0.001);
    world.setQuickStepNumIterations(64);
    world.setGravity(0, 0, -GRAVITY);
    world.setContactSurfaceLayer(0.01);
    world.setContactMaxCorrectingVel(250);
    world.setLinearDamping(0.01);
    world.setAngularDamping(0.01);
    OdeHelper.createPlane(space, 0, 0, 1, 0);
    add(LARGE, 0, 0, 10);
    for (int y = 0; y < STEPS; y++) {
      for (int x = 0; x < STEPS; x++) add(SMALL, x - STEPS / 2 + 0.5, y - STEPS / 2 + 0.5, SMALL / 2);
    }
    Arrays.fill(atRestS, 1, COUNT, REST_S);
    for (int i = 1; i < COUNT; i++) bodies.get(i).disable();
    for (int i = 0; i < COUNT; i++) touching.add(new ArrayList<>());
  }

  private void add(double size, double x, double y, double z) {
    DBody body = OdeHelper.createBody(world);
    DMass mass = OdeHelper.createMass();
    mass.setBox(1, size, size, size);
    body.setMass(mass);
    body.setPosition(x, y, z);
    body.setData(bodies.size());
    DBox box = OdeHelper.createBox(space, size, size, size);
    box.setBody(body);
    bodies.add(body);
  }

  // ---- a frame

  private void step() {
    play();
    for (int i = 0; i < COUNT; i++) rest(i);
    touching.forEach(List::clear);
    contacts.empty();
    space.collide(null, (_, a, b) -> touch(a, b));
    world.quickStep(DT);
    frame++;
  }

  private void rest(int i) {
    DBody body = bodies.get(i);
    double speed = body.getLinearVel().length();
    double spin = body.getAngularVel().length();
    if (speed > SPEED_MAX) body.setLinearVel(body.getLinearVel().reScale(SPEED_MAX / speed));
    if (spin > SPIN_MAX) body.setAngularVel(body.getAngularVel().reScale(SPIN_MAX / spin));
    boolean rests = speed < REST_SPEED && spin < REST_SPEED;
    atRestS[i] = rests ? atRestS[i] + DT : 0;
    if (atRestS[i] >= REST_S) body.disable();
    else body.enable();
  }

  private void touch(DGeom a, DGeom b) {
    DBody first = a.getBody();
    DBody second = b.getBody();
    int count = OdeHelper.collide(a, b, CONTACTS_MAX, buffer.getGeomBuffer());
    for (int i = 0; i < count; i++) {
      DContact contact = buffer.get(i);
      contact.surface.mode = OdeConstants.dContactBounce;
      contact.surface.mu = 200;
      contact.surface.bounce = 0;
      contact.surface.bounce_vel = 0.001;
      OdeHelper.createContactJoint(world, contacts, contact).attach(first, second);
    }
    if (count == 0 || first == null || second == null) return;
    touching.get((int) first.getData()).add((int) second.getData());
    touching.get((int) second.getData()).add((int) first.getData());
  }

  // ---- the player

  private void play() {
    if (frame >= segmentEnds) turn();
    DBody player = bodies.getFirst();
    double fx = frame < FALL ? 0 : strafe(player.getPosition().get0(), targetX);
    double fy = frame < FALL ? 0 : strafe(player.getPosition().get1(), targetY);
    if (!push && player.getLinearVel().get0() * fx + player.getLinearVel().get1() * fy < 0) {
      fx *= 2;
      fy *= 2;
    }
    force(0, fx, fy, 0);
    if (push) hover(player, fx, fy);
    DVector3C at = player.getPosition();
    if (push || pull) {
      for (int i = 0; i < COUNT; i++) {
        if (push) away(i, at);
        else if (i > 0) near(i, at);
      }
    }
  }

  private void turn() {
    segmentEnds = frame + random.nextInt(30, 120);
    targetX = random.nextDouble(-ROAM, ROAM);
    targetY = random.nextDouble(-ROAM, ROAM);
    int held = random.nextInt(6);
    push = held == 1;
    pull = held > 1;
  }

  /// What keys do along an axis.
  private static double strafe(double from, double to) {
    double way = to - from;
    return way > 1 ? STRAFE : way < -1 ? -STRAFE : 0;
  }

  private void force(int i, double x, double y, double z) {
    if (x * x + y * y + z * z <= 1e-6) return;
    atRestS[i] = 0;
    bodies.get(i).enable();
    bodies.get(i).addForce(x, y, z);
  }

  /// The player's cube bobs, tilts with its way and stays upright.
  private void hover(DBody player, double fx, double fy) {
    double f = frame;
    force(0, 2 * (Math.sin(f * .1 + 1) + Math.sin(f * .05 + 3) + Math.sin(f + 10)),
        2 * (Math.sin(f * .1 + 2) + Math.sin(f * .05 + 4) + Math.sin(f + 11)),
        2 * (Math.sin(f * .1 + 3) + Math.sin(f * .05 + 5) + Math.sin(f + 12)));
    player.addTorque(1.5 * (Math.sin(f * .05 + 10) + Math.sin(f * .05 + 22) + Math.sin(f * 1.1)),
        1.5 * (Math.sin(f * .09 + 5) + Math.sin(f * .045 + 16) + Math.sin(f * 1.11)),
        1.5 * (Math.sin(f * .05 + 4) + Math.sin(f * .055 + 9) + Math.sin(f * 1.12)));
    double speed = Math.hypot(fx, fy);
    double tilt = Math.min(0.25, speed * 0.1);
    double ux = speed > 0.001 ? Math.sin(tilt) * fx / speed : 0;
    double uy = speed > 0.001 ? Math.sin(tilt) * fy / speed : 0;
    double uz = Math.cos(tilt);
    double cx = player.getRotation().get02();
    double cy = player.getRotation().get12();
    double cz = player.getRotation().get22();
    double angle = Math.min(0.5, Math.acos(Math.clamp(ux * cx + uy * cy + uz * cz, -1, 1)));
    player.addTorque(-100 * angle * (uy * cz - uz * cy), -100 * angle * (uz * cx - ux * cz),
        -100 * angle * (ux * cy - uy * cx));
    DVector3C v = player.getLinearVel();
    player.setLinearVel(v.get0() * 0.96, v.get1() * 0.96, v.get2() * 0.999);
  }

  private void away(int i, DVector3C player) {
    DVector3C at = bodies.get(i).getPosition();
    double dx = at.get0() - player.get0();
    double dy = at.get1() - player.get1();
    double dz = at.get2() + 0.1 - (i == 0 ? 0.7 : 0);
    double square = dx * dx + dy * dy + dz * dz;
    if (square <= 1e-4 || square >= 4) return;
    double size = Math.min(500, 200 / square) / Math.sqrt(square);
    if (i > 0) size *= bodies.get(i).getMass().getMass();
    force(i, dx * size, dy * size, dz * size);
  }

  private void near(int i, DVector3C player) {
    DVector3C at = bodies.get(i).getPosition();
    double dx = at.get0() - player.get0();
    double dy = at.get1() - player.get1();
    double dz = at.get2() - player.get2();
    double square = dx * dx + dy * dy + dz * dz;
    if (square <= 0.04 || square >= 1.8 * 1.8) return;
    double size = -Math.min(2000, 200 / square) / Math.sqrt(square) * bodies.get(i).getMass().getMass();
    force(i, dx * size, dy * size, dz * size);
  }

  // ---- as sent

  private long[][] quantised() {
    boolean[] interacting = interacting();
    long[][] rows = new long[COUNT][FIELDS];
    for (int i = 0; i < COUNT; i++) {
      quaternion(bodies.get(i).getQuaternion(), rows[i]);
      DVector3C at = bodies.get(i).getPosition();
      for (int axis = 0; axis < 3; axis++) rows[i][XYZ + axis] = (long) Math.floor(at.get(axis) * UNITS + 0.5);
      rows[i][INTERACTING] = interacting[i] ? 1 : 0;
    }
    return rows;
  }

  private boolean[] interacting() {
    boolean[] found = new boolean[COUNT];
    List<Integer> queue = new ArrayList<>(List.of(0));
    found[0] = true;
    for (int next = 0; next < queue.size(); next++) {
      for (int other : touching.get(queue.get(next))) {
        if (found[other] || atRestS[other] >= REST_S) continue;
        found[other] = true;
        queue.add(other);
      }
    }
    return found;
  }

  private static void quaternion(DQuaternionC q, long[] row) {
    double[] xyzw = {q.get1(), q.get2(), q.get3(), q.get0()};
    int largest = 0;
    for (int i = 1; i < 4; i++) {
      if (Math.abs(xyzw[i]) > Math.abs(xyzw[largest])) largest = i;
    }
    row[LARGEST] = largest;
    double sign = xyzw[largest] < 0 ? -1 : 1;
    int to = ABC;
    for (int i = 0; i < 4; i++) {
      if (i == largest) continue;
      double share = (sign * xyzw[i] * Math.sqrt(2) + 1) / 2;
      row[to++] = Math.clamp((long) Math.floor(share * QUATERNION_MAX + 0.5), 0, QUATERNION_MAX);
    }
  }
}

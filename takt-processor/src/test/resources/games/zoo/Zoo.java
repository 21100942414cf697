package zoo;

import java.util.*;
import org.jspecify.annotations.Nullable;
import takt.schema.*;
import takt.server.*;
import zoo.far.*;

/// Every kind of field there is, and every kind of handler.
class Zoo extends Keeping implements Gate {
  enum Food { HAY, MEAT }

  record Point(double x, double y) {}

  record Path(List<Point> points, @Nullable Point goal, Point[][] grid) {}

  sealed interface Mood {
    record Calm() implements Mood {}

    record Angry(int since, @Nullable Player at) implements Mood {}
  }

  record Everything(boolean a, byte b, short c, char d, int e, long f, float g, double h, Boolean i, Byte j, Short k,
      Character l, Integer m, Long n, Float o, Double p, String q, Food r, Player s, PlayerId t, Bear u, Mood v,
      List<Integer> w, Map<String, List<Long>> x, int[] y, @Angle double z) {}

  @Saved static class Cage {
    int bars;
    Cage next;
    Bear inside;
    int migrated;

    void migrate(OldState old) { migrated = old.version(); }
  }

  @Saved static class Golden extends Cage {
    private String shine = "";
  }

  @Was("Grizzly") @Sync(to = Audience.TEAM) static class Bear extends Animal {
    @Deprecated boolean a;
    byte b;
    short c;
    char d;
    int e;
    long f;
    float g;
    double h;
    private boolean pa;
    private byte pb;
    private short pc;
    private char pd;
    private int pe;
    private long pf;
    private float pg;
    private double ph;
    Boolean ba;
    private Character bd;
    @Nullable Integer be;
    private Double bh;
    @Was("title") String text;
    private String ptext;
    Food food;
    Player player;
    PlayerId id;
    Bear friend;
    Entity anyone;
    Mood mood;
    private Path path;
    Cage cage;
    Reply<Tag> owed;
    Tag tag;
    Everything everything;
    int[] ints;
    private boolean[] flags;
    Point[] points;
    String[][] words;
    List<String> list;
    private List<Map<String, Set<Point>>> deep;
    ArrayList<Integer> arrayList;
    Set<Food> set;
    Deque<Tag> deque;
    Queue<Integer> queue;
    Map<Player, Bear> map;
    final List<String> fixedList = new ArrayList<>();
    private final TreeMap<String, Integer> fixedTree = new TreeMap<>(Comparator.reverseOrder());
    final EnumMap<Food, Integer> fixedEnums = new EnumMap<>(Food.class);
    final Cage fixedCage = new Cage();
    final int[] fixedArray = new int[3];
    final int constant = 7;
    transient Thread notSaved;
    @Position(max = 100) double x;
    private @Position(max = 100, step = 0.25) double y;
    @Angle(bits = 10, to = Audience.OWNER) double heading;

    @Predict boolean step(Stick stick, double seconds) { return false; }
  }

  static class Stick extends Input {
    @Axis double dx;
    private @Axis double dy;
    @Angle double aim;
    @Limit(min = -2, max = 2) int wheel;
    @Limit(max = 10, step = 0.5) double force;
    boolean held;
    @Press boolean pressed;
    Food food = Food.HAY;
  }

  record Ask(Point at) implements Command {}

  @Rate(perSecond = 2) record Buy(Food food) implements Command {}

  record Later(@Limit(max = 20) String what) implements Command {}

  record Sweep() implements Command {}

  sealed interface Order extends Command {
    record Sit() implements Order {}

    record Roll(@Limit(max = 9) int times) implements Order {}
  }

  record Bought(Food food, int left) {}

  @Lossy record Roar(Bear by) implements Event {}

  final Entities<Bear> bears = entities();
  private final Inputs<Stick> sticks = inputs();
  @Sync final Alarm dusk = alarm(this::close);
  final Alarms<Bear> hunger = alarms(b -> {});
  final Bots bots = bots();
  final Task<Tag, Point> ask = task(t -> new Point(0, 0), (t, p) -> {});
  @Option @Listed @Limit(max = 20) String title = "";
  @Option(trusted = true) @Limit(min = 1, max = 4) int size = 1;
  @Listed private boolean crowded;
  final List<String> heard = new ArrayList<>();

  void on(Player p, Ask a) { heard.add("ask"); }

  Bought on(Player p, Buy b) { return new Bought(b.food(), 3); }

  Reply<Bought> on(Player p, Later l) { return reply(); }

  @Deprecated void on(Sweep s) { heard.add("sweep"); }

  void on(Player p, Order o) { heard.add(o.toString()); }

  @Override public void on(Player p, Feed feed) {
    super.on(p, feed);
    heard.add("feed");
  }

  @Override public void on(Player p, Knock knock) { heard.add("knock " + knock.times()); }
}

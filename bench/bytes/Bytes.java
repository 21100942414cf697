import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import takt.protocol.delta.Gaps;
import takt.protocol.delta.Habit;
import takt.schema.Input;

/// How many bytes a snapshot takes: the arena, a rougher one, 250 asteroids and a pile of 901 cubes.
///
/// One thread. Started by bench/bytes.sh; bench/README.md says how to read the table.
final class Bytes {
  static final long SEED = 22;
  /// What is learned for the pile is learned from this.
  static final long TRAIN_SEED = 11;
  static final int PLAYERS = 20;
  static final int WARM_S = 10;
  static final int PLAYED_S = 60;
  static final int PILE_S = 15;
  /// Ticks until the pile's player has fallen.
  static final int PILE_WARM = 120;
  static final int PILE_LAG = 6;
  /// Frames that are there before the first that is measured.
  static final int PILE_OLDER = 9 * PILE_LAG;

  private final StringBuilder text = new StringBuilder();
  /// For `./takt bench check`: a name, a figure and what it is of in each line.
  private final StringBuilder kept = new StringBuilder();
  /// For the plot: scenes, and bytes of both.
  private final List<String> plotted = new ArrayList<>();
  private final List<Double> ours = new ArrayList<>();
  private final List<Double> theirs = new ArrayList<>();
  private final int percent;

  private Bytes(int percent) {
    this.percent = percent;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    boolean save = false;
    int percent = 100;
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--save")) save = true;
      else if (args[i].equals("--percent") && i + 1 < args.length) percent = percent(args[++i]);
      else usage(args[i]);
    }
    Bytes bytes = new Bytes(percent);
    bytes.run();
    Path figures = Path.of(System.getProperty("bench.out"), "figures", "bytes.tsv");
    Files.createDirectories(figures.getParent());
    Files.writeString(figures, bytes.kept);
    if (!save) return;
    Path results = Path.of(System.getProperty("bench.root"), "bench", "results");
    Files.writeString(results.resolve("bytes.md"), bytes.text);
    Files.writeString(results.resolve("bytes.svg"), Plot.bars("Bytes of a snapshot: 20 players, everyone sees everyone",
        "bytes", "the same motion, at the same precision class", List.of("Takt", "Colyseus 0.18"), bytes.plotted,
        new double[][]{bytes.ours.stream().mapToDouble(d -> d).toArray(), bytes.theirs.stream().mapToDouble(d -> d)
            .toArray()}));
  }

  private static int percent(String text) {
    if (!text.matches("[0-9]{1,3}")) usage(text);
    return Math.clamp(Integer.parseInt(text), 10, 100);
  }

  private static void usage(String arg) {
    System.err.println("takt: '" + arg + "' is not understood here.\n      ./takt bench bytes [--percent 100] [--save]");
    System.exit(2);
  }

  private void run() throws IOException, InterruptedException {
    say("# Bytes of a snapshot\n\nSeed " + SEED + "; " + played() + " s of each room, " + PILE_S * percent / 100
        + " s of the pile. Every state that was read is what the room was, to the last point.\n");
    say("| | Hz | bytes | header | room | players | part | kB/s | Colyseus bytes | of those |");
    say("|---|---|---|---|---|---|---|---|---|---|");
    for (int hz : new int[]{20, 60}) beside("arena", hz, arena(hz, SEED, played() * hz));
    for (int hz : new int[]{20, 60}) beside("rough", hz, rough(hz, SEED, played() * hz));
    Played.Figures asteroids = asteroids(SEED, played() * Asteroids.TICK_RATE_HZ);
    row("asteroids", Asteroids.TICK_RATE_HZ, asteroids, " | |");
    keep("bytes.asteroids.kbs", asteroids.bytes() * Asteroids.TICK_RATE_HZ / 1000);
    say("\n*kB/s*: of one client, without what frames are wrapped in. The asteroids' rotations are the four numbers of"
        + " a quaternion. *Colyseus*: what its encoder makes of the very same motion, x and y to 0.015, velocities"
        + " and\nheadings to 0.01; *of those*: the share that Takt needs.\n");
    pile();
  }

  private int played() {
    return PLAYED_S * percent / 100;
  }

  // ---- rooms

  static Played.Figures arena(int hz, long seed, int ticks) {
    System.setProperty("arena.hz", "" + hz);
    BiConsumer<Integer, Arena.Steer> hands = new ArenaHands(seed, hz);
    return Played.play(new Played.Scene<>(Arena::new, Arena.Body.class, room -> room.bodies, hz, PLAYERS,
        Arena.Steer.class, hands), seed, WARM_S * hz, ticks);
  }

  static Played.Figures rough(int hz, long seed, int ticks) {
    System.setProperty("arena.hz", "" + hz);
    BiConsumer<Integer, Rough.Steer> hands = new RoughHands(seed, hz);
    return Played.play(new Played.Scene<>(Rough::new, Rough.Body.class, room -> room.bodies, hz, PLAYERS,
        Rough.Steer.class, hands), seed, WARM_S * hz, ticks);
  }

  static Played.Figures asteroids(long seed, int ticks) {
    return Played.play(new Played.Scene<>(Asteroids::new, Asteroids.Asteroid.class, room -> room.asteroids,
        Asteroids.TICK_RATE_HZ, 1, Input.class, (_, _) -> {}), seed, WARM_S * Asteroids.TICK_RATE_HZ, ticks);
  }

  /// One player's way: segments of 0.5 to 2 s, one in ten stands still; as bench/gen/gen.c has it.
  private static class Way {
    final SplittableRandom random;
    double leftS;
    double aim;
    double turn;
    int dx;
    int dy;
    /// Of the rough arena: how fast the aim goes.
    double swing;

    Way(long seed) {
      random = new SplittableRandom(seed);
    }

    void go(double seconds, boolean aims) {
      leftS -= seconds;
      if (leftS > 0) return;
      leftS += 0.5 + 1.5 * random.nextDouble();
      turn = 0;
      dx = 0;
      dy = 0;
      if (random.nextDouble() < 0.1) return;
      double direction = random.nextDouble() * 2 * Math.PI;
      dx = (int) Math.round(Math.cos(direction) * 100);
      dy = (int) Math.round(Math.sin(direction) * 100);
      if (!aims) return;
      aim = direction;
      if (random.nextBoolean()) turn = random.nextBoolean() ? 1 : -1;
    }
  }

  private static Way[] ways(long seed) {
    Way[] ways = new Way[PLAYERS];
    for (int i = 0; i < PLAYERS; i++) ways[i] = new Way(seed * PLAYERS + i);
    return ways;
  }

  /// Players of the arena.
  private static final class ArenaHands implements BiConsumer<Integer, Arena.Steer> {
    private final Way[] ways;
    private final double seconds;

    private ArenaHands(long seed, int hz) {
      ways = ways(seed);
      seconds = 1.0 / hz;
    }

    @Override public void accept(Integer who, Arena.Steer held) {
      Way way = ways[who];
      way.go(seconds, true);
      way.aim = (way.aim + way.turn * seconds + 2 * Math.PI) % (2 * Math.PI);
      held.dx = way.dx;
      held.dy = way.dy;
      held.aim = way.aim;
      held.buttons = way.random.nextInt(16) == 0 ? 1 : 0;
    }
  }

  /// Players of the rough arena: the same ways, and an aim that swings and trembles.
  private static final class RoughHands implements BiConsumer<Integer, Rough.Steer> {
    /// Seconds in which a swing loses 63 % of itself; its standard deviation in rad/s; that of a tremble in rad.
    private static final double SWING_S = 0.3;
    private static final double SWING = 2;
    private static final double TREMBLE = 0.01;

    private final Way[] ways;
    private final double seconds;

    private RoughHands(long seed, int hz) {
      ways = ways(seed);
      seconds = 1.0 / hz;
    }

    @Override public void accept(Integer who, Rough.Steer held) {
      Way way = ways[who];
      way.go(seconds, false);
      double kept = Math.exp(-seconds / SWING_S);
      way.swing = way.swing * kept + SWING * Math.sqrt(1 - kept * kept) * way.random.nextGaussian();
      way.aim += way.swing * seconds;
      held.dx = way.dx;
      held.dy = way.dy;
      held.aim = way.aim + TREMBLE * way.random.nextGaussian();
    }
  }

  /// A row with the same motion by Colyseus.
  private void beside(String name, int hz, Played.Figures f) throws IOException, InterruptedException {
    double peer = Patches.bytes(name + "-" + hz, f.trace());
    row(name, hz, f, String.format(Locale.ROOT, " %.1f | %.3f |", peer, f.bytes() / peer));
    plotted.add(name + ", " + hz + " Hz");
    ours.add(f.bytes());
    theirs.add(peer);
    keep("bytes." + name + "." + hz, f.bytes());
    keep("bytes." + name + ".share." + hz, f.bytes() / peer);
    keep("bytes." + name + ".colyseus." + hz, peer);
  }

  private void keep(String name, double figure) {
    kept.append(name).append('\t').append(figure).append("\tseed ").append(SEED).append(", ").append(played())
        .append(" s\n");
  }

  private void row(String name, int hz, Played.Figures f, String more) {
    List<Double> parts = List.copyOf(f.parts().values());
    double header = f.bytes() - parts.stream().mapToDouble(d -> d).sum();
    say(String.format(Locale.ROOT, "| %s | %d | %.1f | %.1f | %.1f | %.1f | %.1f | %.2f |", name, hz, f.bytes(), header,
        parts.get(0), parts.get(1), parts.get(2), f.bytes() * hz / 1000) + more);
  }

  // ---- the pile

  static Trace pile(long seed, int seconds) {
    Trace all = Pile.simulate(seed, PILE_WARM + seconds * Pile.TICK_RATE_HZ);
    return new Trace(all.shape(), all.tickRateHz(), all.ticks().subList(PILE_WARM - PILE_OLDER, all.ticks().size()));
  }

  private void pile() {
    Ladder.test(SEED);
    Trace train = pile(TRAIN_SEED, 5);
    Trace trace = pile(SEED, Math.max(1, PILE_S * percent / 100));
    double ladder = ladder(trace);
    say("| pile, frame n against n − 6, 60 Hz | bytes | p95 | kbit/s | beside the ladder |");
    say("|---|---|---|---|---|");
    say(String.format(Locale.ROOT, "| ideas of the 2015 ladder | %.1f | | %.1f | |", ladder, ladder * 0.48));
    StringBuilder learned = new StringBuilder();
    double least = Double.POSITIVE_INFINITY;
    for (int spacing : new int[]{1, PILE_LAG}) {
      Habit habit = Lagged.learned(train, PILE_LAG, spacing);
      int[] bits = new Lagged(trace, PILE_LAG, spacing).bits(habit, PILE_OLDER);
      double mean = Arrays.stream(bits).average().orElseThrow() / 8;
      least = Math.min(least, mean);
      Arrays.sort(bits);
      say(String.format(Locale.ROOT, "| foreseen from n − 6, n − %d, … n − %d | %.1f | %.1f | %.1f | %+.1f %% |",
          PILE_LAG + spacing, PILE_LAG + Gaps.OLDER_MAX * spacing, mean, bits[bits.length * 95 / 100] / 8.0,
          mean * 0.48, 100 * (mean / ladder - 1)));
      learned.append(spacing == 1 ? "" : "; ").append(orders(habit));
    }
    keep("bytes.pile.share", least / ladder);
    say("\nLearned from seed " + TRAIN_SEED + ": odds, and for each field by how many of its last differences it is"
        + " guessed, " + learned + ". " + awake(trace));
  }

  private static String orders(Habit habit) {
    int[] orders = new int[8];
    for (int f = 0; f < orders.length; f++) orders[f] = habit.foresight(f).order();
    return Arrays.toString(orders);
  }

  private static String awake(Trace trace) {
    long moved = 0;
    for (int t = PILE_LAG; t < trace.ticks().size(); t++) {
      for (int r = 0; r < Pile.COUNT; r++) {
        if (!Arrays.equals(trace.ticks().get(t)[r], trace.ticks().get(t - PILE_LAG)[r])) moved++;
      }
    }
    return String.format(Locale.ROOT, "%.0f of %d cubes are not what they were 6 frames ago.",
        moved / (double) (trace.ticks().size() - PILE_LAG), Pile.COUNT);
  }

  /// Bytes of a frame; each is read again and compared.
  private static double ladder(Trace trace) {
    Ladder.Frame[] written = new Ladder.Frame[trace.ticks().size()];
    Ladder.Frame[] read = new Ladder.Frame[written.length];
    Ladder ladder = new Ladder();
    long bytes = 0;
    for (int t = 0; t < written.length; t++) {
      long[][] frame = trace.ticks().get(t);
      if (t < PILE_LAG) {
        written[t] = Ladder.Frame.first(frame);
        read[t] = Ladder.Frame.first(frame);
        continue;
      }
      byte[] coded = ladder.write(frame, written[t - PILE_LAG]);
      written[t] = ladder.frame();
      long[][] back = ladder.read(coded, read[t - PILE_LAG]);
      read[t] = ladder.frame();
      if (!Arrays.deepEquals(back, frame)) throw new AssertionError("the ladder read frame " + t + " otherwise");
      if (t >= PILE_OLDER) bytes += coded.length;
    }
    return bytes / (double) (written.length - PILE_OLDER);
  }

  private void say(String line) {
    System.out.println(line);
    text.append(line).append('\n');
  }
}

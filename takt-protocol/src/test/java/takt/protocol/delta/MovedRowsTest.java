package takt.protocol.delta;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import takt.protocol.Seeded;
import takt.protocol.layout.Compass;
import takt.protocol.layout.Grid;
import takt.protocol.layout.LayoutField;
import takt.protocol.layout.LayoutType;
import takt.protocol.layout.Points;
import takt.protocol.layout.RoomLayout;
import takt.protocol.wire.BitReader;
import takt.protocol.wire.BitWriter;

/// Rows that moved come back as they went, whatever they are made of, and those that sleep cost nothing.
class MovedRowsTest {
  private static final Gaps EVEN = even();

  private final SplittableRandom random = Seeded.of(MovedRowsTest.class);

  private static Gaps even() {
    Gaps gaps = new Gaps().begin(1);
    for (int k = 0; k < Gaps.OLDER_MAX; k++) gaps.add(1);
    return gaps;
  }

  /// Rows as both ends have them, and, of who writes, what they are now.
  private static final class Table implements MovedRows.Rows {
    private final List<MovedRow> rows = new ArrayList<>();
    private final List<MovedRow> read = new ArrayList<>();
    private final List<Integer> order = new ArrayList<>();

    @Override public int count() {
      return rows.size();
    }

    @Override public boolean isAwake(int i) {
      MovedRow row = rows.get(i);
      if (row.older == 0) return true;
      for (long[] h : row.history) if (h[0] != h[1]) return true;
      return false;
    }

    @Override public boolean hasMoved(int i) {
      MovedRow row = rows.get(i);
      boolean moved = row.noted;
      for (int f = 0; f < row.now.length; f++) moved |= row.history[f][0] != row.now[f];
      for (boolean told : row.told) moved |= told;
      return moved;
    }

    @Override public void load(int i, MovedRow row) {
      MovedRow from = rows.get(i);
      for (int f = 0; f < from.history.length; f++) {
        // What lies further back than was asked for, or where the row was not, is nobody's to look at.
        Arrays.fill(row.history[f], 0xbad);
        System.arraycopy(from.history[f], 0, row.history[f], 0, Math.min(row.depths[f], from.older + 1));
      }
      copy(from.now, row.now);
      row.older = from.older;
      row.noted = from.noted;
      System.arraycopy(from.told, 0, row.told, 0, row.told.length);
    }

    @Override public void store(int i, MovedRow row) {
      order.add(i);
      MovedRow to = read.get(i);
      copy(row.now, to.now);
      to.noted = row.noted;
      System.arraycopy(row.told, 0, to.told, 0, row.told.length);
    }

    /// The same as a reader has it: nothing of now.
    private Table unread(PartShape shape) {
      Table table = new Table();
      for (MovedRow from : rows) {
        MovedRow row = new MovedRow(shape);
        MovedRow now = new MovedRow(shape);
        for (int f = 0; f < from.history.length; f++) {
          copy(from.history[f], row.history[f]);
          now.now[f] = from.history[f][0];
        }
        row.older = from.older;
        table.rows.add(row);
        table.read.add(now);
      }
      return table;
    }

    private static void copy(long[] from, long[] to) {
      System.arraycopy(from, 0, to, 0, from.length);
    }
  }

  private LayoutField field(int i) {
    return new LayoutField("f" + i, switch (random.nextInt(9)) {
      case 0 -> new LayoutType.Whole(Points.of(0, random.nextInt(300)));
      case 1 -> new LayoutType.Whole(Points.of(-(1L << 51), (1L << 51) - 1));
      case 2 -> new LayoutType.Whole(Points.of(-(1L << 53) + 1, (1L << 53) - 1));
      case 3 -> real(new Grid(-100, 1000, 0.01));
      case 4 -> real(new Grid(-1e300, 1e300, 1e290));
      case 5 -> angle(new Compass(random.nextInt(4, 25)));
      case 6 -> new LayoutType.Flag();
      case 7 -> new LayoutType.Text(9);
      default -> new LayoutType.Full();
    }, random.nextInt(9) == 0, random.nextInt(9) > 0, random.nextBoolean());
  }

  private static LayoutType real(Grid grid) {
    return new LayoutType.Real(grid, Points.of(grid));
  }

  private static LayoutType angle(Compass compass) {
    return new LayoutType.Angle(compass, Points.of(compass));
  }

  private PartShape shape() {
    List<LayoutField> fields = new ArrayList<>();
    for (int i = random.nextInt(9); i >= 0; i--) fields.add(field(i));
    return PartShape.of(new RoomLayout.Part("things", fields, null));
  }

  private Table table(PartShape shape, Gaps gaps) {
    Table table = new Table();
    for (int i = random.nextInt(40); i > 0; i--) {
      MovedRow row = new MovedRow(shape);
      row.older = random.nextInt(3) == 0 ? random.nextInt(gaps.older() + 1) : gaps.older();
      boolean asleep = random.nextBoolean();
      boolean stays = random.nextInt(3) > 0;
      for (int f = 0; f < row.now.length; f++) {
        Points points = shape.types().get(f).points();
        long[] h = row.history[f];
        h[8] = random.nextLong(points.first(), points.last() + 1);
        for (int k = 7; k >= 0; k--) h[k] = asleep && k == 0 ? h[1] : near(points, h[k + 1]);
        row.now[f] = asleep && stays ? h[0] : near(points, h[0]);
      }
      row.noted = !stays && random.nextInt(5) == 0;
      for (int o = 0; o < row.told.length; o++) row.told[o] = !stays && random.nextInt(5) == 0;
      table.rows.add(row);
    }
    return table;
  }

  private long near(Points points, long point) {
    return switch (random.nextInt(4)) {
      case 0 -> point;
      case 1 -> random.nextLong(points.first(), points.last() + 1);
      default -> points.nearest(point + random.nextLong(-3, 4) * (1L << random.nextInt(12)));
    };
  }

  private Gaps gaps() {
    int dt = random.nextInt(8) == 0 ? Integer.MAX_VALUE : random.nextInt(1, 70);
    Gaps gaps = new Gaps().begin(dt);
    boolean even = random.nextBoolean();
    int gap = random.nextInt(1, 65);
    for (int k = random.nextInt(9); k > 0; k--) gaps.add(even ? gap : random.nextInt(1, 65));
    return gaps;
  }

  private Habit habit(PartShape shape) {
    Habit first = shape.first();
    Foresight[] all = new Foresight[shape.stepped().size()];
    do {
      for (int f = 0; f < all.length; f++) all[f] = foresight(all.length);
    } while (!Habit.isPossible(all));
    char[] odds = new char[first.places()];
    int often = random.nextInt(4) == 0 ? 1 : random.nextInt(2, 1000);
    for (int i = 0; i < odds.length; i++) {
      odds[i] = (char) (random.nextInt(often) == 0 ? Habit.told(random.nextInt(-7, 8)) : first.odds(i));
    }
    return first.with(all, odds);
  }

  private Foresight foresight(int fields) {
    if (random.nextInt(4) == 0) return Foresight.by(random.nextInt(fields), random.nextBoolean());
    int[] weights = new int[random.nextInt(8)];
    boolean wild = random.nextInt(4) == 0;
    for (int k = 0; k < weights.length; k++) {
      weights[k] = wild ? random.nextInt(-8192, 8193) : random.nextInt(-1024, 1025) / (k + 1);
    }
    return Foresight.of(weights);
  }

  @Test void rowsComeBackAsTheyWent() {
    for (int round = 0; round < 3_000; round++) {
      PartShape shape = shape();
      Gaps gaps = gaps();
      Table table = table(shape, gaps);
      Habit habit = habit(shape);
      int tickRateHz = random.nextInt(61);
      // One coder for many states, as it is used; what it learned must not stay.
      MovedRows rows = new MovedRows(shape, tickRateHz);
      for (int again = 0; again < 2; again++) {
        BitWriter out = written(rows, table, habit, gaps);
        Table read = table.unread(shape);
        BitReader in = new BitReader().reset(out.bits(1, 1).toBytes());
        RangeReader reader = new RangeReader().begin(in);
        assertTrue(new MovedRows(shape, tickRateHz).code(reader, read, habit, gaps));
        reader.end();
        assertTrue(in.flag() && in.done(), "behind the stream");
        for (int i = 0; i < table.rows.size(); i++) {
          MovedRow was = table.rows.get(i);
          MovedRow is = read.read.get(i);
          assertArrayEquals(was.now, is.now);
          assertArrayEquals(was.told, is.told);
          assertEquals(was.noted, is.noted);
        }
      }
    }
  }

  @Test void habitsComeBackAsTheyWent() {
    for (int round = 0; round < 2_000; round++) {
      PartShape shape = shape();
      Habit known = habit(shape);
      Habit told = random.nextInt(4) == 0 ? known : known.with(foresights(habit(shape)), odds(known));
      BitWriter out = new BitWriter(64);
      told.write(known, out);
      if (told == known) assertEquals(1, out.bitCount());
      BitReader in = new BitReader().reset(out.bits(1, 1).toBytes());
      assertEquals(told, known.read(in));
      assertTrue(in.flag() && in.done());
    }
  }

  private static Foresight[] foresights(Habit habit) {
    Foresight[] all = new Foresight[habit.order().length];
    for (int f = 0; f < all.length; f++) all[f] = habit.foresight(f);
    return all;
  }

  private char[] odds(Habit known) {
    char[] odds = new char[known.places()];
    for (int i = 0; i < odds.length; i++) {
      odds[i] = (char) (random.nextInt(50) == 0 ? Habit.told(random.nextInt(-7, 8)) : known.odds(i));
    }
    return odds;
  }

  @Test void bitsByChanceAreAHabitThatCanBeOrALie() {
    int lies = 0;
    for (int round = 0; round < 20_000; round++) {
      Habit known = habit(shape());
      byte[] bytes = new byte[random.nextInt(60)];
      random.nextBytes(bytes);
      if (bytes.length > 0) bytes[0] |= 1;
      BitReader in = new BitReader().reset(bytes);
      Habit read = known.read(in);
      if (!in.ok()) lies++;
      assertTrue(Habit.isPossible(foresights(read)));
      for (int i = 0; i < read.places(); i++) assertTrue(read.odds(i) >= 60);
    }
    assertTrue(lies > 1_000, lies + " lies");
  }

  @Test void gapsComeBackAsTheyWent() {
    for (int round = 0; round < 2_000; round++) {
      Gaps gaps = gaps();
      BitWriter out = new BitWriter(8);
      gaps.write(out);
      BitReader in = new BitReader().reset(out.bits(1, 1).toBytes());
      Gaps read = new Gaps().read(in, gaps.dt());
      assertTrue(in.flag() && in.done());
      assertEquals(gaps.dt(), read.dt());
      assertEquals(gaps.older(), read.older());
      for (int k = 0; k < gaps.older(); k++) assertEquals(gaps.gap(k), read.gap(k));
    }
  }

  private static BitWriter written(MovedRows rows, Table table, Habit habit, Gaps gaps) {
    RangeWriter writer = new RangeWriter().begin();
    assertTrue(rows.code(writer, table, habit, gaps));
    BitWriter out = new BitWriter(16);
    writer.end(out);
    return out;
  }

  private Table crowd(PartShape shape, int count, Consumer<MovedRow> each) {
    Table table = new Table();
    for (int i = 0; i < count; i++) {
      MovedRow row = new MovedRow(shape);
      row.older = 8;
      for (int f = 0; f < row.now.length; f++) {
        Points points = shape.types().get(f).points();
        row.now[f] = random.nextLong(points.first() + 100, points.last() - 100);
        Arrays.fill(row.history[f], row.now[f]);
      }
      each.accept(row);
      table.rows.add(row);
    }
    return table;
  }

  private static PartShape ships() {
    LayoutType x = real(new Grid(-100, 1000, 0.01));
    return PartShape.of(new RoomLayout.Part("ships", List.of(new LayoutField("x", x, false, true, true),
        new LayoutField("y", x, false, true, true)), null));
  }

  @Test void sleepersCostNothing() {
    PartShape ships = ships();
    BitWriter out = written(new MovedRows(ships, 20), crowd(ships, 10_000, _ -> {}), ships.first(), EVEN);
    assertTrue(out.byteCount() <= 2, () -> out.byteCount() + " bytes");
  }

  @Test void oneThatWakesCostsItsPlaceAndItsMove() {
    PartShape ships = ships();
    Table table = crowd(ships, 10_000, _ -> {});
    table.rows.get(7_654).now[0]++;
    BitWriter out = written(new MovedRows(ships, 20), table, ships.first(), EVEN);
    assertTrue(out.byteCount() <= 6, () -> out.byteCount() + " bytes");
  }

  @Test void whatGoesAsForeseenCostsAPartOfABit() {
    PartShape ships = ships();
    Table table = crowd(ships, 10_000, row -> {
      for (int k = 1; k < 9; k++) row.history[0][k] -= 7L * k;
      row.now[0] += 7;
    });
    BitWriter out = written(new MovedRows(ships, 20), table, ships.first(), EVEN);
    assertTrue(out.bitCount() < 200, () -> out.bitCount() + " bits");
  }

  @Test void whatIsReadOfBitsByChanceStaysWithinBounds() {
    int lies = 0;
    for (int round = 0; round < 20_000; round++) {
      PartShape shape = shape();
      Gaps gaps = gaps();
      Table table = table(shape, gaps).unread(shape);
      byte[] bytes = new byte[random.nextInt(60)];
      if (round % 5 > 0) random.nextBytes(bytes);
      BitReader in = new BitReader().reset(bytes);
      RangeReader reader = new RangeReader().begin(in);
      boolean can = new MovedRows(shape, 20).code(reader, table, habit(shape), gaps);
      reader.end();
      if (!can || !in.ok()) lies++;
      for (MovedRow row : table.read) {
        for (int f = 0; f < row.now.length; f++) {
          assertTrue(shape.types().get(f).points().contains(row.now[f]));
        }
      }
    }
    assertTrue(lies > 1_000, lies + " lies");
  }

  @Test void whatANewStateBeginsWithIsNotWhatTheLastOneLearned() {
    PartShape ships = ships();
    MovedRows rows = new MovedRows(ships, 20);
    Table table = crowd(ships, 100, row -> row.now[0] += random.nextInt(-50, 50));
    byte[] first = written(rows, table, ships.first(), EVEN).toBytes();
    written(rows, crowd(ships, 100, row -> row.now[1] -= 9), ships.first(), EVEN);
    assertArrayEquals(first, written(rows, table, ships.first(), EVEN).toBytes());
    table.rows.get(3).now[0]++;
    assertFalse(Arrays.equals(first, written(rows, table, ships.first(), EVEN).toBytes()));
  }
}

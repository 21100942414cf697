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
  private final SplittableRandom random = Seeded.of(MovedRowsTest.class);

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
      return !row.hasBefore || !Arrays.equals(row.base, row.before);
    }

    @Override public boolean hasMoved(int i) {
      MovedRow row = rows.get(i);
      boolean moved = row.noted || !Arrays.equals(row.base, row.now);
      for (boolean told : row.told) moved |= told;
      return moved;
    }

    @Override public void load(int i, MovedRow row) {
      MovedRow from = rows.get(i);
      copy(from.base, row.base);
      copy(from.before, row.before);
      copy(from.earlier, row.earlier);
      copy(from.now, row.now);
      row.hasBefore = from.hasBefore;
      row.hasEarlier = from.hasEarlier;
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
        copy(from.base, row.base);
        copy(from.before, row.before);
        copy(from.earlier, row.earlier);
        row.hasBefore = from.hasBefore;
        row.hasEarlier = from.hasEarlier;
        table.rows.add(row);
        MovedRow now = new MovedRow(shape);
        copy(from.base, now.now);
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
    return PartShape.of(new RoomLayout.Part("things", fields));
  }

  private Table table(PartShape shape) {
    Table table = new Table();
    for (int i = random.nextInt(40); i > 0; i--) {
      MovedRow row = new MovedRow(shape);
      row.hasBefore = random.nextInt(6) > 0;
      row.hasEarlier = row.hasBefore && random.nextInt(6) > 0;
      boolean asleep = random.nextBoolean();
      boolean stays = random.nextInt(3) > 0;
      for (int f = 0; f < row.base.length; f++) {
        Points points = shape.types().get(f).points();
        row.earlier[f] = random.nextLong(points.first(), points.last() + 1);
        row.before[f] = near(points, row.earlier[f]);
        row.base[f] = asleep ? row.before[f] : near(points, row.before[f]);
        row.now[f] = asleep && stays ? row.base[f] : near(points, row.base[f]);
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

  private int[] foresights(PartShape shape) {
    int[] all = new int[shape.stepped().size()];
    do {
      for (int f = 0; f < all.length; f++) {
        all[f] = random.nextBoolean() ? random.nextInt(4) : random.nextInt(Foresight.BY_RATE + 2 * all.length);
      }
    } while (!shape.isForesight(all));
    return all;
  }

  @Test void rowsComeBackAsTheyWent() {
    for (int round = 0; round < 3_000; round++) {
      PartShape shape = shape();
      Table table = table(shape);
      int[] foresights = foresights(shape);
      int dt = random.nextInt(8) == 0 ? Integer.MAX_VALUE : random.nextInt(1, 70);
      int gap = random.nextInt(1, 65);
      int gapBefore = random.nextInt(1, 65);
      int tickRateHz = random.nextInt(61);
      // One coder for many states, as it is used; what it learned must not stay.
      MovedRows rows = new MovedRows(shape, tickRateHz);
      for (int again = 0; again < 2; again++) {
        BitWriter out = written(rows, table, foresights, dt, gap, gapBefore);
        Table read = table.unread(shape);
        BitReader in = new BitReader().reset(out.bits(1, 1).toBytes());
        RangeReader reader = new RangeReader().begin(in);
        assertTrue(new MovedRows(shape, tickRateHz).code(reader, read, foresights, dt, gap, gapBefore));
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

  private static BitWriter written(MovedRows rows, Table table, int[] foresights, int dt, int gap, int gapBefore) {
    RangeWriter writer = new RangeWriter().begin();
    assertTrue(rows.code(writer, table, foresights, dt, gap, gapBefore));
    BitWriter out = new BitWriter(16);
    writer.end(out);
    return out;
  }

  private Table crowd(PartShape shape, int count, Consumer<MovedRow> each) {
    Table table = new Table();
    for (int i = 0; i < count; i++) {
      MovedRow row = new MovedRow(shape);
      row.hasBefore = true;
      row.hasEarlier = true;
      for (int f = 0; f < row.base.length; f++) {
        Points points = shape.types().get(f).points();
        row.base[f] = random.nextLong(points.first() + 100, points.last() - 100);
        row.before[f] = row.base[f];
        row.earlier[f] = row.base[f];
        row.now[f] = row.base[f];
      }
      each.accept(row);
      table.rows.add(row);
    }
    return table;
  }

  private static PartShape ships() {
    LayoutType x = real(new Grid(-100, 1000, 0.01));
    return PartShape.of(new RoomLayout.Part("ships", List.of(new LayoutField("x", x, false, true, true),
        new LayoutField("y", x, false, true, true))));
  }

  @Test void sleepersCostNothing() {
    PartShape ships = ships();
    BitWriter out = written(new MovedRows(ships, 20), crowd(ships, 10_000, _ -> {}), new int[]{1, 1}, 1, 1, 1);
    assertTrue(out.byteCount() <= 2, () -> out.byteCount() + " bytes");
  }

  @Test void oneThatWakesCostsItsPlaceAndItsMove() {
    PartShape ships = ships();
    Table table = crowd(ships, 10_000, _ -> {});
    table.rows.get(7_654).now[0]++;
    BitWriter out = written(new MovedRows(ships, 20), table, new int[]{1, 1}, 1, 1, 1);
    assertTrue(out.byteCount() <= 6, () -> out.byteCount() + " bytes");
  }

  @Test void whatGoesAsForeseenCostsAPartOfABit() {
    PartShape ships = ships();
    Table table = crowd(ships, 10_000, row -> {
      row.before[0] -= 7;
      row.earlier[0] -= 14;
      row.now[0] += 7;
    });
    BitWriter out = written(new MovedRows(ships, 20), table, new int[]{1, 1}, 1, 1, 1);
    assertTrue(out.bitCount() < 100, () -> out.bitCount() + " bits");
  }

  @Test void whatIsReadOfBitsByChanceStaysWithinBounds() {
    int lies = 0;
    for (int round = 0; round < 20_000; round++) {
      PartShape shape = shape();
      Table table = table(shape).unread(shape);
      byte[] bytes = new byte[random.nextInt(60)];
      if (round % 5 > 0) random.nextBytes(bytes);
      BitReader in = new BitReader().reset(bytes);
      RangeReader reader = new RangeReader().begin(in);
      boolean can = new MovedRows(shape, 20).code(reader, table, foresights(shape), 1, 1, 1);
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
    byte[] first = written(rows, table, new int[]{1, 1}, 1, 1, 1).toBytes();
    written(rows, crowd(ships, 100, row -> row.now[1] -= 9), new int[]{1, 1}, 1, 1, 1);
    assertArrayEquals(first, written(rows, table, new int[]{1, 1}, 1, 1, 1).toBytes());
    table.rows.get(3).now[0]++;
    assertFalse(Arrays.equals(first, written(rows, table, new int[]{1, 1}, 1, 1, 1).toBytes()));
  }
}

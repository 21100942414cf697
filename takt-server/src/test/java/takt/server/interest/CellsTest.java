package takt.server.interest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import takt.server.Interest;

/// Who is near is found, and nobody else: against looking at everybody, in rooms and with radii of every size. And two
/// who look in turns do not see through each other's eyes.
class CellsTest {
  private static final double[] RADII = {Double.MIN_VALUE, 1e-300, 0.001, 1, 17, 100, 5000, 1e9, 1e200,
      Double.MAX_VALUE};

  private record Thing(long id, double x, double y) {}

  private static double place(SplittableRandom random, double least, double most) {
    return switch (random.nextInt(8)) {
      case 0 -> least;
      case 1 -> most;
      default -> least == most ? least : random.nextDouble(least, most);
    };
  }

  @Test void allWhoAreNearAreFoundAndNobodyElse() {
    long seed = 11;
    SplittableRandom random = new SplittableRandom(seed);
    int found = 0;
    for (int run = 0; run < 400; run++) {
      double least = random.nextInt(3) == 0 ? 0 : -random.nextDouble(1000);
      double width = random.nextInt(5) == 0 ? random.nextDouble(0.01) : random.nextDouble(5000);
      double height = random.nextInt(5) == 0 ? 0 : random.nextDouble(5000);
      double radius = RADII[random.nextInt(RADII.length)];
      Cells cells = new Cells(Interest.within(radius), least, least, least + width, least + height);
      for (int tick = 0; tick < 3; tick++) {
        cells.clear();
        Thing[] things = new Thing[random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt(300)];
        for (int i = 0; i < things.length; i++) {
          long id = (1L + random.nextInt(9)) << 16 | 1 + i;
          things[i] = new Thing(id, place(random, least, least + width), place(random, least, least + height));
          cells.add(id, 0, things[i].x, things[i].y);
        }
        cells.sort();
        for (int look = 0; look < 10; look++) {
          // Who looks may be outside of the bounds.
          double x = place(random, least - 100, least + width + 100);
          double y = random.nextInt(9) == 0 ? 1e150 : place(random, least - 100, least + height + 100);
          double reach = random.nextBoolean() ? radius : RADII[random.nextInt(RADII.length)];
          found += compare(cells, things, x, y, reach, "seed " + seed + " run " + run);
        }
      }
    }
    assertTrue(found > 10_000, "found=" + found);
  }

  private static int compare(Cells cells, Thing[] things, double x, double y, double reach, String what) {
    Set<Long> expected = new TreeSet<>();
    for (Thing thing : things) {
      double dx = thing.x - x;
      double dy = thing.y - y;
      if (dx * dx + dy * dy <= reach * reach) expected.add(thing.id);
      assertTrue(cells.isHere(thing.id), what);
      assertFalse(cells.isHere(thing.id + (11L << 16)), what);
      assertEquals(dx * dx + dy * dy, cells.squareTo(thing.id, x, y), what);
    }
    int n = cells.find(x, y, reach);
    Set<Long> all = new HashSet<>();
    for (int i = 0; i < n; i++) assertTrue(all.add(cells.foundId(i)), what);
    assertEquals(expected, new TreeSet<>(all), what + " at " + x + ", " + y + " within " + reach);
    return n;
  }

  @Test void whoHasGoneIsNotHere() {
    Cells cells = new Cells(Interest.within(10), 0, 0, 100, 100);
    long before = 1L << 16 | 7;
    cells.add(before, 0, 5, 5);
    cells.sort();
    assertEquals(1, cells.find(5, 5, 1));
    cells.clear();
    cells.sort();
    assertFalse(cells.isHere(before));
    assertFalse(cells.isHere(65_535));
    assertEquals(0, cells.find(5, 5, 1000));
    cells.clear();
    cells.add(2L << 16 | 7, 0, 5, 5);
    cells.sort();
    assertFalse(cells.isHere(before), "another in its slot");
  }

  // ---- two who look

  private static final long THING = 3L << 16 | 5;

  private static View view(Cells cells) {
    return new View(cells, new boolean[]{true}, new boolean[]{true}, 10, new Credit());
  }

  private static Known look(View view, long tick, double x) {
    view.look(tick, tick - 62, true, x, 0, (_, _) -> {
      throw new AssertionError("everyone may know");
    });
    Known known = view.part(0);
    if (known == null) throw new AssertionError("part 0 is under interest");
    return known;
  }

  /// More often than there are marks, so that they are used again.
  @Test void twoWhoLookInTurnsSeeEachTheirOwn() {
    Cells cells = new Cells(Interest.within(10), 0, 0, 1000, 1000);
    View near = view(cells);
    View far = view(cells);
    for (int i = 0; i < 40_000; i++) {
      long tick = 1L + i;
      boolean moved = i % 3 == 2;
      cells.clear();
      cells.add(THING, 0, moved ? 500 : 5, 0);
      cells.sort();
      Known one = look(near, tick, 0);
      assertEquals(!moved, near.knows(THING));
      assertEquals(moved || i > 0 && (i - 1) % 3 != 2, near.knew(THING), "at " + i);
      assertEquals(moved ? 0 : 1, one.count());
      assertEquals(moved ? 1 : 0, one.goneCount());
      for (int n = 0; n < one.count(); n++) one.tell(n, tick, 1, 1, true);
      Known other = look(far, tick, 500);
      assertEquals(moved, far.knows(THING));
      assertEquals(moved ? 1 : 0, other.count());
      assertEquals(0, other.keptCount(), "it is new each time");
    }
  }

  @Test void whatWasToldTooLongAgoEntersAnew() {
    Cells cells = new Cells(Interest.within(10), 0, 0, 1000, 1000);
    cells.add(THING, 0, 5, 0);
    cells.sort();
    View view = view(cells);
    assertEquals(0, look(view, 100, 0).keptCount());
    assertEquals(1, look(view, 162, 0).keptCount());
    Known known = look(view, 163, 0);
    assertEquals(0, known.keptCount());
    assertEquals(1, known.goneCount());
    assertEquals(1, known.count());
  }

  @Test void whatIsOwnedIsKnownFromNowhere() {
    Cells cells = new Cells(Interest.within(10), 0, 0, 1000, 1000);
    cells.add(THING, 0, 5, 0);
    cells.add(4L << 16 | 6, 0, 6, 0);
    cells.sort();
    View view = view(cells);
    for (int tick = 1; tick < 4; tick++) {
      view.owns(0, THING);
      view.look(tick, 0, false, 5, 0, (_, _) -> true);
      Known known = view.part(0);
      assertTrue(known != null && known.count() == 1 && known.id(0) == THING);
      assertFalse(view.knows(4L << 16 | 6));
    }
    view.look(4, 0, false, 5, 0, (_, _) -> true);
    assertFalse(view.knows(THING), "it is theirs no more");
  }
}

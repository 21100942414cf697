package takt.protocol.layout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import takt.protocol.json.Json;

/// The stream of moved rows of `docs/PROTOCOL.md`, written the plainest way, straight from the schema document.
///
/// One thread; used once. Shares nothing with the coder it is compared with.
final class PlainMoved {
  private static final int[] TOLD = {60, 162, 439, 1179, 3108, 7812, 17625, 32768, 47911, 57724, 62428, 64357, 65097,
      65374, 65476};
  private static final int COUNT = 7;
  private static final int PASSED = COUNT + 14;
  private static final int FIELDS = PASSED + 14;
  private static final int OF_FIELD = 24 + 24 * 14 + 18 + 12;

  private final List<Json> stepped = new ArrayList<>();
  private final List<Json> others = new ArrayList<>();
  private final int tickRateHz;
  private final List<List<Integer>> foresights = new ArrayList<>();
  private final long dt;
  private final List<Integer> gaps;
  private final PlainRange range;

  /// A row: its points in the base and in states before it, and now; `past` ends where it was not there.
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Row(boolean awake, boolean moved, List<long[]> past, long[] now, boolean noted, boolean[] told) {
    private boolean tells() {
      boolean any = noted;
      for (boolean one : told) any |= one;
      return any;
    }
  }

  /// @param habit `foresights` of all stepped fields, each its `how` and weights; `odds`, pairs of a place and a `z`
  PlainMoved(List<Json> fields, int tickRateHz, Json habit, long dt, List<Integer> gaps) {
    for (Json field : fields) {
      if (isStepped(field)) stepped.add(field);
      else if (isForAll(field)) others.add(field);
    }
    this.tickRateHz = tickRateHz;
    this.dt = dt;
    this.gaps = gaps;
    for (Json one : PlainBits.at(habit, "foresights").items()) foresights.add(wholes(one));
    if (foresights.isEmpty()) foresights.addAll(first(stepped));
    int[] odds = firstOdds();
    for (Json told : PlainBits.at(habit, "odds").items()) {
      odds[wholes(told).get(0)] = TOLD[wholes(told).get(1) + 7];
    }
    range = new PlainRange(odds);
  }

  static List<Integer> wholes(Json numbers) {
    return numbers.items().stream().map(n -> (int) n.whole(0)).toList();
  }

  private static boolean isForAll(Json field) {
    return field.get("to") == null || PlainBits.text(field, "to").equals("EVERYONE");
  }

  static boolean isStepped(Json field) {
    boolean isNumber = switch (PlainBits.text(field, "type")) {
      case "whole", "angle" -> true;
      case "real" -> field.get("step") != null;
      default -> false;
    };
    return isNumber && isForAll(field) && field.get("boxed") == null && !PlainBits.isWide(field)
        && PlainBits.width(field) <= 52;
  }

  /// How fields are guessed that nobody was told of.
  static List<List<Integer>> first(List<Json> stepped) {
    List<List<Integer>> all = new ArrayList<>();
    for (Json field : stepped) {
      boolean goesOn = PlainBits.text(field, "role").equals("position")
          || PlainBits.text(field, "type").equals("angle");
      all.add(goesOn ? List.of(1, 1024) : List.of(0));
    }
    return all;
  }

  // ---- odds

  private int[] firstOdds() {
    List<Double> all = new ArrayList<>(List.of(.95, .7, .5, .25, .15, .1, 1 / 256.0));
    add(all, .5, 14);
    add(all, .75, 14);
    for (Json field : stepped) {
      boolean counts = PlainBits.text(field, "type").equals("whole");
      double[] calm = counts ? new double[]{.98, .97, .96, .96, .96, .96} : new double[]{.85, .5, .3, .2, .12, .08};
      double[] surprised = counts ? calm : new double[]{.7, .35, .2, .12, .08, .05};
      for (int c = 0; c < 6; c++) {
        all.add(calm[c]);
        add(all, surprised[c], 3);
      }
      for (int c = 0; c < 6; c++) {
        for (int level = 0; level < 4; level++) {
          int usual = new int[]{14, 0, 1, 3, 5, 8}[c];
          add(all, c == 0 ? .75 : .85, usual);
          add(all, .35, 14 - usual);
        }
      }
      add(all, .5, 18 + 12);
    }
    add(all, 1 / 16.0, others.size());
    return all.stream().mapToInt(yes -> (int) (yes * 65536)).toArray();
  }

  private static void add(List<Double> all, double yes, int count) {
    for (int i = 0; i < count; i++) all.add(yes);
  }

  // ---- rows

  /// The bits of the stream.
  String code(List<Row> rows) {
    for (Row row : rows) {
      if (!row.awake) continue;
      int worst = 0;
      for (int f = 0; f < stepped.size(); f++) worst = Math.max(worst, context(row, f));
      boolean foreseen = !row.tells();
      for (int f = 0; f < stepped.size(); f++) foreseen &= guess(row, f, 0) == row.now[f];
      range.bit(worst, foreseen);
      if (!foreseen) row(row);
    }
    List<Row> asleep = rows.stream().filter(row -> !row.awake).toList();
    number(COUNT, asleep.stream().filter(Row::moved).count() + 1);
    int passed = 0;
    for (Row row : asleep) {
      if (row.moved) {
        number(PASSED, passed + 1);
        row(row);
      }
      passed = row.moved ? 0 : passed + 1;
    }
    return range.end();
  }

  private void row(Row row) {
    range.bit(6, row.noted);
    List<Integer> order = new ArrayList<>();
    for (int f = 0; f < stepped.size(); f++) if (foresights.get(f).get(0) < 8) order.add(f);
    for (int f = 0; f < stepped.size(); f++) if (foresights.get(f).get(0) >= 8) order.add(f);
    int level = 0;
    for (int f : order) {
      long residual = apart(stepped.get(f), guess(row, f, 0), row.now[f]);
      residual(row, f, level, residual);
      int worse = bits(residual) - bits(error(row, f));
      if (residual != 0) level = Math.max(level, worse <= 0 ? 1 : worse <= 2 ? 2 : 3);
    }
    for (int o = 0; o < row.told.length; o++) range.bit(FIELDS + stepped.size() * OF_FIELD + o, row.told[o]);
  }

  private void residual(Row row, int f, int level, long residual) {
    int at = FIELDS + f * OF_FIELD;
    int which = context(row, f) * 4 + level;
    range.bit(at + which, residual == 0);
    if (residual == 0) return;
    int more = bits(residual) - 1;
    unary(at + 24 + which * 14, more, 52);
    range.bit(at + 24 + 24 * 14 + Math.min(more, 5) * 3 + 1 + Long.signum(error(row, f)), residual < 0);
    if (more == 0) return;
    range.bit(at + 24 + 24 * 14 + 18 + Math.min(more, 12) - 1, (Math.abs(residual) >> more - 1) % 2 == 1);
    raw(Math.abs(residual), more - 1);
  }

  private void number(int at, long from1) {
    unary(at, bits(from1) - 1, 30);
    raw(from1, bits(from1) - 1);
  }

  private void unary(int at, int value, int most) {
    for (int i = 0; i < value; i++) range.bit(at + Math.min(i, 13), true);
    if (value < most) range.bit(at + Math.min(value, 13), false);
  }

  /// The low bits of a number, high ones first, 15 at a time and then what is left.
  private void raw(long number, int bits) {
    while (bits > 0) {
      int width = Math.min(15, bits);
      bits -= width;
      range.raw((int) (number >> bits) & (1 << width) - 1, width);
    }
  }

  private static int bits(long number) {
    return number == 0 ? 0 : Long.toBinaryString(Math.abs(number)).length();
  }

  // ---- guesses

  private int context(Row row, int f) {
    if (row.past.size() < 2) return 2;
    int bits = bits(error(row, f));
    return bits < 3 ? bits : bits < 5 ? 3 : bits < 8 ? 4 : 5;
  }

  private long error(Row row, int f) {
    return row.past.size() < 2 ? 0 : apart(stepped.get(f), guess(row, f, 1), row.past.get(0)[f]);
  }

  /// @param back 0 for what is now, 1 for what the base was expected to be
  private long guess(Row row, int f, int back) {
    List<Integer> how = foresights.get(f);
    Json field = stepped.get(f);
    long base = row.past.get(back)[f];
    double ahead = back == 0 ? dt : gaps.get(0);
    if (how.get(0) >= 8) {
      int g = (how.get(0) - 8) / 2;
      double rate = value(stepped.get(g), back == 0 ? row.now[g] : row.past.get(0)[g]);
      double times = how.get(0) % 2 == 1 ? ahead : tickRateHz == 0 ? 0 : ahead / tickRateHz;
      return moved(field, base, rate * times);
    }
    List<Integer> weights = how.subList(1, how.size());
    int known = row.past.size() - 1 - back;
    if (weights.isEmpty() || known < 1) return base;
    if (known < weights.size()) weights = List.of(1024);
    double steps = Math.clamp(Math.floor(ahead / gaps.get(back) + 0.5), 1, 8);
    List<Double> d = new ArrayList<>();
    for (int k = back; k < back + weights.size(); k++) {
      d.add(apart(field, row.past.get(k + 1)[f], row.past.get(k)[f]) * (ahead / steps / gaps.get(k)));
    }
    double sum = 0;
    for (int i = 0; i < steps; i++) {
      double next = 0;
      for (int k = 0; k < weights.size(); k++) next += weights.get(k) * d.get(k);
      d.add(0, next / 1024);
      sum += next / 1024;
    }
    return Math.abs(sum) < 0x1p52 ? near(field, base + (long) Math.floor(sum + 0.5)) : base;
  }

  private static long moved(Json field, long from, double by) {
    return switch (PlainBits.text(field, "type")) {
      case "whole" -> near(field, from + (long) Math.clamp(Math.floor(by + 0.5), -0x1p52, 0x1p52));
      case "angle" -> PlainBits.point(field, Json.of(value(field, from) + by));
      default -> PlainBits.point(field, Json.of(value(field, from) + by));
    };
  }

  private static long apart(Json field, long from, long to) {
    if (!PlainBits.text(field, "type").equals("angle")) return to - from;
    long all = 1L << PlainBits.width(field);
    return Math.floorMod(to - from + all / 2, all) - all / 2;
  }

  private static long near(Json field, long point) {
    if (PlainBits.text(field, "type").equals("angle")) return Math.floorMod(point, 1L << PlainBits.width(field));
    return Math.clamp(point, PlainBits.first(field), PlainBits.point(field, PlainBits.at(field, "max")));
  }

  private static double value(Json field, long point) {
    if (PlainBits.text(field, "type").equals("whole")) return point;
    if (PlainBits.text(field, "type").equals("angle")) return point * (2 * Math.PI) / (1L << PlainBits.width(field));
    double step = PlainBits.at(field, "step").number(0);
    double inverse = Math.rint(1 / step);
    return inverse >= 1 && Math.abs(inverse * step - 1) < 1e-12 ? point / inverse : point * step;
  }

  @Override public String toString() {
    return stepped + " by " + foresights + ", odds " + Arrays.toString(range.learned());
  }
}

package takt.protocol.delta;

import java.util.Arrays;
import java.util.List;
import takt.protocol.layout.LayoutType;

/// Where the odds of each bit of [MovedRows] stand, and what they are as long as nobody told better ones.
///
/// Stateless; any thread. In order: what is of no field, the bits of each stepped field, one of each other field.
final class Places {
  /// How wrong the same guess was one snapshot ago.
  static final int CONTEXTS = 6;
  /// How much more wrong than that the guesses of fields before it in the row are.
  static final int LEVELS = 4;
  /// The last of them for all further ones.
  static final int UNARY = 14;
  /// Sizes of a residual that have a sign, and a second highest bit, of their own.
  static final int SIGNS = 6;
  static final int TOPS = 12;

  static final int FORESEEN = 0;
  static final int NOTED = FORESEEN + CONTEXTS;
  static final int COUNT = NOTED + 1;
  static final int PASSED = COUNT + UNARY;
  static final int FIELDS = PASSED + UNARY;
  // of each stepped field
  static final int ZERO = 0;
  static final int SIZE = ZERO + CONTEXTS * LEVELS;
  static final int SIGN = SIZE + CONTEXTS * LEVELS * UNARY;
  static final int TOP = SIGN + 3 * SIGNS;
  static final int OF_FIELD = TOP + TOPS;

  private Places() {}

  static int others(int stepped) {
    return FIELDS + stepped * OF_FIELD;
  }

  // ---- odds of rows nobody has seen yet

  static char[] first(List<LayoutType.Stepped> types, int others) {
    int stepped = types.size();
    char[] odds = new char[others(stepped) + others];
    fill(odds, 0, odds.length, .5);
    set(odds, FORESEEN, .95, .7, .5, .25, .15, .1);
    set(odds, NOTED, 1 / 256.0);
    fill(odds, PASSED, UNARY, .75);
    for (int f = 0; f < stepped; f++) field(odds, FIELDS + f * OF_FIELD, types.get(f));
    fill(odds, others(stepped), others, 1 / 16.0);
    return odds;
  }

  /// Counters stay, or are anything; what moves goes by contexts. Something that was foreseen until now may be off by
  /// anything; else it is about as wrong as last time.
  private static void field(char[] odds, int at, LayoutType.Stepped type) {
    boolean counts = type instanceof LayoutType.Whole;
    double[] calm = counts ? new double[]{.98, .97, .96, .96, .96, .96} : new double[]{.85, .5, .3, .2, .12, .08};
    double[] surprised = counts ? calm : new double[]{.7, .35, .2, .12, .08, .05};
    int[] usual = {UNARY, 0, 1, 3, 5, 8};
    for (int c = 0; c < CONTEXTS; c++) {
      for (int level = 0; level < LEVELS; level++) {
        fill(odds, at + ZERO + c * LEVELS + level, 1, level == 0 ? calm[c] : surprised[c]);
        int size = at + SIZE + (c * LEVELS + level) * UNARY;
        fill(odds, size, UNARY, .35);
        fill(odds, size, usual[c], c == 0 ? .75 : .85);
      }
    }
  }

  private static void fill(char[] odds, int at, int count, double yes) {
    Arrays.fill(odds, at, at + count, (char) (yes * (1 << 16)));
  }

  private static void set(char[] odds, int at, double... yes) {
    for (int i = 0; i < yes.length; i++) fill(odds, at + i, 1, yes[i]);
  }
}

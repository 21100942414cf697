package takt.protocol.delta;

import java.util.Arrays;
import java.util.List;
import takt.protocol.wire.BitReader;
import takt.protocol.wire.BitWriter;

/// How the entities of a part use to move: how each of their stepped fields is guessed, and the odds that streams of
/// their rows begin with.
///
/// Immutable; any thread. What a room found out as it played, and tells as a part of the state:
/// ```
/// habit     | told u(1) | 1: of each stepped field: same u(1) | 0: foresight |
///           |           |    c odds, odds × { c places passed, u(4) z + 7 } |
/// foresight | c how | how ≤ 7: how × c zigzag(weight) |
/// ```
/// Told odds are one of 15: the chances `1 / (1 + exp(−z))`, z from −7 to 7.
public final class Habit {
  /// How many odds there are to tell.
  public static final int TOLD = 15;
  private static final char[] ODDS = {60, 162, 439, 1179, 3108, 7812, 17625, 32768, 47911, 57724, 62428, 64357, 65097,
      65374, 65476};
  private static final int TOLD_WIDTH = 4;

  private final Foresight[] foresights;
  private final char[] odds;
  /// Places of the fields: those that are guessed by others come last.
  private final int[] order;

  private Habit(Foresight[] foresights, char[] odds) {
    this.foresights = foresights;
    this.odds = odds;
    order = new int[foresights.length];
    int n = 0;
    for (int f = 0; f < order.length; f++) if (!foresights[f].isByField()) order[n++] = f;
    for (int f = 0; f < order.length; f++) if (foresights[f].isByField()) order[n++] = f;
  }

  /// What is known of entities that nobody has seen yet.
  static Habit first(List<Foresight> foresights, char[] odds) {
    return new Habit(foresights.toArray(Foresight[]::new), odds);
  }

  /// How a stepped field is guessed.
  public Foresight foresight(int f) {
    return foresights[f];
  }

  /// The odds of all bits of a stream; not to be written.
  char[] odds() {
    return odds;
  }

  int[] order() {
    return order;
  }

  /// How many bits of a stream have odds.
  public int places() {
    return odds.length;
  }

  /// The odds of a bit, of 65536.
  public int odds(int place) {
    return odds[place];
  }

  /// The odds that are told as that number.
  ///
  /// @param z −7 to 7
  public static int told(int z) {
    return ODDS[z + TOLD / 2];
  }

  /// The same with other guesses and odds.
  ///
  /// @param foresights of each stepped field, so that [#isPossible(Foresight[])]
  /// @param odds of each bit, those of this habit or one of [#told(int)]
  public Habit with(Foresight[] foresights, char[] odds) {
    if (!isPossible(foresights) || foresights.length != order.length || odds.length != this.odds.length) {
      throw new IllegalArgumentException("foresights=" + Arrays.toString(foresights) + " odds=" + odds.length
          + ", expected " + order.length + " and " + this.odds.length);
    }
    return new Habit(foresights.clone(), odds.clone());
  }

  /// Whether these are ways to guess: by a field that is there, and is itself not by another.
  public static boolean isPossible(Foresight[] foresights) {
    for (int f = 0; f < foresights.length; f++) {
      if (!foresights[f].isByField()) continue;
      int by = foresights[f].field();
      if (by >= foresights.length || by == f || foresights[by].isByField()) return false;
    }
    return true;
  }

  // ---- told

  /// @param known what the reader has
  public void write(Habit known, BitWriter out) {
    boolean news = !equals(known);
    out.flag(news);
    if (!news) return;
    for (int f = 0; f < foresights.length; f++) {
      boolean same = foresights[f].equals(known.foresights[f]);
      out.flag(same);
      if (!same) write(foresights[f], out);
    }
    int told = 0;
    for (int i = 0; i < odds.length; i++) if (odds[i] != known.odds[i]) told++;
    out.count(told);
    int passed = 0;
    for (int i = 0; i < odds.length; i++, passed++) {
      if (odds[i] == known.odds[i]) continue;
      out.count(passed).bits(Arrays.binarySearch(ODDS, odds[i]), TOLD_WIDTH);
      passed = -1;
    }
  }

  private static void write(Foresight foresight, BitWriter out) {
    out.count(foresight.how());
    for (int k = 0; k < foresight.order(); k++) out.zigzag(foresight.weight(k));
  }

  /// What the reader of this one has next: this one itself if nothing is told. On a lie fails the reader.
  public Habit read(BitReader in) {
    if (!in.flag()) return this;
    Foresight[] told = foresights.clone();
    for (int f = 0; f < told.length; f++) if (!in.flag()) told[f] = foresight(in);
    if (!isPossible(told)) in.lie();
    char[] toldOdds = odds;
    int place = 0;
    for (long left = in.count(odds.length); left > 0 && in.ok(); left--) {
      place += (int) in.count(odds.length);
      int z = (int) in.bits(TOLD_WIDTH);
      if (place >= odds.length || z >= TOLD) in.lie();
      if (!in.ok()) break;
      if (toldOdds == odds) toldOdds = odds.clone();
      toldOdds[place++] = ODDS[z];
    }
    return in.ok() ? new Habit(told, toldOdds) : this;
  }

  private Foresight foresight(BitReader in) {
    int how = (int) in.count(Foresight.BY_RATE + 2L * foresights.length - 1);
    if (how >= Foresight.BY_RATE) return Foresight.by(how - Foresight.BY_RATE >> 1, (how & 1) != 0);
    int[] weights = new int[how];
    for (int k = 0; k < how; k++) weights[k] = (int) in.zigzag(Foresight.WEIGHT_MAX);
    return in.ok() ? Foresight.of(weights) : Foresight.HOLD;
  }

  @Override public boolean equals(Object other) {
    return other == this
        || other instanceof Habit h && Arrays.equals(foresights, h.foresights) && Arrays.equals(odds, h.odds);
  }

  @Override public int hashCode() {
    return Arrays.hashCode(foresights);
  }
}

package takt.protocol.delta;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import takt.protocol.json.Json;
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

  /// How many stepped fields there are.
  public int foresights() {
    return foresights.length;
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

  // ---- in a schema document

  /// What a document says over this one, which is what it says nothing of.
  ///
  /// @throws IllegalArgumentException if it is none; the text says why
  Habit told(Json document) {
    List<Json> how = items(document, "how");
    if (how.size() != order.length) throw no("how=" + how.size() + " foresights, expected " + order.length);
    Foresight[] told = new Foresight[order.length];
    for (int f = 0; f < told.length; f++) told[f] = foresight(how.get(f).items());
    if (!isPossible(told)) throw no("fields foreseen by themselves, or by what is foreseen by another");
    char[] toldOdds = odds.clone();
    tell(items(document, "odds"), toldOdds, 0, toldOdds.length);
    return new Habit(told, toldOdds);
  }

  /// As a document tells it.
  ///
  /// @param known what a reader of the document has without
  Json json(Habit known) {
    List<Json> how = new ArrayList<>();
    for (Foresight foresight : foresights) {
      List<Json> one = new ArrayList<>(List.of(Json.of(foresight.how())));
      for (int k = 0; k < foresight.order(); k++) one.add(Json.of(foresight.weight(k)));
      how.add(new Json.Arr(one));
    }
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("how", new Json.Arr(how));
    members.put("odds", told(known, 0, odds.length));
    return new Json.Obj(members);
  }

  private Foresight foresight(List<Json> numbers) {
    if (numbers.isEmpty()) throw no("a foresight of no numbers");
    int how = number(numbers.getFirst(), 0, Foresight.BY_RATE + 2L * order.length - 1);
    if (how >= Foresight.BY_RATE && numbers.size() == 1) {
      return Foresight.by(how - Foresight.BY_RATE >> 1, (how & 1) != 0);
    }
    if (numbers.size() != how + 1) throw no("a foresight of " + numbers.size() + " numbers");
    int[] weights = new int[how];
    for (int k = 0; k < how; k++) {
      weights[k] = number(numbers.get(k + 1), -Foresight.WEIGHT_MAX, Foresight.WEIGHT_MAX);
    }
    return Foresight.of(weights);
  }

  /// Odds of some places that are not as known: pairs of how many places were passed and of `z`.
  Json told(Habit known, int from, int count) {
    List<Json> told = new ArrayList<>();
    int passed = 0;
    for (int i = from; i < from + count; i++, passed++) {
      if (odds[i] == known.odds[i]) continue;
      told.add(Json.of(passed));
      told.add(Json.of(Arrays.binarySearch(ODDS, odds[i]) - TOLD / 2));
      passed = -1;
    }
    return new Json.Arr(told);
  }

  /// The other way round.
  static void tell(List<Json> told, char[] odds, int from, int count) {
    if (told.size() % 2 != 0) throw no("an odd number of odds");
    int place = from;
    for (int i = 0; i < told.size(); i += 2) {
      place += number(told.get(i), 0, from + count - 1L - place);
      odds[place++] = (char) told(number(told.get(i + 1), -(TOLD / 2), TOLD / 2));
    }
  }

  private static List<Json> items(Json json, String name) {
    if (json.get(name) instanceof Json.Arr(List<Json> items)) return items;
    throw no("no list '" + name + "'");
  }

  private static int number(Json json, long min, long max) {
    long number = json.whole(Long.MIN_VALUE);
    if (number < min || number > max) throw no("a number that is not in " + min + ".." + max);
    return (int) number;
  }

  private static IllegalArgumentException no(String what) {
    return new IllegalArgumentException("a habit with " + what);
  }

  @Override public boolean equals(Object other) {
    return other == this
        || other instanceof Habit h && Arrays.equals(foresights, h.foresights) && Arrays.equals(odds, h.odds);
  }

  @Override public int hashCode() {
    return Arrays.hashCode(foresights);
  }
}

package takt.protocol.layout;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import takt.protocol.json.Json;
import takt.protocol.layout.PackedVectors.StateVector;

/// The vectors of what moves: states that are foreseen from older ones, and the streams of the range coder alone.
///
/// One thread.
final class MovedVectors {
  static final String LAYOUT = "{'room':'Moving','state':[{'name':'secret','type':'whole','min':0,'max':999,"
      + "'to':'OWNER'},{'name':'score','type':'whole','min':0,'max':999,'to':'EVERYONE'}],'entities':["
      + "{'name':'things','class':'thing','fields':["
      + real("x", "0", "1000", "0.01", ",'role':'position'") + ","
      + real("y", "0", "1000", "0.01", ",'role':'position'")
      + "," + real("vx", "-500", "500", "0.5", "") + ",{'name':'heading','type':'angle','bits':12,'to':'EVERYONE'},"
      + real("spin", "-1", "1", "0.001", "") + ",{'name':'hp','type':'whole','min':0,'max':100,'to':'EVERYONE'},"
      + "{'name':'name','type':'text','max':20,'to':'EVERYONE'},"
      + "{'name':'kind','type':'choice','of':['RED','GREEN','BLUE'],'to':'EVERYONE'},"
      + "{'name':'on','type':'flag','to':'EVERYONE'},{'name':'at','type':'record','class':'Point','fields':["
      + "{'name':'x','type':'whole','min':0,'max':9}],'to':'EVERYONE'},"
      + "{'name':'list','type':'list','of':{'type':'whole','min':0,'max':51},'max':9,'to':'EVERYONE'},"
      + "{'name':'target','type':'entity','of':'thing','to':'EVERYONE'},"
      + "{'name':'ammo','type':'whole','min':0,'max':99,'to':'OWNER'}]},"
      + "{'name':'long','class':'far','fields':[{'name':'far','type':'whole','min':-2251799813685248,"
      + "'max':2251799813685247,'to':'EVERYONE'},{'name':'by','type':'real','min':-1.0E300,'max':1.0E300,"
      + "'step':1.0E290,'to':'EVERYONE'},{'name':'turn','type':'angle','bits':24,'to':'EVERYONE'}]}],"
      + "'inputs':[],'commands':[],'events':[]}";
  private static final String HOLD = "[0]";
  private static final String LINEAR = "[1,1024]";
  private static final String MEAN = "[2,512,512]";
  private static final String CURVE = "[2,2048,-1024]";
  private static final String BY_VX = "[12]";
  private static final String BY_SPIN_A_TICK = "[17]";
  private static final Map<String, String> GUESSES = guesses();

  private final PackedVectors vectors;
  private final List<Json> streams = new ArrayList<>();

  MovedVectors(PackedVectors vectors) {
    this.vectors = vectors;
    foreseen();
    angles();
    missing();
    far();
    sleepers();
    back();
    said();
    habits();
    histories();
    levels();
    together();
    own();
    streams();
  }

  private static String real(String name, String min, String max, String step, String more) {
    return "{'name':'" + name + "','type':'real','min':" + min + ",'max':" + max + ",'step':" + step + more
        + ",'to':'EVERYONE'}";
  }

  List<Json> streamVectors() {
    return streams;
  }

  private static Map<String, String> guesses() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("hold", HOLD);
    all.put("linear", LINEAR);
    all.put("mean", MEAN);
    all.put("curve", CURVE);
    return all;
  }

  // ---- states

  /// Guesses of x, y, vx, heading, spin, hp, of which what is not said is as at first.
  private static String habit(String x, String y, String heading) {
    return "{'foresights':[" + x + "," + y + ",[0]," + heading + ",[0],[0]]}";
  }

  private static String known(String state, String part, String habit) {
    return state.replaceAll("\\}$", ",'habits':{'" + part + "':" + habit + "}}");
  }

  private static String turn(int point) {
    return Double.toString(point * (2 * Math.PI) / 4096);
  }

  /// A thing as told whole: everything of it that everyone may know.
  private static String thing(String x, String more) {
    return "{'x':" + x + ",'y':500,'vx':0,'heading':0,'spin':0,'hp':100,'name':null,'kind':null,'on':false,'at':null,"
        + "'list':null,'target':null" + more + "}";
  }

  private static String world(long tick, String things) {
    return "{'tick':" + tick + ",'room':{},'players':{},'entities':{'things':{" + things + "}}}";
  }

  private static String delta(String rows) {
    return "{'entities':{'things':{" + rows + "}}}";
  }

  private static String one(String x) {
    return "'65537':" + thing(x, "");
  }

  /// A thing that is at three places, then at a fourth.
  private StateVector places(String name, String meaning, long tick, String how, long t2, String x2, long t1, String x1,
      long t0, String x0, String x) {
    String before = known(world(t0, one(x0)), "things", habit(how, LINEAR, LINEAR));
    StateVector vector = new StateVector(name, meaning, "moving", tick).base(before).older(world(t1, one(x1)))
        .older(world(t2, one(x2)));
    return vector.delta(x.equals(x0) ? "{}" : delta("'65537':{'x':" + x + "}")).after(world(tick, one(x)));
  }

  private void foreseen() {
    Map<String, String> hits = Map.of("hold", "14", "linear", "18", "mean", "17", "curve", "20");
    GUESSES.forEach((name, how) -> {
      String hit = hits.getOrDefault(name, "");
      double x = Double.parseDouble(hit);
      vectors.add(places("foreseen-" + name, "from 8, 10 and 14", 13, how, 10, "8", 11, "10", 12, "14", hit));
      for (String by : List.of("0.01", "-0.01", "0.02", "-0.04", "0.16", "-1.28", "5", "900", "-7.5")) {
        String missed = Double.toString(Math.rint((x + Double.parseDouble(by)) * 100) / 100);
        vectors
            .add(places("foreseen-" + name + "-but-" + by, "by " + by + " not as foreseen", 13, how, 10, "8", 11, "10",
                12, "14", missed));
      }
    });
    vectors
        .add(places("linear-negative-half", "3 hundredths back in 2 ticks: 1 a tick, for a tie goes up", 13, LINEAR, 8,
            "5", 10, "5.03", 12, "5", "4.99"));
    vectors.add(places("linear-half", "3 hundredths on in 2 ticks: 2 a tick", 13, LINEAR, 8, "5", 10, "5", 12, "5.03",
        "5.05"));
    vectors
        .add(places("linear-edge", "on beyond 1000: at the edge", 13, LINEAR, 10, "0", 11, "100", 12, "900", "1000"));
    vectors.add(places("curve-back", "90 on, then 9: 72 back", 13, CURVE, 10, "900", 11, "990", 12, "999", "927"));
    vectors.add(places("linear-uneven", "gaps of 1 and 3, then 2", 16, LINEAR, 10, "10", 11, "11", 14, "17", "21"));
    vectors.add(places("mean-uneven", "gaps of 1 and 3, then 2", 16, MEAN, 10, "10", 11, "11", 14, "17", "20"));
    vectors.add(places("curve-uneven", "gaps of 1 and 3, then 2", 16, CURVE, 10, "10", 11, "11", 14, "17", "23"));
    vectors.add(places("linear-gaps-most", "64 ticks apart", 256, LINEAR, 64, "10", 128, "11", 192,
        "12", "13"));
    rates();
  }

  private void rates() {
    String all = habit(BY_VX, LINEAR, BY_SPIN_A_TICK);
    String base = "'65537':" + thing("100", "").replace("'vx':0", "'vx':30").replace("'spin':0", "'spin':0.01")
        .replace("'heading':0", "'heading':" + turn(4090));
    for (int hz : new int[]{0, 7, 20, 60}) {
      String x = hz == 0 ? "100" : hz == 7 ? "108.57" : hz == 20 ? "103" : "101";
      String row = "{" + (hz == 0 ? "" : "'x':" + x + ",") + "'heading':" + turn(4090 + 13 - 4096) + "}";
      StateVector v = new StateVector("by-rate-" + hz,
          "30 a second for 2 ticks of " + hz + " a second; 0.01 rad a tick",
          "moving", 14).base(foreseen(12, all, base)).older(world(11, base)).delta(delta("'65537':" + row));
      vectors.add(v.tickRateHz(hz).after(world(14, base.replace("'x':100", "'x':" + x).replace(turn(4090), turn(7)))));
    }
    StateVector v = new StateVector("by-rate-told", "the rate is told in the same row, and it goes by the new one",
        "moving",
        14).base(foreseen(12, all, base)).delta(delta("'65537':{'x':90,'vx':-100,'hp':3}"));
    vectors.add(v.after(world(14, base.replace("'x':100", "'x':90").replace("'vx':30", "'vx':-100").replace("100,'name",
        "3,'name"))));
  }

  private static String foreseen(long tick, String habit, String things) {
    return known(world(tick, things), "things", habit);
  }

  private void angles() {
    int[][] points = {{4000, 4090, 84, 174}, {100, 10, 4016, 3926}, {0, 2047, 4094, 2045}, {0, 2048, 0, 2048},
        {4095, 0, 1, 2}, {10, 10, 10, 4095}};
    for (Map.Entry<String, String> how : GUESSES.entrySet()) {
      for (int[] p : points) {
        String all = habit(LINEAR, LINEAR, how.getValue());
        String hit = turn(p[3]);
        StateVector v = new StateVector("angle-" + how.getKey() + "-" + p[0] + "-" + p[1] + "-" + p[2],
            "round, the shorter way",
            "moving", 13).base(foreseen(12, all, heading(p[2]))).older(world(11, heading(p[1])))
            .older(world(10, heading(p[0])));
        vectors.add(v.delta(delta("'65537':{'heading':" + hit + "}")).after(world(13, heading(p[3]))));
      }
    }
  }

  private static String heading(int point) {
    return one("5").replace("'heading':0", "'heading':" + turn(point));
  }

  private void missing() {
    GUESSES.forEach((how, guess) -> {
      String all = habit(guess, LINEAR, LINEAR);
      vectors.add(new StateVector("no-before-" + how, "nothing to foresee from but the base", "moving", 13)
          .base(foreseen(12, all, one("14"))).delta(delta("'65537':{'x':16}")).after(world(13, one("16"))));
      vectors.add(new StateVector("no-earlier-" + how, "one older than the base", "moving", 13)
          .base(foreseen(12, all, one("14"))).older(world(11, one("13"))).delta(delta("'65537':{'x':15}"))
          .after(world(13, one("15"))));
      String other = ",'65538':" + thing("7", "");
      vectors.add(new StateVector("new-since-before-" + how, "the second was not there before the base", "moving", 13)
          .base(foreseen(12, all, one("14") + other)).older(world(11, one("13"))).older(world(10, one("12")))
          .delta(delta("'65537':{'x':15},'65538':{'x':8}"))
          .after(world(13, one("15") + other.replace("'x':7", "'x':8"))));
      vectors.add(new StateVector("new-since-earlier-" + how, "nor one before that", "moving", 13)
          .base(foreseen(12, all, one("14") + other)).older(world(11, one("13") + other.replace("'x':7", "'x':6")))
          .older(world(10, one("12"))).delta(delta("'65537':{'x':15},'65538':{'x':8}"))
          .after(world(13, one("15") + other.replace("'x':7", "'x':8"))));
      String again = "'131074':" + thing("7", "");
      vectors.add(new StateVector("slot-used-before-" + how, "another was in that slot before", "moving", 13)
          .base(foreseen(12, all, again)).older(world(11, "'65538':" + thing("90", "")))
          .delta(delta("'131074':{'x':8}")).after(world(13, again.replace("'x':7", "'x':8"))));
    });
  }

  /// Guesses that leave what a number holds.
  private void far() {
    String rows = "'65537':{'far':FAR,'by':BY,'turn':TURN}";
    String[][] states = {{"-2251799813685248", "0"}, {"2251799813685247", "0"}};
    for (int i = 0; i < 2; i++) {
      String before = "{'tick':1,'room':{},'players':{},'entities':{'long':{" + rows.replace("FAR", states[i][0])
          .replace("BY", "1.0E300").replace("TURN", "0") + "}}}";
      String base = "{'tick':2,'room':{},'players':{},'entities':{'long':{" + rows.replace("FAR", states[1 - i][0])
          .replace("BY", i == 0 ? "-1.0E300" : "1.0E300").replace("TURN", Double.toString(8_388_607 * (2 * Math.PI)
              / (1 << 24)))
          + "}}}";
      for (String how : List.of(LINEAR, "[10]", "[11]", "[7,8192,8192,8192,8192,8192,8192,8192]")) {
        String known = known(base, "long", "{'foresights':[" + how + ",[0]," + LINEAR + "]}");
        vectors.add(
            new StateVector("far-" + i + "-" + how.replaceAll("\\[(\\d+).*", "$1"), "as far as ticks go",
                "moving", 9_007_199_254_740_991L)
                .base(known).older(before).delta("{'entities':{'long':{'65537':{'far':5,'turn':0}}}}")
                .after(base.replace("'far':" + states[1 - i][0], "'far':5").replaceAll("'turn':[^}]*", "'turn':0")
                    .replace("'tick':2,", "")));
      }
    }
  }

  private static String crowd(int count, int... moved) {
    StringBuilder things = new StringBuilder();
    for (int i = 0; i < count; i++) {
      boolean here = false;
      for (int one : moved) here |= one == i;
      things.append(i == 0 ? "'" : ",'").append(65_537 + i).append("':").append(thing(here ? "6" : "5", ""));
    }
    return things.toString();
  }

  private void sleepers() {
    int[][] all = {{}, {0}, {19}, {7}, {0, 19}, {3, 4, 5, 11},
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
            17, 18, 19}};
    List<String> names = List.of("none", "first", "last", "middle", "both-ends", "several", "all");
    for (int i = 0; i < all.length; i++) {
      StringBuilder rows = new StringBuilder();
      for (int one : all[i]) rows.append(rows.isEmpty() ? "'" : ",'").append(65_537 + one).append("':{'x':6}");
      String gone = i == 0 ? ",'gone':{'things':[65540]}" : "";
      String after = i == 0 ? crowd(20).replace(",'65540':" + thing("5", ""), "") : crowd(20, all[i]);
      vectors.add(new StateVector("asleep-" + names.get(i), "twenty asleep", "moving", 14).base(world(12, crowd(20)))
          .older(world(10, crowd(20))).older(world(8, crowd(20)))
          .delta(delta(rows.toString()).replaceAll("\\}$", gone
              + "}"))
          .after(world(14, after)));
    }
    vectors.add(new StateVector("asleep-and-awake", "the third is awake and stays, the fifth moves", "moving", 14)
        .base(world(12, crowd(6, 2))).older(world(10, crowd(6))).delta(delta("'65539':{'x':7},'65541':{'x':6}"))
        .after(world(14, crowd(6, 2, 4).replace("'65539':{'x':6", "'65539':{'x':7"))));
  }

  private void back() {
    vectors.add(new StateVector("asleep-behind-one-that-went-back", "the second is where it was two states ago, the "
        + "fourth and sixth wake: who was awake is judged by what was", "moving", 14).base(world(12, crowd(6, 1)))
        .older(world(10, crowd(6))).delta(delta("'65538':{'x':5},'65540':{'x':6},'65542':{'x':6}"))
        .after(world(14, crowd(6, 3, 5))));
  }

  private void said() {
    List<String> news = List.of("'name':'Zoë 🎮'", "'kind':'BLUE'", "'on':true", "'at':{'x':3}", "'list':[1,51]",
        "'target':65538", "'owner':7", "'jump':13", "'owner':0,'jump':14,'name':'','list':[]");
    for (String one : news) {
      String name = one.substring(1, one.indexOf('\'', 1)) + (one.contains(",'jump") ? "-and-more" : "");
      for (boolean awake : new boolean[]{false, true}) {
        String two = one("5") + ",'65538':" + thing("9", "");
        String before = awake ? two.replace("'x':5", "'x':4") : two;
        String after = two;
        for (String member : one.split(",(?=')", -1)) {
          String field = member.substring(0, member.indexOf(':') + 1);
          boolean isNew = field.matches("'(owner|jump)':");
          after = isNew
              ? after.replace("},'65538'", "," + member + "},'65538'")
              : after.replaceFirst(field + "[^,}]*", member);
        }
        vectors.add(new StateVector("said-" + name + (awake ? "-awake" : "-asleep"), one.replace("'", ""), "moving", 14)
            .base(world(13, two)).older(world(12, before)).delta(delta("'65537':{" + one + "}"))
            .after(world(14, after)));
      }
    }
  }

  private void habits() {
    String none = "{'tick':12,'room':{},'players':{},'entities':{}}";
    String other = habit(MEAN, CURVE, LINEAR);
    String told = "{'things':" + other + "}";
    String odds = other.replace("}", ",'odds':[[0,-7],[6,0],[35,7],[1500,-1],[2374,3],[2380,-3]]}");
    vectors.add(new StateVector("habit-told-at-first", "with the first entities", "moving", 13)
        .delta(delta(one("5"))).after(world(13, one("5"))).habits(told));
    vectors.add(new StateVector("habit-told-to-empty", "with the first entities of a delta", "moving", 13).base(none)
        .delta(delta(one("5"))).after(world(13, one("5"))).habits(told));
    vectors.add(new StateVector("habit-told", "and nothing else", "moving", 13).base(world(12, one("5"))).delta("{}")
        .after(world(13, one("5"))).habits("{'things':" + habit(BY_VX, CURVE, BY_SPIN_A_TICK) + "}"));
    vectors.add(new StateVector("habit-back", "those of the beginning again", "moving", 13)
        .base(foreseen(12, other, one("5"))).delta("{}").after(world(13, one("5")))
        .habits("{'things':" + habit(LINEAR, LINEAR, LINEAR) + "}"));
    vectors.add(new StateVector("habit-kept", "by a delta that does not tell it", "moving", 13)
        .base(foreseen(12, other, one("5"))).delta(delta("'65537':{'hp':9}"))
        .after(world(13, one("5").replace("'hp':100", "'hp':9"))).habits(told));
    vectors.add(new StateVector("habit-replaced", "the last one goes and another enters: it stays", "moving", 13)
        .base(foreseen(12, other, one("5"))).delta("{'gone':{'things':[65537]},'entities':{'things':{'65538':"
            + thing("9", "") + "}}}")
        .after(world(13, "'65538':" + thing("9", "")))
        .habits(told));
    vectors.add(new StateVector("habit-forgotten", "a part that is empty has that of the beginning", "moving", 13)
        .base(foreseen(12, odds, "")).delta(delta(one("5"))).after(world(13, one("5")))
        .habits("{'things':" + habit(LINEAR, LINEAR, LINEAR) + "}"));
    vectors.add(new StateVector("weights-extreme", "the largest there are", "moving", 13).base(world(12, one("5")))
        .delta("{}").after(world(13, one("5")))
        .habits("{'things':" + habit("[3,8192,-8192,0]", "[7,1,-1,2,-2,3,-3,4]", LINEAR) + "}"));
    vectors.add(new StateVector("odds-told", "the first and the last, and between", "moving", 13)
        .base(foreseen(12, other, one("5"))).older(world(11, one("6"))).delta(delta("'65537':{'x':4,'hp':9}"))
        .after(world(13, one("4").replace("'hp':100", "'hp':9"))).habits("{'things':" + odds + "}"));
    vectors.add(new StateVector("odds-kept", "a stream begins with what was told before", "moving", 13)
        .base(foreseen(12, odds, one("5"))).older(world(11, one("6"))).delta(delta("'65537':{'x':4,'name':'b'}"))
        .after(world(13, one("4").replace("'name':null", "'name':'b'"))));
    vectors.add(new StateVector("odds-told-again", "one of them, and the guesses beside it", "moving", 13)
        .base(foreseen(12, odds, one("5"))).delta(delta("'65537':{'x':4}"))
        .after(world(13, one("4"))).habits("{'things':" + odds.replace("[35,7]", "[35,-7]").replace(MEAN, LINEAR)
            + "}"));
    vectors.add(new StateVector("odds-whole", "whole state tells all of them", "moving", 13).delta(delta(one("5")))
        .after(world(13, one("5"))).habits("{'things':" + odds + "}"));
    StringBuilder each = new StringBuilder();
    for (int z = -7; z <= 7; z++)
      each.append(z == -7 ? "[" : ",[").append(35 + 390 + z + 7).append(',').append(z)
          .append(']');
    vectors.add(new StateVector("odds-each", "all there are", "moving", 13)
        .base(foreseen(12, other, one("5"))).delta(delta("'65537':{'y':4}"))
        .after(world(13, one("5").replace("'y':500", "'y':4"))).habits("{'things':" + other.replace("}", ",'odds':["
            + each + "]}") + "}"));
  }

  /// A thing's last nine places, and what is made of them.
  private void histories() {
    double[] wave = {500, 503.13, 511.2, 523.47, 538.5, 554.21, 568.3, 578.88, 584.9, 585.62};
    String seven = "[7,2662,-2458,1024,-307,205,-154,52]";
    for (String how : List.of(LINEAR, "[3,2662,-2458,820]", "[5,3072,-4096,3072,-1229,205]", seven)) {
      String order = how.substring(1, 2);
      for (int older = 0; older <= 8; older++) {
        history("history-" + order + "-of-" + older, older + " older ones", how, wave, older, 9, 1);
      }
      for (int ahead : new int[]{2, 3, 6, 8, 9, 20, 64}) {
        history("steps-" + order + "-" + ahead, "on by " + ahead + " gaps", how, wave, 8, 8 + ahead, 1);
      }
      history("even-" + order, "all 3 ticks apart", how, wave, 8, 27, 3);
      history("steps-of-3-" + order, "7 ticks ahead of what was 3 apart: 2 steps", how, wave, 8, 31, 3);
    }
    for (int hole = 0; hole < 8; hole++) {
      long[] ticks = new long[9];
      for (int k = 0; k < 9; k++) ticks[k] = 20L - k - (k > hole ? 2 : 0);
      at("hole-" + hole, "two are missing behind that one", seven, wave, ticks, 21, "586");
    }
    at("mixed-gaps", "no gap like another", seven, wave, new long[]{90, 89, 86, 80, 79, 60, 58, 40, 3}, 92, "590.5");
    at("gaps-longer", "one tick on, where all were far apart", seven, wave,
        new long[]{600, 536, 472, 408, 344, 280, 216, 152, 88}, 601, "585.7");
    enteredSince();
  }

  private void history(String name, String meaning, String how, double[] wave, int older, long tick, int gap) {
    long[] ticks = new long[older + 1];
    for (int k = 0; k <= older; k++) ticks[k] = 1 + gap * (8L - k);
    at(name, meaning, how, wave, ticks, 1 + tick, Double.toString(wave[9]));
  }

  private void at(String name, String meaning, String how, double[] wave, long[] ticks, long tick, String x) {
    StateVector v = new StateVector(name, meaning, "moving", tick)
        .base(foreseen(ticks[0], habit(how, LINEAR, LINEAR), one(Double.toString(wave[8]))));
    for (int k = 1; k < ticks.length; k++) v.older(world(ticks[k], one(Double.toString(wave[8 - k]))));
    vectors.add(v.delta(delta("'65537':{'x':" + x + "}")).after(world(tick, one(x))));
  }

  /// Rows that were not there all the time, and one that was away between.
  private void enteredSince() {
    String[] all = new String[9];
    for (int k = 0; k < 9; k++) {
      StringBuilder things = new StringBuilder();
      for (int i = 0; i < 9; i++) {
        boolean isThere = i >= k || i == 3 && k == 7;
        if (isThere)
          things.append(things.isEmpty() ? "'" : ",'").append(65_537 + i).append("':")
              .append(thing(Integer.toString(100 * i - k * k), ""));
      }
      all[k] = things.toString();
    }
    String seven = "[7,2048,-1024,512,-256,128,-64,32]";
    StateVector v = new StateVector("entered-since", "the first was there in one, the last in nine; the fourth, which "
        + "was there long ago, in four", "moving", 13).base(foreseen(12, habit(seven, LINEAR, LINEAR), all[0]));
    for (int k = 1; k < 9; k++) v.older(world(12 - k, all[k]));
    StringBuilder moved = new StringBuilder();
    String after = all[0];
    for (int i = 0; i < 9; i++) {
      moved.append(i == 0 ? "'" : ",'").append(65_537 + i).append("':{'x':").append(100 * i + 2).append('}');
      after = after.replace("'x':" + 100 * i + ",", "'x':" + (100 * i + 2) + ",");
    }
    vectors.add(v.delta(delta(moved.toString())).after(world(13, after)));
  }

  /// How the fields before it in a row missed, and by how much, says how a field will.
  private void levels() {
    String[][] rows = {{"14.01", "500.01"}, {"14.02", "500.05"}, {"14.08", "501"}, {"200", "501"}, {"14.01", "980"},
        {"900", "3"}};
    for (String[] row : rows) {
      vectors.add(new StateVector("level-of-" + row[0] + "-" + row[1], "x, then y, then hp miss", "moving", 13)
          .base(foreseen(12, habit(HOLD, HOLD, LINEAR), one("14"))).older(world(11, one("13.98")))
          .delta(delta("'65537':{'x':" + row[0] + ",'y':" + row[1] + ",'hp':31}"))
          .after(world(13, one(row[0]).replace("'y':500", "'y':" + row[1]).replace("'hp':100", "'hp':31"))));
    }
    String other = thing("7", "");
    for (String by : List.of("1", "2", "3", "5", "9", "17", "33", "65", "129", "257", "513", "1025", "2049", "4097",
        "30000", "65000")) {
      String x = Double.toString((700 + Integer.parseInt(by)) / 100.0);
      vectors.add(new StateVector("size-of-" + by, "one near, one so many points on", "moving", 13)
          .base(world(12, one("5") + ",'65538':" + other)).older(world(11, one("5") + ",'65538':" + other))
          .delta(delta("'65537':{'x':5.01},'65538':{'x':" + x + "}"))
          .after(world(13, one("5.01") + ",'65538':" + thing(x, ""))));
    }
  }

  private void together() {
    vectors.add(new StateVector("moved-all", "gone, moved asleep and awake, entered", "moving", 14)
        .base(world(12, crowd(5, 1, 2))).older(world(10, crowd(5))).older(world(8, crowd(4)))
        .delta(
            "{'gone':{'things':[65538]},'entities':{'things':{'65539':{'x':7.01},'65541':{'hp':1,'name':'e'},'65550':"
                + thing("1", ",'owner':2") + "}}}")
        .after(world(14, crowd(5, 2).replace("'65538':" + thing("5", "") + ",", "").replace("'65539':{'x':6",
            "'65539':{'x':7.01").replaceAll("('65541':.*)'hp':100,'name':null", "$1'hp':1,'name':'e'") + ",'65550':"
            + thing("1", ",'owner':2"))));
    vectors
        .add(new StateVector("moved-order", "rows are in the order in which they entered, not of their slots", "moving",
            14)
            .base(
                world(12, "'65540':" + thing("1", "") + ",'131075':" + thing("2", "") + ",'196609':" + thing("3", "")))
            .delta(delta("'65540':{'x':1.5},'131075':{'x':2.75},'196609':{'x':30}"))
            .after(world(14, "'65540':" + thing("1.5", "") + ",'131075':" + thing("2.75", "") + ",'196609':"
                + thing("30", ""))));
    vectors
        .add(new StateVector("moved-slot-again", "a slot has another, and it moves on in the next state", "moving", 14)
            .base(world(12, crowd(3))).older(world(10, crowd(3)))
            .delta("{'gone':{'things':[65538]},'entities':{'things':{"
                + "'131074':" + thing("44", "") + "}}}")
            .after(
                world(14, crowd(3).replace("'65538':" + thing("5", "") + ",", "") + ",'131074':" + thing("44", ""))));
  }

  private void own() {
    String two = one("5") + ",'65538':" + thing("9", ",'ammo':30");
    own("own-shown", "one who may now see it is told it anew", two, "{'entities':{'things':{'65537':{'ammo':30}}}}",
        two.replaceFirst("'target':null}", "'target':null,'ammo':30}"));
    own("own-hidden", "one who may no more is told so", two, "{'entities':{'things':{'65538':{'ammo':null}}}}",
        two.replace("'ammo':30", "'ammo':null"));
    own("own-moved", "one who may is told how far it moved", two, "{'entities':{'things':{'65538':{'ammo':29}}}}",
        two.replace("'ammo':30", "'ammo':29"));
    own("own-and-public", "a row moves for everyone and for one", two,
        "{'entities':{'things':{'65537':{'x':6},'65538':{'x':8,'ammo':29}}}}",
        two.replace("'x':5", "'x':6").replace("'x':9", "'x':8").replace("'ammo':30", "'ammo':29"));
    own("own-of-entered", "of one that enters in the same state", two, "{'entities':{'things':{'65539':"
        + thing("1", ",'ammo':7") + "}}}", two + ",'65539':" + thing("1", ",'ammo':7"));
    vectors
        .add(new StateVector("own-whole", "and in whole state", "moving", 13).delta(delta(two)).after(world(13, two)));
    vectors.add(new StateVector("own-room", "the room's own field beside one that all may know", "moving", 13)
        .base(world(12, "").replace("'room':{}", "'room':{'secret':500,'score':4}"))
        .delta("{'room':{'secret':501,'score':5}}")
        .after(world(13, "").replace("'room':{}", "'room':{'secret':501,'score':5}")));
    vectors.add(new StateVector("own-room-hidden", "and taken back", "moving", 13)
        .base(world(12, "").replace("'room':{}", "'room':{'secret':500,'score':4}")).delta("{'room':{'secret':null}}")
        .after(world(13, "").replace("'room':{}", "'room':{'secret':null,'score':4}")));
    vectors.add(new StateVector("own-part-whole", "a part that not everyone may know, whole", "moving", 13)
        .delta(delta(two)).after(world(13, two)).own("things"));
    vectors.add(new StateVector("own-part", "one goes, one moves, one enters", "moving", 13).base(world(12, two))
        .older(world(11, two)).delta("{'gone':{'things':[65537]},'entities':{'things':{'65538':{'owner':3,'x':11,"
            + "'heading':" + turn(2047) + ",'ammo':31},'65539':" + thing("1", ",'jump':12") + "}}}")
        .after(world(13, "'65538':" + thing("11", ",'ammo':31,'owner':3").replace("'heading':0", "'heading':"
            + turn(2047)) + ",'65539':" + thing("1", ",'jump':12")))
        .own("things"));
    vectors
        .add(new StateVector("own-refs", "what refers to entities that not everyone may know is own, too", "moving", 13)
            .base(world(12, two)).delta(delta("'65537':{'x':7,'target':65538}"))
            .after(world(13, two.replaceFirst("'x':5", "'x':7").replaceFirst("'target':null", "'target':65538")))
            .own("things.target"));
  }

  private void own(String name, String meaning, String base, String delta, String after) {
    vectors.add(new StateVector(name, meaning, "moving", 13).base(world(12, base)).older(world(11, base))
        .delta(delta).after(world(13, after)));
  }

  // ---- the coder alone

  /// What is coded, and what it makes.
  private static final class Stream {
    private final int[] odds;
    private final PlainRange plain;
    private final List<Json> coded = new ArrayList<>();

    private Stream(int... odds) {
      this.odds = odds;
      plain = new PlainRange(odds);
    }

    private Stream bit(int at, boolean yes) {
      plain.bit(at, yes);
      return said(at, yes);
    }

    private Stream said(int at, boolean yes) {
      coded.add(new Json.Arr(List.of(Json.of((long) at), Json.of(yes ? 1L : 0L))));
      return this;
    }

    private Stream raw(int value, int width) {
      plain.raw(value, width);
      coded.add(new Json.Arr(List.of(Json.of("raw"), Json.of((long) value), Json.of((long) width))));
      return this;
    }
  }

  private void stream(String name, String meaning, Stream stream) {
    String bits = stream.plain.end();
    PlainBits packed = new PlainBits();
    for (int i = 0; i < bits.length(); i++) packed.u(1, bits.charAt(i) - '0');
    Map<String, Json> vector = new LinkedHashMap<>();
    vector.put("name", Json.of(name));
    vector.put("meaning", Json.of(meaning));
    vector.put("odds", wholes(stream.odds));
    vector.put("coded", new Json.Arr(List.copyOf(stream.coded)));
    vector.put("bits", Json.of((long) bits.length()));
    vector.put("learned", wholes(stream.plain.learned()));
    vector.put("hex", Json.of(packed.hex()));
    streams.add(new Json.Obj(vector));
  }

  private static Json wholes(int[] numbers) {
    List<Json> all = new ArrayList<>();
    for (int number : numbers) all.add(Json.of((long) number));
    return new Json.Arr(all);
  }

  private void streams() {
    stream("empty", "nothing: two bits that name a quarter", new Stream());
    stream("one", "a likely one", new Stream(60_000).bit(0, true));
    stream("zero", "an unlikely zero", new Stream(60_000).bit(0, false));
    stream("even", "as likely as not", new Stream(32_768).bit(0, false).bit(0, true).bit(0, true).bit(0, false));
    Stream least = new Stream(1, 65_535);
    for (int i = 0; i < 40; i++) least.bit(i % 2, i % 2 == 0);
    stream("least-likely", "the least likely each time: the odds move", least);
    Stream most = new Stream(1, 65_535);
    for (int i = 0; i < 400; i++) most.bit(i % 2, i % 2 == 1);
    stream("most-likely", "what is nearly sure costs nearly nothing", most);
    Stream learned = new Stream(32_768);
    for (int i = 0; i < 900; i++) learned.bit(0, true);
    stream("learned", "until the odds move no more, then the other", learned.bit(0, false).bit(0, true));
    Stream raws = new Stream(32_768);
    for (int width = 0; width <= 15; width++) raws.raw((1 << width) - 1, width).raw(0, width).bit(0, width % 3 == 0);
    stream("raw", "numbers of 0 to 15 bits, the largest and the smallest", raws);
    stream("raw-only", "15 bits and nothing else", new Stream().raw(0x5555, 15));
    Stream ones = new Stream();
    for (int i = 0; i < 40; i++) ones.raw(0x7fff, 15);
    stream("raw-ones", "ones all along", ones);
    carry();
    for (int seed = 1; seed <= 8; seed++) stream("chance-" + seed, "by chance", chance(seed));
  }

  private void carry() {
    Stream carry = new Stream(32_768, 20_000, 50_000);
    SplittableRandom random = new SplittableRandom(20_261_121);
    boolean passed = false;
    for (int i = 0; i < 400 && !passed; i++) {
      int at = random.nextInt(3);
      boolean pass = i > 90;
      int before = carry.plain.learned()[at];
      passed = carry.plain.towardsTheMiddle(at, pass);
      carry.said(at, carry.plain.learned()[at] > before);
    }
    if (carry.plain.carriedMost() < 40) throw new AssertionError(carry.plain.carriedMost() + " bits carried");
    for (int i = 0; i < 100; i++) carry.bit(random.nextInt(3), random.nextBoolean());
    stream("carry", "a carry through " + carry.plain.carriedMost() + " bits, whole bytes of ones among them", carry);
  }

  private static Stream chance(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] odds = new int[9];
    for (int i = 0; i < odds.length; i++) odds[i] = random.nextInt(1, 65_536);
    Stream stream = new Stream(odds);
    for (int i = 0; i < 500; i++) {
      int at = random.nextInt(odds.length);
      int width = random.nextInt(16);
      if (random.nextInt(8) == 0) stream.raw(random.nextInt(1 << width), width);
      else stream.bit(at, random.nextInt(65_536) < odds[at]);
    }
    return stream;
  }
}

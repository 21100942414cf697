package takt.app.bots;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import takt.protocol.json.Json;

/// What a bot's hands do: axes wander smoothly, aims drift, buttons are pressed now and then; by the fields that the
/// room's schema gives its input.
///
/// One thread. All of it comes from one seed.
public final class Whim {
  /// Where a number is bounded by its type alone: what a person would send.
  private static final double UNBOUNDED = 1000;
  private static final double PRESS = 0.04;
  private static final int DEPTH_MAX = 8;
  /// How far an axis goes towards where it is to be, each tick.
  private static final double REACH = 0.2;

  private final SplittableRandom random;
  private final int rateHz;
  private final List<Json> fields;
  private final Map<String, Hand> hands = new LinkedHashMap<>();

  /// Where one field is and where it is to be.
  private static final class Hand {
    private double at;
    private double aim;
    private int ticksLeft;
  }

  /// @param schema the room's, as it is served
  /// @param rateHz how often a second it is asked
  public Whim(Json schema, int rateHz, long seed) {
    this.rateHz = Math.max(1, rateHz);
    random = new SplittableRandom(seed);
    List<Json> inputs = get(schema, "inputs").items();
    fields = inputs.isEmpty() ? List.of() : get(inputs.getFirst(), "fields").items();
  }

  /// Whether the room takes inputs at all.
  boolean hasInput() {
    return !fields.isEmpty();
  }

  /// What is held in the next tick.
  public Json next() {
    Map<String, Json> values = new LinkedHashMap<>();
    for (Json field : fields) {
      String name = text(field, "name");
      Json value = top(field, hands.computeIfAbsent(name, _ -> new Hand()));
      if (value != null) values.put(name, value);
    }
    return new Json.Obj(values);
  }

  /// A field of the input itself has a past, and moves on from it.
  private @Nullable Json top(Json field, Hand hand) {
    if (hand.ticksLeft-- <= 0) {
      hand.ticksLeft = rateHz / 4 + random.nextInt(2 * rateHz);
      hand.aim = random.nextDouble();
    }
    return switch (text(field, "type")) {
      case "flag" -> Json.of(text(field, "role").equals("press") ? random.nextDouble() < PRESS : hand.aim < 0.3);
      case "real" -> {
        hand.at += (hand.aim - hand.at) * REACH;
        yield Json.of(real(field, hand.at));
      }
      case "angle" -> {
        // Faster or slower, this way or that, until it is to be otherwise: as somebody who looks for something.
        hand.at += (hand.aim - 0.5) * 4 / rateHz;
        yield Json.of((hand.at - Math.floor(hand.at / (2 * Math.PI)) * 2 * Math.PI));
      }
      case "whole" -> Json.of(whole(field, hand.aim));
      case "choice" -> choice(field, hand.aim);
      default -> any(field, 0);
    };
  }

  /// A value of a type; null for one that is best left out.
  private @Nullable Json any(Json type, int depth) {
    if (depth > DEPTH_MAX || get(type, "nullable").flag(false)) return null;
    return switch (text(type, "type")) {
      case "flag" -> Json.of(random.nextBoolean());
      case "whole" -> Json.of(whole(type, random.nextDouble()));
      case "real" -> Json.of(real(type, random.nextDouble()));
      case "angle" -> Json.of(random.nextDouble() * 2 * Math.PI);
      case "choice" -> choice(type, random.nextDouble());
      case "text" -> Json.of("beep".substring(0, (int) Math.min(4, get(type, "max").whole(0))));
      case "playerId" -> Json.of("bot");
      case "record" -> record(type, depth, false);
      case "oneOf" -> {
        List<Json> of = get(type, "of").items();
        yield of.isEmpty() ? null : record(of.get(random.nextInt(of.size())), depth, true);
      }
      case "list" -> new Json.Arr(List.of());
      case "map" -> isText(get(type, "key")) ? Json.Obj.EMPTY : new Json.Arr(List.of());
      default -> null; // players and entities: nobody is known for sure
    };
  }

  private static boolean isText(Json key) {
    return List.of("text", "choice", "whole").contains(text(key, "type"));
  }

  private Json record(Json type, int depth, boolean named) {
    Map<String, Json> members = new LinkedHashMap<>();
    if (named) members.put("type", Json.of(text(type, "name")));
    for (Json field : new ArrayList<>(get(type, "fields").items())) {
      Json value = any(field, depth + 1);
      if (value != null) members.put(text(field, "name"), value);
    }
    return new Json.Obj(members);
  }

  private @Nullable Json choice(Json type, double share) {
    List<Json> of = get(type, "of").items();
    return of.isEmpty() ? null : of.get((int) (share * of.size()));
  }

  private static long whole(Json type, double share) {
    long min = Math.max((long) -UNBOUNDED, get(type, "min").whole((long) -UNBOUNDED));
    long max = Math.min((long) UNBOUNDED, get(type, "max").whole((long) UNBOUNDED));
    // A range that lies outside of what a person would send: its end that is nearest.
    if (max < min) return get(type, "min").whole(0) > 0 ? get(type, "min").whole(0) : get(type, "max").whole(0);
    return min + (long) (share * (max - min + 1));
  }

  /// On the points of the wire, so that it is written short.
  private static double real(Json type, double share) {
    double min = get(type, "min").number(-UNBOUNDED);
    double max = get(type, "max").number(UNBOUNDED);
    double step = get(type, "step").number(0);
    double value = min + share * (max - min);
    return step == 0 ? value : Math.clamp(min + Math.rint((value - min) / step) * step, min, max);
  }

  private static Json get(Json json, String name) {
    Json member = json.get(name);
    return member == null ? Json.Null.VALUE : member;
  }

  private static String text(Json json, String name) {
    return get(json, name).text("");
  }
}

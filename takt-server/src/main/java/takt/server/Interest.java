package takt.server;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import takt.schema.Entity;

/// How far each player sees: what is further away, their client is never told of.
///
/// Immutable; any thread. Give it to [RoomConfig#interest]. It counts for entities with a place (`@Position double x,
/// y`); all others, and the classes named by [#always], are known wherever they are. Distances are those of the plane,
/// in the room's units, from what the player steers: see [Room#focus(takt.schema.Player, Entity)].
///
/// Something becomes known within the radius, and is forgotten beyond 1.2 times that, or 1.5 times within its first
/// half second: what goes to and fro at the edge does not flicker. What a player owns, they always know of.
public final class Interest {
  /// What is further away is told at least this often, in ticks.
  public static final int EVERY_TICKS_MAX = 16;
  private static final int NO_BUDGET = 10_000_000;
  private static final double LEAVE = 1.2;
  private static final double LEAVE_YOUNG = 1.5;

  private final double nearRadius;
  private final double radius;
  private final int farEveryTicks;
  private final Set<Class<?>> always;
  private final Map<Class<?>, Double> weights;
  private final int bytesPerSecondMax;

  private Interest(double nearRadius, double radius, int farEveryTicks, Set<Class<?>> always,
      Map<Class<?>, Double> weights, int bytesPerSecondMax) {
    this.nearRadius = nearRadius;
    this.radius = radius;
    this.farEveryTicks = farEveryTicks;
    this.always = always;
    this.weights = weights;
    this.bytesPerSecondMax = bytesPerSecondMax;
  }

  /// Everything within so many units is known, and told in every snapshot.
  ///
  /// @param radius more than 0
  public static Interest within(double radius) {
    if (!(radius > 0 && radius <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException("radius=" + radius + ", expected a finite number above 0");
    }
    return new Interest(radius, radius, 1, Set.of(), Map.of(), NO_BUDGET);
  }

  /// What is further away than that, but within so many units, is known too, and told of less often.
  ///
  /// @param radius more than that of [#within]
  /// @param everyTicks 2 to [#EVERY_TICKS_MAX]
  public Interest far(double radius, int everyTicks) {
    if (!(radius > nearRadius && radius <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException("far radius=" + radius + ", expected a finite number above " + nearRadius);
    }
    if (everyTicks < 2 || everyTicks > EVERY_TICKS_MAX) {
      throw new IllegalArgumentException("everyTicks=" + everyTicks + ", expected 2.." + EVERY_TICKS_MAX);
    }
    return new Interest(nearRadius, radius, everyTicks, always, weights, bytesPerSecondMax);
  }

  /// Entities of these classes are known wherever they are.
  @SafeVarargs public final Interest always(Class<? extends Entity>... classes) {
    Set<Class<?>> all = new LinkedHashSet<>(always);
    all.addAll(Arrays.asList(classes));
    return new Interest(nearRadius, radius, farEveryTicks, Set.copyOf(all), weights, bytesPerSecondMax);
  }

  /// At most so many bytes a second tell a client of entities that are known by where they are, in the binary protocol.
  /// What does not fit waits, and the longer something has waited, the nearer it is and the heavier its class, the
  /// sooner it is told. What enters the horizon waits its turn too, the nearest first.
  ///
  /// @param bytesPerSecondMax 500 to 10,000,000; at first there is no such limit
  public Interest budget(int bytesPerSecondMax) {
    if (bytesPerSecondMax < 500 || bytesPerSecondMax > NO_BUDGET) {
      throw new IllegalArgumentException("budget=" + bytesPerSecondMax + ", expected 500..10000000 bytes a second");
    }
    return new Interest(nearRadius, radius, farEveryTicks, always, weights, bytesPerSecondMax);
  }

  /// How much more urgent than others the entities of a class are where a [#budget] is short.
  ///
  /// @param weight 0.01 to 100; 1 at first
  public Interest weight(Class<? extends Entity> type, double weight) {
    if (!(weight >= 0.01 && weight <= 100)) {
      throw new IllegalArgumentException("weight=" + weight + ", expected 0.01..100");
    }
    Map<Class<?>, Double> all = new LinkedHashMap<>(weights);
    all.put(type, weight);
    return new Interest(nearRadius, radius, farEveryTicks, always, Map.copyOf(all), bytesPerSecondMax);
  }

  /// Within this, everything is told in every snapshot.
  public double nearRadius() {
    return nearRadius;
  }

  /// Within this, things become known.
  public double radius() {
    return radius;
  }

  /// Beyond this, things are forgotten.
  public double leaveRadius() {
    return radius * LEAVE;
  }

  /// Beyond this, even things that have only just become known are.
  public double leaveYoungRadius() {
    return radius * LEAVE_YOUNG;
  }

  /// How often what is not near is told, in ticks; 1 if everything is near.
  public int farEveryTicks() {
    return farEveryTicks;
  }

  /// Whether there is a [#budget].
  public boolean hasBudget() {
    return bytesPerSecondMax < NO_BUDGET;
  }

  public int bytesPerSecondMax() {
    return bytesPerSecondMax;
  }

  /// How urgent the entities of a class are.
  public double weight(Class<?> type) {
    return weights.getOrDefault(type, 1.0);
  }

  /// The classes that were given a weight.
  public Set<Class<?>> weighed() {
    return weights.keySet();
  }

  /// The classes that are known wherever they are.
  public Set<Class<?>> always() {
    return always;
  }
}

package takt.server;

import java.util.List;

/// A room's chance: the same numbers from the same seed on every machine, every JDK, for ever.
///
/// Owned by the room's thread; its state is saved with the room. The generator is xoshiro256++ (Blackman and Vigna,
/// "Scrambled linear pseudorandom number generators", 2019), seeded by SplitMix64. Not for secrets.
public final class Rng {
  private long a;
  private long b;
  private long c;
  private long d;

  public Rng(long seed) {
    long x = seed;
    a = mix(x += GAMMA);
    b = mix(x += GAMMA);
    c = mix(x += GAMMA);
    d = mix(x + GAMMA);
  }

  private static final long GAMMA = 0x9e3779b97f4a7c15L;

  private static long mix(long x) {
    long z = (x ^ x >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }

  /// 64 random bits.
  public long nextLong() {
    long result = Long.rotateLeft(a + d, 23) + a;
    long t = b << 17;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = Long.rotateLeft(d, 45);
    return result;
  }

  /// A whole number from 0 to `bound − 1`, all equally likely.
  ///
  /// @throws IllegalArgumentException if `bound` is not positive
  public int nextInt(int bound) {
    if (bound <= 0) throw new IllegalArgumentException("bound=" + bound + ", expected > 0");
    return (int) below(bound);
  }

  /// From 0 to `bound − 1`, for a bound of 1 to 2³². Lemire, "Fast random integer generation in an interval", 2019.
  private long below(long bound) {
    long product = (nextLong() >>> 32) * bound;
    long low = product & 0xffffffffL;
    if (low < bound) {
      long threshold = (1L << 32) % bound;
      while (low < threshold) {
        product = (nextLong() >>> 32) * bound;
        low = product & 0xffffffffL;
      }
    }
    return product >>> 32;
  }

  /// A whole number from `min` to `max`, both included, all equally likely.
  ///
  /// @throws IllegalArgumentException if `min > max`
  public int between(int min, int max) {
    if (min > max) throw new IllegalArgumentException("min=" + min + ", expected at most max=" + max);
    return (int) (min + below((long) max - min + 1));
  }

  /// A number from `min` up to, not including, `max`; `min` if they are the same.
  ///
  /// @throws IllegalArgumentException if `min > max`, or they are further apart than a `double` holds
  public double between(double min, double max) {
    if (!(min <= max) || Double.isInfinite(max - min)) {
      throw new IllegalArgumentException("min=" + min + " max=" + max + ", expected min <= max and a finite distance");
    }
    double number = min + (max - min) * nextDouble();
    return number < max ? number : Math.max(min, Math.nextDown(max));
  }

  /// A number from 0 up to, not including, 1: one of 2⁵³, all equally likely.
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  public boolean nextBoolean() {
    return nextLong() < 0;
  }

  /// True with that probability.
  public boolean chance(double probability) {
    return nextDouble() < probability;
  }

  /// One of the list.
  ///
  /// @throws IllegalArgumentException if it is empty
  public <T> T pick(List<T> list) {
    return list.get(nextInt(list.size()));
  }

  /// Puts the list into a random order.
  public <T> void shuffle(List<T> list) {
    for (int i = list.size() - 1; i > 0; i--) {
      int j = nextInt(i + 1);
      T swap = list.get(i);
      list.set(i, list.get(j));
      list.set(j, swap);
    }
  }

  /// The four words of its state, to be saved.
  public long[] state() {
    return new long[]{a, b, c, d};
  }

  /// Takes up a saved state.
  ///
  /// @throws IllegalArgumentException if it is not four words, not all of them 0
  public void state(long[] state) {
    if (state.length != 4 || (state[0] | state[1] | state[2] | state[3]) == 0) {
      throw new IllegalArgumentException("state of " + state.length + " words, expected 4, not all 0");
    }
    a = state[0];
    b = state[1];
    c = state[2];
    d = state[3];
  }
}

package takt.protocol;

import java.util.SplittableRandom;

/// The chance of one test: fixed, printed, and another with `-Dtakt.seed=…`.
///
/// One thread at a time.
public final class Seeded {
  private static final long SEED = Long.getLong("takt.seed", 20_260_721);

  /// A test's own stream of numbers, told on standard output.
  public static SplittableRandom of(Class<?> test) {
    System.out.printf("%s: seed %d (again: ./mvnw -pl takt-protocol test -Dtest=%s -Dtakt.seed=%d)%n",
        test.getSimpleName(), SEED, test.getSimpleName(), SEED);
    return new SplittableRandom(SEED ^ test.getSimpleName().hashCode());
  }

  /// A text of up to `charsMax` chars, from every part of Unicode that UTF-8 tells apart. No half surrogate pairs.
  public static String text(SplittableRandom random, int charsMax) {
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(charsMax + 1); left > 0; left--) {
      switch (random.nextInt(8)) {
        case 0 -> text.append((char) random.nextInt(0x20));
        case 1 -> text.append("\"\\/\u007f\u0080\u2028".charAt(random.nextInt(6)));
        case 2 -> text.append((char) random.nextInt(0x80, 0x800));
        case 3 -> text.append((char) random.nextInt(0x800, 0xd800));
        case 4 -> text.append((char) random.nextInt(0xe000, 0x10000));
        case 5 -> {
          if (left > 1) text.appendCodePoint(random.nextInt(0x10000, 0x110000));
          if (left > 1) left--;
        }
        default -> text.append((char) random.nextInt(0x20, 0x7f));
      }
    }
    return text.toString();
  }

  private Seeded() {}
}

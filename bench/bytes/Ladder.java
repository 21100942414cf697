import java.util.Arrays;
import java.util.SplittableRandom;

/// A comparison coder for the pile, with the ideas of those who climbed the ladder in 2015 (F. Giesen, R. Maxwell): not
/// their code.
///
/// One thread. As they did: binary arithmetic coding with odds at two speeds; a flag whether rotation and place of a
/// cube changed, by whether they did before and whether the player's cube is near; the place as an error of the guess
/// that it goes on as from the older frame to the base, falling as gravity has it, coded by how large that motion was;
/// the rotation's smallest three against the base's, turned into the new largest if that changed, with its going on as
/// the context of sign and size; all odds and motions kept with each frame, and begun from the base's: so a frame can be
/// read by whoever has the base.
final class Ladder {
  private static final int CONTEXTS = 10;
  private static final int UNARY = 20;
  private static final int SIZES = 2 * UNARY;
  private static final int MIDDLE = 256;
  private static final int LARGEST_GUESS = 450;
  private static final long NEAR = 2048;
  private static final int VALUE = 2 + SIZES;

  // where the odds of what begin
  private static final int TURNED = 0;
  private static final int MOVED = TURNED + 4;
  private static final int LARGEST = MOVED + 8;
  private static final int FLIPPED = LARGEST + 16 * 4;
  private static final int TURN = FLIPPED + 2;
  private static final int MOVE = TURN + (CONTEXTS + 1) * VALUE;
  private static final int HEIGHT = MOVE + CONTEXTS * 3 * VALUE;
  private static final int INTERACTING = HEIGHT + CONTEXTS * 3 * VALUE;
  private static final int COUNT = INTERACTING + 4;

  /// A frame as both ends keep it.
  static final class Frame {
    final long[][] cubes;
    private final long[][] motion;
    private final boolean[] changing;
    private final char[] fast = new char[COUNT];
    private final char[] slow = new char[COUNT];

    private Frame(long[][] cubes) {
      this.cubes = cubes;
      motion = new long[cubes.length][6];
      changing = new boolean[cubes.length];
    }

    /// One that both ends have, of which nothing is known yet.
    static Frame first(long[][] cubes) {
      Frame frame = new Frame(cubes);
      Arrays.fill(frame.fast, (char) (1 << 14));
      Arrays.fill(frame.slow, (char) (1 << 14));
      return frame;
    }
  }

  private byte[] bytes = new byte[1 << 16];
  private int length;
  private boolean reading;
  private long low;
  private long high;
  private long code;
  private Frame now = Frame.first(new long[0][]);

  /// Writes a frame; what both ends keep of it is in `frame()`.
  byte[] write(long[][] cubes, Frame base) {
    reading = false;
    length = 0;
    low = 0;
    high = 0xffff_ffffL;
    code(new Frame(cubes), base);
    int end = ended();
    return Arrays.copyOf(bytes, end);
  }

  /// Reads one.
  long[][] read(byte[] from, Frame base) {
    reading = true;
    bytes = Arrays.copyOf(from, from.length + 8);
    length = 0;
    low = 0;
    high = 0xffff_ffffL;
    code = 0;
    for (int i = 0; i < 4; i++) code = code << 8 | next();
    long[][] cubes = new long[base.cubes.length][Pile.FIELDS];
    code(new Frame(cubes), base);
    return cubes;
  }

  Frame frame() {
    return now;
  }

  private void code(Frame frame, Frame base) {
    now = frame;
    System.arraycopy(base.fast, 0, now.fast, 0, COUNT);
    System.arraycopy(base.slow, 0, now.slow, 0, COUNT);
    for (int i = 0; i < frame.cubes.length; i++) cube(i, frame.cubes[i], base);
  }

  private void cube(int i, long[] cube, Frame base) {
    long[] old = base.cubes[i];
    long[] was = base.motion[i];
    long[] is = now.motion[i];
    int context = (base.changing[i] ? 1 : 0) + (isNear(old, base.cubes[0]) ? 2 : 0);
    boolean turned = bit(TURNED + context, differs(cube, old, Pile.LARGEST, Pile.XYZ));
    if (turned) turn(cube, old, was);
    else copy(old, cube, Pile.LARGEST, Pile.XYZ);
    for (int a = 0; a < 3; a++) {
      is[a] = turned && cube[Pile.LARGEST] == old[Pile.LARGEST] ? cube[Pile.ABC + a] - old[Pile.ABC + a] : 0;
    }
    boolean moved = bit(MOVED + context * 2 + (turned ? 1 : 0), differs(cube, old, Pile.XYZ, Pile.INTERACTING));
    if (moved) move(cube, old, was);
    else copy(old, cube, Pile.XYZ, Pile.INTERACTING);
    for (int a = 0; a < 3; a++) is[3 + a] = cube[Pile.XYZ + a] - old[Pile.XYZ + a];
    boolean interacting = bit(INTERACTING + (int) old[Pile.INTERACTING] * 2 + (turned || moved ? 1 : 0),
        cube[Pile.INTERACTING] != 0);
    cube[Pile.INTERACTING] = interacting ? 1 : 0;
    now.changing[i] = turned || moved;
  }

  private static boolean isNear(long[] a, long[] b) {
    for (int f = Pile.XYZ; f < Pile.INTERACTING; f++) {
      if (Math.abs(a[f] - b[f]) >= NEAR) return false;
    }
    return true;
  }

  private static boolean differs(long[] a, long[] b, int from, int to) {
    return !Arrays.equals(a, from, to, b, from, to);
  }

  private static void copy(long[] from, long[] to, int first, int end) {
    System.arraycopy(from, first, to, first, end - first);
  }

  // ---- places

  private void move(long[] cube, long[] old, long[] was) {
    for (int a = 0; a < 3; a++) {
      long guess = Math.abs(was[3 + a]) > 2 ? was[3 + a] : 0;
      int context = size(was[3 + a]) * 3 + 1 + Long.signum(was[3 + a]);
      // In 6 of 60 frames, gravity adds 20 · 0.1² metres to a fall.
      if (a == 2 && old[Pile.XYZ + 2] > 300 && Math.abs(was[5]) > 30) guess -= 102;
      int at = (a == 2 ? HEIGHT : MOVE) + context * VALUE;
      cube[Pile.XYZ + a] = old[Pile.XYZ + a] + guess + value(at, cube[Pile.XYZ + a] - old[Pile.XYZ + a] - guess, 0);
    }
  }

  // ---- rotations

  private void turn(long[] cube, long[] old, long[] was) {
    int oldLargest = (int) old[Pile.LARGEST];
    int largest = largest(cube, old);
    if (largest == oldLargest) {
      for (int a = 0; a < 3; a++) {
        long guess = was[a];
        int f = Pile.ABC + a;
        cube[f] = old[f] + guess / 2 + value(TURN + size(guess) * VALUE, cube[f] - old[f] - guess / 2,
            guess < 0 ? 1 : 0);
      }
      return;
    }
    long[] all = new long[4];
    for (int a = 0; a < 3; a++) all[axis(a, oldLargest)] = old[Pile.ABC + a];
    all[oldLargest] = LARGEST_GUESS;
    boolean flipped = bit(FLIPPED + (all[largest] < MIDDLE ? 1 : 0),
        !reading && cube[Pile.ABC + place(oldLargest, largest)] < MIDDLE);
    for (int a = 0; a < 3; a++) {
      long guess = flipped ? 511 - all[axis(a, largest)] : all[axis(a, largest)];
      cube[Pile.ABC + a] = guess + value(TURN + CONTEXTS * VALUE, cube[Pile.ABC + a] - guess, flipped ? 1 : 0);
    }
  }

  private int largest(long[] cube, long[] old) {
    int second = 0;
    for (int a = 1; a < 3; a++) {
      if (Math.abs(old[Pile.ABC + a] - MIDDLE) > Math.abs(old[Pile.ABC + second] - MIDDLE)) second = a;
    }
    int closing = Math.abs(old[Pile.ABC + second] - MIDDLE) >= 128 ? second + 1 : 0;
    int at = LARGEST + ((int) old[Pile.LARGEST] + 4 * closing) * 4;
    boolean high = bit(at + 1, cube[Pile.LARGEST] > 1);
    boolean odd = bit(at + 2 + (high ? 1 : 0), (cube[Pile.LARGEST] & 1) != 0);
    cube[Pile.LARGEST] = (high ? 2 : 0) + (odd ? 1 : 0);
    return (int) cube[Pile.LARGEST];
  }

  private static int axis(int place, int largest) {
    return place + (place >= largest ? 1 : 0);
  }

  private static int place(int axis, int largest) {
    return axis - (axis >= largest ? 1 : 0);
  }

  // ---- numbers

  /// The context of a number by its size.
  private static int size(long value) {
    return Math.min(CONTEXTS - 1, 64 - Long.numberOfLeadingZeros(Math.abs(value)));
  }

  private long value(int at, long value, int sign) {
    long z = Math.abs(value) + 1;
    int bits = 63 - Long.numberOfLeadingZeros(z);
    int more = 0;
    while (more < UNARY - 1 && bit(at + 2 + more, more < bits)) more++;
    long read = 1;
    for (int b = more - 1; b >= 0; b--) {
      boolean one = (z >>> b & 1) != 0;
      // The highest of them has odds of its own, the others none.
      one = b == more - 1 ? bit(at + 2 + UNARY + more, one) : even(one);
      read = read << 1 | (one ? 1 : 0);
    }
    read--;
    return read != 0 && bit(at + sign, value < 0) ? -read : read;
  }

  // ---- bits

  private boolean bit(int at, boolean yes) {
    boolean coded = coded(now.fast[at] + now.slow[at], yes);
    int fast = now.fast[at];
    int slow = now.slow[at];
    now.fast[at] = (char) (coded ? fast + ((1 << 15) - fast >> 4) : fast - (fast >> 4));
    now.slow[at] = (char) (coded ? slow + ((1 << 15) - slow >> 7) : slow - (slow >> 7));
    return coded;
  }

  private boolean even(boolean yes) {
    return coded(1 << 15, yes);
  }

  private boolean coded(int odds, boolean yes) {
    long x = low + ((high - low) * odds >>> 16);
    boolean coded = reading ? code <= x : yes;
    if (coded) high = x;
    else low = x + 1;
    while ((low ^ high) < 1 << 24) {
      if (reading) code = (code << 8 | next()) & 0xffff_ffffL;
      else put((int) (low >>> 24));
      low = low << 8 & 0xffff_ffffL;
      high = high << 8 & 0xffff_ffffL | 0xff;
    }
    return coded;
  }

  private int next() {
    return length < bytes.length ? bytes[length++] & 0xff : 0;
  }

  private void put(int octet) {
    if (length == bytes.length) bytes = Arrays.copyOf(bytes, length * 2);
    bytes[length++] = (byte) octet;
  }

  /// The shortest end: behind it a reader finds zeros.
  private int ended() {
    for (int left = 0; left <= 4; left++) {
      long mask = (1L << 32 - 8 * left) - 1;
      long rounded = low + mask & ~mask;
      if (rounded > high) continue;
      for (int i = 0; i < left; i++) put((int) (rounded >>> 24 - 8 * i));
      break;
    }
    while (length > 0 && bytes[length - 1] == 0) length--;
    return length;
  }

  /// Writes and reads what no pile would do: it must come back all the same.
  static void test(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long[][] cubes = new long[40][Pile.FIELDS];
    Frame written = Frame.first(cubes);
    Frame read = Frame.first(cubes);
    Ladder ladder = new Ladder();
    for (int i = 0; i < 2_000; i++) {
      long[][] next = new long[cubes.length][];
      for (int c = 0; c < next.length; c++) {
        next[c] = cubes[c].clone();
        for (int f = 0; f < Pile.FIELDS; f++) {
          if (random.nextInt(4) > 0) continue;
          next[c][f] = f == Pile.LARGEST ? random.nextInt(4)
              : f < Pile.XYZ ? random.nextInt(512)
              : f == Pile.INTERACTING ? random.nextInt(2)
              : random.nextInt(-1 << random.nextInt(1, 15), 1 << random.nextInt(1, 15));
        }
      }
      byte[] bytes = ladder.write(next, written);
      written = ladder.frame();
      long[][] back = ladder.read(bytes, read);
      read = ladder.frame();
      if (!Arrays.deepEquals(back, next)) throw new AssertionError("frame " + i + " came back otherwise, seed " + seed);
      cubes = next;
    }
  }
}

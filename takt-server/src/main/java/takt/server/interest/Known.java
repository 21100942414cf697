package takt.server.interest;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The entities of one part that one client knows of, and what it was last told of each.
///
/// Owned by the room's thread; allocates only to grow. They stand in the order in which they entered, as at the client.
/// Those of the last snapshot come first, without those that are [#gone], then those that enter with this one.
public final class Known {
  private int count;
  private int kept;
  private int goneCount;
  /// Those before it were asked whether they stay, and moved up.
  private int asked;
  private boolean hasNotes;
  private long[] ids = new long[8];
  private long[] since = new long[8];
  private long[] told = new long[8];
  private long[] same = new long[8];
  private byte[] gaps = new byte[8];
  private byte[] depths = new byte[8];
  private boolean[] awake = new boolean[8];
  private boolean[] near = new boolean[8];
  private @Nullable Note[] notes = new Note[8];
  private long[] gone = new long[8];

  /// What a codec keeps of an entity for this client.
  public interface Note {
    Note copy();
  }

  /// How many there are.
  public int count() {
    return count;
  }

  /// How many of them the client knew before.
  public int keptCount() {
    return kept;
  }

  /// How many it has to forget.
  public int goneCount() {
    return goneCount;
  }

  public long gone(int i) {
    return gone[i];
  }

  public long id(int i) {
    return ids[i];
  }

  /// Whether it may be told in this tick. What is far is told in its own tick of every so many, so that all who are
  /// told are told in the same and it is coded once; or when that is past, for a client that was sent nothing then.
  ///
  /// @param everyTicks how often what is far is told
  public boolean isDue(int i, long tick, int everyTicks) {
    return near[i] || (tick + ids[i]) % everyTicks == 0 || tick - told[i] >= everyTicks;
  }

  /// The tick of the snapshot that last told of it.
  public long told(int i) {
    return told[i];
  }

  /// A later tick in which it was still as it was told; the same tick if there is none.
  public long same(int i) {
    return same[i];
  }

  /// In that tick it is still as it was told.
  public void same(int i, long tick) {
    same[i] = tick;
  }

  /// Ticks between the older snapshots that told of it.
  public int gap(int i) {
    return gaps[i];
  }

  /// How many older ones there are, each so many ticks before the next.
  public int depth(int i) {
    return depths[i];
  }

  /// Whether it moved when it was last told, or is not known for long enough to say.
  public boolean isAwake(int i) {
    return awake[i];
  }

  /// What a codec keeps of it, null for nothing.
  public @Nullable Note note(int i) {
    return notes[i];
  }

  public void note(int i, Note note) {
    hasNotes = true;
    notes[i] = note;
  }

  /// It is told in a snapshot.
  ///
  /// @param depth 0 to start anew
  public void tell(int i, long tick, int gap, int depth, boolean moves) {
    told[i] = tick;
    same[i] = tick;
    gaps[i] = (byte) gap;
    depths[i] = (byte) depth;
    awake[i] = moves || depth == 0;
  }

  // ---- as View looks

  /// The client knows what it knew at another time, and it was looked at to the end.
  void become(Known other) {
    forget();
    while (ids.length < other.count) grow();
    count = other.count;
    kept = count;
    System.arraycopy(other.ids, 0, ids, 0, count);
    System.arraycopy(other.since, 0, since, 0, count);
    System.arraycopy(other.told, 0, told, 0, count);
    System.arraycopy(other.same, 0, same, 0, count);
    System.arraycopy(other.gaps, 0, gaps, 0, count);
    System.arraycopy(other.depths, 0, depths, 0, count);
    System.arraycopy(other.awake, 0, awake, 0, count);
    System.arraycopy(other.near, 0, near, 0, count);
    for (int i = 0; other.hasNotes && i < count; i++) {
      Note note = other.notes[i];
      if (note != null) note(i, note.copy());
    }
  }

  void forget() {
    Arrays.fill(notes, 0, count, null);
    hasNotes = false;
    count = 0;
    kept = 0;
    goneCount = 0;
  }

  /// Another snapshot begins: those who are not to stay [#go], one after the other.
  void begin() {
    kept = 0;
    goneCount = 0;
    asked = 0;
  }

  long since(int i) {
    return since[i];
  }

  /// The `i`-th stays.
  void stay(int i, boolean isNear) {
    near[i] = isNear;
  }

  /// The `i`-th is to be forgotten; those before it were asked.
  void go(int i) {
    if (goneCount == gone.length) gone = Arrays.copyOf(gone, 2 * goneCount);
    gone[goneCount++] = ids[i];
    moveUp(i);
    asked = i + 1;
  }

  /// All were asked.
  void settle() {
    moveUp(count);
    if (hasNotes) Arrays.fill(notes, kept, count, null);
    count = kept;
  }

  /// Those who stay close the gaps, all between two gaps at once.
  private void moveUp(int end) {
    int length = end - asked;
    if (asked != kept && length > 0) {
      System.arraycopy(ids, asked, ids, kept, length);
      System.arraycopy(since, asked, since, kept, length);
      System.arraycopy(told, asked, told, kept, length);
      System.arraycopy(same, asked, same, kept, length);
      System.arraycopy(gaps, asked, gaps, kept, length);
      System.arraycopy(depths, asked, depths, kept, length);
      System.arraycopy(awake, asked, awake, kept, length);
      System.arraycopy(near, asked, near, kept, length);
      if (hasNotes) System.arraycopy(notes, asked, notes, kept, length);
    }
    kept += length;
  }

  void enter(long id, long tick, boolean isNear) {
    if (count == ids.length) grow();
    ids[count] = id;
    since[count] = tick;
    near[count] = isNear;
    tell(count, tick, 1, 0, true);
    count++;
  }

  private void grow() {
    int size = ids.length * 2;
    ids = Arrays.copyOf(ids, size);
    since = Arrays.copyOf(since, size);
    told = Arrays.copyOf(told, size);
    same = Arrays.copyOf(same, size);
    gaps = Arrays.copyOf(gaps, size);
    depths = Arrays.copyOf(depths, size);
    awake = Arrays.copyOf(awake, size);
    near = Arrays.copyOf(near, size);
    notes = Arrays.copyOf(notes, size);
  }
}

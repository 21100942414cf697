package takt.server.room;

import org.jspecify.annotations.Nullable;
import takt.schema.Input;
import takt.schema.spi.ClassCode;
import takt.schema.spi.FieldCode;
import takt.schema.spi.Slots;
import takt.schema.spi.ValueType;

/// One player's inputs on their way, and the one of this tick.
///
/// Owned by the room's thread; saved. Exactly one input is used a tick, so whoever sends faster gains nothing. If none
/// is there the last levels are repeated for a while, then neutral; a press is used once. If more than [#WAITING_MAX]
/// wait, as after a stall, the oldest is skipped: its levels are void, and its presses pass to the next, unless that
/// has the same press, for two presses must not become one: then it waits its turn. A client whose clock is a little
/// fast would keep the queue full and its own player late: where an input was left over in each of [#WINDOW_TICKS]
/// ticks, the oldest is skipped in the same way; the only one that waits, only if it has no press to pass on.
///
/// @param <I> the class
public final class InputQueue<I extends Input> {
  /// Inputs that may wait: what comes beyond is old by the time it is used.
  static final int WAITING_MAX = 3;
  /// Inputs kept where presses forbid to skip: a bound for a client that only presses. Beyond it the oldest is lost.
  public static final int KEPT_MAX = 16;

  /// Ticks over which the queue must never run dry before one input is skipped.
  static final int WINDOW_TICKS = 32;

  private final ClassCode<I> code;
  /// A ring: one that waits, or may again, is written over when its turn comes round.
  private final @Nullable Slots[] waiting = new Slots[KEPT_MAX + 1];
  private final long[] waitingSeq = new long[KEPT_MAX + 1];
  private int first;
  private int count;
  private final I now;
  private long newestSeq;
  private long appliedSeq;
  private int repeated;
  private int windowTicks;
  private int leastLeft = Integer.MAX_VALUE;
  private int skipped;

  InputQueue(ClassCode<I> code) {
    this.code = code;
    now = code.make();
    write(code, now, null);
  }

  /// The input of this tick.
  public I now() {
    return now;
  }

  /// The newest that came.
  public long newestSeq() {
    return newestSeq;
  }

  /// The newest that was used.
  public long appliedSeq() {
    return appliedSeq;
  }

  /// Ticks the last input was repeated.
  public int repeated() {
    return repeated;
  }

  /// Ticks of the window so far, and the fewest inputs left over in it.
  public int windowTicks() {
    return windowTicks;
  }

  public int leastLeft() {
    return leastLeft;
  }

  /// How many wait, at most [#KEPT_MAX].
  public int waitingCount() {
    return count;
  }

  /// The number of the `i`-th that waits, the oldest first.
  public long waitingSeq(int i) {
    return waitingSeq[(first + i) % waiting.length];
  }

  /// The values of the `i`-th that waits.
  public Slots waiting(int i) {
    int at = (first + i) % waiting.length;
    Slots values = waiting[at];
    if (values == null) waiting[at] = values = new Slots(code.fields().size());
    return values;
  }

  /// Puts one behind those that wait; answers its values, to be filled.
  public Slots append(long seq) {
    waitingSeq[(first + count) % waiting.length] = seq;
    return waiting(count++);
  }

  /// An input came: its values are copied.
  void add(long seq, Slots values) {
    newestSeq = seq;
    append(seq).set(values);
    boolean mayWait = false;
    while (count > WAITING_MAX && !mayWait) mayWait = !skipOldest();
    if (count > KEPT_MAX) skip();
  }

  /// Another session speaks for the player now, which counts from 1 again: what the old one sent is void.
  void restart() {
    newestSeq = 0;
    appliedSeq = 0;
    dropWaiting();
  }

  /// What waits is of another time: a bot has played since.
  void dropWaiting() {
    skipped += count;
    count = 0;
  }

  /// Skips the oldest and passes its presses on; false if the next has one of them too, or there is none to take them.
  private boolean skipOldest() {
    Slots oldest = waiting(0);
    Slots next = count < 2 ? null : waiting(1);
    for (int i = 0; i < code.fields().size(); i++) {
      if (isPressed(oldest, i) && (next == null || isPressed(next, i))) return false;
    }
    for (int i = 0; i < code.fields().size(); i++) {
      if (next != null && isPressed(oldest, i)) next.whole(i, 1);
    }
    skip();
    return true;
  }

  private boolean isPressed(Slots input, int field) {
    return InputTable.isPress(code.fields().get(field)) && input.flag(field);
  }

  private void skip() {
    remove();
    skipped++;
  }

  private void remove() {
    first = (first + 1) % waiting.length;
    count--;
  }

  /// Inputs skipped since the last call.
  int takeSkipped() {
    int taken = skipped;
    skipped = 0;
    return taken;
  }

  /// Moves to the next tick; false if no input was there for it.
  boolean advance(int repeatMax) {
    if (count > 0) {
      write(code, now, waiting(0));
      appliedSeq = waitingSeq(0);
      remove();
      repeated = 0;
      shorten();
      return true;
    }
    leastLeft = 0;
    if (repeated < repeatMax) {
      repeated++;
      unpress();
    } else {
      write(code, now, null);
    }
    return false;
  }

  private void shorten() {
    leastLeft = Math.min(leastLeft, count);
    if (++windowTicks < WINDOW_TICKS) return;
    if (leastLeft > 0) skipOldest();
    windowTicks = 0;
    leastLeft = Integer.MAX_VALUE;
  }

  private void unpress() {
    for (int i = 0; i < code.fields().size(); i++) {
      if (InputTable.isPress(code.fields().get(i))) code.whole(now, i, 0);
    }
  }

  /// Writes values into an input; neutral ones for null: 0 where that is allowed, false, the first of an enum.
  static <I extends Input> void write(ClassCode<I> code, I input, @Nullable Slots values) {
    for (int i = 0; i < code.fields().size(); i++) {
      FieldCode field = code.fields().get(i);
      switch (field.storage()) {
        case WHOLE -> code.whole(input, i, values == null ? neutral(field.type()) : values.whole(i));
        case REAL -> code.real(input, i, values == null ? neutralReal(field.type()) : values.real(i));
        case VALUE -> code.value(input, i, values == null ? first(field.type()) : values.value(i));
      }
    }
  }

  private static long neutral(ValueType type) {
    return type instanceof ValueType.Whole w ? Math.clamp(0L, w.min(), w.max()) : 0;
  }

  private static double neutralReal(ValueType type) {
    return type instanceof ValueType.Real r ? Math.clamp(0.0, r.min(), r.max()) : 0;
  }

  private static @Nullable Object first(ValueType type) {
    return type instanceof ValueType.Choice c ? c.constants().getFirst() : null;
  }

  /// Takes up the saved input of this tick.
  public void restoreNow(Slots values) {
    write(code, now, values);
  }

  /// Takes up what was saved.
  public void restore(long newestSeq, long appliedSeq, int repeated, int windowTicks, int leastLeft) {
    this.newestSeq = newestSeq;
    this.appliedSeq = appliedSeq;
    this.repeated = repeated;
    this.windowTicks = windowTicks;
    this.leastLeft = leastLeft;
  }
}

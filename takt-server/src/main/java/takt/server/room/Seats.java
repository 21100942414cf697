package takt.server.room;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The places of a room, each a small state machine: see [SeatState].
///
/// Owned by the room's thread. A place is given at most once at a time; a reservation is claimed at most once, and
/// frees its place when its time is over. An operation that the state does not allow is an [IllegalStateException]: a
/// mistake of ours, never of a client's. Times are units of [RoomClock].
final class Seats {
  static final long NEVER = Long.MAX_VALUE;
  /// Claimed reservations remembered, so that a second claim is told `used` and not `unknown`.
  private static final int USED_MAX = 1024;

  private final int max;
  private final List<Seat> seats = new ArrayList<>();
  private final Set<String> used = new HashSet<>();
  private final List<String> usedInOrder = new ArrayList<>();
  private int taken;
  private long nextDue = NEVER;
  private boolean dueStale;

  Seats(int max) {
    this.max = max;
  }

  /// One place.
  static final class Seat {
    private final int index;
    private SeatState state = SeatState.FREE;
    private String reservation = "";
    private long until = NEVER;

    private Seat(int index) {
      this.index = index;
    }

    int index() {
      return index;
    }

    SeatState state() {
      return state;
    }

    /// When a promise or an absence ends; [#NEVER] in other states.
    long until() {
      return until;
    }

    /// What must be shown to claim it; empty in other states.
    String reservation() {
      return reservation;
    }
  }

  /// The place of somebody who left: only its number is of interest.
  static Seat left(int index) {
    return new Seat(index);
  }

  /// What a claim came to.
  enum Claim {
    CLAIMED, USED, UNKNOWN
  }

  int max() {
    return max;
  }

  /// Places that are not free.
  int taken() {
    return taken;
  }

  boolean isFull() {
    return taken >= max;
  }

  /// Every place there ever was, by index.
  List<Seat> all() {
    return seats;
  }

  /// Promises a free place until a time; null if none is free.
  @Nullable Seat reserve(String reservation, long until) {
    return leaveFree(SeatState.RESERVED, reservation, until);
  }

  /// Seats somebody who was promised nothing; null if no place is free.
  @Nullable Seat take() {
    return leaveFree(SeatState.OCCUPIED, "", NEVER);
  }

  /// Seats a bot; null if no place is free.
  @Nullable Seat bot() {
    return leaveFree(SeatState.BOT, "", NEVER);
  }

  /// The place promised under that name, null for none.
  @Nullable Seat reserved(String reservation) {
    for (Seat seat : seats) {
      if (seat.state == SeatState.RESERVED && seat.reservation.equals(reservation)) return seat;
    }
    return null;
  }

  /// Takes the promised place.
  Claim claim(String reservation) {
    Seat seat = reserved(reservation);
    if (seat == null) return used.contains(reservation) ? Claim.USED : Claim.UNKNOWN;
    move(seat, SeatState.OCCUPIED, "", NEVER);
    if (used.add(reservation)) usedInOrder.add(reservation);
    if (usedInOrder.size() > USED_MAX) used.remove(usedInOrder.removeFirst());
    return Claim.CLAIMED;
  }

  /// The place of somebody whose connection broke is held until a time.
  void disconnect(Seat seat, long until) {
    expect(seat, SeatState.OCCUPIED);
    move(seat, SeatState.DISCONNECTED, "", until);
  }

  /// They are back.
  void resume(Seat seat) {
    expect(seat, SeatState.DISCONNECTED);
    move(seat, SeatState.OCCUPIED, "", NEVER);
  }

  /// A bot has the place from now on.
  void takeOver(Seat seat) {
    if (seat.state != SeatState.OCCUPIED) expect(seat, SeatState.DISCONNECTED);
    move(seat, SeatState.BOT, "", NEVER);
  }

  /// Nobody has the place any more.
  void free(Seat seat) {
    if (seat.state == SeatState.FREE) throw wrong(seat);
    move(seat, SeatState.FREE, "", NEVER);
    taken--;
  }

  /// The next place whose promise or absence is over by then, null for none. Promises are freed here; the caller sees
  /// to the absent.
  @Nullable Seat due(long now) {
    if (now < nextDue()) return null;
    for (Seat seat : seats) {
      if (seat.until <= now) {
        if (seat.state == SeatState.RESERVED) free(seat);
        return seat;
      }
    }
    return null;
  }

  /// When the next promise or absence ends, exactly: a room that ticks on demand ticks by it, and must tick alike after
  /// a restore.
  long nextDue() {
    if (dueStale) {
      nextDue = NEVER;
      for (Seat seat : seats) nextDue = Math.min(nextDue, seat.until);
      dueStale = false;
    }
    return nextDue;
  }

  /// Puts a place into a saved state.
  Seat restore(int index, SeatState state, String reservation, long until) {
    while (seats.size() <= index) seats.add(new Seat(seats.size()));
    Seat seat = seats.get(index);
    if (state != SeatState.FREE) taken++;
    move(seat, state, reservation, until);
    return seat;
  }

  private @Nullable Seat leaveFree(SeatState state, String reservation, long until) {
    if (isFull()) return null;
    Seat seat = firstFree();
    move(seat, state, reservation, until);
    taken++;
    return seat;
  }

  private Seat firstFree() {
    for (Seat seat : seats) {
      if (seat.state == SeatState.FREE) return seat;
    }
    Seat seat = new Seat(seats.size());
    seats.add(seat);
    return seat;
  }

  private void move(Seat seat, SeatState state, String reservation, long until) {
    dueStale |= seat.until == nextDue && seat.until != until;
    seat.state = state;
    seat.reservation = reservation;
    seat.until = until;
    nextDue = Math.min(nextDue, until);
  }

  private static void expect(Seat seat, SeatState state) {
    if (seat.state != state) throw wrong(seat);
  }

  private static IllegalStateException wrong(Seat seat) {
    return new IllegalStateException("seat " + seat.index + " is " + seat.state + ", which does not allow this");
  }
}

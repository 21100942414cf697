package takt.server.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import takt.server.room.Seats.Claim;
import takt.server.room.Seats.Seat;

/// Seats do in thousands of random lives what the drawing in [SeatState] says, and nothing else.
class SeatsTest {
  private static final int LIVES = 4000;
  private static final int STEPS = 60;

  /// The drawing, as a table: what may happen to a seat, and what it is then.
  private static @Nullable SeatState after(SeatState before, String what) {
    return switch (before) {
      case FREE -> null;
      case RESERVED -> switch (what) {
        case "claim" -> SeatState.OCCUPIED;
        case "free" -> SeatState.FREE;
        default -> null;
      };
      case OCCUPIED -> switch (what) {
        case "disconnect" -> SeatState.DISCONNECTED;
        case "takeOver" -> SeatState.BOT;
        case "free" -> SeatState.FREE;
        default -> null;
      };
      case DISCONNECTED -> switch (what) {
        case "resume" -> SeatState.OCCUPIED;
        case "takeOver" -> SeatState.BOT;
        case "free" -> SeatState.FREE;
        default -> null;
      };
      case BOT -> what.equals("free") ? SeatState.FREE : null;
    };
  }

  /// What the model knows of a seat.
  private static final class Modelled {
    private SeatState state = SeatState.FREE;
    private String reservation = "";
    private long until = Seats.NEVER;

    private void become(SeatState state, String reservation, long until) {
      this.state = state;
      this.reservation = reservation;
      this.until = until;
    }
  }

  /// One life of a room's seats beside its model.
  private static final class Life {
    private final SplittableRandom random;
    private final Seats seats;
    private final int max;
    private final List<Modelled> model = new ArrayList<>();
    private final List<String> claimed = new ArrayList<>();
    private final List<String> expired = new ArrayList<>();
    private final List<String> done = new ArrayList<>();
    private long now;
    private int promises;

    private Life(long seed) {
      random = new SplittableRandom(seed);
      max = random.nextInt(1, 7);
      seats = new Seats(max);
    }

    private void live() {
      for (int i = 0; i < STEPS; i++) {
        step();
        check();
      }
    }

    private void step() {
      switch (random.nextInt(10)) {
        case 0, 1 -> {
          String promise = "promise-" + ++promises;
          long until = now + random.nextInt(1, 20);
          entered("reserve " + promise, seats.reserve(promise, until), SeatState.RESERVED, promise, until);
        }
        case 2 -> entered("take", seats.take(), SeatState.OCCUPIED, "", Seats.NEVER);
        case 3 -> entered("bot", seats.bot(), SeatState.BOT, "", Seats.NEVER);
        case 4, 5 -> claim();
        case 6 -> move("disconnect");
        case 7 -> move("resume");
        case 8 -> move(random.nextBoolean() ? "free" : "takeOver");
        default -> pass();
      }
    }

    private void entered(String what, @Nullable Seat seat, SeatState state, String reservation, long until) {
      done.add(what);
      int free = free();
      if (free < 0) {
        assertNull(seat, this::story);
        return;
      }
      assertEquals(free, Objects.requireNonNull(seat, story()).index(), this::story);
      if (free == model.size()) model.add(new Modelled());
      model.get(free).become(state, reservation, until);
    }

    /// The lowest free place, −1 for none.
    private int free() {
      int taken = 0;
      for (Modelled m : model) taken += m.state == SeatState.FREE ? 0 : 1;
      if (taken >= max) return -1;
      for (int i = 0; i < model.size(); i++) if (model.get(i).state == SeatState.FREE) return i;
      return model.size();
    }

    /// Shows a promise: one that is good, one that was used, one that is over, one that nobody gave.
    private void claim() {
      String promise = switch (random.nextInt(4)) {
        case 0 -> claimed.isEmpty() ? "forged" : claimed.get(random.nextInt(claimed.size()));
        case 1 -> expired.isEmpty() ? "" : expired.get(random.nextInt(expired.size()));
        default -> "promise-" + random.nextInt(1, promises + 2);
      };
      done.add("claim " + promise);
      Modelled promised = model.stream().filter(m -> m.state == SeatState.RESERVED && m.reservation.equals(promise))
          .findFirst().orElse(null);
      Claim expected = promised != null
          ? Claim.CLAIMED
          : claimed.contains(promise) ? Claim.USED : Claim.UNKNOWN;
      assertEquals(expected, seats.claim(promise), this::story);
      if (promised == null) return;
      promised.become(SeatState.OCCUPIED, "", Seats.NEVER);
      claimed.add(promise);
    }

    /// Does something to any seat: what its state does not allow fails and changes nothing.
    private void move(String what) {
      if (model.isEmpty()) return;
      int index = random.nextInt(model.size());
      long until = now + random.nextInt(1, 20);
      done.add(what + " " + index);
      Modelled m = model.get(index);
      SeatState next = after(m.state, what);
      if (next == null) {
        assertThrows(IllegalStateException.class, () -> change(what, index, until), this::story);
        return;
      }
      change(what, index, until);
      m.become(next, "", next == SeatState.DISCONNECTED ? until : Seats.NEVER);
    }

    private void change(String what, int index, long until) {
      Seat seat = seats.all().get(index);
      switch (what) {
        case "disconnect" -> seats.disconnect(seat, until);
        case "resume" -> seats.resume(seat);
        case "takeOver" -> seats.takeOver(seat);
        default -> seats.free(seat);
      }
    }

    /// Time passes; promises end by themselves, the absent are sent away as a room does.
    private void pass() {
      now += random.nextInt(1, 15);
      done.add("now " + now);
      for (Seat seat = seats.due(now); seat != null; seat = seats.due(now)) {
        Modelled m = model.get(seat.index());
        assertTrue(m.until <= now, this::story);
        if (m.state == SeatState.DISCONNECTED) seats.free(seat);
        else expired.add(m.reservation);
        m.become(SeatState.FREE, "", Seats.NEVER);
      }
    }

    private void check() {
      int taken = 0;
      long nextDue = Seats.NEVER;
      assertEquals(model.size(), seats.all().size(), this::story);
      for (Seat seat : seats.all()) {
        Modelled m = model.get(seat.index());
        assertEquals(m.state, seat.state(), this::story);
        assertEquals(m.reservation, seat.reservation(), this::story);
        assertEquals(m.until, seat.until(), this::story);
        taken += m.state == SeatState.FREE ? 0 : 1;
        nextDue = Math.min(nextDue, m.until);
      }
      assertEquals(taken, seats.taken(), this::story);
      assertEquals(taken >= max, seats.isFull(), this::story);
      assertTrue(taken <= max, this::story);
      assertEquals(nextDue, seats.nextDue(), this::story);
    }

    private String story() {
      return max + " seats: " + String.join(", ", done);
    }
  }

  @Test void seatsLiveAsDrawn() {
    for (long seed = 1; seed <= LIVES; seed++) {
      try {
        new Life(seed).live();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  @Test void aPromiseIsClaimedOnceOnly() {
    Seats seats = new Seats(2);
    assertNotNull(seats.reserve("key", 10));
    assertEquals(Claim.CLAIMED, seats.claim("key"));
    assertEquals(Claim.USED, seats.claim("key"));
    assertEquals(1, seats.taken());
  }

  @Test void aPromiseEndsAtItsTime() {
    Seats seats = new Seats(1);
    assertNotNull(seats.reserve("key", 10));
    assertNull(seats.due(9));
    assertNull(seats.take());
    assertNotNull(seats.due(10));
    assertEquals(Claim.UNKNOWN, seats.claim("key"));
    assertNotNull(seats.take());
  }

  @Test void whatHasBeenClaimedIsRememberedForAThousandClaims() {
    Seats seats = new Seats(1);
    for (int i = 0; i < 2000; i++) {
      assertNotNull(seats.reserve("key" + i, 10));
      assertEquals(Claim.CLAIMED, seats.claim("key" + i));
      seats.free(seats.all().getFirst());
    }
    assertEquals(Claim.USED, seats.claim("key1999"));
    assertEquals(Claim.USED, seats.claim("key976"));
    // Too long ago to tell from one that expired: no less refused.
    assertEquals(Claim.UNKNOWN, seats.claim("key975"));
  }
}

package arena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import takt.client.Codec;
import takt.testkit.SteadyRoom;

/// An arena in which twenty fly, aim and fire allocates nothing in a tick in which nothing is told and no alarm rings:
/// not a byte. Shots are fired, fly and miss in such ticks too.
///
/// Measured is the room's thread alone, inside of the tick, as [SteadyRoom] does; twenty seats, of which people have
/// ten and bots, with all their wit, ten. What ticks with hits, kills and supplies allocate is printed beside, and what
/// viewers of the JSON twin cost: their numbers become texts.
class SteadyArenaTest {
  private static final int PEOPLE = 10;
  private static final int WARM_TICKS = 20_000;
  private static final int WINDOW_TICKS = 500;
  private static final int WINDOWS = 60;
  private static final long SEED = 7;

  /// What the ticks of a window allocated.
  private static final class Window {
    int quietTicks;
    long quietBytes;
    int busyTicks;
    long busyBytes;
    int told;

    @Override public String toString() {
      return quietBytes + " B in " + quietTicks + " ticks without events; " + busyBytes / Math.max(1, busyTicks)
          + " B a tick in " + busyTicks + " with " + told + " of them or an alarm";
    }
  }

  private static SteadyRoom<SteadyArena> room(Codec codec) {
    SteadyRoom<SteadyArena> room = SteadyRoom.of(SteadyArena::new, SEED);
    for (int i = 0; i < PEOPLE; i++) {
      SplittableRandom random = new SplittableRandom(i);
      room.join("p" + i, codec, Steer.class, (_, hands) -> {
        if (random.nextInt(20) == 0) hands.dx = random.nextDouble(-1, 1);
        if (random.nextInt(20) == 0) hands.dy = random.nextDouble(-1, 1);
        if (random.nextInt(20) == 0) hands.aim = random.nextDouble(-3, 3);
        hands.fire = random.nextInt(3) == 0;
      });
    }
    return room;
  }

  private static Window run(SteadyRoom<SteadyArena> room, int ticks) {
    Window window = new Window();
    for (int i = 0; i < ticks; i++) {
      SteadyArena arena = room.room();
      arena.told = 0;
      long alarms = arena.alarms();
      long restockMs = arena.restockMs();
      long bytes = room.tick();
      boolean isQuiet = arena.told == 0 && arena.alarms() == alarms && arena.restockMs() <= restockMs;
      window.told += arena.told;
      if (isQuiet) {
        window.quietTicks++;
        window.quietBytes += bytes;
      } else {
        window.busyTicks++;
        window.busyBytes += bytes;
      }
    }
    return window;
  }

  @Test void allocatesNothingWhileNothingIsTold() {
    SteadyRoom<SteadyArena> room = room(Codec.BINARY);
    for (int i = 0; i < 10; i++) room.tick();
    run(room, WARM_TICKS);
    Window best = run(room, WINDOW_TICKS);
    for (int i = 1; i < WINDOWS && best.quietBytes > 0; i++) {
      Window window = run(room, WINDOW_TICKS);
      if (window.quietBytes <= best.quietBytes) best = window;
    }
    System.out.println("arena, room's thread, binary: " + best);
    assertEquals(0, best.quietBytes, best::toString);
    // It was no room that stood still.
    assertTrue(best.quietTicks > WINDOW_TICKS / 4 && best.busyTicks > WINDOW_TICKS / 10, best::toString);
    assertTrue(room.snapshots() > (long) PEOPLE * WARM_TICKS && room.events() > WARM_TICKS);
  }

  @Test void saysWhatTheTwinCosts() {
    SteadyRoom<SteadyArena> room = room(Codec.JSON);
    for (int i = 0; i < 10; i++) room.tick();
    run(room, WARM_TICKS / 2);
    Window window = run(room, WINDOW_TICKS);
    System.out.println("arena, room's thread, JSON: " + window);
    assertTrue(room.snapshots() > PEOPLE * WARM_TICKS / 2 && room.events() > WARM_TICKS / 2);
  }
}

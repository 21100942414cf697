package takt.server.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// How many bytes a snapshot takes: twenty skaters for a minute, each sent every tick.
///
/// Deterministic, so the bound is what was measured and a little: whoever makes it smaller lowers it. What is left out:
/// headers of WebSocket and TCP; clients that are sent less often, to whom differences are larger.
class SnapshotBytesTest {
  private static final int TICKS = 20 * 60;

  private record Sizes(double bytes, int whole) {}

  private static Sizes sizes(boolean binary) {
    BareRoom room = new BareRoom(Rink::new);
    for (int i = 0; i < Rink.SKATERS; i++) room.enter(binary, Runnable::run);
    room.tick();
    int whole = room.watchers.getFirst().last.length;
    for (int i = 0; i < 40; i++) tick(room);
    long bytes = bytes(room);
    long snapshots = snapshots(room);
    for (int i = 0; i < TICKS; i++) tick(room);
    assertEquals(snapshots + (long) TICKS * Rink.SKATERS, snapshots(room));
    return new Sizes((double) (bytes(room) - bytes) / (TICKS * Rink.SKATERS), whole);
  }

  private static void tick(BareRoom room) {
    room.watchers.forEach(BareRoom.Watcher::act);
    room.tick();
  }

  private static long bytes(BareRoom room) {
    return room.watchers.stream().mapToLong(watcher -> watcher.snapshotBytes).sum();
  }

  private static long snapshots(BareRoom room) {
    return room.watchers.stream().mapToLong(watcher -> watcher.snapshots).sum();
  }

  @Test void packedIsSmall() {
    Sizes packed = sizes(true);
    Sizes json = sizes(false);
    System.out.printf("snapshot of %d skaters: packed %.1f bytes (whole %d), JSON %.1f (whole %d), %.1f times%n",
        Rink.SKATERS, packed.bytes, packed.whole, json.bytes, json.whole, json.bytes / packed.bytes);
    assertTrue(packed.bytes < 30, "bytes=" + packed.bytes);
    assertTrue(packed.whole < 600, "bytes=" + packed.whole);
  }
}

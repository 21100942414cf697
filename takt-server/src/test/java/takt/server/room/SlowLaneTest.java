package takt.server.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

/// An I/O thread that does not come round costs the room a few parcels, and nobody else anything.
class SlowLaneTest {
  private final ArrayDeque<Runnable> stuck = new ArrayDeque<>();
  private final BareRoom room = new BareRoom(Rink::new);
  private final BareRoom.Watcher ann = room.enter(true, stuck::add);
  private final BareRoom.Watcher bob = room.enter(true, Runnable::run);

  private void ticks(int ticks) {
    for (int i = 0; i < ticks; i++) {
      if (!stuck.isEmpty() || ann.newest > 0) ann.act();
      bob.act();
      room.tick();
    }
  }

  private void comeRound() {
    while (!stuck.isEmpty()) stuck.remove().run();
  }

  @Test void itsParcelsAreUsedAgain() {
    for (int i = 0; i < 100; i++) {
      ticks(1);
      comeRound();
    }
    ticks(1);
    Runnable parcel = stuck.getFirst();
    comeRound();
    ticks(1);
    assertEquals(parcel, stuck.getFirst());
    assertTrue(ann.snapshots > 90 && room.type.metrics().parcelsExtra.count() == 0);
  }

  @Test void itsSnapshotsWaitWhileItHasAllParcels() {
    ticks(60);
    comeRound();
    long before = ann.snapshots;
    // The way is free by acknowledgements of before, so it is the parcels that end.
    for (int i = 0; i < 60; i++) {
      ticks(1);
      if (i < 30) comeRound();
    }
    assertTrue(stuck.size() <= LaneOutbox.PARCELS_MAX, "parcels=" + stuck.size());
    assertTrue(room.type.metrics().snapshotsHeld.count() > 20);
    assertTrue(bob.snapshots > 115, "the other was sent " + bob.snapshots);
    comeRound();
    ticks(3);
    comeRound();
    assertTrue(ann.snapshots > before + 30);
    assertEquals(0, room.type.metrics().parcelsExtra.count());
    assertEquals(bob.newest, ann.newest);
  }
}

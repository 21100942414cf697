package takt.server.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import takt.protocol.frame.DownFrame;
import takt.protocol.frame.ErrorCode;
import takt.schema.Command;
import takt.schema.Entity;
import takt.schema.Event;
import takt.schema.Limit;
import takt.schema.Player;
import takt.schema.Sync;
import takt.server.Entities;
import takt.server.Room;

/// What no client would take is not sent: the game hears of it once, and whoever waits for it is sent away for good.
class LargeFramesTest {
  /// Grows by 1 KB of text with each leaf.
  static class Tree extends Room {
    static class Leaf extends Entity { @Sync(max = 2000) String text = ""; }
    record Grow(@Limit(max = 2000) int leaves) implements Command {}
    record Shout(@Limit(max = 1_000_000) String text) implements Event {}

    final Entities<Leaf> leaves = entities();

    void on(Player p, Grow grow) {
      for (int i = 0; i < grow.leaves(); i++) leaves.add(new Leaf()).text = "x".repeat(1024);
    }

    void shout(int length) { broadcast(new Shout("x".repeat(length))); }
  }

  private static BareRoom.Watcher enter(BareRoom room, boolean binary) {
    BareRoom.Watcher watcher = room.enter(binary, Runnable::run);
    watcher.listens = true;
    room.tick();
    return watcher;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false}) void aStateTooLargeIsToldOnceAndSendsItsViewerAway(boolean binary) {
    BareRoom room = new BareRoom(Tree::new);
    BareRoom.Watcher ann = enter(room, binary);
    assertEquals(1, ann.snapshots);
    Tree tree = (Tree) room.body.room();
    for (int i = 0; i < 1100; i++) tree.leaves.add(new Tree.Leaf()).text = "x".repeat(1024);
    for (int i = 0; i < 5; i++) room.tick();
    assertEquals(ErrorCode.TOO_LARGE, ann.ended);
    assertEquals(1, ann.snapshots);
    assertEquals(1, room.type.metrics().framesTooLarge.count());
    FaultLog.Fault fault = room.faults.all().getFirst();
    assertEquals(1, fault.count().sum());
    assertTrue(String.valueOf(fault.thrown().getMessage())
        .matches("a 'snapshot' of 1\\d{6} bytes, expected at most 1048576: send .*"), () -> "" + fault.thrown());
    // Whoever comes next is sent away too, and the room goes on.
    BareRoom.Watcher bob = enter(room, !binary);
    assertEquals(ErrorCode.TOO_LARGE, bob.ended);
    for (Tree.Leaf leaf : tree.leaves) leaf.text = "";
    BareRoom.Watcher cat = enter(room, binary);
    assertEquals(ErrorCode.REFUSED, cat.ended);
    assertEquals(1, cat.snapshots);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false}) void anEventTooLargeFailsWhereItIsSaid(boolean binary) {
    BareRoom room = new BareRoom(Tree::new);
    BareRoom.Watcher ann = enter(room, binary);
    Tree tree = (Tree) room.body.room();
    tree.shout(Words.FIELDS_MAX - 20);
    IllegalStateException refused = assertThrows(IllegalStateException.class,
        () -> tree.shout(Words.FIELDS_MAX));
    assertTrue(String.valueOf(refused.getMessage()).startsWith("Shout of 131083 bytes, expected at most 131072"),
        () -> "" + refused);
    room.tick();
    assertEquals(1, ann.heard.stream().filter(DownFrame.Event.class::isInstance).count());
    assertEquals(ErrorCode.REFUSED, ann.ended);
  }
}

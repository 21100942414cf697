package takt.server.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import takt.protocol.frame.Ack;
import takt.server.RoomConfig;

/// The inbox has place for what a full room's players send, for a quiet one among those who flood, and for the desk.
class InboxTest {
  private static final int PLACES = 4_000;
  private static final int MESSAGES_A_TICK = 3;

  private final Inbox inbox = new Inbox(() -> {});

  private boolean say(int member, Inbox.Share share) {
    return inbox.offerPlay(new RoomMessage.AckCame(member, new Ack(1, 1, 0), 0), share);
  }

  private static Inbox.Share[] shares(int count) {
    Inbox.Share[] shares = new Inbox.Share[count];
    for (int i = 0; i < count; i++) shares[i] = new Inbox.Share();
    return shares;
  }

  private int empty() {
    int taken = 0;
    while (inbox.poll() != null) taken++;
    return taken;
  }

  @Test void allOfALargeRoomAreHeardInEachTick() {
    inbox.fit(PLACES);
    assertTrue(new RoomConfig().seatsMax(PLACES).commandsPerTickMax() >= PLACES * MESSAGES_A_TICK);
    Inbox.Share[] shares = shares(PLACES);
    for (int tick = 0; tick < 5; tick++) {
      for (int message = 0; message < MESSAGES_A_TICK; message++) {
        for (int i = 0; i < PLACES; i++) assertTrue(say(i, shares[i]), "member " + i + " tick " + tick);
      }
      assertEquals(PLACES * MESSAGES_A_TICK, empty());
    }
  }

  @Test void whoSendsLittleIsHeardAmongThoseWhoFlood() {
    for (int places : new int[]{16, PLACES}) {
      inbox.fit(places);
      Inbox.Share[] flood = shares(20);
      for (int message = 0; message < 10_000; message++) {
        for (int i = 0; i < flood.length; i++) say(i, flood[i]);
      }
      assertFalse(say(0, flood[0]));
      assertTrue(say(99, new Inbox.Share()), "places " + places);
      assertTrue(inbox.offer(new RoomMessage.AckCame(1, new Ack(1, 1, 0), 0)), "the desk");
      empty();
    }
  }

  /// As many as a room can have places, and all of them send as much as they may.
  @Test void theDeskIsHeardInTheLargestRoom() {
    inbox.fit(20_000);
    Inbox.Share[] shares = shares(20_000);
    for (int message = 0; message < 10; message++) for (int i = 0; i < shares.length; i++) say(i, shares[i]);
    int waiting = empty();
    assertTrue(waiting > 20_000 * MESSAGES_A_TICK, "waiting=" + waiting);
    for (int message = 0; message < 10; message++) for (int i = 0; i < shares.length; i++) say(i, shares[i]);
    for (int i = 0; i < 20_000; i++)
      assertTrue(inbox.offer(new RoomMessage.AckCame(i, new Ack(1, 1, 0), 0)), "at " + i);
  }
}

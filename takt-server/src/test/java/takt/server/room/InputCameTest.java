package takt.server.room;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import takt.protocol.frame.Payload;
import takt.protocol.json.Json;
import takt.server.metrics.Metrics;

/// Inputs are used again, and never while anybody still needs them.
class InputCameTest {
  private final Inbox inbox = new Inbox(() -> {});
  private final Inbox.Share share = new Inbox.Share();
  private final InputCame.Spares spares = new InputCame.Spares(7);

  private InputCame offer(int seq) {
    InputCame input = spares.next().numbered(seq, 0).packed(new byte[]{(byte) seq, 1, 2}, 0, 3);
    assertTrue(input.offerTo(inbox, share));
    return input;
  }

  @Test void oneThatWaitsIsNotFilledAgain() {
    List<InputCame> waiting = new ArrayList<>();
    for (int seq = 1; seq <= 9; seq++) {
      InputCame input = offer(seq);
      for (InputCame other : waiting) assertNotSame(other, input);
      waiting.add(input);
    }
    for (int seq = 1; seq <= 9; seq++) {
      InputCame input = (InputCame) requireNonNull(inbox.poll());
      assertSame(waiting.get(seq - 1), input);
      assertEquals(seq, input.seq());
      assertEquals(seq, input.packed()[0]);
    }
  }

  @Test void oneThatIsDoneWithIsFilledAgain() {
    InputCame first = offer(1);
    InputCame second = offer(2);
    second.done();
    assertSame(second, offer(3));
    first.done();
    assertSame(first, offer(4));
  }

  @Test void oneThatWasRefusedIsFilledAgain() {
    while (inbox.offerPlay(new RoomMessage.TuneCame(7, 0), share)) {
      // until its player's share is full
    }
    InputCame refused = spares.next().values(new Payload.Tree(Json.Obj.EMPTY));
    assertFalse(refused.offerTo(inbox, share));
    assertSame(refused, spares.next());
    assertNull(refused.tree(), "of the one before");
  }

  @Test void whatALogKeepsStaysAsItIs() {
    InputCame input = offer(1);
    InputCame kept = input.kept();
    input.done();
    offer(2);
    assertEquals(7, kept.member());
    assertEquals(1, kept.seq());
    assertArrayEquals(new byte[]{1, 1, 2}, kept.packed());
  }

  @Test void aLongOneIsNotHeldOnTo() {
    InputCame input = spares.next().packed(new byte[8_000], 0, 8_000);
    assertTrue(input.offerTo(inbox, share));
    input.done();
    assertEquals(0, input.packed().length);
  }

  @Test void oneThatANewerTookThePlaceOfInAStillRoomIsFilledAgain() {
    Held held = new Held(new Metrics().counter("skipped", "Skipped."));
    InputCame older = offer(1);
    InputCame newer = offer(2);
    held.add(older, true);
    held.add(newer, true);
    assertSame(older, offer(3));
    assertSame(newer, held.poll());
    assertTrue(held.isEmpty());
  }
}

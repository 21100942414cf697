package takt.server.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import takt.protocol.frame.ErrorCode;
import takt.protocol.wire.WireWriter;
import takt.server.session.Downlink;
import takt.server.session.Lane;

/// What a parcel keeps for the next tick.
class ParcelTest {
  private static final int GREAT = 600_000;

  private final Parcel parcel = new Parcel();
  private int delivered;
  private final Downlink link = new Downlink() {
    @Override public void send(byte[] bytes, int offset, int length) {
      delivered += length;
    }

    @Override public Lane lane() {
      return Runnable::run;
    }

    @Override public long queuedBytes() {
      return 0;
    }

    @Override public void end(ErrorCode code, String text) {}
  };

  /// Answers what it wrote into.
  private WireWriter tick(int bytes) {
    WireWriter out = parcel.begin().bytes(new byte[bytes]);
    parcel.end(link, false);
    parcel.posted();
    parcel.run();
    return out;
  }

  @Test void keepsTheBufferThatEveryTickNeeds() {
    tick(GREAT);
    WireWriter grown = tick(GREAT);
    assertSame(grown, tick(GREAT));
    assertSame(grown, tick(GREAT * 2 / 3), "ticks differ");
    assertSame(grown, tick(GREAT));
    assertEquals(4 * GREAT + GREAT * 2 / 3, delivered);
  }

  @Test void keepsNoBufferForOneGreatTick() {
    tick(1_000);
    tick(GREAT);
    assertTrue(parcel.begin().buffer().length <= 1024, "bytes kept: " + parcel.begin().buffer().length);
  }

  @Test void letsGoOfTheBufferWhenTicksGrowSmall() {
    tick(GREAT);
    tick(GREAT);
    tick(1_000);
    assertTrue(parcel.begin().buffer().length <= 1024, "bytes kept: " + parcel.begin().buffer().length);
  }
}

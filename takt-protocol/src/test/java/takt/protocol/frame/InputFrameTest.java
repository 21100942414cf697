package takt.protocol.frame;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import takt.protocol.Protocol;
import takt.protocol.Seeded;
import takt.protocol.json.JsonLimits;

/// An input read in place says what the codec makes of the same bytes, whoever wrote them.
class InputFrameTest {
  private static final int FRAMES = 200_000;

  private final SplittableRandom random = Seeded.of(InputFrameTest.class);
  private final BinaryFrames codec = new BinaryFrames(JsonLimits.HOSTILE);
  private final InputFrame inPlace = new InputFrame();

  @Test void saysWhatTheCodecSays() {
    int inputs = 0;
    for (int i = 0; i < FRAMES; i++) {
      byte[] bytes = frame();
      int before = random.nextInt(3);
      byte[] among = Arrays.copyOf(new byte[before], before + bytes.length + random.nextInt(3));
      System.arraycopy(bytes, 0, among, before, bytes.length);
      UpFrame expected = codec.decodeUp(among, before, bytes.length);
      assertEquals(expected instanceof UpFrame.Input, inPlace.read(among, before, bytes.length),
          () -> Arrays.toString(bytes));
      if (!(expected instanceof UpFrame.Input input)) continue;
      inputs++;
      assertEquals(input.room(), inPlace.room());
      assertEquals(input.ack(), new Ack(inPlace.epoch(), inPlace.seen(), inPlace.heard()));
      assertEquals(input.seq(), inPlace.seq());
      byte[] payload = ((Payload.Packed) input.values()).bytes();
      assertArrayEquals(payload, Arrays.copyOfRange(among, inPlace.payloadOffset(), inPlace.payloadOffset()
          + inPlace.payloadLength()));
    }
    assertTrue(inputs > FRAMES / 2 && inputs < FRAMES * 7 / 8, inputs + " inputs");
  }

  /// An input, cut, flipped, or of bytes at random.
  private byte[] frame() {
    byte[] values = new byte[random.nextInt(12)];
    random.nextBytes(values);
    byte[] bytes = codec.encode(new UpFrame.Input(random.nextInt(Protocol.ROOMS_MAX + 1), new Ack(whole(), whole(),
        whole()), whole(), new Payload.Packed(values)));
    switch (random.nextInt(6)) {
      case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 1, 2 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      case 3 -> {
        for (int i = 1; i < bytes.length; i++) if (random.nextInt(3) == 0) bytes[i] = (byte) random.nextInt();
      }
      default -> {
        // As it is.
      }
    }
    return bytes;
  }

  private long whole() {
    return random.nextLong(Protocol.WHOLE_MAX + 1) >>> random.nextInt(54);
  }
}

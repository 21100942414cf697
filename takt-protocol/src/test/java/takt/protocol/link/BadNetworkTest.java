package takt.protocol.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import takt.protocol.Seeded;

/// A pipe of the bad network: order, closes, resets, bandwidth, signs of life, and the same bytes from the same seed.
class BadNetworkTest {
  private static final long MS = 1_000_000;
  private static final Conditions AWFUL = new Conditions(40, 30, 0.1, 3, 0.1, 0.2, 0.01, 300, 0, 20_000, 1000);

  private final SplittableRandom random = Seeded.of(BadNetworkTest.class);
  private BadNetwork network = new BadNetwork(random.nextLong());
  private final Ear first = new Ear();
  private final Ear second = new Ear();

  /// Writes down what comes, and when.
  private final class Ear implements LinkEnd {
    final List<String> heard = new ArrayList<>();

    @Override public void onFrame(byte[] bytes, int offset, int length) {
      heard.add(network.nowNs() + " " + new String(bytes, offset, length, UTF_8));
    }

    @Override public void onAlive() {
      heard.add(network.nowNs() + " alive");
    }

    @Override public void onClosed(int code, String reason) {
      heard.add(network.nowNs() + " closed " + code + " " + reason);
    }

    /// What came, without the times.
    List<String> words() {
      return heard.stream().map(h -> h.substring(h.indexOf(' ') + 1)).toList();
    }
  }

  @Test void perfectConditionsDeliverAtOnceInOrder() {
    BadNetwork.Pipe pipe = connect(Conditions.PERFECT, Conditions.PERFECT);
    network.advanceTo(5 * MS);
    for (int i = 0; i < 3; i++) send(pipe.first(), "f" + i);
    send(pipe.second(), "s0");
    assertEquals(5 * MS, network.nextNs());
    assertEquals(List.of(), second.heard, "nothing comes before time is handed in");

    network.advanceTo(5 * MS);

    assertEquals(List.of("5000000 f0", "5000000 f1", "5000000 f2"), second.heard);
    assertEquals(List.of("5000000 s0"), first.heard);
    assertEquals(Long.MAX_VALUE, network.nextNs());
    assertEquals(4, network.delivered());
    assertEquals(0, network.lost() + network.repeated() + network.resets());
    assertEquals(0, pipe.first().queuedBytes());
  }

  @Test void anAnswerAtTheSameMomentArrivesAtTheSameMoment() {
    BadNetwork.Pipe pipe = network.connect(Conditions.PERFECT, Conditions.PERFECT);
    pipe.attach(first, new LinkEnd() {
      @Override public void onFrame(byte[] bytes, int offset, int length) {
        pipe.second().send(bytes);
      }

      @Override public void onAlive() {}

      @Override public void onClosed(int code, String reason) {}
    });
    send(pipe.first(), "echo");
    network.advanceTo(0);
    assertEquals(List.of("0 echo"), first.heard);
  }

  @Test void timeDoesNotGoBack() {
    BadNetwork.Pipe pipe = connect(Conditions.of(10, 0, 0), Conditions.PERFECT);
    network.advanceTo(20 * MS);
    network.advanceTo(7 * MS);
    assertEquals(20 * MS, network.nowNs());
    send(pipe.first(), "x");
    network.advanceTo(29 * MS);
    assertEquals(List.of(), second.heard);
    network.advanceTo(60 * MS);
    assertEquals(List.of("30000000 x"), second.heard, "told the time it was due, not the time handed in");
    assertEquals(60 * MS, network.nowNs());
  }

  @Test void theSameSeedDeliversTheSameBytesAtTheSameNanoseconds() {
    long seed = random.nextLong();
    List<String> once = awfulDay(seed);
    assertEquals(once, awfulDay(seed));
    assertNotEquals(once, awfulDay(seed + 1));
    assertTrue(once.stream().anyMatch(h -> h.contains("closed 1006 reset")), "a day without a reset proves less");
    assertTrue(once.size() > 1000);
  }

  /// Four pipes, all conditions, sends, probes and closes; what both ends heard.
  private List<String> awfulDay(long seed) {
    network = new BadNetwork(seed);
    SplittableRandom traffic = new SplittableRandom(7);
    List<Ear> ears = new ArrayList<>();
    List<BadNetwork.Pipe> pipes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Conditions bad = AWFUL.withResets(i == 0 ? 0.05 : 0);
      pipes.add(i % 2 == 0 ? network.connect(bad, AWFUL) : network.connectDatagrams(AWFUL, bad));
      ears.add(new Ear());
      ears.add(new Ear());
      pipes.get(i).attach(ears.get(2 * i), ears.get(2 * i + 1));
    }
    for (int tick = 0; tick < 600; tick++) {
      BadNetwork.Pipe pipe = pipes.get(traffic.nextInt(4));
      Link link = traffic.nextBoolean() ? pipe.first() : pipe.second();
      switch (traffic.nextInt(200)) {
        case 0 -> {
          if (tick > 400) link.close(4000, "enough");
        }
        case 1 -> {
          if (tick > 200) pipe.conditions(Conditions.PERFECT, AWFUL);
        }
        case 2, 3, 4 -> link.probe();
        default -> {
          for (int i = 0; i < 4; i++) send(link, tick + "." + i + "x".repeat(traffic.nextInt(100)));
        }
      }
      network.advanceTo(tick * 16L * MS);
    }
    network.advanceTo(Long.MAX_VALUE / 2);
    List<String> heard = new ArrayList<>();
    for (Ear ear : ears) heard.addAll(ear.heard);
    heard.add(network.delivered() + " " + network.lost() + " " + network.repeated() + " " + network.resets());
    return heard;
  }

  @Test void anOrderedPipeKeepsOrderWhateverTheConditions() {
    List<String> sent = new ArrayList<>();
    BadNetwork.Pipe pipe = connect(AWFUL, AWFUL);
    for (int i = 0; i < 3000; i++) {
      sent.add("frame " + i);
      send(pipe.first(), "frame " + i);
      if (i % 500 == 0) pipe.conditions(i % 1000 == 0 ? Conditions.PERFECT : AWFUL, AWFUL);
      network.advanceTo(i * MS);
    }
    network.advanceTo(Long.MAX_VALUE / 2);
    assertEquals(sent, second.words());
    assertEquals(0, network.repeated());
    assertTrue(network.lost() > 0);
    List<Long> times = second.heard.stream().map(h -> Long.parseLong(h.substring(0, h.indexOf(' ')))).toList();
    assertEquals(times.stream().sorted().toList(), times);
  }

  @Test void aCloseComesAfterTheDataAndIsToldOnceToBoth() {
    BadNetwork.Pipe pipe = connect(AWFUL, Conditions.of(1, 0, 0));
    send(pipe.second(), "under way");
    for (int i = 0; i < 20; i++) send(pipe.first(), "frame " + i);
    pipe.first().close(4001, "done");
    pipe.first().close(4002, "again");
    send(pipe.first(), "too late");
    assertFalse(pipe.isBroken());

    network.advanceTo(Long.MAX_VALUE / 2);

    assertEquals(21, second.heard.size());
    assertEquals("closed 4001 done", second.words().getLast());
    assertEquals(List.of("under way", "closed 4001 done"), first.words());
    assertTrue(pipe.isBroken());
    send(pipe.second(), "too late");
    pipe.second().probe();
    pipe.second().close(1000, "");
    pipe.reset();
    network.advanceTo(Long.MAX_VALUE / 2);
    assertEquals(21, second.heard.size());
    assertEquals(2, first.heard.size());
    assertEquals(0, network.resets());
  }

  @Test void nothingIsSentAfterACloseEvenWhereItWouldOvertake() {
    BadNetwork.Pipe pipe = network.connectDatagrams(Conditions.of(50, 0, 0), Conditions.PERFECT);
    pipe.attach(first, second);
    pipe.first().close(4001, "done");
    pipe.conditions(Conditions.PERFECT, Conditions.PERFECT);
    send(pipe.first(), "too late");
    pipe.first().probe();
    network.advanceTo(100 * MS);
    assertEquals(List.of("closed 4001 done"), second.words());
    assertEquals(List.of("closed 4001 done"), first.words());
  }

  @Test void twoClosesAtOnceAreOne() {
    BadNetwork.Pipe pipe = connect(Conditions.of(20, 0, 0), Conditions.of(10, 0, 0));
    pipe.first().close(4001, "first");
    pipe.second().close(4002, "second");
    network.advanceTo(100 * MS);
    assertEquals(List.of("10000000 closed 4002 second"), first.heard);
    assertEquals(first.heard, second.heard);
  }

  @Test void aResetTellsBothEndsAtOnceAndDropsWhatIsUnderWay() {
    BadNetwork.Pipe pipe = connect(Conditions.of(50, 0, 0), Conditions.of(50, 0, 0));
    send(pipe.first(), "arrives");
    network.advanceTo(60 * MS);
    send(pipe.first(), "never arrives");
    pipe.first().probe();
    pipe.first().close(1000, "never arrives");
    pipe.reset();
    pipe.reset();
    assertTrue(pipe.isBroken());
    network.advanceTo(60 * MS);
    assertEquals(List.of("60000000 closed 1006 reset"), first.heard);
    assertEquals(List.of("50000000 arrives", "60000000 closed 1006 reset"), second.heard);

    send(pipe.first(), "dead");
    send(pipe.second(), "dead");
    network.advanceTo(Long.MAX_VALUE / 2);
    assertEquals(1, first.heard.size());
    assertEquals(2, second.heard.size());
    assertEquals(1, network.resets());
  }

  @Test void bandwidthSpacesFramesAndQueuesTheRest() {
    BadNetwork.Pipe pipe = connect(Conditions.of(5, 0, 0).withBandwidth(1000), Conditions.PERFECT);
    for (int i = 0; i < 4; i++) send(pipe.first(), i + "x".repeat(99));
    assertEquals(400, pipe.first().queuedBytes());
    network.advanceTo(100 * MS - 1);
    assertEquals(400, pipe.first().queuedBytes());
    network.advanceTo(100 * MS);
    assertEquals(300, pipe.first().queuedBytes());
    network.advanceTo(350 * MS);
    assertEquals(100, pipe.first().queuedBytes());
    send(pipe.first(), "y".repeat(50));
    assertEquals(150, pipe.first().queuedBytes());
    assertEquals(0, pipe.second().queuedBytes());
    network.advanceTo(1000 * MS);
    assertEquals(0, pipe.first().queuedBytes());
    assertEquals(List.of("105", "205", "305", "405", "455"),
        second.heard.stream().map(h -> h.substring(0, 3)).toList());
  }

  @Test void whatWaitsInABufferIsNotSeen() {
    BadNetwork.Pipe pipe = connect(Conditions.PERFECT.withBandwidth(1000).withBuffer(250), Conditions.PERFECT);
    send(pipe.first(), "x".repeat(200));
    assertEquals(0, pipe.first().queuedBytes());
    send(pipe.first(), "y".repeat(200));
    assertEquals(150, pipe.first().queuedBytes());
    network.advanceTo(200 * MS);
    assertEquals(0, pipe.first().queuedBytes());
    network.advanceTo(400 * MS);
    assertEquals(2, second.heard.size());
  }

  @Test void afterAStallBandwidthBindsAsBefore() {
    Conditions thin = Conditions.PERFECT.withBandwidth(1000);
    BadNetwork.Pipe pipe = connect(thin.withStalls(1, 500), Conditions.PERFECT);
    send(pipe.first(), "a".repeat(100));
    pipe.conditions(thin, Conditions.PERFECT);
    send(pipe.first(), "b".repeat(100));
    send(pipe.first(), "c".repeat(100));
    network.advanceTo(1000 * MS);
    assertEquals(List.of("600000000", "700000000", "800000000"),
        second.heard.stream().map(h -> h.substring(0, 9)).toList());
  }

  @Test void unboundedBandwidthStillWaitsForWhatIsQueued() {
    BadNetwork.Pipe pipe = connect(Conditions.PERFECT.withBandwidth(1000), Conditions.PERFECT);
    send(pipe.first(), "x".repeat(100));
    pipe.conditions(Conditions.PERFECT, Conditions.PERFECT);
    send(pipe.first(), "y");
    pipe.first().close(1000, "");
    network.advanceTo(Long.MAX_VALUE / 2);
    assertEquals(List.of("x".repeat(100), "y", "closed 1000 "), second.words());
    assertEquals("100000000 y", second.heard.get(1));
  }

  @Test void aProbeIsAnsweredByTheOtherEndsTransport() {
    BadNetwork.Pipe pipe = connect(Conditions.of(30, 0, 0).withBandwidth(1000), Conditions.of(12, 0, 0));
    send(pipe.first(), "x".repeat(10));
    pipe.first().probe();
    network.advanceTo(1000 * MS);
    assertEquals(List.of("52000000 alive"), first.heard, "behind what was sent before it");
    assertEquals(List.of("x".repeat(10)), second.words(), "no program sees a probe");

    pipe.second().probe();
    pipe.first().probe();
    pipe.first().close(1000, "");
    network.advanceTo(2000 * MS);
    assertEquals(List.of("alive", "closed 1000 "), first.words(), "an answer that comes after the close is dropped");
    assertEquals("closed 1000 ", second.words().getLast());
  }

  @Test void aProbeIsLostLikeADatagram() {
    BadNetwork.Pipe pipe = network.connectDatagrams(Conditions.of(1, 0, 0.5), Conditions.PERFECT);
    pipe.attach(first, second);
    for (int i = 0; i < 1000; i++) pipe.first().probe();
    network.advanceTo(1000 * MS);
    assertEquals(1000, first.heard.size() + network.lost());
    assertTrue(first.heard.size() > 400 && first.heard.size() < 600, () -> "heard " + first.heard.size());
  }

  @Test void directionsAndPipesDrawFromStreamsOfTheirOwn() {
    long seed = random.nextLong();
    List<String> quiet = heardBySecond(seed, false);
    assertEquals(quiet, heardBySecond(seed, true));
    assertTrue(quiet.size() > 300);
    assertNotEquals(quiet, heardBySecond(seed + 1, false));
  }

  /// What arrives one way, with much or nothing going on the other way and on another pipe.
  private List<String> heardBySecond(long seed, boolean busy) {
    network = new BadNetwork(seed);
    BadNetwork.Pipe pipe = network.connectDatagrams(AWFUL, AWFUL);
    BadNetwork.Pipe other = network.connect(AWFUL, AWFUL);
    Ear ear = new Ear();
    pipe.attach(new Ear(), ear);
    other.attach(new Ear(), new Ear());
    for (int i = 0; i < 400; i++) {
      send(pipe.first(), "frame " + i);
      if (busy) {
        send(pipe.second(), "back " + i);
        send(other.first(), "other " + i);
        other.second().probe();
      }
      network.advanceTo(i * 10L * MS);
    }
    network.advanceTo(Long.MAX_VALUE / 2);
    return ear.heard;
  }

  @Test void aPipeWithoutEndsIsAMistakeThatIsSaid() {
    BadNetwork.Pipe pipe = network.connect(Conditions.PERFECT, Conditions.PERFECT);
    send(pipe.first(), "to nobody");
    IllegalStateException e = assertThrows(IllegalStateException.class, () -> network.advanceTo(0));
    assertTrue(String.valueOf(e.getMessage()).contains("attach"));
  }

  @Test void whatAReceiverThrowsDoesNotStopTheNetwork() {
    BadNetwork.Pipe pipe = network.connect(Conditions.PERFECT, Conditions.PERFECT);
    pipe.attach(first, new LinkEnd() {
      @Override public void onFrame(byte[] bytes, int offset, int length) {
        throw new IllegalStateException("a mistake of the program");
      }

      @Override public void onAlive() {}

      @Override public void onClosed(int code, String reason) {}
    });
    send(pipe.first(), "bad");
    send(pipe.second(), "good");
    assertThrows(IllegalStateException.class, () -> network.advanceTo(0));
    network.advanceTo(0);
    assertEquals(Collections.singletonList("0 good"), first.heard);
  }

  private BadNetwork.Pipe connect(Conditions forth, Conditions back) {
    BadNetwork.Pipe pipe = network.connect(forth, back);
    pipe.attach(first, second);
    return pipe;
  }

  private static void send(Link link, String text) {
    link.send(text.getBytes(UTF_8));
  }
}

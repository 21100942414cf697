package takt.protocol.link;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import takt.protocol.Protocol;

/// A network on a virtual clock: delays, loses, repeats, reorders, stalls and breaks what is sent, from one seed.
///
/// One thread. Time stands still until [#advanceTo] moves it; what is due then is delivered in order of time, ties in
/// order of sending. Every direction of every pipe draws from its own stream of numbers, so a further draw in one does
/// not reshuffle the others. The same seed and the same calls deliver the same bytes at the same nanoseconds.
///
/// A *pipe* keeps order, like TCP under a WebSocket: a lost frame comes late, by a retransmission, and holds up all
/// behind it; nothing comes twice. A *datagram pipe* loses, repeats and reorders: what [Link] says of order and of
/// arriving once does not hold there. A *pipe with datagrams* has both lanes on one line. Loss comes in bursts, after
/// Gilbert and Elliott ("Capacity of a burst-noise channel", 1960). What a receiver throws comes out of [#advanceTo];
/// the delivery counts as made.
public final class BadNetwork {
  /// What a lost frame costs an ordered pipe: the least retransmission timeout of Linux's TCP.
  private static final long RETRANSMIT_NS = 200_000_000;
  private static final int ABNORMAL = 1006;

  private static final double NS_PER_MS = 1e6;
  private static final double NS_PER_SECOND = 1e9;

  private final SplittableRandom seeds;
  private final PriorityQueue<Delivery> due = new PriorityQueue<>();
  private long nowNs;
  private long sequence;
  private long delivered;
  private long lost;
  private long repeated;
  private long resets;

  public BadNetwork(long seed) {
    seeds = new SplittableRandom(seed);
  }

  /// Two links joined by a pipe that keeps order.
  ///
  /// @param forth conditions from the first to the second
  /// @param back conditions from the second to the first
  public Pipe connect(Conditions forth, Conditions back) {
    return new Pipe(true, 0, forth, back);
  }

  /// Two links joined by a pipe that keeps order, with a lane of datagrams beside it: they share its bandwidth.
  public Pipe connectWithDatagrams(Conditions forth, Conditions back) {
    return new Pipe(true, Protocol.DATAGRAM_MAX, forth, back);
  }

  /// Two links joined by a pipe of datagrams: it loses, repeats and reorders, signs of life too. A close overtakes
  /// what was sent before it and is late.
  public Pipe connectDatagrams(Conditions forth, Conditions back) {
    return new Pipe(false, 0, forth, back);
  }

  /// Delivers everything due up to then, and sets the clock. Time does not go back: an earlier `nowNs` changes nothing.
  public void advanceTo(long nowNs) {
    for (Delivery next = due.peek(); next != null && next.atNs <= nowNs; next = due.peek()) {
      due.poll();
      this.nowNs = Math.max(this.nowNs, next.atNs);
      next.what.run();
    }
    this.nowNs = Math.max(this.nowNs, nowNs);
  }

  /// When the next thing is due, `Long.MAX_VALUE` if nothing is under way.
  public long nextNs() {
    Delivery next = due.peek();
    return next == null ? Long.MAX_VALUE : next.atNs;
  }

  public long nowNs() {
    return nowNs;
  }

  /// Frames delivered so far.
  public long delivered() {
    return delivered;
  }

  /// Frames lost so far, and signs of life on datagram pipes; on an ordered pipe, frames that had to be sent again.
  public long lost() {
    return lost;
  }

  /// Datagrams delivered a second time so far.
  public long repeated() {
    return repeated;
  }

  /// Pipes broken so far by a reset.
  public long resets() {
    return resets;
  }

  private void at(long atNs, Runnable what) {
    due.add(new Delivery(Math.max(atNs, nowNs), sequence++, what));
  }

  /// Two joined links. Attach an end to each before time moves.
  public final class Pipe {
    private final End first;
    private final End second;
    private boolean broken;

    private Pipe(boolean ordered, int datagramMax, Conditions forth, Conditions back) {
      first = new End(this, ordered, datagramMax, forth, seeds.split());
      second = new End(this, ordered, datagramMax, back, seeds.split());
      first.other = second;
      second.other = first;
    }

    public Link first() {
      return first;
    }

    public Link second() {
      return second;
    }

    /// Says who receives on either side.
    public void attach(LinkEnd firstEnd, LinkEnd secondEnd) {
      first.receiver = firstEnd;
      second.receiver = secondEnd;
    }

    /// Changes the weather, for what is sent from now on.
    public void conditions(Conditions forth, Conditions back) {
      first.conditions = forth;
      second.conditions = back;
    }

    /// Breaks the pipe at once, as when a cable is pulled and both ends notice.
    public void reset() {
      if (broken) return;
      broken = true;
      resets++;
      at(nowNs, () -> first.receive(ABNORMAL, "reset"));
      at(nowNs, () -> second.receive(ABNORMAL, "reset"));
    }

    /// Whether nothing can pass any more: after a reset, or once a close has arrived.
    public boolean isBroken() {
      return broken;
    }
  }

  private final class End implements Link {
    private final Pipe pipe;
    private final boolean ordered;
    private final int datagramMax;
    private final SplittableRandom random;
    private final ArrayDeque<Sending> sending = new ArrayDeque<>();
    private long sendingBytes;
    private Conditions conditions;
    private @Nullable End other;
    private @Nullable LinkEnd receiver;
    private boolean closing;
    private boolean told;
    private boolean losing;
    private long busyUntilNs;
    private long stalledUntilNs;
    private long lastArrivalNs;

    private End(Pipe pipe, boolean ordered, int datagramMax, Conditions conditions, SplittableRandom random) {
      this.pipe = pipe;
      this.ordered = ordered;
      this.datagramMax = datagramMax;
      this.conditions = conditions;
      this.random = random;
    }

    @Override public void send(byte[] frame) {
      send(frame, ordered);
    }

    @Override public int datagramMax() {
      return datagramMax;
    }

    @Override public void sendDatagram(byte[] bytes, int offset, int length) {
      send(Arrays.copyOfRange(bytes, offset, offset + length), ordered && length > datagramMax);
    }

    private void send(byte[] frame, boolean ordered) {
      if (closing || pipe.broken) return;
      if (chance(conditions.resetRatio())) {
        pipe.reset();
        return;
      }
      long leavesNs = transmit(frame.length);
      boolean loses = loses();
      if (loses) lost++;
      if (loses && !ordered) return;
      long arrivesNs = arrival(leavesNs, loses, ordered);
      at(arrivesNs, () -> arrive(frame));
      if (!ordered && chance(conditions.duplicateRatio())) {
        repeated++;
        at(arrival(leavesNs, false, false), () -> arrive(frame));
      }
    }

    @Override public long queuedBytes() {
      for (Sending s = sending.peek(); s != null && s.doneNs <= nowNs; s = sending.peek()) {
        sendingBytes -= s.bytes;
        sending.poll();
      }
      return (long) Math.max(0, sendingBytes - conditions.bufferBytes());
    }

    @Override public void probe() {
      if (closing || pipe.broken || other == null) return;
      End far = other;
      pass(() -> far.pass(this::alive));
    }

    @Override public void close(int code, String reason) {
      if (closing || pipe.broken || other == null) return;
      closing = true;
      End far = other;
      at(arrival(Math.max(nowNs, busyUntilNs), false, ordered), () -> {
        pipe.broken = true;
        far.receive(code, reason);
        receive(code, reason);
      });
    }

    /// Sends something without a size that no program sees: a ping or its answer.
    private void pass(Runnable what) {
      if (pipe.broken) return;
      if (!ordered && loses()) lost++;
      else at(arrival(Math.max(nowNs, busyUntilNs), false, ordered), what);
    }

    private void at(long atNs, Runnable what) {
      BadNetwork.this.at(atNs, what);
    }

    private void arrive(byte[] frame) {
      if (pipe.broken || other == null) return;
      delivered++;
      other.receiver().onFrame(frame, 0, frame.length);
    }

    private void alive() {
      if (!pipe.broken) receiver().onAlive();
    }

    private void receive(int code, String reason) {
      if (told) return;
      told = true;
      receiver().onClosed(code, reason);
    }

    private LinkEnd receiver() {
      if (receiver == null) throw new IllegalStateException("pipe has no ends, expected attach before time moves");
      return receiver;
    }

    /// When the last byte has left, at this bandwidth.
    private long transmit(int bytes) {
      queuedBytes();
      if (conditions.bytesPerSecond() == 0) return Math.max(nowNs, busyUntilNs);
      busyUntilNs = Math.max(busyUntilNs, nowNs) + (long) (bytes * NS_PER_SECOND / conditions.bytesPerSecond());
      sending.add(new Sending(busyUntilNs, bytes));
      sendingBytes += bytes;
      return busyUntilNs;
    }

    /// When something that leaves then is there. StrictMath, so that a seed means the same on every machine.
    private long arrival(long leavesNs, boolean again, boolean ordered) {
      double delayMs = conditions.latencyMs() - conditions.jitterMs() * StrictMath.log(1 - random.nextDouble());
      if (chance(conditions.stallRatio())) {
        stalledUntilNs = Math.max(stalledUntilNs, leavesNs + (long) (conditions.stallMs() * NS_PER_MS));
        if (conditions.bytesPerSecond() > 0) busyUntilNs = Math.max(busyUntilNs, stalledUntilNs);
      }
      long arrivesNs = Math.max(leavesNs, stalledUntilNs) + (long) (delayMs * NS_PER_MS);
      if (again) arrivesNs += RETRANSMIT_NS + (long) (2 * conditions.latencyMs() * NS_PER_MS);
      if (!ordered && chance(conditions.reorderRatio())) {
        arrivesNs += (long) (random.nextDouble() * 2 * (conditions.latencyMs() + 10) * NS_PER_MS);
      }
      if (ordered) lastArrivalNs = arrivesNs = Math.max(arrivesNs, lastArrivalNs);
      return arrivesNs;
    }

    /// Two states: losing and not. The mean stay in the first is the burst, their shares give the ratio.
    private boolean loses() {
      double ratio = conditions.lossRatio();
      if (ratio == 0) return false;
      double leave = Math.min(1 / conditions.lossBurst(), (1 - ratio) / ratio);
      double enter = leave * ratio / (1 - ratio);
      losing = losing ? !chance(leave) : chance(enter);
      return losing;
    }

    private boolean chance(double ratio) {
      return ratio > 0 && random.nextDouble() < ratio;
    }
  }

  private record Sending(long doneNs, int bytes) {}

  private record Delivery(long atNs, long sequence, Runnable what) implements Comparable<Delivery> {
    @Override public int compareTo(Delivery other) {
      int byTime = Long.compare(atNs, other.atNs);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }
}

package takt.server.room;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import takt.protocol.frame.Capability;
import takt.protocol.frame.ErrorCode;
import takt.server.interest.Credit;
import takt.server.interest.View;
import takt.server.interest.Views;
import takt.server.replication.Baselines;
import takt.server.replication.Horizon;
import takt.server.replication.Snapshot;
import takt.server.replication.SnapshotRing;
import takt.server.session.Downlink;

/// One connection that watches the room: what it was sent, what it has, what it still waits for.
///
/// Owned by the room's thread; never state of the simulation, never saved.
public final class Viewer {
  /// Events that may be lost, waiting for the end of the tick: more than this are lost.
  private static final int FLASHES_MAX = 256;
  /// Bytes the transport has not got rid of beyond which what may be lost is: two seconds of the thinnest line.
  private static final int FLASH_QUEUED_MAX = 4 * 1024;
  /// A room that ticks on demand tries that often to send what a client's line did not take.
  static final long RETRY_NS = 250_000_000;

  private final Occupant who;
  private final RoomMessage.Attach attach;
  private final boolean resumed;
  private final SendWindow window = new SendWindow();
  private final List<Letter> flashes = new ArrayList<>();
  private final LaneOutbox outbox;
  private int sendRateHz;
  private long sendCredit;
  private long acked;
  /// Whether it said that it has nothing to build on any more, and when it last did.
  private boolean lost;
  private long lostNs = Long.MIN_VALUE / 2;
  /// Ticks of the last snapshots it was sent, the newest first, 0 for none.
  private final long[] sent = new long[Baselines.KEY];
  /// What it has of them, if some may get lost; null on a connection that keeps order.
  private final @Nullable Received received;
  private final long[] bases = new long[Baselines.KEY];
  private int spacing = 1;
  private long inputTold;
  private boolean greeted;
  private boolean wantsSnapshot;
  private boolean held;
  private boolean replaced;
  private @Nullable CutOff problem;
  private @Nullable CutOff cutOff;
  private final Credit credit = new Credit();
  private @Nullable Views views;
  private @Nullable View view;

  /// What it did wrong, or why its connection is ended.
  record CutOff(ErrorCode code, String text) {}

  Viewer(Occupant who, RoomMessage.Attach attach, boolean resumed, LaneOutbox outbox) {
    this.who = who;
    this.attach = attach;
    this.resumed = resumed;
    this.outbox = outbox;
    sendRateHz = attach.sendRateHz();
    boolean lossy = attach.binary() && (attach.capabilities() & Capability.DATAGRAMS) != 0 && takesDeltas();
    received = lossy ? new Received() : null;
  }

  Occupant who() {
    return who;
  }

  /// How it was attached: the connection, the room's number on it, what the client can do.
  RoomMessage.Attach attach() {
    return attach;
  }

  Downlink link() {
    return attach.link();
  }

  boolean isResumed() {
    return resumed;
  }

  /// Whether it was told where it is.
  boolean isGreeted() {
    return greeted;
  }

  void greeted() {
    greeted = true;
  }

  /// @param hz snapshots a second the client wants, 0 for all
  void sendRateHz(int hz) {
    sendRateHz = hz;
  }

  /// Whether snapshots may overtake each other and get lost on their way here.
  boolean isLossy() {
    return received != null;
  }

  /// Whether the client decodes differences.
  boolean takesDeltas() {
    return (attach.capabilities() & Capability.DELTA) != 0;
  }

  /// @param seen tick of the newest snapshot it has
  /// @param heard number of the newest letter
  /// @param atNs when it said so
  void acked(long seen, long heard, long atNs) {
    who.mail().heard(heard);
    if (seen == 0 && acked > 0) loses(atNs);
    if (!window.wasSent(seen)) return;
    who.mail().knowsMissed();
    if (seen <= acked) return;
    acked = seen;
    window.acked(acked, atNs);
    if (received != null) received.acked(acked);
  }

  /// Who had something and says that they have nothing asks for whole state; more often than this, in vain.
  private void loses(long nowNs) {
    if (nowNs - lostNs < SendWindow.PROBE_NS) return;
    lost = true;
    lostNs = nowNs;
  }

  /// Decides whether it gets a snapshot of this tick: it is due, new, and the way is free.
  ///
  /// @param tickRateHz 0 for a room that ticks on demand: then every new state is due
  /// @param roomRateHz the most snapshots a second the room sends
  void select(long tick, int tickRateHz, int roomRateHz, long nowNs, RoomMetrics metrics) {
    wantsSnapshot = false;
    held = false;
    if (isOver() || !who.isConnected() || tick == sent[0]) return;
    if (tickRateHz > 0 && !isDue(tickRateHz, roomRateHz)) return;
    wantsSnapshot = window.isOpen(nowNs, link().queuedBytes()) && !outbox.isBehind();
    held = !wantsSnapshot;
    if (held) metrics.snapshotsHeld.add(1);
    else sendCredit = Math.max(0, sendCredit - tickRateHz);
  }

  /// Spreads `rate` snapshots over the ticks of a second as evenly as whole ticks allow. One that is held stays due.
  private boolean isDue(int tickRateHz, int roomRateHz) {
    int rate = sendRateHz == 0 ? roomRateHz : Math.min(sendRateHz, roomRateHz);
    spacing = Math.max(1, (tickRateHz + rate / 2) / rate);
    sendCredit = Math.min(sendCredit + Math.min(rate, tickRateHz), 2L * tickRateHz);
    return sendCredit >= tickRateHz || !greeted;
  }

  /// Whether it is owed a snapshot that its line does not take now.
  boolean isHeld() {
    return held;
  }

  /// Whether nothing is sent here after this tick: its player left, or has another connection.
  boolean isOver() {
    return cutOff != null || who.viewer() != this;
  }

  /// Another session speaks for the player from now on: what they are told is told there.
  void replace() {
    replaced = true;
  }

  boolean isReplaced() {
    return replaced;
  }

  boolean wantsSnapshot() {
    return wantsSnapshot;
  }

  /// What the next snapshot builds on. A connection that keeps order and loses nothing: the last ones sent, for the
  /// client has them before it reads the next. Any other: those that the client has. One that does not say what it has
  /// is told everything anew.
  Baselines baselines(SnapshotRing ring, Baselines into) {
    if (!takesDeltas() || window.isFull() || lost) return into.none();
    if (received == null) return into.of(ring, sent);
    received.baselines(spacing, bases);
    return into.of(ring, bases);
  }

  /// Whether a snapshot can go as a datagram, as far as what is in it goes. Where something has to wait for a budget it
  /// goes in order: there each tells what the ones before did not, while datagrams tell again what is on its way.
  ///
  /// @param whole whether it builds on nothing
  /// @param length in bytes
  private boolean fitsDatagram(boolean whole, int length) {
    return !whole && length <= link().datagramMax() && (view == null || !view.isBehind());
  }

  /// Decides whether a snapshot goes as a datagram, and takes down how it went.
  boolean isDatagram(long tick, boolean whole, int length) {
    if (received == null) return false;
    if (lost) received.forget();
    boolean fits = fitsDatagram(whole, length);
    if (fits && received.mayOvertake()) return true;
    received.sentInOrder(tick, !fits);
    return false;
  }

  /// Takes down which of its inputs is told as the newest that was applied; answers how many more that are.
  long told(long input) {
    long more = input - inputTold;
    inputTold = input;
    return more;
  }

  void snapshotSent(long tick, int size, long nowNs) {
    if (lost) Arrays.fill(sent, 0);
    System.arraycopy(sent, 0, sent, 1, sent.length - 1);
    sent[0] = tick;
    lost = false;
    window.sent(tick, size, nowNs);
  }

  /// Something that may be lost, and is if the client does not take such, or cannot keep up.
  void flash(Letter letter, RoomMetrics metrics) {
    boolean taken = (attach.capabilities() & Capability.LOSSY) != 0 && flashes.size() < FLASHES_MAX
        && link().queuedBytes() < FLASH_QUEUED_MAX;
    if (taken) flashes.add(letter);
    else metrics.flashesLost.add(1);
  }

  List<Letter> flashes() {
    return flashes;
  }

  /// What it knows of by where it is, null where there is no interest.
  @Nullable View view() {
    return view;
  }

  /// Finds what it knows of with the snapshot that is written next.
  void look(Horizon horizon, Snapshot now, Baselines bases) {
    View looks = received == null ? view(horizon) : views(horizon).next(bases.tick(), received.newestAcked());
    view = looks;
    Centre centre = who.centre();
    horizon.look(looks, now, bases.base(), who.number(), who.owned(), centre.isPlaced(), centre.x(), centre.y());
  }

  private View view(Horizon horizon) {
    return view == null ? horizon.view(credit) : view;
  }

  private Views views(Horizon horizon) {
    Views known = views;
    if (known == null) views = known = new Views(() -> horizon.view(credit));
    return known;
  }

  /// The way to its connection.
  LaneOutbox outbox() {
    return outbox;
  }

  /// Tells the client of a mistake of its own, at most one a tick.
  void problem(ErrorCode code, String text) {
    problem = new CutOff(code, text);
  }

  @Nullable CutOff takeProblem() {
    CutOff taken = problem;
    problem = null;
    return taken;
  }

  void cutOff(ErrorCode code, String text) {
    cutOff = new CutOff(code, text);
  }

  @Nullable CutOff cutOff() {
    return cutOff;
  }
}

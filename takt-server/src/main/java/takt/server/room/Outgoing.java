package takt.server.room;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import takt.protocol.Protocol;
import takt.protocol.frame.Capability;
import takt.protocol.frame.DownFrame;
import takt.protocol.frame.ErrorCode;
import takt.protocol.frame.Kind;
import takt.protocol.json.Json;
import takt.protocol.wire.WireWriter;
import takt.server.replication.Baselines;
import takt.server.replication.Capture;
import takt.server.replication.Horizon;
import takt.server.replication.Snapshot;
import takt.server.session.Lane;

/// What leaves a room: decides who gets a snapshot, encodes, and hands over to each I/O thread once a tick.
///
/// Owned by the room's thread. Nothing here is observed by the simulation, so a replay runs without it. In a room where
/// nothing but numbers change it allocates nothing for viewers of the binary protocol.
final class Outgoing {
  private final RoomBody body;
  private final List<Viewer> viewers = new ArrayList<>();
  private final List<LaneOutbox> lanes = new ArrayList<>();
  private @Nullable Capture capture;
  private @Nullable BinaryOut binary;
  private @Nullable JsonOut json;
  private @Nullable Snapshot snapshot;
  private @Nullable Parcel writing;
  private final Baselines bases = new Baselines();
  private long toldDropped;
  private long retryNs = Long.MAX_VALUE;

  Outgoing(RoomBody body) {
    this.body = body;
  }

  // ---- who watches

  void attach(RoomMessage.Attach a) {
    Occupant who = body.people().member(a.member());
    if (who == null) return;
    Viewer before = who.viewer();
    if (before != null) viewers.remove(before);
    Viewer viewer = new Viewer(who, a, a.resumed() || who.wasWatched(), outbox(a.link().lane()));
    who.viewer(viewer);
    viewers.add(viewer);
  }

  private LaneOutbox outbox(Lane lane) {
    for (LaneOutbox known : lanes) {
      if (known.isTo(lane)) return known;
    }
    LaneOutbox outbox = new LaneOutbox(lane, body.metrics().parcelsExtra);
    lanes.add(outbox);
    return outbox;
  }

  void detach(RoomMessage.Detach d) {
    viewers.removeIf(v -> v.link() == d.link());
    Occupant who = body.people().member(d.member());
    if (who == null) return;
    Viewer viewer = who.viewer();
    if (viewer != null && viewer.link() == d.link()) who.viewer(null);
  }

  /// What a member has, as [takt.protocol.frame.Ack] tells it.
  ///
  /// @param atNs when it came
  void acked(long member, long epoch, long seen, long heard, long atNs) {
    Viewer viewer = epoch == body.epoch() ? viewer(member) : null;
    if (viewer != null) viewer.acked(seen, heard, atNs);
  }

  void tune(RoomMessage.TuneCame t) {
    Viewer viewer = viewer(t.member());
    if (viewer != null) viewer.sendRateHz(t.sendRateHz());
  }

  private @Nullable Viewer viewer(long member) {
    Occupant who = body.people().member(member);
    return who == null ? null : who.viewer();
  }

  // ---- the stages

  /// Rounds the state into a snapshot, if anyone looks; between two ticks nothing changes, so once a tick is enough.
  void capture() {
    if (viewers.isEmpty() || snapshot != null && snapshot.tick() == body.tick()) return;
    snapshot = capturer().capture();
    if (binary != null) binary.begin();
    if (json != null) json.begin();
  }

  private Capture capturer() {
    Capture c = capture;
    if (c == null) capture = c = new Capture(body);
    return c;
  }

  /// Decides who gets a snapshot: before a byte of it is encoded.
  void select(long nowNs) {
    int rateHz = body.config().tickRateHz();
    int sendRateHz = body.config().sendRateHz();
    retryNs = Long.MAX_VALUE;
    for (int i = 0; i < viewers.size(); i++) {
      Viewer viewer = viewers.get(i);
      viewer.select(body.tick(), rateHz, sendRateHz, nowNs, body.metrics());
      if (viewer.isHeld()) retryNs = nowNs + Viewer.RETRY_NS;
    }
  }

  /// When to try again to send what was held, for a room that does not tick until then; `Long.MAX_VALUE` for never.
  long retryNs() {
    return retryNs;
  }

  /// Encodes what each viewer gets: where it is, what was said, what is.
  void encode(long nowNs) {
    boolean dropped = toldDropped != body.droppedTicks();
    toldDropped = body.droppedTicks();
    for (int i = 0; i < viewers.size(); i++) encode(viewers.get(i), dropped, nowNs);
  }

  private void encode(Viewer viewer, boolean dropped, long nowNs) {
    if (!viewer.isGreeted()) {
      greet(viewer);
    } else if (dropped) {
      put(viewer, new DownFrame.Timeline(viewer.attach().number(), body.epoch(), body.tick(), 0, toldDropped));
    }
    Mailbox mail = viewer.who().mail();
    if (!viewer.isReplaced() && mail.hasUnsent()) mail.send(letter -> put(viewer, letter));
    List<Letter> flashes = viewer.flashes();
    for (int i = 0; i < flashes.size(); i++) put(viewer, flashes.get(i));
    flashes.clear();
    Viewer.CutOff problem = viewer.takeProblem();
    if (problem != null) {
      put(viewer, new DownFrame.Problem(0, problem.code().code(), concerning(viewer), problem.text(), false));
    }
    if (viewer.wantsSnapshot() && snapshot != null) putState(viewer, snapshot, nowNs);
  }

  /// One hand-over for each I/O thread, then one for the front desk.
  void flush() {
    for (int i = 0; i < viewers.size(); i++) {
      Viewer viewer = viewers.get(i);
      Viewer.CutOff cutOff = viewer.cutOff();
      if (cutOff != null) viewer.outbox().parcel().end(viewer.link(), cutOff);
    }
    for (int i = 0; i < lanes.size(); i++) lanes.get(i).flush();
    viewers.removeIf(Viewer::isOver);
    body.desk().flush();
  }

  // ---- frames

  private void greet(Viewer viewer) {
    RoomMessage.Attach a = viewer.attach();
    Occupant who = viewer.who();
    long missed = who.mail().rewind();
    body.metrics().lettersMissed.add(missed);
    boolean wantsSchema = (a.capabilities() & Capability.SCHEMA) != 0 && !a.knowsLayout();
    put(viewer, new DownFrame.Joined(a.request(), a.number(), body.id(), body.type().name(), body.code(), body.epoch(),
        body.tick(), body.config().tickRateHz(), who.number(), who.isSpectator(), body.type().layout().hash(),
        wantsSchema ? body.type().layout().document() : Json.Obj.EMPTY, viewer.isResumed(), who.commandSeq(), missed,
        body.newestInput(who), body.droppedTicks()));
    viewer.greeted();
  }

  private static Json concerning(Viewer viewer) {
    return new Json.Obj(Map.of("room", Json.of((long) viewer.attach().number())));
  }

  private void put(Viewer viewer, DownFrame frame) {
    codec(viewer).frame(frame, begin(viewer));
    end(viewer, frame.kind(), false);
  }

  private void put(Viewer viewer, Letter letter) {
    codec(viewer).letter(viewer, letter, begin(viewer));
    end(viewer, JsonOut.kind(letter), false);
  }

  private void putState(Viewer viewer, Snapshot now, long nowNs) {
    viewer.baselines(capturer().ring(), bases);
    Horizon horizon = capturer().horizon();
    if (horizon != null) viewer.look(horizon, now, bases);
    codec(viewer).snapshot(viewer, now, bases, begin(viewer));
    boolean datagram = viewer.isDatagram(now.tick(), bases.base() == null, Objects.requireNonNull(writing).length());
    int length = end(viewer, Kind.SNAPSHOT, datagram);
    if (length == 0) return;
    viewer.snapshotSent(now.tick(), length, nowNs);
    if (datagram) body.metrics().datagrams.add(1);
    body.metrics().snapshots.add(1);
    body.metrics().snapshotBytes.record(length);
  }

  private CodecOut codec(Viewer viewer) {
    return viewer.attach().binary() ? binary() : json();
  }

  private BinaryOut binary() {
    BinaryOut made = binary;
    if (made == null) binary = made = new BinaryOut(body, capturer(), capturer().capture());
    return made;
  }

  private JsonOut json() {
    JsonOut made = json;
    if (made == null) json = made = new JsonOut(body, capturer(), capturer().capture());
    return made;
  }

  /// Begins a frame; answers where to write it.
  private WireWriter begin(Viewer viewer) {
    Parcel parcel = viewer.outbox().parcel();
    writing = parcel;
    return parcel.begin();
  }

  /// Ends the frame that was begun; answers its length. One that no client would take is not sent and answers 0: the
  /// game is told, and the client that waits for it is sent away for good, or it would come back and wait again.
  private int end(Viewer viewer, Kind kind, boolean datagram) {
    Parcel parcel = Objects.requireNonNull(writing);
    int length = parcel.length();
    if (length > Protocol.FRAME_MAX_DOWN) {
      parcel.drop();
      tooLarge(viewer, kind, length);
      return 0;
    }
    parcel.end(viewer.link(), datagram);
    body.metrics().sent.add(kind, length);
    return length;
  }

  private void tooLarge(Viewer viewer, Kind kind, int length) {
    body.metrics().framesTooLarge.add(1);
    String text = "a '" + kind.type() + "' of " + length + " bytes, expected at most " + Protocol.FRAME_MAX_DOWN;
    viewer.cutOff(ErrorCode.TOO_LARGE, "the room has " + text);
    body.fault(kind.type(), new IllegalStateException(text + ": send fewer entities or shorter fields, or to fewer"
        + " players by @Sync(to = …)"));
  }
}

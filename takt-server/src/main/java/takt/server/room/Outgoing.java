package takt.server.room;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import takt.protocol.frame.Capability;
import takt.protocol.frame.DownFrame;
import takt.protocol.frame.JsonFrames;
import takt.protocol.frame.Kind;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonWriter;
import takt.server.replication.Capture;
import takt.server.replication.JsonState;
import takt.server.replication.Snapshot;
import takt.server.session.Downlink;
import takt.server.session.Lane;

/// What leaves a room: decides who gets a snapshot, encodes, and hands over to each I/O thread once a tick.
///
/// Owned by the room's thread. Nothing here is observed by the simulation, so a replay runs without it.
final class Outgoing {
  private final RoomBody body;
  private final List<Viewer> viewers = new ArrayList<>();
  private final JsonFrames frames = new JsonFrames(JsonLimits.OWN);
  private final JsonWriter writer = new JsonWriter(1024);
  private final Map<Long, byte[]> sharedStates = new HashMap<>();
  private @Nullable Capture capture;
  private @Nullable JsonState states;
  private @Nullable Snapshot snapshot;
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
    Viewer viewer = new Viewer(who, a, a.resumed() || who.wasWatched());
    who.viewer(viewer);
    viewers.add(viewer);
  }

  void detach(RoomMessage.Detach d) {
    viewers.removeIf(v -> v.link() == d.link());
    Occupant who = body.people().member(d.member());
    if (who == null) return;
    Viewer viewer = who.viewer();
    if (viewer != null && viewer.link() == d.link()) who.viewer(null);
  }

  void acked(RoomMessage.AckCame a, long nowNs) {
    Viewer viewer = viewer(a.member());
    if (viewer != null) viewer.acked(a.ack(), body.epoch(), nowNs);
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
    sharedStates.clear();
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
    for (Viewer viewer : viewers) {
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
    for (Viewer viewer : viewers) {
      if (!viewer.isGreeted()) greet(viewer);
      else
        if (dropped)
          put(viewer, new DownFrame.Timeline(viewer.attach().number(), body.epoch(), body.tick(), 0, toldDropped));
      if (!viewer.isReplaced()) viewer.who().mail().send(letter -> put(viewer, letter));
      for (Letter flash : viewer.flashes()) put(viewer, flash);
      viewer.flashes().clear();
      Viewer.CutOff problem = viewer.takeProblem();
      if (problem != null)
        put(viewer, new DownFrame.Problem(0, problem.code().code(), concerning(viewer), problem.text(), false));
      if (viewer.wantsSnapshot() && snapshot != null) putState(viewer, snapshot, nowNs);
    }
  }

  /// One hand-over for each I/O thread, then one for the front desk.
  void flush() {
    Map<Lane, List<Runnable>> lanes = new LinkedHashMap<>();
    for (Viewer viewer : viewers) {
      Viewer.CutOff cutOff = viewer.cutOff();
      if (viewer.outbox().isEmpty() && cutOff == null) continue;
      byte[][] out = viewer.outbox().toArray(byte[][]::new);
      viewer.outbox().clear();
      lanes.computeIfAbsent(viewer.link().lane(), _ -> new ArrayList<>())
          .add(() -> deliver(viewer.link(), out, cutOff));
    }
    lanes.forEach((lane, deliveries) -> lane.post(() -> deliveries.forEach(Runnable::run)));
    viewers.removeIf(Viewer::isOver);
    body.desk().flush();
  }

  private static void deliver(Downlink link, byte[][] out, Viewer.@Nullable CutOff cutOff) {
    for (byte[] frame : out) link.send(frame);
    if (cutOff != null) link.end(cutOff.code(), cutOff.text());
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
    put(viewer, frame.kind(), frames.encode(frame));
  }

  private void put(Viewer viewer, Kind kind, byte[] frame) {
    viewer.outbox().add(frame);
    body.metrics().sent.add(kind, frame.length);
  }

  private void put(Viewer viewer, Letter letter) {
    Kind kind = switch (letter.body()) {
      case Letter.Told told -> told.lossy() ? Kind.FLASH : Kind.EVENT;
      case Letter.Answer _ -> Kind.REPLY;
    };
    writer.clear().beginObject().name("type").value(kind.type()).name("room").value(viewer.attach().number());
    if (letter.number() > 0) writer.name("number").value(letter.number());
    switch (letter.body()) {
      case Letter.Told told -> {
        writer.name("tick").value(letter.tick()).name("name").value(told.name());
        if (told.place().isSomewhere()) writer.name("x").value(told.place().x()).name("y").value(told.place().y());
        fields(told.fields());
      }
      case Letter.Answer answer -> {
        writer.name("seq").value(answer.seq());
        if (!answer.code().isEmpty()) writer.name("code").value(answer.code()).name("text").value(answer.text());
        fields(answer.fields());
      }
    }
    put(viewer, kind, writer.endObject().toBytes());
  }

  private void fields(byte[] json) {
    if (json.length > 0) writer.name("fields").raw(json, 0, json.length);
  }

  private void putState(Viewer viewer, Snapshot now, long nowNs) {
    Snapshot base = viewer.takesDeltas() ? capturer().ring().at(viewer.acked()) : null;
    byte[] state = state(viewer, now, base);
    writer.clear().beginObject().name("type").value("snapshot").name("room").value(viewer.attach().number())
        .name("epoch").value(body.epoch()).name("tick").value(now.tick()).name("durable").value(body.durableTick());
    if (base != null) writer.name("base").value(base.tick());
    long input = body.appliedInput(viewer.who());
    if (input > 0) writer.name("input").value(input);
    byte[] frame = writer.name("state").raw(state, 0, state.length).endObject().toBytes();
    put(viewer, Kind.SNAPSHOT, frame);
    viewer.snapshotSent(now.tick(), frame.length, nowNs);
    body.metrics().snapshots.add(1);
    body.metrics().snapshotBytes.record(frame.length);
  }

  /// Encoded once for all who build on the same snapshot, where all see the same.
  private byte[] state(Viewer viewer, Snapshot now, @Nullable Snapshot base) {
    JsonState writer = states;
    if (writer == null) states = writer = new JsonState(body, capturer(), now);
    if (!body.type().sight().isSameForAll()) return writer.write(now, base, viewer.who().number());
    long key = base == null ? 0 : base.tick();
    byte[] shared = sharedStates.get(key);
    if (shared == null) {
      shared = writer.write(now, base, viewer.who().number());
      sharedStates.put(key, shared);
    }
    return shared;
  }
}

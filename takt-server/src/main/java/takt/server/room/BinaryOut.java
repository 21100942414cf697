package takt.server.room;

import takt.protocol.frame.BinaryFrames;
import takt.protocol.frame.DataHeaders;
import takt.protocol.frame.DownFrame;
import takt.protocol.json.JsonLimits;
import takt.protocol.wire.BitWriter;
import takt.protocol.wire.WireWriter;
import takt.server.metrics.Counter;
import takt.server.replication.Baselines;
import takt.server.replication.Capture;
import takt.server.replication.PackedState;
import takt.server.replication.Snapshot;

/// What leaves a room, in the binary protocol.
///
/// Owned by the room's thread. Snapshots allocate nothing.
final class BinaryOut implements CodecOut {
  private final RoomBody body;
  private final PackedState packed;
  private final SharedStates<PackedState.Bits> forAll;
  private final PackedState.Bits own;
  private final BitWriter state = new BitWriter(256);
  private final BinaryFrames frames = new BinaryFrames(JsonLimits.OWN);
  private final BitWriter fields = new BitWriter(256);
  /// Bits of each part not yet counted as bytes.
  private final long[] partBits;
  /// What was counted so far.
  private long chunksCoded;
  private long chunksTold;

  BinaryOut(RoomBody body, Capture capture, Snapshot first) {
    this.body = body;
    packed = new PackedState(capture, first);
    forAll = new SharedStates<>(true, packed::bits, (now, bases, _, to) -> packed.writePublic(now, bases, to));
    own = packed.bits();
    partBits = new long[own.byPart().length];
  }

  @Override public void begin() {
    forAll.clear();
    countChunks();
  }

  /// Counts those of the tick before.
  private void countChunks() {
    body.metrics().chunksCoded.add(packed.chunksCoded() - chunksCoded);
    body.metrics().chunksTold.add(packed.chunksTold() - chunksTold);
    chunksCoded = packed.chunksCoded();
    chunksTold = packed.chunksTold();
  }

  @Override public void frame(DownFrame frame, WireWriter out) {
    out.bytes(frames.encode(frame));
  }

  @Override public void letter(Viewer viewer, Letter letter, WireWriter out) {
    int room = viewer.attach().number();
    switch (letter.body()) {
      case Letter.Told told when told.event().lossy() -> DataHeaders
          .flash(out, room, letter.tick(), told.event().tag(), told.place()).bytes(told.fields().packed(fields));
      case Letter.Told told -> DataHeaders
          .event(out, room, letter.number(), letter.tick(), told.event().tag(), told.place())
          .bytes(told.fields().packed(fields));
      case Letter.Answer answer -> DataHeaders
          .reply(out, room, letter.number(), answer.seq(), answer.code(), answer.text())
          .bytes(answer.fields().packed(fields));
    }
  }

  @Override public void snapshot(Viewer viewer, Snapshot now, Baselines bases, WireWriter out) {
    int who = viewer.who().number();
    PackedState.Bits seen = forAll.of(now, bases, who);
    packed.writeOwn(now, bases.base(), who, viewer.view(), own);
    header(viewer, now, bases, out).bits(state.clear().append(seen.bits()).append(own.bits()));
    count(seen.byPart(), own.byPart());
  }

  private WireWriter header(Viewer viewer, Snapshot now, Baselines bases, WireWriter out) {
    int room = viewer.attach().number();
    long input = body.appliedInput(viewer.who());
    long more = viewer.told(input);
    return bases.base() == null || more < 0 || viewer.isLossy()
        ? DataHeaders.snapshot(out, room, body.epoch(), now.tick(), body.durableTick(), bases.tick(), input)
        : DataHeaders.step(out, room, now.tick() - bases.tick() - 1, now.tick() - body.durableTick(), more);
  }

  private void count(int[] seen, int[] more) {
    for (int i = 0; i < partBits.length; i++) {
      partBits[i] += seen[i] + more[i];
      Counter bytes = body.metrics().snapshotPartBytes.get(i);
      bytes.add(partBits[i] >> 3);
      partBits[i] &= 7;
    }
  }
}

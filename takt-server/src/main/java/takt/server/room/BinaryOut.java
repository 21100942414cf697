package takt.server.room;

import org.jspecify.annotations.Nullable;
import takt.protocol.frame.BinaryFrames;
import takt.protocol.frame.DataHeaders;
import takt.protocol.frame.DownFrame;
import takt.protocol.json.JsonLimits;
import takt.protocol.wire.BitWriter;
import takt.protocol.wire.WireWriter;
import takt.server.metrics.Counter;
import takt.server.replication.Capture;
import takt.server.replication.PackedState;
import takt.server.replication.Snapshot;

/// What leaves a room, in the binary protocol.
///
/// Owned by the room's thread. Snapshots allocate nothing.
final class BinaryOut implements CodecOut {
  private final RoomBody body;
  private final SharedStates<PackedState.Bits> states;
  private final BinaryFrames frames = new BinaryFrames(JsonLimits.OWN);
  private final BitWriter fields = new BitWriter(256);
  /// Bits of each part not yet counted as bytes.
  private final long[] partBits;

  BinaryOut(RoomBody body, Capture capture, Snapshot first) {
    this.body = body;
    PackedState packed = new PackedState(capture, first);
    states = new SharedStates<>(body.type().sight().isSameForAll(), packed::bits, packed::write);
    partBits = new long[packed.bits().byPart().length];
  }

  @Override public void begin() {
    states.clear();
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

  @Override public void snapshot(Viewer viewer, Snapshot now, @Nullable Snapshot base, WireWriter out) {
    PackedState.Bits state = states.of(now, base, viewer.who().number());
    DataHeaders.snapshot(out, viewer.attach().number(), body.epoch(), now.tick(), body.durableTick(),
        base == null ? 0 : base.tick(), body.appliedInput(viewer.who())).bits(state.bits());
    count(state.byPart());
  }

  private void count(int[] bits) {
    for (int i = 0; i < bits.length; i++) {
      partBits[i] += bits[i];
      Counter bytes = body.metrics().snapshotPartBytes.get(i);
      bytes.add(partBits[i] >> 3);
      partBits[i] &= 7;
    }
  }
}

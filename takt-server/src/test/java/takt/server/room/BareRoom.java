package takt.server.room;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import takt.protocol.frame.Ack;
import takt.protocol.frame.BinaryFrames;
import takt.protocol.frame.Capability;
import takt.protocol.frame.DownFrame;
import takt.protocol.frame.ErrorCode;
import takt.protocol.frame.FrameCodec;
import takt.protocol.frame.JsonFrames;
import takt.protocol.frame.Kind;
import takt.protocol.frame.Payload;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.layout.PackedInputs;
import takt.protocol.layout.RoomLayout;
import takt.protocol.wire.BitWriter;
import takt.protocol.wire.WireReader;
import takt.schema.PlayerId;
import takt.server.Room;
import takt.server.journal.CommandLog;
import takt.server.metrics.Metrics;
import takt.server.session.Downlink;
import takt.server.session.Lane;

/// A room run by hand, with viewers who acknowledge what they are sent and steer: no session, no network, no clock.
///
/// The test's thread runs the room; what viewers do, they do where their lane runs.
final class BareRoom {
  static final long STEP_NS = 50_000_000;

  final RoomType type;
  final RoomBody body;
  final RoomLoop loop;
  final FaultLog faults = new FaultLog();
  final Inbox inbox = new Inbox(() -> {});
  final List<Watcher> watchers = new ArrayList<>();
  private long steps;

  BareRoom(Supplier<Room> factory) {
    type = new RoomType("bare", factory, new Metrics(), _ -> {});
    body = RoomBody.body(type, new RoomContext(inbox, RoomDesk.NOBODY, TaskRunner.inline(false), faults, false),
        new RoomBody.Birth("bare", "", 1, 7, Json.Obj.EMPTY));
    loop = new RoomLoop(body, inbox, CommandLog.NONE);
  }

  /// Somebody enters and looks on from there.
  Watcher enter(boolean binary, Lane lane) {
    Watcher watcher = new Watcher(watchers.size() + 1, binary, lane);
    watchers.add(watcher);
    String name = "p" + watcher.member;
    inbox.offer(new RoomMessage.Enter(watcher.member, "", new PlayerId(name), name, false));
    inbox.offer(new RoomMessage.Attach(watcher.member, watcher, 1, 1, binary, false,
        Capability.DELTA | Capability.LOSSY, true, 0));
    return watcher;
  }

  void tick() {
    steps++;
    loop.tick(steps * STEP_NS, steps * STEP_NS / 1_000_000, 0);
  }

  /// A client, as far as the room notices.
  final class Watcher implements Downlink {
    final long member;
    final boolean binary;
    private final Lane lane;
    private final SplittableRandom random;
    private final BitWriter bits = new BitWriter(16);
    private final Inbox.Share share = new Inbox.Share();
    private final RoomLayout layout = type.roomLayout();
    private final WireReader header = new WireReader();
    long snapshots;
    long snapshotBytes;
    long newest;
    long seq;
    private long segmentEnds;
    private double dx;
    private double dy;
    private double aim;
    private double turn;
    ErrorCode ended = ErrorCode.REFUSED;
    byte[] last = new byte[0];
    /// What else it was sent, if it listens.
    final List<DownFrame> heard = new ArrayList<>();
    boolean listens;

    private Watcher(long member, boolean binary, Lane lane) {
      this.member = member;
      this.binary = binary;
      this.lane = lane;
      random = new SplittableRandom(member);
    }

    @Override public Lane lane() {
      return lane;
    }

    @Override public long queuedBytes() {
      return 0;
    }

    @Override public void end(ErrorCode code, String text) {
      ended = code;
    }

    @Override public void send(byte[] bytes, int offset, int length) {
      long tick = binary ? packedTick(bytes, offset, length) : jsonTick(new String(bytes, offset, length, UTF_8));
      if (tick == 0 && listens) heard.add(decoded(bytes, offset, length));
      if (tick == 0) return;
      snapshots++;
      snapshotBytes += length;
      newest = tick;
      last = Arrays.copyOfRange(bytes, offset, offset + length);
    }

    private DownFrame decoded(byte[] bytes, int offset, int length) {
      FrameCodec codec = binary ? new BinaryFrames(JsonLimits.OWN) : new JsonFrames(JsonLimits.OWN);
      DownFrame frame = codec.decodeDown(bytes, offset, length);
      if (frame == null) throw new AssertionError(codec.error());
      return frame;
    }

    /// The newest of a kind that it heard.
    <F extends DownFrame> F newest(Class<F> kind) {
      return heard.reversed().stream().filter(kind::isInstance).map(kind::cast).findFirst()
          .orElseThrow(() -> new AssertionError("no " + kind.getSimpleName() + " in " + heard));
    }

    private long packedTick(byte[] bytes, int offset, int length) {
      WireReader in = header.reset(bytes, offset, length);
      int kind = in.u8();
      in.varint();
      if (kind == Kind.STEP.code()) {
        int skipped = in.u8() & 3;
        return newest + 1 + skipped + (skipped == 3 ? in.varint() : 0);
      }
      if (kind != Kind.SNAPSHOT.code()) return 0;
      in.varint();
      return in.varint();
    }

    private static long jsonTick(String text) {
      if (!text.startsWith("{\"type\":\"snapshot\"")) return 0;
      int at = text.indexOf("\"tick\":") + 7;
      return Long.parseLong(text.substring(at, text.indexOf(',', at)));
    }

    /// Says what it has seen, and steers: half a second to two in one direction, then in another.
    void act() {
      inbox.offerPlay(new RoomMessage.AckCame(member, new Ack(1, newest, 0), steps * STEP_NS), share);
      if (seq++ >= segmentEnds) turnAway();
      aim += turn / 20;
      Json values = new Json.Obj(Map.of("dx", Json.of(dx), "dy", Json.of(dy), "aim", Json.of(aim), "fire",
          Json.of(random.nextInt(16) == 0)));
      say(seq, values);
    }

    /// Sends inputs, the newest first.
    void say(long seq, Json... inputs) {
      PackedInputs.write(Objects.requireNonNull(layout.inputs()), List.of(inputs), bits.clear());
      say(seq, bits.toBytes());
    }

    void say(long seq, byte[] packed) {
      new InputCame(member).numbered(seq, 0).packed(packed, 0, packed.length).offerTo(inbox, share);
    }

    /// Sends a command.
    void command(long seq, int tag, byte[] packed) {
      inbox.offerPlay(new RoomMessage.CommandCame(member, seq, tag, "", new Payload.Packed(packed)), share);
    }

    private void turnAway() {
      segmentEnds = seq + random.nextInt(10, 40);
      turn = 0;
      dx = dy = 0;
      if (random.nextInt(10) == 0) return;
      aim = random.nextDouble(2 * Math.PI);
      dx = Math.cos(aim);
      dy = Math.sin(aim);
      turn = random.nextBoolean() ? 0 : random.nextBoolean() ? 1 : -1;
    }
  }
}

package takt.testkit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import takt.client.Codec;
import takt.protocol.frame.BinaryFrames;
import takt.protocol.frame.Capability;
import takt.protocol.frame.DownFrame;
import takt.protocol.frame.ErrorCode;
import takt.protocol.frame.FrameCodec;
import takt.protocol.frame.JsonFrames;
import takt.protocol.frame.Payload;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.layout.PackedInputs;
import takt.protocol.wire.BitWriter;
import takt.schema.Input;
import takt.schema.PlayerId;
import takt.schema.spi.ClassCode;
import takt.schema.spi.Companions;
import takt.schema.spi.FieldCode;
import takt.schema.spi.ValueType;
import takt.schema.wire.JsonValues;
import takt.server.Room;
import takt.server.journal.CommandLog;
import takt.server.metrics.Metrics;
import takt.server.room.FaultLog;
import takt.server.room.Inbox;
import takt.server.room.InputCame;
import takt.server.room.RoomBody;
import takt.server.room.RoomContext;
import takt.server.room.RoomDesk;
import takt.server.room.RoomLoop;
import takt.server.room.RoomMessage;
import takt.server.room.RoomType;
import takt.server.room.TaskRunner;
import takt.server.session.Downlink;
import takt.server.session.Lane;

/// A room run by hand, to count the bytes that its ticks allocate.
///
/// One thread. Counted is what a room's thread does in a tick: it takes and decodes what players send, steps the game,
/// captures the state, writes it for every viewer and hands it over. What its players do, they do between two ticks:
/// they hold something, send it, and acknowledge what they have heard. Nothing is recorded or run again, as [RoomTest]
/// does. The first thousands of ticks allocate because their code is not compiled yet, and buffers grow.
/// ```java
/// var room = SteadyRoom.of(Arena::new, 7);
/// room.join("ann", Codec.BINARY, Steer.class, (tick, i) -> i.dx = tick % 60 < 30 ? 1 : -1);
/// for (int i = 0; i < 20_000; i++) room.tick();
/// assertEquals(0, room.tick());
/// ```
///
/// @param <R> the room class
public final class SteadyRoom<R extends Room> {
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final FaultLog faults = new FaultLog();
  private final Inbox inbox = new Inbox(() -> {});
  private final RoomType type;
  private final RoomBody body;
  private final RoomLoop loop;
  private final List<Viewer<?>> viewers = new ArrayList<>();
  private final List<Runnable> posted = new ArrayList<>();
  private final Lane lane = posted::add;
  private long steps;

  private SteadyRoom(Supplier<R> factory, long seed) {
    type = new RoomType("room", factory, new Metrics(), _ -> {});
    body = RoomBody.body(type, new RoomContext(inbox, RoomDesk.NOBODY, TaskRunner.inline(false), faults, false),
        new RoomBody.Birth("steady", "", 1, seed, Json.Obj.EMPTY));
    loop = new RoomLoop(body, inbox, CommandLog.NONE);
  }

  /// @param seed all that is left to chance comes from it
  public static <R extends Room> SteadyRoom<R> of(Supplier<R> factory, long seed) {
    return new SteadyRoom<>(factory, seed);
  }

  /// Somebody joins, to stay.
  ///
  /// @param hands what they hold: called between two ticks with the number of the tick to come
  public <I extends Input> void join(String name, Codec codec, Class<I> type, BiConsumer<Long, I> hands) {
    Viewer<I> viewer = new Viewer<>(viewers.size() + 1, codec == Codec.BINARY, Companions.code(type), hands);
    viewers.add(viewer);
    inbox.offer(new RoomMessage.Enter(viewer.member, "", new PlayerId(name), name, false));
    inbox.offer(new RoomMessage.Attach(viewer.member, viewer, 1, 1, viewer.binary, false,
        Capability.DELTA | Capability.LOSSY, true, 0));
  }

  private long stepNs() {
    return 1_000_000_000L / Math.max(1, body.config().tickRateHz());
  }

  /// Players play, then the room runs a tick; answers the bytes that the tick allocated.
  ///
  /// @throws AssertionError if the room's code failed, or what it sent cannot be read
  public long tick() {
    for (Viewer<?> viewer : viewers) viewer.play();
    steps++;
    long before = threads.getCurrentThreadAllocatedBytes();
    loop.tick(steps * stepNs(), steps * stepNs() / 1_000_000, 0);
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    posted.forEach(Runnable::run);
    posted.clear();
    for (FaultLog.Fault fault : faults.all()) throw new AssertionError(fault.callback() + " failed", fault.thrown());
    return bytes;
  }

  /// The room itself.
  @SuppressWarnings("unchecked") public R room() {
    return (R) body.room();
  }

  /// Snapshots that its players were sent, and read.
  public long snapshots() {
    return viewers.stream().mapToLong(viewer -> viewer.snapshots).sum();
  }

  /// Events that its players were sent, and read.
  public long events() {
    return viewers.stream().mapToLong(viewer -> viewer.events).sum();
  }

  /// A client, as far as the room notices.
  private final class Viewer<I extends Input> implements Downlink {
    private final long member;
    private final boolean binary;
    private final ClassCode<I> code;
    private final I held;
    private final Inbox.Share share = new Inbox.Share();
    private final BiConsumer<Long, I> hands;
    private final FrameCodec frames;
    private final BitWriter bits = new BitWriter(16);
    private long snapshots;
    private long events;
    private long seen;
    private long heard;

    private Viewer(long member, boolean binary, ClassCode<I> code, BiConsumer<Long, I> hands) {
      this.member = member;
      this.binary = binary;
      this.code = code;
      this.hands = hands;
      held = code.make();
      frames = binary ? new BinaryFrames(JsonLimits.OWN) : new JsonFrames(JsonLimits.OWN);
    }

    private void play() {
      hands.accept(body.tick() + 1, held);
      if (seen == 0) return;
      new InputCame(member).numbered(body.tick() + 1, (steps + 1) * stepNs()).acking(1, seen, heard).values(values())
          .offerTo(inbox, share);
    }

    private Payload values() {
      Map<String, Json> values = new LinkedHashMap<>();
      for (int i = 0; i < code.fields().size(); i++) values.put(code.fields().get(i).name(), value(i));
      if (!binary) return new Payload.Tree(new Json.Obj(values));
      PackedInputs.write(Objects.requireNonNull(type.roomLayout().inputs()), List.of(new Json.Obj(values)),
          bits.clear());
      return new Payload.Packed(bits.toBytes());
    }

    private Json value(int i) {
      FieldCode field = code.fields().get(i);
      return switch (field.storage()) {
        case WHOLE -> field.type() instanceof ValueType.Flag
            ? Json.of(code.whole(held, i) != 0)
            : Json.of(code.whole(held, i));
        case REAL -> Json.of(code.real(held, i));
        case VALUE -> JsonValues.write(field.type(), code.value(held, i));
      };
    }

    @Override public void send(byte[] bytes, int offset, int length) {
      DownFrame frame = frames.decodeDown(bytes, offset, length);
      switch (frame) {
        case null -> throw new AssertionError(frames.error());
        case DownFrame.Snapshot snapshot -> {
          snapshots++;
          seen = snapshot.tick();
        }
        case DownFrame.Step step -> {
          snapshots++;
          seen += 1 + step.skipped();
        }
        case DownFrame.Event event -> {
          events++;
          heard = event.number();
        }
        case DownFrame.Flash _ -> events++;
        case DownFrame.Problem problem -> throw new AssertionError(problem.text());
        default -> {
        }
      }
    }

    @Override public Lane lane() {
      return lane;
    }

    @Override public long queuedBytes() {
      return 0;
    }

    @Override public void end(ErrorCode why, String text) {
      throw new AssertionError("sent away: " + why + ", " + text);
    }
  }
}

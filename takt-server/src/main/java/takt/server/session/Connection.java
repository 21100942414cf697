package takt.server.session;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import takt.protocol.Protocol;
import takt.protocol.frame.Ack;
import takt.protocol.frame.BinaryFrames;
import takt.protocol.frame.DownFrame;
import takt.protocol.frame.ErrorCode;
import takt.protocol.frame.FrameCodec;
import takt.protocol.frame.InputFrame;
import takt.protocol.frame.JsonFrames;
import takt.protocol.frame.Kind;
import takt.protocol.frame.UpFrame;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.link.Link;
import takt.protocol.link.LinkEnd;
import takt.protocol.link.TokenBucket;
import takt.server.room.Inbox;
import takt.server.room.InputCame;
import takt.server.room.RoomMessage;

/// One socket: decodes what comes, holds it to its limits, and routes it.
///
/// Owned by its I/O thread, its [Lane]; only [#lane()], [#queuedBytes()] and [#address()] are for any thread. It knows
/// nothing of players: who is there, and which room a number means, the [FrontDesk] tells it. A liar gets a typed
/// answer, a counter and a close; nothing here throws for what came in.
public final class Connection implements LinkEnd, Downlink {
  private static final long NEVER = Long.MAX_VALUE;
  /// Bytes the network has not taken beyond which a client is cut off: one whole state of the largest size, and as much
  /// as anybody who reads at all gets rid of.
  static final long QUEUED_MAX = Protocol.FRAME_MAX_DOWN + 512 * 1024;

  private final Link link;
  private final Lane lane;
  private final FrontDesk desk;
  private final FrameCodec codec;
  private final InputFrame input = new InputFrame();
  private final boolean binary;
  private final String address;
  private final LongSupplier clockNs;
  private final @Nullable Route[] routes = new Route[Protocol.ROOMS_MAX + 1];
  private final TokenBucket control;
  private final TokenBucket inputs;
  private final TokenBucket acks;
  private final TokenBucket commands;
  private final TokenBucket pings;
  private State state = State.GREETING;
  private int badFrames;
  private long helloDueNs;
  private long lastHeardNs;
  private long lastSaidNs;
  private long lastProbeNs;
  private long complainedNs = Long.MIN_VALUE;
  private long aliveId;

  private enum State {
    /// Nothing but a hello is taken.
    GREETING,
    /// The hello is at the front desk.
    WAITING,
    OPEN,
    CLOSED
  }

  /// Where a room's number leads.
  private static final class Route {
    private final long member;
    private final Inbox inbox;
    private final Inbox.Share share = new Inbox.Share();
    private final InputCame.Spares inputs;
    private long toldEpoch;
    private long toldSeen;
    private long toldHeard;

    private Route(long member, Inbox inbox) {
      this.member = member;
      this.inbox = inbox;
      inputs = new InputCame.Spares(member);
    }

    private boolean isNews(Ack ack) {
      return ack.seen() != toldSeen || ack.heard() > toldHeard || ack.epoch() > toldEpoch;
    }

    /// The room was told what the client has.
    private void told(long epoch, long seen, long heard) {
      toldEpoch = epoch;
      toldSeen = seen;
      toldHeard = heard;
    }
  }

  /// @param binary whether it speaks the binary protocol; else the JSON twin
  /// @param address the client's, as far as trusted proxies say
  /// @param clockNs the monotonic clock
  public Connection(Link link, Lane lane, FrontDesk desk, boolean binary, String address, LongSupplier clockNs) {
    this.link = link;
    this.lane = lane;
    this.desk = desk;
    this.binary = binary;
    this.address = address;
    this.clockNs = clockNs;
    codec = binary ? new BinaryFrames(JsonLimits.HOSTILE) : new JsonFrames(JsonLimits.HOSTILE);
    long nowNs = clockNs.getAsLong();
    SessionLimits limits = desk.limits();
    control = bucket(limits.controlPerSecond(), nowNs);
    inputs = bucket(limits.inputsPerSecond(), nowNs);
    acks = bucket(limits.inputsPerSecond(), nowNs);
    commands = bucket(limits.commandsPerSecond(), nowNs);
    pings = bucket(limits.controlPerSecond(), nowNs);
    helloDueNs = nowNs + limits.helloWithin().toNanos();
    lastHeardNs = nowNs;
    lastSaidNs = nowNs;
    lastProbeNs = nowNs;
    desk.metrics().opened.add(1);
  }

  private static TokenBucket bucket(int perSecond, long nowNs) {
    return new TokenBucket(perSecond, 2.0 * perSecond, nowNs);
  }

  // ---- what comes in

  @Override
  public void onFrame(byte[] bytes, int offset, int length) {
    if (state == State.CLOSED) return;
    lastHeardNs = clockNs.getAsLong();
    if (length > frameMax()) {
      end(ErrorCode.TOO_LARGE, "a frame of " + length + " bytes, expected at most " + frameMax());
      return;
    }
    if (binary && state == State.OPEN && input.read(bytes, offset, length)) {
      if (mayTake(Kind.INPUT, length)) take(input, bytes);
      return;
    }
    UpFrame frame = codec.decodeUp(bytes, offset, length);
    if (frame != null) take(frame, length);
    else if (codec.skipped()) skip();
    else badFrame(codec.error());
  }

  /// A frame of a kind to come, which we may skip; not without end.
  private void skip() {
    desk.metrics().skipped.add(1);
    if (!control.take(lastHeardNs)) end(ErrorCode.TOO_FAST, "too many frames of an unknown type");
  }

  /// The largest frame taken now: little from who is unknown.
  public int frameMax() {
    return state == State.OPEN ? Protocol.FRAME_MAX_UP : Protocol.FRAME_MAX_UNKNOWN;
  }

  /// Something came that is no frame, such as a message of the wrong type.
  public void badFrame(String why) {
    boolean patient = state == State.OPEN && !binary && ++badFrames <= desk.limits().badFramesMax();
    if (patient) problem(ErrorCode.BAD_FRAME, Json.Obj.EMPTY, why);
    else end(ErrorCode.BAD_FRAME, why);
  }

  @Override
  public void onAlive() {
    lastHeardNs = clockNs.getAsLong();
  }

  @Override
  public void onClosed(int code, String reason) {
    if (state != State.CLOSED) {
      state = State.CLOSED;
      desk.gone(this);
    }
  }

  private void take(UpFrame frame, int length) {
    if (!mayTake(frame.kind(), length)) return;
    if (state == State.OPEN) {
      dispatch(frame);
    } else if (state == State.GREETING && frame instanceof UpFrame.Hello hello) {
      greet(hello);
    } else {
      end(ErrorCode.BAD_FRAME, "the first frame must be a hello, and its welcome must be waited for");
    }
  }

  /// Counts a frame; false, with an end to it, if too many of its kind come.
  private boolean mayTake(Kind kind, int length) {
    desk.metrics().received(kind, length);
    if (bucketOf(kind).take(lastHeardNs)) return true;
    end(ErrorCode.TOO_FAST, "too many frames of type '" + kind.type() + "'");
    return false;
  }

  private void greet(UpFrame.Hello hello) {
    if (hello.versionMin() > Protocol.VERSION || hello.versionMax() < Protocol.VERSION_MIN) {
      end(ErrorCode.VERSION, "protocol " + hello.versionMin() + " to " + hello.versionMax() + ", expected "
          + Protocol.VERSION_MIN + " to " + Protocol.VERSION);
      return;
    }
    state = State.WAITING;
    if (!desk.hello(this, hello)) end(ErrorCode.BUSY, "the server has too much to do; try again soon");
  }

  /// Play goes straight to the room's inbox, the rest to the front desk.
  private void dispatch(UpFrame frame) {
    switch (frame) {
      case UpFrame.Ping f -> ping(f);
      case UpFrame.Pong _ -> {
        // That it came is all it says.
      }
      case UpFrame.Input f -> {
        Route route = route(f.room());
        if (route == null) return;
        Ack ack = f.ack();
        InputCame came = route.inputs.next().numbered(f.seq(), lastHeardNs).values(f.values());
        if (play(route, came.acking(ack.epoch(), ack.seen(), ack.heard()))) {
          route.told(ack.epoch(), ack.seen(), ack.heard());
        } else {
          complain(f.room());
        }
      }
      case UpFrame.Command f -> {
        Route route = told(f.room(), f.ack());
        if (route == null) return;
        if (!play(route, new RoomMessage.CommandCame(route.member, f.seq(), f.tag(), f.name(), f.fields()))) dropped(f);
      }
      case UpFrame.Acked f -> told(f.room(), f.ack());
      case UpFrame.Tune f -> {
        Route route = route(f.room());
        if (route == null) return;
        if (!play(route, new RoomMessage.TuneCame(route.member, f.sendRateHz()))) complain(f.room());
      }
      case UpFrame.Hello _ -> end(ErrorCode.BAD_FRAME, "a second hello");
      case UpFrame.Join _, UpFrame.ListRooms _, UpFrame.Watch _, UpFrame.Unwatch _, UpFrame.Leave _, UpFrame.Bye _ -> {
        if (!desk.say(this, frame)) end(ErrorCode.BUSY, "the server has too much to do; try again soon");
      }
    }
  }

  private void ping(UpFrame.Ping f) {
    if (f.rttMs() > 0) desk.metrics().rtt.record(f.rttMs());
    desk.metrics().loss.record(f.lossPermille());
    say(new DownFrame.Ponged(f.id(), desk.wallMs()));
  }

  /// The same as of any frame, without an object for it: of nothing else so much comes.
  private void take(InputFrame f, byte[] bytes) {
    Route route = route(f.room());
    if (route == null) return;
    InputCame came = route.inputs.next().numbered(f.seq(), lastHeardNs);
    came.packed(bytes, f.payloadOffset(), f.payloadLength()).acking(f.epoch(), f.seen(), f.heard());
    if (play(route, came)) route.told(f.epoch(), f.seen(), f.heard());
    else complain(f.room());
  }

  /// The room behind a number; null, counted, for none.
  private @Nullable Route route(int number) {
    Route route = number > 0 && number < routes.length ? routes[number] : null;
    if (route == null) desk.metrics().ofNoRoom.add(1);
    return route;
  }

  /// The room behind a number, after it was told what the client has; null, counted, for none.
  private @Nullable Route told(int number, Ack ack) {
    Route route = route(number);
    if (route == null) return null;
    if (route.isNews(ack) && play(route, new RoomMessage.AckCame(route.member, ack, lastHeardNs))) {
      route.told(ack.epoch(), ack.seen(), ack.heard());
    }
    return route;
  }

  /// Hands a room what a player sent; false, counted, if it has too much to do.
  private boolean play(Route route, RoomMessage message) {
    boolean taken = message instanceof InputCame input
        ? input.offerTo(route.inbox, route.share)
        : route.inbox.offerPlay(message, route.share);
    if (!taken) desk.metrics().inboxFull.add(1);
    return taken;
  }

  /// At most once a second.
  private void complain(int room) {
    if (complainedNs != Long.MIN_VALUE && lastHeardNs - complainedNs < 1_000_000_000L) return;
    complainedNs = lastHeardNs;
    problem(ErrorCode.ROOM_BUSY, concerning("room", room), "the room has too much to do; what you sent was dropped");
  }

  /// A command gets its answer even so, for somebody waits for it: which one it was is in `params`.
  private void dropped(UpFrame.Command f) {
    problem(ErrorCode.ROOM_BUSY, concerning("room", f.room(), "command", f.seq()),
        "the room has too much to do; the command was dropped");
  }

  private static Json concerning(Object... namesAndNumbers) {
    Map<String, Json> members = new LinkedHashMap<>();
    for (int i = 0; i < namesAndNumbers.length; i += 2) {
      members.put((String) namesAndNumbers[i], Json.of(((Number) namesAndNumbers[i + 1]).longValue()));
    }
    return new Json.Obj(members);
  }

  private TokenBucket bucketOf(Kind kind) {
    return switch (kind) {
      case INPUT -> inputs;
      case ACK -> acks;
      case COMMAND -> commands;
      case PING, PONG -> pings;
      default -> control;
    };
  }

  // ---- what the front desk says, on this thread

  /// The session is open.
  void onWelcome(DownFrame.Welcome welcome) {
    if (state != State.WAITING) return;
    state = State.OPEN;
    helloDueNs = NEVER;
    say(welcome);
  }

  /// A number leads to a room from now on.
  void onRoute(int number, long member, Inbox inbox) {
    routes[number] = new Route(member, inbox);
  }

  /// A number leads nowhere any more, if it still led there.
  void onUnroute(int number, long member) {
    Route route = routes[number];
    if (route != null && route.member == member) routes[number] = null;
  }

  // ---- what goes out

  /// Sends a control frame.
  void say(DownFrame frame) {
    byte[] bytes = codec.encode(frame);
    if (state != State.CLOSED) desk.metrics().sent(frame.kind(), bytes.length);
    send(bytes, 0, bytes.length);
  }

  @Override
  public void send(byte[] bytes, int offset, int length) {
    if (takes()) link.send(bytes, offset, length);
  }

  @Override
  public void sendDatagram(byte[] bytes, int offset, int length) {
    if (takes()) link.sendDatagram(bytes, offset, length);
  }

  /// Whether something can be sent; what cannot is counted, and ends a connection that takes nothing.
  private boolean takes() {
    boolean slow = state != State.CLOSED && link.queuedBytes() > QUEUED_MAX;
    if (state == State.CLOSED || slow) desk.metrics().undelivered.add(1);
    if (slow) end(ErrorCode.TOO_SLOW, "takes nothing of what it is sent");
    if (state == State.CLOSED) return false;
    lastSaidNs = clockNs.getAsLong();
    return true;
  }

  private void problem(ErrorCode code, Json params, String text) {
    desk.metrics().error(code);
    say(new DownFrame.Problem(0, code.code(), params, text, false));
  }

  @Override
  public void end(ErrorCode code, String text) {
    if (state == State.CLOSED) return;
    // Before the last words: a link that has no room for them says so, and must find the connection ended already.
    state = State.CLOSED;
    desk.metrics().error(code);
    link.send(codec.encode(new DownFrame.Problem(0, code.code(), Json.Obj.EMPTY, text, true)));
    link.close(code.closeCode(), code.code());
    desk.gone(this);
  }

  /// Whether it is over; on the lane's thread.
  public boolean isClosed() {
    return state == State.CLOSED;
  }

  /// Closes without complaint.
  void close(int closeCode, String reason) {
    if (state == State.CLOSED) return;
    state = State.CLOSED;
    link.close(closeCode, reason);
    desk.gone(this);
  }

  // ---- time

  /// Sees to deadlines; the transport calls it about every second, on this thread.
  public void onTimer() {
    if (state == State.CLOSED) return;
    long nowNs = clockNs.getAsLong();
    SessionLimits limits = desk.limits();
    if (nowNs >= helloDueNs) {
      end(ErrorCode.HANDSHAKE_TIMEOUT, "no hello within " + limits.helloWithin().toSeconds() + " s");
      return;
    }
    if (nowNs - lastHeardNs >= limits.silent().toNanos()) {
      end(ErrorCode.SILENT, "no sign of life for " + limits.silent().toSeconds() + " s");
      return;
    }
    long aliveNs = limits.alive().toNanos();
    if (nowNs - Math.max(lastHeardNs, lastProbeNs) >= aliveNs) {
      lastProbeNs = nowNs;
      link.probe();
    }
    if (state == State.OPEN && nowNs - lastSaidNs >= aliveNs) say(new DownFrame.Alive(++aliveId));
  }

  // ---- any thread

  @Override
  public Lane lane() {
    return lane;
  }

  @Override
  public long queuedBytes() {
    return link.queuedBytes();
  }

  @Override
  public int datagramMax() {
    return link.datagramMax();
  }

  /// Where the client comes from.
  public String address() {
    return address;
  }

  /// Whether it speaks the binary protocol.
  boolean isBinary() {
    return binary;
  }
}

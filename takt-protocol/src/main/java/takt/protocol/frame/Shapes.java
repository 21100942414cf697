package takt.protocol.frame;

import static java.util.Objects.requireNonNull;
import static takt.protocol.frame.Shape.flag;
import static takt.protocol.frame.Shape.json;
import static takt.protocol.frame.Shape.jsons;
import static takt.protocol.frame.Shape.payload;
import static takt.protocol.frame.Shape.real;
import static takt.protocol.frame.Shape.text;
import static takt.protocol.frame.Shape.texts;
import static takt.protocol.frame.Shape.whole;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import takt.protocol.Protocol;

/// The shape of every kind of frame: the one list both codecs read.
///
/// Constants; any thread. `takt.proto` says the same for protobuf tools and is checked against this in a test.
final class Shapes {
  private static final int TOKEN_MAX = 3 * 1024;
  static final int NAME_MAX = 64;
  static final int TEXT_MAX = 1024;
  private static final int LAYOUTS_MAX = 16;
  private static final int LISTINGS_MAX = 1000;
  private static final int DOCUMENT_MAX = 256 * 1024;
  private static final int RATE_MAX = 128;
  private static final int INT_MAX = Integer.MAX_VALUE;
  private static final int ROOMS = Protocol.ROOMS_MAX;

  private static final Map<Kind, Shape<?>> BY_KIND = new EnumMap<>(Kind.class);
  private static final Map<Class<?>, Shape<?>> BY_TYPE = new HashMap<>();

  static {
    controlUp();
    controlDown();
    data();
  }

  private static void controlUp() {
    add(Kind.HELLO, UpFrame.Hello.class,
        v -> new UpFrame.Hello(v.small(0), v.small(1), v.whole(2), v.text(3), v.text(4), v.text(5), v.text(6),
            v.text(7)),
        whole(1, "min", 255, UpFrame.Hello::versionMin),
        whole(2, "max", 255, UpFrame.Hello::versionMax),
        whole(3, "capabilities", UpFrame.Hello::capabilities),
        text(4, "sdk", NAME_MAX, UpFrame.Hello::sdk),
        text(5, "name", NAME_MAX, UpFrame.Hello::name),
        text(6, "token", TOKEN_MAX, UpFrame.Hello::token),
        text(7, "reservation", TOKEN_MAX, UpFrame.Hello::reservation),
        text(8, "resume", TOKEN_MAX, UpFrame.Hello::resume));
    add(Kind.PING, UpFrame.Ping.class, v -> new UpFrame.Ping(v.whole(0), v.small(1), v.small(2)),
        whole(1, "id", UpFrame.Ping::id),
        whole(2, "rttMs", 60_000, UpFrame.Ping::rttMs),
        whole(3, "lossPermille", 1000, UpFrame.Ping::lossPermille));
    add(Kind.PONG, UpFrame.Pong.class, v -> new UpFrame.Pong(v.whole(0)),
        whole(1, "id", UpFrame.Pong::id));
    add(Kind.JOIN, UpFrame.Join.class,
        v -> new UpFrame.Join(v.whole(0), v.text(1), v.text(2), v.text(3), v.text(4), v.flag(5), v.flag(6),
            v.flag(7), v.json(8), v.json(9), v.texts(10), v.small(11)),
        whole(1, "request", INT_MAX, UpFrame.Join::request),
        text(2, "room", NAME_MAX, UpFrame.Join::type),
        text(3, "id", NAME_MAX, UpFrame.Join::roomId),
        text(4, "code", NAME_MAX, UpFrame.Join::code),
        text(5, "reservation", TOKEN_MAX, UpFrame.Join::reservation),
        flag(6, "create", UpFrame.Join::create),
        flag(7, "unlisted", UpFrame.Join::unlisted),
        flag(8, "spectate", UpFrame.Join::spectate),
        json(9, "where", TEXT_MAX, UpFrame.Join::where),
        json(10, "options", 4 * TEXT_MAX, UpFrame.Join::options),
        texts(11, "layouts", LAYOUTS_MAX, UpFrame.Join::layouts),
        whole(12, "sendRateHz", RATE_MAX, UpFrame.Join::sendRateHz));
    add(Kind.LIST, UpFrame.ListRooms.class, v -> new UpFrame.ListRooms(v.whole(0), v.text(1), v.json(2)),
        whole(1, "request", INT_MAX, UpFrame.ListRooms::request),
        text(2, "room", NAME_MAX, UpFrame.ListRooms::type),
        json(3, "where", TEXT_MAX, UpFrame.ListRooms::where));
    add(Kind.WATCH, UpFrame.Watch.class, v -> new UpFrame.Watch(v.whole(0), v.text(1), v.json(2)),
        whole(1, "request", INT_MAX, UpFrame.Watch::request),
        text(2, "room", NAME_MAX, UpFrame.Watch::type),
        json(3, "where", TEXT_MAX, UpFrame.Watch::where));
    add(Kind.UNWATCH, UpFrame.Unwatch.class, v -> new UpFrame.Unwatch(v.whole(0)),
        whole(1, "request", INT_MAX, UpFrame.Unwatch::request));
    add(Kind.LEAVE, UpFrame.Leave.class, v -> new UpFrame.Leave(v.small(0)),
        whole(1, "room", ROOMS, UpFrame.Leave::room));
    add(Kind.TUNE, UpFrame.Tune.class, v -> new UpFrame.Tune(v.small(0), v.small(1)),
        whole(1, "room", ROOMS, UpFrame.Tune::room),
        whole(2, "sendRateHz", RATE_MAX, UpFrame.Tune::sendRateHz));
    add(Kind.BYE, UpFrame.Bye.class, _ -> new UpFrame.Bye());
  }

  private static void controlDown() {
    add(Kind.WELCOME, DownFrame.Welcome.class,
        v -> new DownFrame.Welcome(v.small(0), v.whole(1), v.text(2), v.text(3), v.flag(4), v.text(5), v.text(6),
            v.whole(7), v.small(8), v.small(9), v.texts(10)),
        whole(1, "version", 255, DownFrame.Welcome::version),
        whole(2, "capabilities", DownFrame.Welcome::capabilities),
        text(3, "session", NAME_MAX, DownFrame.Welcome::session),
        text(4, "resume", TOKEN_MAX, DownFrame.Welcome::resume),
        flag(5, "resumed", DownFrame.Welcome::resumed),
        text(6, "playerId", TEXT_MAX, DownFrame.Welcome::playerId),
        text(7, "name", NAME_MAX, DownFrame.Welcome::name),
        whole(8, "serverTimeMs", DownFrame.Welcome::serverTimeMs),
        whole(9, "aliveMs", INT_MAX, DownFrame.Welcome::aliveMs),
        whole(10, "frameMax", INT_MAX, DownFrame.Welcome::frameMax),
        texts(11, "rooms", ROOMS, DownFrame.Welcome::rooms));
    add(Kind.ERROR, DownFrame.Problem.class,
        v -> new DownFrame.Problem(v.whole(0), v.text(1), v.json(2), v.text(3), v.flag(4)),
        whole(1, "request", INT_MAX, DownFrame.Problem::request),
        text(2, "code", NAME_MAX, DownFrame.Problem::code),
        json(3, "params", TEXT_MAX, DownFrame.Problem::params),
        text(4, "text", TEXT_MAX, DownFrame.Problem::text),
        flag(5, "fatal", DownFrame.Problem::fatal));
    add(Kind.JOINED, DownFrame.Joined.class,
        v -> new DownFrame.Joined(v.whole(0), v.small(1), v.text(2), v.text(3), v.text(4), v.whole(5), v.whole(6),
            v.small(7), v.small(8), v.flag(9), v.text(10), v.json(11), v.flag(12), v.whole(13), v.whole(14),
            v.whole(15), v.whole(16)),
        whole(1, "request", INT_MAX, DownFrame.Joined::request),
        whole(2, "room", ROOMS, DownFrame.Joined::room),
        text(3, "id", NAME_MAX, DownFrame.Joined::roomId),
        text(4, "name", NAME_MAX, DownFrame.Joined::type),
        text(5, "code", NAME_MAX, DownFrame.Joined::code),
        whole(6, "epoch", DownFrame.Joined::epoch),
        whole(7, "tick", DownFrame.Joined::tick),
        whole(8, "tickRateHz", RATE_MAX, DownFrame.Joined::tickRateHz),
        whole(9, "player", INT_MAX, DownFrame.Joined::player),
        flag(10, "spectator", DownFrame.Joined::spectator),
        text(11, "layout", NAME_MAX, DownFrame.Joined::layout),
        json(12, "schema", DOCUMENT_MAX, DownFrame.Joined::schema),
        flag(13, "resumed", DownFrame.Joined::resumed),
        whole(14, "commandSeq", DownFrame.Joined::commandSeq),
        whole(15, "missed", DownFrame.Joined::missed),
        whole(16, "inputSeq", DownFrame.Joined::inputSeq),
        whole(17, "droppedTicks", DownFrame.Joined::droppedTicks));
    add(Kind.LEFT, DownFrame.Left.class, v -> new DownFrame.Left(v.small(0), v.text(1), v.text(2)),
        whole(1, "room", ROOMS, DownFrame.Left::room),
        text(2, "reason", NAME_MAX, DownFrame.Left::reason),
        text(3, "text", TEXT_MAX, DownFrame.Left::text));
    add(Kind.ROOMS, DownFrame.Rooms.class, v -> new DownFrame.Rooms(v.whole(0), v.jsons(1), v.texts(2)),
        whole(1, "request", INT_MAX, DownFrame.Rooms::request),
        jsons(2, "rooms", LISTINGS_MAX, DownFrame.Rooms::listings),
        texts(3, "gone", LISTINGS_MAX, DownFrame.Rooms::gone));
    add(Kind.DRAINING, DownFrame.Draining.class, v -> new DownFrame.Draining(v.small(0), v.small(1)),
        whole(1, "graceMs", INT_MAX, DownFrame.Draining::graceMs),
        whole(2, "retryMs", INT_MAX, DownFrame.Draining::retryMs));
    add(Kind.TIMELINE, DownFrame.Timeline.class,
        v -> new DownFrame.Timeline(v.small(0), v.whole(1), v.whole(2), v.whole(3), v.whole(4)),
        whole(1, "room", ROOMS, DownFrame.Timeline::room),
        whole(2, "epoch", DownFrame.Timeline::epoch),
        whole(3, "tick", DownFrame.Timeline::tick),
        whole(4, "lostTicks", DownFrame.Timeline::lostTicks),
        whole(5, "droppedTicks", DownFrame.Timeline::droppedTicks));
    add(Kind.ALIVE, DownFrame.Alive.class, v -> new DownFrame.Alive(v.whole(0)),
        whole(1, "id", DownFrame.Alive::id));
    add(Kind.PONGED, DownFrame.Ponged.class, v -> new DownFrame.Ponged(v.whole(0), v.whole(1)),
        whole(1, "id", DownFrame.Ponged::id),
        whole(2, "serverTimeMs", DownFrame.Ponged::serverTimeMs));
  }

  /// In the JSON twin only: the binary protocol packs these by hand, see [BinaryFrames].
  private static void data() {
    add(Kind.INPUT, UpFrame.Input.class,
        v -> new UpFrame.Input(v.small(0), ack(v), v.whole(4), v.payload(5)),
        whole(1, "room", ROOMS, UpFrame.Input::room),
        whole(2, "epoch", (UpFrame.Input f) -> f.ack().epoch()),
        whole(3, "seen", (UpFrame.Input f) -> f.ack().seen()),
        whole(4, "heard", (UpFrame.Input f) -> f.ack().heard()),
        whole(5, "seq", UpFrame.Input::seq),
        payload("values", UpFrame.Input::values));
    add(Kind.COMMAND, UpFrame.Command.class,
        v -> new UpFrame.Command(v.small(0), ack(v), v.whole(4), 0, v.text(5), v.payload(6)),
        whole(1, "room", ROOMS, UpFrame.Command::room),
        whole(2, "epoch", (UpFrame.Command f) -> f.ack().epoch()),
        whole(3, "seen", (UpFrame.Command f) -> f.ack().seen()),
        whole(4, "heard", (UpFrame.Command f) -> f.ack().heard()),
        whole(5, "seq", UpFrame.Command::seq),
        text(6, "name", NAME_MAX, UpFrame.Command::name),
        payload("fields", UpFrame.Command::fields));
    add(Kind.ACK, UpFrame.Acked.class, v -> new UpFrame.Acked(v.small(0), ack(v)),
        whole(1, "room", ROOMS, UpFrame.Acked::room),
        whole(2, "epoch", (UpFrame.Acked f) -> f.ack().epoch()),
        whole(3, "seen", (UpFrame.Acked f) -> f.ack().seen()),
        whole(4, "heard", (UpFrame.Acked f) -> f.ack().heard()));
    add(Kind.SNAPSHOT, DownFrame.Snapshot.class,
        v -> new DownFrame.Snapshot(v.small(0), v.whole(1), v.whole(2), v.whole(3), v.whole(4), v.whole(5),
            v.payload(6)),
        whole(1, "room", ROOMS, DownFrame.Snapshot::room),
        whole(2, "epoch", DownFrame.Snapshot::epoch),
        whole(3, "tick", DownFrame.Snapshot::tick),
        whole(4, "durable", DownFrame.Snapshot::durable),
        whole(5, "base", DownFrame.Snapshot::base),
        whole(6, "input", DownFrame.Snapshot::input),
        payload("state", DownFrame.Snapshot::state));
    add(Kind.STEP, DownFrame.Step.class,
        v -> new DownFrame.Step(v.small(0), v.whole(1), v.whole(2), v.whole(3), v.payload(4)),
        whole(1, "room", ROOMS, DownFrame.Step::room),
        whole(2, "skipped", DownFrame.Step::skipped),
        whole(3, "undurable", DownFrame.Step::undurable),
        whole(4, "inputs", DownFrame.Step::inputs),
        payload("state", DownFrame.Step::state));
    add(Kind.EVENT, DownFrame.Event.class,
        v -> new DownFrame.Event(v.small(0), v.whole(1), v.whole(2), 0, v.text(3), place(v, 4), v.payload(6)),
        whole(1, "room", ROOMS, DownFrame.Event::room),
        whole(2, "number", DownFrame.Event::number),
        whole(3, "tick", DownFrame.Event::tick),
        text(4, "name", NAME_MAX, DownFrame.Event::name),
        real(5, "x", (DownFrame.Event f) -> f.place().x()),
        real(6, "y", (DownFrame.Event f) -> f.place().y()),
        payload("fields", DownFrame.Event::fields));
    add(Kind.REPLY, DownFrame.Reply.class,
        v -> new DownFrame.Reply(v.small(0), v.whole(1), v.whole(2), v.text(3), v.text(4), v.payload(5)),
        whole(1, "room", ROOMS, DownFrame.Reply::room),
        whole(2, "number", DownFrame.Reply::number),
        whole(3, "seq", DownFrame.Reply::seq),
        text(4, "code", NAME_MAX, DownFrame.Reply::code),
        text(5, "text", TEXT_MAX, DownFrame.Reply::text),
        payload("fields", DownFrame.Reply::fields));
    add(Kind.FLASH, DownFrame.Flash.class,
        v -> new DownFrame.Flash(v.small(0), v.whole(1), 0, v.text(2), place(v, 3), v.payload(5)),
        whole(1, "room", ROOMS, DownFrame.Flash::room),
        whole(2, "tick", DownFrame.Flash::tick),
        text(3, "name", NAME_MAX, DownFrame.Flash::name),
        real(4, "x", (DownFrame.Flash f) -> f.place().x()),
        real(5, "y", (DownFrame.Flash f) -> f.place().y()),
        payload("fields", DownFrame.Flash::fields));
  }

  private Shapes() {}

  static Shape<?> of(Kind kind) {
    return requireNonNull(BY_KIND.get(kind));
  }

  /// The shape of a frame's own kind.
  @SuppressWarnings("unchecked") static <F extends Frame> Shape<F> of(F frame) {
    return (Shape<F>) requireNonNull(BY_TYPE.get(frame.getClass()));
  }

  /// Which fields of a frame contradict each other, or null: no wire carries such a frame.
  static @Nullable String contradiction(Frame frame) {
    return switch (frame) {
      case DownFrame.Snapshot f when f.durable() < 0 || f.durable() > f.tick() -> "'durable' not from 0 to 'tick'";
      case DownFrame.Snapshot f when f.base() < 0 || f.base() > 0 && f.base() >= f.tick() -> "'base' not before 'tick'";
      case DownFrame.Event f when isHalf(f.place()) -> "one of 'x' and 'y' alone";
      case DownFrame.Flash f when isHalf(f.place()) -> "one of 'x' and 'y' alone";
      default -> null;
    };
  }

  private static boolean isHalf(DownFrame.Place place) {
    return Double.isNaN(place.x()) != Double.isNaN(place.y());
  }

  private static Ack ack(Shape.Values v) {
    return new Ack(v.whole(1), v.whole(2), v.whole(3));
  }

  private static DownFrame.Place place(Shape.Values v, int i) {
    return new DownFrame.Place(v.real(i), v.real(i + 1));
  }

  @SafeVarargs private static <F extends Frame> void add(Kind kind, Class<F> type, Function<Shape.Values, F> make,
      Shape.Field<F>... fields) {
    Shape<F> shape = new Shape<>(kind, make, List.of(fields));
    BY_KIND.put(kind, shape);
    BY_TYPE.put(type, shape);
  }
}

package takt.client;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import takt.protocol.Protocol;
import takt.protocol.frame.Capability;
import takt.protocol.frame.DownFrame;
import takt.protocol.frame.ErrorCode;
import takt.protocol.frame.FrameCodec;
import takt.protocol.frame.UpFrame;
import takt.protocol.json.Json;
import takt.protocol.link.Link;
import takt.protocol.link.LinkEnd;
import takt.protocol.link.TokenBucket;

/// A player's session with a server: says hello, joins rooms, measures the network, and takes itself up again after a
/// break.
///
/// Owned by one thread, on which frames come in and [#update] is called. It opens no socket: a [Connector] is asked for
/// a link whenever one is needed. Time comes in by [#update].
public final class ClientSession implements LinkEnd {
  private static final long MS_NS = 1_000_000;
  private static final long PING_NS = 2_000 * MS_NS;
  private static final int RTT_MAX_MS = 60_000;
  /// How long a welcome may take: twice what a server takes for a check of a token over a network.
  private static final long WELCOME_NS = 10_000 * MS_NS;
  /// What is no frame is not guessed at: the line is taken anew, and after so many of them given up.
  private static final int LIES_MAX = 3;
  /// Schema documents kept for the next join of a room like it.
  private static final int LAYOUTS_MAX = 16;
  /// A server takes 60 commands and 20 requests a second; what is sent again after a break counts too.
  private static final int COMMANDS_PER_SECOND = 45;
  private static final int REQUESTS_PER_SECOND = 15;
  /// A server has so many wait at a time.
  private static final int JOINS_AT_ONCE = 4;
  /// Requests that may wait for an answer; more are refused as `pending`.
  private static final int ASKED_MAX = 64;

  private final Hello hello;
  private final Connector connector;
  private final SplittableRandom random;
  private final Codec codec;
  private final FrameCodec frames;
  private final Pings pings = new Pings();
  private final Map<Integer, ClientRoom> rooms = new LinkedHashMap<>();
  /// Rooms that the last welcome no longer named: why they were left is told right after it.
  private final Map<Integer, ClientRoom> parted = new LinkedHashMap<>();
  private final Map<Long, Asked> asked = new LinkedHashMap<>();
  /// Of those asked the ones that wait for their turn, in order.
  private final Set<Long> unsent = new LinkedHashSet<>();
  private final Map<String, Json> layouts = new LinkedHashMap<>();
  private TokenBucket commands = new TokenBucket(COMMANDS_PER_SECOND, COMMANDS_PER_SECOND, 0);
  private TokenBucket requests = new TokenBucket(REQUESTS_PER_SECOND, REQUESTS_PER_SECOND, 0);
  private State state = State.IDLE;
  private @Nullable Link link;
  private DownFrame.@Nullable Welcome welcome;
  private String closedCode = "";
  private String resume = "";
  private long lastRequest;
  private long nowNs;
  private long retryNs;
  /// Not before a server that stops is back.
  private long retryLeastNs;
  private long helloNs;
  private long heardNs;
  private long pingNs;
  private long receivedFrames;
  private long receivedBytes;
  private int attempts;
  private int lies;
  private int resumes;

  /// Who says hello.
  ///
  /// @param name what a guest would like to be called
  /// @param token credentials, empty for a guest
  /// @param reservation a promised seat, empty for none
  public record Hello(String name, String token, String reservation, String sdk) {
    public static Hello guest(String name) {
      return new Hello(name, "", "", "takt-java");
    }

    public static Hello token(String token) {
      return new Hello("", token, "", "takt-java");
    }
  }

  /// Opens links.
  @FunctionalInterface public interface Connector {
    /// Begins to open a link for this session: [ClientSession#onOpen] or [ClientSession#onClosed] follows.
    void connect(ClientSession session);
  }

  private enum State {
    IDLE, CONNECTING, GREETING, OPEN, WAITING, CLOSED
  }

  /// A request kept to be asked again after a break, until it is answered or, of a watch, until it ends.
  private sealed interface Asked {
    record Join(JoinRequest join, Consumer<Joined> answer) implements Asked {}

    record Listed(String type, Json where, CompletableFuture<List<Listing>> answer) implements Asked {}

    record Watched(String type, Json where, Consumer<List<Listing>> listener, Map<String, Listing> known)
        implements
          Asked {}
  }

  /// @param seed for the jitter of reconnects
  public ClientSession(Hello hello, Codec codec, Connector connector, long seed) {
    this.hello = hello;
    this.codec = codec;
    this.connector = connector;
    frames = codec.frames();
    random = new SplittableRandom(seed);
  }

  // ---- what it does

  /// Opens the session, if it is not open.
  public void open() {
    if (state == State.IDLE) connect();
  }

  /// Joins a room.
  ///
  /// @return gives up: nobody hears the answer any more, and a seat that comes nevertheless is given back
  public Runnable join(JoinRequest request, Consumer<Joined> answer) {
    long number = ask(new Asked.Join(request, answer));
    return () -> drop(number);
  }

  /// The open rooms of a type whose listed fields are those of `where`.
  public CompletableFuture<List<Listing>> rooms(String type, Map<String, Json> where) {
    CompletableFuture<List<Listing>> answer = new CompletableFuture<>();
    ask(new Asked.Listed(type, new Json.Obj(where), answer));
    return answer;
  }

  /// Tells a listener the open rooms of a type now, and again after each change.
  ///
  /// @return ends it
  public Runnable watch(String type, Map<String, Json> where, Consumer<List<Listing>> listener) {
    long request = ask(new Asked.Watched(type, new Json.Obj(where), listener, new LinkedHashMap<>()));
    return () -> {
      boolean sent = !unsent.contains(request);
      if (drop(request) != null && sent) say(new UpFrame.Unwatch(request));
    };
  }

  private long ask(Asked what) {
    boolean full = asked.size() >= ASKED_MAX;
    long request = ++lastRequest;
    asked.put(request, what);
    unsent.add(request);
    if (state == State.CLOSED) refuse(request, closedCode, "this session is closed");
    else if (full) refuse(request, "pending", ASKED_MAX + " requests wait for an answer, expected fewer at a time");
    else if (state == State.OPEN) sendRequests();
    else open();
    return request;
  }

  /// Says what waits, in order, no faster than a server likes.
  private void sendRequests() {
    if (unsent.isEmpty()) return;
    int joins = 0;
    for (Map.Entry<Long, Asked> one : asked.entrySet()) {
      if (one.getValue() instanceof Asked.Join && !unsent.contains(one.getKey())) joins++;
    }
    for (Iterator<Long> waiting = unsent.iterator(); waiting.hasNext();) {
      long request = waiting.next();
      Asked what = Objects.requireNonNull(asked.get(request));
      if (what instanceof Asked.Join && joins == JOINS_AT_ONCE) continue;
      if (!requests.take(nowNs)) return;
      if (what instanceof Asked.Join) joins++;
      waiting.remove();
      say(frame(request, what));
    }
  }

  /// It is answered, or waited for no longer.
  private @Nullable Asked drop(long request) {
    unsent.remove(request);
    return asked.remove(request);
  }

  private UpFrame frame(long request, Asked what) {
    return switch (what) {
      case Asked.Join(JoinRequest join, Consumer<Joined> _) -> join.frame(request, List.copyOf(layouts.keySet()));
      case Asked.Listed(String type, Json where, CompletableFuture<List<Listing>> _) ->
        new UpFrame.ListRooms(request, type, where);
      case Asked.Watched(String type, Json where, Consumer<List<Listing>> _, Map<String, Listing> known) -> {
        known.clear();
        yield new UpFrame.Watch(request, type, where);
      }
    };
  }

  private void refuse(long request, String code, String text) {
    switch (drop(request)) {
      case Asked.Join(JoinRequest _, Consumer<Joined> answer) -> {
        boolean full = code.equals(ErrorCode.ROOM_FULL.code());
        answer.accept(full ? new Joined.Full(text) : new Joined.Refused(code, text));
      }
      case Asked.Listed listed -> listed.answer.completeExceptionally(new Refused(code, text));
      case Asked.Watched watched -> watched.listener.accept(List.of());
      case null -> {
        // Answered already.
      }
    }
  }

  /// Ends the session: leaves every room.
  public void close() {
    if (state == State.OPEN) say(new UpFrame.Bye());
    finish("closed", "closed here");
    if (link != null) link.close(1000, "bye");
  }

  public boolean isOpen() {
    return state == State.OPEN;
  }

  /// Whether it is over for good; [#closedCode] says why.
  public boolean isClosed() {
    return state == State.CLOSED;
  }

  /// A code of [ErrorCode], or `closed`; empty while it is not over.
  public String closedCode() {
    return closedCode;
  }

  /// Who the server says this is, empty until it has.
  public String playerId() {
    return welcome == null ? "" : welcome.playerId();
  }

  /// The round trip last measured, 0 for unknown.
  public int rttMs() {
    return pings.rttMs();
  }

  int lossPermille() {
    return pings.lossPermille(nowNs);
  }

  /// Frames that came.
  public long receivedFrames() {
    return receivedFrames;
  }

  /// Their length in bytes.
  public long receivedBytes() {
    return receivedBytes;
  }

  public Codec codec() {
    return codec;
  }

  long nowNs() {
    return nowNs;
  }

  /// How often it was taken up again.
  public int resumes() {
    return resumes;
  }

  /// How often it tried in vain to connect since it was open last.
  public int attempts() {
    return attempts;
  }

  public Iterable<ClientRoom> rooms() {
    return List.copyOf(rooms.values());
  }

  /// Cuts the connection, as a broken network would: for tests and demonstrations.
  public void cut() {
    if (link != null) link.close(1000, "cut");
  }

  // ---- time

  /// Tells the time, before frames are handed in that came until then: for whoever hands them in less often than they
  /// come.
  public void time(long nowNs) {
    this.nowNs = nowNs;
  }

  /// Sees to what is due: inputs, pings, a silent server, the next try to connect. Call it every few milliseconds.
  public void update(long nowNs) {
    this.nowNs = nowNs;
    switch (state) {
      case OPEN -> {
        sendRequests();
        for (ClientRoom room : List.copyOf(rooms.values())) room.update(nowNs);
        if (nowNs - pingNs >= PING_NS) ping();
        long silentNs = 2L * (welcome == null ? 5000 : welcome.aliveMs()) * MS_NS;
        if (heardNs != 0 && nowNs - heardNs > silentNs && link != null) link.close(1000, "silent");
        if (heardNs == 0) heardNs = nowNs;
      }
      case GREETING -> {
        if (nowNs - helloNs > WELCOME_NS && link != null) link.close(1000, "no welcome");
      }
      case WAITING -> {
        if (nowNs >= retryNs) connect();
      }
      default -> {
        // Something else will happen first.
      }
    }
  }

  private void ping() {
    pingNs = nowNs;
    say(new UpFrame.Ping(pings.next(nowNs), Math.min(RTT_MAX_MS, pings.rttMs()), pings.lossPermille(nowNs)));
  }

  // ---- the link

  private void connect() {
    state = State.CONNECTING;
    connector.connect(this);
  }

  /// The link that was asked for is open.
  public void onOpen(Link link) {
    if (state == State.CLOSED) {
      link.close(1000, "bye");
      return;
    }
    this.link = link;
    state = State.GREETING;
    helloNs = nowNs;
    long capabilities = Capability.on(link.datagramMax());
    boolean again = !resume.isEmpty();
    say(new UpFrame.Hello(Protocol.VERSION_MIN, Protocol.VERSION, capabilities, hello.sdk, again ? "" : hello.name,
        again ? "" : hello.token, again ? "" : hello.reservation, resume));
  }

  void say(UpFrame frame) {
    if (link != null && (state == State.OPEN || frame instanceof UpFrame.Hello)) link.send(frames.encode(frame));
  }

  /// Says something that is said again soon: it may get lost.
  void sayLossy(UpFrame frame) {
    if (link == null || state != State.OPEN) return;
    byte[] bytes = frames.encode(frame);
    link.sendDatagram(bytes, 0, bytes.length);
  }

  /// Whether snapshots may overtake each other and get lost.
  boolean isLossy() {
    return link != null && link.datagramMax() > 0;
  }

  /// Whether a command may be sent now; if so it is counted.
  boolean takeCommandTurn() {
    return state == State.OPEN && commands.take(nowNs);
  }

  /// Says it, unless it is larger than the server takes: then answers its length, else 0.
  int sayIfFits(UpFrame frame) {
    byte[] bytes = frames.encode(frame);
    if (welcome != null && welcome.frameMax() > 0 && bytes.length > welcome.frameMax()) return bytes.length;
    if (link != null && state == State.OPEN) link.send(bytes);
    return 0;
  }

  @Override public void onAlive() {
    heardNs = nowNs;
  }

  @Override public void onClosed(int code, String reason) {
    link = null;
    if (state == State.CLOSED) return;
    rooms.values().forEach(ClientRoom::onBroken);
    if (code == ErrorCode.SESSION_UNKNOWN.closeCode() && !resume.isEmpty()) {
      // The server has forgotten us: begin anew where we can.
      resume = "";
      leaveAll("session-unknown");
    } else if (isFinal(code)) {
      finish(reason, reason);
      return;
    }
    state = State.WAITING;
    retryNs = Math.max(nowNs, retryLeastNs) + backoffNs();
  }

  /// Whether trying again would only be told the same.
  private static boolean isFinal(int code) {
    for (ErrorCode error : ErrorCode.values()) {
      if (error.closeCode() != code || code == 0) continue;
      return switch (error) {
        case BAD_FRAME, UNAUTHENTICATED, FORBIDDEN, VERSION, TAKEN_OVER, SESSION_UNKNOWN, TOO_LARGE -> true;
        default -> false;
      };
    }
    return false;
  }

  /// From 50 ms, doubling to 5 s, with full jitter, so that a thousand clients do not come back at once.
  private long backoffNs() {
    double mostMs = Math.min(5_000, 100 * Math.pow(2, Math.min(attempts++, 10)));
    return (long) ((50 + random.nextDouble() * mostMs) * MS_NS);
  }

  private void finish(String code, String text) {
    state = State.CLOSED;
    closedCode = code;
    for (long request : List.copyOf(asked.keySet())) refuse(request, code, text);
    leaveAll(code);
  }

  private void leaveAll(String code) {
    rooms.values().forEach(room -> room.onLeft(code));
    rooms.clear();
    partFor(code);
  }

  private void partFor(String reason) {
    parted.values().forEach(room -> room.onLeft(reason));
    parted.clear();
  }

  // ---- frames

  @Override public void onFrame(byte[] bytes, int offset, int length) {
    // What was under way when it was closed here changes nothing any more.
    if (state == State.CLOSED) return;
    heardNs = nowNs;
    receivedFrames++;
    receivedBytes += length;
    DownFrame frame = frames.decodeDown(bytes, offset, length);
    if (frame == null ? !frames.skipped() : !onFrame(frame, length)) onLie();
  }

  private void onLie() {
    if (++lies == LIES_MAX) finish(ErrorCode.BAD_FRAME.code(), "this is no Takt server, or one of another time");
    if (link != null) link.close(1000, "no frame");
  }

  /// Answers whether what it says can be.
  private boolean onFrame(DownFrame frame, int length) {
    boolean ok = true;
    switch (frame) {
      case DownFrame.Welcome f -> onWelcome(f);
      case DownFrame.Problem f -> onProblem(f);
      case DownFrame.Joined f -> ok = onJoined(f);
      case DownFrame.Left f -> {
        ClientRoom before = parted.remove(f.room());
        ClientRoom room = before != null ? before : rooms.remove(f.room());
        if (room != null) room.onLeft(f.reason());
      }
      case DownFrame.Alive f -> say(new UpFrame.Pong(f.id()));
      case DownFrame.Ponged f -> {
        pings.answered(f.id(), nowNs);
        // It was asked after the welcome: whatever was to be told of rooms left before has been told.
        partFor("gone");
      }
      case DownFrame.Snapshot f -> ok = in(f.room(), room -> room.onSnapshot(f, length));
      case DownFrame.Step f -> ok = in(f.room(), room -> room.onStep(f, length));
      case DownFrame.Event f -> ok = in(f.room(), room -> room.onEvent(f));
      case DownFrame.Flash f -> ok = in(f.room(), room -> room.onEvent(new DownFrame.Event(f.room(), 0, f.tick(),
          f.tag(), f.name(), f.place(), f.fields())));
      case DownFrame.Reply f -> ok = in(f.room(), room -> room.onReply(f));
      case DownFrame.Timeline f -> in(f.room(), room -> {
        room.onTimeline(f);
        return true;
      });
      case DownFrame.Rooms f -> onRooms(f);
      case DownFrame.Draining f -> retryLeastNs = nowNs + f.retryMs() * MS_NS;
    }
    return ok;
  }

  /// What is said of rooms that are not known (any more) is passed over.
  private boolean in(int number, Predicate<ClientRoom> what) {
    ClientRoom room = rooms.get(number);
    return room == null || what.test(room);
  }

  private void onRooms(DownFrame.Rooms f) {
    List<Listing> listings = f.listings().stream().map(Listing::of).toList();
    switch (asked.get(f.request())) {
      case Asked.Listed listed -> {
        drop(f.request());
        listed.answer.complete(listings);
      }
      case Asked.Watched watched -> {
        f.gone().forEach(watched.known::remove);
        listings.forEach(listing -> watched.known.put(listing.id(), listing));
        watched.listener.accept(List.copyOf(watched.known.values()));
      }
      case Asked.Join _ -> {
        // No answer to a join.
      }
      case null -> {
        // Ended here already.
      }
    }
  }

  private void onWelcome(DownFrame.Welcome f) {
    boolean begun = !resume.isEmpty();
    welcome = f;
    resume = f.resume();
    state = State.OPEN;
    attempts = 0;
    pingNs = 0;
    if (begun && f.resumed()) resumes++;
    rooms.values().removeIf(room -> {
      boolean gone = !f.rooms().contains(room.id());
      if (gone) parted.put(room.number(), room);
      return gone;
    });
    retryLeastNs = 0;
    commands = new TokenBucket(COMMANDS_PER_SECOND, COMMANDS_PER_SECOND, nowNs);
    requests = new TokenBucket(REQUESTS_PER_SECOND, REQUESTS_PER_SECOND, nowNs);
    unsent.clear();
    unsent.addAll(asked.keySet());
    sendRequests();
  }

  /// After a resume the server names the rooms it still has us in. One we do not know is the answer to a join that was
  /// lost on the way, and we have asked again. If that was answered before, and the stay it led to is over, then the
  /// server took our asking again for another wish: nobody here waits for that place.
  ///
  /// Answers whether its schema is one.
  private boolean onJoined(DownFrame.Joined told) {
    DownFrame.Joined f = withSchema(told);
    Asked.Join a = asked.get(f.request()) instanceof Asked.Join join ? join : null;
    if (a != null) drop(f.request());
    ClientRoom room = rooms.get(f.room());
    if (room != null && (a != null || !room.isSameStay(f))) {
      rooms.remove(f.room());
      room.onLeft("left");
      room = null;
    }
    RoomCodec roomCodec;
    try {
      roomCodec = new RoomCodec(codec, f.schema(), f.tickRateHz());
    } catch (IllegalArgumentException e) {
      if (a != null) a.answer.accept(new Joined.Refused(ErrorCode.BAD_FRAME.code(), String.valueOf(e.getMessage())));
      return false;
    }
    if (a != null) {
      room = new ClientRoom(this, f, roomCodec);
      rooms.put(f.room(), room);
      a.answer.accept(new Joined.Ok(room));
    } else if (room != null) {
      room.onJoined(f, roomCodec);
    } else {
      say(new UpFrame.Leave(f.room()));
    }
    return true;
  }

  /// With the document that came, or that was kept where the server thinks it known.
  private DownFrame.Joined withSchema(DownFrame.Joined f) {
    boolean came = !f.schema().members().isEmpty();
    if (came && layouts.size() < LAYOUTS_MAX) layouts.put(f.layout(), f.schema());
    Json schema = came ? f.schema() : layouts.getOrDefault(f.layout(), Json.Obj.EMPTY);
    return new DownFrame.Joined(f.request(), f.room(), f.roomId(), f.type(), f.code(), f.epoch(), f.tick(),
        f.tickRateHz(), f.player(), f.spectator(), f.layout(), schema, f.resumed(), f.commandSeq(), f.missed(),
        f.inputSeq(), f.droppedTicks());
  }

  private void onProblem(DownFrame.Problem f) {
    Json command = f.params().get("command");
    Json in = f.params().get("room");
    if (command != null && in != null) {
      ClientRoom room = rooms.get((int) in.whole(0));
      if (room != null) room.onRefused(command.whole(0), f.code(), f.text());
    }
    refuse(f.request(), f.code(), f.text());
  }
}

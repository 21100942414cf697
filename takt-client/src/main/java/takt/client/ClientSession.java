package takt.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import takt.protocol.Protocol;
import takt.protocol.frame.Capability;
import takt.protocol.frame.DownFrame;
import takt.protocol.frame.ErrorCode;
import takt.protocol.frame.JsonFrames;
import takt.protocol.frame.UpFrame;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.link.Link;
import takt.protocol.link.LinkEnd;

/// A player's session with a server: says hello, joins rooms, measures the network, and takes itself up again after a
/// break.
///
/// Owned by one thread, on which frames come in and [#update] is called. It opens no socket: a [Connector] is asked for
/// a link whenever one is needed. Time comes in by [#update].
public final class ClientSession implements LinkEnd {
  private static final long MS_NS = 1_000_000;
  private static final long PING_NS = 2_000 * MS_NS;
  /// How long a welcome may take: twice what a server takes for a check of a token over a network.
  private static final long WELCOME_NS = 10_000 * MS_NS;

  private final Hello hello;
  private final Connector connector;
  private final SplittableRandom random;
  private final JsonFrames frames = new JsonFrames(JsonLimits.OWN);
  private final Map<Integer, ClientRoom> rooms = new LinkedHashMap<>();
  /// Rooms that the last welcome no longer named: why they were left is told right after it.
  private final Map<Integer, ClientRoom> parted = new LinkedHashMap<>();
  private final Map<Long, Asked> asked = new LinkedHashMap<>();
  private State state = State.IDLE;
  private @Nullable Link link;
  private DownFrame.@Nullable Welcome welcome;
  private String closedCode = "";
  private String resume = "";
  private long lastRequest;
  private long nowNs;
  private long retryNs;
  private long helloNs;
  private long heardNs;
  private long pingNs;
  private long pingId;
  private long pingSentNs;
  private int attempts;
  private int rttMs;
  private int resumes;
  private long framesIn;
  private long bytesIn;

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

  /// A request not yet answered, kept to be asked again after a break.
  private record Asked(JoinRequest join, Consumer<Joined> answer) {}

  /// @param seed for the jitter of reconnects
  public ClientSession(Hello hello, Connector connector, long seed) {
    this.hello = hello;
    this.connector = connector;
    random = new SplittableRandom(seed);
  }

  // ---- what it does

  /// Opens the session, if it is not open.
  public void open() {
    if (state == State.IDLE) connect();
  }

  /// Joins a room.
  public void join(JoinRequest request, Consumer<Joined> answer) {
    asked.put(++lastRequest, new Asked(request, answer));
    if (state == State.OPEN) say(request.frame(lastRequest));
    else open();
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
    return rttMs;
  }

  /// How often it was taken up again.
  public int resumes() {
    return resumes;
  }

  /// How often it tried in vain to connect since it was open last.
  public int attempts() {
    return attempts;
  }

  /// Frames that came, over all connections.
  public long framesIn() {
    return framesIn;
  }

  /// Their bytes, without those of the transport.
  public long bytesIn() {
    return bytesIn;
  }

  public Iterable<ClientRoom> rooms() {
    return List.copyOf(rooms.values());
  }

  /// Cuts the connection, as a broken network would: for tests and demonstrations.
  public void cut() {
    if (link != null) link.close(1000, "cut");
  }

  // ---- time

  /// Sees to what is due: inputs, pings, a silent server, the next try to connect. Call it every few milliseconds.
  public void update(long nowNs) {
    this.nowNs = nowNs;
    switch (state) {
      case OPEN -> {
        for (ClientRoom room : rooms.values()) room.update(nowNs);
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
    pingSentNs = nowNs;
    say(new UpFrame.Ping(++pingId, rttMs, 0));
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
    long capabilities = Capability.DELTA | Capability.SCHEMA | Capability.LOSSY;
    boolean again = !resume.isEmpty();
    say(new UpFrame.Hello(Protocol.VERSION_MIN, Protocol.VERSION, capabilities, hello.sdk, again ? "" : hello.name,
        again ? "" : hello.token, again ? "" : hello.reservation, resume));
  }

  void say(UpFrame frame) {
    if (link != null && (state == State.OPEN || frame instanceof UpFrame.Hello)) link.send(frames.encode(frame));
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
    retryNs = nowNs + backoffNs();
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
    asked.values().forEach(a -> a.answer.accept(new Joined.Refused(code, text)));
    asked.clear();
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
    framesIn++;
    bytesIn += length;
    DownFrame frame = frames.decodeDown(bytes, offset, length);
    if (frame == null) return;
    switch (frame) {
      case DownFrame.Welcome f -> onWelcome(f);
      case DownFrame.Problem f -> onProblem(f);
      case DownFrame.Joined f -> onJoined(f);
      case DownFrame.Left f -> {
        ClientRoom before = parted.remove(f.room());
        ClientRoom room = before != null ? before : rooms.remove(f.room());
        if (room != null) room.onLeft(f.reason());
      }
      case DownFrame.Alive f -> say(new UpFrame.Pong(f.id()));
      case DownFrame.Ponged f -> {
        if (f.id() == pingId) rttMs = (int) Math.max(1, (nowNs - pingSentNs) / MS_NS);
        // It was asked after the welcome: whatever was to be told of rooms left before has been told.
        partFor("gone");
      }
      case DownFrame.Snapshot f -> in(f.room(), room -> room.onSnapshot(f));
      case DownFrame.Event f -> in(f.room(), room -> room.onEvent(f));
      case DownFrame.Flash f -> in(f.room(), room -> room.onEvent(new DownFrame.Event(f.room(), 0, f.tick(), f.tag(),
          f.name(), f.place(), f.fields())));
      case DownFrame.Reply f -> in(f.room(), room -> room.onReply(f));
      case DownFrame.Timeline f -> in(f.room(), room -> room.onTimeline(f));
      case DownFrame.Rooms _,DownFrame.Draining _ -> {
        // Lists are asked for by tools; a server that stops says so again when it closes.
      }
    }
  }

  private void in(int number, Consumer<ClientRoom> what) {
    ClientRoom room = rooms.get(number);
    if (room != null) what.accept(room);
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
    asked.forEach((request, a) -> say(a.join.frame(request)));
  }

  /// After a resume the server names the rooms it still has us in. One we do not know is the answer to a join that was
  /// lost on the way, and we have asked again. If that was answered before, and the stay it led to is over, then the
  /// server took our asking again for another wish: nobody here waits for that place.
  private void onJoined(DownFrame.Joined f) {
    Asked a = asked.remove(f.request());
    ClientRoom room = rooms.get(f.room());
    if (room != null && (a != null || !room.isSameStay(f))) {
      rooms.remove(f.room());
      room.onLeft("left");
      room = null;
    }
    if (a == null) {
      if (room != null) room.onJoined(f);
      else say(new UpFrame.Leave(f.room()));
      return;
    }
    room = new ClientRoom(this, f);
    rooms.put(f.room(), room);
    a.answer.accept(new Joined.Ok(room));
  }

  private void onProblem(DownFrame.Problem f) {
    Json command = f.params().get("command");
    Json in = f.params().get("room");
    if (command != null && in != null) {
      in((int) in.whole(0), room -> room.onRefused(command.whole(0), f.code(), f.text()));
    }
    Asked a = asked.remove(f.request());
    if (a == null) return;
    boolean full = f.code().equals(ErrorCode.ROOM_FULL.code());
    a.answer.accept(full ? new Joined.Full(f.text()) : new Joined.Refused(f.code(), f.text()));
  }
}

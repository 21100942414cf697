package hello;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import takt.client.ClientRoom;
import takt.client.ClientSession;
import takt.client.Codec;
import takt.client.JoinRequest;
import takt.client.Joined;
import takt.protocol.Protocol;
import takt.protocol.frame.DownFrame;
import takt.protocol.frame.JsonFrames;
import takt.protocol.frame.UpFrame;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.link.LinkEnd;

/// Somebody who plays hello for a while, perhaps loses the network meanwhile, and goes in one of the ways people go.
///
/// The bots' thread.
final class Bot {
  private static final long S_NS = 1_000_000_000;
  /// Who sleeps is thought gone by the server after 15 s; then the socket is given back here too.
  private static final long SLEEP_NS = 25 * S_NS;
  private static final long LAST_WORDS_NS = 2 * S_NS;

  /// How bots go. One in five reloads the page and goes on for a while: then a goodbye.
  enum Way {
    GOODBYE, LEAVE, VANISH, SLEEP, RELOAD
  }

  private final Crowd crowd;
  private final SplittableRandom random;
  private final ClientSession session;
  private final JsonFrames frames = new JsonFrames(JsonLimits.OWN);
  private final Way way;
  /// A hidden page wants one snapshot a second, and nobody plays in it.
  private final boolean hidden;
  private @Nullable BotSocket socket;
  private @Nullable ClientRoom room;
  private String resume = "";
  private Json seen = Json.Null.VALUE;
  private boolean moved;
  private int resumes;
  private long cutNs;
  private long leaveNs;
  private long turnNs;
  private long goneNs = Long.MAX_VALUE;
  private boolean going;
  private boolean gone;

  Bot(Crowd crowd, String name, long seed, long nowNs) {
    this.crowd = crowd;
    random = new SplittableRandom(seed);
    way = Way.values()[random.nextInt(Way.values().length)];
    leaveNs = nowNs + random.nextLong(5 * S_NS, 60 * S_NS);
    cutNs = random.nextInt(3) == 0 ? random.nextLong(nowNs, leaveNs) : Long.MAX_VALUE;
    session = new ClientSession(ClientSession.Hello.guest(name), Codec.JSON, this::connect, seed);
    session.update(nowNs);
    int hz = switch (random.nextInt(4)) {
      case 0 -> 1;
      case 1 -> 5;
      case 2 -> 10;
      default -> 20;
    };
    hidden = hz == 1;
    session.join(JoinRequest.any("hello").sendRateHz(hz), this::onAnswer);
  }

  private void connect(ClientSession asking) {
    BotSocket.open(crowd.http, crowd.server, crowd.fromNetwork, heard(asking), link -> {
      socket = link;
      if (gone) link.cut();
      else asking.onOpen(link);
    });
  }

  /// The session, and an ear for the token that a page would keep.
  private LinkEnd heard(LinkEnd end) {
    return new LinkEnd() {
      @Override public void onFrame(byte[] bytes, int offset, int length) {
        end.onFrame(bytes, offset, length);
        if (frame(bytes, "welcome") instanceof DownFrame.Welcome welcome) resume = welcome.resume();
      }

      @Override public void onAlive() {
        end.onAlive();
      }

      @Override public void onClosed(int code, String reason) {
        if (code != 1006 && code != 1000) crowd.tally("closed " + code + " " + reason);
        end.onClosed(code, reason);
      }
    };
  }

  /// The frame, if it is of that type: most are not, and are not read twice.
  private @Nullable DownFrame frame(byte[] bytes, String type) {
    String start = new String(bytes, 0, Math.min(bytes.length, 30), StandardCharsets.UTF_8);
    return start.startsWith("{\"type\":\"" + type + "\"") ? frames.decodeDown(bytes, 0, bytes.length) : null;
  }

  private void onAnswer(Joined answer) {
    switch (answer) {
      case Joined.Ok(ClientRoom in) -> {
        room = in;
        crowd.tally("joined");
      }
      case Joined.Full _ -> crowd.tally("refused full");
      case Joined.Refused(String code, _) -> {
        if (!going) crowd.tally("refused " + code);
      }
    }
  }

  /// Whether it is gone for good.
  boolean isGone() {
    return gone;
  }

  /// It goes now, in its way.
  void sendAway(long nowNs) {
    leaveNs = Math.min(leaveNs, nowNs);
  }

  void update(long nowNs) {
    if (nowNs >= goneNs) end();
    if (gone || going) return;
    session.update(nowNs);
    if (session.resumes() > resumes) {
      resumes = session.resumes();
      crowd.tally("resumed");
    }
    ClientRoom in = room;
    if (in != null && in.isIn()) play(in, nowNs);
    if (nowNs >= cutNs) {
      cutNs = Long.MAX_VALUE;
      if (socket != null) socket.cut();
    }
    if (nowNs >= leaveNs) leave(nowNs);
  }

  private void play(ClientRoom in, long nowNs) {
    if (hidden || nowNs < turnNs) return;
    turnNs = nowNs + random.nextLong(S_NS / 4, 2 * S_NS);
    Hello.Keys keys = in.input(Hello.Keys.class);
    keys.dx = random.nextInt(-1, 2);
    keys.dy = random.nextInt(-1, 2);
    for (Map<String, Json> square : in.state().entities("squares").values()) {
      if (square.getOrDefault("owner", Json.Null.VALUE).whole(0) == in.myNumber()) look(square);
    }
  }

  private void look(Map<String, Json> square) {
    Json x = square.getOrDefault("x", Json.Null.VALUE);
    if (!moved && !seen.equals(Json.Null.VALUE) && !x.equals(seen)) {
      moved = true;
      crowd.tally("moved");
    }
    seen = x;
  }

  // ---- going

  private void leave(long nowNs) {
    going = true;
    goneNs = nowNs;
    BotSocket link = socket;
    if (link == null || !session.isOpen()) {
      crowd.tally(room == null ? "gave up before it was in" : "gave up while away");
      if (link != null) link.cut();
      return;
    }
    crowd.tally(way.name().toLowerCase(Locale.ROOT));
    switch (way) {
      case GOODBYE -> session.close();
      case LEAVE -> {
        if (room != null) room.leave();
        goneNs = nowNs + LAST_WORDS_NS; // then the socket breaks, so the session is held for nothing
      }
      case VANISH -> link.cut();
      case SLEEP -> {
        link.fallAsleep();
        goneNs = nowNs + SLEEP_NS;
      }
      case RELOAD -> {
        goneNs = nowNs + random.nextLong(S_NS, 10 * S_NS);
        link.cut();
        BotSocket.open(crowd.http, crowd.server, crowd.fromNetwork, new Reloaded(), this::greet);
      }
    }
  }

  private void greet(BotSocket link) {
    socket = link;
    if (gone) link.cut();
    else link.send(frames.encode(new UpFrame.Hello(Protocol.VERSION_MIN, Protocol.VERSION, 0, "", "", "", "", resume)));
  }

  private void end() {
    gone = true;
    goneNs = Long.MAX_VALUE;
    BotSocket link = socket;
    if (link == null) return;
    if (way == Way.RELOAD && going) link.send(frames.encode(new UpFrame.Bye()));
    if (way != Way.GOODBYE) link.cut();
  }

  /// The page after its reload: it takes the seat up again and looks on, acknowledging nothing.
  private final class Reloaded implements LinkEnd {
    private boolean in;

    @Override public void onFrame(byte[] bytes, int offset, int length) {
      if (in || !(frame(bytes, "joined") instanceof DownFrame.Joined joined) || !joined.resumed()) return;
      in = true;
      crowd.tally("reloaded");
    }

    @Override public void onAlive() {}

    @Override public void onClosed(int code, String reason) {
      if (code != 1006 && code != 1000) crowd.tally("closed " + code + " " + reason);
    }
  }
}

package takt.app;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import takt.netty.http.Answer;
import takt.netty.http.Request;
import takt.netty.pages.DevDoor;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonReader;
import takt.server.host.DevDesk;
import takt.server.host.Node;

/// The page for developers: rooms, what is in one, its time in their hands, and what its code threw.
///
/// Any thread that may block; [DevDoor] says who gets here. Bound to the operators' listener, never made in production.
/// ```
/// GET  /dev                  the page; /dev/dev.js and /dev/dev.css are what it loads
/// GET  /dev/now              rooms and faults
/// GET  /dev/now?room=ID      and all that is in that room
/// POST /dev/order            {"room": ID, "order": "pause" | "step" | "go" | "bot", "slow": 4}
/// ```
final class DevPage implements DevDoor.Page {
  private static final String FOLDER = "takt/web/dev/";
  private static final Map<String, String> FILES = Map.of("/dev", "index.html", "/dev/dev.js", "dev.js",
      "/dev/dev.css", "dev.css");
  private static final Map<String, String> TYPES = Map.of("html", "text/html; charset=utf-8", "js",
      "text/javascript; charset=utf-8", "css", "text/css; charset=utf-8");
  private static final long PATIENCE_MS = 5_000;

  private final DevDesk desk;

  DevPage(Node node) {
    desk = node.devDesk();
  }

  @Override public Answer answer(Request request) {
    String path = request.rawPath();
    boolean post = request.method().equals("POST");
    String file = FILES.get(path);
    if (file != null && !post) return file(file);
    if (path.equals("/dev/now") && !post) return now(request.query().getOrDefault("room", ""));
    if (path.equals("/dev/order") && post) return order(request.body());
    return Answer.text(404, "404: expected GET /dev, GET /dev/now or POST /dev/order\n");
  }

  private static Answer file(String name) {
    try (InputStream in = DevPage.class.getClassLoader().getResourceAsStream(FOLDER + name)) {
      if (in == null) throw new IllegalStateException("name=" + name + ", expected a file of " + FOLDER);
      String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "text/plain");
      return Answer.bytes(200, type, in.readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException("the page's own file " + name + " cannot be read", e);
    }
  }

  // ---- looking

  private Answer now(String roomId) {
    CompletableFuture<Json> rooms = desk.rooms();
    CompletableFuture<Json> room = roomId.isEmpty()
        ? CompletableFuture.completedFuture(Json.Null.VALUE)
        : desk.room(roomId);
    Map<String, Json> now = new LinkedHashMap<>();
    now.put("rooms", await(rooms));
    now.put("faults", desk.faults());
    now.put("room", await(room));
    return Answer.json(200, new Json.Obj(now));
  }

  /// What does not come in time is not there: a node that hangs must not hang its page.
  private static Json await(CompletableFuture<Json> answer) {
    try {
      return answer.get(PATIENCE_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException _) {
      // Said by the null.
    }
    return Json.Null.VALUE;
  }

  // ---- ordering

  private Answer order(byte[] body) {
    Json order = new JsonReader(JsonLimits.HOSTILE).read(body, 0, body.length);
    String room = text(order, "room");
    return switch (text(order, "order")) {
      case "pause" -> done(desk.pause(room));
      case "step" -> done(desk.step(room));
      case "go" -> go(room, order == null ? null : order.get("slow"));
      case "bot" -> bot(room, text(order, "type"));
      default ->
        Answer.problem(400, "bad-request", "expected an order, one of " + List.of("pause", "step", "go", "bot"));
    };
  }

  private static String text(@Nullable Json json, String name) {
    Json member = json == null ? null : json.get(name);
    return member == null ? "" : member.text("");
  }

  private Answer go(String room, @Nullable Json slow) {
    long times = slow == null ? 1 : slow.whole(0);
    if (times < 1 || times > DevDesk.SLOW_MAX) {
      return Answer.problem(400, "bad-request", "slow=" + times + ", expected 1 to " + DevDesk.SLOW_MAX);
    }
    return done(desk.go(room, (int) times));
  }

  private Answer bot(String room, String type) {
    if (desk.takesBots(type)) return done(desk.addBot(room));
    return Answer.problem(409, "no-bots", "rooms of that type have no part for bots: final Bots bots = bots(me -> …)");
  }

  private static Answer done(CompletableFuture<Boolean> taken) {
    Json yes = await(taken.thenApply(Json::of));
    return yes.flag(false)
        ? Answer.json(200, Json.Obj.EMPTY)
        : Answer.problem(404, "room-unknown", "there is no such room (any more), or it has too much to do");
  }
}

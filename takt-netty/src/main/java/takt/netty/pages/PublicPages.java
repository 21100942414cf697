package takt.netty.pages;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import takt.netty.files.StaticFiles;
import takt.netty.http.Answer;
import takt.netty.http.Exchange;
import takt.netty.http.Request;
import takt.netty.http.Router;
import takt.netty.loop.Timed;
import takt.netty.visit.VisitLimits;
import takt.netty.websocket.Upgrade;
import takt.protocol.frame.ErrorCode;
import takt.protocol.json.Json;
import takt.server.host.Node;
import takt.server.room.RoomType;

/// Everything players ask for over HTTP, by path.
///
/// ```
/// GET     /takt                      the WebSocket
/// POST    /takt/join                 a seat, promised
/// GET     /takt/rooms?room=NAME      open rooms
/// GET     /takt/schema/NAME.json     what a room's clients read it by
/// GET     anything else              a file
/// OPTIONS anything                   what a page of another origin may do
/// ```
/// Any thread. Each address has a rate for all of it, and a lower one for what may open rooms.
public final class PublicPages implements Router, Timed {
  /// Where the WebSocket is.
  public static final String SOCKET = "/takt";
  private static final System.Logger LOG = System.getLogger("takt.http");
  private static final String JOIN = SOCKET + "/join";
  private static final String ROOMS = SOCKET + "/rooms";
  private static final String SCHEMA = SOCKET + "/schema/";
  private static final String JSON = ".json";
  /// A page and all it loads, for a class of people behind one address.
  private static final int REQUESTS_BURST_SECONDS = 5;
  private static final int JOINS_BURST_SECONDS = 10;

  private final Node node;
  private final Map<String, RoomType> types;
  private final Upgrade upgrade;
  private final JoinPage join;
  private final Origins origins;
  private final StaticFiles files;
  private final List<Answer.Header> headers;
  private final Executor blocking;
  private final AddressRates requests;
  private final AddressRates joins;

  /// @param contentSecurityPolicy what pages may load and whom they may talk to
  /// @param blocking runs what reads files
  public PublicPages(Node node, Upgrade upgrade, Origins origins, StaticFiles files, String contentSecurityPolicy,
      VisitLimits limits, Executor blocking) {
    this.node = node;
    this.upgrade = upgrade;
    this.origins = origins;
    this.files = files;
    this.blocking = blocking;
    types = node.types();
    join = new JoinPage(node.desk(), SOCKET);
    requests = new AddressRates(limits.requestsPerSecond(), (double) limits.requestsPerSecond()
        * REQUESTS_BURST_SECONDS);
    joins = new AddressRates(limits.joinsPerSecond(), (double) limits.joinsPerSecond() * JOINS_BURST_SECONDS);
    headers = List.of(new Answer.Header("Content-Security-Policy", contentSecurityPolicy),
        new Answer.Header("X-Content-Type-Options", "nosniff"),
        new Answer.Header("Referrer-Policy", "same-origin"));
  }

  @Override public void onTimer(long nowNs) {
    requests.onTimer(nowNs);
    joins.onTimer(nowNs);
  }

  @Override public void onRequest(Exchange exchange) {
    Request request = exchange.request();
    if (!requests.take(request.client().key(), System.nanoTime())) {
      answer(exchange, ErrorStatus.answer(ErrorCode.TOO_FAST, "too many requests from your address"));
      return;
    }
    String path = request.rawPath();
    if (request.method().equals("OPTIONS")) {
      answer(exchange, origins.allows(request) ? origins.preflight(request) : origins.refusal());
    } else if (path.equals(SOCKET)) {
      onSocket(exchange);
    } else if (path.equals(JOIN)) {
      onJoin(exchange);
    } else if (path.equals(ROOMS)) {
      onRooms(exchange);
    } else if (path.startsWith(SCHEMA)) {
      answer(exchange, schema(request, path.substring(SCHEMA.length())));
    } else {
      onFile(exchange);
    }
  }

  private void onSocket(Exchange exchange) {
    if (origins.allows(exchange.request())) upgrade.onRequest(exchange, answer -> answer(exchange, answer));
    else answer(exchange, origins.refusal());
  }

  private void onJoin(Exchange exchange) {
    Request request = exchange.request();
    if (!request.method().equals("POST")) {
      answer(exchange, wrongMethod("POST"));
    } else if (!origins.allows(request)) {
      answer(exchange, origins.refusal());
    } else if (!joins.take(request.client().key(), System.nanoTime())) {
      answer(exchange, ErrorStatus.answer(ErrorCode.TOO_FAST, "too many joins from your address"));
    } else {
      join.onRequest(request, answer -> answer(exchange, answer));
    }
  }

  private void onRooms(Exchange exchange) {
    Request request = exchange.request();
    String room = request.query().getOrDefault("room", "");
    if (!request.isRead()) {
      answer(exchange, wrongMethod("GET, HEAD"));
    } else if (!types.containsKey(room)) {
      answer(exchange, ErrorStatus.answer(ErrorCode.TYPE_UNKNOWN, "expected ?room= and one of " + names()));
    } else if (!joins.take(request.client().key(), System.nanoTime())) {
      answer(exchange, ErrorStatus.answer(ErrorCode.TOO_FAST, "too many lists from your address"));
    } else
      if (!node.desk().list(room, Json.Obj.EMPTY, rooms -> answer(exchange, Answer.json(200,
          new Json.Obj(Map.of("rooms", new Json.Arr(rooms)))).with("Cache-Control", "no-store")))) {
            answer(exchange, ErrorStatus.answer(ErrorCode.BUSY, "the server has too much to do; try again soon"));
          }
  }

  private Answer schema(Request request, String file) {
    RoomType type = file.endsWith(JSON) ? types.get(file.substring(0, file.length() - JSON.length())) : null;
    if (!request.isRead()) return wrongMethod("GET, HEAD");
    if (type == null) return ErrorStatus.answer(ErrorCode.TYPE_UNKNOWN, "expected NAME.json, one of " + names());
    String etag = "\"" + type.layout().hash() + "\"";
    boolean same = etag.equals(request.header("If-None-Match"));
    Answer answer = same ? Answer.empty(304) : Answer.json(200, type.layout().document());
    return answer.with("ETag", etag).with("Cache-Control", "no-cache");
  }

  private String names() {
    List<String> names = new ArrayList<>(types.keySet());
    names.sort(null);
    return String.join(", ", names);
  }

  private static Answer wrongMethod(String allowed) {
    return Answer.problem(405, "method-not-allowed", "expected " + allowed).with("Allow", allowed);
  }

  private void onFile(Exchange exchange) {
    try {
      blocking.execute(() -> answer(exchange, file(exchange.request())));
    } catch (RejectedExecutionException _) {
      answer(exchange, ErrorStatus.answer(ErrorCode.STOPPING, "the server stops; try again soon"));
    }
  }

  private Answer file(Request request) {
    try {
      return files.answer(request);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "a file could not be served", e);
      return ErrorStatus.answer(ErrorCode.SERVER_ERROR, "the file could not be read; the server's log says why");
    }
  }

  /// Every answer leaves here, with what is true of all of them.
  private void answer(Exchange exchange, Answer answer) {
    Answer full = origins.share(exchange.request(), answer);
    for (Answer.Header header : headers) full = full.with(header.name(), header.value());
    exchange.answer(full);
  }
}

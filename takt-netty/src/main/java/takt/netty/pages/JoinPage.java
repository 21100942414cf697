package takt.netty.pages;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import takt.netty.http.Answer;
import takt.netty.http.Request;
import takt.protocol.Protocol;
import takt.protocol.frame.ErrorCode;
import takt.protocol.frame.JsonFrames;
import takt.protocol.frame.UpFrame;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonReader;
import takt.protocol.json.JsonWriter;
import takt.server.Credentials;
import takt.server.session.FrontDesk;
import takt.server.session.Reserved;

/// `POST /takt/join`: promises a seat before anybody connects, and says where to.
///
/// Stateless; any thread. The body is a join as the JSON twin has it, plus the `name` of its hello; it is read by the
/// same codec, so it has the same bounds. The token comes in a header, never in the URL, which ends up in logs.
final class JoinPage {
  private static final List<String> JOIN = List.of("room", "id", "code", "create", "unlisted", "spectate", "where",
      "options");
  private static final String BEARER = "bearer ";

  private final FrontDesk desk;
  private final String path;

  /// @param path where the WebSocket is
  JoinPage(FrontDesk desk, String path) {
    this.desk = desk;
    this.path = path;
  }

  /// Answers now, or when the desk has found a seat.
  void onRequest(Request request, Consumer<Answer> answer) {
    String type = request.header(HttpHeaderNames.CONTENT_TYPE);
    if (type == null || !type.toLowerCase(Locale.ROOT).matches("application/json\\s*(;.*)?")) {
      answer.accept(Answer.problem(415, ErrorCode.BAD_FRAME.code(), "expected Content-Type: application/json"));
      return;
    }
    JsonFrames codec = new JsonFrames(JsonLimits.HOSTILE);
    JsonReader reader = new JsonReader(JsonLimits.HOSTILE);
    Json body = reader.read(request.body(), 0, request.body().length);
    if (body != null && !(body instanceof Json.Obj)) {
      answer.accept(ErrorStatus.answer(ErrorCode.BAD_FRAME, "a join is a JSON object"));
      return;
    }
    UpFrame.Hello hello = body == null ? null : (UpFrame.Hello) decode(codec, hello(request, body));
    UpFrame.Join join = hello == null ? null : (UpFrame.Join) decode(codec, join(body));
    if (hello == null || join == null) {
      String why = body == null ? reader.error() : codec.error();
      answer.accept(ErrorStatus.answer(ErrorCode.BAD_FRAME, why));
      return;
    }
    Credentials credentials = new Credentials(hello.token(), hello.name(), request.client().text());
    if (!desk.reserve(credentials, join, reserved(request, answer))) {
      answer.accept(ErrorStatus.answer(ErrorCode.BUSY, "the server has too much to do; try again soon"));
    }
  }

  private static @Nullable UpFrame decode(JsonFrames codec, Json frame) {
    byte[] bytes = new JsonWriter().value(frame).toBytes();
    return codec.decodeUp(bytes, 0, bytes.length);
  }

  private static Json hello(Request request, Json body) {
    Map<String, Json> hello = new LinkedHashMap<>();
    hello.put("type", Json.of("hello"));
    hello.put("min", Json.of(Protocol.VERSION_MIN));
    hello.put("max", Json.of(Protocol.VERSION));
    Json name = body.get("name");
    if (name != null) hello.put("name", name);
    hello.put("token", Json.of(token(request)));
    return new Json.Obj(hello);
  }

  private static String token(Request request) {
    String header = request.header(HttpHeaderNames.AUTHORIZATION);
    if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) return "";
    return header.substring(BEARER.length()).strip();
  }

  private static Json join(@Nullable Json body) {
    Map<String, Json> join = new LinkedHashMap<>();
    join.put("type", Json.of("join"));
    join.put("request", Json.of(1));
    for (String name : JOIN) {
      Json value = body == null ? null : body.get(name);
      if (value != null) join.put(name, value);
    }
    return new Json.Obj(join);
  }

  private Reserved reserved(Request request, Consumer<Answer> answer) {
    return new Reserved() {
      @Override public void yes(String token, String roomId, String code, long forMs) {
        Map<String, Json> promise = new LinkedHashMap<>();
        promise.put("reservation", Json.of(token));
        promise.put("url", Json.of((request.secure() ? "wss://" : "ws://") + request.authority() + path));
        promise.put("room", Json.of(roomId));
        if (!code.isEmpty()) promise.put("code", Json.of(code));
        promise.put("expiresMs", Json.of(forMs));
        answer.accept(Answer.json(200, new Json.Obj(promise)).with("Cache-Control", "no-store"));
      }

      @Override public void no(ErrorCode code, String text) {
        answer.accept(ErrorStatus.answer(code, text));
      }
    };
  }
}

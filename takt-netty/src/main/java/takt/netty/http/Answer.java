package takt.netty.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import takt.protocol.json.Json;
import takt.protocol.json.JsonWriter;

/// What a server says to a request.
///
/// Immutable; any thread.
///
/// @param status of HTTP: 100 to 599
/// @param headers besides those of the body and the connection, which the server adds
public record Answer(int status, List<Header> headers, Body body) {
  /// A header's name and value.
  public record Header(String name, String value) {}

  /// What stands after the headers.
  public sealed interface Body {}

  /// Bytes in memory, shared: nobody writes to them again.
  @SuppressWarnings("ArrayRecordComponent") public record Bytes(String type, byte[] bytes) implements Body {}

  /// A file as it is when it is sent.
  ///
  /// @param length how much of it is sent
  public record FileBody(String type, Path path, long length) implements Body {}

  /// Nothing, with no type.
  public static final Body NONE = new Bytes("", new byte[0]);

  public Answer {
    if (status < 100 || status > 599) throw new IllegalArgumentException("status=" + status + ", expected 100..599");
    headers = List.copyOf(headers);
  }

  public static Answer empty(int status) {
    return new Answer(status, List.of(), NONE);
  }

  public static Answer bytes(int status, String type, byte[] bytes) {
    return new Answer(status, List.of(), new Bytes(type, bytes));
  }

  public static Answer text(int status, String text) {
    return bytes(status, "text/plain; charset=utf-8", text.getBytes(UTF_8));
  }

  public static Answer json(int status, Json json) {
    return bytes(status, "application/json", new JsonWriter().value(json).toBytes());
  }

  /// A no, in the words of the protocol's errors: a code for programs, a text for people.
  public static Answer problem(int status, String code, String text) {
    JsonWriter json = new JsonWriter().beginObject().name("code").value(code).name("params")
        .value(new Json.Obj(Map.of())).name("text").value(text).endObject();
    return bytes(status, "application/json", json.toBytes());
  }

  /// This, with a further header.
  public Answer with(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new Answer(status, more, body);
  }
}

package takt.netty;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonReader;
import takt.protocol.layout.Layout;
import takt.schema.PlayerId;
import takt.schema.Refusal;
import takt.server.Identity;
import takt.server.host.Node;

/// Joining, lists and schemas over HTTP.
class JoinTest {
  private final HttpClient http = HttpClient.newHttpClient();

  @Test void aReservationLeadsToASeat() {
    try (Doors doors = Doors.open()) {
      HttpResponse<String> answer = join(doors, "{\"room\":\"yard\",\"name\":\"Ann\"}");
      assertEquals(200, answer.statusCode(), answer.body());
      Json promise = json(answer);
      assertEquals("ws://127.0.0.1:" + doors.port() + "/takt", text(promise, "url"));
      assertEquals(List.of("no-store"), answer.headers().allValues("cache-control"));
      assertTrue(requireNonNull(promise.get("expiresMs")).whole(0) > 0);

      try (JsonPlayer ann = JsonPlayer.at(java.net.URI.create(text(promise, "url")))) {
        String reservation = text(promise, "reservation");
        ann.say("{\"type\":\"hello\",\"min\":1,\"max\":1,\"reservation\":\"" + reservation + "\"}");
        assertEquals("Ann", text(ann.next("welcome"), "name"));
        ann.say("{\"type\":\"join\",\"request\":1,\"reservation\":\"" + reservation + "\"}");
        assertEquals(text(promise, "room"), text(ann.next("joined"), "id"));
        ann.say("{\"type\":\"join\",\"request\":2,\"reservation\":\"" + reservation + "\"}");
        assertEquals("already-in", text(ann.next("error"), "code"));
      }
    }
  }

  @Test void anUnlistedRoomComesWithACodeAndIsInNoList() {
    try (Doors doors = Doors.open()) {
      Json promise = json(join(doors, "{\"room\":\"yard\",\"create\":true,\"unlisted\":true}"));
      assertTrue(text(promise, "code").matches("[A-Z2-9]{6}"), promise.toString());
      assertEquals("{\"rooms\":[]}", get(doors, "/takt/rooms?room=yard").body());
      Json friend = json(join(doors, "{\"code\":\"" + text(promise, "code") + "\"}"));
      assertEquals(text(promise, "room"), text(friend, "room"));
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "{\"room\":\"nowhere\"} | 404 | type-unknown",
      "{} | 404 | type-unknown",
      "{\"id\":\"nothing\"} | 404 | room-unknown",
      "{\"code\":\"ABCDEF\"} | 404 | room-unknown",
      "{\"room\":\"yard\",\"options\":{\"dust\":5000}} | 400 | option-invalid",
      "{\"room\":\"yard\",\"where\":{\"dust\":1}} | 400 | option-invalid",
      "{\"room\":7} | 400 | bad-frame",
      "{\"room\":\"yard\",\"name\":7} | 400 | bad-frame",
      "{\"room\":\"yard\" | 400 | bad-frame",
      "[] | 400 | bad-frame",
      "[[[[[[[[[[[[[[[[[[[[ | 400 | bad-frame",
  }) void aNoHasAStatusACodeAndAText(String body, int status, String code) {
    try (Doors doors = Doors.open()) {
      HttpResponse<String> answer = join(doors, body);
      assertEquals(status, answer.statusCode(), answer.body());
      assertEquals(code, text(json(answer), "code"));
      assertTrue(!text(json(answer), "text").isEmpty());
      assertEquals(List.of("application/json"), answer.headers().allValues("content-type"));
    }
  }

  @Test void aFullRoomIsAConflict() {
    try (Doors doors = Doors.open()) {
      String id = text(json(join(doors, "{\"room\":\"yard\"}")), "room");
      for (int seat = 1; seat < 8; seat++) assertEquals(200, join(doors, "{\"id\":\"" + id + "\"}").statusCode());
      HttpResponse<String> full = join(doors, "{\"id\":\"" + id + "\"}");
      assertEquals(409, full.statusCode());
      assertEquals("room-full", text(json(full), "code"));
      assertEquals(200, join(doors, "{\"id\":\"" + id + "\",\"spectate\":true}").statusCode(),
          "spectators have their own");
    }
  }

  @Test void onlyJsonIsTakenAndOnlyByPost() throws Exception {
    try (Doors doors = Doors.open()) {
      HttpRequest plain = HttpRequest.newBuilder(doors.http("/takt/join")).POST(HttpRequest.BodyPublishers.ofString(
          "{\"room\":\"yard\"}")).build();
      assertEquals(415, http.send(plain, HttpResponse.BodyHandlers.ofString()).statusCode());
      HttpResponse<String> get = get(doors, "/takt/join");
      assertEquals(405, get.statusCode());
      assertEquals(List.of("POST"), get.headers().allValues("allow"));
    }
  }

  @Test void theTokenComesInAHeaderAndIsCheckedOffTheLoop() throws Exception {
    Node node = Node.builder().room("yard", Yard::new).authenticator(credentials -> {
      if (!credentials.token().equals("good")) throw new Refusal("that token is not good");
      return new Identity(new PlayerId("ann"), Thread.currentThread().isVirtual() ? "Ann" : "on a loop");
    }).start();
    try (node;
        NettyDoors doors = NettyDoors.open(node, DoorsConfig.builder().publicPort(0).adminPort(0).build(), Map
            .of())) {
      java.net.URI uri = java.net.URI.create("http://127.0.0.1:" + doors.publicPort() + "/takt/join");
      assertEquals(200, post(uri, "{\"room\":\"yard\"}", "Authorization", "Bearer good").statusCode());
      HttpResponse<String> bad = post(uri, "{\"room\":\"yard\"}", "Authorization", "Bearer bad");
      assertEquals(401, bad.statusCode());
      assertEquals("that token is not good", text(json(bad), "text"));
      assertEquals(List.of("Bearer"), bad.headers().allValues("www-authenticate"));
      assertEquals(401, post(uri, "{\"room\":\"yard\"}").statusCode(), "no token, and no guests here");
      java.net.URI inUrl = java.net.URI.create(uri + "?token=good");
      assertEquals(401, post(inUrl, "{\"room\":\"yard\",\"token\":\"good\"}").statusCode(),
          "not in the URL or the body");
    }
  }

  @Test void aServerThatStopsSendsPeopleElsewhere() {
    try (Doors doors = Doors.open()) {
      doors.node.drain(java.time.Duration.ofSeconds(1)).join();
      HttpResponse<String> answer = join(doors, "{\"room\":\"yard\"}");
      assertEquals(503, answer.statusCode());
      assertEquals("stopping", text(json(answer), "code"));
      assertEquals(List.of("1"), answer.headers().allValues("retry-after"));
    }
  }

  @Test void joinsOfOneAddressHaveARate() {
    try (Doors doors = Doors.open(b -> b.limits(Doors.SHORT.withRates(20, 200, 1)))) {
      int refused = 0;
      HttpResponse<String> last = join(doors, "{\"room\":\"yard\"}");
      for (int i = 0; i < 30 && refused == 0; i++) {
        last = join(doors, "{\"room\":\"yard\"}");
        if (last.statusCode() == 429) refused++;
      }
      assertEquals(429, last.statusCode());
      assertEquals("too-fast", text(json(last), "code"));
      assertEquals(200, get(doors, "/takt/schema/yard.json").statusCode(), "what costs little goes on");
    }
  }

  @Test void theListShowsOpenRoomsByTheirListedFields() {
    try (Doors doors = Doors.open()) {
      String id = text(json(join(doors, "{\"room\":\"yard\",\"options\":{\"map\":3}}")), "room");
      Json listing = json(get(doors, "/takt/rooms?room=yard")).get("rooms") instanceof Json.Arr(List<Json> rooms)
          ? rooms.getFirst()
          : Json.Null.VALUE;
      assertEquals(id, text(listing, "id"));
      assertEquals(Json.of(3), requireNonNull(listing.get("listed")).get("map"));
      HttpResponse<String> unknown = get(doors, "/takt/rooms?room=x");
      assertEquals(404, unknown.statusCode());
      assertTrue(unknown.body().contains("one of yard"), unknown.body());
      assertEquals(404, get(doors, "/takt/rooms").statusCode());
    }
  }

  @Test void aSchemaIsFetchedOnceByItsHash() throws Exception {
    try (Doors doors = Doors.open()) {
      Layout layout = requireNonNull(doors.node.types().get("yard")).layout();
      HttpResponse<String> first = get(doors, "/takt/schema/yard.json");
      assertEquals(200, first.statusCode());
      assertEquals(layout.document(), json(first));
      String etag = first.headers().firstValue("etag").orElseThrow();
      assertEquals("\"" + layout.hash() + "\"", etag);
      HttpRequest again = HttpRequest.newBuilder(doors.http("/takt/schema/yard.json")).header("If-None-Match", etag)
          .build();
      assertEquals(304, http.send(again, HttpResponse.BodyHandlers.ofString()).statusCode());
      assertEquals(404, get(doors, "/takt/schema/yard").statusCode());
      assertEquals(404, get(doors, "/takt/schema/nowhere.json").statusCode());
    }
  }

  private HttpResponse<String> join(Doors doors, String body) {
    return post(doors.http("/takt/join"), body);
  }

  private HttpResponse<String> post(java.net.URI uri, String body, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Content-Type", "application/json").POST(
        HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) request.headers(headers);
    return send(request.build());
  }

  private HttpResponse<String> get(Doors doors, String path) {
    return send(HttpRequest.newBuilder(doors.http(path)).build());
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Json json(HttpResponse<String> answer) {
    JsonReader reader = new JsonReader(JsonLimits.OWN);
    return requireNonNull(reader.read(answer.body()), () -> reader.error() + " in " + answer.body());
  }

  private static String text(Json json, String name) {
    return requireNonNull(json.get(name), () -> name + " of " + json).text("");
  }
}

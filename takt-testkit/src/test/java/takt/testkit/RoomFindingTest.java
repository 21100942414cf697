package takt.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import takt.client.ClientRoom;
import takt.client.ClientSession;
import takt.client.JoinRequest;
import takt.client.Joined;
import takt.protocol.Protocol;
import takt.protocol.frame.DownFrame;
import takt.protocol.json.Json;
import takt.schema.Command;
import takt.schema.Limit;
import takt.schema.Listed;
import takt.schema.Option;
import takt.schema.Player;
import takt.server.Room;
import takt.server.RoomConfig;

/// How players come to a room: any that fits, a new one, one by its id or code; and what lists say of them.
class RoomFindingTest {
  /// Two seats and one place to look on from, on a map.
  static class Court extends Room {
    record Lock() implements Command {}
    record Unlock() implements Command {}
    record Score(@Limit(max = 99) int points) implements Command {}
    record Shout() implements Command {}
    record Sit() implements Command {}

    @Option
    @Listed
    @Limit(min = 1, max = 9) int map = 1;
    @Listed int score;

    @Override protected void configure(RoomConfig c) {
      c.seatsMax(2).spectatorsMax(1).closeWhenEmptyFor(Duration.ofSeconds(3)).spectatorsMay(Sit.class);
    }

    void on(Player p, Lock x) {
      lock();
    }

    void on(Player p, Unlock x) {
      unlock();
    }

    void on(Player p, Score x) {
      score = x.points();
    }

    void on(Player p, Shout x) {}

    void on(Player p, Sit x) {
      seat(p);
    }
  }

  private static SimulatedServer server() {
    return SimulatedServer.builder().room("court", Court::new).start();
  }

  private static SimulatedClient client(SimulatedServer server, String name) {
    return server.client(ClientSession.Hello.guest(name));
  }

  private static JoinRequest onMap(long map) {
    return JoinRequest.any("court").where(Map.of("map", Json.of(map))).options(Map.of("map", Json.of(map)));
  }

  private static String refusal(Joined joined) {
    return assertInstanceOf(Joined.Refused.class, joined).code();
  }

  @Test void anOpenRoomThatFitsIsFoundElseMade() {
    try (var server = server()) {
      String first = client(server, "ann").join(onMap(1)).orThrow().id();
      String second = client(server, "bob").join(onMap(2)).orThrow().id();
      assertNotEquals(first, second);
      assertEquals(second, client(server, "cid").join(onMap(2)).orThrow().id());
      // That one is full now.
      assertNotEquals(second, client(server, "dee").join(onMap(2)).orThrow().id());
      assertEquals(first, client(server, "eve").join("court").id());
    }
  }

  @Test void manyAtOnceShareRoomsAsOneAfterAnother() {
    try (var server = server()) {
      RawClient[] raws = new RawClient[6];
      for (int i = 0; i < raws.length; i++) {
        raws[i] = RawClient.connect(server).say("{'type':'hello','min':1,'max':1,'capabilities':3,'name':'p'}");
        raws[i].next(DownFrame.Welcome.class);
      }
      for (RawClient raw : raws) raw.say("{'type':'join','request':1,'room':'court'}");
      for (RawClient raw : raws) raw.next(DownFrame.Joined.class);
      assertEquals(3, server.rooms().size());
    }
  }

  @Test void aFilterOrAnOptionThatCannotBeIsToldSo() {
    try (var server = server()) {
      SimulatedClient ann = client(server, "ann");
      assertEquals("option-invalid", refusal(ann.join(JoinRequest.any("court").where(Map.of("god", Json.of(1L))))));
      assertEquals("option-invalid", refusal(ann.join(onMap(10))));
      assertEquals("option-invalid", refusal(ann.join(JoinRequest.any("court").options(Map.of("score", Json.of(1L))))));
      assertEquals("type-unknown", refusal(ann.join(JoinRequest.any("moon"))));
      assertEquals("room-unknown", refusal(ann.join(JoinRequest.id("nowhere"))));
      assertEquals("room-unknown", refusal(ann.join(JoinRequest.code("XXXXXX"))));
      assertEquals(List.of(), server.rooms());
    }
  }

  @Test void aPrivateRoomIsFoundByItsCodeOnly() {
    try (var server = server()) {
      ClientRoom hidden = client(server, "ann").join(JoinRequest.create("court").hidden()).orThrow();
      assertEquals(6, hidden.code().length());
      assertNotEquals(hidden.id(), client(server, "bob").join("court").id());
      String typed = hidden.code().toLowerCase(Locale.ROOT);
      assertEquals(hidden.id(), client(server, "cid").join(JoinRequest.code(typed)).orThrow().id());
    }
  }

  @Test void aLockedRoomTakesNobodyIn() {
    try (var server = server()) {
      ClientRoom room = client(server, "ann").join("court");
      var _ = room.send(new Court.Lock());
      server.advance(Duration.ofMillis(200));
      assertEquals("room-locked", refusal(client(server, "bob").join(JoinRequest.id(room.id()))));
      assertNotEquals(room.id(), client(server, "cid").join("court").id());
      var _ = room.send(new Court.Unlock());
      server.advance(Duration.ofMillis(200));
      client(server, "dee").join(JoinRequest.id(room.id())).orThrow();
    }
  }

  @Test void aRoomClosesWhenNobodyIsLeft() {
    try (var server = server()) {
      ClientRoom room = client(server, "ann").join("court");
      room.leave();
      server.advance(Duration.ofMillis(2900));
      assertEquals(1, server.rooms().size());
      server.advance(Duration.ofMillis(400));
      assertEquals(0, server.rooms().size());
      assertEquals(0, server.desk().roomCount());
      assertEquals("room-unknown", refusal(client(server, "bob").join(JoinRequest.id(room.id()))));
    }
  }

  private static RawClient raw(SimulatedServer server) {
    RawClient raw = RawClient.connect(server).say("{'type':'hello','min':1,'max':1,'capabilities':3,'name':'eye'}");
    raw.next(DownFrame.Welcome.class);
    return raw;
  }

  private static long number(Json listing, String name) {
    return Objects.requireNonNull(listing.get(name)).whole(-1);
  }

  @Test void aListShowsWhatIsOpenAndFits() {
    try (var server = server()) {
      String first = client(server, "ann").join(onMap(1)).orThrow().id();
      client(server, "bob").join(onMap(2)).orThrow();
      client(server, "cid").join(JoinRequest.create("court").hidden()).orThrow();
      RawClient eye = raw(server).say("{'type':'list','request':1,'room':'court'}");
      assertEquals(2, eye.next(DownFrame.Rooms.class).listings().size());
      eye.say("{'type':'list','request':2,'room':'court','where':{'map':1}}");
      Json listing = eye.next(DownFrame.Rooms.class).listings().getFirst();
      assertEquals(Json.of(first), listing.get("id"));
      assertEquals(1, number(listing, "players"));
      assertEquals(1, number(listing, "free"));
      assertEquals(Json.of(1L), Objects.requireNonNull(listing.get("listed")).get("map"));
    }
  }

  @Test void aWatchedListTellsEveryChange() {
    try (var server = server()) {
      RawClient eye = raw(server).say("{'type':'watch','request':7,'room':'court','where':{'score':5}}");
      assertEquals(List.of(), eye.next(DownFrame.Rooms.class).listings());
      ClientRoom room = client(server, "ann").join("court");
      assertEquals(List.of(), eye.all(DownFrame.Rooms.class, Duration.ofSeconds(1)));
      var _ = room.send(new Court.Score(5));
      assertEquals(1, eye.next(DownFrame.Rooms.class).listings().size());
      client(server, "bob").join("court");
      assertEquals(2, number(eye.next(DownFrame.Rooms.class).listings().getFirst(), "players"));
      var _ = room.send(new Court.Score(6));
      assertEquals(List.of(room.id()), eye.next(DownFrame.Rooms.class).gone());
      var _ = room.send(new Court.Score(5));
      eye.next(DownFrame.Rooms.class);
      eye.say("{'type':'unwatch','request':7}");
      var _ = room.send(new Court.Score(8));
      assertEquals(List.of(), eye.all(DownFrame.Rooms.class, Duration.ofSeconds(1)));
    }
  }

  @Test void aRoomThatClosesLeavesTheWatchedList() {
    try (var server = server()) {
      RawClient eye = raw(server).say("{'type':'watch','request':7,'room':'court'}");
      eye.next(DownFrame.Rooms.class);
      ClientRoom room = client(server, "ann").join("court");
      eye.next(DownFrame.Rooms.class);
      room.leave();
      eye.next(DownFrame.Rooms.class);
      assertEquals(List.of(room.id()), eye.next(DownFrame.Rooms.class).gone());
    }
  }

  @Test void aSpectatorLooksOnAndMayTakeASeat() {
    try (var server = server()) {
      ClientRoom ann = client(server, "ann").join("court");
      ClientRoom eve = client(server, "eve").join(JoinRequest.any("court").asSpectator()).orThrow();
      assertEquals(ann.id(), eve.id());
      assertInstanceOf(Joined.Full.class,
          client(server, "fay").join(JoinRequest.id(ann.id()).asSpectator()));
      var shout = eve.send(new Court.Shout());
      server.advance(Duration.ofMillis(200));
      assertTrue(shout.isCompletedExceptionally(), "spectators may not shout");
      assertTrue(Objects.requireNonNull(eve.me()).isSpectator());
      var _ = eve.send(new Court.Sit());
      server.advance(Duration.ofMillis(200));
      assertTrue(!Objects.requireNonNull(eve.me()).isSpectator());
      assertInstanceOf(Joined.Full.class, client(server, "gus").join(JoinRequest.id(ann.id())));
    }
  }

  @Test void aSessionIsInSeveralRoomsAtOnce() {
    try (var server = server()) {
      SimulatedClient ann = client(server, "ann");
      List<ClientRoom> rooms = new ArrayList<>();
      rooms.add(ann.join(JoinRequest.create("court")).orThrow());
      assertEquals("already-in", refusal(ann.join(JoinRequest.id(rooms.getFirst().id()))));
      while (rooms.size() < Protocol.ROOMS_MAX) rooms.add(ann.join(JoinRequest.create("court")).orThrow());
      assertEquals("too-many-rooms", refusal(ann.join(JoinRequest.create("court"))));
      var _ = rooms.get(2).send(new Court.Score(3));
      ann.cut();
      server.advance(Duration.ofSeconds(3));
      assertEquals(1, ann.session().resumes());
      for (int i = 0; i < rooms.size(); i++) {
        assertTrue(rooms.get(i).isIn());
        Court court = (Court) server.rooms().get(i).body().room();
        assertEquals(i == 2 ? 3 : 0, court.score);
      }
    }
  }
}

package takt.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import takt.client.ClientSession;
import takt.client.JoinRequest;
import takt.client.Joined;
import takt.protocol.frame.DownFrame;
import takt.protocol.frame.ErrorCode;
import takt.protocol.frame.UpFrame;
import takt.protocol.json.Json;
import takt.schema.PlayerId;
import takt.server.Credentials;
import takt.server.Identity;
import takt.server.Room;
import takt.server.RoomConfig;
import takt.server.session.Reserved;

/// A promise of a seat: signed, used once, for a time, for one player; whatever else is shown is told why not.
class ReservationsTest {
  /// Two seats, promised for five seconds.
  static class Pair extends Room {
    @Override protected void configure(RoomConfig c) {
      c.seatsMax(2).reservationFor(Duration.ofSeconds(5)).closeWhenEmptyFor(Duration.ofMinutes(5));
    }
  }

  private static SimulatedServer server() {
    return SimulatedServer.builder().room("pair", Pair::new)
        .authenticator(c -> new Identity(new PlayerId(c.token()), c.token()), false).start();
  }

  /// What became of a wish.
  private static final class Wish implements Reserved {
    private @Nullable String token;
    private @Nullable ErrorCode no;
    private long forMs;

    @Override public void yes(String token, String roomId, String code, long forMs) {
      this.token = token;
      this.forMs = forMs;
    }

    @Override public void no(ErrorCode code, String text) {
      no = code;
    }

    private String token() {
      assertNotNull(token, () -> "no promise: " + no);
      return token;
    }
  }

  private static Wish reserve(SimulatedServer server, String who) {
    Wish wish = new Wish();
    assertTrue(server.desk().reserve(new Credentials(who, "", "127.0.0.1"), new UpFrame.Join(0, "pair", "", "", "",
        false, false, false, Json.Obj.EMPTY, Json.Obj.EMPTY, List.of(), 0), wish));
    assertTrue(server.advanceUntil(() -> wish.token != null || wish.no != null));
    return wish;
  }

  private static Joined join(SimulatedServer server, String who, String token) {
    return server.client(ClientSession.Hello.token(who)).join(JoinRequest.reservation(token));
  }

  private static void assertRefused(SimulatedServer server, ErrorCode code, String who, String token) {
    long counted = server.metrics().counter("takt_errors_total", "", "code", code.code()).count();
    assertEquals(code.code(), assertInstanceOf(Joined.Refused.class, join(server, who, token)).code());
    assertEquals(counted + 1, server.metrics().counter("takt_errors_total", "", "code", code.code()).count());
  }

  private static int seated(SimulatedServer server) {
    return server.rooms().stream().mapToInt(room -> room.body().everyone().size()).sum();
  }

  @Test void aPromiseIsASeat() {
    try (var server = server()) {
      String token = reserve(server, "ann").token();
      join(server, "ann", token).orThrow();
      assertEquals(1, seated(server));
    }
  }

  @Test void aPromiseHoldsTheSeatAgainstOthers() {
    try (var server = server()) {
      Wish ann = reserve(server, "ann");
      assertEquals(5000, ann.forMs);
      reserve(server, "bob").token();
      String room = server.rooms().getFirst().body().id();
      SimulatedClient cid = server.client(ClientSession.Hello.token("cid"));
      assertInstanceOf(Joined.Full.class, cid.join(JoinRequest.id(room)));
      join(server, "ann", ann.token()).orThrow();
    }
  }

  @Test void aPromiseIsUsedOnce() {
    try (var server = server()) {
      String token = reserve(server, "ann").token();
      join(server, "ann", token).orThrow().leave();
      server.advance(Duration.ofSeconds(1));
      assertRefused(server, ErrorCode.RESERVATION_USED, "ann", token);
      assertEquals(0, seated(server));
    }
  }

  @Test void aPromiseExpiresAndTheSeatIsFree() {
    try (var server = server()) {
      String token = reserve(server, "ann").token();
      reserve(server, "bob").token();
      server.advance(Duration.ofSeconds(6));
      assertRefused(server, ErrorCode.RESERVATION_EXPIRED, "ann", token);
      SimulatedClient cid = server.client(ClientSession.Hello.token("cid"));
      cid.join(JoinRequest.id(server.rooms().getFirst().body().id())).orThrow();
      assertEquals(1, seated(server));
    }
  }

  @Test void aPromiseIsForOnePlayer() {
    try (var server = server()) {
      String token = reserve(server, "ann").token();
      assertRefused(server, ErrorCode.RESERVATION_INVALID, "bob", token);
      join(server, "ann", token).orThrow();
    }
  }

  @Test void aForgedPromiseIsNone() {
    try (var server = server();
        var other = SimulatedServer.builder().seed(9).room("pair", Pair::new)
            .authenticator(c -> new Identity(new PlayerId(c.token()), c.token()), false).start()) {
      String token = reserve(server, "ann").token();
      for (int at = 0; at < token.length(); at += 7) {
        char c = token.charAt(at) == 'A' ? 'B' : 'A';
        assertRefused(server, ErrorCode.RESERVATION_INVALID, "ann", token.substring(0, at) + c
            + token.substring(at + 1));
      }
      assertRefused(server, ErrorCode.RESERVATION_INVALID, "ann", reserve(other, "ann").token());
      assertEquals(0, seated(server));
      join(server, "ann", token).orThrow();
    }
  }

  @Test void aResumeTokenIsNoPromiseNorTheOtherWayRound() {
    try (var server = server()) {
      RawClient ann = RawClient.connect(server).say("{'type':'hello','min':1,'max':1,'token':'ann'}");
      String resume = ann.next(DownFrame.Welcome.class).resume();
      assertRefused(server, ErrorCode.RESERVATION_INVALID, "ann", resume);
      String token = reserve(server, "ann").token();
      RawClient bob = RawClient.connect(server).say("{'type':'hello','min':1,'max':1,'resume':'" + token + "'}");
      assertEquals("session-unknown", bob.next(DownFrame.Problem.class).code());
    }
  }

  @Test void aPromiseOpensASessionToo() {
    try (var server = server()) {
      String token = reserve(server, "ann").token();
      RawClient ann = RawClient.connect(server).say("{'type':'hello','min':1,'max':1,'capabilities':3,'reservation':'"
          + token + "'}");
      assertEquals("ann", ann.next(DownFrame.Welcome.class).playerId());
      ann.say("{'type':'join','request':1,'reservation':'" + token + "'}");
      ann.next(DownFrame.Joined.class);
      // Nobody else becomes ann by it: neither while it holds, nor later.
      RawClient eve = RawClient.connect(server).say("{'type':'hello','min':1,'max':1,'reservation':'" + token + "'}");
      assertEquals("unauthenticated", eve.next(DownFrame.Problem.class).code());
      server.advance(Duration.ofSeconds(6));
      RawClient late = RawClient.connect(server).say("{'type':'hello','min':1,'max':1,'reservation':'" + token + "'}");
      assertEquals("unauthenticated", late.next(DownFrame.Problem.class).code());
      assertEquals(2, server.metrics().counter("takt_errors_total", "", "code", "unauthenticated").count());
    }
  }

  @Test void whoIsInNeedsNoSecondSeat() {
    try (var server = server()) {
      SimulatedClient ann = server.client(ClientSession.Hello.token("ann"));
      ann.join("pair");
      String token = reserve(server, "ann").token();
      // From another device: the seat is theirs already, the promised one is free again.
      join(server, "ann", token).orThrow();
      assertEquals(1, seated(server));
      server.client(ClientSession.Hello.token("bob")).join("pair");
      assertEquals(2, seated(server));
      assertEquals(1, server.rooms().size());
    }
  }

  @Test void aWishWithoutAPlaceIsAnswered() {
    try (var server = server()) {
      Wish wish = new Wish();
      assertTrue(server.desk().reserve(new Credentials("ann", "", "127.0.0.1"), new UpFrame.Join(0, "nowhere", "", "",
          "", false, false, false, Json.Obj.EMPTY, Json.Obj.EMPTY, List.of(), 0), wish));
      assertTrue(server.advanceUntil(() -> wish.no != null));
      assertEquals(ErrorCode.TYPE_UNKNOWN, wish.no);
      assertEquals(1, server.metrics().counter("takt_errors_total", "", "code", "type-unknown").count());
    }
  }
}

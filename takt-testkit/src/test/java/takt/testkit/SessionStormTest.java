package takt.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import takt.client.ClientRoom;
import takt.client.ClientSession;
import takt.client.JoinRequest;
import takt.client.Joined;
import takt.client.Refused;
import takt.protocol.frame.ErrorCode;
import takt.protocol.frame.UpFrame;
import takt.protocol.json.Json;
import takt.protocol.link.Conditions;
import takt.schema.Command;
import takt.schema.Entity;
import takt.schema.Event;
import takt.schema.Limit;
import takt.schema.Player;
import takt.schema.PlayerId;
import takt.schema.Sync;
import takt.server.Credentials;
import takt.server.Entities;
import takt.server.Identity;
import takt.server.LeaveReason;
import takt.server.Room;
import takt.server.RoomConfig;
import takt.server.Tick;
import takt.server.session.Reserved;
import takt.testkit.SimulatedServer.SimulatedRoom;

/// A few minutes of everything at once: people come, go, break off, return, pay, are promised seats and sent away,
/// rooms close, on lines that lose, stall and break. In every moment the books are right; afterwards everybody knows
/// what the server knows.
class SessionStormTest {
  private static final Duration STEP = Duration.ofMillis(20);
  private static final int STEPS = 3000;
  private static final Duration CALM = Duration.ofSeconds(45);
  private static final List<String> PEOPLE = List.of("ann", "bob", "cid", "dee", "eve", "fay", "gus");
  private static final int SESSIONS_MAX = 10;

  /// A room that keeps books: how often each payment was made, and how often it rang each player's bell.
  static class Ledger extends Room {
    static class Purse extends Entity {
      @Sync(max = 1_000_000) int paid;
      long rung;
    }

    record Pay(@Limit(max = 1_000_000) int id) implements Command {}
    record Receipt(@Limit(max = 1_000_000) int id) {}
    record Out(@Limit(max = 40) String who) implements Command {}
    record Shut() implements Command {}
    record Bell(@Limit(max = 1e9) long number) implements Event {}

    final Entities<Purse> purses = entities();
    /// Times each payment was made, by `player/id`.
    final Map<String, Integer> book = new LinkedHashMap<>();

    @Override protected void configure(RoomConfig c) {
      c.seatsMax(4).spectatorsMax(2).reconnectFor(Duration.ofSeconds(5)).reservationFor(Duration.ofSeconds(2))
          .closeWhenEmptyFor(Duration.ofSeconds(1));
    }

    @Override protected void onJoin(Player p) {
      purses.add(p, new Purse());
    }

    @Override protected void onTick(Tick t) {
      for (Purse purse : purses) {
        Player owner = purse.owner();
        if (owner != null && random().nextInt(6) == 0) send(owner, new Bell(++purse.rung));
      }
    }

    Receipt on(Player p, Pay pay) {
      book.merge(p.id().value() + "/" + pay.id(), 1, Integer::sum);
      Purse purse = purses.of(p);
      if (purse != null) purse.paid++;
      return new Receipt(pay.id());
    }

    void on(Out out) {
      Player p = player(new PlayerId(out.who()));
      if (p != null) kick(p, "out");
    }

    void on(Shut shut) {
      close();
    }
  }

  /// A payment, and what its payer was told of it.
  private record Payment(String room, String key, CompletableFuture<Json> receipt) {}

  /// A seat that somebody was promised.
  private record Promise(String name, String token) {}

  /// One stay of a player in a room, as their client lives it.
  private static final class Stay {
    private final ClientRoom room;
    private long lastBell;

    private Stay(ClientRoom room) {
      this.room = room;
      room.on(Ledger.Bell.class, bell -> {
        if (lastBell != 0) assertEquals(lastBell + 1, bell.number(), "a bell was missed, repeated or out of order");
        lastBell = bell.number();
      });
    }
  }

  /// Somebody at a device.
  private static final class Guest {
    private final String name;
    private final SimulatedClient client;
    private final List<Stay> stays = new ArrayList<>();
    private int asked;
    private int answered;

    private Guest(String name, SimulatedClient client) {
      this.name = name;
      this.client = client;
    }
  }

  /// The storm of one seed.
  private static final class Storm {
    private final SplittableRandom random;
    private final SimulatedServer server;
    private final List<Guest> guests = new ArrayList<>();
    private final List<Stay> everyStay = new ArrayList<>();
    private final List<Payment> payments = new ArrayList<>();
    private final List<Promise> promises = new ArrayList<>();
    private final Map<String, Integer> ended = new TreeMap<>();
    private int lastPayment;
    private int open;

    private Storm(long seed) {
      random = new SplittableRandom(seed);
      server = SimulatedServer.builder().seed(seed).room("ledger", Ledger::new)
          .authenticator(c -> new Identity(new PlayerId(c.token()), c.token()), false)
          .checksTake(Duration.ofMillis(30)).start();
    }

    private void blow() {
      for (int i = 0; i < STEPS; i++) {
        for (int n = random.nextInt(3); n > 0; n--) act();
        server.advance(STEP);
        check();
      }
    }

    // ---- what people do

    private void act() {
      int kind = random.nextInt(100);
      if (kind < 6 || guests.isEmpty()) come();
      else if (kind < 20) join(any(guests));
      else if (kind < 60) pay(any(guests));
      else if (kind < 65) leave(any(guests));
      else if (kind < 73) any(guests).client.cut();
      else if (kind < 83) any(guests).client.network(weather(), weather());
      else if (kind < 90) promise(any(PEOPLE));
      else if (kind < 94) tell(new Ledger.Out(any(PEOPLE)));
      else if (kind < 95) tell(new Ledger.Shut());
      else if (kind < 97) any(guests).client.session().close();
      else server.stall(Duration.ofMillis(random.nextInt(400)));
    }

    private <T> T any(List<T> some) {
      return some.get(random.nextInt(some.size()));
    }

    private Conditions weather() {
      return Conditions.of(random.nextInt(150), random.nextInt(30), random.nextInt(10) / 100.0)
          .withStalls(0.01, random.nextInt(800)).withResets(random.nextInt(4) / 1000.0);
    }

    private void come() {
      if (guests.size() >= SESSIONS_MAX) return;
      String name = any(PEOPLE);
      SimulatedClient client = server.client(ClientSession.Hello.token(name)).network(weather(), weather());
      client.session().open();
      guests.add(new Guest(name, client));
    }

    private void join(Guest guest) {
      JoinRequest request = switch (random.nextInt(8)) {
        case 0 -> JoinRequest.create("ledger");
        case 1, 2 -> promised(guest);
        case 3 -> server.rooms().isEmpty()
            ? JoinRequest.any("ledger")
            : JoinRequest.id(any(server.rooms()).body().id());
        case 4 -> JoinRequest.any("ledger").asSpectator();
        default -> JoinRequest.any("ledger");
      };
      guest.asked++;
      guest.client.session().join(request, joined -> {
        guest.answered++;
        switch (joined) {
          case Joined.Ok ok -> {
            Stay stay = new Stay(ok.room());
            guest.stays.add(stay);
            everyStay.add(stay);
          }
          case Joined.Full _ -> count("full");
          case Joined.Refused no -> {
            count(no.code());
            assertTrue(ErrorCode.of(no.code()) != null || no.code().equals("closed"), no::code);
          }
        }
      });
    }

    /// Mostly a promise of their own and of late, now and then one used already or somebody else's.
    private JoinRequest promised(Guest guest) {
      List<Promise> own = promises.stream().filter(promise -> promise.name.equals(guest.name)).toList();
      if (promises.isEmpty()) return JoinRequest.any("ledger");
      boolean others = own.isEmpty() || random.nextInt(8) == 0;
      return JoinRequest
          .reservation((others ? any(promises) : any(own.subList(Math.max(0, own.size() - 2), own.size()))).token);
    }

    private void pay(Guest guest) {
      List<Stay> in = guest.stays.stream().filter(stay -> stay.room.isIn()).toList();
      if (in.isEmpty()) return;
      Stay stay = any(in);
      for (int n = random.nextInt(1, 4); n > 0; n--) {
        int id = ++lastPayment;
        payments.add(new Payment(stay.room.id(), guest.name + "/" + id, stay.room.send(new Ledger.Pay(id))));
      }
    }

    private void leave(Guest guest) {
      if (!guest.stays.isEmpty()) any(guest.stays).room.leave();
    }

    /// Somebody is promised a seat; whoever likes shows the promise, once or often, in time or late.
    private void promise(String name) {
      UpFrame.Join join = new UpFrame.Join(0, "ledger", "", "", "", false, false, false, Json.Obj.EMPTY,
          Json.Obj.EMPTY, List.of(), 0);
      open++;
      assertTrue(server.desk().reserve(new Credentials(name, "", "127.0.0.1"), join, new Reserved() {
        @Override public void yes(String token, String roomId, String code, long forMs) {
          open--;
          promises.add(new Promise(name, token));
        }

        @Override public void no(ErrorCode code, String text) {
          open--;
          count(code.code());
        }
      }));
    }

    private void tell(Command command) {
      if (!server.rooms().isEmpty()) {
        server.desk().tell(any(server.rooms()).body().id(), command, new CompletableFuture<>());
      }
    }

    private void count(String what) {
      ended.merge(what, 1, Integer::sum);
    }

    // ---- what is always so

    private void check() {
      assertEquals(List.of(), server.faults().all());
      for (SimulatedRoom room : server.rooms()) {
        Set<PlayerId> here = new HashSet<>();
        int seated = 0;
        for (Player p : room.body().everyone()) {
          assertTrue(here.add(p.id()), p + " is in the room twice");
          if (!p.isSpectator()) seated++;
        }
        assertTrue(seated <= 4, "players=" + seated);
      }
      for (Guest guest : guests) guest.stays.removeIf(this::isOver);
      guests.removeIf(guest -> guest.client.session().isClosed());
    }

    private boolean isOver(Stay stay) {
      if (stay.room.isIn()) return false;
      String why = stay.room.leftReason();
      count("left: " + why);
      assertTrue(isTyped(why), "left without a reason: " + why);
      return true;
    }

    private static boolean isTyped(String why) {
      for (LeaveReason reason : LeaveReason.values()) if (reason.wire().equals(why)) return true;
      return why.equals("closed") || ErrorCode.of(why) != null;
    }

    private void checkPayments(boolean all) {
      Map<String, Map<String, Integer>> books = new HashMap<>();
      for (SimulatedRoom room : server.everyRoom()) {
        Map<String, Integer> book = ((Ledger) room.body().room()).book;
        books.put(room.body().id(), book);
        book.forEach((key, times) -> assertEquals(1, times, key + " was paid more than once"));
      }
      for (Payment payment : payments) {
        int times = assertNotNullBook(books, payment).getOrDefault(payment.key, 0);
        if (all) assertTrue(payment.receipt.isDone(), payment.key + " was never answered");
        if (!payment.receipt.isDone()) continue;
        if (!payment.receipt.isCompletedExceptionally()) {
          assertEquals(1, times, payment.key + " has a receipt but was not paid");
        } else if (payment.receipt.exceptionNow() instanceof Refused no && !no.code().equals("left")) {
          assertEquals(0, times, payment.key + " was refused as " + no.code() + " but paid");
        }
      }
    }

    private static Map<String, Integer> assertNotNullBook(Map<String, Map<String, Integer>> books, Payment payment) {
      @Nullable Map<String, Integer> book = books.get(payment.room);
      assertNotNull(book, payment.room);
      return book;
    }

    // ---- what is so in the end

    private void calm() {
      for (Guest guest : guests) guest.client.network(Conditions.PERFECT, Conditions.PERFECT);
      server.advance(CALM);
      check();
      checkPayments(true);
      assertEquals(0, open, "wishes for a reservation were never answered");
      int in = 0;
      for (Guest guest : guests) {
        assertTrue(guest.client.session().isOpen(), guest.name + " is stuck");
        assertEquals(guest.asked, guest.answered, guest.name + " waits for a join");
        for (Stay stay : guest.stays) agree(guest, stay);
        in += guest.stays.size();
      }
      int here = server.rooms().stream().mapToInt(room -> room.body().everyone().size()).sum();
      assertEquals(in, here, "somebody is in a room and does not know");
      assertEquals(here, server.desk().playerCount());
      assertEquals(guests.size(), server.desk().sessionCount());
      assertEquals(server.rooms().size(), server.desk().roomCount());
      assertEquals(List.of(), server.faults().all());
    }

    /// What a client knows of a room is what is.
    private void agree(Guest guest, Stay stay) {
      SimulatedRoom room = server.rooms().stream().filter(r -> r.body().id().equals(stay.room.id())).findFirst()
          .orElseThrow(() -> new AssertionError(guest.name + " is in a room that is not"));
      Map<Integer, String> people = new TreeMap<>();
      for (Player p : room.body().everyone()) {
        people.put(p.number(), p.name());
        assertTrue(p.isConnected(), p + " is away");
      }
      assertEquals(guest.name, people.get(stay.room.myNumber()));
      Map<Integer, String> known = new TreeMap<>();
      for (Player p : stay.room.players()) known.put(p.number(), p.name());
      assertEquals(people, known);
      Map<Long, Integer> purses = new TreeMap<>();
      for (Ledger.Purse purse : ((Ledger) room.body().room()).purses) purses.put(purse.id(), purse.paid);
      Map<Long, Integer> seen = new TreeMap<>();
      for (Ledger.Purse purse : stay.room.entities(Ledger.Purse.class)) seen.put(purse.id(), purse.paid);
      assertEquals(purses, seen);
    }

    /// The server goes: everybody is told, and all of it ends.
    private void drain() {
      server.desk().drain(Duration.ofSeconds(3));
      server.advance(Duration.ofSeconds(1));
      check();
      server.advance(Duration.ofSeconds(5));
      check();
      assertEquals(1, server.drains());
      assertEquals(List.of(), server.rooms());
      for (Stay stay : everyStay) {
        assertFalse(stay.room.isIn());
        assertTrue(isTyped(stay.room.leftReason()), stay.room.leftReason());
      }
      checkPayments(true);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8}) void theBooksAreRightInEveryStorm(long seed) {
    Storm storm = new Storm(seed);
    try (var server = storm.server) {
      storm.blow();
      storm.checkPayments(false);
      // Half of the storms end in a calm, the others in a drain with everything under way.
      if (seed % 2 == 0) storm.calm();
      storm.drain();
      assertTrue(storm.everyStay.size() > 30 && storm.payments.size() > 300 && server.network().resets() > 30,
          "no storm to speak of: " + storm.ended);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed, e);
    }
  }
}

package takt.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static takt.server.Interest.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import takt.client.ClientRoom;
import takt.client.ClientSession;
import takt.client.ClientState;
import takt.protocol.json.Json;
import takt.protocol.link.Conditions;
import takt.schema.Entity;
import takt.schema.Player;
import takt.schema.Position;
import takt.schema.Sync;
import takt.server.Entities;
import takt.server.Room;
import takt.server.RoomConfig;
import takt.server.Tick;

/// Snapshots that get lost, come twice and overtake each other leave no client with anything that is not so.
///
/// What is so is worked out from the room's objects; [InterestTest] and [BothCodecsTest] have clients like these among
/// others, in rooms with secrets.
class DatagramsTest {
  private static final int RATE_HZ = 60;
  private static final int CLIENTS = 16;
  private static final double SIDE = 1000;
  private static final double NEAR = 110;
  private static final double LEAVE_YOUNG = NEAR * 1.5;
  /// A coordinate as it is sent, and where it is: a comparison of distances leaves that much open.
  private static final double STEP = 0.01;
  private static final int REMEMBERED = 600;

  /// A thousand are born in a second, and as many die, often in the same slot and tick.
  static class Swarm extends Room {
    private static final int ALIVE = 1500;

    static class Fly extends Entity {
      @Position(max = SIDE) double x, y;
      @Sync(max = 999) int hue;
      double dx;
      double dy;
    }
    static class Bird extends Entity {
      @Position(max = SIDE) double x, y;
    }

    final Entities<Fly> flies = entities();
    final Entities<Bird> birds = entities();
    private double owed;

    @Override protected void configure(RoomConfig c) {
      c.tickRateHz(RATE_HZ).seatsMax(CLIENTS).entitiesMax(4 * ALIVE).interest(within(NEAR));
    }

    @Override protected void onCreate() {
      for (int i = 0; i < ALIVE; i++) born();
    }

    private void born() {
      Fly fly = flies.add(new Fly());
      fly.x = random().between(0, SIDE);
      fly.y = random().between(0, SIDE);
      fly.dx = random().between(-0.5, 0.5);
      fly.dy = random().between(-0.5, 0.5);
    }

    @Override protected void onJoin(Player p) {
      Bird bird = birds.add(p, new Bird());
      bird.x = random().between(0, SIDE);
      bird.y = random().between(0, SIDE);
    }

    @Override protected void onTick(Tick t) {
      List<Fly> all = new ArrayList<>();
      flies.forEach(all::add);
      for (owed += 1000.0 / RATE_HZ; owed >= 1; owed--) {
        Fly dies = all.get(random().nextInt(all.size()));
        if (dies.isPresent()) flies.remove(dies);
        born();
      }
      for (Fly fly : flies) {
        fly.x = Math.clamp(fly.x + fly.dx, 0, SIDE);
        fly.y = Math.clamp(fly.y + fly.dy, 0, SIDE);
        if (random().chance(0.01)) fly.hue = random().nextInt(999);
        if (random().chance(0.01)) fly.dx = fly.dy = 0;
      }
      for (Bird bird : birds) bird.x = (bird.x + 0.7) % SIDE;
    }
  }

  private record Spot(double x, double y, int hue) {
    private double distance(double[] from) {
      return Math.hypot(x - from[0], y - from[1]);
    }
  }

  private record Truth(Map<Long, Spot> flies, Map<Integer, double[]> birds) {
    private static Truth of(Swarm room) {
      Map<Long, Spot> flies = new HashMap<>();
      for (Swarm.Fly fly : room.flies) flies.put(fly.id(), new Spot(round(fly.x), round(fly.y), fly.hue));
      Map<Integer, double[]> birds = new HashMap<>();
      for (Swarm.Bird bird : room.birds) {
        birds.put(Objects.requireNonNull(bird.owner()).number(), new double[]{round(bird.x), round(bird.y)});
      }
      return new Truth(flies, birds);
    }

    private static double round(double value) {
      return Math.floor(value * 100 + 0.5) / 100;
    }
  }

  /// What was wrong, of all the states that clients had.
  private static final class Tally {
    private long states;
    private long rows;
    private long phantoms;
    private long missing;
    private long mismatches;

    private void check(Truth truth, double[] from, ClientState state) {
      states++;
      Map<Long, Map<String, Json>> known = state.entities("flies");
      rows += known.size();
      known.forEach((id, row) -> {
        Spot fly = truth.flies.get(id);
        if (fly == null || fly.distance(from) > LEAVE_YOUNG + STEP) phantoms++;
        else
          if (row.getOrDefault("x", Json.of(0)).number(0) != fly.x || row.getOrDefault("y", Json.of(0))
              .number(0) != fly.y || row.getOrDefault("hue", Json.of(0)).whole(0) != fly.hue)
            mismatches++;
      });
      truth.flies.forEach((id, fly) -> {
        if (fly.distance(from) < NEAR - STEP && !known.containsKey(id)) missing++;
      });
    }
  }

  @Test void everyStateIsTheTruthWhateverIsLost() {
    swarm(30_000);
  }

  @Tag("prove")
  @Test void aMillionDatagramsLeaveNothingWrong() {
    swarm(1_000_000);
  }

  private static void swarm(long datagrams) {
    long seed = Long.getLong("takt.seed", 41);
    SplittableRandom random = new SplittableRandom(seed);
    Map<Long, Truth> truths = new LinkedHashMap<>();
    List<ClientRoom> rooms = new ArrayList<>();
    long[] checked = new long[CLIENTS];
    Tally tally = new Tally();
    try (SimulatedServer server = SimulatedServer.builder().seed(seed).room("swarm", Swarm::new).recorded(false)
        .start()) {
      for (int i = 0; i < CLIENTS; i++) {
        Conditions line = Conditions.of(5 + random.nextInt(60), random.nextInt(10), 0)
            .withLoss(0.25 * i / (CLIENTS - 1), 1 + random.nextDouble(4)).withDuplicates(0.05).withReordering(0.1);
        rooms.add(server.client(ClientSession.Hello.guest("p" + i)).network(line, line).datagrams().join("swarm"));
      }
      SimulatedServer.SimulatedRoom room = server.rooms().getFirst();
      while (sent(server) < datagrams) {
        server.advance(Duration.ofMillis(5));
        truths.computeIfAbsent(room.body().tick(), _ -> Truth.of((Swarm) room.body().room()));
        if (truths.size() > REMEMBERED) truths.remove(truths.keySet().iterator().next());
        for (int i = 0; i < CLIENTS; i++) {
          ClientState state = rooms.get(i).state();
          Truth truth = truths.get(state.tick());
          if (state.tick() == checked[i] || truth == null) continue;
          checked[i] = state.tick();
          tally.check(truth, Objects.requireNonNull(truth.birds.get(rooms.get(i).myNumber())), state);
        }
      }
      long asDatagrams = room.body().type().metrics().datagrams.count();
      long snapshots = room.body().type().metrics().snapshots.count();
      System.out.println("DatagramsTest: seed " + seed + ", " + sent(server) + " frames, of them lost " + server
          .network().lost() + " and repeated " + server.network().repeated() + "; " + asDatagrams + " of " + snapshots
          + " snapshots went as datagrams; " + tally.states + " states of " + tally.rows + " rows compared, phantoms "
          + tally.phantoms + ", missing " + tally.missing + ", mismatches " + tally.mismatches);
      assertEquals(0, tally.phantoms + tally.missing + tally.mismatches, () -> "phantoms " + tally.phantoms
          + ", missing " + tally.missing + ", mismatches " + tally.mismatches + "; seed " + seed);
      assertTrue(asDatagrams > snapshots / 2, asDatagrams + " of " + snapshots + " went as datagrams");
      assertTrue(tally.rows > 20 * tally.states && tally.states > snapshots / 2, tally.states + " states");
    }
  }

  private static long sent(SimulatedServer server) {
    return server.network().delivered() + server.network().lost();
  }

  // ---- what is too large for a datagram

  /// 400 things with a name of 100 bytes each, and one page.
  static class Library extends Room {
    static class Book extends Entity {
      @Sync(max = 100) String title = "";
      @Sync(max = 1000) int read;
    }

    final Entities<Book> books = entities();
    @Sync(max = 6000) String page = "";

    @Override protected void configure(RoomConfig c) {
      c.tickRateHz(20).seatsMax(8);
    }

    @Override protected void onCreate() {
      for (int i = 0; i < 400; i++) books.add(new Book()).title = ("title " + i + " ").repeat(9);
    }

    @Override protected void onTick(Tick t) {
      Book book = books.iterator().next();
      book.read = (book.read + 1) % 1000;
      if (t.number() % 37 == 0) page = ("p" + t.number()).repeat(5000 / ("p" + t.number()).length());
      if (t.number() % 53 == 0) books.remove(book);
      if (t.number() % 53 == 1) books.add(new Book()).title = "new " + t.number();
    }
  }

  private record Shelf(String page, Map<Long, String> titles, Map<Long, Integer> read) {}

  @Test void aJoinOf40KilobytesALongTextAndARemovalPassEachOtherOnTwoLanes() {
    long seed = 7;
    SplittableRandom random = new SplittableRandom(seed);
    Map<Long, Shelf> truths = new HashMap<>();
    long[] compared = new long[8];
    long[] checked = new long[8];
    try (SimulatedServer server = SimulatedServer.builder().seed(seed).room("library", Library::new).recorded(false)
        .start()) {
      List<ClientRoom> rooms = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        // Losses hold up the lane that keeps order, and what is reordered are datagrams: each overtakes the other.
        Conditions line = Conditions.of(20 + random.nextInt(80), 5, 0.2).withReordering(i % 2 == 0 ? 0.5 : 0);
        rooms.add(server.client(ClientSession.Hello.guest("p" + i)).network(line, line).datagrams().join("library"));
      }
      SimulatedServer.SimulatedRoom room = server.rooms().getFirst();
      for (int step = 0; step < 60 * 200; step++) {
        server.advance(Duration.ofMillis(5));
        truths.computeIfAbsent(room.body().tick(), _ -> shelf((Library) room.body().room()));
        for (int i = 0; i < 8; i++) {
          ClientState state = rooms.get(i).state();
          Shelf truth = truths.get(state.tick());
          if (state.tick() == checked[i] || truth == null) continue;
          checked[i] = state.tick();
          compared[i]++;
          assertEquals(truth, shelf(state), "tick " + state.tick() + ", seed " + seed);
        }
      }
      long asDatagrams = room.body().type().metrics().datagrams.count();
      assertTrue(asDatagrams > 8 * 60 * 20 / 8, asDatagrams + " went as datagrams");
    }
    for (long one : compared) assertTrue(one > 60 * 20 / 4, one + " states");
  }

  private static Shelf shelf(Library room) {
    Map<Long, String> titles = new HashMap<>();
    Map<Long, Integer> read = new HashMap<>();
    for (Library.Book book : room.books) {
      titles.put(book.id(), book.title);
      read.put(book.id(), book.read);
    }
    return new Shelf(room.page, titles, read);
  }

  private static Shelf shelf(ClientState state) {
    Map<Long, String> titles = new HashMap<>();
    Map<Long, Integer> read = new HashMap<>();
    state.entities("books").forEach((id, row) -> {
      titles.put(id, text(row.get("title")));
      read.put(id, (int) (row.get("read") == null ? 0 : row.getOrDefault("read", Json.of(0)).whole(0)));
    });
    return new Shelf(text(state.room().get("page")), titles, read);
  }

  private static String text(@Nullable Json json) {
    return json == null ? "" : json.text("");
  }
}

package takt.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import takt.schema.Entity;
import takt.schema.Player;
import takt.schema.PlayerId;
import takt.schema.Saved;
import takt.schema.Sync;
import takt.schema.Vec2;
import takt.schema.Vec3;
import takt.server.Entities;
import takt.server.Room;

/// What `docs/what-can-be-saved.md` lists is there again after a crash, each kind of it.
class KeptStateTest {
  enum Suit { CLUBS, HEARTS }
  record Lap(int number, @Nullable Double seconds) {}
  record Entry(PlayerId who, Player player, Chest chest, Lap lap) {}
  sealed interface Plan {
    record Wait(long tick) implements Plan {}
    record Follow(Chest what, PlayerId who) implements Plan {}
  }
  @Saved static class Box {
    int uses;
    final List<PlayerId> openedBy = new ArrayList<>();
  }

  static class Chest extends Entity {
    @Sync(max = 9) int coins;
    final Vec2 at = new Vec2();
    final Vec3 up = new Vec3();
    @Nullable Plan plan;
    @Nullable Chest other;
  }

  static class Vault extends Room {
    final Entities<Chest> chests = entities();

    boolean open;
    byte small;
    long large;
    float thin;
    double wide;
    char letter = 'a';
    @Nullable Integer maybe = 3;
    @Nullable Boolean perhaps;
    @Nullable String text;
    Suit suit = Suit.CLUBS;
    @Nullable Player host;
    @Nullable PlayerId founder;
    @Nullable Box box;
    @Nullable Box sameBox;
    @Nullable Entry entry;

    @Sync(max = 9) final Map<PlayerId, Integer> points = new LinkedHashMap<>();
    @Sync(max = 9) List<PlayerId> order = new ArrayList<>();
    Set<PlayerId> banned = new LinkedHashSet<>();
    Set<Lap> lapsSet = new LinkedHashSet<>();
    Set<Chest> chestSet = new LinkedHashSet<>();
    Map<Player, List<Lap>> laps = new LinkedHashMap<>();
    Map<Entry, Suit> byEntry = new LinkedHashMap<>();
    Map<Lap, Plan> plans = new LinkedHashMap<>();
    Deque<Lap> lately = new ArrayDeque<>();
    Queue<PlayerId> queue = new ArrayDeque<>();
    final TreeMap<String, Lap> best = new TreeMap<>(Comparator.reverseOrder());
    final TreeSet<String> names = new TreeSet<>();
    final EnumMap<Suit, Integer> bySuit = new EnumMap<>(Suit.class);
    int[][] grid = new int[2][3];
    PlayerId[] podium = new PlayerId[0];
    @Nullable Lap[] lapArray = new Lap[2];
    List<List<Plan>> nested = new ArrayList<>();

    @Override protected void onJoin(Player p) {
      Chest chest = chests.add(p, new Chest());
      chest.coins = 7;
      chest.at.x = 1.5;
      chest.up.z = -2.25;
      chest.other = chest;
      chest.plan = new Plan.Follow(chest, p.id());
      open = true;
      small = -3;
      large = Long.MIN_VALUE;
      thin = 0.1f;
      wide = Math.PI;
      letter = 'ß';
      maybe = null;
      perhaps = true;
      text = "tschüß";
      suit = Suit.HEARTS;
      host = p;
      founder = p.id();
      box = new Box();
      box.uses = 2;
      box.openedBy.add(p.id());
      sameBox = box;
      Lap lap = new Lap(1, null);
      entry = new Entry(p.id(), p, chest, lap);
      points.put(p.id(), 9);
      order.add(p.id());
      banned.add(new PlayerId("bob"));
      lapsSet.add(lap);
      chestSet.add(chest);
      laps.put(p, new ArrayList<>(List.of(lap, new Lap(2, 3.5))));
      byEntry.put(entry, Suit.HEARTS);
      plans.put(lap, new Plan.Wait(5));
      lately.addFirst(lap);
      queue.add(p.id());
      best.put("a", lap);
      best.put("b", lap);
      names.add("z");
      bySuit.put(Suit.HEARTS, 4);
      grid[1][2] = 6;
      podium = new PlayerId[]{p.id()};
      lapArray[1] = lap;
      nested.add(new ArrayList<>(List.of(new Plan.Wait(1), chest.plan)));
    }
  }

  @Test void everyKindOfStateIsThereAgain() {
    try (var room = RoomTest.of(Vault::new).seed(11)) {
      var ann = room.join("ann");
      Vault before = room.room();
      Vault now = room.ticks(5).crash().ticks(5).room();
      PlayerId id = ann.player().id();
      Player p = Objects.requireNonNull(now.host);
      Chest chest = Objects.requireNonNull(now.chests.of(p));
      Lap lap = new Lap(1, null);
      Entry entry = new Entry(id, p, chest, lap);

      assertEquals(List.of(true, (byte) -3, Long.MIN_VALUE, 0.1f, Math.PI, 'ß', true, "tschüß", Suit.HEARTS),
          List.of(now.open, now.small, now.large, now.thin, now.wide, now.letter, Objects.requireNonNull(now.perhaps),
              Objects.requireNonNull(now.text), now.suit));
      assertNull(now.maybe);
      assertEquals(id, now.founder);
      Box box = Objects.requireNonNull(now.box);
      assertSame(box, now.sameBox);
      assertEquals(List.of(id), box.openedBy);
      assertEquals(2, box.uses);
      assertEquals(entry, now.entry);
      assertEquals(7, chest.coins);
      assertEquals(1.5, chest.at.x);
      assertEquals(-2.25, chest.up.z);
      assertSame(chest, chest.other);
      assertEquals(new Plan.Follow(chest, id), chest.plan);

      assertEquals(before.points, now.points);
      assertEquals(9, now.points.get(id));
      assertEquals(List.of(id), now.order);
      assertEquals(Set.of(new PlayerId("bob")), now.banned);
      assertEquals(Set.of(lap), now.lapsSet);
      assertEquals(Set.of(chest), now.chestSet);
      assertEquals(List.of(lap, new Lap(2, 3.5)), now.laps.get(p));
      assertEquals(Suit.HEARTS, now.byEntry.get(entry));
      assertEquals(new Plan.Wait(5), now.plans.get(lap));
      assertEquals(List.of(lap), List.copyOf(now.lately));
      assertEquals(List.of(id), List.copyOf(now.queue));
      assertEquals(List.of("b", "a"), List.copyOf(now.best.keySet()));
      assertEquals(Set.of("z"), now.names);
      assertEquals(Map.of(Suit.HEARTS, 4), now.bySuit);
      assertEquals(6, now.grid[1][2]);
      assertArrayEquals(new PlayerId[]{id}, now.podium);
      assertEquals(lap, now.lapArray[1]);
      assertEquals(List.of(List.of(new Plan.Wait(1), new Plan.Follow(chest, id))), now.nested);
    }
  }
}

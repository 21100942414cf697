package takt.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static takt.server.Interest.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import takt.client.ClientRoom;
import takt.client.ClientSession;
import takt.client.Codec;
import takt.protocol.link.Conditions;
import takt.schema.Angle;
import takt.schema.Audience;
import takt.schema.Axis;
import takt.schema.Entity;
import takt.schema.Event;
import takt.schema.Input;
import takt.schema.Player;
import takt.schema.Position;
import takt.schema.Sync;
import takt.server.Entities;
import takt.server.Inputs;
import takt.server.Room;
import takt.server.RoomConfig;
import takt.server.Tick;

/// What a client may not know makes no difference to what it is sent: two runs of one seed that differ in nothing else
/// send it the same bytes at the same times. (*Noninterference*: J. Goguen and J. Meseguer, 1982.)
///
/// Nothing here depends on what kinds of secrets the engine thinks of: the runs differ in many at once, and all that
/// arrives is compared.
class SecretsTest {
  private static final double NEAR = 100;
  private static final double FAR = 200;
  private static final Duration TIME = Duration.ofSeconds(20);

  /// How the other run differs.
  enum Other {
    /// In everything that the client may not know.
    SECRETS,
    /// In one thing that it may: the test would see it.
    ONE_THING_SEEN
  }

  /// Someone stands in the middle of ten who walk in circles; behind the horizon there is more.
  static class Heath extends Room {
    static class Walker extends Entity {
      @Position(max = 4000) double x, y;
      @Angle double heading;
      @Sync(max = 100) int health;
      @Sync(max = 100, to = Audience.OWNER) int gold;
      @Sync(max = 100, to = Audience.TEAM) int plan;
      @Sync(max = 100, to = Audience.SHOWN) int rumour;
      @Sync
      @Nullable Walker target;
      int route;
    }
    @Sync(to = Audience.TEAM) static class Spy extends Entity {
      @Position(max = 4000) double x, y;
    }
    static class Board extends Entity {
      @Sync(max = 99) int line;
      @Sync
      @Nullable Walker wanted;
    }
    static class Stick extends Input {
      @Axis double dx;
    }
    record Shot(@Nullable Walker at) implements Event {}
    record Noise(int loud) implements Event {}

    final Entities<Walker> walkers = entities();
    final Entities<Spy> spies = entities();
    final Entities<Board> boards = entities();
    final Inputs<Stick> sticks = inputs();
    @Sync
    @Nullable Walker king;
    final transient @Nullable Other other;

    Heath(@Nullable Other other) {
      this.other = other;
    }

    @Override protected void configure(RoomConfig c) {
      c.tickRateHz(20).seatsMax(8).interest(within(NEAR).far(FAR, 4));
    }

    @Override protected void onCreate() {
      boards.add(new Board());
    }

    /// The first to come is the one whose frames are compared; the second lives far away, in another team.
    @Override protected void onJoin(Player p) {
      boolean first = p.number() == 1;
      team(p, first ? 1 : 2);
      Walker mine = walkers.add(p, new Walker());
      mine.x = first ? 1000 : 3000;
      mine.y = 1000;
      if (!first) return;
      for (int i = 0; i < 10; i++) walkers.add(new Walker()).route = 1 + i;
      for (int i = 0; i < 50; i++) walkers.add(new Walker()).route = 100 + i;
      for (int i = 0; i < 50; i++) walkers.add(new Walker()).route = 200 + i;
    }

    @Override protected void onTick(Tick t) {
      boolean secretly = other == Other.SECRETS;
      long tick = tick();
      for (Walker w : walkers) walk(w, tick, secretly);
      Walker me = walkers.isEmpty() ? null : walkers.iterator().next();
      if (me == null || me.owner() == null) return;
      if (other == Other.ONE_THING_SEEN && tick == 200) near(3).health = 99;
      // What nobody near can know, told and shown in every way there is.
      Walker unseen = far(secretly ? 7 : 9);
      near(1).target = tick % 40 < 20 ? near(2) : secretly ? unseen : null;
      near(2).target = secretly && tick % 3 == 0 ? unseen : far(1);
      king = tick % 60 < 30 ? near(4) : secretly ? unseen : far(2);
      for (Board board : boards) board.wanted = tick % 50 < 25 ? near(5) : secretly ? null : unseen;
      if (tick % 10 == 0) broadcast(new Shot(secretly ? unseen : null));
      if (secretly && tick % 7 == 0) broadcastAt(unseen.x, unseen.y, new Noise(9));
      if (tick % 15 == 0) broadcastAt(me.x + 50, me.y, new Noise(1));
      if (secretly && tick == 100) for (int i = 0; i < 30; i++) walkers.add(new Walker()).route = 300 + i;
      Player enemy = enemy();
      if (secretly && enemy != null && tick % 25 == 0) spies.add(enemy, new Spy()).x = me.x;
    }

    private @Nullable Player enemy() {
      for (Player p : players()) {
        if (p.number() == 2) return p;
      }
      return null;
    }

    private Walker near(int route) {
      return route(route);
    }

    private Walker far(int route) {
      return route(199 + route);
    }

    private Walker route(int route) {
      for (Walker w : walkers) {
        if (w.route == route) return w;
      }
      throw new IllegalStateException("route " + route);
    }

    /// Routes below 100 are seen, from near or far; those from 100 on come into sight and leave it, the same in both
    /// runs as long as they are seen; those from 200 on never do.
    private void walk(Walker w, long tick, boolean secretly) {
      if (w.owner() != null) {
        if (w.owner().number() == 1) w.x += sticks.of(w).dx / 100;
        else w.x = 3000 + (secretly ? tick % 200 : 0);
        return;
      }
      double angle = tick * 0.02 + w.route;
      double radius = w.route < 100 ? 15 * w.route : w.route < 200 ? 500 + 450 * Math.sin(angle / 3) : 800;
      double x = radius * Math.cos(angle);
      double y = radius * Math.sin(angle) / 2;
      boolean hidden = Math.hypot(x, y) > 1.6 * FAR;
      double out = hidden && secretly ? 1.3 + Math.sin(angle) / 10 : 1;
      w.heading = hidden && secretly ? 3 * angle : angle;
      w.x = 1000 + x * out;
      w.y = 1000 + y * out;
      w.health = (int) (tick / 20 + w.route + (hidden && secretly ? tick : 0)) % 100;
      w.gold = secretly ? (int) tick % 100 : 1;
      w.plan = secretly ? (int) tick % 90 : 2;
      w.rumour = secretly ? (int) tick % 80 : 3;
    }
  }

  private record Run(List<String> frames, int known) {}

  private static Run run(Codec codec, @Nullable Other other) {
    List<String> frames = new ArrayList<>();
    Tap tap = (link, up, nowNs, frame, offset, length) -> {
      if (!up && link == 0) frames.add(nowNs + " " + HexFormat.of().formatHex(frame, offset, offset + length));
    };
    try (SimulatedServer server = SimulatedServer.builder().seed(5).room("heath", () -> new Heath(other))
        .recorded(false).tap(tap).start()) {
      SimulatedClient watched = server.client(ClientSession.Hello.guest("watched"), codec)
          .network(Conditions.of(30, 5, 0.01), Conditions.of(30, 5, 0.01));
      ClientRoom room = watched.join("heath");
      room.input(Heath.Stick.class).dx = 0.5;
      SimulatedClient far = server.client(ClientSession.Hello.guest("far"), codec);
      far.join("heath");
      // What somebody else's line takes is nobody's business either.
      if (other == Other.SECRETS) far.network(Conditions.PERFECT, Conditions.PERFECT.withBandwidth(3000));
      server.advance(TIME);
      return new Run(frames, room.state().entities("walkers").size());
    }
  }

  @ParameterizedTest
  @EnumSource(Codec.class) void secretsChangeNothing(Codec codec) {
    Run one = run(codec, null);
    Run another = run(codec, Other.SECRETS);
    for (int i = 0; i < Math.min(one.frames.size(), another.frames.size()); i++) {
      assertEquals(one.frames.get(i), another.frames.get(i), "frame " + i);
    }
    assertEquals(one.frames.size(), another.frames.size());
    assertTrue(one.frames.size() > TIME.toSeconds() * 15, "frames=" + one.frames.size());
    assertTrue(one.known >= 10 && one.known < 70, "known=" + one.known);
    assertNotEquals(one.frames, run(codec, Other.ONE_THING_SEEN).frames);
  }
}

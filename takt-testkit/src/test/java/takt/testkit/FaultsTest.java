package takt.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import takt.client.ClientRoom;
import takt.client.ClientSession;
import takt.client.JoinRequest;
import takt.client.Joined;
import takt.client.Refused;
import takt.schema.Command;
import takt.schema.Limit;
import takt.schema.Player;
import takt.server.Alarm;
import takt.server.Bots;
import takt.server.CloseReason;
import takt.server.FaultPolicy;
import takt.server.Knock;
import takt.server.LeaveReason;
import takt.server.Room;
import takt.server.RoomConfig;
import takt.server.Task;
import takt.server.Tick;
import takt.server.room.FaultLog.Fault;

/// A room's own code throws, wherever it can: it is contained, counted and named, and the room goes on or closes as it
/// wished.
class FaultsTest {
  /// Kept, for a logger that nobody keeps forgets how loud it is.
  private static final Logger LOG = Logger.getLogger("takt.room");

  @BeforeAll static void quiet() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll static void loud() {
    LOG.setLevel(null);
  }

  /// Fails in the callback that it is told to.
  static class Clumsy extends Room {
    record Act() implements Command {}
    record Work(@Limit(max = 9) int n) {}

    final String where;
    final boolean closes;
    final Alarm alarm = alarm(() -> fail("alarm"));
    final Bots bots = bots(_ -> fail("bots"));
    final Task<Work, Work> asked = task(work -> work, (_, _) -> fail("asked"));
    final Task<Work, Work> broken = task(_ -> {
      throw new IllegalStateException("the database is away");
    }, (_, _) -> {});
    int ticks;

    Clumsy(String where, boolean closes) {
      this.where = where;
      this.closes = closes;
      fail("constructor");
    }

    private void fail(String here) {
      if (here.equals(where)) throw new IllegalStateException("clumsy in " + here);
    }

    @Override protected void configure(RoomConfig c) {
      fail("configure");
      c.reconnectFor(Duration.ofSeconds(5)).onFault(closes ? FaultPolicy.CLOSE_ROOM : FaultPolicy.CONTINUE);
    }

    @Override protected void onCreate() {
      fail("onCreate");
    }

    @Override protected void onRestore() {
      fail("onRestore");
    }

    @Override protected void onKnock(Knock knock) {
      fail("onKnock");
    }

    @Override protected void onJoin(Player p) {
      if (p.isBot()) return;
      if (bots.add() == null) throw new IllegalStateException("no seat for a bot");
      alarm.start(Duration.ofMillis(300));
      asked.start(new Work(1));
      if (where.equals("broken")) broken.start(new Work(1));
      fail("onJoin");
    }

    @Override protected void onDisconnect(Player p) {
      fail("onDisconnect");
    }

    @Override protected void onReconnect(Player p) {
      fail("onReconnect");
    }

    @Override protected void onLeave(Player p, LeaveReason why) {
      if (!p.isBot()) fail("onLeave");
    }

    @Override protected void onClose(CloseReason why) {
      fail("onClose");
    }

    @Override protected void onTick(Tick t) {
      ticks++;
      if (ticks == 10) fail("onTick");
    }

    void on(Player p, Act act) {
      fail("on(Act)");
    }
  }

  private static SimulatedServer server(String where, boolean closes) {
    // Prototypes are made when a room type is registered: what fails in those is told at the start.
    boolean atBirth = where.equals("constructor") || where.equals("configure");
    int[] made = new int[1];
    return SimulatedServer.builder()
        .room("clumsy", () -> new Clumsy(atBirth && made[0]++ < 2 ? "" : where, closes)).recorded(!atBirth).start();
  }

  private static List<String> callbacks(SimulatedServer server) {
    return server.faults().all().stream().map(Fault::callback).distinct().toList();
  }

  private static long counted(SimulatedServer server) {
    return server.metrics().counter("takt_faults_total", "", "room", "clumsy").count();
  }

  /// A short life that comes through every callback but the end.
  private static ClientRoom live(SimulatedServer server) {
    SimulatedClient ann = server.client(ClientSession.Hello.guest("ann"));
    ClientRoom room = ann.join("clumsy");
    var _ = room.send(new Clumsy.Act());
    server.advance(Duration.ofSeconds(1));
    ann.cut();
    server.advance(Duration.ofSeconds(1));
    return room;
  }

  @ParameterizedTest
  @ValueSource(strings = {"onCreate", "onKnock", "onJoin", "onDisconnect", "onReconnect", "onTick",
      "on(Act)", "alarm", "bots", "asked", "broken"}) void theRoomGoesOn(String where) {
    try (var server = server(where, false)) {
      ClientRoom room = live(server);
      assertEquals(List.of(where), callbacks(server));
      assertEquals(server.faults().all().getFirst().count().sum(), counted(server));
      assertTrue(room.isIn());
      long tick = room.tick();
      server.advance(Duration.ofSeconds(1));
      assertTrue(Math.abs(tick + 20 - room.tick()) <= 1, "tick=" + room.tick() + " after " + tick);
      room.leave();
      server.advance(Duration.ofSeconds(1));
      assertEquals("left", room.leftReason());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"onCreate", "onDisconnect", "onReconnect", "onTick", "on(Act)", "alarm",
      "bots", "asked", "broken"}) void theRoomClosesIfItWished(String where) {
    try (var server = server(where, true)) {
      SimulatedClient ann = server.client(ClientSession.Hello.guest("ann"));
      ann.session().join(JoinRequest.any("clumsy"), joined -> {
        if (!(joined instanceof Joined.Ok(ClientRoom room))) return;
        var _ = room.send(new Clumsy.Act());
      });
      server.advance(Duration.ofSeconds(1));
      ann.cut();
      server.advance(Duration.ofSeconds(2));
      assertEquals(List.of(where), callbacks(server));
      assertEquals(List.of(), server.rooms());
      for (ClientRoom room : ann.session().rooms()) assertTrue(!room.isIn());
    }
  }

  @Test void aFaultInOnLeaveHarmsNoLeaving() {
    try (var server = server("onLeave", false)) {
      ClientRoom room = live(server);
      room.leave();
      server.advance(Duration.ofSeconds(1));
      assertEquals("left", room.leftReason());
      assertEquals(List.of("onLeave"), callbacks(server));
      assertEquals(0, server.desk().playerCount());
    }
  }

  @Test void aFaultInOnCloseHarmsNoClosing() {
    try (var server = server("onClose", false)) {
      ClientRoom room = live(server);
      room.leave();
      server.advance(Duration.ofSeconds(15));
      assertEquals(List.of("onClose"), callbacks(server));
      assertEquals(0, server.desk().roomCount());
    }
  }

  @Test void aFaultInOnRestoreHarmsNoRestore() {
    try (var server = server("onRestore", false)) {
      ClientRoom room = live(server);
      server.crash(server.rooms().getFirst());
      server.advance(Duration.ofSeconds(1));
      assertEquals("onRestore", callbacks(server).getFirst());
      assertTrue(room.isIn());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"constructor", "configure"}) void aRoomThatCannotBeBornIsTold(
      String where) {
    try (var server = server(where, false)) {
      var answer = server.client(ClientSession.Hello.guest("ann")).join(JoinRequest.any("clumsy"));
      assertEquals("room-failed", ((Joined.Refused) answer).code());
      assertEquals(List.of(where), callbacks(server));
      assertEquals(0, server.desk().roomCount());
    }
  }

  @Test void whoAskedInAFailedHandlerIsAnswered() {
    try (var server = server("on(Act)", false)) {
      ClientRoom room = server.client(ClientSession.Hello.guest("ann")).join("clumsy");
      var answer = room.send(new Clumsy.Act());
      server.advance(Duration.ofMillis(200));
      assertEquals("failed", ((Refused) answer.exceptionNow()).code());
    }
  }

  @Test void theSameFaultAThousandTimesIsOneEntry() {
    try (var server = server("bots", false)) {
      server.client(ClientSession.Hello.guest("ann")).join("clumsy");
      server.advance(Duration.ofSeconds(60));
      assertEquals(1, server.faults().all().size());
      assertTrue(counted(server) > 1000, "counted=" + counted(server));
    }
  }
}

package takt.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import takt.protocol.frame.DownFrame;
import takt.protocol.frame.ErrorCode;
import takt.protocol.json.Json;
import takt.schema.Axis;
import takt.schema.Command;
import takt.schema.Input;
import takt.schema.Player;
import takt.schema.PlayerId;
import takt.server.Inputs;
import takt.server.LeaveReason;
import takt.server.Room;
import takt.server.RoomConfig;
import takt.server.journal.CommandLog;
import takt.server.metrics.Metrics;
import takt.server.room.FaultLog;
import takt.server.room.Inbox;
import takt.server.room.RoomBody;
import takt.server.room.RoomContext;
import takt.server.room.RoomDesk;
import takt.server.room.RoomLoop;
import takt.server.room.RoomMessage;
import takt.server.room.RoomType;
import takt.server.room.TaskRunner;
import takt.server.session.Downlink;
import takt.server.session.Lane;

/// A connection breaks between any two words: what both ends think of it stays the same.
class SessionBreaksTest {
  private static final String HELLO = "{'type':'hello','min':1,'max':1,'capabilities':3,'name':'Ann'}";
  private static final Duration A_WHILE = Duration.ofMillis(500);

  /// Sends away whoever breaks off.
  static class Strict extends Room {
    record Out() implements Command {}

    @Override protected void onDisconnect(Player p) {
      kick(p, "you broke off");
    }

    void on(Player p, Out out) {
      kick(p, "x".repeat(5000));
    }
  }

  /// Holds everybody's place.
  static class Patient extends Room {
    static class Hands extends Input {
      @Axis double dx;
    }

    final Inputs<Hands> hands = inputs();

    @Override protected void configure(RoomConfig c) {
      c.closeWhenEmptyFor(Duration.ofHours(1));
    }
  }

  private static SimulatedServer server() {
    return SimulatedServer.builder().room("strict", Strict::new).room("patient", Patient::new).start();
  }

  private static String resume(DownFrame.Welcome welcome) {
    return "{'type':'hello','min':1,'max':1,'capabilities':3,'resume':'" + welcome.resume() + "'}";
  }

  @Test void aJoinAskedAgainAfterABreakLeadsToOnePlace() {
    try (var server = server()) {
      String join = "{'type':'join','request':7,'room':'patient','create':true}";
      RawClient before = RawClient.connect(server).say(HELLO);
      DownFrame.Welcome welcome = before.next(DownFrame.Welcome.class);
      before.say(join);
      String id = before.next(DownFrame.Joined.class).roomId();
      before.cut();
      RawClient after = RawClient.connect(server).say(resume(welcome));
      DownFrame.Welcome again = after.next(DownFrame.Welcome.class);
      assertTrue(again.resumed());
      assertEquals(List.of(id), again.rooms());
      after.say(join);
      List<DownFrame.Joined> joined = after.all(DownFrame.Joined.class, A_WHILE);
      assertEquals(1, joined.size());
      assertEquals(7, joined.getFirst().request());
      assertEquals(id, joined.getFirst().roomId());
      assertTrue(joined.getFirst().resumed());
      assertEquals(List.of(), after.all(DownFrame.Problem.class, A_WHILE));
      assertEquals(1, server.rooms().size());
    }
  }

  @Test void aJoinThatWasNeverHeardIsTakenWhenAskedAgain() {
    try (var server = server()) {
      RawClient before = RawClient.connect(server).say(HELLO);
      DownFrame.Welcome welcome = before.next(DownFrame.Welcome.class);
      before.cut();
      RawClient after = RawClient.connect(server).say(resume(welcome));
      assertEquals(List.of(), after.next(DownFrame.Welcome.class).rooms());
      after.say("{'type':'join','request':7,'room':'patient'}");
      assertFalse(after.next(DownFrame.Joined.class).resumed());
    }
  }

  @Test void theSameRequestOnTheSameConnectionIsNotMistakenForARepeat() {
    try (var server = server()) {
      RawClient client = RawClient.connect(server).say(HELLO);
      client.next(DownFrame.Welcome.class);
      client.say("{'type':'join','request':1,'room':'patient'}");
      client.next(DownFrame.Joined.class);
      client.say("{'type':'join','request':1,'room':'strict'}");
      assertEquals("strict", client.next(DownFrame.Joined.class).type());
    }
  }

  @Test void whoWasSentAwayWhileAwayLearnsItFromTheWelcome() {
    try (var server = server()) {
      RawClient before = RawClient.connect(server).say(HELLO);
      DownFrame.Welcome welcome = before.next(DownFrame.Welcome.class);
      before.say("{'type':'join','request':1,'room':'strict'}");
      before.next(DownFrame.Joined.class);
      before.cut();
      server.advance(A_WHILE);
      RawClient after = RawClient.connect(server).say(resume(welcome));
      assertEquals(List.of(), after.next(DownFrame.Welcome.class).rooms());
      assertEquals(List.of(), after.all(DownFrame.Joined.class, A_WHILE));
    }
  }

  @Test void whoIsSentAwayInTheMomentTheyComeBackIsTold() {
    try (var server = server()) {
      RawClient before = RawClient.connect(server).say(HELLO);
      DownFrame.Welcome welcome = before.next(DownFrame.Welcome.class);
      before.say("{'type':'join','request':1,'room':'strict'}");
      DownFrame.Joined joined = before.next(DownFrame.Joined.class);
      // The break and the resume reach the room in the same tick.
      before.cut();
      RawClient after = RawClient.connect(server).say(resume(welcome));
      assertEquals(List.of(joined.roomId()), after.next(DownFrame.Welcome.class).rooms());
      DownFrame.Left left = after.next(DownFrame.Left.class);
      assertEquals(joined.room(), left.room());
      assertEquals("kicked", left.reason());
      assertEquals("you broke off", left.text());
    }
  }

  @Test void aNewPageLearnsWhereToCountOn() {
    try (var server = server()) {
      RawClient before = RawClient.connect(server).say(HELLO);
      DownFrame.Welcome welcome = before.next(DownFrame.Welcome.class);
      before.say("{'type':'join','request':1,'room':'patient'}");
      assertEquals(0, before.next(DownFrame.Joined.class).inputSeq());
      before.say("{'type':'input','room':1,'epoch':1,'seq':41,'values':{'dx':1}}");
      before.say("{'type':'command','room':1,'epoch':1,'seq':3,'name':'nothing'}");
      before.next(DownFrame.Reply.class);
      before.cut();
      RawClient after = RawClient.connect(server).say(resume(welcome));
      DownFrame.Joined joined = after.next(DownFrame.Joined.class);
      assertEquals(41, joined.inputSeq());
      assertEquals(3, joined.commandSeq());
    }
  }

  @Test void aLayoutIsLeftOutOnlyForWhoHasIt() {
    try (var server = server()) {
      RawClient client = RawClient.connect(server).say(HELLO);
      client.next(DownFrame.Welcome.class);
      client.say("{'type':'join','request':1,'room':'patient'}");
      String patient = client.next(DownFrame.Joined.class).layout();
      client.say("{'type':'join','request':2,'room':'strict','layouts':['" + patient + "']}");
      assertFalse(client.next(DownFrame.Joined.class).schema().members().isEmpty());
      client.say("{'type':'join','request':3,'room':'patient','create':true,'layouts':['" + patient + "']}");
      assertTrue(client.next(DownFrame.Joined.class).schema().members().isEmpty());
    }
  }

  @Test void aCommandThatTheRoomHasNoPlaceForIsRefusedByItsNumber() {
    try (var server = server()) {
      RawClient client = RawClient.connect(server).say(HELLO);
      client.next(DownFrame.Welcome.class);
      client.say("{'type':'join','request':1,'room':'patient'}");
      client.next(DownFrame.Joined.class);
      Inbox inbox = server.rooms().getFirst().inbox();
      for (int i = 0; i < Inbox.PLAY_MAX; i++) inbox.offer(new RoomMessage.TuneCame(0, 0));
      client.say("{'type':'command','room':1,'epoch':1,'seq':5,'name':'nothing'}");
      DownFrame.Problem problem = client.next(DownFrame.Problem.class);
      assertEquals("room-busy", problem.code());
      assertEquals(Json.of(1), problem.params().get("room"));
      assertEquals(Json.of(5), problem.params().get("command"));
      assertFalse(problem.fatal());
    }
  }

  @Test void aLongGoodbyeIsCutAndHarmsNobody() {
    try (var server = server()) {
      RawClient client = RawClient.connect(server).say(HELLO);
      client.next(DownFrame.Welcome.class);
      client.say("{'type':'join','request':1,'room':'strict'}");
      client.next(DownFrame.Joined.class);
      client.say("{'type':'command','room':1,'epoch':1,'seq':1,'name':'out'}");
      assertEquals("x".repeat(DownFrame.TEXT_MAX), client.next(DownFrame.Left.class).text());
      assertEquals(1, server.rooms().size());
      assertEquals(0, server.faults().all().size());
    }
  }

  @Test void theDeskHearsThatSomeoneLeftAfterTheLastFrameIsOnItsWay() {
    List<String> order = new ArrayList<>();
    RoomDesk desk = new RoomDesk() {
      @Override public void left(long member, LeaveReason why, String text) {
        order.add("left");
      }
    };
    Downlink link = new Recorder(order);
    Inbox inbox = new Inbox(() -> {});
    RoomType type = new RoomType("patient", Patient::new, new Metrics(), _ -> {});
    RoomBody body = RoomBody.body(type, new RoomContext(inbox, desk, TaskRunner.inline(true), new FaultLog(), false),
        new RoomBody.Birth("r", "", 1, 1, Json.Obj.EMPTY));
    RoomLoop loop = new RoomLoop(body, inbox, CommandLog.NONE);
    inbox.offer(new RoomMessage.Enter(1, "", new PlayerId("ann"), "Ann", false));
    inbox.offer(new RoomMessage.Attach(1, link, 1, 1, false, false, 0, false, 0));
    inbox.offer(new RoomMessage.Gone(1, LeaveReason.LEFT));
    loop.tick(0, 0, 0);
    assertEquals("left", order.getLast());
    assertTrue(order.contains("frame"), order::toString);
  }

  private record Recorder(List<String> order) implements Downlink {
    @Override public Lane lane() {
      return Runnable::run;
    }

    @Override public void send(byte[] bytes, int offset, int length) {
      order.add("frame");
    }

    @Override public void end(ErrorCode code, String text) {
      order.add("end");
    }

    @Override public long queuedBytes() {
      return 0;
    }
  }
}

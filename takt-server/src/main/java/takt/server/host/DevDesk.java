package takt.server.host;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import takt.protocol.json.Json;
import takt.schema.spi.RoomCode;
import takt.server.room.FaultLog;
import takt.server.room.RoomMessage;
import takt.server.room.RoomType;
import takt.server.session.FrontDesk;

/// A node as its developer sees it: every room, what is in one, and how fast its time goes.
///
/// Any thread; answers come on threads of rooms and of the front desk, which must not be held up. Rooms are reached by
/// their inboxes alone, and asked only when somebody looks: at most once in [#FRESH_NS] each, however many do. Whoever
/// holds this sees and does everything, so it is for development.
public final class DevDesk {
  /// How slow a room may be made.
  public static final int SLOW_MAX = RoomMessage.Go.SLOW_MAX;
  /// Rooms that are listed.
  public static final int ROOMS_MAX = 200;
  /// Entities of a part that are described.
  public static final int ROWS_MAX = 100;
  /// How old a description may be that is given again.
  static final long FRESH_NS = 100_000_000;
  /// How long a room may take to answer; one at 1 Hz answers in time.
  private static final long PATIENCE_MS = 1_500;
  /// Faults that are shown.
  private static final int FAULTS_MAX = 50;
  /// Frames of a stack that are shown.
  private static final int STACK_MAX = 40;
  private static final int TEXT_MAX = 2_000;

  private final FrontDesk desk;
  private final Map<String, RoomType> types;
  private final FaultLog faults;
  private final Map<String, Look> looks = new ConcurrentHashMap<>();

  DevDesk(FrontDesk desk, Map<String, RoomType> types, FaultLog faults) {
    this.desk = desk;
    this.types = types;
    this.faults = faults;
  }

  /// A question to a room, and when it was asked.
  private record Look(long askedNs, CompletableFuture<Json> answer) {}

  /// The oldest [#ROOMS_MAX] rooms: what the front desk knows of each, and under `now` what the room says itself; null
  /// there if it does not come round to answer.
  public CompletableFuture<Json> rooms() {
    CompletableFuture<List<Json>> all = new CompletableFuture<>();
    desk.everyRoom(ROOMS_MAX, all);
    return all.thenCompose(rooms -> {
      List<CompletableFuture<Json>> described = new ArrayList<>();
      for (Json room : rooms) {
        described.add(ask(id(room), 0).thenApply(now -> {
          Map<String, Json> both = new LinkedHashMap<>(room.members());
          both.put("now", now);
          return new Json.Obj(both);
        }));
      }
      return CompletableFuture.allOf(described.toArray(CompletableFuture<?>[]::new))
          .thenApply(_ -> new Json.Arr(described.stream().map(CompletableFuture::join).toList()));
    });
  }

  private static String id(Json room) {
    Json id = room.get("id");
    return id == null ? "" : id.text("");
  }

  /// All that is in a room, described with bounds; JSON's null if there is no such room or it does not answer.
  public CompletableFuture<Json> room(String id) {
    return ask(id, ROWS_MAX);
  }

  private CompletableFuture<Json> ask(String id, int rowsMax) {
    long nowNs = System.nanoTime();
    looks.values().removeIf(look -> nowNs - look.askedNs > FRESH_NS && look.answer.isDone());
    return looks.compute(id + ' ' + rowsMax, (_, look) -> {
      if (look != null && (nowNs - look.askedNs <= FRESH_NS || !look.answer.isDone())) return look;
      CompletableFuture<Json> answer = new CompletableFuture<>();
      CompletableFuture<Boolean> taken = new CompletableFuture<>();
      desk.tell(id, new RoomMessage.Look(rowsMax, answer::complete), taken);
      CompletableFuture<?> _ = taken.thenAccept(yes -> {
        if (!yes) answer.complete(Json.Null.VALUE);
      });
      return new Look(nowNs, answer.completeOnTimeout(Json.Null.VALUE, PATIENCE_MS, TimeUnit.MILLISECONDS));
    }).answer;
  }

  // ---- orders

  /// Whether rooms of that type can take bots: those with a part for them.
  public boolean takesBots(String type) {
    RoomType known = types.get(type);
    return known != null && known.code().parts().stream().anyMatch(part -> part.kind() == RoomCode.PartKind.BOTS);
  }

  /// A bot takes a seat, if one is free. The answer is whether there is such a room and it heard.
  public CompletableFuture<Boolean> addBot(String id) {
    return order(id, new RoomMessage.AddBot());
  }

  /// The room stands still: no tick runs, connections stay.
  public CompletableFuture<Boolean> pause(String id) {
    return order(id, new RoomMessage.Go(0));
  }

  /// The room goes on, `slow` times slower than it should: 1 to [#SLOW_MAX].
  public CompletableFuture<Boolean> go(String id, int slow) {
    if (slow < 1) throw new IllegalArgumentException("slow=" + slow + ", expected 1.." + SLOW_MAX);
    return order(id, new RoomMessage.Go(slow));
  }

  /// A room that stands still runs one tick; one that does not stands still.
  public CompletableFuture<Boolean> step(String id) {
    return order(id, new RoomMessage.StepOnce());
  }

  private CompletableFuture<Boolean> order(String id, RoomMessage order) {
    CompletableFuture<Boolean> taken = new CompletableFuture<>();
    desk.tell(id, order, taken);
    return taken;
  }

  // ---- faults

  /// The distinct faults of rooms' own code, with their counts and stacks, the most frequent first.
  public Json faults() {
    return new Json.Arr(faults.all().stream().sorted((a, b) -> Long.compare(b.count().sum(), a.count().sum()))
        .limit(FAULTS_MAX).map(DevDesk::fault).toList());
  }

  private static Json fault(FaultLog.Fault fault) {
    Map<String, Json> shown = new LinkedHashMap<>();
    shown.put("type", Json.of(fault.room()));
    shown.put("callback", Json.of(fault.callback()));
    shown.put("room", Json.of(fault.firstRoomId()));
    shown.put("tick", Json.of(fault.firstTick()));
    shown.put("count", Json.of(fault.count().sum()));
    shown.put("error", Json.of(clip(fault.thrown().toString())));
    shown.put("stack", Json.of(stack(fault.thrown())));
    return new Json.Obj(shown);
  }

  private static String stack(Throwable thrown) {
    StringBuilder text = new StringBuilder();
    int frames = 0;
    for (Throwable each = thrown; each != null && frames < STACK_MAX; each = each.getCause()) {
      if (each != thrown) text.append("because of ").append(clip(each.toString())).append('\n');
      for (StackTraceElement frame : each.getStackTrace()) {
        if (frames++ >= STACK_MAX) break;
        text.append("at ").append(frame).append('\n');
      }
    }
    return text.toString();
  }

  private static String clip(String text) {
    return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX) + "…";
  }
}

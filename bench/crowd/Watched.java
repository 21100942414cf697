import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import takt.protocol.frame.Ack;
import takt.protocol.frame.Capability;
import takt.protocol.frame.ErrorCode;
import takt.protocol.frame.Kind;
import takt.protocol.json.Json;
import takt.protocol.wire.WireReader;
import takt.schema.PlayerId;
import takt.server.Interest;
import takt.server.interest.Cells;
import takt.server.interest.Known;
import takt.server.interest.View;
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

/// A [Crowd] run by hand: what a tick costs its thread when everyone watches, and when nobody does.
///
/// One thread, which is the room's; clients are as far as the room notices: they take frames when the tick is over, and
/// acknowledge them. Prints one line of JSON.
/// ```
/// Watched PLAYERS HZ WARM_SECONDS SECONDS
/// ```
final class Watched {
  /// How many may enter in one tick.
  private static final int ENTER = 500;
  private static final int TICKS_MIN = 20;
  /// After so many steps the pairs who see each other are counted, here and by the peer.
  static final int PAIRS_AT_STEP = 40;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final FaultLog faults = new FaultLog();
  private final Inbox inbox = new Inbox(() -> {});
  private final RoomType type;
  private final RoomBody body;
  private final RoomLoop loop;
  private final List<Client> clients = new ArrayList<>();
  private final List<Runnable> posted = new ArrayList<>();
  private final Lane lane = posted::add;
  private final long stepNs;
  private long ticks;
  private long cpuNs;
  private long allocated;

  /// @param watched whether those who enter look on
  Watched(int players, int hz, boolean watched) {
    stepNs = 1_000_000_000L / hz;
    type = new RoomType("crowd", () -> new Crowd(players, hz), new Metrics(), _ -> {});
    body = RoomBody.body(type, new RoomContext(inbox, RoomDesk.NOBODY, TaskRunner.inline(false), faults, false),
        new RoomBody.Birth("crowd", "", 1, 7, Json.Obj.EMPTY));
    loop = new RoomLoop(body, inbox, CommandLog.NONE);
    for (int i = 1; i <= players; i++) {
      enter(i, watched);
      if (i % ENTER == 0 || i == players) tick();
    }
  }

  private void enter(int member, boolean watches) {
    String name = "p" + member;
    inbox.offer(new RoomMessage.Enter(member, "", new PlayerId(name), name, false));
    if (!watches) return;
    Client client = new Client(member);
    clients.add(client);
    inbox.offer(new RoomMessage.Attach(member, client, 1, 1, true, false, Capability.DELTA | Capability.LOSSY, true,
        0));
  }

  private static final class Window {
    final long ticks;
    final long cpuNs;
    final long allocated;
    final long elsewhereNs;

    Window(long ticks, long cpuNs, long allocated, long elsewhereNs) {
      this.ticks = ticks;
      this.cpuNs = cpuNs;
      this.allocated = allocated;
      this.elsewhereNs = elsewhereNs;
    }

    double microsPerPlayer(int players) { return cpuNs / 1e3 / ticks / players; }
  }

  /// Runs for so long, of ticks' CPU time.
  Window run(double seconds) {
    long ticksBefore = ticks;
    long cpuBefore = cpuNs;
    long allocatedBefore = allocated;
    long mineBefore = threads.getCurrentThreadCpuTime();
    long allBefore = processNs();
    while (cpuNs - cpuBefore < seconds * 1e9 || ticks - ticksBefore < TICKS_MIN) tick();
    long elsewhere = processNs() - allBefore - (threads.getCurrentThreadCpuTime() - mineBefore);
    return new Window(ticks - ticksBefore, cpuNs - cpuBefore, allocated - allocatedBefore, elsewhere);
  }

  private static long processNs() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
  }

  void tick() {
    ticks++;
    long allocatedBefore = threads.getCurrentThreadAllocatedBytes();
    long before = threads.getCurrentThreadCpuTime();
    loop.tick(ticks * stepNs, ticks * stepNs / 1_000_000, 0);
    cpuNs += threads.getCurrentThreadCpuTime() - before;
    allocated += threads.getCurrentThreadAllocatedBytes() - allocatedBefore;
    posted.forEach(Runnable::run);
    posted.clear();
    for (Client client : clients) client.acknowledge();
    for (FaultLog.Fault fault : faults.all()) throw new AssertionError(fault.callback() + " failed", fault.thrown());
  }

  private Crowd room() { return (Crowd) body.room(); }

  /// A client, as far as the room notices.
  private final class Client implements Downlink {
    final long member;
    final Inbox.Share share = new Inbox.Share();
    final WireReader header = new WireReader();
    long snapshots;
    long bytes;
    long newest;

    Client(long member) { this.member = member; }

    void acknowledge() {
      if (newest == 0) return;
      RoomMessage ack = new RoomMessage.AckCame(member, new Ack(1, newest, 0), (ticks + 1) * stepNs);
      boolean taken = inbox.offerPlay(ack, share);
      if (!taken) throw new AssertionError("the inbox took no acknowledgement");
    }

    @Override public void send(byte[] sent, int offset, int length) {
      WireReader in = header.reset(sent, offset, length);
      int kind = in.u8();
      in.varint();
      if (kind == Kind.STEP.code()) {
        newest += 1 + in.varint();
      } else if (kind == Kind.SNAPSHOT.code()) {
        in.varint();
        newest = in.varint();
      } else {
        return;
      }
      snapshots++;
      bytes += length;
    }

    @Override public Lane lane() { return lane; }

    @Override public long queuedBytes() { return 0; }

    @Override public void end(ErrorCode why, String text) {
      throw new AssertionError("sent away: " + why + ", " + text);
    }
  }

  // ---- select alone

  /// Everyone's view, looked through as the room does it, with nothing encoded after it.
  private static final class Select {
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Cells cells = new Cells(Interest.within(Crowd.RADIUS), 0, 0, Crowd.SIDE_MAX, Crowd.SIDE_MAX);
    private final List<View> views = new ArrayList<>();
    private final Crowd room;
    long cpuNs;
    long looks;
    long seen;

    Select(Crowd room, int players, int hz) {
      this.room = room;
      boolean[] all = {true};
      for (int i = 0; i < players; i++) views.add(new View(cells, all, all, Math.max(1, hz / 2)));
    }

    void look(long tick) {
      long before = threads.getCurrentThreadCpuTime();
      cells.clear();
      for (Crowd.Ship s : room.ships) cells.add(s.id(), 0, s.x, s.y);
      cells.sort();
      int i = 0;
      for (Crowd.Ship s : room.ships) {
        View view = views.get(i++);
        view.owns(0, s.id());
        view.look(tick, tick - 2, true, s.x, s.y, (_, _) -> true);
      }
      cpuNs += threads.getCurrentThreadCpuTime() - before;
      looks += i;
      for (View view : views) told(view.part(0), tick);
    }

    private void told(Known known, long tick) {
      for (int i = 0; i < known.count(); i++) known.tell(i, tick, 1, 1, true);
      seen += known.count();
    }
  }

  // ---- the figures

  public static void main(String[] args) throws IOException {
    int players = Integer.parseInt(args[0]);
    int hz = Integer.parseInt(args[1]);
    double warmS = Double.parseDouble(args[2]);
    double seconds = Double.parseDouble(args[3]);

    Watched alone = new Watched(players, hz, false);
    Select select = new Select(alone.room(), players, hz);
    select.look(alone.ticks);
    long seenBefore = select.seen;
    for (int step = 0; step < PAIRS_AT_STEP; step++) {
      alone.tick();
      seenBefore = select.seen;
      select.look(alone.ticks);
    }
    long pairs = select.seen - seenBefore;

    Watched watched = new Watched(players, hz, true);
    watched.run(warmS);
    long coded = watched.type.metrics().chunksCoded.count();
    long told = watched.type.metrics().chunksTold.count();
    long snapshots = watched.clients.stream().mapToLong(c -> c.snapshots).sum();
    long bytes = watched.clients.stream().mapToLong(c -> c.bytes).sum();
    double[] waited = waited();
    Window with = watched.run(seconds);
    double wait = waitedSince(waited);
    coded = watched.type.metrics().chunksCoded.count() - coded;
    told = watched.type.metrics().chunksTold.count() - told;
    snapshots = watched.clients.stream().mapToLong(c -> c.snapshots).sum() - snapshots;
    bytes = watched.clients.stream().mapToLong(c -> c.bytes).sum() - bytes;

    for (int i = 0; i < with.ticks / 2; i++) alone.tick();
    Window without = alone.run(0.2);
    for (long end = select.cpuNs + (long) (warmS * 2e8); select.cpuNs < end;) look(alone, select);
    long selectNs = select.cpuNs;
    long looks = select.looks;
    long seen = select.seen;
    for (long end = select.cpuNs + (long) (seconds * 2e8); select.cpuNs < end;) look(alone, select);
    selectNs = select.cpuNs - selectNs;
    looks = select.looks - looks;
    seen = select.seen - seen;

    double all = with.microsPerPlayer(players) - without.microsPerPlayer(players);
    System.out.printf(Locale.ROOT, """
        {"kind":"takt","players":%d,"hz":%d,"ticks":%d,"us":%.4f,"step_us":%.4f,"select_us":%.4f,"elsewhere_us":%.4f,\
        "bytes":%.2f,"sent":%.4f,"visible":%.3f,"pairs":%d,"coded":%.4f,"told":%.4f,"allocated":%.3f,"wait":%.4f}
        """, players, hz, with.ticks, all, without.microsPerPlayer(players), selectNs / 1e3 / looks,
        with.elsewhereNs / 1e3 / with.ticks / players, bytes / (double) snapshots,
        snapshots / (double) (with.ticks * players), seen / (double) looks, pairs,
        coded / (double) (with.ticks * players), told / (double) (with.ticks * players),
        with.allocated / (double) (with.ticks * players), wait);
    System.exit(0);
  }

  private static void look(Watched alone, Select select) {
    alone.tick();
    select.look(alone.ticks);
  }

  /// Nanoseconds this thread ran and waited for its CPU.
  private static double[] waited() throws IOException {
    return Arrays.stream(Files.readString(Path.of("/proc/thread-self/schedstat")).split(" "))
        .limit(2).mapToDouble(Double::parseDouble).toArray();
  }

  private static double waitedSince(double[] before) throws IOException {
    double[] now = waited();
    return (now[1] - before[1]) / (now[0] - before[0] + now[1] - before[1]);
  }
}

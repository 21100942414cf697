import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import takt.protocol.frame.Ack;
import takt.protocol.frame.Capability;
import takt.protocol.frame.ErrorCode;
import takt.protocol.frame.Kind;
import takt.protocol.json.Json;
import takt.protocol.wire.WireReader;
import takt.schema.PlayerId;
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

/// What does a tick of a room at rest cost, and what is sent of it? Started by bench/rest.sh.
///
/// One thread, which is the room's: it runs a [Still] by hand, and sixteen clients take each frame when the tick is
/// over, and acknowledge it.
final class Rest {
  private static final String USAGE = "./takt bench rest [--seconds 2] [--rounds 5] [--save]";
  private static final int HZ = 20;
  private static final int VIEWERS = 16;
  private static final int[] COUNTS = {0, 1_000, 10_000, 60_000};
  private static final long STEP_NS = 1_000_000_000L / HZ;
  /// Ticks until everyone has everything: a whole state is acknowledged, and the window has opened.
  private static final int SETTLES = 200;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final FaultLog faults = new FaultLog();
  private final Inbox inbox = new Inbox(() -> {});
  private final RoomLoop loop;
  private final List<Client> clients = new ArrayList<>();
  private final List<Runnable> posted = new ArrayList<>();
  private final Lane lane = posted::add;
  private long ticks;

  private Rest(int count, boolean interest, boolean watched) {
    RoomType type = new RoomType("still", () -> new Still(count, interest), new Metrics(), _ -> {});
    RoomBody body = RoomBody.body(type, new RoomContext(inbox, RoomDesk.NOBODY, TaskRunner.inline(false), faults,
        false), new RoomBody.Birth("still", "", 1, 7, Json.Obj.EMPTY));
    loop = new RoomLoop(body, inbox, CommandLog.NONE);
    for (int i = 1; i <= VIEWERS; i++) {
      inbox.offer(new RoomMessage.Enter(i, "", new PlayerId("p" + i), "p" + i, false));
      if (!watched) continue;
      Client client = new Client(i);
      clients.add(client);
      inbox.offer(new RoomMessage.Attach(i, client, 1, 1, true, false, Capability.DELTA | Capability.LOSSY, true, 0));
    }
    for (int i = 0; i < SETTLES; i++) tick();
  }

  private long tick() {
    ticks++;
    long before = threads.getCurrentThreadCpuTime();
    loop.tick(ticks * STEP_NS, ticks * STEP_NS / 1_000_000, 0);
    long tookNs = threads.getCurrentThreadCpuTime() - before;
    posted.forEach(Runnable::run);
    posted.clear();
    for (Client client : clients) client.acknowledge();
    for (FaultLog.Fault fault : faults.all()) throw new AssertionError(fault.callback() + " failed", fault.thrown());
    return tookNs;
  }

  /// CPU time of a tick.
  private double microsATick(double seconds) {
    long usedNs = 0;
    long ran = 0;
    while (usedNs < seconds * 1e9) {
      usedNs += tick();
      ran++;
    }
    return usedNs / 1e3 / ran;
  }

  /// A client, as far as the room notices.
  private final class Client implements Downlink {
    final long member;
    final Inbox.Share share = new Inbox.Share();
    final WireReader header = new WireReader();
    long snapshots;
    long bytes;
    long newest;

    Client(long member) {
      this.member = member;
    }

    void acknowledge() {
      if (newest == 0) return;
      RoomMessage ack = new RoomMessage.AckCame(member, new Ack(1, newest, 0), (ticks + 1) * STEP_NS);
      if (!inbox.offerPlay(ack, share)) throw new AssertionError("the inbox took no acknowledgement");
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

    @Override public Lane lane() {
      return lane;
    }

    @Override public long queuedBytes() {
      return 0;
    }

    @Override public void end(ErrorCode why, String text) {
      throw new AssertionError("sent away: " + why + ", " + text);
    }
  }

  /// What it costs that sixteen look on: a tick with them less one without.
  private record Row(int count, boolean interest, double micros, double bytesASnapshot) {}

  private static Row row(int count, boolean interest, double seconds) {
    double without = new Rest(count, interest, false).microsATick(seconds / 4);
    Rest rest = new Rest(count, interest, true);
    rest.microsATick(seconds / 2);
    long bytes = rest.bytes();
    long snapshots = rest.snapshots();
    double with = rest.microsATick(seconds);
    return new Row(count, interest, with - without, (rest.bytes() - bytes) / (double) (rest.snapshots() - snapshots));
  }

  private long bytes() {
    return clients.stream().mapToLong(c -> c.bytes).sum();
  }

  private long snapshots() {
    return clients.stream().mapToLong(c -> c.snapshots).sum();
  }

  static void main(String[] args) throws IOException {
    double seconds = 2;
    int rounds = 5;
    boolean save = false;
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--save")) save = true;
      else if (args[i].equals("--seconds") && i + 1 < args.length) seconds = Double.parseDouble(args[++i]);
      else if (args[i].equals("--rounds") && i + 1 < args.length) rounds = Integer.parseInt(args[++i]);
      else {
        System.err.println(USAGE);
        System.exit(2);
      }
    }
    StringBuilder text = new StringBuilder(String.format("# At rest%n%nOne room at 20 Hz, %d viewers who speak bits;"
        + " CPU time of the room's thread, a tick with viewers less one without: median of %d rounds.%n%n| entities |"
        + " interest | µs a tick | bytes a snapshot |%n|---|---|---|---|%n", VIEWERS, rounds));
    double[][] micros = new double[2][COUNTS.length];
    System.out.print(text);
    // Of 10,000 beyond those of an empty room.
    double bytes = 0;
    for (int interest = 0; interest < 2; interest++) {
      for (int c = 0; c < COUNTS.length; c++) {
        List<Row> rows = new ArrayList<>();
        for (int r = 0; r < rounds; r++) rows.add(row(COUNTS[c], interest == 1, seconds));
        rows.sort((a, b) -> Double.compare(a.micros, b.micros));
        Row median = rows.get(rounds / 2);
        micros[interest][c] = median.micros;
        if (interest == 0 && COUNTS[c] == 0) bytes = -median.bytesASnapshot;
        if (interest == 0 && COUNTS[c] == 10_000) bytes += median.bytesASnapshot;
        String line = String.format(Locale.ROOT, "| %,d | %s | %.1f (%.1f–%.1f) | %.2f |%n", COUNTS[c],
            interest == 1 ? "50 around each" : "–", median.micros, rows.getFirst().micros, rows.getLast().micros,
            median.bytesASnapshot);
        System.out.print(line);
        text.append(line);
      }
    }
    double times = micros[0][2] / micros[0][1];
    String growth = String.format(Locale.ROOT, "%nTen times the entities (1,000 to 10,000): %.2f × the cost, %.2f × with"
        + " interest.%n", times, micros[1][2] / micros[1][1]);
    System.out.print(growth);
    keep(bytes, times, rounds);
    if (!save) return;
    Files.writeString(Path.of(System.getProperty("bench.root"), "bench", "results", "rest.md"), text + growth);
  }

  private static void keep(double bytes, double times, int rounds) throws IOException {
    Path file = Path.of(System.getProperty("bench.out"), "figures", "rest.tsv");
    Files.createDirectories(file.getParent());
    Files.write(file, List.of("rest.bytes\t" + bytes + "\tbeyond the snapshots of an empty room",
        "rest.flat\t" + times + "\tby the cost of a tick, median of " + rounds + " rounds"));
  }
}

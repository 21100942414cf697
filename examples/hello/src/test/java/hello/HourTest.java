package hello;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import browser.Browser;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// One hour of hello with 500 bots that come and go in all the ways there are: nothing piles up, no buffer leaks.
///
/// `./takt prove examples/hello`; `-Dprove.minutes=3 -Dprove.bots=100 -Dprove.seed=7` for less, or for the same again.
@Tag("prove")
@Timeout(value = 3, unit = TimeUnit.HOURS) class HourTest {
  private static final long MINUTES = Long.getLong("prove.minutes", 60);
  private static final int BOTS = Integer.getInteger("prove.bots", 500);
  private static final long SEED = Long.getLong("prove.seed", System.nanoTime());
  private static final long S_NS = 1_000_000_000;
  /// A crowd comes and goes before the first measurement: classes are loaded, pools are as large as they get.
  private static final long REHEARSAL_NS = 30 * S_NS;
  private static final long SAMPLE_NS = Math.min(60 * S_NS, MINUTES * 60 * S_NS / 12);
  /// A seat is held 10 s here, a session 30 s, who sleeps 15 s; then the rooms close.
  private static final long EMPTY_WITHIN_NS = 120 * S_NS;
  private static final long PATIENCE_S = 30;
  private static final double MB = 1 << 20;
  private static final double SLACK_BYTES = 2 * MB;
  private static final double SLACK = 1.1;
  /// Netty keeps its pool as large as its worst moment, in chunks of a megabyte or more, for each thread.
  private static final double POOL_SLACK_BYTES = 8 * MB;

  @TempDir Path folder;

  private final List<Double> heap = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private Path log = Path.of("");
  private int adminPort;
  private String metrics = "";

  @Test void theHeapIsFlat() throws Exception {
    say(MINUTES + " minutes, " + BOTS + " bots, -Dprove.seed=" + SEED);
    log = folder.resolve("server.txt");
    Process process = server();
    BufferedWriter in = process.outputWriter();
    try (BufferedReader out = process.inputReader()) {
      List<String> up = List.of(line(out).split(" ", 3));
      adminPort = Integer.parseInt(up.get(2));
      try (Crowd crowd = new Crowd(URI.create("ws://127.0.0.1:" + up.get(1) + "/takt"), SEED)) {
        run(crowd, in, out);
      }
      assertEquals(0, leaks(), this::said);
      measure("leak", in, out);
      for (int i = 0; i < 10 && leaks() == 0; i++) measure("measure", in, out);
      assertEquals(1, leaks(), "leaks told after one on purpose: the detector is off");
      in.close();
      assertTrue(process.waitFor(PATIENCE_S, TimeUnit.SECONDS), "the server does not stop");
      assertEquals(0, process.exitValue());
    } finally {
      process.destroyForcibly();
    }
  }

  private void run(Crowd crowd, BufferedWriter in, BufferedReader out) throws Exception {
    crowd.invite(BOTS, System.nanoTime());
    crowd.play(System.nanoTime() + REHEARSAL_NS);
    Sample base = empty(crowd, in, out);
    say(Sample.HEAD);
    say(base.row("base"));

    long beganNs = System.nanoTime();
    long mostSessions = 0;
    crowd.invite(BOTS, beganNs);
    for (long atNs = SAMPLE_NS; atNs <= MINUTES * 60 * S_NS; atNs += SAMPLE_NS) {
      crowd.play(beganNs + atNs);
      Sample sample = sample(crowd, in, out);
      heap.add(sample.heap);
      mostSessions = Math.max(mostSessions, sample.sessions);
      say(sample.row(String.format(Locale.ROOT, "%.2f", atNs / 60e9)));
    }
    Sample end = empty(crowd, in, out);
    say(end.row("empty"));
    say(crowd.tally().toString());
    judge(base, end, mostSessions, crowd);
  }

  private void judge(Sample base, Sample end, long mostSessions, Crowd crowd) {
    double before = median(heap.subList(heap.size() / 4, heap.size() / 2));
    double after = median(heap.subList(heap.size() * 3 / 4, heap.size()));
    say(String.format(Locale.ROOT, "heap: %.1f MB in the second quarter, %.1f MB in the last", before / MB,
        after / MB));
    assertTrue(after <= before * SLACK + SLACK_BYTES, "the heap grows: " + heap);
    assertTrue(end.heap <= base.heap * SLACK + SLACK_BYTES, "something of those who went is kept");
    assertTrue(end.direct <= base.direct + POOL_SLACK_BYTES, "memory of those who went is kept");
    assertTrue(end.threads <= base.threads + 2, "threads are left");
    assertTrue(end.files <= base.files + 2, "sockets or files are left");
    assertEquals(0, sum("takt_faults_total", ""));
    for (String happened : List.of("joined", "moved", "resumed", "goodbye", "leave", "vanish", "sleep", "reloaded")) {
      assertTrue(crowd.count(happened) > 0, happened + " never happened");
    }
    assertTrue(mostSessions > BOTS / 2, "most sessions at a time: " + mostSessions);
    assertTrue(crowd.tally().keySet().stream().noneMatch(what -> what.startsWith("refused")), "some were refused");
  }

  /// `./takt prove` shows lines that begin so.
  private static void say(String line) {
    System.out.println("prove: " + line);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  // ---- the server

  private Process server() throws IOException {
    Path root = Browser.root();
    ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "@" + root.resolve("build/jvm.options"), "-Xmx512m", "-Dio.netty.leakDetection.level=paranoid", "-cp",
        System.getProperty("java.class.path"), "hello.HourServer");
    builder.environment().keySet().removeIf(name -> name.startsWith("TAKT_") || name.equals("PORT"));
    builder.environment().put("TAKT_PORT", "0");
    builder.environment().put("TAKT_ADMIN_PORT", "0");
    builder.environment().put("TAKT_CONNECTIONS_PER_ADDRESS_MAX", "10000");
    builder.environment().put("TAKT_ROOM_HELLO_RECONNECT_SECONDS", "10");
    return builder.redirectError(log.toFile()).start();
  }

  private String line(BufferedReader out) throws IOException {
    String line = out.readLine();
    if (line == null) throw new AssertionError("the server ended: " + said());
    return line;
  }

  /// The end of what it logged.
  private String said() {
    try {
      String text = Files.readString(log);
      return text.substring(Math.max(0, text.length() - 10_000));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private long leaks() throws IOException {
    try (var lines = Files.lines(log)) {
      return lines.filter(line -> line.contains("LEAK:")).count();
    }
  }

  private double measure(String what, BufferedWriter in, BufferedReader out) throws IOException {
    in.write(what);
    in.newLine();
    in.flush();
    return Double.parseDouble(line(out));
  }

  // ---- measuring

  /// What the server holds after a collection of everything.
  private record Sample(double heap, double direct, long threads, long files, long sessions, long connections,
      long rooms, long dropped, long joined, long resumed, int bots, long slowestNs, long leaks) {
    static final String HEAD = "minute  heap MB  direct MB  threads  files  bots  sessions  connections  rooms  joined"
        + "  resumed  ticks dropped  bots late ms  leaks";

    String row(String minute) {
      return String.format(Locale.ROOT, "%6s  %7.1f  %9.1f  %7d  %5d  %4d  %8d  %11d  %5d  %6d  %7d  %13d  %12d  %5d",
          minute,
          heap / MB, direct / MB, threads, files, bots, sessions, connections, rooms, joined, resumed, dropped,
          slowestNs / 1_000_000, leaks);
    }
  }

  private Sample sample(Crowd crowd, BufferedWriter in, BufferedReader out) throws Exception {
    double heapBytes = measure("measure", in, out);
    scrape();
    return new Sample(heapBytes, sum("takt_direct_memory_bytes", ""), (long) sum("jvm_threads_current", ""),
        (long) sum("process_open_fds", ""), (long) sum("takt_sessions", ""),
        (long) sum("takt_connections", "public"), (long) sum("takt_rooms", ""),
        (long) sum("takt_ticks_dropped_total", ""), crowd.count("joined"), crowd.count("resumed"), crowd.size(),
        crowd.slowestTurnNs(), leaks());
  }

  /// Everyone goes; a sample of when the server has forgotten them.
  private Sample empty(Crowd crowd, BufferedWriter in, BufferedReader out) throws Exception {
    crowd.sendAway();
    long untilNs = System.nanoTime() + EMPTY_WITHIN_NS;
    for (boolean empty = false; !empty; LockSupport.parkNanos(S_NS)) {
      scrape();
      double left = sum("takt_sessions", "") + sum("takt_rooms", "") + sum("takt_connections", "public");
      empty = left == 0;
      assertTrue(empty || System.nanoTime() < untilNs, () -> "sessions, rooms or connections are left: " + metrics);
    }
    return sample(crowd, in, out);
  }

  private void scrape() throws IOException, InterruptedException {
    URI page = URI.create("http://127.0.0.1:" + adminPort + "/metrics");
    metrics = http.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString()).body();
  }

  /// The sum of a metric over all labels that contain a text.
  private double sum(String name, String label) {
    double sum = 0;
    boolean found = false;
    for (String line : metrics.lines().toList()) {
      if (!line.startsWith(name + " ") && !line.startsWith(name + "{")) continue;
      found = true;
      String[] parts = {line.substring(0, line.lastIndexOf(' ')), line.substring(line.lastIndexOf(' ') + 1)};
      if (parts[0].contains(label)) sum += Double.parseDouble(parts[1]);
    }
    if (!found && !name.endsWith("_total")) throw new AssertionError("there is no metric " + name + " in " + metrics);
    return sum;
  }
}

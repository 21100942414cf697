package takt.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `/metrics` of a server under play, read by Prometheus's own tool.
class MetricsPageTest {
  /// What an operator must see of any server that somebody plays on, as the page has it.
  private static final List<String> MOVED = List.of(
      "takt_tick_duration_seconds_count{room=\"yard\"}", "takt_tick_lateness_seconds_count{room=\"yard\"}",
      "takt_ticks_total{room=\"yard\"}", "takt_rooms", "takt_players", "takt_sessions",
      "takt_inbox_depth_count{room=\"yard\"}", "takt_input_to_apply_seconds_count{room=\"yard\"}",
      "takt_client_rtt_seconds_count", "takt_client_loss_ratio_count",
      "takt_received_frames_total{kind=\"input\"}", "takt_received_bytes_total{kind=\"input\"}",
      "takt_sent_frames_total{kind=\"snapshot\"}", "takt_sent_bytes_total{kind=\"snapshot\"}",
      "takt_drops_total{reason=\"of-no-room\"}", "takt_event_loop_lag_seconds_count",
      "takt_connections{listener=\"public\"}", "takt_connections_opened_total", "takt_socket_received_bytes_total",
      "takt_direct_memory_bytes", "jvm_memory_used_bytes{area=\"heap\"}", "jvm_threads_current");

  @TempDir Path folder = Path.of("");

  @Test void everythingAnOperatorNeedsMovesUnderPlayAndPromtoolTakesThePage() throws Exception {
    try (Server server = Server.open(folder); Somebody ann = Somebody.at(server.socket())) {
      ann.say("{'type':'hello','min':1,'max':1,'name':'Ann'}").hears("'type':'welcome'");
      ann.say("{'type':'join','request':1,'room':'yard'}").hears("'type':'snapshot'");
      ann.say("{'type':'input','room':1,'seq':1,'values':{'dx':1}}").hears("'input':1");
      ann.say("{'type':'input','room':7,'seq':1,'values':{'dx':1}}");
      ann.say("{'type':'ping','id':1,'rttMs':40,'lossPermille':10}").hears("'type':'ponged'");
      System.gc();

      String page = await(server, text -> {
        List<String> still = new ArrayList<>(MOVED);
        still.removeIf(series -> value(text, series) > 0);
        boolean paused = text.lines().anyMatch(line -> line.matches("jvm_gc_pause_seconds_count\\{gc=\".+\"} [1-9].*"));
        return still.isEmpty() ? paused ? null : "no pause of the collector" : "still 0: " + still;
      });
      assertTrue(page.contains("\ntakt_ticks_dropped_total{room=\"yard\"} "), "dropped ticks");
      assertEquals(0.04, value(page, "takt_client_rtt_seconds_sum"));
      assertEquals("", promtool(page));
    }
  }

  @Test void promtoolWouldHaveSaidSo() throws Exception {
    String said = promtool("# TYPE takt_things counter\ntakt_things 1\n");
    assertTrue(said.contains("_total"), said);
  }

  @Test void thePageSaysWhatItIs() throws Exception {
    try (Server server = Server.open(folder)) {
      var answer = server.page("/metrics");
      assertEquals(200, answer.statusCode());
      assertEquals("text/plain; version=0.0.4; charset=utf-8", answer.headers().firstValue("Content-Type").orElse(""));
      assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElse(""));
    }
  }

  @Test void closedPagesHearNoMoreOfTheCollector() throws Exception {
    try (Server closed = Server.open(folder);
        Server open = Server.open(Files.createDirectory(folder.resolve("other")))) {
      System.gc();
      await(closed, _ -> pauses(closed) > 0 && pauses(open) > 0 ? null : "no pause");
      closed.ops.close();
      long before = pauses(closed);
      long openBefore = pauses(open);
      System.gc();
      await(open, _ -> pauses(open) > openBefore ? null : "no pause");
      assertEquals(before, pauses(closed));
    }
  }

  private static long pauses(Server server) {
    return server.page("/metrics").body().lines().filter(line -> line.startsWith("jvm_gc_pause_seconds_count"))
        .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1))).sum();
  }

  /// Reads the page until nothing is missing.
  ///
  /// @param missing says what is, null for nothing
  private static String await(Server server, Function<String, @Nullable String> missing) {
    String why = "";
    for (int i = 0; i < 2000; i++) {
      String page = server.page("/metrics").body();
      String still = missing.apply(page);
      if (still == null) return page;
      why = still;
    }
    throw new AssertionError(why);
  }

  private static double value(String page, String series) {
    return page.lines().filter(line -> line.startsWith(series + " ")).findFirst()
        .map(line -> Double.parseDouble(line.substring(series.length() + 1))).orElse(-1.0);
  }

  /// What `promtool check metrics` has to say of a page; nothing for a good one.
  static String promtool(String page) throws IOException, InterruptedException {
    Process tool = new ProcessBuilder(tool("TAKT_TOOL_PROMTOOL"), "check", "metrics").redirectErrorStream(true).start();
    try (var in = tool.getOutputStream()) {
      in.write(page.getBytes(UTF_8));
    }
    String said = new String(tool.getInputStream().readAllBytes(), UTF_8);
    assertTrue(tool.waitFor(20, TimeUnit.SECONDS), "promtool does not end");
    return tool.exitValue() == 0 ? said : "exit " + tool.exitValue() + ": " + said;
  }

  /// Where `./takt test` or `build/tools.sh` says that a tool is.
  private static String tool(String name) throws IOException {
    String said = System.getenv(name);
    if (said != null) return said;
    Path paths = Path.of("../.takt/tools/paths");
    Properties tools = new Properties();
    if (Files.exists(paths)) {
      try (Reader reader = Files.newBufferedReader(paths)) {
        tools.load(reader);
      }
    }
    String found = tools.getProperty(name);
    if (found == null) throw new AssertionError(name + " is not known: run build/tools.sh promtool");
    return found;
  }
}

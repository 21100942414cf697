package takt.app.run;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import takt.Server;
import takt.Takt;
import takt.app.launch.Checkout;
import takt.client.ClientRoom;
import takt.client.JoinRequest;
import takt.client.TaktClient;
import takt.protocol.json.Json;

/// The developers' page in a real browser: it shows a room, and what players wrote as the text it is.
class DevPageBrowserTest {
  private static final String HOSTILE = "<img src=x id=pwned>";
  /// Outside of quotes: an attribute may well hold it.
  private static final Pattern BODY_IMAGE = Pattern.compile(">[^<\"]*<img");

  @Test void itShowsARoomAndWhatPlayersWroteAsText(@TempDir Path folder) throws Exception {
    Map<String, String> settings = Map.of("TAKT_PORT", "0", "TAKT_ADMIN_PORT", "0", "TAKT_DRAIN_SECONDS", "0");
    try (Server server = Takt.start(settings, app -> app.room(Zoo::new));
        TaktClient ann = Web.guest(server.port(), HOSTILE)) {
      ClientRoom room = ann.joinAndWait(JoinRequest.any("zoo")).orThrow();
      var answer = room.send(new Zoo.Fail(HOSTILE));
      Web.until(ann, "an answer", answer::isDone);
      String page = dom(folder, "http://localhost:" + server.adminPort() + "/dev#" + room.id());
      for (String text : List.of(">&lt;img src=x id=pwned&gt;</td>", "zoo", "neverSent", "feeding", "Live",
          "IllegalStateException", room.id())) {
        assertTrue(page.contains(text), () -> "no " + text + " in " + page);
      }
      assertFalse(BODY_IMAGE.matcher(page).find(), "what somebody wrote became an element");
    }
  }

  /// What the page has become after some seconds of its own time.
  private static String dom(Path folder, String url) throws IOException, InterruptedException {
    Path out = folder.resolve("page.html");
    Process browser = new ProcessBuilder(tool("TAKT_TOOL_CHROMIUM"), "--headless", "--no-sandbox", "--disable-gpu",
        "--user-data-dir=" + folder.resolve("profile"), "--virtual-time-budget=3000", "--dump-dom", url)
        .redirectOutput(out.toFile()).redirectError(folder.resolve("errors").toFile()).start();
    try {
      assertTrue(browser.waitFor(60, TimeUnit.SECONDS), "the browser still runs");
      return Files.readString(out);
    } finally {
      browser.descendants().forEach(ProcessHandle::destroyForcibly);
      browser.destroyForcibly();
    }
  }

  private static String tool(String name) throws IOException {
    String said = System.getenv(name);
    Path paths = Checkout.project().resolve(".takt/tools/paths");
    if (said == null && Files.exists(paths)) {
      Properties tools = new Properties();
      try (Reader reader = Files.newBufferedReader(paths)) {
        tools.load(reader);
      }
      said = tools.getProperty(name);
    }
    if (said == null) throw new AssertionError(name + " is not known, expected a browser: run build/tools.sh chromium");
    return said;
  }
}

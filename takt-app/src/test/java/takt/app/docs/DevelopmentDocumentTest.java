package takt.app.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import takt.Server;
import takt.Takt;
import takt.app.bots.BotsCommand;
import takt.app.launch.Checkout;
import takt.protocol.json.Json;
import takt.protocol.json.JsonLimits;
import takt.protocol.json.JsonReader;
import takt.server.Room;

/// `docs/development.md`: what it tells people to type works, and the options it lists are those there are.
class DevelopmentDocumentTest {
  static class Quiet extends Room {}

  private static final Pattern OPTION = Pattern.compile("^\\| `(--\\w+) \\w+` \\|([^|]*)\\|",
      Pattern.MULTILINE);

  private static String page() throws IOException {
    return Files.readString(Checkout.project().resolve("docs/development.md"));
  }

  private static String block(String with) throws IOException {
    return Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL).matcher(page()).results().map(b -> b.group(1))
        .filter(b -> b.contains(with)).findFirst().orElseThrow();
  }

  @Test void itsOptionsAreThoseOfTheCommand() throws IOException {
    Map<String, String> listed = new TreeMap<>();
    OPTION.matcher(page()).results().forEach(row -> listed.put(row.group(1), row.group(2).replace("`", "").strip()));
    Map<String, String> known = new TreeMap<>();
    new CommandLine(new BotsCommand()).getCommandSpec().options().stream().filter(o -> !o.usageHelp() && !o
        .versionHelp()).forEach(o -> known.put(o.longestName(), o.defaultValue() == null ? "" : o.defaultValue()));
    assertEquals(known, listed);
  }

  @Test void itsCommandForBotsIsOne() throws IOException {
    String[] words = block("takt bots").strip().split("\\s+", -1);
    String[] options = Arrays.copyOfRange(words, 2, words.length);
    assertNotNull(new CommandLine(new BotsCommand()).parseArgs(options));
  }

  @Test void whatIsAskedByHandIsAnswered() throws Exception {
    Map<String, String> settings = Map.of("TAKT_PORT", "0", "TAKT_ADMIN_PORT", "0", "TAKT_DRAIN_SECONDS", "0");
    try (Server server = Takt.start(settings, app -> app.room(Quiet::new))) {
      String id = server.rooms().create("quiet", Json.Obj.EMPTY).get(20, TimeUnit.SECONDS).id();
      String script = block("curl").replace(":7778/", ":" + server.adminPort() + "/").replace("\ncurl", "\necho\ncurl");
      ProcessBuilder shell = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true);
      shell.environment().put("ID", id);
      Process process = shell.start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, process.waitFor(), said);
      List<String> answers = said.strip().lines().toList();
      assertEquals(3, answers.size(), said);
      for (String answer : answers) {
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        assertNotNull(new JsonReader(JsonLimits.OWN).read(bytes, 0, bytes.length), answer);
      }
      assertTrue(answers.get(1).contains("\"tick\":"), answers.get(1));
      assertEquals("{}", answers.get(2));
    }
  }
}

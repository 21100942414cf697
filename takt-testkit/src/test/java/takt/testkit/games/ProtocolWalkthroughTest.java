package takt.testkit.games;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import takt.server.LeaveReason;
import takt.server.room.Inbox;
import takt.server.session.SessionLimits;
import takt.testkit.RawClient;
import takt.testkit.SimulatedServer;

/// What `docs/PROTOCOL.md` says of rooms, played: its walkthrough word by word, its reasons and its limits.
class ProtocolWalkthroughTest {
  private final String page;

  ProtocolWalkthroughTest() throws IOException {
    page = Files.readString(Path.of("../docs/PROTOCOL.md"), UTF_8);
  }

  @Test void theWalkthroughGoesAsWritten() {
    try (var server = SimulatedServer.builder().room("hello", Hello::new).start()) {
      RawClient client = RawClient.connect(server);
      Matcher block = Pattern.compile("(?s)```walkthrough\n(.*?)```").matcher(page);
      int said = 0;
      while (block.find()) {
        for (String line : block.group(1).lines().toList()) {
          if (line.startsWith("> ")) {
            client.say(line.substring(2));
            said++;
          } else {
            client.line(line.substring(2));
          }
        }
      }
      assertEquals(7, said);
      server.advance(Duration.ofSeconds(1));
      assertEquals(1000, client.closeCode());
    }
  }

  @Test void everyReasonToLeaveIsListed() {
    for (LeaveReason reason : LeaveReason.values()) assertTrue(page.contains("\n| `" + reason.wire() + "` | "));
  }

  @Test void theLimitsAreThoseOfTheCode() {
    SessionLimits limits = SessionLimits.DEFAULTS;
    for (String row : List.of("| hello after connecting | within " + limits.helloWithin().toSeconds() + " s |",
        "| frames that are none (JSON twin) | " + limits.badFramesMax() + " |",
        "`bye`… | " + limits.controlPerSecond() + " a second |",
        "| `ping` and `pong` together | " + limits.controlPerSecond() + " a second |",
        "| `input` | " + limits.inputsPerSecond() + " a second |",
        "| `ack` | " + limits.inputsPerSecond() + " a second |",
        "| `command` | " + limits.commandsPerSecond() + " a second |",
        "| joins waiting for an answer | " + limits.joinsPendingMax() + " |",
        "| lists watched | " + limits.watchesMax() + " |",
        "| rooms a session opens | " + limits.roomsCreatedPerMinute() + " a minute |",
        "| messages of players waiting for a room | " + Inbox.PLAY_MAX + ", or ",
        "| silence | " + limits.silent().toSeconds() + " s |",
        "| sessions of a server | " + limits.sessionsMax() + " |",
        "| rooms of a server | " + limits.roomsMax() + " |")) {
      assertTrue(page.contains(row), row);
    }
  }
}

package takt.app.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import takt.app.launch.Program;
import takt.client.ClientRoom;
import takt.client.JoinRequest;
import takt.client.TaktClient;

/// How a server's process ends: well when it is told to, with cause and fix when it cannot start.
class StopTest {
  @TempDir Path temp;
  private Path folder = Path.of("");

  @BeforeEach void game() throws IOException {
    folder = Files.createDirectory(temp.resolve("game"));
    Files.createDirectory(temp.resolve("tmp"));
    Files.writeString(folder.resolve("Quiet.java"), """
        import takt.Takt;
        import takt.server.Room;

        class Quiet extends Room {
          static void main() { Takt.serve(Quiet::new); }
        }
        """);
  }

  private Program run(Map<String, String> environment) {
    return TaktProcess.start(folder, environment, "", "run", "Quiet.java");
  }

  @Test void signalsLetRoomsEndAndThenTheProcessWithZero() throws Exception {
    for (String signal : List.of("TERM", "INT")) {
      try (Program server = run(Map.of())) {
        try (TaktClient ann = Web.guest(TaktProcess.port(server), "ann")) {
          ClientRoom room = ann.joinAndWait(JoinRequest.any("quiet")).orThrow();
          server.signal(signal);
          server.signal(signal); // impatience changes nothing
          Web.until(ann, "being told", () -> !room.isIn());
          assertEquals("server-stopping", room.leftReason());
        }
        server.ends(0);
        assertTrue(server.errors().contains("stopping: nobody new comes in, rooms have 2 s to end"), server::toString);
        assertTrue(server.errors().endsWith("stopped\n"), server::toString);
      }
    }
  }

  @Test void withoutGraceItEndsAtOnce() throws Exception {
    try (Program server = run(Map.of("TAKT_DRAIN_SECONDS", "0"))) {
      try (TaktClient ann = Web.guest(TaktProcess.port(server), "ann")) {
        ClientRoom room = ann.joinAndWait(JoinRequest.any("quiet")).orThrow();
        server.signal("TERM");
        Web.until(ann, "being told", () -> !room.isIn());
      }
      server.ends(0);
    }
  }

  @Test void aTakenPortEndsItWithCauseAndFix() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("::"));
        Program server = run(Map.of("TAKT_PORT", String.valueOf(taken.getLocalPort())))) {
      server.ends(1);
      assertEquals(
          "takt: the server could not start:\n  TAKT_PORT=" + taken.getLocalPort() + " is taken: something else"
              + " listens there, perhaps this server started twice; stop it or choose another port, 0 for any that is"
              + " free\n",
          server.errors());
      assertEquals("", server.output());
    }
  }

  @Test void wrongSettingsEndItWithAllThatIsWrong() throws Exception {
    Files.writeString(folder.resolve("takt.properties"), "TAKT_PROT=7\n");
    try (Program server = run(Map.of("TAKT_PORT", "70000", "TAKT_SECRET", "hunter2"))) {
      server.ends(1);
      List<String> lines = server.errors().lines().toList();
      assertEquals("takt: the settings are wrong:", lines.get(0));
      assertEquals(4, lines.size(), server::toString);
      assertTrue(lines.get(1).contains("TAKT_PROT, which is none of the settings; did you mean TAKT_PORT?"));
      assertTrue(lines.get(2).contains("TAKT_PORT=70000: expected a whole number from 0 to 65535."));
      assertTrue(lines.get(3).contains("TAKT_SECRET=(hidden): expected at least "));
      assertFalse(server.errors().contains("hunter2"), server::toString);
    }
  }

  @Test void settingsInEffectArePrintedWithoutSecrets() throws Exception {
    Files.writeString(folder.resolve("takt.properties"), "TAKT_SECRET=correct horse battery staple, and more\n");
    try (Program server = run(Map.of("TAKT_SECRT", "hunter2"))) {
      TaktProcess.port(server);
      assertTrue(server.output().contains("  TAKT_SECRET=(hidden)\n"), server::toString);
      assertTrue(server.errors().contains("TAKT_SECRT is set, but is none of the settings; did you mean TAKT_SECRET?"),
          server::toString);
      assertFalse(server.toString().contains("battery"), server::toString);
      assertFalse(server.toString().contains("hunter2"), server::toString);
    }
    try (Program list = TaktProcess.start(folder, Map.of(), "", "run", "--settings")) {
      String text = list.ends(0).output();
      assertTrue(text.contains("TAKT_SECRET=(hidden)\n    signs reservations"), text);
    }
  }

  @Test void howMuchIsLoggedIsASettingOfTheFileToo() throws Exception {
    try (Program server = run(Map.of("TAKT_LOG", "error"))) {
      TaktProcess.port(server);
      server.signal("TERM");
      assertEquals("", server.ends(0).errors());
    }
    Files.writeString(folder.resolve("takt.properties"), "TAKT_LOG=error\n");
    try (Program server = run(Map.of())) {
      TaktProcess.port(server);
      server.signal("TERM");
      assertEquals("", server.ends(0).errors());
    }
  }
}

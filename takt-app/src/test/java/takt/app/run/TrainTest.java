package takt.app.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import takt.app.launch.Program;

/// `takt train Game.java`: a file beside it, and a server that tells what is in it.
class TrainTest {
  private static final String GAME = """
      import takt.Takt;
      import takt.schema.*;
      import takt.server.*;
      class Orbits extends Room {
        static class Moon extends Entity { @Position(max = 1000) double x, y; double phase; }
        final Entities<Moon> moons = entities();
        @Override protected void configure(RoomConfig c) { c.tickRateHz(20).seatsMax(4); }
        @Override protected void onCreate() {
          for (int i = 0; i < 8; i++) moons.add(new Moon()).phase = random().between(0, 6.0);
        }
        @Override protected void onTick(Tick t) {
          for (Moon m : moons) {
            m.phase += t.stepSeconds();
            m.x = 500 + 400 * Math.sin(m.phase);
            m.y = 500 + 300 * Math.cos(m.phase);
          }
        }
        static void main() { Takt.serve(Orbits::new); }
      }
      """;
  @TempDir Path temp;
  private Path folder = Path.of("");

  @BeforeEach void folders() throws IOException {
    folder = Files.createDirectory(temp.resolve("game"));
    Files.createDirectory(temp.resolve("tmp"));
  }

  private String takt(int exitCode, String... arguments) throws Exception {
    try (Program train = TaktProcess.start(folder, Map.of(), "", arguments)) {
      assertEquals(exitCode, train.exitCode(TaktProcess.LIMIT), train::toString);
      return train.output() + train.errors();
    }
  }

  private Path game() throws IOException {
    Files.writeString(folder.resolve("Orbits.java"), GAME);
    return folder.resolve("Orbits.habits.json");
  }

  @Test void whatIsFoundIsToldToClients() throws Exception {
    Path file = game();
    takt(0, "train", "Orbits.java", "--runs", "4", "--for", "20");
    String found = Files.readString(file);
    takt(0, "train", "Orbits.java", "--runs", "4", "--for", "20");
    assertEquals(found, Files.readString(file), "the same seeds, another file");
    try (Program server = TaktProcess.start(folder, Map.of(), "", "run", "Orbits.java")) {
      String schema = Web.get(TaktProcess.port(server), "/takt/schema/orbits.json").body();
      assertTrue(schema.contains("\"habit\":{\"how\":[["), schema);
    }
  }

  @Test void aFileThatIsNoneIsToldAndMayBeWrittenAnew() throws Exception {
    Path file = game();
    Files.writeString(file, "{\"version\":9}");
    String said = takt(1, "run", "Orbits.java");
    assertTrue(said.contains("Orbits.habits.json cannot be used: ") && said.contains("./takt train"), said);
    takt(0, "train", "Orbits.java", "--runs", "4", "--for", "20");
    assertTrue(Files.readString(file).startsWith("{\"version\":1,"));
  }

  @Test void withoutAFolderForItNothingIsPlayed() throws Exception {
    String said = takt(1, "train", "hello.Hello");
    assertTrue(said.contains("--to FOLDER"), said);
    try (Stream<Path> all = Files.list(folder)) {
      assertFalse(all.findAny().isPresent());
    }
  }
}

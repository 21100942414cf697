package takt.app.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import takt.app.launch.Checkout;
import takt.app.launch.Program;
import takt.client.ClientRoom;
import takt.client.JoinRequest;
import takt.client.TaktClient;

/// `takt run Hello.java`: one file, and nothing else.
class OneFileTest {
  private static final Path HELLO = Checkout.project().resolve("examples/hello/src/main");
  @TempDir Path temp;
  private Path folder = Path.of("");
  private Path scratch = Path.of("");

  @BeforeEach void folders() throws IOException {
    folder = Files.createDirectory(temp.resolve("my game"));
    scratch = Files.createDirectory(temp.resolve("tmp"));
  }

  private void hello() throws IOException {
    Files.copy(HELLO.resolve("java/hello/Hello.java"), folder.resolve("Hello.java"));
  }

  private Program run(String... arguments) {
    String[] all = Stream.concat(Stream.of("run"), Stream.of(arguments)).toArray(String[]::new);
    return TaktProcess.start(folder, Map.of(), "", all);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  @Test void withoutAPageItOpensInThePlayground() throws Exception {
    hello();
    try (Program server = run("Hello.java")) {
      int port = TaktProcess.port(server);
      assertTrue(server.output().contains("\nRooms: hello\n"), server::toString);
      assertTrue(server.output().contains("\nDEVELOPMENT MODE: guests come in"), server::toString);
      String page = Web.get(port, "/").body();
      assertEquals(page, Web.get(port, "/play/").body());
      assertTrue(page.contains("<html"), page);
      assertEquals(200, Web.get(port, "/takt/takt.js").statusCode());
      try (TaktClient ann = Web.guest(port, "ann")) {
        ClientRoom room = ann.joinAndWait(JoinRequest.any("hello")).orThrow();
        Web.until(ann, "a square", () -> !room.state().entities().isEmpty());
        server.signal("TERM");
        Web.until(ann, "being told", () -> !room.isIn());
        assertEquals("server-stopping", room.leftReason());
      }
      server.ends(0);
      assertEquals("", server.errors().lines().filter(line -> line.contains("WARN") || line.contains("ERROR"))
          .reduce("", String::concat));
    }
    assertEquals(List.of("Hello.java"), names(folder));
    assertEquals(List.of(), names(scratch).stream().filter(name -> name.startsWith("takt-run")).toList());
  }

  @Test void aFolderWebBesideItIsItsPage() throws Exception {
    hello();
    Path web = Files.createDirectory(folder.resolve("web"));
    Files.writeString(web.resolve("index.html"), "<p>one");
    try (Program server = run("Hello.java", "--port", "0")) {
      int port = TaktProcess.port(server);
      assertEquals("<p>one", Web.get(port, "/").body());
      Files.writeString(web.resolve("index.html"), "<p>one more");
      assertEquals("<p>one more", Web.get(port, "/").body());
      assertEquals(404, Web.get(port, "/Hello.java").statusCode());
      assertEquals(200, Web.get(port, "/play/").statusCode());
    }
  }

  /// From a folder elsewhere, as `takt run games/Hello.java`.
  @Test void itsPageIsBesideTheFileNotWhereOneStands() throws Exception {
    Path games = folder.resolve("games");
    Files.createDirectories(games.resolve("web"));
    Files.copy(HELLO.resolve("java/hello/Hello.java"), games.resolve("Hello.java"));
    Files.writeString(games.resolve("web/index.html"), "<p>games");
    try (Program server = run("games/Hello.java")) {
      assertEquals("<p>games", Web.get(TaktProcess.port(server), "/").body());
    }
  }

  /// The distribution has the example with its page: neither may stand in for the file that was named.
  @Test void aCopyOfAnExampleIsTheCopy() throws Exception {
    hello();
    Path example = temp.resolve("example");
    Files.createDirectories(example.resolve("web"));
    Files.writeString(example.resolve("web/index.html"), "<p>the example's");
    Path source = Files.writeString(temp.resolve("Hello.java"),
        "package hello; class Hello { static void main() { System.out.println(\"the example\"); } }");
    assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", example.toString(),
        source.toString()));
    try (Program server = TaktProcess.start(folder, Map.of(), example.toString(), "run", "Hello.java")) {
      int port = TaktProcess.port(server);
      assertFalse(server.output().contains("the example"), server::toString);
      assertFalse(Web.get(port, "/").body().contains("the example's"));
    }
    for (String name : List.of("hello.Hello", "hello")) {
      try (Program other = TaktProcess.start(folder, Map.of(), example.toString(), "run", name)) {
        assertEquals("the example\n", other.ends(0).output());
      }
    }
  }

  @Test void whatDoesNotCompileIsSaidWithItsLine() throws Exception {
    hello();
    Path file = folder.resolve("Hello.java");
    Files.writeString(file, Files.readString(file).replace("s.hue = random()", "s.hew = random()"));
    int line = 1 + Files.readAllLines(file).indexOf("    s.hew = random().nextInt(360);");
    try (Program server = run("Hello.java")) {
      server.ends(1);
      assertTrue(server.errors().startsWith("takt: Hello.java does not compile:\nHello.java:" + line
          + ": error: cannot find symbol\n    s.hew = random().nextInt(360);\n"), server::toString);
    }
  }

  @Test void whatTheProcessorRefusesIsSaidWithItsLine() throws Exception {
    hello();
    Path file = folder.resolve("Hello.java");
    Files.writeString(file, Files.readString(file).replace("final Inputs<Keys> keys",
        "final java.util.Map<String, Thread> threads = new java.util.TreeMap<>();\n  final Inputs<Keys> keys"));
    try (Program server = run("Hello.java")) {
      server.ends(1);
      assertTrue(server.errors().matches("(?s)takt: Hello.java does not compile:\nHello.java:\\d+: error: .*threads.*"),
          server::toString);
    }
  }

  @Test void otherMistakesAreAnsweredWithTheFix() throws Exception {
    try (Program missing = run("Helo.java")) {
      assertTrue(missing.ends(1).errors().startsWith("takt: there is no file Helo.java in " + folder),
          missing::toString);
    }
    Files.writeString(folder.resolve("Mine.java"), "class Mine extends takt.server.Room {}");
    try (Program silent = run("Mine.java")) {
      assertEquals("takt: Mine.java has no static void main(), expected in its room class, with import takt.Takt"
          + " above:\n  static void main() { Takt.serve(Mine::new); }\n", silent.ends(1).errors());
    }
    try (Program unknown = run("mine.Mine")) {
      assertTrue(unknown.ends(1).errors().startsWith("takt: there is no class mine.Mine on the class path"),
          unknown::toString);
    }
    Files.writeString(folder.resolve("Mine.java"), """
        class Mine extends takt.server.Room {
          static void main() { throw new IllegalStateException("no luck", new RuntimeException("rain")); }
        }
        """);
    try (Program thrown = run("Mine.java")) {
      assertEquals("""
          takt: Mine failed: java.lang.IllegalStateException: no luck
              at Mine.main(Mine.java:2)
            because of java.lang.RuntimeException: rain
              at Mine.main(Mine.java:2)
          """, thrown.ends(1).errors());
    }
  }

  /// Several classes, the main in the one of the file's name.
  @Test void theMainOfTheFilesOwnNameIsMeant() throws Exception {
    Files.writeString(folder.resolve("Mine.java"), """
        class Early { static void main() { System.out.println("early"); } }
        class Mine { static void main(String[] arguments) { System.out.println("mine " + arguments.length); } }
        """);
    try (Program mine = run("Mine.java")) {
      assertEquals("mine 0\n", mine.ends(0).output());
    }
  }

  /// Rolled dice cannot be rolled again in a replay: told where the page is told.
  @Test void unrepeatableCodeIsWarnedOfInDevelopment() throws Exception {
    Path file = folder.resolve("Dice.java");
    Files.writeString(file, """
        import takt.Takt;
        import takt.server.*;

        class Dice extends Room {
          double rolled;

          @Override protected void onTick(Tick t) {
            rolled = Math.random();
          }

          static void main() { Takt.serve(Dice::new); }
        }
        """);
    try (Program server = run("Dice.java")) {
      TaktProcess.port(server);
      server.says("WARN .*Dice\\.onTick\\(Dice\\.java:8\\): Math\\.random", TaktProcess.LIMIT);
    }
    Map<String, String> production = Map.of("TAKT_MODE", "production", "TAKT_GUESTS", "true", "TAKT_SECRET",
        "long enough, and guessed by nobody at all");
    try (Program server = TaktProcess.start(folder, production, "", "run", "Dice.java")) {
      TaktProcess.port(server);
      assertFalse(server.errors().contains("Math.random"), server::toString);
      assertFalse(server.output().contains("DEVELOPMENT"), server::toString);
    }
  }
}

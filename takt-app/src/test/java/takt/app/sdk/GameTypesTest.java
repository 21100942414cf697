package takt.app.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import takt.processor.TaktProcessor;

/// TypeScript checks a game's page against the types that takt-processor wrote of its room, through the SDK: what is
/// right passes, and every typo is found where it stands.
class GameTypesTest {
  private static final String ARENA = """
      package arena;

      import takt.schema.*;
      import takt.server.*;

      class Arena extends Room {
        enum Kind { SHIELD, ROCKETS }
        static class Ship extends Entity {
          @Position(max = 1000) double x, y;
          @Angle double heading;
          @Sync(max = 31, to = Audience.OWNER) int reloadTicks;
          @Sync Kind kind = Kind.SHIELD;
        }
        static class Steer extends Input { @Axis double dx, dy; @Press boolean fire; }
        record Say(@Limit(max = 200) String text) implements Command {}
        record Count(@Limit(max = 9) int from) implements Command {}
        record Counted(int ships) {}
        record Said(Player who, String text) implements Event {}
        record Left(Player who) implements Event {}
        final Entities<Ship> ships = entities();
        final Inputs<Steer> steer = inputs();
        @Sync(max = 999) int kills;
        void on(Player p, Say say) {}
        Counted on(Player p, Count count) { return new Counted(0); }
      }
      """;

  private static final String RIGHT = """
      import { Takt, connect } from '/takt/takt.js'
      /** @type {import('/takt/takt.js').Room<import('./arena').Arena>} */
      const room = await Takt.join('arena')
      room.input(i => { i.dx = 1; i.fire = true })
      room.frame(view => {
        for (const s of view.ships) console.log(s.x + s.heading + (s.reloadTicks ?? 0) + view.kills, s.mine, s.kind)
      })
      room.on('said', (said, at) => console.log(said.who + at.tick, said.text.length))
      room.on('event:left', left => console.log(left.who))
      room.on('left', left => console.log(left.reason))
      room.on('status', (status, text) => console.log(status === 'in', text.length))
      room.on('*', (event, at) => console.log(event, at.name))
      console.log((await room.send('count', { from: 1 })).ships + room.state.ships.length)
      await room.send('say', { text: 'hi' })
      /** @type {import('./arena').Arena.Kind} */
      const kind = 'SHIELD'
      const any = await connect('ws://localhost').join('whatever')
      any.input(i => { i.anything = kind })
      any.on('anything', (a, b) => console.log(a.x, b))
      console.log((await any.send('add', { a: 2 })).sum, any.state.things[0].x)
      """;

  private static final List<String> TYPOS = List.of("room.state.shipz", "room.state.ships[0].X",
      "room.frame(v => { v.ships[0].heding })", "room.input(i => { i.dz = 1 })", "room.input(i => { i.fire = 1 })",
      "room.send('sai', { text: 'hi' })", "room.send('say', { txt: 'hi' })", "room.send('say', { text: 5 })",
      "(await room.send('count', { from: 1 })).ship", "room.on('sayd', () => {})", "room.on('said', s => s.txt)",
      "room.on('left', left => left.who)", "room.state.ships[0].kind === 'SHIELDS'",
      "room.state.ships[0].reloadTicks.toFixed()", "room.state.kils", "room.frmae(() => {})");

  @TempDir Path folder;

  @BeforeEach void writeTypes() throws IOException {
    Path source = Files.writeString(folder.resolve("Arena.java"), ARENA);
    compile(source);
    compile(JavaScriptSdkTest.ROOT.resolve("examples/hello/src/main/java/hello/Hello.java"));
    for (String name : List.of("arena.d.ts", "hello.d.ts")) {
      Files.copy(folder.resolve("classes/takt/dts").resolve(name), folder.resolve(name));
    }
    Files.writeString(folder.resolve("tsconfig.json"), """
        {"compilerOptions": {"target": "es2022", "module": "es2022", "moduleResolution": "bundler", "strict": true,
          "lib": ["es2023", "dom", "dom.iterable"], "types": [], "allowJs": true, "checkJs": true, "noEmit": true,
          "paths": {"/takt/*": ["%s/*"]}}, "files": ["page.js"]}
        """.formatted(JavaScriptSdkTest.SDK.resolve("src")));
  }

  private void compile(Path source) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var said = new DiagnosticCollector<JavaFileObject>();
    Path classes = Files.createDirectories(folder.resolve("classes"));
    try (var files = compiler.getStandardFileManager(said, Locale.ROOT, null)) {
      var task = compiler.getTask(null, files, said, List.of("-d", classes.toString(), "-classpath", System.getProperty(
          "java.class.path")), null, files.getJavaFileObjects(source));
      task.setProcessors(List.of(new TaktProcessor()));
      assertTrue(task.call(), () -> said.getDiagnostics().toString());
    }
  }

  /// What TypeScript says of a page.
  private String check(String page) throws IOException, InterruptedException {
    Files.writeString(folder.resolve("page.js"), page);
    return JavaScriptSdkTest.node(List.of(JavaScriptSdkTest.TSC.toString(), "--project", folder.toString()));
  }

  @Test void aPageWithoutMistakesPasses() throws Exception {
    assertEquals("", check(RIGHT));
  }

  @Test void everyTypoIsFoundWhereItStands() throws Exception {
    String said = check(RIGHT + String.join(";\n", TYPOS) + "\n");
    SortedSet<Integer> found = new TreeSet<>();
    Matcher error = Pattern.compile("^.*page\\.js\\((\\d+),", Pattern.MULTILINE).matcher(said);
    while (error.find()) found.add(Integer.parseInt(error.group(1)));
    List<Integer> planted = new ArrayList<>();
    int first = (int) RIGHT.lines().count() + 1;
    for (int i = 0; i < TYPOS.size(); i++) planted.add(first + i);
    assertEquals(planted, List.copyOf(found), said);
  }

  @Test void helloIsRightAndATypoInItIsFound() throws Exception {
    Path file = JavaScriptSdkTest.ROOT.resolve("examples/hello/src/main/resources/web/hello.js");
    String hello = Files.readString(file)
        .replace("const room = await", "/** @type {import('/takt/takt.js').Room<import('./hello').Hello>} */\n"
            + "const room = await");
    String said = check(hello);
    assertTrue(!said.contains("Hello"), said);
    long before = said.lines().count();
    for (String typo : List.of("s.hue", "keys.dx", "view.squares")) {
      String wrong = hello.replace(typo, typo + "z");
      assertTrue(check(wrong).lines().count() > before, () -> "nobody saw " + typo + "z");
    }
  }
}

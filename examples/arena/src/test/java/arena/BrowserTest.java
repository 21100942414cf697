package arena;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import browser.Browser;
import browser.Relay;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import takt.Server;
import takt.Takt;
import takt.protocol.json.Json;
import takt.schema.Command;
import takt.server.RoomRef;

/// The page, in real browsers, with a keyboard and a mouse, and with thumbs.
class BrowserTest {
  private static final String WIDE = "{ viewport: { width: 1440, height: 900 } }";
  private static final String TALL = "{ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }";

  /// What the tests say to a page: `fly` opens it and starts, `seen` waits for something in it, `frames` counts.
  private static final String WORDS = """
      at.fly = async (url, name, options) => {
        const page = await at.open(url, options)
        await page.fill('#name', name)
        await page.click('#start button')
        await page.waitForFunction(() => globalThis.arena?.room.state.ships?.length)
        return page
      }
      at.seen = (page, test) => page.waitForFunction(test)
      at.frames = page => page.evaluate(() => new Promise(done => {
        const times = []
        requestAnimationFrame(function next(ms) {
          times.push(ms)
          if (times.length < 122) return requestAnimationFrame(next)
          const gaps = times.slice(1).map((t, i) => t - times[i]).sort((a, b) => a - b)
          done(Math.round(1000 / gaps[60]))
        })
      }))
      """;

  private static Server serve(boolean drill) throws IOException {
    Map<String, String> settings = Map.of("TAKT_PORT", "0", "TAKT_ADMIN_PORT", "0", "TAKT_DRAIN_SECONDS", "0");
    // The drill's page is the arena's: of several rooms the first that has one shows it.
    if (drill) return Takt.start(settings, app -> app.room("arena", Drill::new).room("other", Arena::new));
    return Takt.start(settings, app -> app.room(Arena::new));
  }

  private static void tell(Server server, Command command) throws InterruptedException, ExecutionException {
    Json.Obj room = (Json.Obj) server.rooms().list("arena").get().getFirst();
    RoomRef there = new RoomRef(Objects.requireNonNull(room.members().get("id")).text(""), "");
    assertTrue(server.rooms().tell(there, command).get());
  }

  @Test void twoPeopleFlyShootFallComeBackAndTalk() throws Exception {
    try (Server server = serve(true); Relay relay = new Relay(server.port()); Browser browser = new Browser()) {
      browser.run(WORDS + "at.url = 'http://localhost:" + relay.port() + "/'");
      browser.run(
          "at.ann = await at.fly(at.url, 'ann', " + WIDE + "); at.bob = await at.fly(at.url, 'bob', " + TALL + ")");
      browser.run("await at.seen(at.ann, () => arena.room.state.ships.length === 2)");

      // They fly: one by keys, one by a thumb, and each sees the other.
      tell(server, new Drill.Place(1, 1000, 800, 100));
      tell(server, new Drill.Place(2, 1400, 800, 20));
      browser.run("""
          await at.ann.keyboard.down('KeyS')
          await at.seen(at.bob, () => arena.room.state.ships.some(s => !s.mine && s.y > 860))
          await at.ann.keyboard.up('KeyS')""");
      browser.run("""
          at.thumbs = await at.bob.context().newCDPSession(at.bob)
          const touch = (type, ...touchPoints) => at.thumbs.send('Input.dispatchTouchEvent', { type, touchPoints })
          await touch('touchStart', { x: 90, y: 700 })
          await touch('touchMove', { x: 90, y: 640 })
          await at.seen(at.ann, () => arena.room.state.ships.some(s => !s.mine && s.y < 740))
          await touch('touchEnd')""");

      // A mouse aims and fires, the other falls, and is back.
      tell(server, new Drill.Place(1, 1000, 800, 100));
      tell(server, new Drill.Place(2, 1250, 800, 20));
      browser.run("""
          await at.ann.evaluate(() => {
            globalThis.feed = ''
            const list = document.querySelector('#feed')
            new MutationObserver(() => (feed += list.textContent + ' ')).observe(list, { childList: true })
          })
          await at.ann.mouse.down()
          const isLost = () => document.body.classList.contains('lost')
          for (let i = 0; i < 600 && !(await at.bob.evaluate(isLost)); i++) {
            const target = await at.ann.evaluate(() => {
              const bob = arena.room.state.ships.find(s => !s.mine)
              return bob && arena.toScreen(bob.x, bob.y)
            })
            if (target) await at.ann.mouse.move(target.x, target.y)
            await at.ann.evaluate(() => new Promise(requestAnimationFrame))
          }
          await at.ann.mouse.up()
          await at.seen(at.ann, () => document.querySelector('#points b').textContent === '1')
          await at.seen(at.ann, () => feed.includes('anngotbob'))
          await at.seen(at.bob, () => !document.body.classList.contains('lost'))
          await at.seen(at.bob, () => document.querySelector('#by').textContent === 'by ann')
          await at.seen(at.bob, () => arena.room.state.ships.some(s => s.mine && s.health === 100))""");

      // They talk.
      browser.run("""
          await at.ann.keyboard.press('Enter')
          await at.ann.keyboard.type('<b>well flown</b>')
          await at.ann.keyboard.press('Enter')
          await at.seen(at.bob, () => document.querySelector('#said').textContent === 'ann<b>well flown</b>')""");

      // The line is cut: the page says so, and finds its seat and its points again.
      browser.run("""
          await at.ann.evaluate(() => {
            globalThis.notes = []
            const note = document.querySelector('#status')
            new MutationObserver(() => notes.push(note.textContent)).observe(note, { childList: true })
          })""");
      relay.cut();
      assertEquals("[1,1,\"1\"]", browser.run("""
          await at.seen(at.ann, () => notes.length > 1 && notes.at(-1) === '')
          return at.ann.evaluate(() => {
            const pilot = arena.room.state.pilots.find(p => p.mine)
            return [arena.room.number, pilot.kills, document.querySelector('#points b').textContent]
          })"""));
      assertEquals("[]", browser.run("return at.errors"));
    }
  }

  @Test void theOverlayAgreesWithTheServer() throws Exception {
    try (Server server = serve(false); Browser browser = new Browser()) {
      browser.run(WORDS + "at.url = 'http://localhost:" + server.port() + "/'");
      browser.run("at.ann = await at.fly(at.url, 'ann', " + WIDE + "); await at.ann.keyboard.press('F3')");
      browser.run("await at.seen(at.ann, () => /ships +[1-9]/.test(document.querySelector('#figures').textContent))");
      for (String line : new String[]{"round trip", "jitter", "tick", "snapshot", "received", "bolts", "late",
          "dropped"}) {
        assertEquals("true", browser.run("return (await at.ann.textContent('#figures')).includes('" + line + "')"),
            line);
      }
      long[] before = net(browser);
      long snapshots = counter(server, "takt_snapshots_total\\{room=\"arena\"\\}");
      long bytes = counter(server, "takt_sent_bytes_total\\{kind=\"[a-z]+\"\\}");
      browser.run("await at.seen(at.ann, () => arena.room.net.snapshots >= " + snapshots + ")");
      browser.run("await at.seen(at.ann, () => arena.room.net.receivedBytes >= " + bytes + ")");
      assertTrue(before[0] <= snapshots, before[0] + " snapshots, the server has sent " + snapshots);
      assertTrue(before[1] <= bytes, before[1] + " bytes, the server has sent " + bytes);

      String tall = browser.run("at.bob = await at.fly(at.url, 'bob', " + TALL + "); return at.frames(at.bob)");
      browser.run("await at.bob.tap('#map'); await at.seen(at.bob, () => !document.querySelector('#figures').hidden)");
      String wide = browser.run("await at.bob.close(); return at.frames(at.ann)");
      System.out.println("median frames a second: " + wide + " at 1440x900, " + tall + " at 390x844");
      assertEquals("[]", browser.run("return at.errors"));
    }
  }

  private static long[] net(Browser browser) throws IOException {
    String[] two = browser
        .run("return at.ann.evaluate(() => `${arena.room.net.snapshots} ${arena.room.net.receivedBytes}`)")
        .replace("\"", "").split(" ", 2);
    return new long[]{Long.parseLong(two[0]), Long.parseLong(two[1])};
  }

  /// The sum of what a counter of the server says.
  private static long counter(Server server, String name) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.adminPort() + "/metrics");
    try (HttpClient client = HttpClient.newHttpClient()) {
      String text = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
      Matcher found = Pattern.compile("(?m)^" + name + " (\\S+)$").matcher(text);
      double sum = 0;
      while (found.find()) sum += Double.parseDouble(found.group(1));
      return (long) sum;
    }
  }
}

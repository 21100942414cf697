package hello;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import takt.Server;
import takt.Takt;

/// Two people open the page: what they see is what the other did.
class BrowserTest {
  /// What a page shows: its own square, which is lighter, and the other one; each a colour and the middle of it.
  private static final String SQUARES = """
      at.seen ??= (page, test) => page.waitForFunction(([test]) => {
        const canvas = document.querySelector('canvas')
        const d = canvas.getContext('2d').getImageData(0, 0, 800, 800).data
        const found = {}
        for (let i = 0; i < d.length; i += 4) if (d[i + 3] === 255) {
          const colour = `${d[i]},${d[i + 1]},${d[i + 2]}`
          const f = found[colour] ??= { colour, n: 0, x: 0, y: 0, light: Math.max(d[i], d[i + 1], d[i + 2]) + Math.min(d[i], d[i + 1], d[i + 2]) }
          f.n++; f.x += (i / 4) % 800; f.y += Math.floor(i / 4 / 800)
        }
        const all = Object.values(found).filter(f => f.n > 300)
        for (const f of all) { f.x /= f.n; f.y /= f.n }
        const mine = all.find(f => f.light > 280), other = all.find(f => f.light <= 280)
        const note = document.querySelector('p').textContent
        return new Function('mine', 'other', 'note', `return ${test}`)(mine, other, note)
            ? { mine, other, note, all: all.length } : null
      }, [test], { polling: 50 }).then(h => h.jsonValue());
      """;

  private static Server serve(int port) throws IOException {
    return Takt.start(Map.of("TAKT_PORT", String.valueOf(port), "TAKT_ADMIN_PORT", "0"), app -> app.room(Hello::new));
  }

  @Test void twoPagesSeeEachOtherMoveThroughCutsAndRestarts() throws IOException {
    Server server = serve(0);
    int port = server.port();
    try (Relay relay = new Relay(port); Browser browser = new Browser()) {
      browser.run(SQUARES + "at.url = 'http://localhost:" + relay.port() + "/'");
      browser.run("at.one = await at.open(at.url, { viewport: { width: 1440, height: 900 } })");
      browser.run("at.two = await at.open(at.url, { viewport: { width: 390, height: 844 }, hasTouch: true })");
      browser.run("await at.seen(at.one, 'mine && other'); await at.seen(at.two, 'mine && other')");

      // They move, by keys and by a finger, and the other page sees it.
      browser.run("""
          await at.one.keyboard.down('ArrowLeft')
          await at.seen(at.one, 'mine && mine.x < 30'); await at.seen(at.two, 'other && other.x < 30')
          await at.one.keyboard.up('ArrowLeft')
          await at.one.keyboard.down('KeyS')
          await at.seen(at.two, 'other && other.y > 770')
          await at.one.keyboard.up('KeyS')""");
      browser.run("""
          const box = await at.two.locator('canvas').boundingBox()
          await at.two.mouse.move(box.x + box.width * .75, box.y + box.height * .25)
          await at.two.mouse.down()
          await at.seen(at.one, 'other && Math.hypot(other.x - 600, other.y - 200) < 12')
          await at.two.mouse.up()""");

      // The socket is cut: the page says so, and comes back to the same seat, so to the same square in the same place.
      browser.run("""
          at.before = (await at.seen(at.one, 'mine && other')).mine
          at.notes = at.one.evaluate(() => new Promise(done => {
            const p = document.querySelector('p'), seen = [p.textContent]
            new MutationObserver(() => { if (seen.push(p.textContent) >= 3) done(seen) })
                .observe(p, { childList: true, characterData: true, subtree: true })
          }))""");
      relay.cut();
      assertEquals("\"same\"", browser.run("""
          const [help, away, back] = await at.notes
          if (help !== back || away === help) throw new Error(JSON.stringify([help, away, back]))
          const { mine } = await at.seen(at.one, 'mine && other')
          return mine.colour === at.before.colour && mine.x === at.before.x && mine.y === at.before.y
              ? 'same' : JSON.stringify([at.before, mine])"""));
      browser.run(
          "await at.two.reload(); await at.seen(at.two, 'mine && other && Math.hypot(mine.x - 600, mine.y - 200) < 12')");

      // The server stops gracefully: the page says so; another one takes its place, and the page plays on there.
      browser.run("at.help = (await at.seen(at.one, 'note.startsWith(\"Arrow\")')).note");
      server.close();
      System.out.println(
          "said at the stop: " + browser.run("return (await at.seen(at.one, '!note.startsWith(\"Arrow\")')).note"));
      server = serve(port);
      browser.run("""
          await at.seen(at.one, 'note.startsWith("Arrow") && mine && other')
          await at.seen(at.two, 'note.startsWith("Arrow") && mine && other')
          await at.one.keyboard.down('ArrowLeft')
          await at.seen(at.two, 'other && other.x < 30')""");
      assertEquals("[]", browser.run("return at.errors"));
    } finally {
      server.close();
    }
  }
}

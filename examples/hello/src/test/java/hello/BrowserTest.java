package hello;

import static org.junit.jupiter.api.Assertions.assertEquals;

import browser.Browser;
import browser.Relay;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import takt.Server;
import takt.Takt;

/// Two people open the page: what they see is what the other did.
class BrowserTest {
  /// Waits until a page shows what a test asks for: its own square, which is lighter, the other one, and the note
  /// below.
  private static final String SEEN = """
      const look = () => {
        const d = document.querySelector('canvas').getContext('2d').getImageData(0, 0, 800, 800).data, found = {}
        for (let i = 0; i < d.length; i += 4) {
          if (d[i + 3] < 255) continue
          const rgb = [d[i], d[i + 1], d[i + 2]]
          const f = found[rgb] ??= { colour: String(rgb), light: Math.max(...rgb) + Math.min(...rgb), n: 0, x: 0, y: 0 }
          f.n++
          f.x += i / 4 % 800
          f.y += Math.floor(i / 4 / 800)
        }
        const all = Object.values(found).filter(f => f.n > 300).map(f => ({ ...f, x: f.x / f.n, y: f.y / f.n }))
        const mine = all.find(f => f.light > 280), other = all.find(f => f.light <= 280)
        return { mine, other, note: document.querySelector('p').textContent, notes: window.notes }
      }
      at.seen = async (page, test) => {
        const fits = new Function('{ mine, other, note, notes }', `return ${test}`)
        for (let i = 0; i < 600; i++) {
          const seen = await page.evaluate(look)
          if (fits(seen)) return seen
          await page.waitForTimeout(50)
        }
        throw new Error(`never seen: ${test}, but ${JSON.stringify(await page.evaluate(look))}`)
      }
      """;

  private static Server serve(int port) throws IOException {
    return Takt.start(Map.of("TAKT_PORT", String.valueOf(port), "TAKT_ADMIN_PORT", "0"), app -> app.room(Hello::new));
  }

  @Test void twoPagesSeeEachOtherMoveThroughCutsAndRestarts() throws IOException {
    Server server = serve(0);
    int port = server.port();
    try (Relay relay = new Relay(port); Browser browser = new Browser()) {
      browser.run(SEEN + "at.url = 'http://localhost:" + relay.port() + "/'");
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
          await at.seen(at.one, 'other && Math.hypot(other.x - 600, other.y - 200) < 20')
          await at.two.mouse.up()""");

      // The socket is cut: the page says so, and comes back to the same seat, so to the same square in the same place.
      browser.run("""
          at.before = (await at.seen(at.one, 'mine && other')).mine
          await at.one.evaluate(() => {
            const p = document.querySelector('p')
            window.notes = [p.textContent]
            new MutationObserver(() => notes.push(p.textContent)).observe(p, { childList: true })
          })""");
      relay.cut();
      assertEquals("\"same\"", browser.run("""
          await at.seen(at.one, 'notes.length > 2')
          const { mine, notes: [help, away, back] } = await at.seen(at.one, 'mine && other')
          if (help !== back || away === help) throw new Error(JSON.stringify([help, away, back]))
          return mine.colour === at.before.colour && mine.x === at.before.x && mine.y === at.before.y
              ? 'same' : JSON.stringify([at.before, mine])"""));

      // A reload comes back to it too.
      browser.run("""
          const here = ({ x, y }) => `x === ${x} && mine.y === ${y}`
          let rest, seen, tries = 0
          do {
            if (tries++ > 50) throw new Error(`still moving: ${rest}, ${seen}`)
            rest = seen
            seen = here((await at.seen(at.one, 'mine && other')).other)
            await at.two.waitForTimeout(300)
          } while (seen !== rest || seen !== here((await at.seen(at.two, 'mine && other')).mine))
          await at.two.reload()
          await at.seen(at.two, 'mine && other && mine.' + rest)""");

      // The server stops gracefully: the page says so; another one takes its place, and the page plays on there.
      browser.run("await at.seen(at.one, 'note.startsWith(\"Arrow\")')");
      server.close();
      assertEquals("\"The server is restarting. You will be taken back in.\"", browser.run("""
          return (await at.seen(at.one, '!note.startsWith("Arrow")')).note"""));
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

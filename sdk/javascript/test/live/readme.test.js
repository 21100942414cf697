import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { after, afterEach, before, test } from 'node:test'
import { Takt } from '../../src/takt.js'
import { Server, until } from './server.js'

const SDK = new URL('../../src/takt.js', import.meta.url).href
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const snippets = [...readme.matchAll(/^## (.*)|```js\n([\s\S]*?)```/gm)].reduce(
  (found, [, heading, code]) => {
    if (heading) found.heading = heading
    else found.all.push([found.heading, code])
    return found
  },
  { heading: 'Takt for JavaScript', all: /** @type {[string, string][]} */ ([]) },
).all

const folder = mkdtempSync(new URL('../snippets-', import.meta.url).pathname)
/** @type {Server} */
let server
/** What snippets see around them. @type {any} */
const world = { drawn: 0, printed: [] }
const { log } = console

before(async () => {
  server = await Server.start()
  Object.assign(globalThis, {
    location: { href: `http://127.0.0.1:${server.port}/` },
    url: server.url,
    note: { textContent: '' },
    draw: () => world.drawn++,
  })
  console.log = (...said) => void world.printed.push(said.join(' '))
})
after(async () => {
  console.log = log
  rmSync(folder, { recursive: true })
  await server.stop()
})

afterEach(() => Takt.close()) // each is a page of its own

test('there are snippets', () => assert.equal(snippets.length, 7))

for (const [i, [heading, code]] of snippets.entries()) {
  test(`${heading}: the snippet runs`, { timeout: 120_000 }, async () => {
    assert.match(code, /^import .* from '(\/takt|\.\/src)\/takt\.js'$/m)
    const file = `${folder}/${i}.mjs`
    writeFileSync(file, code.replace(/'(\/takt|\.\/src)\/takt\.js'/, `'${SDK}'`))
    await import(file)
    if (heading === 'Takt for JavaScript') await until(() => world.drawn > 10)
    if (heading === 'Commands and events') {
      assert.ok(world.printed.includes('42'))
      assert.ok(world.printed.includes('refused say something'))
    }
    if (heading === 'What comes and goes') {
      assert.ok(world.printed.some((/** @type {string} */ line) => /^ship \d+ of \d+ true$/.test(line)), `${world.printed}`)
      await until(() => world.printed.some((/** @type {string} */ line) => /^\d+ \d+$/.test(line)))
    }
  })
}

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { chromium } from 'playwright-core'
import { Server } from './server.js'

const LIMIT = { timeout: 120_000 }
/** @type {Server} */
let server
/** @type {import('playwright-core').Browser} */
let browser
/** @type {string[]} what browsers complained of */
const complaints = []

before(async () => {
  const executablePath = process.env.TAKT_TOOL_CHROMIUM
  assert.ok(executablePath, 'TAKT_TOOL_CHROMIUM is not set: build/tools.sh says where Chromium is')
  server = await Server.start()
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
})
after(async () => {
  await browser?.close()
  await server?.stop()
})

/** @param {number} width @param {number} height @param {'light' | 'dark'} colorScheme */
async function visit(width, height, colorScheme) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, hasTouch: width < 500 })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  page.on('console', m => void (m.type() === 'error' && complaints.push(m.text())))
  page.on('pageerror', e => void complaints.push(String(e.stack)))
  await page.goto(`http://127.0.0.1:${server.port}/play/`)
  await page.locator('#types input').waitFor({ state: 'attached' })
  return page
}

/** @param {import('playwright-core').Page} page */
const isTooWide = page => page.evaluate('document.documentElement.scrollWidth > innerWidth')

test('two people play in one room, with keys and with a thumb', LIMIT, async () => {
  const ann = await visit(1440, 900, 'light')
  await ann.fill('[name=name]', 'Ann')
  await ann.click('button[value=join]')
  await ann.locator('#room').waitFor()

  const bob = await visit(390, 844, 'dark')
  assert.equal(await isTooWide(bob), false, 'the lobby fits a phone')
  await bob.fill('[name=name]', 'Bob')
  await bob.click('#rooms button')
  await bob.locator('#room').waitFor()
  await bob.locator('#people li').nth(1).waitFor()
  assert.deepEqual([await isTooWide(ann), await isTooWide(bob)], [false, false])

  const x = (/** @type {import('playwright-core').Page} */ page, /** @type {number} */ row) =>
    page.locator('#state table').last().locator('tbody tr').nth(row).locator('td').nth(1)
  await ann.keyboard.down('ArrowRight')
  await x(bob, 0).filter({ hasText: /^800$/ }).waitFor() // Bob sees Ann arrive
  await ann.keyboard.up('ArrowRight')

  const stick = await bob.locator('#stick').boundingBox()
  assert.ok(stick && stick.y + stick.height <= 844, 'the stick is on the screen')
  await bob.mouse.move(stick.x + 62, stick.y + 62)
  await bob.mouse.down()
  await bob.mouse.move(stick.x, stick.y + 62)
  await x(ann, 1).filter({ hasText: /^0$/ }).waitFor()
  await bob.mouse.up()

  await bob.locator('#buttons button').click()
  await ann.locator('#log li', { hasText: 'beam' }).waitFor()
  await ann.locator('#command select').selectOption('say')
  await ann.locator('#command input').fill('hello there')
  await ann.locator('#command button').click()
  await bob.locator('#log li', { hasText: 'hello there' }).waitFor()
  await ann.locator('#command input').fill(' ')
  await ann.locator('#command button').click()
  await ann.locator('#log .no', { hasText: 'say something' }).waitFor()

  await ann.reload()
  await ann.locator('#people li', { hasText: 'Annyou' }).waitFor()
  await ann.locator('#people li').nth(1).waitFor()
  assert.equal(await ann.locator('#people li').count(), 2, 'the same seat after a reload')

  await bob.click('#leave')
  await bob.locator('#lobby').waitFor()
  await bob.fill('[name=code]', 'NOSUCH')
  await bob.click('#code button')
  await bob.locator('#problem', { hasText: /room/ }).waitFor()
  assert.deepEqual(complaints, [])
})

test('it says that the server stops', LIMIT, async () => {
  const page = await visit(1440, 900, 'dark')
  await page.click('button[value=create]')
  await page.locator('#room').waitFor()
  await server.stop()
  await page.locator('#banner', { hasText: 'The server is restarting' }).waitFor()
})

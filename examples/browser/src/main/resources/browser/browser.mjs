// A real Chromium that a test drives by JavaScript on standard input, base64, a line for a line: JSON, or ! and an error.
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'

const [packages, chromium] = process.argv.slice(2)
const playwright = createRequire(packages + '/')('playwright-core')
const browser = await playwright.chromium.launch({
  executablePath: chromium,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
})
const errors = []
const open = async (url, options) => {
  const page = await (await browser.newContext(options)).newPage()
  page.setDefaultTimeout(30_000)
  page.on('pageerror', e => errors.push(String(e)))
  await page.goto(url)
  return page
}
const at = { open, errors }
const AsyncFunction = (async () => {}).constructor
for await (const line of createInterface({ input: process.stdin })) {
  try {
    const value = await new AsyncFunction('at', Buffer.from(line, 'base64').toString())(at)
    console.log(JSON.stringify(value ?? null))
  } catch (e) {
    console.log('!' + String(e.stack).replaceAll('\n', '\r'))
  }
}
await browser.close()
